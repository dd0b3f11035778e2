"""What routing must know of every line, by what was last seen of it."""

from __future__ import annotations

from appliance.domain import Line
from appliance.routing import LineFacts
from appliance.settings import Settings
from appliance.spool import line_states, queue, usage
from appliance.spool.line_states import LineState
from appliance.spool.listing import Connection
from appliance.spool.store import Spool

# Where a line stands like this, nothing can be sent until a person has done something.
UNABLE = frozenset(("absent", "stopped", "pin", "puk", "sim_absent", "off"))


def facts_of(spool: Spool, settings: Settings, now: float) -> list[LineFacts]:
    """What routing must know of every line, by what was last seen of it."""
    db = spool.read()
    seen = {state.line: state for state in line_states.all_lines(db)}
    return [_facts(db, line, seen.get(line.name), now) for line in settings.lines()]


def _facts(db: Connection, line: Line, seen: LineState | None, now: float) -> LineFacts:
    """A line counts as offering its services once its modem and SIM were ready, and until that is known to be over."""
    state = seen.state if seen else "absent"
    return LineFacts(
        name=line.name,
        services=line.services,
        prefixes=line.prefixes,
        weight=line.weight,
        healthy=state == "ready",
        queue_depth=queue.depth(db, line.name) if line.prefixes else 0,
        used_recently=usage.today(db, seen.iccid, now) if seen and seen.iccid else 0,
        active=line.active and state not in UNABLE,
        number=line.number,
    )
