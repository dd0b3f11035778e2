"""Message requests as they are asked for and steered: who gets a message, in which state it is, what is refused."""

from __future__ import annotations

import json

import pytest

from appliance import identifiers
from appliance.domain import Outcome, Service, Verdict
from appliance.errors import BadCriteria, Conflict, Invalid, MessageTooLong, NotFound, Stale
from appliance.office.requests import FURTHEST_AHEAD, LONGEST_PAUSE, Moment
from appliance.spool import events, queue
from appliance.spool.people import CONTACTS
from appliance.spool.transmissions import IN_ORDER


@pytest.fixture
def alice(people):
    return people["alice"]


@pytest.fixture
def ask(office, alice):
    """ask(*to, ..): a request; its id."""

    def some(*to, body="Hello", **fields):
        return office.requests.create(alice, recipients=to, body=body, **fields)

    return some


@pytest.fixture
def go(office, clock):
    def after(seconds=1.0):
        clock.now += seconds
        return office.dispatch(clock.now)

    return after


@pytest.fixture
def line(spool, clock):
    """line(count): that many are carried to a good end; to whom they went."""

    def carry(count=1000):
        carried = []
        while len(carried) < count:
            claim = spool.write(lambda db: queue.claim(db, "gsm1", "sim1", Service.SMS, ("",), clock.now))
            if claim is None:
                break
            for number in claim.left:
                if number != claim.left[0]:
                    spool.write(lambda db, c=claim, n=number: queue.begin_part(db, c, n, clock.now))
                spool.write(lambda db, c=claim, n=number: queue.part_accepted(db, c, n, n, clock.now))
            spool.write(lambda db, claim=claim: queue.finish(db, claim, Outcome(Verdict.SENT), None, clock.now))
            carried.append(claim.party)
        return carried

    return carry


@pytest.fixture
def read(office, alice):
    return lambda request: office.requests.read(alice, request)


def views(spool):
    return IN_ORDER.find(spool.read()).rows


def states(spool):
    told = [event.data for event in events.after(spool.read(), 0) if event.kind == events.REQUEST_STATE]
    return [each["new"] for each in told]


def test_one_to_a_number_is_asked_to_go_at_once(spool, ask, read, line, go, routes):
    request = ask("+491711")
    found = read(request)
    assert (found.state, found.recipient_count, found.sent_count, found.version > 1) == ("TRANSMITTING", 1, 0, True)
    assert routes.woken == ("",)
    assert line() == ["+491711"]
    go()
    found = read(request)
    assert (found.state, found.sent_count, found.open) == ("COMPLETED", 1, 0)
    assert states(spool) == ["ACCEPTED", "PREPARING", "TRANSMITTING", "COMPLETED"]


def test_every_number_gets_one_however_it_is_named(office, spool, alice, ask, line):
    contact = office.contacts.create(alice, phone="+491711")
    group = office.groups.create(alice, name="g")
    office.groups.link(alice, contact, group)
    ask(
        "+491711;mdn:+491712",
        f"contact:{identifiers.encode('contact', contact)}",
        f"group:{identifiers.encode('group', group)}",
        identifiers.encode("group", group),
        "+49 1712",
    )
    office.dispatch(0)
    assert line() == ["+491711", "+491712"]
    assert [view.contact_id for view in views(spool)] == [contact, None]


def test_it_is_read_as_it_was_given(ask, read):
    assert json.loads(read(ask("mdn:+491712; +491711")).recipients) == ["mdn:+491712", "+491711"]


@pytest.mark.parametrize(
    "to", ["voice:+491711", "fb:1@2", "we:1@2", "psh:apn@x@y", "nobody", "contact:xyz", "+12345678901234567890123"]
)
def test_what_nobody_can_be_reached_by_is_refused(ask, to):
    with pytest.raises(Invalid):
        ask(to)


def test_who_can_not_be_reached_among_others_has_a_message_that_failed(spool, ask, read, line):
    request = ask("voice:+491711", "fb:1@2", "+491712")
    assert line() == ["+491712"]
    assert [(view.party, view.standing) for view in views(spool)] == [
        ("voice:+491711", "rejected"),
        ("fb:1@2", "rejected"),
        ("+491712", "sent"),
    ]
    assert (read(request).recipient_count, read(request).failed_count) == (3, 2)


def test_a_number_that_no_line_serves_fails(spool, ask, read, routes, go):
    routes.unserved = ["+491711"]
    request = ask("+491711")
    assert (read(request).state, read(request).failed_count) == ("COMPLETED", 1)


