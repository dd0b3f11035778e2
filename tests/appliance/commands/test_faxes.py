"""`fax` on a box's data."""

from __future__ import annotations

import pytest

from appliance.domain import Line, Service
from appliance.spool import line_states
from appliance.spool.line_states import LineState
from tests.appliance.media import samples

PARTY = "+15550002000"


@pytest.fixture
def faxline(data):
    """Line fax1, which is ready."""
    data.settings.add_line(Line("fax1", port="/dev/ttyUSB9", services=Service.FAX))
    ready = LineState("fax1", "ready", model="Fake")
    data.use(lambda spool: spool.write(lambda db: line_states.save(db, ready, 1_700_000_000.0)))


@pytest.fixture
def minutes(tmp_path):
    """A PDF of one page."""
    path = tmp_path / "Minutes.pdf"
    path.write_bytes(samples.pdf())
    return path


def options(data):
    return data.use(lambda spool: spool.read().execute("SELECT options FROM transmissions").fetchone()[0])


@pytest.mark.usefixtures("faxline")
def test_a_file_is_queued_and_told_in_pages(modembox, data, minutes):
    done = modembox("fax", "+1 (555) 000-2000", str(minutes))
    assert (done.status, done.out, done.err) == (0, "queued as 1: 1 page\n", "")
    assert data.rows("attempts") == 1
    assert "cover" not in options(data)


@pytest.mark.usefixtures("faxline")
def test_with_a_cover_page(modembox, data, minutes):
    assert modembox("fax", PARTY, str(minutes), "--cover", "Best wishes").out == "queued as 1: 2 pages\n"
    assert "Best wishes" in options(data)
    assert "Subject:    Minutes" in options(data)


@pytest.mark.usefixtures("faxline")
def test_waiting_in_vain(modembox, minutes):
    done = modembox("fax", PARTY, str(minutes), "--wait", "0")
    assert done.status == 1
    assert "it stays queued" in done.err


@pytest.mark.usefixtures("faxline")
@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"number": "no number"}, "is no phone number"),
        ({"file": "nothing.pdf"}, "No such file"),
        ({"more": ("--priority", "99")}, "priority"),
        ({"more": ("--cover", "broken \udcff text")}, "encoding"),
    ],
)
def test_bad_input_changes_nothing(modembox, data, minutes, change, complaint):
    before = (data.everything(), data.rows("documents"))
    done = modembox("fax", change.get("number", PARTY), change.get("file", str(minutes)), *change.get("more", ()))
    assert (done.status, done.out) == (1, "")
    assert complaint in done.err
    assert (data.everything(), data.rows("documents")) == before


def test_where_no_line_faxes_nothing_stays(modembox, data, minutes):
    done = modembox("fax", PARTY, str(minutes))
    assert (done.status, done.out) == (1, "")
    assert "no line offers fax" in done.err
    assert data.rows("documents") == 0
