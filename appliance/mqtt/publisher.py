"""The events that the broker has not acknowledged, in order and a window at a time. The event table is the buffer."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from appliance.domain import Event
from appliance.mqtt.topics import Message
from appliance.spool import events
from appliance.spool.listing import Connection

WINDOW = 100  # events under way: what a crash of the broker may let come twice

Compose = Callable[[Connection, Sequence[Event]], Iterable[Sequence[Message]]]
"""What is published for each of some events, in their order."""


@dataclass(slots=True)
class _UnderWay:
    event_id: int
    unacknowledged: int


class Publisher:
    """`cursor` is the last event that the broker has acknowledged with all before it.

    `publish` hands a message to the connection and gives the number by which the broker will acknowledge it.
    """

    def __init__(self, cursor: int, compose: Compose, publish: Callable[[Message], int]) -> None:
        self.cursor = cursor
        self._compose = compose
        self._publish = publish
        self._published = cursor
        self._under_way: deque[_UnderWay] = deque()
        self._by_number: dict[int, _UnderWay] = {}

    def fill(self, db: Connection) -> None:
        """Publish what is new while the window has room; it is filled again when half of it is acknowledged."""
        while len(self._under_way) <= WINDOW // 2:
            told = events.after(db, self._published, limit=WINDOW - len(self._under_way))
            if not told:
                return
            for event, messages in zip(told, self._compose(db, told), strict=True):
                self._begin(event.id, messages)

    def _begin(self, event_id: int, messages: Sequence[Message]) -> None:
        sent = _UnderWay(event_id, len(messages))
        self._under_way.append(sent)
        self._published = event_id
        for message in messages:
            self._by_number[self._publish(message)] = sent

    def acknowledged(self, number: int) -> None:
        """The broker has that message."""
        sent = self._by_number.pop(number, None)
        if sent is None:
            return
        sent.unacknowledged -= 1
        while self._under_way and not self._under_way[0].unacknowledged:
            self.cursor = self._under_way.popleft().event_id

    def restart(self) -> None:
        """The connection is gone: what was not acknowledged is published again."""
        self._under_way.clear()
        self._by_number.clear()
        self._published = self.cursor