def test_without_a_line_it_waits(office, ask, read, routes, go, line):
    routes.ready = False
    request = ask("+491711")
    go()
    assert (read(request).state, office.dispatch.waits) == ("PREPARING", True)
    routes.ready = True
    go()
    assert (read(request).state, line()) == ("TRANSMITTING", ["+491711"])


def test_a_test_reaches_no_line(spool, ask, read, line):
    request = ask("+491711", "+491712", test=True)
    found = read(request)
    assert (found.state, found.recipient_count, found.canceled_count, line()) == ("COMPLETED", 2, 0, [])
    assert [(view.standing, view.cause) for view in views(spool)] == [("cancelled", "TEST")] * 2
    assert states(spool) == ["ACCEPTED", "PREPARING", "COMPLETED"]


def test_one_of_a_test_may_be_sent_by_a_person(office, alice, spool, ask, read, line):
    request = ask("+491711", test=True)
    office.transmissions.send(alice, 1)
    assert line() == ["+491711"]
    assert (read(request).sent_count, read(request).canceled_count) == (1, 0)


def test_one_that_pauses_goes_on_when_it_is_told_to(office, alice, spool, ask, read, line, go):
    request = ask("+491711", "+491712", pauses=True)
    go()
    assert (read(request).state, read(request).recipient_count, line()) == ("PAUSED", 2, [])
    assert office.requests.change(alice, request, state="TRANSMITTING").state == "TRANSMITTING"
    go()
    assert line() == ["+491711", "+491712"]
    go()
    assert read(request).state == "COMPLETED"


def test_a_pause_that_is_too_long_ends_with_its_messages_expired(spool, ask, read, line, go):
    request = ask("+491711", pauses=True)
    assert go(1) == read(request).pause_expires_at
    go(LONGEST_PAUSE)
    found = read(request)
    assert (found.state, found.failed_count, line(), found.open) == ("COMPLETED", 1, [], 0)
    assert views(spool)[0].standing == "expired"


def test_what_expires_while_its_request_pauses_ends_then(spool, ask, read, line, go, clock):
    expires = clock.now + 100
    request = ask("+491711", pauses=True, expiry_time=Moment("", expires))
    assert go(1) == expires
    go(100)
    found = read(request)
    assert (found.state, found.reason, found.failed_count) == ("COMPLETED", "not sent in time", 1)
    assert (line(), views(spool)[0].standing) == ([], "expired")


def test_one_that_is_cancelled_sends_no_more(office, alice, spool, ask, read, line, go):
    request = ask("+491711", "+491712", "+491713")
    assert line(1) == ["+491711"]
    office.requests.change(alice, request, state="CANCELED")
    found = read(request)
    assert (found.state, found.sent_count, found.canceled_count, found.open, line()) == ("CANCELED", 1, 2, 0, [])


def test_what_a_line_works_on_ends_by_itself_and_is_not_tried_again(office, alice, spool, ask, read, clock, go):
    from appliance.retry import Retry

    request = ask("+491711")
    claim = spool.write(lambda db: queue.claim(db, "gsm1", "sim1", Service.SMS, ("",), clock.now))
    office.requests.change(alice, request, state="CANCELED")
    assert (read(request).canceled_count, read(request).open) == (0, 1)
    spool.write(lambda db: queue.part_unsent(db, claim, 1, clock.now))
    failed = Outcome(Verdict.UNANSWERED, "x")
    spool.write(lambda db: queue.finish(db, claim, failed, Retry(clock.now + 9), clock.now))
    go()
    assert (read(request).canceled_count, read(request).open) == (1, 0)


def test_one_that_has_ended_can_not_be_changed(office, alice, ask, line, go):
    request = ask("+491711")
    line()
    go()
    for state in ("TRANSMITTING", "CANCELED"):
        with pytest.raises(Conflict):
            office.requests.change(alice, request, state=state)


def test_no_other_state_can_be_set(office, alice, ask):
    with pytest.raises(Invalid):
        office.requests.change(alice, ask("+491711"), state="COMPLETED")


def test_a_change_that_is_based_on_an_older_version_is_refused(office, alice, ask, read):
    request = ask("+491711")
    with pytest.raises(Stale):
        office.requests.change(alice, request, state="CANCELED", expected=1)
    assert read(request).state == "TRANSMITTING"
    assert office.requests.change(alice, request, state="CANCELED", expected=read(request).version).state == "CANCELED"


def test_one_that_is_planned_goes_when_its_time_has_come(ask, read, line, go, clock):
    at = clock.now + 500
    request = ask("+491711", scheduled_delivery_time=Moment("then", at))
    assert go(1) == at
    assert (read(request).state, line()) == ("PREPARING", [])
    go(499)
    assert (read(request).state, line()) == ("TRANSMITTING", ["+491711"])


