"""A fax modem at a port, with libspandsp2's own fax machines at the far end of its line."""

from __future__ import annotations

import itertools
import queue
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from drivers.simulator.faults import make
from drivers.simulator.fax.class1dce import Class1Dce
from drivers.simulator.fax.exchange import Cause
from drivers.simulator.fax.manners import Manners
from drivers.simulator.fax.pace import UNLIMITED
from drivers.simulator.fax.record import CallRecord
from drivers.simulator.fax.switchboard import Switchboard
from drivers.simulator.loop import Loop
from drivers.simulator.wire import PtyWire

NUMBER = "+15550003001"
FAR = "15550002000"


class FaxBench:
    """One or more modems, of class 1 unless `board` has others, at `ports`; `close` it.

    Their numbers are +15550003001, +15550003002 ..

    An outside machine with `manners` answers at all other numbers at the first ring, and where these have no inbox,
    keeps what comes in a file of its own in `faxes`. Line time runs at most `most` times as fast as time.
    """

    def __init__(
        self,
        manners: Manners,
        *,
        modems: int = 1,
        most: float = UNLIMITED,
        links: Path | None = None,
        board: type[Switchboard] = Switchboard,
        faxes: Path | None = None,
    ) -> None:
        self._loop = Loop()
        self._records: queue.Queue[CallRecord] = queue.Queue()
        inboxes = itertools.count()
        self._board = board(
            self._loop, self._records.put, lambda: faxes and faxes / f"fax{next(inboxes)}.tif", most=most
        )
        self._board.default = manners
        self._board.exchange.timing.setup = 0.0
        self._wires = [PtyWire(self._loop, links and links / f"fax{at}") for at in range(modems)]
        self.modems = [self._add(at, wire) for at, wire in enumerate(self._wires)]
        self._thread = threading.Thread(target=self._loop.run, name="fax bench", daemon=True)
        self._thread.start()

    @property
    def ports(self) -> list[str]:
        """Paths, which are URLs of ports too."""
        return [wire.name for wire in self._wires]

    @property
    def url(self) -> str:
        """The first modem's port."""
        return self.ports[0]

    def call(self, manners: Manners, number: str = NUMBER, caller: str = "+15550002000") -> None:
        """A machine outside calls the modem at `number`; it rings until that answers."""
        self._in_loop(lambda: self._board.call(number, manners, caller))

    def refuse(self, cause: Cause, number: str = FAR) -> None:
        """Who dials `number` is told that: BUSY, NO_ANSWER, NO_DIALTONE."""
        self._in_loop(lambda: self._board.exchange.refusals.__setitem__(number, cause))

    def give_up_after(self, rings: int, seconds: float) -> None:
        """Nobody answers after so many rings, so many seconds apart."""
        timing = self._board.exchange.timing
        self._in_loop(lambda: (setattr(timing, "rings", rings), setattr(timing, "ring", seconds)))

    def arm(self, name: str, count: int = 0, *, modem: int = 0, **options: Any) -> None:
        """A fault of a modem and its line (F28 ..), `count` times, or until it is cleared."""
        fault = make(name, options)
        assert type(fault) in self.modems[modem].strikes
        self._in_loop(lambda: self.modems[modem].faults.arm(name, fault, count=count))

    def clear(self) -> None:
        """No faults any more."""
        self._in_loop(lambda: (self.modems[0].faults.disarm(), self.modems[0].recover()))

    def record(self, timeout: float = 60.0) -> CallRecord:
        """Of the next call that a machine outside has had. Raises queue.Empty where none ends in `timeout` seconds."""
        return self._records.get(timeout=timeout)

    def close(self) -> None:
        self._loop.stop()
        self._thread.join()
        for modem, wire in zip(self.modems, self._wires, strict=True):
            modem.close()
            wire.close()
        self._loop.close()

    def _add(self, at: int, wire: PtyWire) -> Class1Dce:
        modem = self._board.add(f"+1555000{3001 + at}", send=wire.send, hold=wire.hold)
        wire.listen(modem.receive)
        return modem

    def _in_loop(self, call: Callable[[], Any]) -> None:
        done: queue.Queue[None] = queue.Queue()
        self._loop.post(lambda: (call(), done.put(None)))  # type: ignore[func-returns-value]
        done.get()
