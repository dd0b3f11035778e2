"""Files that no row names: left by a power cut between a file and its row, or between a row and its former file."""

from __future__ import annotations

import logging
import math

from appliance.media.shelf import Shelf
from appliance.office.desk import Desk
from appliance.spool import contents

log = logging.getLogger(__name__)

EVERY = 86_400.0
_UNDER_WAY = 3600.0  # seconds in which a file that comes in finds its row


class Orphans:
    """Removes them."""

    def __init__(self, desk: Desk, shelf: Shelf) -> None:
        self._desk = desk
        self._shelf = shelf
        self._swept: float | None = None

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
        gone = self._shelf.sweep(contents.files(self._desk.read()), before)
        if gone:
            log.info("removed %d files that nothing named", gone)
