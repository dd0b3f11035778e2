"""Rows of what is carried, as a dialect shows them: a transmission with its people, and each try."""

from __future__ import annotations

import enum
import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from appliance.domain import PartState
from appliance.errors import Conflict
from appliance.spool import events, narrowing, queue
from appliance.spool.listing import Match, Table, exactly
from appliance.spool.narrowing import Narrow


class Standing(enum.StrEnum):
    """Where a transmission or a try stands, in one word: before its end, else its Verdict."""

    DRAFT = "draft"
    UNSENDABLE = "unsendable"
    WAITING = "waiting"
    ACTIVE = "active"
    SENT = "sent"
    UNANSWERED = "unanswered"
    FAILED = "failed"
    REJECTED = "rejected"
    IN_DOUBT = "in_doubt"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    INCOMPLETE = "incomplete"


@dataclass(frozen=True, slots=True)
class TransmissionView:
    """A transmission with what is known of its contact, account, owner and program. Times are Unix seconds."""

    id: int
    user_id: int | None
    account_id: int | None
    contact_id: int | None
    program_id: int | None
    campaign_id: int | None
    title: str
    origin: str
    direction: str
    service: int
    party: str
    body: str
    options: str
    state: str
    standing: str
    verdict: str | None
    cause: str
    cause_text: str
    priority: int
    expires_at: float | None
    tries_allowed: int
    tries: int
    dials: int
    concat_reference: int
    parts: int
    created_at: float
    last_run: float | None
    deleted: int
    username: str | None
    program_type: str | None
    contact_phone: str
    contact_email: str
    contact_first_name: str
    contact_last_name: str
    account_phone: str
    account_email: str
    account_username: str
    account_first_name: str
    account_last_name: str

    @property
    def facts(self) -> Mapping[str, Any]:
        """`options`, read."""
        found: Mapping[str, Any] = {} if self.options == "{}" else json.loads(self.options)
        return found


@dataclass(frozen=True, slots=True)
class AttemptView:
    """One try. Times are Unix seconds, None for not yet."""

    id: int
    transmission_id: int
    user_id: int | None
    account_id: int | None
    direction: str
    service: int
    standing: str
    state: str
    line: str | None
    sim: str | None
    not_before: float | None
    queued_at: float
    started_at: float | None
    connected_at: float | None
    ended_at: float | None
    verdict: str | None
    cause: str
    cause_text: str
    amount: int


STANDING = """CASE transmissions.state
 WHEN 'done' THEN transmissions.verdict
 WHEN 'draft' THEN CASE WHEN programs.id IS NULL
 AND (transmissions.program_id IS NOT NULL OR transmissions.parts = 0) THEN 'unsendable' ELSE 'draft' END
 ELSE CASE WHEN EXISTS (SELECT 1 FROM attempts WHERE transmission_id = transmissions.id AND state = 'waiting')
 THEN 'waiting' ELSE 'active' END END"""

CAME_IN = {exactly(direction="inbound")[0]: "transmissions.direction = 'inbound'"}
"""For Table's `spelled`."""

_CONTACT = ("email", "first_name", "last_name")
_ACCOUNT = ("phone", "email", "username", "first_name", "last_name")


_NARROW: Mapping[tuple[str, Match], Narrow] = {
    ("standing", Match.AMONG): narrowing.by_standing,
    ("response", Match.CONTAINS): narrowing.by_response,
    ("direction", Match.CONTAINS): narrowing.by_direction,
    ("service", Match.BITS): narrowing.by_service,
    ("deleted", Match.EXACT): narrowing.by_deletion,
    ("contact_phone", Match.CONTAINS): narrowing.by_contacts_phone,
    ("phones", Match.CONTAINS): narrowing.by_either_phone,
    ("created_at", Match.FROM): narrowing.since("transmissions"),
    ("created_at", Match.UNTIL): narrowing.until("transmissions"),
}


