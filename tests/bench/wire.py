"""How much of a slow wire is used."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import box
import modems
from scale import Scale
from table import Figures
from throughput import numbers

BAUD = 115_200
BITS = 10  # a byte on the wire: start, eight data, stop


def wire(home: Path, scale: Scale) -> Figures:
    """Half duplex, as +CMGS is: command, prompt, message and answer, each after the other."""
    with modems.Modems(home, 1, baud=BAUD) as air, box.Box(home / "data", air.ports) as ours:
        box.fill(ours, numbers(scale.wire))
        ours.wake()
        accepted = air.accepted(scale.wire)
    modems.remove(home)
    needed = sum(map(_octets, accepted[1:])) * BITS / BAUD
    return {"wire": 100 * needed / (accepted[-1]["at"] - accepted[0]["at"]), "wire_rate": modems.rate(accepted)}


def _octets(record: dict[str, Any]) -> int:
    """The bytes that one message takes both ways (27.005 3.5.1, 4.3), echo off, the service centre the SIM's."""
    command, payload = f"AT+CMGS={len(record['tpdu']) // 2}\r", f"00{record['tpdu']}\x1a"
    return len(f"{command}\r\n> {payload}\r\n+CMGS: {record['reference']}\r\n\r\nOK\r\n")
