"""Telling by HTTP as the box has it: nothing at all until somebody subscribes."""

from __future__ import annotations

import functools
import socket
import threading
import time
from collections.abc import Callable

from appliance.office.fanout import FanOut
from appliance.settings import Settings
from appliance.spool import deliveries, webhooks
from appliance.spool.store import Spool
from appliance.targets import Target
from appliance.webhooks.courier import Courier
from appliance.webhooks.dialling import Deadline, dial
from appliance.webhooks.posting import post


class Webhooks:
    """A chore looks whether there is somebody to tell; while there is, a thread of its own tells them."""

    def __init__(self, spool: Spool, settings: Settings, clock: Callable[[], float] = time.time) -> None:
        self._spool = spool
        self._settings = settings
        self._clock = clock
        self._lock = threading.Lock()
        self._fan_out: FanOut | None = None
        self._courier: Courier | None = None
        self._private = False

    def start(self, fan_out: FanOut) -> None:
        """Tell what waits, and from now on what happens."""
        self._fan_out = fan_out
        self._spool.listen(self.wake)
        self.reload()
        self.look(self._clock())

    def reload(self) -> None:
        """The settings may have changed."""
        self._private = self._settings.box().private_targets
        self.wake()

    def wake(self) -> None:
        """Something has happened, or may have."""
        if (courier := self._courier) is not None:
            courier.wake()

    def look(self, now: float) -> None:
        """Begin where somebody has subscribed, end where nobody does any more."""
        wanted = webhooks.anybody(self._spool.read())
        if not wanted and deliveries.position(self._spool.read()) is not None:
            self._spool.write(webhooks.follow)  # the last subscription went with its user: no event need wait
        with self._lock:
            if self._fan_out is not None and wanted is (self._courier is None):
                self._end() if self._courier else self._begin(self._fan_out)

    def stop(self) -> None:
        """End after what is under way."""
        with self._lock:
            self._fan_out = None
            self._end()

    def _begin(self, fan_out: FanOut) -> None:
        self._courier = Courier(self._spool, fan_out, functools.partial(post, dial=self._dial), self._clock)
        self._courier.start()

    def _end(self) -> None:
        courier, self._courier = self._courier, None
        if courier is not None:
            courier.stop()

    def _dial(self, target: Target, deadline: Deadline) -> socket.socket:
        return dial(target, self._private, deadline)
