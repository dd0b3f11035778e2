"""The box in a process of its own, started over and over on one data folder."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO

PASSWORD = "crash-only-password"
ENVIRONMENT = {**os.environ, "MODEMBOX_ADMIN_PASSWORD": PASSWORD}
ZYGOTE = Path(__file__).with_name("zygote.py")
ROOT = Path(__file__).parents[3]


class Life:
    """One process of a box, from its start to its end."""

    def __init__(self, pid: int, output: IO[str]) -> None:
        self.pid = pid
        self.lives = True
        self._output = output

    def ready(self) -> str | None:
        """The address once it is served; None where the process died before."""
        for line in self._output:
            if line.startswith("modembox: ready at "):
                return line.split()[-1]
        return None

    def kill(self) -> None:
        """As a power cut does it, as far as a process can tell."""
        os.kill(self.pid, signal.SIGKILL)

    def terminate(self) -> None:
        """As an operator does it."""
        os.kill(self.pid, signal.SIGTERM)

    def ended(self) -> int:
        """Wait until the process is gone; its exit status, or minus the number of the signal that ended it."""
        self._output.close()
        status = self._wait()
        self.lives = False
        return status

    def _wait(self) -> int:
        raise NotImplementedError


class Started(Life):
    """By `python -m appliance run`, as users do."""

    def __init__(self, arguments: Sequence[str], errors: IO[bytes]) -> None:
        command = [sys.executable, "-m", "appliance", *arguments]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            cwd=ROOT,
            env=ENVIRONMENT,
        )
        assert self._process.stdout is not None
        super().__init__(self._process.pid, self._process.stdout)

    def _wait(self) -> int:
        return self._process.wait()


class Forked(Life):
    """By a process that has imported all already."""

    def __init__(self, zygote: subprocess.Popen[str], pipe: Path, arguments: Sequence[str]) -> None:
        assert zygote.stdin is not None and zygote.stdout is not None
        self._answers = zygote.stdout
        zygote.stdin.write(json.dumps([str(pipe), *arguments]) + "\n")
        zygote.stdin.flush()
        super().__init__(int(self._answers.readline()), pipe.open())

    def _wait(self) -> int:
        return os.waitstatus_to_exitcode(int(self._answers.readline()))


class Boxes:
    """Starts the box on the data folder `data` with just those ports. What it logs goes to box.log beside that."""

    def __init__(self, data: Path, ports: Sequence[str]) -> None:
        data.mkdir()
        self.log = data.with_name("box.log")
        self._errors = self.log.open("ab")
        self._latest: Life | None = None
        self._pipe = data.with_name("box.out")
        os.mkfifo(self._pipe)
        self._arguments = ["run", "--data", str(data), "--listen", "127.0.0.1:0"]
        self._arguments += [word for port in ports for word in ("--modem", port)]
        self._zygote = subprocess.Popen(
            [sys.executable, ZYGOTE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
            cwd=ROOT,
            env={**ENVIRONMENT, "PYTHONPATH": str(ROOT)},
        )

    def start(self) -> Life:
        """A whole program."""
        self._latest = Started(self._arguments, self._errors)
        return self._latest

    def fork(self) -> Life:
        """The same program, sooner."""
        self._latest = Forked(self._zygote, self._pipe, self._arguments)
        return self._latest

    def close(self) -> None:
        """End what is left."""
        if self._latest is not None and self._latest.lives:
            self._latest.kill()
            self._latest.ended()
        self._zygote.communicate()
        self._errors.close()
