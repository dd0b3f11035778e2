"""A cover page goes out as the first of a document's pages."""

from __future__ import annotations

import pytest

from appliance.domain import Doubt
from appliance.lines.fax import covered
from appliance.lines.fax.covered import Covered, paper
from appliance.media.confined import Bounds
from appliance.media.documents import cover_of
from drivers.fax.page import Resolution
from drivers.fax.tiff import Document, encode_tiff
from tests.appliance.lines.conftest import Course
from tests.appliance.lines.fax.modems import Line, sheet

WORDS = "FAX\n\nTo: Jo\n"


@pytest.fixture
def document(tmp_path):
    (tmp_path / "doc.tif").write_bytes(encode_tiff(sheet(number) for number in range(2)))
    return Document(tmp_path / "doc.tif")


def test_its_pages_follow_the_cover(tmp_path, document):
    both = paper(tmp_path, {"file": "doc.tif", "cover": WORDS})
    assert both.pages == 3
    assert [both.sheet(number) for number in (1, 2)] == [document.sheet(number) for number in (0, 1)]
    assert both.sheet(0) == paper(tmp_path, {"file": "doc.tif", "cover": WORDS}).sheet(0)
    assert {both.format(number) for number in range(3)} == {document.format(0)}


@pytest.mark.usefixtures("document")
def test_without_one_it_is_as_it_was(tmp_path):
    assert paper(tmp_path, {"file": "doc.tif"}).pages == 2


def test_the_cover_is_as_fine_as_any_fax(tmp_path, document):
    cover = Document(cover_of(WORDS, tmp_path, Bounds())).sheet(0)
    assert cover.format.resolution is Resolution.R16
    assert Covered(cover, document).sheet(0) is cover


def test_it_is_the_first_page_that_the_far_end_has(faxed, carry, modem, course, told_pages):
    made = faxed(2, cover=WORDS)
    carry()
    first, second, third = modem.fax.far.desk.kept
    assert course(made) == Course("done", "sent", "", "", 1, 0)
    assert told_pages() == [1, 2, 3]
    assert len(first.rows.rows) > 2000 > len(second.rows.rows) < len(third.rows.rows)
    assert {page.dcs.format for page in (first, second, third)} == {first.dcs.format}


def test_a_fax_that_goes_on_behind_it_sends_it_no_more(faxed, carry, due, modem, course, told_pages):
    made = faxed(2, cover=WORDS, doubt=Doubt.RESEND)
    modem.fax.script.append(Line(drops_at=1))
    carry()
    assert (course(made).state, told_pages()) == ("active", [1])
    due()
    modem.fax.far.desk.kept = []
    carry()
    assert [len(page.rows.rows) < 2000 for page in modem.fax.far.desk.kept] == [True, True]
    assert told_pages() == [1, 2, 3]


def test_one_that_can_t_be_drawn_ends_the_fax(faxed, carry, modem, course, monkeypatch):
    monkeypatch.setattr(covered, "Bounds", lambda: Bounds(seconds=0))
    made = faxed(1, cover=WORDS)
    carry()
    assert course(made).verdict == "rejected"
    assert "takes longer than 0 seconds" in course(made).text
    assert modem.fax.dialled == []
