"""What the box uses while it has nothing to do."""

from __future__ import annotations

import time
from pathlib import Path

import box
import machine
import modems
from scale import Scale
from table import Figures

SETTLE = 1.0


def idle(home: Path, scale: Scale) -> Figures:
    """With two modems, the web server and everything else on."""
    with modems.Modems(home, 2) as air, box.Box(home / "data", air.ports) as ours:
        time.sleep(SETTLE)
        start = machine.usage(ours.pid)
        time.sleep(scale.idle)
        used = machine.usage(ours.pid) - start
    modems.remove(home)
    return {"idle_cpu": used.cpu / scale.idle * 100, "idle_wakes": used.sleeps / scale.idle}
