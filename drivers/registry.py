"""From a port, or the URL of one, to a modem: ask who is there, find its family, set it up."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from drivers.at.chat import Chat, Response
from drivers.at.online import OnlineChat
from drivers.at.script import Step, run_script
from drivers.at.syntax import Command, Syntax
from drivers.capabilities import Identity
from drivers.errors import CommandRefused
from drivers.facsimile import AnyModem
from drivers.families import (
    agere,
    cinterion,
    conexant,
    generic,
    huawei,
    multitech,
    pstn,
    quectel,
    simcom,
    telit,
    ublox,
    usrobotics,
    wavecom,
    zte,
    zyxel,
)
from drivers.families.gammu import link as phone
from drivers.families.gammu import modem as phones
from drivers.family import Family
from drivers.faxfamily import FaxFamily
from drivers.faxmodem import CLASSES, PstnModem, offered
from drivers.modem import GsmModem
from drivers.port import Port, SerialPort
from drivers.trace import Trace

# The first that fits is taken; the last fits every modem.
FAMILIES: tuple[Family, ...] = (
    *simcom.FAMILIES,
    *huawei.FAMILIES,
    *quectel.FAMILIES,
    *telit.FAMILIES,
    *cinterion.FAMILIES,
    *zte.FAMILIES,
    *ublox.FAMILIES,
    *wavecom.FAMILIES,
    *generic.FAMILIES,
)

# Of modems that offer a service class of facsimile and are no GSM modems.
FAX_FAMILIES: tuple[FaxFamily, ...] = (
    *usrobotics.FAMILIES,
    *multitech.FAMILIES,
    *agere.FAMILIES,
    *zyxel.FAMILIES,
    *conexant.FAMILIES,
    *pstn.FAMILIES,
)

_ATTEMPT = 1.0  # seconds for one AT, which a modem that is there answers in milliseconds


def _told(name: str, *others: str) -> Step:
    """An identification command (27.007 5.1 - 5.4) with what to ask where it is refused; prefixed or bare answers."""
    commands = [Command(f"AT{text}", (f"{text}:",), bare=True) for text in (name, *others)]
    return Step(commands[0], required=False, on_error=tuple(commands[1:]))


_QUIET = (
    Step(Command("ATE0"), required=False),
    Step(Command("AT+CMEE=1"), required=False, on_error=(Command("AT+CMEE=0"),)),
)
_WHO = (
    _told("+CGMI", "+GMI"),
    _told("+CGMM", "+GMM", "I"),
    _told("+CGMR", "+GMR"),
    _told("+CGSN", "+GSN"),
    _told("+GCAP"),
)
# By what fax modems without +GMI tell who they are (T.31 7.2, SP-2388 8.2), and ATI3
_WHO_FAXES = (_told("+FMI?", "+FMFR?"), _told("+FMM?", "+FMDL?"), _told("I3"))

_LABEL = re.compile(r"^(?:\+\w+|Manufacturer|Model|Revision|IMEI)\s*:\s*", re.IGNORECASE)
_IMEI = re.compile(r"(?<!\d)\d{14,16}(?!\d)")

_GAMMU = "gammu:"


class Outlet(Protocol):
    """What is at a URL, held for us until it is closed. One thread owns it."""

    def open_modem(
        self,
        *,
        trace: Trace | None = None,
        patience: float,
        families: Sequence[Family],
        service_classes: Sequence[str] = (),
    ) -> AnyModem:
        """See `open_modem`."""

    def known_modem(self, identity: Identity, *, trace: Trace | None = None, families: Sequence[Family]) -> AnyModem:
        """See `known_modem`."""

    def close(self) -> None: ...


def open_url(url: str, baud: int = 115200) -> Outlet:
    """A tty or another port by its pyserial URL, or a phone by `gammu:CONNECTION:DEVICE`.

    Raises PortBusy where another program has it, PortLost where it can't be opened or python-gammu is missing,
    ValueError for a URL of an unknown kind or a bad rate.
    """
    return PhoneOutlet(url) if url.startswith(_GAMMU) else PortOutlet(SerialPort.open(url, baud))


def device_of(url: str) -> Path | None:
    """The file that is there only while the device is; None where the URL names none."""
    if not url.startswith(_GAMMU):
        return None if "://" in url else Path(url)
    device = phone.target(url)[1]
    return Path(device) if device.startswith("/") else None


class PortOutlet:
    """A port with whatever modem is behind it."""

    def __init__(self, port: Port) -> None:
        self._port = port

    def open_modem(
        self,
        *,
        trace: Trace | None = None,
        patience: float,
        families: Sequence[Family],
        service_classes: Sequence[str] = (),
    ) -> AnyModem:
        """See `open_modem`."""
        return open_modem(
            self._port, trace=trace, patience=patience, families=families, service_classes=service_classes
        )

    def known_modem(self, identity: Identity, *, trace: Trace | None = None, families: Sequence[Family]) -> AnyModem:
        """See `known_modem`."""
        return known_modem(self._port, identity, trace=trace, families=families)

    def close(self) -> None:
        """Give the port back."""
        self._port.close()


class PhoneOutlet:
    """A phone by libGammu, which has its own patience, knows the families itself and shows nobody what is said."""

    def __init__(self, url: str) -> None:
        self._link = phone.Link(url)

    def open_modem(
        self,
        *,
        trace: Trace | None = None,
        patience: float,
        families: Sequence[Family],
        service_classes: Sequence[str] = (),
    ) -> AnyModem:
        """Connect. Raises NoAnswer, PortBusy, PortLost, CommandRefused."""
        return phones.open_modem(self._link)

    def known_modem(self, identity: Identity, *, trace: Trace | None = None, families: Sequence[Family]) -> AnyModem:
        """The phone that was there, not connected."""
        return phones.GammuModem(self._link, identity)

    def close(self) -> None:
        """Let go of the phone."""
        self._link.disconnect()


@dataclass(frozen=True, slots=True)
class Probe:
    """Who answered on a port: its identity, and `capabilities` as +GCAP names them (V.250 6.1.9), such as "+CGSM"."""

    identity: Identity
    capabilities: frozenset[str]


def probe(
    port: Port, *, trace: Trace | None = None, patience: float = 8.0, clock: Callable[[], float] = time.monotonic
) -> Probe:
    """Ask who is there. Raises NoAnswer after about `patience` seconds of silence, PortLost."""
    return _probe(_chat(port, trace, clock), patience)


def open_modem(
    port: Port,
    *,
    trace: Trace | None = None,
    patience: float = 8.0,
    clock: Callable[[], float] = time.monotonic,
    families: Sequence[Family] = FAMILIES,
    service_classes: Sequence[str] = (),
) -> GsmModem | PstnModem:
    """Probe, match a family, run its init. Raises NoAnswer after about `patience` seconds of silence, PortLost.

    `service_classes` of facsimile to prefer to the family's order.
    """
    chat = _chat(port, trace, clock)
    found = _probe(chat, patience)
    modem: GsmModem | PstnModem
    family = family_of(found.identity, families)
    if family is families[-1] and _faxes(chat, found):
        identity = _told_by_fax(chat, found.identity)
        modem = fax_family_of(identity).build(port, chat, identity, service_classes, clock)
    else:
        modem = family.build(port, chat, found.identity, clock)
    modem.initialise()
    return modem


def known_modem(
    port: Port,
    identity: Identity,
    *,
    trace: Trace | None = None,
    clock: Callable[[], float] = time.monotonic,
    families: Sequence[Family] = FAMILIES,
) -> GsmModem | PstnModem:
    """The modem that was at `port`, asked nothing: for the rungs of recovery once it has fallen silent."""
    chat = _chat(port, trace, clock)
    if identity.imei:
        return family_of(identity, families).build(port, chat, identity, clock)
    return fax_family_of(identity).build(port, chat, identity, clock=clock)


def family_of(identity: Identity, families: Sequence[Family] = FAMILIES) -> Family:
    """The first family that the modem fits."""
    return next(family for family in families if family.fits(identity))


def fax_family_of(identity: Identity) -> FaxFamily:
    """The first family of fax modems that it fits."""
    return next(family for family in FAX_FAMILIES if family.fits(identity))


def _chat(port: Port, trace: Trace | None, clock: Callable[[], float]) -> OnlineChat:
    """The family is not known yet, so every family's own words and results are."""
    words = {word: None for family in FAMILIES for word in family.quirks.unsolicited}
    finals = {final for family in FAMILIES for final in family.quirks.finals}
    return OnlineChat(port, Syntax(urc_prefixes=tuple(words), finals=finals), clock=clock, trace=trace)


