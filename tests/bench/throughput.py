"""A spool full of messages, and how fast they go."""

from __future__ import annotations

import statistics
from pathlib import Path

import box
import modems
from scale import Scale
from table import Figures


def numbers(count: int) -> list[str]:
    """As many different numbers outside."""
    return [f"+1777{number:07d}" for number in range(count)]


def one(home: Path, scale: Scale) -> Figures:
    """One modem."""
    return {"one": _median(home, scale.one, 1, scale.runs)}


def eight(home: Path, scale: Scale) -> Figures:
    """Eight modems."""
    return {"eight": _median(home, scale.eight, 8, scale.runs)}


def reported(home: Path, scale: Scale) -> Figures:
    """One modem, and a status report for each message, on disk before it is acknowledged."""
    return {"reported": _median(home, scale.reported, 1, scale.runs, reports=True)}


def _median(home: Path, count: int, ports: int, runs: int, *, reports: bool = False) -> float:
    return statistics.median(rate_of(home / str(run), count, ports, reports) for run in range(runs))


def rate_of(home: Path, count: int, ports: int = 1, reports: bool = False) -> float:
    """Messages a second. The spool is full before the box is told of it; the modems answer at once."""
    with modems.Modems(home, ports) as air, box.Box(home / "data", air.ports) as ours:
        box.fill(ours, numbers(count), reports=reports)
        ours.wake()
        accepted = air.accepted(count)
    modems.remove(home)
    return modems.rate(accepted)
