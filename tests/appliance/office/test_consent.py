"""Who declined is written to on no way out of the box; what is known of whom is kept and asked for."""

from __future__ import annotations

import pytest

from appliance import identifiers
from appliance.domain import Service
from appliance.errors import Conflict, Invalid, NotFound, Stale, Taken
from appliance.office.letters import Letter
from appliance.spool import events, line_states
from appliance.spool.line_states import LineState
from appliance.spool.listing import Page, exactly
from appliance.spool.people import ACCOUNTS
from appliance.spool.queue import claim
from appliance.spool.transmissions import TRANSMISSIONS

PHONE, OTHER = "+491711234567", "+491711234568"


@pytest.fixture
def alice(people):
    return people["alice"]


@pytest.fixture
def sender(lines, office, people, spool, clock):
    """sender(name, **said): a line with a SIM; its sender id."""

    def make(name="gsm1", **said):
        lines(name)
        seen = LineState(name, "ready", iccid=f"8900{name}")
        spool.write(lambda db: line_states.save(db, seen, clock.now))
        (found,) = office.senders.find(people["admin"], exactly(outlet=name), Page()).rows
        return office.senders.update(people["admin"], found.id, **said)

    return make


@pytest.fixture
def declined(office, alice):
    return office.consents.create(alice, PHONE, status="OPTOUT")


@pytest.fixture
def rejected(spool):
    """To whom something was rejected, and why."""
    return lambda: [
        (each.party, each.cause, each.cause_text)
        for each in TRANSMISSIONS.find(spool.read(), exactly(verdict="rejected")).rows
    ]


WHY = [(PHONE, "NO_CONSENT", f"{PHONE} has opted out")]


def by_transmission(office, alice, clock, spool):
    text = office.texts.create(alice, name="t", data="Hello")
    program = office.programs.create(alice, "sendsms", text_id=text)
    office.transmissions.send(alice, office.transmissions.create(alice, program, phone=PHONE))


def by_page(office, alice, clock, spool):
    assert office.messages.send(alice, PHONE, "Hello").standing == "rejected"


def by_schedule(office, alice, clock, spool):
    text = office.texts.create(alice, name="t", data="Hello")
    program = office.programs.create(alice, "sendsms", text_id=text)
    made = office.transmissions.create(alice, program, phone=PHONE)
    office.transmissions.schedule(alice, made, delay=90)
    clock.now += 90
    office.schedules.run(clock.now)


def by_campaign(office, alice, clock, spool):
    group = office.groups.create(alice, name="all")
    for phone in (PHONE, OTHER):
        office.groups.link(alice, office.contacts.create(alice, phone=phone), group)
    text = office.texts.create(alice, name="t", data="Hello")
    program = office.programs.create(alice, "sendsms", text_id=text)
    office.campaigns.start(alice, office.campaigns.create(alice, program_id=program, group_id=group, cpm=6000))
    for _ in range(3):
        clock.now += 1
        office.expansion(clock.now)
    assert len(TRANSMISSIONS.find(spool.read(), exactly(standing="active")).rows) == 1


def by_mail(office, alice, clock, spool):
    mine = ACCOUNTS.newest(spool.read(), exactly(user_id=alice.user_id))
    spool.write(lambda db: ACCOUNTS.update(db, mine.id, {"email": "front@example.org"}))
    letter = Letter("<1@example.org>", "Lunch", "Soup today", "", ())
    office.mailroom.take(None, "front@example.org", f"{PHONE}@sms.example.org", letter)


def by_request(office, alice, clock, spool):
    office.requests.create(alice, recipients=(PHONE, OTHER), body="Hello")
    clock.now += 1
    office.dispatch(clock.now)
    assert len(TRANSMISSIONS.find(spool.read(), exactly(standing="active")).rows) == 1


@pytest.mark.parametrize("way", [by_transmission, by_page, by_schedule, by_campaign, by_mail, by_request])
def test_who_declined_is_written_to_on_no_way(office, alice, clock, spool, declined, rejected, way):
    way(office, alice, clock, spool)
    assert rejected() == WHY
    (told,) = [each for each in events.after(spool.read(), 0) if each.data.get("cause") == "NO_CONSENT"]
    assert told.kind == events.TRANSMISSION_DONE


def test_a_person_who_sends_it_again_is_told_again(office, alice, declined, rejected):
    made = office.messages.send(alice, PHONE, "Hello").id
    office.transmissions.send(alice, made)
    assert rejected() == WHY
    office.consents.update(alice, declined, status="NONE")
    office.transmissions.send(alice, made)
    assert office.transmissions.standing(alice, made) == "active"


