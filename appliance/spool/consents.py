"""Who may be written to: what a far address said to a line, or somebody of this box says of it (spec/SCG.md 9 "42-44").

A line asks before each text that it carries, one look into an index where nothing is known of the address.
"""

from __future__ import annotations

import enum
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from appliance import parties
from appliance.spool.listing import Condition, Connection, Match, Table, last_change

NO_CONSENT = "NO_CONSENT"
"""The cause of what was not sent because its recipient does not want it, or was not asked."""


class Status(enum.StrEnum):
    """What is known. Those of the lists are changed by their owner only, never by what the far end says."""

    NONE = "NONE"
    OPTIN = "OPTIN"
    OPTOUT = "OPTOUT"
    BLACKLIST = "BLACKLIST"
    WHITELIST = "WHITELIST"


class Requirement(enum.StrEnum):
    """What a message wants: that its recipient agreed, that they did not decline, or neither."""

    OPT_IN = "OPT_IN"
    OPT_OUT = "OPT_OUT"
    NONE = "NONE"


class Source(enum.StrEnum):
    """Who said it: the far end by a message, its network, or the owner of this box."""

    MESSAGE = "MESSAGE"
    CARRIER = "CARRIER"
    COMPANY = "COMPANY"


@dataclass(frozen=True, slots=True)
class Consent:
    """`sender_id`: the provider that the line is, None for every line. `asked_at`: they were asked to agree and may
    still answer. Times are Unix seconds."""

    id: int
    user_id: int | None
    application_id: int | None
    address_type: str
    address: str
    tail: str
    sender_id: int | None
    status: str
    asked_at: float | None
    version: int
    created_at: float
    updated_at: float | None

    @property
    def changed_at(self) -> float:
        """When it became what it is."""
        return self.updated_at or self.created_at


@dataclass(frozen=True, slots=True)
class Said:
    """A line of the history: what it came to, and the message and keyword that did it, "" for none."""

    id: int
    user_id: int | None
    application_id: int | None
    address: str
    tail: str
    sender_id: int | None
    source: str
    status: str
    message: str
    keyword: str
    created_at: float


T = TypeVar("T", Consent, Said)

CONSENTS: Table[Consent] = Table(Consent, "consents", searchable=last_change("consents"))
HISTORY: Table[Said] = Table(Said, "consent_history")

_LISTED = frozenset((Status.BLACKLIST, Status.WHITELIST))
_REFUSING = {Status.OPTOUT: "has opted out", Status.BLACKLIST: "is on the black list"}
_AGREEING = frozenset((Status.OPTIN, Status.WHITELIST))
_LINE = "coalesce((SELECT parent_id FROM sender_ids WHERE id = {0}), {0})"  # a sender id may be another name for one
_KNOWN = f"SELECT address, {_LINE.format('sender_id')}, status FROM consents WHERE tail = ?"  # noqa: S608
_KEPT = f"SELECT user_id, address, {_LINE.format('sender_id')}, status FROM consents WHERE tail = ?"  # noqa: S608
_OUTLETS = """SELECT providers.id, line.outlet FROM providers LEFT JOIN sender_ids ON sender_ids.id = providers.id
 JOIN providers AS line ON line.id = coalesce(sender_ids.parent_id, providers.id)"""
_MATTERS = """SELECT 1 FROM consents WHERE tail = ?
 UNION ALL SELECT 1 FROM sender_ids WHERE check_white_list = 1 LIMIT 1"""
_CHECKS = "SELECT check_white_list FROM sender_ids WHERE id = ?"
_ALL_CHECK = """SELECT min(check_white_list) FROM sender_ids JOIN providers USING (id)
 JOIN line_states ON line = outlet WHERE line_states.imsi <> '' OR line_states.iccid <> ''"""
_MANAGED = """SELECT EXISTS (SELECT 1 FROM sender_ids WHERE coalesce(parent_id, id) = ?
 AND consent_managed_by <> 'USER')"""


