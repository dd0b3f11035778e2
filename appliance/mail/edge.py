"""Mail as the box has it: by the server that the settings name, by another when they name another."""

from __future__ import annotations

import logging
import ssl
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from appliance.errors import BoxError
from appliance.mail.sender import Sender
from appliance.mail.smarthost import Smarthost
from appliance.outside import MailSettings
from appliance.settings import Settings
from appliance.spool.store import Spool

if TYPE_CHECKING:
    from appliance.mail.listener import Listener, Login, Postbox

log = logging.getLogger(__name__)


class Mail:
    """`media` is the folder of what is attached. `tls` makes what STARTTLS needs, for who sends to the box."""

    def __init__(
        self,
        spool: Spool,
        settings: Settings,
        media: Path,
        tls: Callable[[], ssl.SSLContext],
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._spool = spool
        self._settings = settings
        self._media = media
        self._clock = clock
        self._lock = threading.Lock()
        self._on = MailSettings()
        self._tls = tls
        self._sender: Sender | None = None
        self._listener: Listener | None = None
        self._trouble = ""
        self._inward: tuple[Postbox, Login] | None = None

    def start(self, postbox: Postbox, login: Login) -> None:
        """Send what waits, if there is a server to send by; take mail in, where the settings say so."""
        self._inward = (postbox, login)
        self.reload()

    def reload(self) -> None:
        """The settings may have changed."""
        with self._lock:
            settings = self._settings.mail()
            if self._inward is None or (settings == self._on and (self._sender or self._listener)):
                return
            self._end()
            self._on = settings
            if settings.host:
                self._sender = Sender(self._spool, settings, Smarthost(settings).deliver, self._media, self._clock)
                self._sender.start()
            if settings.listen:
                self._listen(settings, *self._inward)

    def wake(self) -> None:
        """There may be something to send."""
        if (sender := self._sender) is not None:
            sender.wake()

    def condition(self) -> str:
        """How it stands, for people."""
        sender = "off" if self._sender is None else self._sender.condition
        taking = "" if self._listener is None else f"; takes mail in at port {self._listener.port}"
        return sender + taking + (f"; {self._trouble}" if self._trouble else "")

    @property
    def port(self) -> int | None:
        """Where mail comes in."""
        return None if self._listener is None else self._listener.port

    def stop(self) -> None:
        """End after the message under way."""
        with self._lock:
            self._end()
            self._inward = None

    def _listen(self, settings: MailSettings, postbox: Postbox, login: Login) -> None:
        """A port that can't be had is told, and mail goes out all the same."""
        from appliance.mail.listener import Listener  # noqa: PLC0415  3 MB, for mail that comes in alone

        try:
            listener = Listener(settings, self._tls() if settings.listen_tls else None, postbox, login)
            listener.start()
        except BoxError as error:
            log.error("%s", error)
            self._trouble = str(error)
        else:
            self._listener = listener

    def _end(self) -> None:
        listener, self._listener = self._listener, None
        self._trouble = ""
        if listener is not None:
            listener.stop()
        sender, self._sender = self._sender, None
        if sender is not None:
            sender.stop()
