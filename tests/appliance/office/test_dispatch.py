"""How message requests are carried out: in what order, how far ahead, what holds one up and what does not."""

from __future__ import annotations

import pytest

from appliance import identifiers
from appliance.domain import Outcome, Service, Verdict
from appliance.office import dispatch, requests
from appliance.office.requests import Moment
from appliance.office.room import GROWTH, LEAST
from appliance.spool import queue
from appliance.spool.people import CONTACTS
from appliance.spool.transmissions import IN_ORDER


@pytest.fixture
def alice(people):
    return people["alice"]


@pytest.fixture
def group(office, spool, alice):
    """group(*phones): one of contacts with these numbers, as a recipient."""

    def some(*phones):
        made = office.groups.create(alice, name="g")
        for phone in phones:
            office.groups.link(alice, office.contacts.create(alice, phone=phone), made)
        return f"group:{identifiers.encode('group', made)}"

    return some


@pytest.fixture
def unhurried(monkeypatch):
    """Nothing is prepared while its caller waits."""
    monkeypatch.setattr(requests, "FEW", 0)


@pytest.fixture
def ask(office, alice):
    def some(*to, **fields):
        return office.requests.create(alice, recipients=to, body="Hello", **fields)

    return some


@pytest.fixture
def go(office, clock):
    def after(seconds=1.0):
        clock.now += seconds
        return office.dispatch(clock.now)

    return after


@pytest.fixture
def line(spool, clock):
    """line(count, *lanes): that many are carried to a good end; to whom they went."""

    def carry(count=1000, *lanes):
        carried = []
        while len(carried) < count:
            claim = spool.write(lambda db: queue.claim(db, "gsm1", "sim1", Service.SMS, lanes or ("",), clock.now))
            if claim is None:
                break
            spool.write(lambda db, claim=claim: queue.part_accepted(db, claim, 1, 1, clock.now))
            spool.write(lambda db, claim=claim: queue.finish(db, claim, Outcome(Verdict.SENT), None, clock.now))
            carried.append(claim.party)
        return carried

    return carry


@pytest.fixture
def read(office, alice):
    return lambda request: office.requests.read(alice, request)


def phones(count, first=0):
    return [f"+49171{number:05}" for number in range(first, first + count)]


def test_all_are_prepared_and_few_wait_in_a_lane(office, spool, ask, group, read, go, line):
    request = ask(group(*phones(120)))
    go()
    assert (read(request).recipient_count, read(request).prepared) == (120, 1)
    assert (queue.depth(spool.read()), office.dispatch.waits) == (LEAST, True)
    assert line(3) == phones(3)
    go()
    assert queue.depth(spool.read()) == LEAST


def test_a_lane_that_is_empty_when_it_is_looked_at_again_gets_more(spool, ask, group, go, line):
    ask(group(*phones(120)))
    depths = []
    for _ in range(4):
        go()
        depths.append(queue.depth(spool.read()))
        line()
    assert depths == [LEAST, GROWTH * LEAST, 120 - (1 + GROWTH) * LEAST, 0]


def test_one_round_does_so_much_and_no_more(office, clock, ask, group, read, go, monkeypatch):
    monkeypatch.setattr(dispatch, "AT_ONCE", 5)
    monkeypatch.setattr(dispatch, "STEPS", 3)
    request = ask(group(*phones(30)))
    assert go() == clock.now  # there is more to do at once
    assert (read(request).recipient_count, read(request).state) == (15, "TRANSMITTING")


def test_requests_share_the_room_in_turn(spool, ask, group, go, line):
    first, second = ask(group(*phones(60))), ask(group(*phones(60, 60)))
    went = []
    for _ in range(6):
        go()
        went += line(LEAST)
    counts = [sum(party in phones(60, start) for party in went) for start in (0, 60)]
    assert abs(counts[0] - counts[1]) <= 2 * LEAST
    assert first < second


def test_to_few_goes_before_to_many(ask, group, go, line):
    ask(group(*phones(60)))
    go()
    ask("+4930")
    assert line(1) == ["+4930"]


def test_many_that_have_ended_keep_nobody_waiting(ask, group, read, go, line, monkeypatch):
    monkeypatch.setattr(dispatch, "STEPS", 3)
    done = [ask(phone) for phone in phones(30)]
    line()
    many = ask(group(*phones(3, 50)))
    go()
    assert {read(each).state for each in done} == {"COMPLETED"}
    assert line() == phones(3, 50)
    assert read(many).sent_count == 3


