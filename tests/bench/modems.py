"""A simulator in a process of its own, and what it saw."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from drivers.simulator.control import Control

PATIENCE = 600.0
LOOK_AGAIN = 0.05


class Modems:
    """`count` modems that answer at once, or at `baud`. A context manager."""

    def __init__(self, home: Path, count: int, baud: int | None = None) -> None:
        home.mkdir(parents=True, exist_ok=True)
        self._links = home / "modems"
        self._journal = home / "journal"
        self._journal.touch()
        self._read = 0
        self._accepted: list[dict[str, Any]] = []
        self.ports = [str(self._links / f"gsm{number}") for number in range(count)]
        command = [sys.executable, "-m", "appliance", "simulate", "--gsm", str(count), "--links", str(self._links)]
        command += ["--control", str(home / "sim.sock"), "--journal", str(self._journal)]
        command += ["--baud", str(baud)] if baud else []
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL)
        assert self.process.stdout is not None
        if not any(line.endswith(b"ready\n") for line in self.process.stdout):
            raise RuntimeError("the simulator did not start")
        self._control = Control(home / "sim.sock", timeout=PATIENCE)

    def ask(self, verb: str, **arguments: Any) -> dict[str, Any]:
        """As `modembox sim`."""
        return self._control.ask(verb, **arguments)

    def accepted(self, count: int, patience: float = PATIENCE) -> list[dict[str, Any]]:
        """The next `count` messages that the service centre accepted, as soon as they are there."""
        deadline = time.monotonic() + patience
        while len(self._accepted) < count:
            self._read_on()
            if len(self._accepted) < count:
                if time.monotonic() > deadline:
                    raise TimeoutError(f"{len(self._accepted)} of {count} messages in {patience:g} s")
                time.sleep(LOOK_AGAIN)
        taken, self._accepted = self._accepted[:count], self._accepted[count:]
        return taken

    def _read_on(self) -> None:
        with self._journal.open("rb") as file:
            file.seek(self._read)
            data = file.read()
        whole = data[: data.rfind(b"\n") + 1]
        self._read += len(whole)
        self._accepted += (record for record in map(json.loads, whole.splitlines()) if record["event"] == "submit")

    def __enter__(self) -> Modems:
        return self

    def __exit__(self, *_: object) -> None:
        self._control.close()
        self.process.terminate()
        self.process.wait()


def rate(records: list[dict[str, Any]]) -> float:
    """Messages a second, from the first acceptance to the last."""
    return (len(records) - 1) / float(records[-1]["at"] - records[0]["at"])


def remove(home: Path) -> None:
    """Take away the files of a run, so that the next one starts with as empty a disk."""
    subprocess.run(["rm", "-rf", "--", str(home)], check=True)
    os.sync()
