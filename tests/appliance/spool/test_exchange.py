"""Messages in SCG's words, and that narrowing a list to few rows finds what looking at all of them finds."""

import json
import sqlite3

import pytest

from appliance.domain import Outcome, Service, Verdict
from appliance.spool import exchange, inbound, line_states, queue, transmissions
from appliance.spool.connection import Connection
from appliance.spool.exchange import EXCHANGE
from appliance.spool.inbound import Incoming, Owner
from appliance.spool.line_states import LineState
from appliance.spool.listing import Condition, Match, Order, Page, exactly
from appliance.spool.message_states import SOURCES, MessageState
from appliance.spool.migrate import migrate, schemas

FAR, OTHER, OURS = "+491711234567", "+33123456789", "+4930999"
EVERY = Page()


@pytest.fixture
def scene(bench, db):
    """A message in each state that there is, by what brought it there; their ids by that."""
    line_states.save(db, LineState("gsm1", "ready", number=OURS), bench.now)
    db.execute("INSERT INTO providers (outlet, created_at) VALUES ('gsm1', 1)")
    db.execute("INSERT INTO message_requests (user_id, state, created_at, updated_at) VALUES (1, 'PAUSED', 1, 1)")
    return {name: make(bench, db) for name, make in WAYS.items()}


def carried(bench, parts=1, **draft):
    made = bench.send(FAR, parts, user_id=1, **draft)
    bench.carry(bench.claim())
    return made


def ended(bench, verdict, cause="", **draft):
    made = bench.send(FAR, user_id=1, **draft)
    claim = bench.claim()
    queue.part_refused(bench.db, claim, 1, bench.now)
    queue.finish(bench.db, claim, Outcome(verdict, cause), None, bench.now)
    return made


def reported(bench, *outcomes):
    made = bench.send(FAR, len(outcomes), user_id=1)
    claim = bench.claim()
    bench.carry(claim)
    references = [row[0] for row in bench.db.execute("SELECT reference FROM parts WHERE transmission_id = ?", (made,))]
    for reference, outcome in zip(references, outcomes, strict=True):
        bench.now += 1
        bench.report(reference, FAR, outcome)
    return made


def drafted(bench, **draft):
    return queue.create(bench.db, queue.Draft(user_id=1, party=FAR, **draft), bench.now)


def lost(bench):
    made = bench.send(FAR, user_id=1)
    bench.lose(bench.claim())
    return made


def cancelled(bench):
    made = bench.send(FAR, user_id=1)
    queue.cancel(bench.db, made, bench.now)
    return made


def only_tried(bench):
    made = drafted(bench)
    queue.rest(bench.db, made, Outcome(Verdict.CANCELLED, "TEST"), bench.now, attempt_id=None)
    return made


def expired(bench):
    made = bench.send(FAR, user_id=1, expires_at=bench.now + 1)
    queue.expire(bench.db, bench.now + 2)
    return made


def faxed(bench, verdict):
    made = bench.send(FAR, user_id=1, service=Service.FAX)
    claim = queue.claim(bench.db, "fax1", "", Service.FAX, ("",), bench.now)
    if verdict is Verdict.SENT:
        queue.begin_part(bench.db, claim, 1, bench.now)
        queue.part_accepted(bench.db, claim, 1, None, bench.now)
    queue.finish(bench.db, claim, Outcome(verdict), None, bench.now)
    return made


def came(bench, text="Hi", sender=FAR, owner=1):
    bench.now += 1
    mark = bytes(str(bench.now), "ascii")
    incoming = Incoming("sim1", "gsm1", mark, sender, bench.now - 3, None, text, b"")
    whose = Owner(owner)
    stored = inbound.store(bench.db, incoming, bench.now, join=lambda tpdus: "", owner=lambda *asked: whose)
    return stored.transmission_id


def then(make, *after):
    def do(bench, db):
        made = make(bench)
        for each in after:
            each(db, made, bench.now)
        return made

    return do


def delete(db, made, now):
    transmissions.mark_deleted(db, made)


def convert(db, made, now):
    exchange.converted(db, made, now, "shop", now)