def _views(newest_first: bool) -> Table[TransmissionView]:
    return Table(
        TransmissionView,
        "transmissions",
        source=(
            "transmissions LEFT JOIN contacts ON contacts.id = transmissions.contact_id"
            " LEFT JOIN accounts ON accounts.id = transmissions.account_id"
            " LEFT JOIN users ON users.id = transmissions.user_id"
            " LEFT JOIN programs ON programs.id = transmissions.program_id"
        ),
        computed={
            "standing": STANDING,
            "username": "users.username",
            "program_type": "programs.type",
            "contact_phone": "coalesce(contacts.phone, transmissions.party)",
            **{f"contact_{each}": f"coalesce(contacts.{each}, '')" for each in _CONTACT},
            **{f"account_{each}": f"coalesce(accounts.{each}, '')" for each in _ACCOUNT},
        },
        searchable={
            "application_id": "transmissions.application_id",
            "response": "transmissions.cause || ' ' || transmissions.cause_text",
            "phones": "coalesce(contacts.phone, transmissions.party) || ' ' || coalesce(accounts.phone, '')",
            "emails": "coalesce(contacts.email, '') || ' ' || coalesce(accounts.email, '')",
        },
        spelled=CAME_IN,
        newest_first=newest_first,
        looked_up_by=("id", "contact_id", "campaign_id", "program_id", "account_id", "user_id"),
        narrow=_NARROW,
        total="transmissions",
    )


TRANSMISSIONS = _views(newest_first=True)
IN_ORDER = _views(newest_first=False)
ATTEMPTS: Table[AttemptView] = Table(
    AttemptView,
    "attempts",
    source="attempts JOIN transmissions ON transmissions.id = attempts.transmission_id",
    computed={
        "user_id": "transmissions.user_id",
        "account_id": "transmissions.account_id",
        "direction": "transmissions.direction",
        "standing": "coalesce(attempts.verdict, CASE attempts.state WHEN 'waiting' THEN 'waiting' ELSE 'active' END)",
    },
    searchable={"response": "attempts.cause || ' ' || attempts.cause_text"},
)


def by_request(db: sqlite3.Connection, user_id: int, key: str) -> int | None:
    """The transmission that the user made with that idempotency key."""
    row = db.execute("SELECT id FROM transmissions WHERE user_id = ? AND request_key = ?", (user_id, key)).fetchone()
    return None if row is None else int(row[0])


def on_the_network(db: sqlite3.Connection, transmission_id: int) -> bool:
    """Whether the network has, or may have, any part of it: then a retry must repeat the very same message."""
    states = queue.states(db, transmission_id).values()
    return any(state is not PartState.REFUSED for state in states)


def mark_deleted(db: sqlite3.Connection, transmission_id: int) -> None:
    """Take it out of the lists; its tries and events stay."""
    db.execute("UPDATE transmissions SET deleted = 1 WHERE id = ?", (transmission_id,))


def set_options(db: sqlite3.Connection, transmission_id: int, options: Mapping[str, object]) -> None:
    """What a draft is to be filled with, beside its program's own content."""
    encoded = json.dumps(dict(options), ensure_ascii=False)
    db.execute("UPDATE transmissions SET options = ? WHERE id = ?", (encoded, transmission_id))


def set_option(db: sqlite3.Connection, transmission_id: int, name: str, value: int) -> None:
    """Note something beside its options."""
    db.execute(
        "UPDATE transmissions SET options = json_set(options, ?, ?) WHERE id = ?", (f"$.{name}", value, transmission_id)
    )


def lane(db: sqlite3.Connection, attempt_id: int) -> str:
    """The lane that a try is queued in."""
    return str(db.execute("SELECT lane FROM attempts WHERE id = ?", (attempt_id,)).fetchone()[0])


def hurry(db: sqlite3.Connection, transmission_id: int, now: float) -> tuple[int, str]:
    """Let a try that waits for its time go at once; its id and its lane. Raises Conflict where none waits."""
    row = db.execute(
        "UPDATE attempts SET state = 'queued', not_before = NULL WHERE transmission_id = ? AND state = 'waiting'"
        " RETURNING id, lane",
        (transmission_id,),
    ).fetchone()
    if row is None:
        raise Conflict("it is under way")
    attempt_id, lane = row
    events.append(db, now, events.TRANSMISSION_QUEUED, transmission_id=transmission_id, attempt_id=attempt_id)
    return attempt_id, lane
