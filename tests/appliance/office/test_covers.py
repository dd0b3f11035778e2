import json

import pytest

from appliance.domain import Outcome, Service, Verdict
from appliance.errors import Invalid, NotReady
from appliance.office.covers import FILE
from appliance.spool import pages, queue
from appliance.spool.contents import DOCUMENTS
from appliance.spool.listing import exactly
from appliance.spool.people import ACCOUNTS, USERS

NUMBER = "+49301234"
DOUBT = Outcome(Verdict.IN_DOUBT)


@pytest.fixture
def account(spool, people):
    """Alice's, named, which wants cover pages."""
    found = ACCOUNTS.newest(spool.read(), exactly(user_id=people["alice"].user_id)).id
    row = {"first_name": "Alice", "last_name": "Archer", "phone": "+4940555"}
    wish = {**row, "settings": json.dumps({"coverpage": "sendcover"})}
    spool.write(lambda db: ACCOUNTS.update(db, found, wish))
    return found


@pytest.fixture
def document(office, people, spool):
    def make(count=2, **row):
        made = office.documents.create(people["alice"], name="Minutes")
        kept = {"file": "d.pdf", "fax": "d.tif", "pages": count, **row}
        spool.write(lambda db: DOCUMENTS.update(db, made, kept))
        return made

    return make


@pytest.fixture
def fax(office, people, document):
    """fax(..): the transmission of a document of two pages, as it was asked to go."""

    def send(document_id=None, **fields):
        wanted = {"phone": NUMBER, "document_id": document_id or document(), **fields}
        made = office.transmissions.create_and_send(people["alice"], "sendfax", **wanted)
        return office.transmissions.read(people["alice"], made)

    return send


def test_an_account_that_wants_one_has_it_in_front_and_counted(office, people, spool, fax, account):
    spool.write(lambda db: USERS.update(db, people["alice"].user_id, {"company": "Archer & Sons"}))
    office.contacts.create(people["alice"], phone=NUMBER, first_name="Bob", last_name="Baker")
    view = fax(account_id=account)
    assert view.parts == view.facts["pages"] == 3
    page = view.facts["cover"]
    for line in (
        "To:         Bob Baker",
        f"To fax:     {NUMBER}",
        "From:       Alice Archer",
        "Company:    Archer & Sons",
        "From fax:   +4940555",
        "Subject:    Minutes",
        "Pages:      3",
        "Date:       2023-11-1",
    ):
        assert line in page


def test_nobody_else_has_one(fax):
    view = fax()
    assert view.parts == 2
    assert "cover" not in view.facts


def test_comments_bring_one_with_or_without_an_account(fax, document):
    assert fax(cover="Best wishes").facts["cover"].endswith("Best wishes")
    assert "Pages:" in fax(cover="").facts["cover"]
    assert fax(document(description="For May"), cover="").facts["cover"].endswith("For May")


def test_a_title_is_the_subject_where_somebody_gave_one(fax):
    assert "Subject:    Offer" in fax(cover="", title="Offer").facts["cover"]


def test_whoever_it_goes_to_writes_no_line_of_it(office, people, fax):
    office.contacts.create(
        people["alice"], phone=NUMBER, first_name="Bob\nPages: 1", last_name="\x1b[2J<b>\u202e[cover:to]"
    )
    lines = fax(cover="").facts["cover"].split("\n")
    assert "To:         Bob Pages: 1 [2J<b> [cover:to]" in lines


def test_the_owners_own_takes_its_place(media, fax):
    media.with_name(FILE).write_text("\ufeffARCHER\r\n[cover:pages] pages for [transmission:contact:phone]\r\n")
    assert fax(cover="").facts["cover"] == f"ARCHER\n3 pages for {NUMBER}"


def test_an_empty_one_is_none_and_other_encodings_do_no_harm(media, fax):
    media.with_name(FILE).write_bytes(b" \n")
    assert fax(cover="").facts["cover"].startswith("FAX\n")
    media.with_name(FILE).write_bytes(b"caf\xe9")
    assert fax(cover="").facts["cover"] == "caf\ufffd"


def test_one_that_can_t_be_read_is_told(media, fax, spool):
    media.with_name(FILE).mkdir()
    with pytest.raises(NotReady, match=r"coverpage\.txt can't be read"):
        fax(cover="")
    assert spool.read().execute("SELECT count(*) FROM transmissions").fetchone() == (0,)


def test_a_fax_has_room_for_it(fax, document):
    fax(document(254), cover="")
    with pytest.raises(Invalid, match="at most 255 pages, this one 256"):
        fax(document(255), cover="")


def test_what_is_sent_on_is_the_page_that_began(office, people, spool, clock, media, fax):
    view = fax(cover="")
    claim = spool.write(lambda db: queue.claim(db, "fax1", "", Service.FAX, ("",), clock()))
    spool.write(lambda db: pages.begin(db, claim, 1, clock()))
    spool.write(lambda db: queue.part_in_doubt(db, claim, 1, clock()))
    spool.write(lambda db: queue.finish(db, claim, DOUBT, None, clock()))
    clock.now += 86_400
    media.with_name(FILE).write_text("NEW")
    office.transmissions.send(people["alice"], view.id)
    assert office.transmissions.read(people["alice"], view.id).facts == view.facts
