"""How much of each thing is measured."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scale:
    """Counts of messages, requests and rows; `idle` and `connected` in seconds; `runs` of which the median is told."""

    runs: int = 3
    one: int = 5_000
    eight: int = 10_000
    reported: int = 3_000
    wire: int = 400
    latency: int = 250
    long: int = 100_000
    inbound: int = 500
    idle: float = 20.0
    connected: float = 60.0
    small_spool: int = 1_000
    large_spool: int = 1_000_000
    conversations: int = 100_000
    few_people: int = 1_000
    many_people: int = 100_000
    page_openings: int = 9
    peer_messages: int = 20
    peer_latency: int = 12
    peer_idle: float = 10.0


QUICK = Scale(
    runs=1,
    one=3_000,
    eight=6_000,
    reported=1_500,
    wire=150,
    latency=200,
    long=10_000,
    idle=5.0,
    connected=15.0,
    large_spool=100_000,
    peer_messages=8,
    peer_latency=4,
    peer_idle=4.0,
)


def times(scale: Scale, factor: float) -> Scale:
    """`scale` with its counts and times multiplied, the number of runs aside."""
    fields = {field.name: getattr(scale, field.name) for field in dataclasses.fields(scale) if field.name != "runs"}
    return Scale(runs=scale.runs, **{name: type(value)(max(2, value * factor)) for name, value in fields.items()})
