"""A status for each address and line that have exchanged a text, made when somebody looks."""

from __future__ import annotations

import pytest

from appliance.domain import Outcome, Service, Verdict
from appliance.spool import exchanges, queue
from appliance.spool.inbound import Heard, Owner
from appliance.spool.listing import Page, exactly

PHONE = "+491711234567"


@pytest.fixture
def alice(people):
    return people["alice"]


@pytest.fixture
def exchange(office, spool, clock, lines, alice):
    """exchange(phone, actor): a text that gsm1 has carried."""
    lines("gsm1")
    office.senders.find(alice, (), Page())

    def carry(phone=PHONE, actor=alice):
        office.messages.send(actor, phone, "hello")
        claim = spool.write(lambda db: queue.claim(db, "gsm1", "sim", Service.SMS, ("",), clock.now))
        spool.write(lambda db: queue.part_accepted(db, claim, 1, 1, clock.now))
        spool.write(lambda db: queue.finish(db, claim, Outcome(Verdict.SENT), None, clock.now))

    return carry


def known(office, actor, *where):
    return [(each.address, each.status) for each in office.consents.find(actor, where, Page()).rows]


def test_each_has_one_row_however_often_they_are_looked_for(office, alice, exchange, clock):
    began = clock.now
    for phone in (PHONE, "+491711234568", PHONE, "0049 171 1234567"):
        exchange(phone)
        clock.now += 10
    assert sorted(known(office, alice)) == [(PHONE, "NONE"), ("+491711234568", "NONE")]
    assert known(office, alice, *exactly(address="01711234567")) == [(PHONE, "NONE")]
    assert min(each.created_at for each in office.consents.find(alice, (), Page()).rows) == began


def test_what_is_kept_is_not_made_again(office, alice, exchange):
    made = office.consents.create(alice, PHONE, sender_id=office.senders.find(alice, (), Page()).rows[0].id)
    exchange()
    assert [each.id for each in office.consents.find(alice, (), Page()).rows] == [made]


def test_another_who_looks_sees_what_was_said_to_the_line(office, alice, people, exchange, spool):
    exchange(actor=people["bob"])
    heard = Heard(1, PHONE, "gsm1", Owner(alice.user_id), "STOP")
    spool.write(lambda db: office.hearing(db, heard))
    assert known(office, people["bob"]) == [(PHONE, "OPTOUT")]
    assert known(office, alice) == [(PHONE, "OPTOUT")]


def test_each_sees_their_own_alone(office, alice, people, exchange):
    exchange(actor=people["bob"])
    assert (known(office, people["bob"]), known(office, alice)) == ([(PHONE, "NONE")], [])


def test_how_far_a_look_came_is_noted_where_that_is_worth_it(office, alice, exchange, spool, monkeypatch):
    monkeypatch.setattr("appliance.office.exchanges._SAVE_AFTER", 2)
    monkeypatch.setattr("appliance.spool.exchanges.AT_ONCE", 1)
    exchange()
    known(office, alice)
    assert exchanges.seen(spool.read()) == 0
    exchange("+491711234568")
    assert len(known(office, alice)) == 2
    assert exchanges.seen(spool.read()) == 2