def test_what_waits_is_rejected_when_it_is_said_over_http_too(office, alice, rejected):
    office.messages.send(alice, PHONE, "Hello")
    office.consents.opt_out(alice, [PHONE])
    assert rejected() == WHY


def test_a_request_that_wants_to_be_allowed_is(office, alice, clock, spool, sender, rejected):
    from_gsm1 = identifiers.encode("sender", sender())
    ask = {"origin": from_gsm1, "body": "Hello", "recipients": (PHONE, OTHER), "consent_requirement": "OPT_IN"}
    known = office.senders.find(alice, exactly(outlet="gsm1"), Page()).rows[0].id
    office.consents.create(alice, PHONE, sender_id=known, status="OPTIN")
    office.requests.create(alice, **ask)
    clock.now += 1
    office.dispatch(clock.now)
    assert rejected() == [(OTHER, "NO_CONSENT", f"{OTHER} has not opted in")]


def test_a_request_that_asks_nobody_goes_to_who_declined(office, alice, clock, spool, declined, rejected):
    office.requests.create(alice, recipients=(PHONE,), body="Your code", consent_requirement="NONE")
    clock.now += 1
    office.dispatch(clock.now)
    assert rejected() == []
    assert spool.write(lambda db: claim(db, "gsm1", "sim", Service.SMS, ("",), clock.now)) is not None


def test_where_all_lines_check_the_white_list_others_are_refused_at_once(office, alice, people, sender, rejected):
    one, two = sender("gsm1", check_white_list=True), sender("gsm2")
    assert office.messages.send(alice, PHONE, "Hello").standing == "active"
    office.senders.update(people["admin"], two, check_white_list=True)
    office.consents.create(alice, OTHER, sender_id=one, status="WHITELIST")
    assert office.messages.send(alice, OTHER, "Hello").standing == "active"
    office.messages.send(alice, PHONE, "Hello")
    assert rejected() == [(PHONE, "NO_CONSENT", f"{PHONE} is not on the white list")]


def test_a_channel_whose_lines_all_check_it_sends_to_nobody_else(office, alice, clock, sender, rejected):
    members = [sender("gsm1", check_white_list=True), sender("gsm2", check_white_list=True)]
    sender("gsm3")
    made = office.channels.create(alice, name="c")
    office.channels.add(alice, made, [identifiers.encode("sender", each) for each in members])
    channel = f"channel:{identifiers.encode('channel', made)}"
    office.requests.create(alice, origin=channel, recipients=(PHONE,), body="Hello")
    clock.now += 1
    office.dispatch(clock.now)
    assert rejected() == [(PHONE, "NO_CONSENT", f"{PHONE} is not on the white list")]


def test_what_is_known_already_is_not_made_again(office, alice, people, declined):
    with pytest.raises(Taken):
        office.consents.create(alice, "0049 171 1234567")
    assert office.consents.create(people["bob"], PHONE) != declined
    with pytest.raises(NotFound):
        office.consents.read(people["bob"], declined)


def test_a_change_that_is_based_on_an_older_state_is_refused_with_all_that_it_would_do(office, alice, spool):
    made = office.consents.create(alice, PHONE)
    office.messages.send(alice, PHONE, "Hello")
    office.consents.update(alice, made, address_type="LONGCODE")
    with pytest.raises(Stale):
        office.consents.update(alice, made, expected=1, status="BLACKLIST")
    assert TRANSMISSIONS.find(spool.read(), exactly(verdict="rejected")).rows == ()


def test_who_can_t_be_asked_gets_no_status(office, alice, sender):
    managed = sender(consent_managed_by="SCG")
    with pytest.raises(Conflict, match="can't be asked"):
        office.consents.create(alice, "72404", sender_id=managed)
    assert office.consents.find(alice, (), Page()).rows == ()


def test_only_they_themselves_agree_at_a_line_that_the_box_manages(office, alice, sender, spool):
    managed = sender(consent_managed_by="SCG")
    made = office.consents.create(alice, PHONE, sender_id=managed, status="OPTIN")
    assert office.consents.read(alice, made).status == "NONE"
    office.consents.update(alice, made, status="OPTIN")
    assert office.consents.read(alice, made).status == "NONE"
    office.consents.update(alice, made, status="WHITELIST")
    assert office.consents.read(alice, made).status == "WHITELIST"
    with pytest.raises(Invalid):
        office.consents.opt_out(alice, [PHONE], sender_id=managed, status="OPTIN")


def test_a_mailbox_is_an_address_too(office, alice):
    made = office.consents.create(alice, "Ann@Example.ORG", address_type="EMAIL", status="OPTOUT")
    assert office.consents.read(alice, made).address == "Ann@example.org"
    with pytest.raises(Taken):
        office.consents.create(alice, "ann@example.org", address_type="EMAIL")