def known(db: Connection) -> list[tuple[Consent, str | None]]:
    """All rows that say something, with the line each is of, None for every line."""
    said = Condition("status", Match.AMONG, json.dumps([each for each in Status if each is not Status.NONE]))
    names = dict(db.execute(_OUTLETS).fetchall())
    return [
        (row, None if row.sender_id is None else names.get(row.sender_id, "")) for row in CONSENTS.find(db, [said]).rows
    ]


def listed(status: str) -> bool:
    """Whether the far end can't change it."""
    return status in _LISTED


def of_address(db: Connection, address: str) -> list[Consent]:
    """All that is known of an address, however it is spelled, of every line and everybody; the oldest first."""
    return those_of(db, CONSENTS, address)


def those_of(db: Connection, table: Table[T], address: str) -> list[T]:
    """The rows of CONSENTS or HISTORY that are about an address, however it is spelled."""
    found = table.find(db, [Condition("tail", Match.EQUAL, parties.tail(address))]).rows
    return [each for each in found if parties.same(each.address, address)]


def said_at(db: Connection, address: str, line_id: int) -> dict[int | None, str]:
    """What each user keeps of that address at that line."""
    rows = db.execute(_KEPT, (parties.tail(address),)).fetchall()
    return {user: status for user, known, line, status in rows if line == line_id and parties.same(known, address)}


def line_of(db: Connection, sender_id: int) -> int:
    """The line that a sender id is, or is another name for."""
    return int(db.execute(f"SELECT {_LINE.format('?1')}", (sender_id,)).fetchone()[0])


def is_managed(db: Connection, sender_id: int | None) -> bool:
    """Whether the box itself asks for consent and confirms it at the line of that sender id, by whatever name."""
    return sender_id is not None and bool(db.execute(_MANAGED, (line_of(db, sender_id),)).fetchone()[0])


def matters(db: Connection, address: str) -> bool:
    """Whether `refusal` may say anything of an address that need not have agreed: one look into an index."""
    return db.execute(_MATTERS, (parties.tail(address),)).fetchone() is not None


def refusal(db: Connection, address: str, sender_id: int | None, requirement: str = Requirement.OPT_OUT) -> str | None:
    """Why a text may not go to that address, None where it may.

    By `sender_id`, or by None for a line that is not chosen yet: then what was said to any line counts. What was said
    to one line goes before what holds for all, but for the two lists. A sender id that checks it sends to the white
    list only, whatever is required.
    """
    if requirement != Requirement.OPT_IN and not matters(db, address):
        return None
    rows = db.execute(_KNOWN, (parties.tail(address),)).fetchall()
    known = [(line, status) for other, line, status in rows if parties.same(other, address)]
    said = _said(known, None if sender_id is None else line_of(db, sender_id))
    if Status.WHITELIST not in said and _checks_white_list(db, sender_id):
        return f"{address} is not on the white list"
    return _refused(address, said, requirement)


def is_left_out(db: Connection, address: str, sender_id: int) -> bool:
    """Whether that sender id sends to the white list only, and the address is not on it."""
    if not _checks_white_list(db, sender_id):
        return False
    known = ((each.sender_id, each.status) for each in of_address(db, address))
    return Status.WHITELIST not in _said(known, line_of(db, sender_id))


def _said(known: Iterable[tuple[int | None, str]], line_id: int | None) -> frozenset[str]:
    if line_id is None:
        return frozenset(status for _, status in known)
    own = frozenset(status for line, status in known if line == line_id) - {Status.NONE}
    all_lines = frozenset(status for line, status in known if line is None)
    return own | (all_lines & _LISTED) if own else all_lines


def _checks_white_list(db: Connection, sender_id: int | None) -> bool:
    asked = db.execute(_ALL_CHECK) if sender_id is None else db.execute(_CHECKS, (sender_id,))
    row = asked.fetchone()
    return bool(row and row[0])


def _refused(address: str, said: frozenset[str], requirement: str) -> str | None:
    hard = (Status.BLACKLIST,) if requirement == Requirement.NONE else (Status.BLACKLIST, Status.OPTOUT)
    refusing = next((each for each in hard if each in said), None)
    if refusing is not None:
        return f"{address} {_REFUSING[refusing]}"
    if requirement == Requirement.OPT_IN and not said & _AGREEING:
        return f"{address} has not opted in"
    return None
