"""The counts of a message request: kept by triggers, they are what counting its messages anew gives."""

from __future__ import annotations

import shutil

from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.domain import Doubt, Outcome, Service, Verdict
from appliance.errors import BoxError
from appliance.retry import Retry
from appliance.spool import events, queue, requests, transmissions
from appliance.spool.listing import exactly
from appliance.spool.queue import Draft
from appliance.spool.requests import REQUESTS, Facts, RequestState
from appliance.spool.store import Spool

NOW = 1_700_000_000.0
MESSAGES = 4
PARTS = 2

_CONTENTS = dict.fromkeys(requests._CONTENTS, "") | {
    "recipients": "[]",
    "targets": "[]",
    "attachments": "[]",
    "sender_criteria": "[]",
    "address_priority": "[]",
    "said": "{}",
    "translate": 0,
    "price_threshold": None,
}

_FAILED = "('failed', 'rejected', 'unanswered', 'expired')"
_UNDELIVERED = "EXISTS (SELECT 1 FROM parts WHERE transmission_id = t.id AND state = 'undelivered')"
_ALL_DELIVERED = (
    "t.parts > 0 AND t.parts = (SELECT count(*) FROM parts WHERE transmission_id = t.id AND state = 'delivered')"
)
_RECOUNT = f"""SELECT count(*), sum(t.state = 'draft' AND deleted = 0), sum(t.state <> 'done' AND deleted = 0),
 sum(coalesce(verdict, '') IN ('sent', 'in_doubt')), sum({_ALL_DELIVERED}),
 sum(EXISTS (SELECT 1 FROM message_facts WHERE transmission_id = t.id AND converted_at IS NOT NULL)),
 sum(verdict IS 'cancelled' AND cause <> 'TEST'), sum(coalesce(verdict, '') IN {_FAILED} OR {_UNDELIVERED})
 FROM transmissions AS t WHERE request_id = 1"""
_KEPT = """SELECT recipient_count, held, unfinished, sent_count, delivered_count, converted_count, canceled_count,
 failed_count FROM message_requests WHERE id = 1"""


def _make(db):
    request = requests.insert(db, _CONTENTS, NOW)
    for number in range(MESSAGES):
        message = queue.create(db, Draft(party=f"+4917{number}", request_id=request, body="x", parts=PARTS), NOW)
        requests.note(db, message, Facts())


def _ask(db, message):
    said = {"party": f"+4917{message - 1}", "body": "x", "options": {"status_report": True}, "parts": PARTS}
    queue.enqueue(db, message, **said, concat_reference=1, lane="", not_before=None, now=NOW)


def _open(db):
    return queue.claim(db, "gsm1", "sim1", Service.SMS, ("",), NOW) or next(iter(queue.opened(db, "gsm1")), None)


def _flying(db, claim):
    return next((n for n, state in queue.states(db, claim.transmission_id).items() if state == "in_flight"), None)


def _part(db, take):
    if (claim := _open(db)) is None:
        return
    if (number := _flying(db, claim)) is None:
        if not claim.left:
            return
        queue.begin_part(db, claim, number := claim.left[0], NOW)
    take(db, claim, number, NOW)


def _end(verdict, again):
    def end(db, message):
        if (claim := _open(db)) is None:
            return
        if (number := _flying(db, claim)) is not None:
            queue.part_in_doubt(db, claim, number, NOW)
        retry = Retry(NOW) if again else None
        queue.finish(db, claim, Outcome(verdict, "x"), retry, NOW)

    return end


def _report(outcome):
    def tell(db, message):
        rows = db.execute("SELECT reference FROM parts WHERE transmission_id = ?", (message,)).fetchall()
        for (reference,) in rows[:1] if outcome == "failed" else rows:
            queue.report(db, "sim1", reference or 1, f"+4917{message - 1}", 0, None, outcome, b"", NOW)

    return tell


def _carry(db, message):
    """To a good end, whatever is first in the queue."""
    claim = _open(db)
    while claim is not None and (_flying(db, claim) or claim.left):
        _ACTIONS["accept"](db, message)
        claim = next(iter(queue.opened(db, "gsm1")), None)
    if claim is not None:
        queue.finish(db, claim, Outcome(Verdict.SENT), None, NOW)


