"""Files that no row names any more: replaced, deleted, or left by a power cut between a file and its row."""

from __future__ import annotations

import logging
import math
from collections.abc import Iterable

from appliance.media.shelf import Shelf
from appliance.office.desk import Desk
from appliance.spool import contents

log = logging.getLogger(__name__)

EVERY = 86_400.0
_UNDER_WAY = 3600.0  # seconds in which a file that comes in finds its row


class Orphans:
    """Removes them, but for what is about to be sent."""

    def __init__(self, desk: Desk, shelf: Shelf) -> None:
        self._desk = desk
        self._shelf = shelf
        self._swept: float | None = None

    def remove(self, names: Iterable[str]) -> None:
        """Those that their row has just let go; what is wanted still goes in a later sweep."""
        gone = frozenset(filter(None, names))
        self._shelf.remove(gone - contents.wanted(self._desk.read(), gone))

    def remove_all(self) -> None:
        """All that there are; for when nothing comes in yet."""
        self._sweep(math.inf)

    def run(self, now: float) -> float:
        """Once a day, those that nothing under way can want; when it is next needed."""
        if self._swept is None or not 0 <= now - self._swept < EVERY:
            self._swept = now
            self._sweep(now - _UNDER_WAY)
        return self._swept + EVERY

    def _sweep(self, before: float) -> None:
        self._shelf.clear(before)
        found = self._shelf.names(before)
        lost = found - contents.files(self._desk.read())
        if lost:
            log.info("%d files have no row", len(lost))
            self.remove(lost)
