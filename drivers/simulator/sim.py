"""The SIM: who it is, its PIN and PUK, and its commands (27.007 5.5, 7.1, 7.4, 7.5, 8.3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from drivers.simulator.answers import OK, Outcome, cme, info
from drivers.simulator.commandline import Command, number, text_at
from drivers.simulator.stores import Store

PIN_TRIES, PUK_TRIES = 3, 10


@dataclass(slots=True)
class SimCard:
    """One card: `locked` means that it asks for its PIN at power on; `reference` is the last TP-MR it used."""

    number: str
    imsi: str
    iccid: str
    pin: str = "1234"
    puk: str = "12345678"
    locked: bool = False
    verified: bool = False
    pin_tries: int = PIN_TRIES
    puk_tries: int = PUK_TRIES
    reference: int = 255
    store: Store = field(default_factory=lambda: Store("SM", 30))

    def next_reference(self) -> int:
        """The TP-MR of the next message, 0..255 (23.040 9.2.3.6)."""
        self.reference = (self.reference + 1) & 0xFF
        return self.reference

    def wants(self) -> str:
        """What `+CPIN?` says (27.007 8.3)."""
        if self.pin_tries == 0:
            return "SIM PUK"
        return "SIM PIN" if self.locked and not self.verified else "READY"

    def verify(self, pin: str) -> None:
        """Raises CME 16 for a wrong PIN, 12 where that was the last try."""
        if pin == self.pin:
            self.pin_tries, self.verified = PIN_TRIES, True
            return
        self.pin_tries -= 1
        raise cme(16 if self.pin_tries else 12)

    def unblock(self, puk: str, pin: str) -> None:
        """Raises CME 16 for a wrong PUK, 13 where that was the last try: the card is dead."""
        if self.puk_tries == 0:
            raise cme(13)
        if puk == self.puk:
            self.pin, self.pin_tries, self.puk_tries, self.verified = pin, PIN_TRIES, PUK_TRIES, True
            return
        self.puk_tries -= 1
        raise cme(16 if self.puk_tries else 13)


class SimSlot:
    """The holder of a card, None where empty. `changed` is called when the card becomes usable or stops being so."""

    def __init__(self, card: SimCard | None, changed: Callable[[], None]) -> None:
        self.card = card
        self._number = ""
        self._changed = changed

    @property
    def number(self) -> str:
        """Of the card, or of the one that was in last: what is sent to it waits. "" where there never was one."""
        return self._number if self.card is None else self.card.number

    def require_card(self) -> SimCard:
        """The card. Raises CME 10 where there is none, 13 where it is dead."""
        if self.card is None:
            raise cme(10)
        if self.card.puk_tries == 0:
            raise cme(13)
        return self.card

    def require(self) -> SimCard:
        """The card, ready for use. Raises CME 10, 11, 12 or 13 where it isn't."""
        card = self.require_card()
        wants = card.wants()
        if wants != "READY":
            raise cme(11 if wants == "SIM PIN" else 12)
        return card

    @property
    def ready(self) -> bool:
        return self.card is not None and self.card.puk_tries > 0 and self.card.wants() == "READY"

    def insert(self, card: SimCard | None) -> None:
        """Put a card in, or take it out with None."""
        self._number = self.number
        self.card = card
        self.power_on()

    def power_on(self) -> None:
        """The card forgets that its PIN was entered."""
        if self.card is not None:
            self.card.verified = False
        self._changed()

    def commands(self) -> dict[str, Command]:
        iccid = Command(
            execute=lambda: info(f"+CCID: {self.require_card().iccid}"),
            read=lambda: info(f"+CCID: {self.require_card().iccid}"),
            test=lambda: OK,
            free=True,
        )
        return {
            "+CPIN": Command(set=self._enter, read=self._state, test=lambda: OK, free=True),
            "+CPINR": Command(execute=lambda: self._tries(["*"]), set=self._tries, test=lambda: OK, free=True),
            "+CLCK": Command(set=self._lock, test=lambda: info('+CLCK: ("SC")')),
            "+CPWD": Command(set=self._change, test=lambda: info('+CPWD: ("SC",8)')),
            "+CIMI": Command(execute=lambda: info(self.require().imsi), test=lambda: OK),
            "+CCID": iccid,
            "+CNUM": Command(execute=self._own_number, test=lambda: OK),
        }

    def _state(self) -> Outcome:
        return info(f"+CPIN: {self.require_card().wants()}")

    def _tries(self, values: list[str]) -> Outcome:
        """`+CPINR[=<sel_code>]`, which may end in * (27.007 8.65)."""
        card = self.require_card()
        left = {"SIM PIN": (card.pin_tries, PIN_TRIES), "SIM PUK": (card.puk_tries, PUK_TRIES)}
        chosen = [code for code in left if fnmatchcase(code, values[0])]
        return info(*(f"+CPINR: {code},{left[code][0]},{left[code][1]}" for code in chosen))

    def _enter(self, values: list[str]) -> Outcome:
        card = self.require_card()
        wants = card.wants()
        if wants == "READY":
            raise cme(3)
        if wants == "SIM PIN":
            card.verify(values[0])
        elif len(values) < 2 or not _is_pin(values[1]):
            raise cme(12)
        else:
            card.unblock(values[0], values[1])
        self._changed()
        return OK

    def _lock(self, values: list[str]) -> Outcome:
        """`+CLCK="SC",<mode>[,<passwd>]` (27.007 7.4)."""
        card = self.require()
        if values[0] != "SC":
            raise cme(3)
        mode = number(values, 1)
        if mode == 2:
            return info(f"+CLCK: {int(card.locked)}")
        if mode not in (0, 1):
            raise cme(50)
        card.verify(text_at(values, 2))
        card.locked = mode == 1
        return OK

    def _change(self, values: list[str]) -> Outcome:
        """`+CPWD="SC",<old>,<new>` (27.007 7.5)."""
        card = self.require()
        if values[0] != "SC":
            raise cme(3)
        if not card.locked:
            raise cme(3)
        new = text_at(values, 2)
        if not _is_pin(new):
            raise cme(16)
        card.verify(text_at(values, 1))
        card.pin = new
        return OK

    def _own_number(self) -> Outcome:
        card = self.require()
        if not card.number:
            return OK
        return info(f'+CNUM: "","{card.number}",{145 if card.number.startswith("+") else 129}')


def _is_pin(text: str) -> bool:
    return text.isdecimal() and 4 <= len(text) <= 8
