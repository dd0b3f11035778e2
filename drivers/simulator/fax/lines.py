"""The fax lines of a simulation: a modem on each, at a port, and what comes to the machines outside."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from drivers.simulator.fax.class1dce import Class1Dce
from drivers.simulator.fax.record import CallRecord
from drivers.simulator.fax.switchboard import Switchboard
from drivers.simulator.journal import Journal
from drivers.simulator.loop import Clock
from drivers.simulator.plug import Plug


@dataclass(frozen=True, slots=True)
class FaxLine:
    """`second` is its number with a distinctive ring."""

    name: str
    number: str
    second: str
    modem: Class1Dce
    plug: Plug


class FaxLines:
    """fax0, fax1 .. with the numbers +15550003001, +15550003002 .. and second ones, +15550003501 ..

    Outside machines keep what they are sent in the folder `inbox`, else in one that goes with the simulation.
    """

    def __init__(self, clock: Clock, journal: Journal, inbox: Path | None = None) -> None:
        self._journal = journal
        self._inbox = inbox
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        self._received = 0
        self.board = Switchboard(clock, self._note, new_inbox=self.new_file)
        self.lines: dict[str, FaxLine] = {}

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
            file=str(record.inbox) if record.inbox and record.inbox.exists() else "",
        )


def numbers_of(position: int) -> tuple[str, str]:
    """The number of a fax line and its second one."""
    return f"+1555000{3001 + position}", f"+1555000{3501 + position}"