WAYS = {
    "sent": then(carried),
    "sent in three": then(lambda bench: carried(bench, 3)),
    "delivered": then(lambda bench: reported(bench, "delivered")),
    "all delivered": then(lambda bench: reported(bench, "delivered", "delivered")),
    "not delivered": then(lambda bench: reported(bench, "failed")),
    "half delivered": then(lambda bench: reported(bench, "delivered", "failed")),
    "still trying": then(lambda bench: reported(bench, "delivered", "trying")),
    "converted": then(carried, convert),
    "delivered, converted": then(lambda bench: reported(bench, "delivered"), convert),
    "refused": then(lambda bench: ended(bench, Verdict.FAILED, "CMS 42")),
    "nobody": then(lambda bench: ended(bench, Verdict.REJECTED, "CMS 1")),
    "unanswered": then(lambda bench: ended(bench, Verdict.UNANSWERED)),
    "not wanted": then(lambda bench: ended(bench, Verdict.REJECTED, "NO_CONSENT")),
    "in doubt": then(lost),
    "cancelled": then(cancelled),
    "test": then(only_tried),
    "expired": then(expired),
    "draft": then(drafted),
    "held": then(lambda bench: drafted(bench, request_id=2)),
    "due": then(lambda bench: drafted(bench, request_id=3, due_at=9e9)),
    "paused": then(lambda bench: drafted(bench, request_id=1)),
    "fax": then(lambda bench: faxed(bench, Verdict.SENT)),
    "no fax": then(lambda bench: faxed(bench, Verdict.FAILED)),
    "deleted": then(carried, delete),
    "came in": then(came),
    "processed": then(came, exchange.processed),
    "came in, deleted": then(came, delete),
    "queued": then(lambda bench: bench.send(FAR, user_id=1)),
    "other's": then(lambda bench: came(bench, sender=OTHER)),
}
STATES = {
    "sent": "SENT",
    "sent in three": "SENT",
    "delivered": "DELIVERED",
    "all delivered": "DELIVERED",
    "not delivered": "FAILED",
    "half delivered": "FAILED",
    "still trying": "SENT",
    "converted": "CONVERTED",
    "delivered, converted": "CONVERTED",
    "refused": "FAILED",
    "nobody": "FAILED",
    "unanswered": "FAILED",
    "not wanted": "FAILED",
    "in doubt": "SENT",
    "cancelled": "DELETED",
    "test": "TEST",
    "expired": "EXPIRED",
    "draft": "SCHEDULED",
    "held": "CREATED",
    "due": "SCHEDULED",
    "paused": "PAUSED",
    "fax": "DELIVERED",
    "no fax": "FAILED",
    "deleted": "DELETED",
    "came in": "RECEIVED",
    "processed": "PROCESSED",
    "came in, deleted": "DELETED",
    "queued": "CREATED",
    "other's": "RECEIVED",
}


def find(db, *conditions, page=EVERY):
    return [row.id for row in EXCHANGE.find(db, list(conditions), page).rows]


def test_each_way_to_a_state(scene, db):
    rows = {row.id: row for row in EXCHANGE.find(db, (), EVERY).rows}
    assert {name: rows[made].state for name, made in scene.items()} == STATES
    failures = {name: rows[made].failure for name, made in scene.items() if rows[made].failure}
    assert set(failures) == {name for name, state in STATES.items() if state in ("FAILED", "EXPIRED")}
    assert {name: failure for name, failure in failures.items() if failure != "OTHER"} == {
        "nobody": "INVALID_RECIPIENT",
        "not wanted": "NO_CONSENT",
    }


def test_what_an_index_finds_is_what_a_look_at_each_finds(scene, db):
    rows = EXCHANGE.find(db, (), EVERY).rows
    for state in MessageState:
        wanted = [row.id for row in rows if row.state == state]
        assert find(db, Condition("state", Match.EXACT, state)) == wanted, state
        several = json.dumps([state, "SENT"])
        wanted = [row.id for row in rows if row.state in (state, "SENT")]
        assert find(db, Condition("state", Match.AMONG, several)) == wanted, state
    for failure in ("OTHER", "NO_CONSENT", "INVALID_RECIPIENT", "NONE"):
        assert find(db, *exactly(failure=failure)) == [row.id for row in rows if row.failure == failure]
    for number in (FAR, OTHER, OURS, "+4999"):
        sent_by = [row.id for row in rows if (row.party if row.direction == "inbound" else row.own) == number]
        sent_to = [row.id for row in rows if (row.own if row.direction == "inbound" else row.party) == number]
        assert find(db, Condition("from_address", Match.AMONG, json.dumps([number]))) == sent_by
        assert find(db, Condition("to_address", Match.AMONG, json.dumps([number]))) == sent_to
    for row in rows:
        assert find(db, *exactly(reply_to=row.id)) == [each.id for each in rows if each.reply_to == row.id]
    assert find(db, Condition("delivered_at", Match.FROM, 0)) == [row.id for row in rows if row.delivered_at]
    assert find(db, *exactly(sender_id=1)) == [row.id for row in rows if row.sender_id == 1] != []


