import json

import pytest

from appliance.domain import Service
from appliance.errors import Invalid, NotReady
from appliance.office.faxing import CHILD, Faxing
from appliance.office.letters import Enclosure, Letter
from appliance.spool.contents import DOCUMENTS
from appliance.spool.listing import exactly
from appliance.spool.people import ACCOUNTS
from appliance.spool.programs import PROGRAMS

PAGE = Enclosure("a.txt", "text/plain", b"Good morning")


@pytest.fixture
def account(spool, people):
    return ACCOUNTS.newest(spool.read(), exactly(user_id=people["alice"].user_id)).id


@pytest.fixture
def fax(office, people, spool, account):
    """fax(*enclosures): send them, as the words of a letter "Soup today"; the transmission's id."""
    made = office.programs.create(people["alice"], "emailtofax", account_id=account)
    program = PROGRAMS.get(spool.read(), "program", exactly(id=made))
    faxing = Faxing(office.desk, office.documents, office.transmissions)

    def sent(*enclosures, key="k"):
        letter = Letter("<1@x>", "Lunch", "Soup today", "", enclosures)
        return faxing.fax(people["alice"], program, "+4930123", letter, key)

    return sent


def test_each_attachment_is_a_page_or_more(office, people, spool, fax):
    made = fax(PAGE, PAGE)
    view = office.transmissions.read(people["alice"], made)
    program = PROGRAMS.get(spool.read(), "program", exactly(id=view.program_id))
    assert (view.service, program.name, view.title) == (Service.FAX, CHILD, "Lunch")
    assert office.documents.read(people["alice"], 1).pages == 2


def test_the_words_go_in_front_where_the_account_wants_that(office, people, spool, fax, account):
    wish = {"settings": json.dumps({"emailtofax_coversheet": "body"})}
    spool.write(lambda db: ACCOUNTS.update(db, account, wish))
    fax(PAGE)
    assert office.documents.read(people["alice"], 1).pages == 2


def test_behind_a_cover_page_where_the_account_wants_that(office, people, spool, fax, account):
    wish = {"settings": json.dumps({"emailtofax_coversheet": "body", "coverpage": "sendcover"})}
    spool.write(lambda db: ACCOUNTS.update(db, account, wish))
    view = office.transmissions.read(people["alice"], fax(PAGE))
    assert view.parts == 3
    assert "Subject:    Lunch" in view.facts["cover"]


def test_the_same_key_faxes_once(fax, spool):
    assert fax(PAGE) == fax(PAGE)
    assert len(DOCUMENTS.find(spool.read()).rows) == 1


EMPTY, PROGRAM = Enclosure("a.txt", "text/plain", b""), Enclosure("a.exe", "application/x-msdos", b"MZ\0\1")


@pytest.mark.parametrize("enclosures", [(), (EMPTY,), (PAGE, PROGRAM)])
def test_what_is_no_page_is_refused_and_leaves_nothing(fax, spool, enclosures):
    with pytest.raises(Invalid):
        fax(*enclosures)
    assert DOCUMENTS.find(spool.read()).rows == ()


def test_where_no_line_offers_fax_nothing_is_left(fax, spool, routes):
    routes.ready = False
    with pytest.raises(NotReady):
        fax(PAGE)
    assert DOCUMENTS.find(spool.read()).rows == ()
