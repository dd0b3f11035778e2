"""Incoming calls: they ring and can be hung up; answering and dialling are refused (27.007 6.6, 6.11, 7.6, 7.18)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from drivers.simulator.answers import OK, Outcome, Refusal, cme, info
from drivers.simulator.commandline import Command, number_in
from drivers.simulator.loop import Clock, Timer

RING_SECONDS = 5.0
RINGS = 12


@dataclass(slots=True)
class Ringing:
    """A call that waits to be answered; `left` rings are to come, None for ringing without end."""

    number: str
    kind: str
    left: int | None
    timer: Timer | None = None


class Calls:
    """The calls of one modem. `notify` sends unsolicited lines; `over` are those that tell of a call's end."""

    def __init__(self, clock: Clock, notify: Callable[..., None], over: Sequence[str] = ("NO CARRIER",)) -> None:
        self._over = over
        self._clock = clock
        self._notify = notify
        self.incoming: Ringing | None = None
        self.reset()

    def reset(self) -> None:
        """As after power on."""
        self._show_number = False
        self._show_kind = False
        self._drop()

    def ring(self, number: str, kind: str = "VOICE", rings: int = RINGS, *, at_once: bool = False) -> None:
        """A call comes in: `number` "" where withheld, `kind` VOICE, FAX, ASYNC ..; rings 0 never ends.

        `at_once`: it is told even in the middle of a command. Raises ValueError while another call rings.
        """
        if self.incoming is not None:
            raise ValueError("the line is busy")
        self.incoming = Ringing(number, kind, rings or None)
        self._ring(at_once=at_once)

    def forget(self) -> None:
        """The call is over, and nothing is said about it."""
        self._drop()

    def hang_up(self, *, at_once: bool = False) -> None:
        """The caller gives up; it is told `at_once` even in a command. Raises ValueError where nobody calls."""
        if self.incoming is None:
            raise ValueError("nobody calls")
        self._drop()
        for line in self._over:
            self._notify(line, at_once=at_once)

    def commands(self) -> dict[str, Command]:
        return {
            "+CLIP": Command(
                set=self._set_show_number,
                read=lambda: info(f"+CLIP: {int(self._show_number)},1"),
                test=lambda: info("+CLIP: (0,1)"),
            ),
            "+CRC": Command(
                set=self._set_show_kind,
                read=lambda: info(f"+CRC: {int(self._show_kind)}"),
                test=lambda: info("+CRC: (0,1)"),
                free=True,
            ),
            "+CHUP": Command(execute=self._release, test=lambda: OK, free=True),
            "+CLCC": Command(execute=self._list, test=lambda: OK),
            "+CPAS": Command(
                execute=lambda: info(f"+CPAS: {3 if self.incoming else 0}"),
                test=lambda: info("+CPAS: (0,3)"),
                free=True,
            ),
        }

    def answer(self, _: str) -> Outcome:
        """`ATA`."""
        if self.incoming is None:
            raise Refusal("V250", text="NO CARRIER")
        raise cme(3)

    def dial(self, _: str) -> Outcome:
        """`ATD`."""
        raise Refusal("V250", text="NO CARRIER")

    def release(self, _: str) -> Outcome:
        """`ATH`."""
        return self._release()

    def _release(self) -> Outcome:
        self._drop()
        return OK

    def _ring(self, *, at_once: bool = False) -> None:
        call = self.incoming
        assert call is not None
        if call.left == 0:
            self.hang_up()
            return
        if call.left is not None:
            call.left -= 1
        self._notify(f"+CRING: {call.kind}" if self._show_kind else "RING", at_once=at_once)
        if self._show_number:
            self._notify(f"+CLIP: {_caller(call.number)},,,,{0 if call.number else 1}", at_once=at_once)
        call.timer = self._clock.later(RING_SECONDS, self._ring)

    def _drop(self) -> None:
        if self.incoming is not None and self.incoming.timer is not None:
            self.incoming.timer.cancel()
        self.incoming = None

    def _list(self) -> Outcome:
        call = self.incoming
        return OK if call is None else info(f"+CLCC: 1,1,4,0,0,{_caller(call.number)}")

    def _set_show_number(self, values: list[str]) -> Outcome:
        self._show_number = number_in(values, 0, range(2), 0) == 1
        return OK

    def _set_show_kind(self, values: list[str]) -> Outcome:
        self._show_kind = number_in(values, 0, range(2), 0) == 1
        return OK


def _caller(number: str) -> str:
    return f'"{number}",{145 if number.startswith("+") else 129}' if number else '"",128'