def _probe(chat: Chat, patience: float) -> Probe:
    chat.escape()  # a modem that a crash left in a prompt takes the next command for a message (F02)
    attempts = max(1, round(patience / _ATTEMPT))
    run_script(chat, (Step(Command("AT"), timeout=patience / attempts, attempts=attempts), *_QUIET))
    answers = run_script(chat, _WHO)
    identity = Identity(
        manufacturer=_value(answers, "AT+CGMI"),
        model=_value(answers, "AT+CGMM"),
        revision=_value(answers, "AT+CGMR"),
        imei=_imei(_value(answers, "AT+CGSN")),
    )
    return Probe(identity, frozenset(re.findall(r"\+\w+", _value(answers, "AT+GCAP"))))


def _faxes(chat: Chat, found: Probe) -> bool:
    """Whether it is a modem for a telephone line that knows facsimile. Many GSM modems offer that too.

    What looks like an IMEI is a serial number where the modem says that it faxes and not that it is a GSM modem.
    """
    if "+CGSM" in found.capabilities or (found.identity.imei and "+FCLASS" not in found.capabilities):
        return False
    try:
        return bool(offered(" ".join(each.line for each in chat.run(CLASSES).lines)))
    except CommandRefused:
        return False


def _told_by_fax(chat: Chat, identity: Identity) -> Identity:
    """The same with what the commands of facsimile tell, and ATI3."""
    answers = run_script(chat, _WHO_FAXES)
    maker, model, product = (_value(answers, f"AT{command}") for command in ("+FMI?", "+FMM?", "I3"))
    model, told = identity.model or model, (identity.revision, product)
    revision = " ".join(dict.fromkeys(part for part in told if part and part != model))
    return Identity(identity.manufacturer or maker, model, revision)


def _value(answers: Mapping[str, Response], command: str) -> str:
    """The first line of an answer without its label and quotes; '' where it was refused or empty."""
    lines = answers[command].lines if command in answers else ()
    return _LABEL.sub("", lines[0].line).strip().strip('"') if lines else ""


def _imei(text: str) -> str:
    found = _IMEI.search(text)
    return found.group() if found else ""
