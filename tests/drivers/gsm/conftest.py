"""Dialogues with a modem that are written out."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from drivers.at.chat import Chat
from drivers.replay import ReplayPort


@pytest.fixture
def dialogue() -> Iterator[Callable[[str], Chat]]:
    """A chat that plays a transcript; the test fails where some of it was not played."""
    started: list[tuple[Chat, ReplayPort]] = []

    def start(text: str) -> Chat:
        port = ReplayPort.of(text)
        started.append((Chat(port, clock=port.clock), port))
        return started[-1][0]

    yield start
    for chat, port in started:
        chat.settle()
        port.assert_done()
