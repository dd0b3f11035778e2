"""What a process and its children have used, as the kernel counts it."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Usage:
    """Of a process and its children: CPU seconds, bytes sent to the disk, kB resident now, times put to sleep."""

    cpu: float
    written: int
    resident: int
    sleeps: int

    def __sub__(self, before: Usage) -> Usage:
        return Usage(self.cpu - before.cpu, self.written - before.written, self.resident, self.sleeps - before.sleeps)


def usage(pid: int) -> Usage:
    """All that `pid` and its living children used until now."""
    family = list(_family(pid))
    return Usage(
        cpu=sum(_cpu(each) for each in family),
        written=sum(_field(_PROC / f"{each}/io", "write_bytes") for each in family),
        resident=sum(_field(_PROC / f"{each}/status", "VmRSS") for each in family),
        sleeps=sum(_sleeps(each) for each in family),
    )


def peak(pid: int) -> int:
    """The most kB that `pid` and its living children ever had resident, each by itself, added up."""
    return sum(_field(_PROC / f"{each}/status", "VmHWM") for each in _family(pid))


def written_by_this_process() -> int:
    """Bytes that this process has sent to the disk."""
    return _field(_PROC / "self/io", "write_bytes")


def _family(pid: int) -> Iterator[int]:
    yield pid
    for task in (_PROC / f"{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            yield from _family(int(child))


def _cpu(pid: int) -> float:
    """By the process's own clock, which is finer than the ticks of /proc/PID/stat (clock_getcpuclockid)."""
    return time.clock_gettime((~pid << 3) | 2)


def _sleeps(pid: int) -> int:
    total = 0
    for task in (_PROC / f"{pid}/task").iterdir():
        with contextlib.suppress(FileNotFoundError):  # a thread that has ended meanwhile
            total += _field(task / "status", "voluntary_ctxt_switches")
    return total


def _field(path: Path, name: str) -> int:
    for line in path.read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1])
    raise KeyError(f"{name} in {path}")
