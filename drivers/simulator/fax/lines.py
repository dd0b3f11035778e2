"""The fax lines of a simulation: a modem on each, at a port, and what comes to the machines outside."""

from __future__ import annotations

import functools
import tempfile
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from drivers.simulator.arming import Faults
from drivers.simulator.fax.exchange import FaxExchange
from drivers.simulator.fax.manners import Manners
from drivers.simulator.fax.record import CallRecord
from drivers.simulator.fax.spandsp import available
from drivers.simulator.journal import Journal
from drivers.simulator.loop import Clock
from drivers.simulator.plug import Plug


class FaxDce(Protocol):
    """A fax modem on a line. `strikes` are the kinds of `faults` that can; `party` is what the exchange knows."""

    strikes: Collection[type[object]]

    @property
    def faults(self) -> Faults: ...

    @property
    def party(self) -> Any: ...

    def receive(self, data: bytes) -> None: ...

    def recover(self) -> None: ...

    def close(self) -> None: ...


class Board(Protocol):
    """Modems of one kind, their exchange, and machines outside that they can talk to."""

    exchange: FaxExchange[Any]
    default: Manners
    manners: dict[str, Manners]

    def add(self, number: str, *others: str, send: Callable[[bytes], None], hold: Callable[[bool], None]) -> FaxDce: ...

    def call(
        self, number: str, manners: Manners, caller: str = ..., *, withheld: bool = ..., rings: int = ...
    ) -> None: ...


Over = Callable[[CallRecord], None]


def _class_1(clock: Clock, over: Over, new_inbox: Callable[[], Path]) -> Board:
    from drivers.simulator.fax.switchboard import Switchboard  # noqa: PLC0415  megabytes, for who has fax lines

    return Switchboard(clock, over, new_inbox)


def _class_2(clock: Clock, over: Over, new_inbox: Callable[[], Path]) -> Board:
    from drivers.simulator.fax.stepboard import StepBoard  # noqa: PLC0415  the same

    return StepBoard(clock, over, new_inbox)


def _both(clock: Clock, over: Over, new_inbox: Callable[[], Path]) -> Board:
    from drivers.simulator.fax.switchboard import MixedBoard  # noqa: PLC0415  the same

    return MixedBoard(clock, over, new_inbox)


BOARDS: Mapping[str, Callable[[Clock, Over, Callable[[], Path]], Board]] = {"1": _class_1, "2": _class_2, "1,2": _both}


@dataclass(frozen=True, slots=True)
class FaxLine:
    """`second` is its number with a distinctive ring."""

    name: str
    number: str
    second: str
    modem: FaxDce
    plug: Plug


class FaxLines:
    """fax0, fax1 .. with the numbers +15550003001, +15550003002 .. and second ones, +15550003501 ..

    Outside machines keep what they are sent in the folder `inbox`, else in one that goes with the simulation. The
    modems are of `service_class` 1, which takes libspandsp2, or 2, which is 2 and 2.0, or "1,2", one after the other,
    which takes it too; None: of 1 where that is there.
    """

    def __init__(
        self, clock: Clock, journal: Journal, inbox: Path | None = None, service_class: str | None = None
    ) -> None:
        self._journal = journal
        self._inbox = inbox
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        self._received = 0
        self._clock = clock
        self._wanted = service_class
        self.lines: dict[str, FaxLine] = {}

    @property
    def service_class(self) -> str:
        return self._wanted or ("1" if available() else "2")

    @functools.cached_property
    def board(self) -> Board:
        """Made when it is first asked for, since the library takes megabytes."""
        return BOARDS[self.service_class](self._clock, self._note, self.new_file)

    def add(self, plug: Plug) -> FaxLine:
        """The next line, with its modem at `plug`. Raises SpandspMissing."""
        position = len(self.lines)
        number, second = numbers_of(position)
        modem = self.board.add(number, second, send=plug.send, hold=plug.hold)
        line = self.lines[plug.link] = FaxLine(plug.link, number, second, modem, plug)
        plug.receive = modem.receive
        plug.put_in()
        return line

    def new_file(self) -> Path:
        """For a document."""
        if self._inbox is None:
            self._temporary = tempfile.TemporaryDirectory(prefix="modembox-fax-")
            self._inbox = Path(self._temporary.name)
        self._inbox.mkdir(parents=True, exist_ok=True)
        self._received += 1
        return self._inbox / f"fax{self._received:04}.tif"

    def close(self) -> None:
        for line in self.lines.values():
            line.modem.close()
        if self._temporary is not None:
            self._temporary.cleanup()

    def _note(self, record: CallRecord) -> None:
        self._journal.write(
            "fax",
            number=record.caller,
            destination=record.called,
            ok=record.ok,
            text=record.text,
            pages=record.pages,
            bad_rows=record.bad_rows,
            bit_rate=record.bit_rate,
            ecm=record.ecm,
            coding=record.coding,
            identity=record.identity,
            seconds=record.seconds,
            file=str(record.inbox) if record.inbox and record.inbox.exists() else "",
        )


def numbers_of(position: int) -> tuple[str, str]:
    """The number of a fax line and its second one."""
    return f"+1555000{3001 + position}", f"+1555000{3501 + position}"
