"""Dialogues with a modem that are written out."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from drivers.at.chat import Chat
from drivers.replay import ReplayPort


@pytest.fixture
def dialogue() -> Iterator[Callable[[str], Chat]]:
    """A chat that plays a transcript; the test fails where some of it was not played."""
    ports: list[ReplayPort] = []

    def start(text: str) -> Chat:
        ports.append(ReplayPort.of(text))
        return Chat(ports[-1], clock=ports[-1].clock)

    yield start
    for port in ports:
        port.assert_done()
