"""From a port, or the URL of one, to a modem: ask who is there, find its family, set it up."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from drivers.at.chat import Chat, Response
from drivers.at.script import Step, run_script
from drivers.at.syntax import Command, Syntax
from drivers.capabilities import Identity, Modem
from drivers.families import cinterion, generic, huawei, quectel, simcom, telit, ublox, wavecom, zte
from drivers.families.gammu import link as phone
from drivers.families.gammu import modem as phones
from drivers.family import Family
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

_LABEL = re.compile(r"^(?:\+\w+|Manufacturer|Model|Revision|IMEI)\s*:\s*", re.IGNORECASE)
_IMEI = re.compile(r"(?<!\d)\d{14,16}(?!\d)")

_GAMMU = "gammu:"


class Outlet(Protocol):
    """What is at a URL, held for us until it is closed. One thread owns it."""

    def open_modem(self, *, trace: Trace | None = None, patience: float, families: Sequence[Family]) -> Modem:
        """See `open_modem`."""

    def known_modem(self, identity: Identity, *, trace: Trace | None = None, families: Sequence[Family]) -> Modem:
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

    def open_modem(self, *, trace: Trace | None = None, patience: float, families: Sequence[Family]) -> Modem:
        """See `open_modem`."""
        return open_modem(self._port, trace=trace, patience=patience, families=families)

    def known_modem(self, identity: Identity, *, trace: Trace | None = None, families: Sequence[Family]) -> Modem:
        """See `known_modem`."""
        return known_modem(self._port, identity, trace=trace, families=families)

    def close(self) -> None:
        """Give the port back."""
        self._port.close()


class PhoneOutlet:
    """A phone by libGammu, which has its own patience, knows the families itself and shows nobody what is said."""

    def __init__(self, url: str) -> None:
        self._link = phone.Link(url)

    def open_modem(self, *, trace: Trace | None = None, patience: float, families: Sequence[Family]) -> Modem:
        """Connect. Raises NoAnswer, PortBusy, PortLost, CommandRefused."""
        return phones.open_modem(self._link)

    def known_modem(self, identity: Identity, *, trace: Trace | None = None, families: Sequence[Family]) -> Modem:
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
) -> GsmModem:
    """Probe, match a family, run its init. Raises NoAnswer after about `patience` seconds of silence, PortLost."""
    chat = _chat(port, trace, clock)
    identity = _probe(chat, patience).identity
    modem = family_of(identity, families).build(port, chat, identity, clock)
    modem.initialise()
    return modem


def known_modem(
    port: Port,
    identity: Identity,
    *,
    trace: Trace | None = None,
    clock: Callable[[], float] = time.monotonic,
    families: Sequence[Family] = FAMILIES,
) -> GsmModem:
    """The modem that was at `port`, asked nothing: for the rungs of recovery once it has fallen silent."""
    return family_of(identity, families).build(port, _chat(port, trace, clock), identity, clock)


def family_of(identity: Identity, families: Sequence[Family] = FAMILIES) -> Family:
    """The first family that the modem fits."""
    return next(family for family in families if family.fits(identity))


def _chat(port: Port, trace: Trace | None, clock: Callable[[], float]) -> Chat:
    """The family is not known yet, so every family's own words and results are."""
    words = {word: None for family in FAMILIES for word in family.quirks.unsolicited}
    finals = {final for family in FAMILIES for final in family.quirks.finals}
    return Chat(port, Syntax(urc_prefixes=tuple(words), finals=finals), clock=clock, trace=trace)


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


def _value(answers: Mapping[str, Response], command: str) -> str:
    """The first line of an answer without its label and quotes; '' where it was refused or empty."""
    lines = answers[command].lines if command in answers else ()
    return _LABEL.sub("", lines[0].line).strip().strip('"') if lines else ""


def _imei(text: str) -> str:
    found = _IMEI.search(text)
    return found.group() if found else ""
