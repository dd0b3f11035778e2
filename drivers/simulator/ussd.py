"""Unstructured supplementary services: menus of the network and `+CUSD` (27.007 7.15)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from drivers.gsm.alphabet import NotInAlphabet, decode_septets, encode_septets
from drivers.gsm.septets import pack, unpack
from drivers.simulator.answers import OK, Outcome, info
from drivers.simulator.arming import Faults
from drivers.simulator.charset import GSM7_CODING, UCS2_CODING, Charset
from drivers.simulator.commandline import Command, number_in
from drivers.simulator.dialects import Dialect
from drivers.simulator.garbling import CodingLies, UssdCoded, UssdEmptyFirst, UssdInParts, UssdReleased
from drivers.simulator.loop import Clock

_HEX = re.compile(r"(?:[0-9A-Fa-f]{2})+")
DONE, WANTS_ANSWER, ENDED, NOT_SUPPORTED = 0, 1, 2, 4  # <m> of 27.007 7.15


@dataclass(frozen=True, slots=True)
class Menu:
    """A text of the network; with `choices` it waits for an answer."""

    text: str
    choices: Mapping[str, Menu] = field(default_factory=dict)

    @classmethod
    def read(cls, value: Any) -> Menu:
        """From a text, or {"text": .., "choices": {answer: text or menu}}. Raises ValueError for anything else."""
        if isinstance(value, str):
            return cls(value)
        if not isinstance(value, dict) or not isinstance(value.get("text"), str):
            raise ValueError('a USSD menu is a text, or {"text": .., "choices": {..}}')
        return cls(value["text"], {key: cls.read(menu) for key, menu in value.get("choices", {}).items()})


BALANCE = Menu(
    "Balance: 12.34 EUR\n1 Top up\n2 Tariff\n0 End",
    {
        "1": Menu("Enter voucher code", {"123456": Menu("Topped up by 10.00 EUR")}),
        "2": Menu("Tariff: Simple, 0.05 EUR per message"),
        "0": Menu("Good bye"),
    },
)
OWN_NUMBER = "*101#"


class Ussd:
    """The sessions of one modem with the network. `own_number` is asked for `*101#`."""

    def __init__(
        self,
        *,
        clock: Clock,
        notify: Callable[..., None],
        charset: Charset,
        own_number: Callable[[], str],
        faults: Faults,
        dialect: Dialect,
    ) -> None:
        self._clock = clock
        self._notify = notify
        self._charset = charset
        self._own_number = own_number
        self._faults = faults
        self._dialect = dialect
        self.services: dict[str, Menu] = {"*100#": BALANCE}
        self.delay = 0.05
        self.reset()

    def reset(self) -> None:
        """As after power on."""
        self._shown = False
        self._session: Menu | None = None

    def push(self, menu: Menu) -> None:
        """The network speaks first."""
        self._tell(menu)

    def commands(self) -> dict[str, Command]:
        return {
            "+CUSD": Command(
                set=self._request,
                read=lambda: info(f"+CUSD: {int(self._shown)}"),
                test=lambda: info("+CUSD: (0-2)"),
            )
        }

    def _request(self, values: list[str]) -> Outcome:
        """`+CUSD=<n>[,<str>[,<dcs>]]`; n 2 ends the session."""
        mode = number_in(values, 0, range(3), 0)
        if mode == 2:
            self._session = None
            return OK
        self._shown = mode == 1
        if len(values) > 1 and values[1]:
            text = self._code(values[1])
            self._clock.later(self.delay, lambda: self._answer(text))
        return OK

    def _answer(self, text: str) -> None:
        session, self._session = self._session, None
        if session is not None:
            menu = session.choices.get(text, Menu("Unknown choice"))
        elif text == OWN_NUMBER:
            menu = Menu(self._own_number())
        elif text in self.services:
            menu = self.services[text]
        else:
            self._show(f"+CUSD: {NOT_SUPPORTED}")
            return
        self._tell(menu)

    def _code(self, wire: str) -> str:
        """What reaches the network: a family that takes packed codes mangles others."""
        if self._dialect.codes == "text":
            return self._charset.decode(wire)
        return unpacked(wire) if _HEX.fullmatch(wire) else f"?{wire}"

    def _tell(self, menu: Menu) -> None:
        self._session = menu if menu.choices else None
        if self._faults.take(UssdReleased) is not None:
            self._say(ENDED, "Initiating Release")
        empty = self._faults.take(UssdEmptyFirst)
        if empty is None:
            self._say_in_parts(menu)
        else:
            self._say(WANTS_ANSWER if menu.choices else DONE, "")
            self._clock.later(empty.seconds, lambda: self._say_in_parts(menu))

    def _say_in_parts(self, menu: Menu) -> None:
        cut = self._faults.take(UssdInParts)
        size = cut.size if cut else max(1, len(menu.text))
        for start in range(0, max(1, len(menu.text)), size):
            self._say(WANTS_ANSWER if menu.choices else DONE, menu.text[start : start + size])

    def _say(self, status: int, text: str) -> None:
        coded = self._faults.take(UssdCoded)
        wire, dcs = FORMS[coded.form if coded else self._dialect.replies](self._charset, text)
        if self._dialect.reply_dcs >= 0:
            dcs = self._dialect.reply_dcs
        lie = self._faults.take(CodingLies)
        told = f",{lie.dcs if lie else dcs}" if lie is None or lie.dcs >= 0 else ""
        self._show(f'+CUSD: {status},"{wire}"{told}')

    def _show(self, line: str) -> None:
        if self._shown:
            self._notify(line)


def unpacked(wire: str) -> str:
    """The text of packed septets in hexadecimal, without the CR that fills them up (23.038 6.1.2.3)."""
    octets = bytes.fromhex(wire)
    return decode_septets(unpack(octets, len(octets) * 8 // 7)).rstrip("\r")


def _by_charset(charset: Charset, text: str) -> tuple[str, int]:
    return charset.encode(text), charset.data_coding(text)


def _plain(charset: Charset, text: str) -> tuple[str, int]:
    return text.encode("latin-1", "replace").decode("latin-1"), GSM7_CODING


def _packed(charset: Charset, text: str) -> tuple[str, int]:
    """Packed septets in hexadecimal; UCS2 in hexadecimal where the alphabet lacks a character."""
    try:
        septets = encode_septets(text)
    except NotInAlphabet:
        return _ucs2(charset, text)
    return pack(septets + b"\r" if len(septets) % 8 == 7 else septets).hex().upper(), GSM7_CODING


def _ucs2(charset: Charset, text: str) -> tuple[str, int]:
    return text.encode("utf-16-be", "replace").hex().upper(), UCS2_CODING


FORMS: Mapping[str, Callable[[Charset, str], tuple[str, int]]] = {
    "charset": _by_charset,
    "plain": _plain,
    "packed": _packed,
    "ucs2": _ucs2,
}
