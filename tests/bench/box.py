"""The box in a process of its own, and what is put in its spool."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from appliance.box import ADMIN, DATABASE
from appliance.commands.data import wake
from appliance.mqtt.bridge import READER
from appliance.spool import line_states, queue
from appliance.spool.listing import Connection, exactly
from appliance.spool.queue import Draft
from appliance.spool.store import Spool
from appliance.spool.transmissions import TRANSMISSIONS

__all__ = ["ADMIN", "PASSWORD", "TEXT", "Box", "fill", "queue_one"]

PASSWORD = "bench-only-password"
TEXT = "Your table for two is booked for Friday, 19:30. Call us to change."  # 63 such messages fill 115200 baud
PATIENCE = 60.0
LOOK_AGAIN = 0.05
FILLED_AT_ONCE = 500

_ALL_TOLD = "SELECT event_id = (SELECT max(id) FROM events) FROM cursors WHERE reader = ?"


class Box:
    """`modembox run` on the data folder `data` with just those ports, ready to send. A context manager."""

    def __init__(self, data: Path, ports: Sequence[str]) -> None:
        self._data = data
        command = [sys.executable, "-m", "appliance", "run", "--data", str(data), "--listen", "127.0.0.1:0"]
        command += [word for port in ports for word in ("--modem", port)]
        environment = {**os.environ, "MODEMBOX_ADMIN_PASSWORD": PASSWORD}
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, env=environment)
        assert self._process.stdout is not None
        self.pid = self._process.pid
        self.address = self._process.stdout.readline().decode().rpartition(" ")[2].strip()
        self.spool = Spool(data / DATABASE)
        self.spool.open()
        self._wait(lambda: self._lines_ready() == len(ports))

    def wake(self) -> None:
        """Tell it that there is work."""
        wake(self._data)

    def settle(self, count: int) -> None:
        """Wait until the newest of `count` transmissions is sent, on disk."""
        self._wait(lambda: bool(TRANSMISSIONS.find(self.spool.read(), exactly(id=count, standing="sent")).rows))

    def told(self) -> None:
        """Wait until the broker has every event."""
        self._wait(lambda: bool(self.spool.read().execute(_ALL_TOLD, (READER,)).fetchone()[0]))

    def _lines_ready(self) -> int:
        return sum(state.state == "ready" for state in line_states.all_lines(self.spool.read()))

    def _wait(self, happened: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not happened():
            if time.monotonic() > deadline or self._process.poll() is not None:
                lines = [f"{each.line} {each.state} {each.detail}" for each in line_states.all_lines(self.spool.read())]
                raise TimeoutError(f"the box did not get so far; its lines: {lines}")
            time.sleep(LOOK_AGAIN)

    def __enter__(self) -> Box:
        return self

    def __exit__(self, *_: object) -> None:
        self.spool.close()
        self._process.terminate()
        self._process.wait()


def fill(ours: Box, numbers: Sequence[str], *, reports: bool = False) -> None:
    """Queue a message to each number, from this process; the box begins when it is woken."""
    for start in range(0, len(numbers), FILLED_AT_ONCE):
        batch = numbers[start : start + FILLED_AT_ONCE]
        ours.spool.write(lambda db, batch=batch: _queue(db, batch, reports))  # type: ignore[misc]


def queue_one(spool: Spool, number: str) -> None:
    """Make a transmission and ask it to go, in a transaction of its own."""
    spool.write(lambda db: _queue(db, [number], reports=False))


def _queue(db: Connection, numbers: Sequence[str], reports: bool) -> None:
    options = {"status_report": True} if reports else {}
    for number in numbers:
        now = time.time()
        made = queue.create(db, Draft(user_id=1, party=number), now)
        queue.enqueue(
            db,
            made,
            party=number,
            body=TEXT,
            options=options,
            parts=1,
            concat_reference=made & 0xFFFF,
            lane="",
            not_before=None,
            now=now,
        )
