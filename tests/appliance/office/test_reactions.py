"""Accounts are told what became of their faxes, once for each, whatever happens."""

import json

import pytest

from appliance.domain import Service
from appliance.errors import NotReady, NotSetUp
from appliance.office.letters import Enclosure, Letter
from appliance.spool import arrivals, cursors, events
from appliance.spool.arrivals import Arrival
from appliance.spool.contents import DOCUMENTS
from appliance.spool.inbound import Owner
from appliance.spool.listing import exactly
from appliance.spool.people import ACCOUNTS
from appliance.spool.transmissions import TRANSMISSIONS

LETTER = Letter("<1@x>", "Report", "words", "", (Enclosure("a.txt", "text/plain", b"page"),))


@pytest.fixture
def account(spool, people):
    mine = ACCOUNTS.newest(spool.read(), exactly(user_id=people["alice"].user_id))
    spool.write(lambda db: ACCOUNTS.update(db, mine.id, {"email": "front@example.org"}))
    return mine.id


@pytest.fixture
def told(spool):
    """The mails that go to accounts: name, subject's facts, attachments."""

    def look():
        found = TRANSMISSIONS.find(spool.read(), exactly(service=Service.EMAIL, direction="outbound")).rows
        return sorted(found, key=lambda each: each.id)

    return look


@pytest.fixture
def faxed(office, people, account):
    """A letter that went on as a fax; the transmission's id."""
    office.reactions.run(0.0)
    office.programs.create(people["alice"], "emailtofax", account_id=account)
    office.mailroom.take(None, "front@example.org", "+4930123@fax.example.org", LETTER)
    return office.transmissions.find(people["alice"], exactly(service=2), page()).rows[0].id


def page():
    from appliance.spool.listing import Page

    return Page()


def test_the_sender_is_told_that_it_goes_and_what_became_of_it(office, faxed, told, journal, routes):
    office.reactions.run(0.0)
    assert [(each.title, each.party, each.state) for each in told()] == [
        ("emailtofax_emailreceived", "front@example.org", "active")
    ]
    journal.end(faxed, "sent")
    office.reactions.run(0.0)
    office.reactions.run(0.0)
    assert [each.title for each in told()] == ["emailtofax_emailreceived", "emailtofax_faxsent"]
    assert told()[1].facts["subject"] == "Your fax to +4930123 was sent: Report"
    assert routes.woken[-1] == ""


def test_a_cover_page_is_one_of_the_pages_that_the_sender_is_told(office, spool, account, request, told):
    wish = {"settings": json.dumps({"coverpage": "sendcover"})}
    spool.write(lambda db: ACCOUNTS.update(db, account, wish))
    request.getfixturevalue("faxed")
    office.reactions.run(0.0)
    assert "as a fax of 2 pages" in told()[0].body


def test_a_fax_that_failed_is_told_with_its_reason(office, faxed, told, journal):
    journal.end(faxed, "failed", "busy", "the line was busy")
    office.reactions.run(0.0)
    assert told()[-1].title == "emailtofax_faxfailed"
    assert "the line was busy busy" in told()[-1].body


def test_a_fax_that_came_in_is_mailed_as_a_pdf(office, people, account, spool, told):
    office.reactions.run(0.0)
    program = office.programs.create(people["alice"], "faxtoemail", account_id=account)
    document = office.documents.create(people["alice"], name="Fax")
    spool.write(lambda db: DOCUMENTS.update(db, document, {"file": "document-1.pdf", "pages": 3}))
    arrival = Arrival(Service.FAX, "fax1", "k", "+4930", "Fax", "", "fax", {"document_id": document}, 3)
    owner = Owner(people["alice"].user_id, account, None, program)
    spool.write(lambda db: arrivals.arrive(db, arrival, owner, 1.0))
    office.reactions.run(0.0)
    [mail] = told()
    assert mail.facts["subject"] == "Fax from +4930"
    assert mail.facts["attachments"] == [{"file": "document-1.pdf", "name": "Fax.pdf", "type": "application/pdf"}]
    assert office.programs.read(people["alice"], mail.program_id).parent_id == program


def test_the_words_of_a_notice_may_be_changed(office, people, faxed, told, journal):
    office.reactions.run(0.0)
    [template] = office.templates.find(people["alice"], exactly(name="emailtofax_emailreceived"), page()).rows
    office.templates.update(people["alice"], template.id, subject="Taken")
    office.mailroom.take(
        None, "front@example.org", "123@fax.example.org", Letter("<2@x>", "b", "w", "", LETTER.enclosures)
    )
    office.reactions.run(0.0)
    assert told()[-1].facts["subject"] == "Taken"
    assert len(office.templates.find(people["alice"], (), page()).rows) == 1


def test_a_crash_before_the_commit_tells_it_later_and_once(office, faxed, told, spool, monkeypatch):
    with monkeypatch.context() as full:
        full.setattr(type(spool), "write", lambda *_: (_ for _ in ()).throw(NotReady("disk full")))
        with pytest.raises(NotReady):
            office.reactions.run(0.0)
    assert told() == []
    office.reactions.run(0.0)
    office.reactions.run(0.0)
    assert len(told()) == 1


def test_another_life_goes_on_where_the_last_one_stopped(office, faxed, told):
    office.reactions.run(0.0)
    again = type(office.reactions)(office.desk, office.reactions._notifying)
    again.run(0.0)
    assert len(told()) == 1


def test_an_account_without_a_mailbox_is_told_nothing(office, faxed, told, spool, account):
    spool.write(lambda db: ACCOUNTS.update(db, account, {"email": ""}))
    office.reactions.run(0.0)
    assert told() == []


def test_a_box_that_sends_no_mail_tells_nothing_and_goes_on(office, faxed, told, routes, monkeypatch, spool):
    def unset(number, service):
        raise NotSetUp("no mail server is named")

    route = office.desk.route
    object.__setattr__(office.desk, "route", unset)
    office.reactions.run(0.0)
    object.__setattr__(office.desk, "route", route)
    office.reactions.run(0.0)
    assert told() == []


def test_what_happens_where_nobody_answers_moves_the_cursor_now_and_then(office, spool, monkeypatch):
    monkeypatch.setattr("appliance.office.reactions.SAVE_BEHIND", 5)
    office.reactions.run(0.0)
    spool.write(lambda db: [events.append(db, 0.0, "call.ended", line="gsm1") for _ in range(10)])
    office.reactions.run(0.0)
    assert spool.write(lambda db: cursors.begin(db, "programs")) == events.newest(spool.read())
    assert not office.reactions.waits


def test_the_facts_of_a_notice_are_kept_for_a_later_try(office, faxed, told):
    office.reactions.run(0.0)
    assert json.loads(told()[0].options)["facts"]["fax"]["party"] == "+4930123"
