"""Transcripts that are kept as files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from drivers.replay import ReplayPort

TRANSCRIPTS = Path(__file__).parents[1] / "transcripts"


@pytest.fixture
def played() -> Iterator[Callable[..., ReplayPort]]:
    """A port that plays the named transcripts one after the other, then `more`; the test fails where some is left."""
    ports: list[ReplayPort] = []

    def start(*names: str, more: str = "") -> ReplayPort:
        texts = [(TRANSCRIPTS / f"{name}.txt").read_text() for name in names]
        ports.append(ReplayPort.of("".join(texts) + more))
        return ports[-1]

    yield start
    for port in ports:
        port.assert_done()
