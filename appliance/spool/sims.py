"""What must survive a restart of each SIM: a PIN that it refused, a pause. `sim` is its ICCID or what stands for it."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from appliance.spool import events

_REFUSE = """INSERT INTO sims (sim, refused_pin) VALUES (?, ?)
 ON CONFLICT DO UPDATE SET refused_pin = excluded.refused_pin"""
_PAUSE = """INSERT INTO sims (sim, paused_until, paused_why) VALUES (?, ?, ?)
 ON CONFLICT DO UPDATE SET paused_until = excluded.paused_until, paused_why = excluded.paused_why"""
_RESUME = "UPDATE sims SET paused_until = 0, paused_why = '' WHERE sim = ? AND paused_until > 0"


class Pause(NamedTuple):
    """The SIM sends nothing before `until` (Unix time, 0 where it was never paused), for the reason `why`."""

    until: float = 0.0
    why: str = ""


def key_of(iccid: str, imei: str, line: str) -> str:
    """What names the SIM: its ICCID; where that is not told, as by one that is locked, its modem or its line."""
    return iccid or f"imei:{imei or line}"


def refuse_pin(db: sqlite3.Connection, sim: str, digest: str) -> None:
    """Remember the digest of the PIN that is about to be tried or was refused; "" once one was right."""
    db.execute(_REFUSE, (sim, digest))


def refused_pin(db: sqlite3.Connection, sim: str) -> str:
    """The digest of the PIN that must not be tried again, "" for none."""
    row = db.execute("SELECT refused_pin FROM sims WHERE sim = ?", (sim,)).fetchone()
    return "" if row is None else str(row[0])


def pause(db: sqlite3.Connection, sim: str, until: float, why: str, now: float) -> None:
    """Leave the SIM alone until then."""
    db.execute(_PAUSE, (sim, until, why))
    events.append(db, now, events.SIM_PAUSED, data={"sim": sim, "until": until, "why": why})


def resume(db: sqlite3.Connection, sim: str, now: float) -> bool:
    """End a pause; whether there was one."""
    if not db.execute(_RESUME, (sim,)).rowcount:
        return False
    events.append(db, now, events.SIM_RESUMED, data={"sim": sim})
    return True


def paused(db: sqlite3.Connection, sim: str) -> Pause:
    """The last pause of the SIM, over or not."""
    row = db.execute("SELECT paused_until, paused_why FROM sims WHERE sim = ?", (sim,)).fetchone()
    return Pause(*row) if row else Pause()
