"""Messages as programs see them: what went out and what came in, whichever dialect made it (spec/SCG.md 9, 13-15)."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from appliance.spool import events
from appliance.spool.consents import NO_CONSENT
from appliance.spool.listing import Clause, Condition, Match, Page, Table, exactly
from appliance.spool.message_narrowing import NARROW
from appliance.spool.message_states import JOINS, NOT_SENT, STATE, UNDELIVERED_STATUS
from appliance.spool.messages import NEWEST_TRY
from appliance.spool.part_rows import those_of

MOST_COUNTED = 20_000
"""So many rows behind a page are counted for a total, but for those of one request; it is no less, then."""

REPLY_WITHIN = 7 * 86_400.0
"""Seconds after a message in which one from its recipient is taken for the reply."""


@dataclass(frozen=True, slots=True)
class Exchanged:
    """A message that goes out (MT) or came in (MO). `own` is our number and `party` theirs; `sender_id` of `providers`.

    `state` is a MessageState, `failure` SCG's word for what kept it, "" where nothing did, `status` TP-ST of a part
    that never will be delivered; `conversation` what its program called it, "" for none. `attached`: a JSON array of
    ids. Times are Unix seconds, None for not or not known.
    """

    id: int
    user_id: int | None
    application_id: int | None
    request_id: int | None
    external_request_id: str
    direction: str
    service: int
    sender_id: int | None
    own: str
    party: str
    state: str
    verdict: str | None
    failure: str
    cause: str
    cause_text: str
    status: int | None
    subject: str
    body: str
    parts: int
    sent_at: float | None
    delivered_at: float | None
    converted_at: float | None
    conversion_source: str
    conversation: str
    campaign: str
    reply_to: int | None
    attached: str
    scheduled_at: float | None
    expires_at: float | None
    contact_id: int | None
    price: float | None
    language: str
    failed_translation: str
    consent_requirement: str
    created_at: float
    updated_at: float
    version: int


_LINE = f"iif(transmissions.direction = 'inbound', transmissions.lane, (SELECT line {NEWEST_TRY}))"
_OWN = f"""coalesce(nullif(message_facts.from_address, ''),
 (SELECT number FROM line_states WHERE line = {_LINE}), '')"""  # noqa: S608
_PARTS = f"SELECT reference FROM parts WHERE {those_of('transmissions.id')} ORDER BY id"  # noqa: S608
_REFERENCES = f"(SELECT group_concat(reference) FROM ({_PARTS}))"  # noqa: S608
_SENDER = f"coalesce(message_facts.sender_id, (SELECT id FROM providers WHERE outlet = {_LINE}))"  # noqa: S608
_SENT_AT = """CASE WHEN transmissions.direction = 'inbound' THEN json_extract(transmissions.options, '$.sent_at')
 WHEN transmissions.verdict IN ('sent', 'in_doubt') THEN (SELECT ended_at FROM attempts
 WHERE transmission_id = transmissions.id AND started_at IS NOT NULL ORDER BY id DESC LIMIT 1) END"""
_UPDATED_AT = f"""max(transmissions.created_at, coalesce(transmissions.last_run, 0), coalesce(delivered_at, 0),
 coalesce(converted_at, 0), coalesce(processed_at, 0), coalesce((SELECT ended_at {NEWEST_TRY}), 0))"""

# RP causes 1 and 30 and TP-FCS C3 and C4 of a refusal, TP-ST 41 and 43 of a report: nobody is there by that number.
_NOBODY = f"""transmissions.cause IN ('CMS 1', 'CMS 30', 'CMS 195', 'CMS 196')
 OR (transmissions.verdict = 'sent' AND {UNDELIVERED_STATUS} IN (65, 67))"""
_FAILURE = f"""CASE WHEN {STATE} NOT IN ({", ".join(f"'{each}'" for each in NOT_SENT)}) THEN ''
 WHEN message_facts.failure <> '' THEN message_facts.failure
 WHEN transmissions.cause = '{NO_CONSENT}' THEN '{NO_CONSENT}'
 WHEN {_NOBODY} THEN 'INVALID_RECIPIENT' ELSE 'OTHER' END"""

# The newest message to them before it, and not long before.
_ANSWERED = f"""SELECT one.id FROM transmissions AS one WHERE one.party = transmissions.party
 AND one.id < transmissions.id AND one.direction = 'outbound' AND one.verdict IN ('sent', 'in_doubt')
 AND one.user_id IS transmissions.user_id AND one.created_at >= transmissions.created_at - {REPLY_WITHIN}
 ORDER BY one.id DESC LIMIT 1"""  # noqa: S608
_REPLY_TO = f"CASE WHEN transmissions.direction = 'inbound' AND transmissions.party <> '' THEN ({_ANSWERED}) END"
_CONVERSATION = f"""coalesce(nullif(message_facts.conversation_id, ''),
 CASE WHEN transmissions.direction = 'inbound' AND transmissions.party <> '' THEN (
 SELECT conversation_id FROM message_facts AS facts WHERE facts.transmission_id = ({_ANSWERED})) END, '')"""  # noqa: S608

_CONVERTED = "SELECT converted_at FROM message_facts WHERE transmission_id = ?"
_OF_APPLICATION = "transmissions of {}"
_KEPT = "SELECT coalesce(sum(count), 0) FROM totals WHERE user_id = ? AND name IN (?, ?)"


class _Exchange(Table[Exchanged]):
    """Finds the rows of a page first and all that is computed of them then. A total costs little: what an application
    sees in all is kept, else no more than MOST_COUNTED are counted beyond the page."""

    def _read(
        self, db: sqlite3.Connection, where: str, values: list[object], page: Page
    ) -> tuple[tuple[Exchanged, ...], int]:
        ids = [found for (found,) in self._page(db, "transmissions.id", where, values, page)]
        these = self._where([Condition("id", Match.AMONG, json.dumps(ids))])
        rows = {row.id: row for row in super()._read(db, *these, Page(len(ids)))[0]}
        return tuple(rows[each] for each in ids if each in rows), len(ids)  # some may have been removed just now

    def _total_of(
        self,
        db: sqlite3.Connection,
        conditions: Sequence[Condition],
        meeting: Clause,
        where: str,
        values: list[object],
        page: Page,
    ) -> int:
        whose = {each.column: each.value for each in conditions if each.match is Match.OURS or each.column == "user_id"}
        is_all = {each for each in conditions if each.column not in whose} == set(exactly(deleted=0))
        if is_all and whose.keys() == {"user_id", "application_id"}:
            names = (_OF_APPLICATION.format(0), _OF_APPLICATION.format(whose["application_id"]))
            return int(db.execute(_KEPT, (whose["user_id"], *names)).fetchone()[0])
        if is_all and "application_id" not in whose:
            return self._count(db, conditions, meeting, where, values)
        is_one = any(each.column == "request_id" for each in conditions)
        most = -1 if is_one else page.offset + page.limit + MOST_COUNTED
        statement = f"SELECT count(*) FROM (SELECT 1 FROM {self._source}{where} LIMIT ?)"  # noqa: S608
        return int(db.execute(statement, [*values, most]).fetchone()[0])


EXCHANGE: Table[Exchanged] = _Exchange(
    Exchanged,
    "transmissions",
    source=(f"transmissions{JOINS} LEFT JOIN request_contents ON request_contents.id = transmissions.request_id"),
    computed={
        "external_request_id": "coalesce(request_contents.external_id, '')",
        "sender_id": _SENDER,
        "own": _OWN,
        "state": STATE,
        "failure": _FAILURE,
        "status": UNDELIVERED_STATUS,
        "subject": "coalesce(message_facts.subject, '')",
        "sent_at": _SENT_AT,
        "converted_at": "message_facts.converted_at",
        "conversion_source": "coalesce(message_facts.conversion_source, '')",
        "conversation": _CONVERSATION,
        "campaign": "coalesce(message_facts.campaign, '')",
        "reply_to": _REPLY_TO,
        "attached": "coalesce(request_contents.attachments, '[]')",
        "scheduled_at": "message_facts.scheduled_at",
        "price": "message_facts.price",
        "language": "coalesce(message_facts.language, '')",
        "failed_translation": "coalesce(message_facts.failed_translation, '')",
        "consent_requirement": "coalesce(message_facts.consent_requirement, '')",
        "updated_at": _UPDATED_AT,
    },
    searchable={
        "deleted": "transmissions.deleted",
        "provider": "''",
        "references": _REFERENCES,
        "from_address": f"iif(transmissions.direction = 'inbound', transmissions.party, {_OWN})",
        "to_address": f"iif(transmissions.direction = 'inbound', {_OWN}, transmissions.party)",
    },
    newest_first=True,
    looked_up_by=("request_id", "contact_id", "user_id"),
    narrow=NARROW,
    total="transmissions",
)


def processed(db: sqlite3.Connection, transmission_id: int, now: float) -> None:
    """Its program has dealt with a message that came in."""
    _note(db, transmission_id, {"processed_at": now})
    events.append(db, now, events.MESSAGE_PROCESSED, transmission_id=transmission_id)


def converted(db: sqlite3.Connection, transmission_id: int, at: float, source: str, now: float) -> None:
    """Its recipient did at `at` what it asked for, as `source` tells; nothing where that is known already."""
    row = db.execute(_CONVERTED, (transmission_id,)).fetchone()
    if row is None or row[0] is None:
        _note(db, transmission_id, {"converted_at": at, "conversion_source": source})
        events.append(db, now, events.MESSAGE_CONVERTED, transmission_id=transmission_id, data={"source": source})


def _note(db: sqlite3.Connection, transmission_id: int, facts: Mapping[str, object]) -> None:
    names = list(facts)
    db.execute("INSERT OR IGNORE INTO message_facts (transmission_id) VALUES (?)", (transmission_id,))
    changes = ", ".join(f"{each} = ?" for each in names)
    db.execute(f"UPDATE message_facts SET {changes} WHERE transmission_id = ?", [*facts.values(), transmission_id])  # noqa: S608
    db.execute("UPDATE transmissions SET version = version + 1 WHERE id = ?", (transmission_id,))
