"""From a ring to a document: what is on disk before the far end hears so, and whatever becomes of the call."""

from __future__ import annotations

import json
import sqlite3

import pytest

from appliance.errors import Conflict
from appliance.lines.fax.inbox import FaxInbox, keep_interrupted
from appliance.office.arrivals import Arrivals
from appliance.spool import events, faxes
from appliance.spool.contents import DOCUMENTS
from appliance.spool.inbound import Owner
from appliance.spool.recovery import recover
from drivers.errors import PortLost
from drivers.fax.tiff import Document, encode_tiff
from tests.appliance.lines.fax.modems import FINE, Line, busy, sheet
from tests.drivers.fax.link import Desk

CALLER = "+49305678"


def document(pages: int) -> Desk:
    return Desk(tuple((sheet(number).rows, FINE) for number in range(pages)))


@pytest.fixture
def inbox(home, modem, line) -> FaxInbox:
    modem.fax.far.desk = document(2)
    return FaxInbox(home, modem.fax, line)


@pytest.fixture
def came(spool):
    """came(): direction, state, verdict, party, text and options of each transmission."""

    def read() -> list[tuple]:
        columns = "direction, state, verdict, party, cause_text, options"
        rows = spool.read().execute(f"SELECT {columns} FROM transmissions ORDER BY id").fetchall()
        return [(*row[:5], json.loads(row[5])) for row in rows]

    return read


@pytest.fixture
def kept(spool):
    """kept(): the documents."""
    return lambda: DOCUMENTS.find(spool.read()).rows


@pytest.fixture
def kinds(spool):
    """kinds(): of all events, in order."""
    return lambda: [each.kind for each in events.after(spool.read(), 0)]


def test_a_fax_becomes_a_document_for_people_and_for_modems(inbox, came, kept, kinds, tmp_path):
    inbox.answer(CALLER)
    (one,) = came()
    assert one[:5] == ("inbound", "done", "sent", CALLER, "")
    (paper,) = kept()
    assert one[5] == {"ident": "+49 30 1234", "document_id": paper.id}
    assert (paper.pages, paper.name) == (2, f"Fax from {CALLER}")
    found = Document(tmp_path / paper.fax)
    assert [found.sheet(number).rows for number in range(found.pages)] == [sheet(0).rows, sheet(1).rows]
    assert (tmp_path / paper.file).read_bytes().startswith(b"%PDF-")
    assert kinds() == ["fax.page", "fax.page", "fax.received"]


def test_its_pages_leave_nothing_behind(inbox, tmp_path):
    inbox.answer(CALLER)
    assert list(tmp_path.glob("page-*")) == []


def test_a_page_is_on_disk_before_the_far_end_hears_so(inbox, modem, spool, tmp_path):
    seen = []
    far = modem.fax.far.desk
    reply = far.reply

    def look(step):
        (one,) = faxes.held(spool.read())
        seen.append([Document(tmp_path / each).sheet(0).rows for each in one.files])
        return reply(step)

    modem.fax.far.desk.reply = lambda step: look(step) if type(step).__name__ == "Confirmed" else reply(step)
    inbox.answer(CALLER)
    assert seen == [[sheet(0).rows], [sheet(0).rows, sheet(1).rows]]


def test_F28_a_call_that_breaks_off_leaves_what_came_and_says_so(inbox, modem, came, kept, spool):
    modem.fax.far.desk = document(3)
    modem.fax.script.append(Line(drops_at=1))
    inbox.answer(CALLER)
    (one,) = came()
    assert one[2] == "incomplete"
    assert one[4].startswith("the call broke off after 2 pages: ")
    assert kept()[0].pages == 2
    told = [each for each in events.after(spool.read(), 0) if each.kind == events.FAX_RECEIVED]
    assert told[0].data == {"pages": 2, "text": one[4]}