def test_one_that_has_ended_is_told_while_many_are_prepared_for_another(clock, ask, group, read, go, line, monkeypatch):
    done = ask("+4930")
    line()
    ask(group(*phones(60)))
    monkeypatch.setattr(dispatch, "AT_ONCE", 5)
    monkeypatch.setattr(dispatch, "STEPS", 3)
    assert (go(), read(done).state) == (clock.now, "COMPLETED")


def test_a_lane_that_is_full_keeps_no_other_waiting(spool, ask, group, routes, go, line):
    routes.lanes = {"+49": "slow", "+44": "fast"}
    ask(group(*phones(60), "+4411", "+4412"))
    go()
    assert queue.depth(spool.read(), "slow") == LEAST
    assert line(9, "fast") == ["+4411", "+4412"]


def test_who_comes_twice_gets_one(spool, ask, group, go, line):
    ask(group("+491711", "+491711"), group("+491711"), "+491711")
    go()
    assert line() == ["+491711"]
    assert len(IN_ORDER.find(spool.read()).rows) == 1


@pytest.mark.usefixtures("unhurried")
def test_who_joins_a_group_while_it_is_prepared_is_reached(office, spool, alice, ask, group, go, line, monkeypatch):
    monkeypatch.setattr(dispatch, "AT_ONCE", 2)
    monkeypatch.setattr(dispatch, "STEPS", 1)
    to = group(*phones(4))
    ask(to)
    go()
    office.groups.link(alice, office.contacts.create(alice, phone="+4930"), 1)
    for _ in range(3):
        go()
    assert line() == [*phones(4), "+4930"]


def test_nothing_is_due_where_there_is_nothing(office, go):
    assert (go(), office.dispatch.waits) == (None, False)


@pytest.mark.usefixtures("unhurried")
def test_one_of_a_user_who_is_gone_is_rejected(spool, ask, group, go):
    request = ask(group(*phones(3)))
    spool.write(lambda db: db.execute("UPDATE message_requests SET user_id = NULL"))
    go()
    row = spool.read().execute("SELECT state, open FROM message_requests WHERE id = ?", (request,)).fetchone()
    assert row == ("REJECTED", 0)


@pytest.mark.usefixtures("unhurried")
def test_one_that_has_begun_when_its_user_goes_is_cancelled(spool, ask, group, go, line):
    ask(group(*phones(20)))
    go()
    spool.write(lambda db: db.execute("UPDATE message_requests SET user_id = NULL"))
    go()
    go()
    row = spool.read().execute("SELECT state, open, canceled_count, reason <> '' FROM message_requests").fetchone()
    assert row == ("CANCELED", 0, 20, 1)
    assert line() == []


def test_a_large_one_that_is_cancelled_ends_step_by_step(office, alice, ask, group, read, go, line, monkeypatch):
    from appliance.office import ending

    request = ask(group(*phones(60)))
    go()
    monkeypatch.setattr(ending, "AT_ONCE", 10)
    office.requests.change(alice, request, state="CANCELED")
    assert (read(request).canceled_count, read(request).open) == (LEAST + 10, 1)
    go()
    assert (read(request).canceled_count, read(request).open, line()) == (60, 0, [])


def test_one_that_is_cancelled_while_a_line_works_on_it_stays_so(office, spool, clock, alice, ask, read, go):
    made = ask("+491711", "+491722")
    go()
    claimed = spool.write(lambda db: queue.claim(db, "gsm1", "sim1", Service.SMS, ("",), clock.now))
    office.requests.change(alice, made, state="CANCELED")
    spool.write(lambda db: queue.part_accepted(db, claimed, 1, 1, clock.now))
    spool.write(lambda db: queue.finish(db, claimed, Outcome(Verdict.SENT), None, clock.now))
    go()
    found = read(made)
    assert (found.state, found.sent_count, found.canceled_count, found.open) == ("CANCELED", 1, 1, 0)


@pytest.mark.usefixtures("unhurried")
def test_nobody_is_looked_for_any_more_for_one_that_is_cancelled(
    office, spool, clock, alice, ask, group, go, monkeypatch
):
    monkeypatch.setattr(dispatch, "AT_ONCE", 5)
    monkeypatch.setattr(dispatch, "STEPS", 1)
    request = ask(group(*phones(20)))
    go()
    spool.write(lambda db: queue.claim(db, "gsm1", "sim1", Service.SMS, ("",), clock.now))
    office.requests.change(alice, request, state="CANCELED")
    looked = []
    monkeypatch.setattr(dispatch, "following", lambda *more: looked.append(more))
    go()
    assert looked == []


