"""Messages that wait in the SIM when the box comes."""

from __future__ import annotations

from pathlib import Path

import box
import modems
from scale import Scale
from table import Figures

from appliance.spool import events


def put_in_sim(air: modems.Modems, modem: str, count: int) -> None:
    """`count` different messages into the SIM of a modem that nobody reads."""
    air.ask("storage", modem=modem, capacity=count)
    for number in range(count):
        air.ask("sms", modem=modem, number=f"+1666{number:07d}", text=f"Message {number}: {box.TEXT}")


def inbound(home: Path, scale: Scale) -> Figures:
    """From the SIM found ready, after which the modem is set up and its stores are read, to the last one stored."""
    with modems.Modems(home, 1) as air:
        put_in_sim(air, "gsm0", scale.inbound)
        with box.Box(home / "data", air.ports) as ours:
            told = events.after(ours.spool.read(), 0, limit=scale.inbound * 3)
    modems.remove(home)
    stored = [event for event in told if event.kind == events.SMS_RECEIVED]
    if len(stored) != scale.inbound:
        raise RuntimeError(f"{len(stored)} of {scale.inbound} were stored")
    began = max(event.at for event in told if event.kind == events.LINE_STATE and event.id < stored[0].id)
    return {"inbound": (stored[-1].at - began) * 500 / scale.inbound}
