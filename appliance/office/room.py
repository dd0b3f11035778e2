"""How many messages of requests may wait in a lane: enough that its lines never wait, and no more."""

from __future__ import annotations

from typing import Protocol

from appliance.domain import Service
from appliance.spool import queue
from appliance.spool.listing import Connection

LEAST, MOST, GROWTH = 8, 1024, 4
"""Messages ahead; a lane that was empty when it was looked at again gets GROWTH times as many, up to MOST: what a fast
one sends until it is looked at again, all other chores having had their turn."""

MOST_DIRECT = 500
"""Messages that wait in a lane where one that is asked for by itself still goes there at once."""

_Place = tuple[str, int]
"""A lane and a priority."""


class Places(Protocol):
    """Where messages may wait."""

    def take(self, db: Connection, lane: str, priority: int) -> bool:
        """Take a place in a lane; false where there is none."""


class Direct:
    """For who waits for the answer: as long as a lane does not overflow."""

    def take(self, db: Connection, lane: str, priority: int) -> bool:
        """As any Places."""
        return queue.depth(db, lane, Service.SMS, MOST_DIRECT) < MOST_DIRECT


class Room:
    """What is left in each lane for messages of one priority. Used by one thread; inside Spool.write."""

    def __init__(self) -> None:
        self._ahead: dict[_Place, int] = {}
        self._left: dict[_Place, int] = {}
        self._filled: set[_Place] = set()
        self._looked: set[_Place] = set()

    def look_again(self) -> None:
        """Some time has passed: lines have taken some."""
        self.glance()
        self._left.clear()
        self._looked.clear()

    def glance(self) -> None:
        """A moment has passed: fast lines may have taken all."""
        full = [place for place, left in self._left.items() if not left]
        self._filled.update(full)
        for place in full:
            del self._left[place]

    def take(self, db: Connection, lane: str, priority: int) -> bool:
        """As any Places."""
        place = (lane, priority)
        if place not in self._left:
            self._left[place] = self._measured(db, place)
        if not self._left[place]:
            return False
        self._left[place] -= 1
        return True

    def _measured(self, db: Connection, place: _Place) -> int:
        lane, priority = place
        ahead = self._ahead.get(place, LEAST)
        waiting = queue.depth_at(db, lane, Service.SMS, priority, MOST)
        if not waiting and place in self._filled:
            ahead = min(GROWTH * ahead, MOST)
        elif 2 * waiting > ahead and place not in self._looked:
            ahead = max(ahead // 2, LEAST)
        self._filled.discard(place)
        self._looked.add(place)
        self._ahead[place] = ahead
        return max(ahead - waiting, 0)