def test_a_call_without_a_page_leaves_nothing(inbox, modem, came, kept):
    modem.fax.script.append(Line(lost=1.0))
    outcome = inbox.answer(CALLER)
    assert outcome.text.startswith("the call broke off after 0 pages")
    modem.fax.script.append(busy("NO CARRIER"))
    assert inbox.answer(CALLER).text == "the caller was gone"
    assert (came(), kept()) == ([], ())


def test_who_withholds_the_number_is_known_by_what_the_station_says(inbox, came, kept):
    inbox.answer("")
    assert came()[0][3] == ""
    assert kept()[0].name == "Fax from +49 30 1234"


def test_the_owner_is_found_once_with_the_first_page(inbox, home, came, spool):
    asked = []

    def owner(db, sender, line, service):
        asked.append((sender, line, service.name))
        return Owner(contact_id=7, is_contact_new=True)

    home.owner = owner
    inbox.answer(CALLER)
    assert asked == [(CALLER, "fax1", "FAX")]
    assert events.after(spool.read(), 0)[-1].data == {"pages": 2, "contact_new": 7}


def test_F04_a_crash_in_the_call_keeps_the_pages_and_they_surface_at_the_next_start(
    inbox, modem, home, came, kept, spool, clock
):
    class Crash(BaseException):
        pass

    confirmed = modem.fax.far.desk.reply

    def reply(step):
        if type(step).__name__ == "Confirmed" and step.number == 1:
            raise Crash
        return confirmed(step)

    modem.fax.far.desk.reply = reply
    with pytest.raises(Crash):
        inbox.answer(CALLER)
    assert came()[0][1] == "active"
    spool.write(lambda db: recover(db, clock()))
    assert came()[0][1] == "active"
    keep_interrupted(home)
    assert came()[0][1:3] == ("done", "incomplete")
    assert kept()[0].pages == 2
    keep_interrupted(home)
    assert len(kept()) == 1


def test_a_modem_that_is_pulled_out_leaves_what_came(inbox, modem, came):
    confirmed = modem.fax.far.desk.reply

    def reply(step):
        if type(step).__name__ == "Confirmed":
            raise PortLost("pulled out")
        return confirmed(step)

    modem.fax.far.desk.reply = reply
    with pytest.raises(PortLost):
        inbox.answer(CALLER)
    assert came()[0][2] == "incomplete"


def test_F28_where_the_disk_takes_nothing_the_far_end_hears_no_confirmation(inbox, modem, full, came):
    full()
    with pytest.raises(sqlite3.OperationalError):
        inbox.answer(CALLER)
    full.free()
    assert modem.fax.far.desk.confirmed == []
    assert came() == []


def test_the_line_is_not_free_for_another_while_a_fax_is_held(inbox, modem, spool, clock, outbox, faxed):
    faxed(1)
    spool.write(lambda db: faxes.begin(db, "fax1", faxes.Caller(CALLER), Owner(), clock()))
    with pytest.raises(Conflict):
        outbox.find()


def test_it_is_the_accounts_whose_number_is_called(inbox, home, spool, clock, came):
    home.owner = Arrivals(lambda db, line: frozenset({"+4930999"}), clock).owner
    inbox.answer(CALLER)  # nobody has an account: it is kept all the same
    assert came()[0][2] == "sent"


@pytest.mark.parametrize("lost", [1, 2])
def test_a_page_that_the_disk_has_lost_keeps_nobody_from_the_others(lost, inbox, home, spool, clock, tmp_path, kept):
    def half(db) -> None:
        faxes.begin(db, "fax1", faxes.Caller(CALLER), Owner(), clock())
        for number in range(2):
            (tmp_path / f"page-{number}.tif").write_bytes(encode_tiff([sheet(number)]))
            faxes.add_page(db, faxes.held(db)[0], f"page-{number}.tif", {}, clock())

    spool.write(half)
    for number in range(lost):
        (tmp_path / f"page-{number}.tif").unlink()
    inbox.settle()
    assert kept()[0].pages == 2 - lost
    assert faxes.held(spool.read()) == []
