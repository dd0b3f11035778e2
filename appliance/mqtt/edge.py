"""MQTT as the box has it: on the broker that the settings name, on another when they name another."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from importlib.metadata import version

from appliance.mqtt.bridge import READER, RECONNECT_AFTER, Bridge
from appliance.mqtt.commands import Ussd
from appliance.mqtt.standing import About
from appliance.office import Office
from appliance.outside import MqttSettings
from appliance.routing import SHARED
from appliance.settings import Settings
from appliance.spool import channels, cursors, queue
from appliance.spool.listing import Connection
from appliance.spool.store import Spool

_MOST_COUNTED = 1000


class Mqtt:
    """`ussd(line, code)` asks the network over a line."""

    def __init__(
        self, spool: Spool, settings: Settings, ussd: Ussd, reconnect_after: Sequence[float] = RECONNECT_AFTER
    ) -> None:
        self._spool = spool
        self._settings = settings
        self._ussd = ussd
        self._reconnect_after = reconnect_after
        self._lock = threading.Lock()
        self._office: Office | None = None
        self._on = (MqttSettings(), "")
        self._bridge: Bridge | None = None

    def start(self, office: Office) -> None:
        """Go on the broker, if one is named. From now on every event reaches it."""
        self._office = office
        self._spool.listen(self.wake)
        self.reload()

    def reload(self) -> None:
        """The settings may have changed."""
        with self._lock:
            settings, box = found = self._settings.mqtt(), self._settings.box().name
            if self._office is None or (found == self._on and self._bridge is not None):
                return
            self._end()
            self._on = found
            if settings.host:
                self._begin(self._office, settings, box)
            else:
                self._spool.write(lambda db: cursors.forget(db, READER))

    def wake(self) -> None:
        """Something has happened, or may have."""
        if (bridge := self._bridge) is not None:
            bridge.wake()

    def condition(self) -> str:
        """How it stands, for people."""
        bridge = self._bridge
        return "off" if bridge is None else bridge.condition

    def stop(self) -> None:
        """Tell what is left and leave the broker."""
        with self._lock:
            self._end()
            self._office = None

    def _begin(self, office: Office, settings: MqttSettings, box: str) -> None:
        about = About(box, version("modembox"))
        self._bridge = Bridge(
            settings,
            about,
            self._spool,
            office,
            self._ussd,
            self._waiting,
            self._reconnect_after,
        )
        self._bridge.start()

    def _end(self) -> None:
        bridge, self._bridge = self._bridge, None
        if bridge is not None:
            bridge.stop()

    def _waiting(self, db: Connection, line: str) -> int:
        """What is queued that this line may carry: as in routing, a line with prefixes takes nothing that is shared."""
        apart = any(each.name == line and each.prefixes for each in self._settings.lines())
        shared = () if apart else (SHARED, *channels.lanes_of(db, line))
        return sum(queue.depth(db, lane, limit=_MOST_COUNTED) for lane in (line, *shared))
