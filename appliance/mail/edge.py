"""Mail as the box has it: by the server that the settings name, by another when they name another."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

from appliance.mail.sender import Sender
from appliance.mail.smarthost import Smarthost
from appliance.outside import MailSettings
from appliance.settings import Settings
from appliance.spool.store import Spool


class Mail:
    """`media` is the folder of what is attached."""

    def __init__(self, spool: Spool, settings: Settings, media: Path, clock: Callable[[], float] = time.time) -> None:
        self._spool = spool
        self._settings = settings
        self._media = media
        self._clock = clock
        self._lock = threading.Lock()
        self._on = MailSettings()
        self._sender: Sender | None = None

    def start(self) -> None:
        """Send what waits, if there is a server to send by."""
        self.reload()

    def reload(self) -> None:
        """The settings may have changed."""
        with self._lock:
            settings = self._settings.mail()
            if settings == self._on and self._sender is not None:
                return
            self._end()
            self._on = settings
            if settings.host:
                self._sender = Sender(self._spool, settings, Smarthost(settings).deliver, self._media, self._clock)
                self._sender.start()

    def wake(self) -> None:
        """There may be something to send."""
        if (sender := self._sender) is not None:
            sender.wake()

    def condition(self) -> str:
        """How it stands, for people."""
        sender = self._sender
        return "off" if sender is None else sender.condition

    def stop(self) -> None:
        """End after the message under way."""
        with self._lock:
            self._end()

    def _end(self) -> None:
        sender, self._sender = self._sender, None
        if sender is not None:
            sender.stop()
