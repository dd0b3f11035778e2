"""Who may have what done by mail, and that it is done once."""

import dataclasses
from zipfile import ZipFile

import pytest

from appliance.errors import Forbidden, Invalid, NotFound, NotReady
from appliance.office.letters import Enclosure, Letter
from appliance.spool.listing import Page, exactly
from appliance.spool.people import ACCOUNTS
from appliance.spool.transmissions import TRANSMISSIONS

ANN = "ann@example.org"
LETTER = Letter("<1@example.org>", "Lunch", "Soup today\n-- \nAnn", "", ())


@pytest.fixture
def account(spool, people):
    """Alice's, with the mailbox front@example.org."""
    mine = ACCOUNTS.newest(spool.read(), exactly(user_id=people["alice"].user_id))
    spool.write(lambda db: ACCOUNTS.update(db, mine.id, {"email": "Front@example.org"}))
    return mine.id


@pytest.fixture
def take(office, account):
    def taken(recipient, letter=LETTER, sender="front@example.org", login=None):
        office.mailroom.check(login, sender, recipient)
        office.mailroom.take(login, sender, recipient, letter)

    return taken


@pytest.fixture
def carried(spool):
    return lambda: TRANSMISSIONS.find(spool.read()).rows


def test_mail_for_an_account_is_kept_for_its_owner(office, take, carried, people, account):
    take("front@example.org", sender=ANN)
    [came] = carried()
    assert (came.user_id, came.account_id, came.direction, came.party) == (
        people["alice"].user_id,
        account,
        "inbound",
        ANN,
    )
    assert (came.title, came.body, came.contact_email, came.service) == ("Lunch", LETTER.text, ANN, 8)
    steps = office.reports.results(people["alice"], came.id, (), Page()).rows
    assert [(each.kind, each.name, each.data) for each in steps] == [
        ("application", "email_receive", "success"),
        ("contact", "contact_new", "1"),
        ("message", "template", "1"),
    ]
    assert office.templates.read(people["alice"], 1).subject == "Lunch"


def test_its_receiveemail_program_has_it(office, take, carried, people, account):
    program = office.programs.create(people["alice"], "receiveemail", account_id=account)
    take("front@example.org", sender=ANN)
    assert carried()[0].program_id == program


def test_what_is_enclosed_is_attached_under_a_harmless_name(office, take, people):
    enclosed = (Enclosure("../../etc/passwd", "text/plain", b"root"), Enclosure("", "application/pdf", b"%PDF"))
    take("front@example.org", dataclasses.replace(LETTER, enclosures=enclosed), sender=ANN)
    assert office.templates.read(people["alice"], 1).attached == "passwd, attachment.pdf"
    with office.templates.download(people["alice"], 1).content as bundle:
        assert ZipFile(bundle).read("1-passwd") == b"root"


@pytest.mark.parametrize("recipient", ["front@example.org", "+491711234567@sms.example.org"])
def test_a_letter_that_is_repeated_counts_once(take, carried, recipient):
    for _ in range(2):
        take(recipient)
    assert len(carried()) == 1
    take(recipient, dataclasses.replace(LETTER, identifier="<2@example.org>"))
    assert len(carried()) == 2


def test_mail_to_a_number_is_texted_without_its_signature(take, carried, people, account, routes):
    take("+491711234567@SMS.example.org")
    [sent] = carried()
    assert (sent.party, sent.body, sent.state, sent.origin) == ("+491711234567", "Soup today", "active", "emailtosms")
    assert (sent.user_id, sent.account_id) == (people["alice"].user_id, account)
    assert routes.woken == ("",)


def test_a_mail_without_words_texts_its_subject(take, carried):
    take("123@sms.example.org", dataclasses.replace(LETTER, text="\n"))
    assert carried()[0].body == "Lunch"


def test_a_mail_that_says_nothing_is_refused(take, carried):
    with pytest.raises(Invalid, match="says nothing"):
        take("123@sms.example.org", dataclasses.replace(LETTER, text="", subject=""))
    assert carried() == ()


@pytest.mark.parametrize(
    "recipient", ["eve@example.org", "123@example.org", "front@elsewhere.org", "x", "", "a@b\r\nc"]
)
def test_nothing_is_relayed(take, carried, recipient):
    with pytest.raises(NotFound):
        take(recipient)
    assert carried() == ()


@pytest.mark.parametrize("sender", [ANN, "", "front@example.org.evil.org"])
def test_only_accounts_text_and_fax(take, carried, sender):
    for recipient in ("123@sms.example.org", "123@fax.example.org"):
        with pytest.raises(Forbidden, match="no account"):
            take(recipient, sender=sender)
    assert carried() == ()


def test_who_logged_in_sends_for_their_own_accounts_only(take, carried, people):
    with pytest.raises(Forbidden, match="not yours"):
        take("123@sms.example.org", login=people["bob"])
    take("123@sms.example.org", login=people["alice"])
    assert len(carried()) == 1


def test_an_account_or_a_user_that_is_not_active_sends_nothing(take, carried, spool, account):
    spool.write(lambda db: ACCOUNTS.update(db, account, {"active": 0}))
    with pytest.raises(Forbidden):
        take("123@sms.example.org")
    with pytest.raises(NotFound):
        take("front@example.org", sender=ANN)


def test_where_no_line_will_do_its_sender_is_told_at_once(take, carried, routes):
    routes.ready = False
    with pytest.raises(NotReady):
        take("123@sms.example.org")
    assert carried() == ()


def test_a_fax_needs_the_accounts_program(take):
    with pytest.raises(Forbidden, match="no emailtofax program"):
        take("123@fax.example.org")


def test_a_mail_is_faxed_by_the_accounts_program(office, take, carried, people, account):
    program = office.programs.create(people["alice"], "emailtofax", account_id=account)
    page = Enclosure("a.txt", "text/plain", b"Good morning")
    take("+4930123@fax.example.org", dataclasses.replace(LETTER, enclosures=(page,)))
    [sent] = carried()
    assert (sent.service, sent.party, sent.state, sent.program_type) == (2, "+4930123", "active", "sendfax")
    assert office.programs.read(people["alice"], sent.program_id).parent_id == program
    assert office.documents.read(people["alice"], 1).pages == 1
