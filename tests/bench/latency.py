"""From a request to the modem, when nothing else is to do."""

from __future__ import annotations

import math
import random
import statistics
import time
from collections.abc import Sequence
from pathlib import Path

import box
import client
import machine
import modems
from scale import Scale
from table import Figures
from throughput import numbers

PAUSES = (0.005, 0.03)  # seconds between two requests, at random, so that they keep step with nothing


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest of `values` that at least `share` of them do not exceed."""
    return sorted(values)[math.ceil(len(values) * share) - 1]


def latency(home: Path, scale: Scale) -> Figures:
    """From just before POST /transmissions/{id}/send to the whole message in the modem, a little after its AT+CMGS."""
    with modems.Modems(home, 1) as air, box.Box(home / "data", air.ports) as ours:
        ask = client.Client(ours.address).ask
        program = ask("POST", "/api/programs/sendsms", name="bench", message=box.TEXT)["program_id"]
        contacts = [ask("POST", "/api/contacts", phone=number)["contact_id"] for number in numbers(scale.latency)]
        start, times, seen = machine.usage(ours.pid), [], 0
        for contact in contacts:
            made = ask("POST", "/api/transmissions", program_id=program, contact_id=contact)["transmission_id"]
            time.sleep(random.uniform(*PAUSES))
            asked = time.time()
            ask("POST", f"/api/transmissions/{made}/send")
            arrived = air.ask("wait", event="submit", after=seen)["records"][0]
            times.append((arrived["at"] - asked) * 1e3)
            seen = arrived["seq"]
        ours.settle(scale.latency)
        used = machine.usage(ours.pid) - start
    modems.remove(home)
    return {
        "p50": statistics.median(times),
        "p95": percentile(times, 0.95),
        "http_cpu": used.cpu / scale.latency * 1e3,
        "http_disk": used.written / scale.latency,
    }
