"""The telephone exchange of fax modems: dials, rings, puts through, clears; what is said on a call is the link's."""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from drivers.simulator.loop import Clock, Timer

COUNTRY = "1"


class Cause(enum.Enum):
    """Why a call is over, or never was."""

    BUSY = "busy"
    NO_ANSWER = "no answer"
    NO_DIALTONE = "no dial tone"
    HUNG_UP = "hung up"
    GIVEN_UP = "given up"


@dataclass(frozen=True, slots=True)
class Ring:
    """One ring signal: `number` is the caller's, "" where withheld; `pattern` 1 is the ordinary, 2 .. distinctive."""

    number: str
    pattern: int = 1


class Party(Protocol):
    """What is at the end of a line: a fax modem, or a fax machine outside. It calls `dial`, `answer` and `hang_up`."""

    @property
    def number(self) -> str: ...

    def ring(self, ring: Ring) -> None:
        """One ring signal; `answer` takes the call."""

    def connected(self) -> None:
        """The call it dialled or answered has been put through; the link is there already."""

    def cleared(self, cause: Cause) -> None:
        """The call is over by another's doing: to who dialled it BUSY, NO_ANSWER or NO_DIALTONE, to who was rung
        GIVEN_UP, to both HUNG_UP."""


class Link(Protocol):
    """The connection between two parties."""

    def close(self) -> None: ...


P = TypeVar("P", bound=Party)


@dataclass(slots=True)
class Timing:
    """Seconds: `setup` from the number to the first ring, `ring` from one to the next; no answer after `rings`."""

    setup: float = 0.5
    ring: float = 3.0
    rings: int = 10


@dataclass(slots=True, eq=False)
class _Call(Generic[P]):
    """`callee` is None while the number is being found, `link` until somebody answers."""

    caller: P
    ring: Ring
    callee: P | None = None
    link: Link | None = None
    left: int = 0
    timer: Timer | None = None


class FaxExchange(Generic[P]):
    """`connect` makes the link of a call that is answered, from caller and callee; `outside` gives who answers at a
    number that is no line here, None where nobody does. `patterns` are the distinctive rings of numbers."""

    def __init__(
        self,
        clock: Clock,
        connect: Callable[[P, P], Link],
        outside: Callable[[str], P | None] = lambda number: None,
    ) -> None:
        self._clock = clock
        self._connect = connect
        self._outside = outside
        self._lines: dict[str, P] = {}
        self._patterns: dict[str, int] = {}
        self._calls: list[_Call[P]] = []
        self.timing = Timing()
        self.refusals: dict[str, Cause] = {}

    def attach(self, party: P, *numbers: str) -> None:
        """Its line: it is called at its number, and at further `numbers`, each with a distinctive ring of its own."""
        for position, number in enumerate((party.number, *numbers)):
            self._lines[_digits(number)] = party
            self._patterns[_digits(number)] = 1 + position

    def busy(self, party: P) -> bool:
        """Whether it calls, is called or talks."""
        return self._call_of(party) is not None

    def dial(self, caller: P, number: str, *, withheld: bool = False, rings: int = 0) -> None:
        """`caller` wants `number`, and gives up after `rings` where that isn't 0; it is told by `connected` or
        `cleared`. Raises ValueError while it has a call."""
        if self.busy(caller):
            raise ValueError("the line is busy")
        call = _Call(caller, Ring("" if withheld else caller.number, self._patterns.get(self._line_of(number), 1)))
        call.left = rings or self.timing.rings
        self._calls.append(call)
        call.timer = self._clock.later(self.timing.setup, lambda: self._put_to(call, number))

    def answer(self, callee: P) -> bool:
        """`callee` takes the call that rings; false where none does."""
        call = self._call_of(callee)
        if call is None or call.callee is not callee or call.link is not None:
            return False
        _cancel(call)
        call.link = self._connect(call.caller, callee)
        callee.connected()
        call.caller.connected()
        return True

    def hang_up(self, party: P) -> None:
        """`party` goes on hook: ends the call it made or talks in; one that only rings at it goes on."""
        call = self._call_of(party)
        if call is not None and (call.link is not None or party is call.caller):
            self._end(call, Cause.GIVEN_UP if call.link is None else Cause.HUNG_UP, but=party)

    def drop(self, party: P) -> None:
        """The connection of `party` fails, or who calls it gives up: both are told. Raises ValueError where it has no
        call."""
        call = self._call_of(party)
        if call is None:
            raise ValueError("there is no call")
        self._end(call, Cause.NO_ANSWER if call.link is None else Cause.HUNG_UP)

    def _put_to(self, call: _Call[P], number: str) -> None:
        refusal = self.refusals.get(_digits(number))
        callee = None if refusal else self._lines.get(self._line_of(number)) or self._outside(number)
        if refusal is None and callee is not None and self.busy(callee):
            refusal = Cause.BUSY
        if refusal is not None and refusal is not Cause.NO_ANSWER:
            self._end(call, refusal)
            return
        call.callee = callee
        self._ring(call)

    def _line_of(self, number: str) -> str:
        """What it is attached as: a national number lacks the country's code."""
        digits = _digits(number)
        return COUNTRY + digits if COUNTRY + digits in self._lines else digits

    def _ring(self, call: _Call[P]) -> None:
        if not call.left:
            self._end(call, Cause.NO_ANSWER)
            return
        call.left -= 1
        call.timer = self._clock.later(self.timing.ring, lambda: self._ring(call))
        if call.callee is not None:
            call.callee.ring(call.ring)

    def _end(self, call: _Call[P], cause: Cause, but: P | None = None) -> None:
        _cancel(call)
        self._calls.remove(call)
        if call.link is not None:
            call.link.close()
        for party in (call.caller, call.callee):
            if party is not None and party is not but:
                engaged = call.link is not None or party is call.caller
                party.cleared(cause if engaged else Cause.GIVEN_UP)

    def _call_of(self, party: P) -> _Call[P] | None:
        return next((call for call in self._calls if party in (call.caller, call.callee)), None)


def _cancel(call: _Call[P]) -> None:
    if call.timer is not None:
        call.timer.cancel()


def _digits(number: str) -> str:
    """What is dialled, without signs that a dial string may have (V.250 6.3.1.1)."""
    return "".join(sign for sign in number if sign.isdecimal() or sign in "*#")