def test_in_local_time_each_gets_it_at_the_same_hour_of_theirs(spool, ask, clock):
    nine = 1_700_038_800.0  # 2023-11-15 09:00
    ask("+4930123456", "+12125550123", scheduled_delivery_time=Moment("2023-11-15T09:00:00", nine), local=True)
    due = [row[0] for row in spool.read().execute("SELECT due_at FROM transmissions ORDER BY id").fetchall()]
    assert due == [nine - 3600, nine + 5 * 3600]


def test_what_expires_before_it_can_go_is_not_sent(ask, read, line, go, routes, clock):
    routes.ready = False
    request = ask("+491711", expiry_time=Moment("", clock.now + 10))
    go(20)
    assert (read(request).state, read(request).failed_count) == ("COMPLETED", 1)


@pytest.mark.parametrize(
    "wrong",
    [
        {"scheduled_delivery_time": Moment("", 1_700_000_001.0 + FURTHEST_AHEAD)},
        {"expiry_time": Moment("", 1_700_000_000.0)},
        {"pauses": True, "pause_expiry_time": Moment("", 1_700_000_001.0 + LONGEST_PAUSE)},
        {"pauses": True, "pause_expiry_time": Moment("", 1_600_000_001.0)},
        {"body": ""},
    ],
)
def test_what_does_not_hold_is_refused(spool, ask, wrong):
    with pytest.raises(Invalid):
        ask("+491711", **wrong)
    assert views(spool) == ()


def test_a_body_that_is_too_long_is_refused(ask):
    with pytest.raises(MessageTooLong):
        ask("+491711", body="x" * 50_000)


def test_nobody_is_refused(ask):
    with pytest.raises(Invalid):
        ask()


def test_a_group_is_prepared_by_the_engine(office, alice, spool, ask, read, line, go):
    group = office.groups.create(alice, name="g")
    for number in range(120):
        office.groups.link(alice, office.contacts.create(alice, phone=f"+49171{number:05}"), group)
    request = ask(f"group:{identifiers.encode('group', group)}")
    assert (read(request).state, read(request).recipient_count) == ("PREPARING", 0)
    told = []
    while read(request).state != "COMPLETED":
        go()
        told += line()
    assert sorted(told) == [f"+49171{number:05}" for number in range(120)]
    assert (read(request).recipient_count, read(request).sent_count) == (120, 120)


def test_one_that_is_deleted_is_gone_and_sends_no_more(office, alice, ask, line):
    request = ask("+491711")
    office.requests.delete(alice, request)
    with pytest.raises(NotFound):
        office.requests.read(alice, request)
    assert line() == []


def test_anothers_is_not_there(office, people, ask):
    with pytest.raises(NotFound):
        office.requests.read(people["bob"], ask("+491711"))


def test_criteria_say_who_of_them_gets_it(office, spool, alice, ask, line, go):
    ann, bea = (office.contacts.create(alice, phone=f"+4917{n}", first_name=name) for n, name in enumerate(("A", "B")))
    group = office.groups.create(alice, name="g")
    for each in (ann, bea):
        office.groups.link(alice, each, group)
    criteria = '{"first_name": "B"}'
    ask(f"group:{identifiers.encode('group', group)}", criteria=criteria)
    ask(criteria=criteria)
    go()
    ask("+49170", "+49171", "+49179", f"contact:{identifiers.encode('contact', ann)}", criteria=criteria)
    assert sorted(line()) == ["+49171"] * 3


def test_criteria_that_do_not_hold_are_refused(ask):
    for wrong in ("no JSON", '{"no_such_attribute": 1}'):
        with pytest.raises(BadCriteria):
            ask("+491711", criteria=wrong)


def test_who_has_no_number_is_no_recipient_of_a_group_and_fails_by_name(office, spool, alice, ask, read, go):
    nobody = office.contacts.create(alice, phone="+49170", email="a@example.org")
    spool.write(lambda db: CONTACTS.update(db, nobody, {"phone": ""}))
    group = office.groups.create(alice, name="g")
    office.groups.link(alice, nobody, group)
    many = ask(f"group:{identifiers.encode('group', group)}")
    go()
    assert (read(many).state, read(many).recipient_count) == ("COMPLETED", 0)
    one = ask(f"contact:{identifiers.encode('contact', nobody)}")
    assert (read(one).state, read(one).failed_count) == ("COMPLETED", 1)
