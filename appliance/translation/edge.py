"""Translation as the box has it: by the server that the settings name, by another when they name another."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from appliance.outside import TranslationSettings
from appliance.settings import Settings
from appliance.spool.store import Spool

if TYPE_CHECKING:
    from appliance.translation.worker import Worker


class Translation:
    """`told` is called when a text was translated, or won't be."""

    def __init__(
        self, spool: Spool, settings: Settings, told: Callable[[], None], clock: Callable[[], float] = time.time
    ) -> None:
        self._spool = spool
        self._settings = settings
        self._told = told
        self._clock = clock
        self._lock = threading.Lock()
        self._on = TranslationSettings()
        self._worker: Worker | None = None
        self._started = False

    def start(self) -> None:
        """Translate what waits, if there is a server for it."""
        self._started = True
        self.reload()

    def reload(self) -> None:
        """The settings may have changed."""
        with self._lock:
            settings = self._settings.translation()
            if not self._started or (settings == self._on and (self._worker or not settings.url)):
                return
            self._end()
            self._on = settings
            if settings.url:
                self._worker = self._begun(settings)
        self._told()

    def wake(self) -> None:
        """There may be something to translate."""
        if (worker := self._worker) is not None:
            worker.wake()

    def condition(self) -> str:
        """How it stands, for people."""
        return "off" if (worker := self._worker) is None else worker.condition

    def stop(self) -> None:
        """End at once; what is under way is asked for again."""
        with self._lock:
            self._end()
            self._started = False

    def _begun(self, settings: TranslationSettings) -> Worker:
        from appliance.translation.server import Server  # noqa: PLC0415  an HTTP client, for who translates alone
        from appliance.translation.worker import Worker  # noqa: PLC0415

        worker = Worker(self._spool, Server(settings), self._told, self._clock)
        worker.start()
        return worker

    def _end(self) -> None:
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.stop()
