"""How lists of messages are narrowed to the few rows that may meet a condition (see `narrowing.py`)."""

from __future__ import annotations

import json
from collections.abc import Mapping

from appliance.spool import narrowing
from appliance.spool.listing import Match
from appliance.spool.message_states import NOT_SENT, SOURCES
from appliance.spool.narrowing import Narrow, Narrowing

MOST = 20_000
"""Messages; more of one kind than that are soon met by going through all."""

_THESE = "(SELECT value FROM json_each(?))"


def _among(source: str, *values: object) -> Narrowing:
    return Narrowing(f"transmissions.id IN {_THESE}", source, values, most=MOST)


def _by_states(value: str) -> Narrowing:
    """A JSON array of states."""
    sources = {source for each in json.loads(value) for source in SOURCES.get(each, ())}
    return _among(" UNION ".join(sorted(sources)) or "SELECT 0 WHERE 0")


def _by_failures(value: str) -> Narrowing:
    return _by_states(json.dumps(NOT_SENT))


def _by_conversation(value: str) -> Narrowing | None:
    """One that a program named: its messages, and all with those that they went to."""
    if not value:
        return None
    named = "SELECT transmission_id FROM message_facts WHERE conversation_id = ?"
    parties = f"SELECT party FROM transmissions WHERE id IN ({named})"  # noqa: S608
    found = f"{named} UNION SELECT id FROM transmissions WHERE party IN ({parties})"  # noqa: S608
    return _among(found, value, value)


def _by_senders_address(value: str) -> Narrowing:
    """A JSON array of numbers: others' are found by an index, our own are on very many messages."""
    own = "SELECT EXISTS (SELECT 1 FROM own_numbers WHERE number IN (SELECT value FROM json_each(?)))"
    found = f"SELECT id FROM transmissions WHERE party IN {_THESE}"  # noqa: S608
    return Narrowing(f"transmissions.id IN {_THESE}", found, (value,), own, (value,), most=MOST)


def _by_recipients_address(value: str) -> Narrowing:
    """The same: to one of our own goes what comes in."""
    found = f"SELECT id FROM transmissions WHERE party IN {_THESE}"  # noqa: S608
    ours = f"EXISTS (SELECT 1 FROM own_numbers WHERE number IN {_THESE})"  # noqa: S608
    came_in = f"SELECT id FROM transmissions WHERE direction = 'inbound' AND {ours}"  # noqa: S608
    return _among(f"{found} UNION {came_in}", value, value)


def _by_sender(value: int) -> Narrowing:
    """A line's messages are many; those of a copy of one are noted."""
    noted = "SELECT transmission_id FROM message_facts WHERE sender_id = ?"
    line = "SELECT EXISTS (SELECT 1 FROM providers WHERE id = ? AND outlet IS NOT NULL)"
    return Narrowing(f"transmissions.id IN {_THESE}", noted, (value,), line, (value,), most=MOST)


def _by_application(value: int) -> Narrowing:
    """Its own and nobody's: where those are many, going through all soon meets them."""
    found = "SELECT id FROM transmissions WHERE application_id {}"
    return Narrowing(
        f"transmissions.id IN {_THESE}", f"{found.format('= ?')} UNION ALL {found.format('IS NULL')}", (value,)
    )


def _by_external_id(value: str) -> Narrowing:
    requests = "SELECT id FROM request_contents WHERE external_id = ?"
    return Narrowing(f"transmissions.request_id IN {_THESE}", requests, (value,))


def _one(narrow: Narrow) -> Narrow:
    """For a value instead of a JSON array of several."""
    return lambda value: narrow(json.dumps([value]))


_TO_THE_SAME = "SELECT id FROM transmissions WHERE party = (SELECT party FROM transmissions WHERE id = ?)"
_OF_CAMPAIGN = "SELECT transmission_id FROM message_facts WHERE campaign = ? AND campaign <> ''"
NARROW: Mapping[tuple[str, Match], Narrow] = {
    ("state", Match.AMONG): _by_states,
    ("state", Match.EXACT): _one(_by_states),
    ("failure", Match.AMONG): _by_failures,
    ("failure", Match.EXACT): _by_failures,
    ("conversation", Match.EXACT): _by_conversation,
    ("from_address", Match.AMONG): _by_senders_address,
    ("to_address", Match.AMONG): _by_recipients_address,
    ("sender_id", Match.EXACT): _by_sender,
    ("external_request_id", Match.EXACT): _by_external_id,
    ("direction", Match.EXACT): narrowing.by_direction,
    ("service", Match.EXACT): narrowing.by_service,
    ("party", Match.EXACT): lambda value: _among("SELECT id FROM transmissions WHERE party = ?", value),
    ("application_id", Match.OURS): _by_application,
    ("campaign", Match.EXACT): lambda value: _among(_OF_CAMPAIGN, value) if value else None,
    ("created_at", Match.FROM): narrowing.since("transmissions"),
    ("created_at", Match.UNTIL): narrowing.until("transmissions"),
    ("reply_to", Match.EXACT): lambda value: _among(_TO_THE_SAME, value),
    ("delivered_at", Match.FROM): lambda value: _among("SELECT id FROM transmissions WHERE delivered_at >= ?", value),
    ("delivered_at", Match.UNTIL): lambda value: _among("SELECT id FROM transmissions WHERE delivered_at <= ?", value),
}
