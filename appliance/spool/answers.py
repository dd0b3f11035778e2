"""What the box has answered by itself, by number."""

from __future__ import annotations

import json

from appliance import parties
from appliance.spool.listing import Connection

MOST_LOOKED_AT = 2000  # of the newest messages with a number

_SINCE = """SELECT created_at FROM (SELECT origin, created_at FROM transmissions
 WHERE party IN (SELECT value FROM json_each(?)) ORDER BY id DESC LIMIT ?) WHERE origin = ? AND created_at > ?"""


def since(db: Connection, party: str, origin: str, after: float) -> list[float]:
    """When texts of that origin were made for a number after `after` (Unix time), among the newest with it."""
    values = (json.dumps(parties.spelled(party)), MOST_LOOKED_AT, origin, after)
    return [float(at) for (at,) in db.execute(_SINCE, values).fetchall()]