def test_the_order_that_is_asked_for(scene, db):
    rows = EXCHANGE.find(db, (), EVERY).rows
    by_state = sorted(rows, key=lambda row: (row.state, -row.id))
    assert find(db, page=Page(order=(Order("state"),))) == [row.id for row in by_state]
    assert find(db, page=Page(limit=3, offset=2)) == [row.id for row in rows[2:5]]


def test_one_that_is_removed_while_the_list_is_read_is_left_out(bench, db, monkeypatch):
    gone, left = bench.send(FAR, user_id=1), bench.send(FAR, user_id=1)
    read = EXCHANGE._page

    def removed(*asked):
        found = read(*asked)
        db.execute("DELETE FROM transmissions WHERE id = ?", (gone,))
        return found

    monkeypatch.setattr(EXCHANGE, "_page", removed)
    assert [each.id for each in EXCHANGE.find(db, exactly(user_id=1, deleted=0), EVERY).rows] == [left]


def test_each_change_counts(bench, db):
    def version(made):
        (row,) = EXCHANGE.find(db, exactly(id=made)).rows
        return row.version

    made = drafted(bench)
    seen = [version(made)]
    bench.ask(made, FAR)
    seen.append(version(made))
    claim = bench.claim()
    seen.append(version(made))
    reference = bench.accept(claim)
    queue.finish(db, claim, Outcome(Verdict.SENT), None, bench.now)
    seen.append(version(made))
    bench.report(reference, FAR)
    bench.report(reference, FAR)
    seen.append(version(made))
    exchange.converted(db, made, 5.0, "shop", bench.now)
    exchange.converted(db, made, 6.0, "again", bench.now)
    seen.append(version(made))
    transmissions.mark_deleted(db, made)
    seen.append(version(made))
    assert seen == [1, 2, 2, 3, 4, 5, 6]


def test_a_part_that_is_lost_counts_too(bench, db):
    made = reported(bench, "delivered", "failed")
    (row,) = EXCHANGE.find(db, exactly(id=made)).rows
    assert (row.version, row.status, row.delivered_at) == (4, 0, None)


def test_when_all_of_it_was_delivered(bench, db):
    made = bench.send(FAR, 2, user_id=1)
    bench.carry(bench.claim())
    sent = bench.now
    for after, reference in enumerate((1, 0), 1):
        bench.now = sent + after
        assert bench.column("delivered_at", made) is None
        bench.report(reference, FAR)
    assert bench.column("delivered_at", made) == sent + 2
    (row,) = EXCHANGE.find(db, exactly(id=made)).rows
    assert (row.sent_at, row.updated_at) == (sent, sent + 2)


def test_a_reply_is_to_the_last_message_before_it_and_not_long_before(bench, db):
    first, second = carried(bench), carried(bench)
    assert [row.reply_to for row in EXCHANGE.find(db, exactly(id=came(bench))).rows] == [second]
    assert [row.reply_to for row in EXCHANGE.find(db, exactly(id=came(bench, owner=2))).rows] == [None]
    assert [row.reply_to for row in EXCHANGE.find(db, exactly(id=came(bench, sender=OTHER))).rows] == [None]
    lost_one = ended(bench, Verdict.FAILED)
    assert [row.reply_to for row in EXCHANGE.find(db, exactly(id=came(bench))).rows] == [second]
    bench.now += exchange.REPLY_WITHIN
    late = came(bench)
    assert [row.reply_to for row in EXCHANGE.find(db, exactly(id=late)).rows] == [None]
    assert first and lost_one


def test_the_conversation_that_a_program_named(bench, db):
    made = carried(bench)
    db.execute("INSERT INTO message_facts (transmission_id, conversation_id) VALUES (?, 'lunch')", (made,))
    answer, other = came(bench), came(bench, sender=OTHER)
    carried(bench)
    late = came(bench)
    assert find(db, *exactly(conversation="lunch")) == [answer, made]
    assert find(db, *exactly(conversation="", party=OTHER)) == [other]
    assert late in find(db, *exactly(conversation="", party=FAR))


def totals(db, application):
    mine = [Condition("user_id", Match.EXACT, 1), Condition("application_id", Match.OURS, application)]
    return EXCHANGE.find(db, [*mine, *exactly(deleted=0)], Page(1, 0, True)).total


def test_what_an_application_sees_is_counted_as_it_changes(bench, db):
    for application in (7, 7, 8, None):
        made = drafted(bench, application_id=application)
    assert (totals(db, 7), totals(db, 8), totals(db, 9)) == (3, 2, 1)
    transmissions.mark_deleted(db, made)
    assert (totals(db, 7), totals(db, 8), totals(db, 9)) == (2, 1, 0)
    db.execute("DELETE FROM transmissions WHERE id = 1")
    assert (totals(db, 7), totals(db, 8)) == (1, 1)