@pytest.mark.usefixtures("unhurried")
def test_a_contact_that_was_renumbered_before_it_is_reached_is_written_to_there(spool, ask, group, go, line):
    ask(group("+491711"))
    spool.write(lambda db: CONTACTS.update(db, 1, {"phone": "+4930"}))
    go()
    assert line() == ["+4930"]


def test_few_of_many_are_looked_for_while_others_write(office, spool, alice, ask, read, go, line, monkeypatch):
    for number, phone in enumerate(phones(60)):
        office.contacts.create(alice, phone=phone, last_name="Yes" if number % 10 == 3 else "No")
    group = office.groups.create(alice, name="g", criteria='{"last_name": "Yes"}')
    looks, look = [], dispatch.following

    def looked(db, *more):
        looks.append(db.execute("PRAGMA query_only").fetchone()[0])
        return look(db, *more)

    monkeypatch.setattr(dispatch, "following", looked)
    monkeypatch.setattr(dispatch, "AT_ONCE", 2)
    request = ask(f"group:{identifiers.encode('group', group)}")
    told = []
    while read(request).open:
        go()
        told += line()
    assert told == [f"+49171{number:05}" for number in range(3, 60, 10)]
    assert looks == [1, 1, 1, 1]


def test_a_place_that_somebody_moved_is_not_gone_on_from(office, spool, alice, ask, group, read, go, line, monkeypatch):
    look = dispatch.following
    request = ask(group(*phones(30)))
    found = look(spool.read(), office.desk, read(request), 5)
    monkeypatch.setattr(dispatch, "following", lambda *_: found)
    go()
    assert read(request).recipient_count == 5
    monkeypatch.setattr(dispatch, "following", look)
    while read(request).open:
        go()
        line()
    assert read(request).sent_count == 30


@pytest.mark.usefixtures("unhurried")
def test_one_whose_sender_rests_waits_for_it(office, ask, group, lines, configured, read, go, line):
    lines("gsm1", number="+15550001001")
    request = ask(group(*phones(3)), origin="+15550001001")
    configured.change_line("gsm1", active=False)
    go()
    assert (read(request).state, read(request).recipient_count, office.dispatch.waits) == ("PREPARING", 0, True)
    configured.change_line("gsm1", active=True)
    go()
    assert line(9, "gsm1") == phones(3)


@pytest.mark.usefixtures("unhurried")
def test_one_whose_sender_is_gone_is_rejected(ask, group, lines, configured, read, go):
    lines("gsm1", number="+15550001001")
    request = ask(group(*phones(3)), origin="+15550001001")
    configured.remove_line("gsm1")
    go()
    assert (read(request).state, "+15550001001" in read(request).reason) == ("REJECTED", True)


@pytest.mark.usefixtures("unhurried")
def test_a_fault_with_one_does_not_hold_up_the_others(office, ask, group, read, go, line, monkeypatch, caplog):
    broken, whole = ask(group(*phones(1))), ask(group(*phones(1, 9)))
    of = office.dispatch._courses.of

    def fail(db, request):
        if request.id == broken:
            raise RuntimeError("a fault of ours")
        return of(db, request)

    with monkeypatch.context() as broke:
        broke.setattr(office.dispatch._courses, "of", fail)
        for _ in range(3):
            go()
    assert (line(), read(broken).state, len(caplog.records)) == (phones(1, 9), "PREPARING", 1)
    go()
    assert (read(whole).state, line()) == ("COMPLETED", [])
    go(dispatch.LOOK_AGAIN)
    assert line() == phones(1)


def test_what_expires_while_it_is_held_ends_all_at_once(ask, group, routes, read, go, clock):
    routes.ready = False
    at = clock.now + 100
    later = Moment("", clock.now + 1000)
    request = ask(group(*phones(70)), expiry_time=Moment("", at), scheduled_delivery_time=later)
    assert go(1) == at
    assert go(100) is None
    assert (read(request).state, read(request).failed_count, read(request).reason) == (
        "COMPLETED",
        70,
        "not sent in time",
    )
