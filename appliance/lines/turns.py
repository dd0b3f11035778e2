"""New modems that are found at once get their names in the order of their ports, and are counted by kind."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator, Sequence

from appliance.domain import Service


class Turns:
    """Which ports are looked at for the first time. Its callers hold the lock that it is made with."""

    def __init__(self, lock: threading.RLock, pinned: Sequence[str], patience: float) -> None:
        self._changed = threading.Condition(lock)
        self._pinned = tuple(pinned)
        self._patience = patience  # seconds
        self._awaited: dict[str, None] = {}  # in their order
        self._kinds: dict[str, str] = {}

    def expect(self, url: str) -> None:
        """A port is about to be looked at."""
        self._awaited[url] = None

    def known(self, url: str, services: Service | None = None) -> None:
        """What modem is at a port, or None where it has none."""
        if services is not None:
            self._kinds[url] = _kind(services)
        self._awaited.pop(url, None)
        self._changed.notify_all()

    def wait(self, url: str) -> None:
        """Return when it is known what is at the ports before this one, or else when a silent port is given up."""
        self._changed.wait_for(lambda: self._first(url), self._patience)

    def _first(self, url: str) -> bool:
        return url not in self._awaited or url == next(iter(self._awaited))

    def over(self) -> None:
        """Nobody waits any more."""
        self._awaited.clear()
        self._changed.notify_all()

    def names(self, url: str, services: Service) -> Iterator[str]:
        """Names for a new line: a pinned port's place among those of its kind, else any number."""
        kind = _kind(services)
        before = itertools.takewhile(lambda each: each != url, self._pinned)
        place = [1 + sum(self._kinds.get(each, kind) == kind for each in before)] if url in self._pinned else []
        return (f"{kind}{number}" for number in itertools.chain(place, itertools.count(1)))


def _kind(services: Service) -> str:
    return "fax" if services & Service.FAX else "gsm"