def test_a_total_is_exact_within_reach_and_for_a_request(bench, db, monkeypatch):
    monkeypatch.setattr(exchange, "MOST_COUNTED", 3)
    for number in range(9):
        queue.create(db, queue.Draft(user_id=1, party=f"+4917{number}", request_id=5), bench.now)
    out = exactly(direction="outbound")
    assert EXCHANGE.find(db, out, Page(1, 0, True)).total == 4
    assert EXCHANGE.find(db, out, Page(1, 5, True)).total == 9
    assert EXCHANGE.find(db, out, Page(1, 99, True)).total == 9
    assert EXCHANGE.find(db, out, Page(1, 0)).total is None
    of_one = Condition("request_id", Match.EQUAL, 5)
    assert EXCHANGE.find(db, [*out, of_one], Page(1, 0, True)).total == 9


MINE = exactly(user_id=1)


@pytest.mark.parametrize(
    "condition",
    [
        *(Condition("state", Match.EXACT, state) for state in MessageState),
        Condition("failure", Match.EXACT, "OTHER"),
        Condition("to_address", Match.AMONG, json.dumps([FAR])),
        Condition("from_address", Match.AMONG, json.dumps([FAR])),
        Condition("request_id", Match.EQUAL, 5),
        Condition("contact_id", Match.EXACT, 5),
        Condition("reply_to", Match.EXACT, 5),
        Condition("conversation", Match.EXACT, "lunch"),
        Condition("party", Match.EXACT, FAR),
        Condition("campaign", Match.EXACT, "spring"),
        Condition("external_request_id", Match.EXACT, "x"),
        Condition("created_at", Match.FROM, 5.0),
        Condition("delivered_at", Match.FROM, 5.0),
    ],
    ids=lambda condition: f"{condition.column} {condition.value}",
)
def test_few_rows_are_looked_at(db, condition):
    conditions = [condition, *MINE, *exactly(deleted=0)]
    where, values = EXCHANGE._where(conditions, EXCHANGE._narrowed(db, conditions))
    statement = f"EXPLAIN QUERY PLAN SELECT transmissions.id FROM {EXCHANGE._source}{where}{EXCHANGE._order}"
    steps = [row[3] for row in db.execute(statement, [*values, 50, 0])]
    assert any(each.startswith("SEARCH transmissions") for each in steps)
    assert not [each for each in steps if each.startswith("SCAN transmissions") or "_by_user" in each]


@pytest.mark.parametrize("source", sorted({each for sources in SOURCES.values() for each in sources}))
def test_a_states_messages_are_found_by_an_index(db, source):
    (step, *_) = [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {source}")]
    assert "USING" in step and "INDEX" in step


def test_what_there_was_before_is_known_as_far_as_it_is():
    steps = schemas()
    since = next(version for version, script in sorted(steps.items()) if "transmissions_awaiting" in script)
    db = sqlite3.connect(":memory:", isolation_level=None, factory=Connection)
    migrate(db, {version: script for version, script in steps.items() if version < since})
    row = (
        "INSERT INTO transmissions (user_id, direction, service, state, verdict, parts, last_run, created_at)"
        " VALUES (1, ?, ?, 'done', 'sent', 1, 5, 1)"
    )
    for direction, service in (("outbound", 4), ("outbound", 4), ("outbound", 4), ("outbound", 2), ("inbound", 4)):
        db.execute(row, (direction, service))
    part = (
        "INSERT INTO parts (id, transmission_id, number, attempt_id, state, sim, tail, report_wanted, at)"
        " VALUES (? * 256 + 1, ?1, 1, 1, ?2, 's', '', 1, 1)"
    )
    for made, state in ((1, "delivered"), (2, "delivered"), (3, "accepted")):
        db.execute(part, (made, state))
    db.execute("INSERT INTO events (at, kind, transmission_id) VALUES (9, 'sms.delivered', 1)")
    db.execute(
        "INSERT INTO attempts (transmission_id, service, state, queued_at, ended_at) VALUES (4, 2, 'ended', 1, 7)"
    )
    migrate(db)
    rows = EXCHANGE.find(db, exactly(user_id=1), Page()).rows
    assert [(row.state, row.delivered_at, row.version) for row in rows] == [
        ("RECEIVED", None, 1),
        ("DELIVERED", 7.0, 1),
        ("SENT", None, 1),
        ("DELIVERED", 5.0, 1),
        ("DELIVERED", 9.0, 1),
    ]
    assert totals(db, 7) == 5
    db.close()