_references = iter(range(1, 1_000_000))
_ACTIONS = {
    "ask": _ask,
    "accept": lambda db, message: _part(
        db, lambda db, claim, number, now: queue.part_accepted(db, claim, number, next(_references) % 256, now)
    ),
    "carry": _carry,
    "refuse": lambda db, message: _part(db, queue.part_refused),
    "doubt": lambda db, message: _part(db, queue.part_in_doubt),
    **{f"end {each}": _end(each, False) for each in (Verdict.SENT, Verdict.FAILED, Verdict.UNANSWERED)},
    "retry": _end(Verdict.UNANSWERED, True),
    "delivered": _report("delivered"),
    "undelivered": _report("failed"),
    "cancel": lambda db, message: queue.cancel(db, message, NOW),
    "hold": lambda db, message: queue.hold(db, message, "held", NOW),
    "settle": lambda db, message: queue.settle(db, message, True, NOW),
    "settle not": lambda db, message: queue.settle(db, message, False, NOW),
    "delete": transmissions.mark_deleted,
    "test": lambda db, message: _rest(db, message, Outcome(Verdict.CANCELLED, "TEST")),
    "reject": lambda db, message: _rest(db, message, Outcome(Verdict.REJECTED)),
    "convert": lambda db, message: db.execute(
        "UPDATE message_facts SET converted_at = 1 WHERE transmission_id = ?", (message,)
    ),
}


def _rest(db, message, outcome):
    if db.execute("SELECT state FROM transmissions WHERE id = ?", (message,)).fetchone()[0] == "draft":
        queue.rest(db, message, outcome, NOW, attempt_id=None)


@settings(max_examples=60, deadline=None)
@given(did=st.lists(st.tuples(st.sampled_from(sorted(_ACTIONS)), st.integers(1, MESSAGES)), max_size=40))
def test_every_count_is_that_of_counting_anew(tmp_path_factory, blank, did):
    spool = Spool(shutil.copyfile(blank, tmp_path_factory.mktemp("counts") / "spool.sqlite3"))
    spool.open()
    spool.write(_make)
    for action, message in did:
        try:
            spool.write(lambda db, action=action, message=message: _ACTIONS[action](db, message))
        except BoxError:
            continue
    db = spool.read()
    kept, counted = db.execute(_KEPT).fetchone(), db.execute(_RECOUNT).fetchone()
    version = db.execute("SELECT version FROM message_requests").fetchone()[0]
    told = db.execute("SELECT count(*) FROM events WHERE transmission_id IS NOT NULL").fetchone()[0]
    spool.close()
    assert (kept, version) == (counted, told + 1)


def test_a_message_of_no_request_counts_nowhere(spool):
    def change(db):
        requests.insert(db, _CONTENTS, NOW)
        queue.rest(db, queue.create(db, Draft(doubt=Doubt.HOLD), NOW), Outcome(Verdict.FAILED), NOW, attempt_id=None)

    spool.write(change)
    assert spool.read().execute(_KEPT).fetchone() == (0,) * 8


def test_each_state_is_told_once(spool):
    spool.write(lambda db: requests.insert(db, _CONTENTS, NOW))
    for _ in range(2):
        spool.write(lambda db: requests.set_state(db, 1, requests.RequestState.REJECTED, NOW + 1, "why"))
    told = [(each.kind, each.data) for each in events.after(spool.read(), 0)]
    assert told == [("request.state", {"request": 1, "previous": "SUBMITTED", "new": "REJECTED", "reason": "why"})]
    found = REQUESTS.get(spool.read(), "", exactly(id=1))
    assert (found.state, found.reason, found.version, found.updated_at) == ("REJECTED", "why", 2, NOW + 1)


def test_no_state_leads_on_from_one_that_is_final(spool):
    def reject(db):
        request = requests.insert(db, _CONTENTS, NOW)
        for state in (RequestState.REJECTED, RequestState.CANCELED, RequestState.PAUSED, RequestState.COMPLETED):
            requests.set_state(db, request, state, NOW, state.lower())

    spool.write(reject)
    found = REQUESTS.get(spool.read(), "it", exactly(id=1))
    assert (found.state, found.reason) == ("REJECTED", "rejected")
    assert spool.read().execute("SELECT count(*) FROM events WHERE kind = ?", (events.REQUEST_STATE,)).fetchone() == (
        1,
    )
