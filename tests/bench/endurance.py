"""Many messages, one after the other: what each costs, and whether the box grows."""

from __future__ import annotations

from pathlib import Path

import box
import machine
import modems
from scale import Scale
from table import Figures
from throughput import numbers

SAMPLES = 20


def endurance(home: Path, scale: Scale) -> Figures:
    """On one modem that answers at once. All figures but `filled` are of the box alone: its queue is filled for it."""
    step = scale.long // SAMPLES
    count = step * SAMPLES
    with modems.Modems(home, 1) as air, box.Box(home / "data", air.ports) as ours:
        before = machine.written_by_this_process()
        box.fill(ours, numbers(count))
        filled = machine.written_by_this_process() - before
        start, resident = machine.usage(ours.pid), []
        ours.wake()
        for _ in range(SAMPLES):
            air.accepted(step)
            resident.append(machine.usage(ours.pid).resident)
        ours.settle(count)
        used, peak = machine.usage(ours.pid) - start, machine.peak(ours.pid)
    modems.remove(home)
    return {
        "cpu": used.cpu / count * 1e3,
        "disk": used.written / count,
        "filled": filled / count,
        "peak": peak / 1024,
        "growth": (resident[-1] - resident[1]) / 1024,
    }
