"""What happened, told once, in the transaction of the change itself.

An ordinary SMS makes five: created, queued, started, done, delivered.
Each attempt that a line opened ends with just one of TRANSMISSION_RETRY and TRANSMISSION_DONE, which carries its id.

=====================  ==========================  ==========================================================
kind                   of                          data
=====================  ==========================  ==========================================================
transmission.created   transmission                -
transmission.queued    transmission, attempt       not_before, where it waits for a time
attempt.started        transmission, attempt, line -
transmission.retry     transmission, attempt that  verdict, cause, text of that attempt; next: the new attempt;
                       ended                       at: when that is due
transmission.done      transmission, last attempt  verdict, cause, text; again after a doubt was settled
transmission.rerouted  transmission, attempt       lane
transmission.held      transmission, attempt       - (its campaign was stopped before a line took it: a draft again)
sms.delivered          transmission, attempt       - (every part of it was delivered)
sms.undelivered        transmission, attempt       part, status (TP-ST): that part never will be
sms.received           inbound transmission,       keyword_id, keyword, associated_info, campaign_id, where it is one
                       attempt, line
sms.incomplete         the same                    total, present: shown with the parts that there are
sms.completed          the same                    - (a late part completed it, the body is whole now)
message.processed      inbound transmission        - (a program has dealt with it)
message.converted      transmission                source: who says that its recipient did what it asked for
sms.unreadable         line                        received: the id of what was kept
mail.received          the same, line mail         -
fax.page               transmission, attempt, line page, from 1; pages: of how many, where known; rate, coding, ecm:
                                                   it is confirmed by the far end, or came and is kept
fax.received           inbound transmission,       pages; text: why, where the call broke off; contact_new
                       attempt, line
report.unmatched       line ''                     sim, reference, recipient, outcome
line.state             line                        the state as in `line_states`, without the signal
sim.paused             line ''                     sim, until, why
sim.resumed            line ''                     sim
sim.balance            line                        sim, amount
sim.balance_low        line                        sim, amount, below; once, until it was above again
storage.full           line                        memory
canary.ok              line; transmission          by: the line that sent it, seconds until it came; both lacking
                                                   where another message showed that the line receives again
canary.failed          line, transmission          by; bound: seconds; failures: those in a row
link.clicked           transmission                url, label; clicks: how often that link was followed
call.incoming          line                        number
call.ended             line                        text: why, where a fax broke off or the caller was gone
ussd.received          line                        status, text
modem.restarted        line                        -
schedule.done          transmission, where it is   schedule, action, the subject's id: done now that it was due
                       about one
schedule.waits         the same                    the same, and text: it was due, the box is not ready for it
schedule.failed        the same                    the same: it was due and can't be done
schedule.expired       the same                    the same, without text
consent.changed        -                           consent: the id of the row; previous, status: then, now
campaign.started       -                           campaign: its id
campaign.stopped       -                           campaign
campaign.completed     -                           campaign
campaign.broken        -                           campaign, reason
request.state          -                           request: its id; previous, new: states; reason, if any
contacts.imported      -                           job: its id: a file of contacts is taken in
contacts.exported      -                           job: contacts are written to a file
=====================  ==========================  ==========================================================
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from typing import Final

from appliance.domain import Event
from appliance.spool.connection import Connection

TRANSMISSION_CREATED: Final = "transmission.created"
TRANSMISSION_QUEUED: Final = "transmission.queued"
TRANSMISSION_RETRY: Final = "transmission.retry"
TRANSMISSION_DONE: Final = "transmission.done"
TRANSMISSION_REROUTED: Final = "transmission.rerouted"
TRANSMISSION_HELD: Final = "transmission.held"
ATTEMPT_STARTED: Final = "attempt.started"
SMS_DELIVERED: Final = "sms.delivered"
SMS_UNDELIVERED: Final = "sms.undelivered"
SMS_RECEIVED: Final = "sms.received"
SMS_INCOMPLETE: Final = "sms.incomplete"
SMS_COMPLETED: Final = "sms.completed"
MESSAGE_PROCESSED: Final = "message.processed"
MESSAGE_CONVERTED: Final = "message.converted"
SMS_UNREADABLE: Final = "sms.unreadable"
MAIL_RECEIVED: Final = "mail.received"
FAX_PAGE: Final = "fax.page"
FAX_RECEIVED: Final = "fax.received"
REPORT_UNMATCHED: Final = "report.unmatched"
LINE_STATE: Final = "line.state"
SIM_PAUSED: Final = "sim.paused"
SIM_RESUMED: Final = "sim.resumed"
SIM_BALANCE: Final = "sim.balance"
SIM_BALANCE_LOW: Final = "sim.balance_low"
STORAGE_FULL: Final = "storage.full"
CANARY_OK: Final = "canary.ok"
CANARY_FAILED: Final = "canary.failed"
LINK_CLICKED: Final = "link.clicked"
CALL_INCOMING: Final = "call.incoming"
CALL_ENDED: Final = "call.ended"
CONTACTS_IMPORTED: Final = "contacts.imported"
CONTACTS_EXPORTED: Final = "contacts.exported"
USSD_RECEIVED: Final = "ussd.received"
MODEM_RESTARTED: Final = "modem.restarted"
SCHEDULE_DONE: Final = "schedule.done"
SCHEDULE_WAITS: Final = "schedule.waits"
SCHEDULE_FAILED: Final = "schedule.failed"
SCHEDULE_EXPIRED: Final = "schedule.expired"
CONSENT_CHANGED: Final = "consent.changed"
CAMPAIGN_STARTED: Final = "campaign.started"
CAMPAIGN_STOPPED: Final = "campaign.stopped"
CAMPAIGN_COMPLETED: Final = "campaign.completed"
CAMPAIGN_BROKEN: Final = "campaign.broken"
REQUEST_STATE: Final = "request.state"

_APPEND = "INSERT INTO events (at, kind, line, transmission_id, attempt_id, data) VALUES (?, ?, ?, ?, ?, ?)"
_AFTER = "SELECT id, at, kind, line, transmission_id, attempt_id, data FROM events WHERE id > ? ORDER BY id LIMIT ?"
_OF_TRANSMISSION = (
    "SELECT id, at, kind, line, transmission_id, attempt_id, data FROM events WHERE transmission_id = ? ORDER BY id"
)
_FORGET = """DELETE FROM events WHERE id IN (SELECT id FROM events ORDER BY id LIMIT ?) AND at < ?
 AND id <= coalesce((SELECT min(event_id) FROM cursors), id)"""
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def append(
    db: sqlite3.Connection,
    at: float,
    kind: str,
    *,
    line: str = "",
    transmission_id: int | None = None,
    attempt_id: int | None = None,
    data: Mapping[str, object] | None = None,
) -> int:
    """Append a fact; its id, higher than all before. `data` must be JSON."""
    row = (at, kind, line, transmission_id, attempt_id, _encode(data) if data else "{}")
    event_id = db.execute(_APPEND, row).lastrowid
    if isinstance(db, Connection):
        db.appended = True
    return event_id or 0


def after(db: sqlite3.Connection, event_id: int, limit: int = 1000) -> list[Event]:
    """The events that follow `event_id`, oldest first; 0 begins at the beginning."""
    return [_event(row) for row in db.execute(_AFTER, (event_id, limit)).fetchall()]


def of_transmission(db: sqlite3.Connection, transmission_id: int) -> list[Event]:
    """All that happened to a transmission, oldest first."""
    return [_event(row) for row in db.execute(_OF_TRANSMISSION, (transmission_id,)).fetchall()]


def newest(db: sqlite3.Connection) -> int:
    """The id of the last event, 0 where there is none."""
    return int(db.execute("SELECT coalesce(max(id), 0) FROM events").fetchone()[0])


def forget(db: sqlite3.Connection, before: float, limit: int = 200) -> int:
    """Remove those of the `limit` oldest that are from before `before` (Unix time); how many.

    Never the newest, nor what a reader has still to deal with, however long ago it was (see `cursors`).
    """
    return db.execute(_FORGET, (limit, before)).rowcount


def _event(row: tuple[int, float, str, str, int | None, int | None, str]) -> Event:
    return Event(*row[:6], data=json.loads(row[6]))
