"""What the box uses while it is on a broker and somebody has its page open."""

from __future__ import annotations

import time
from pathlib import Path

import box
import broker
import machine
import modems
from scale import Scale
from table import Figures
from throughput import numbers
from watching import Watching

from appliance.box import SETTINGS
from appliance.settings import Settings

SETTLE = 3.0


def connected(home: Path, scale: Scale) -> Figures:
    """With nothing to do; then the most memory while messages go out, each told to the broker and to the page."""
    data = home / "data"
    with broker.Broker(home) as mosquitto, modems.Modems(home, 2) as air:
        data.mkdir()
        Settings(data / SETTINGS).change_mqtt(host="127.0.0.1", port=mosquitto.port)
        with box.Box(data, air.ports) as ours, Watching(ours.address):
            mosquitto.online()
            time.sleep(SETTLE)
            start = machine.usage(ours.pid)
            time.sleep(scale.connected)
            used = machine.usage(ours.pid) - start
            _busy(ours, air, scale.one)
            peak = machine.peak(ours.pid)
    modems.remove(home)
    return {
        "connected_cpu": used.cpu / scale.connected * 100,
        "connected_wakes": used.sleeps / scale.connected,
        "connected_peak": peak / 1024,
    }


def _busy(ours: box.Box, air: modems.Modems, count: int) -> None:
    box.fill(ours, numbers(count))
    ours.wake()
    air.accepted(count)
    ours.told()
