"""Machines outside fax each other through the exchange, and call a modem; time is turned by hand."""

from __future__ import annotations

import pytest

from drivers.simulator.fax.exchange import Cause
from drivers.simulator.fax.manners import Abilities, Manners
from drivers.simulator.fax.noise import Noise
from drivers.simulator.fax.switchboard import Switchboard
from tests.peers.pages import document, rows_in, sheets

pytestmark = pytest.mark.peer

HERE, FAR = "15550002000", "15550004000"
NO_ECM = Abilities(identity="4000", ecm=False)


class Telephony:
    """A switchboard, what its machines have recorded, and a document."""

    def __init__(self, clock, folder) -> None:
        self.records = []
        self.board = Switchboard(clock, self.records.append)
        self.inbox = folder / "in.tif"
        self.sheets = sheets(2)
        self.document = document(folder / "out.tif", self.sheets)
        self._clock = clock

    def fax(self, answers: Manners, calls: Manners | None = None, seconds: float = 90.0) -> list:
        """The records of who answered and of who called, by number."""
        self.board.default = answers
        self.board.call(FAR, calls or Manners(document=self.document), HERE)
        self._clock.advance(seconds)
        return sorted(self.records, key=lambda record: record.identity)


@pytest.fixture
def telephony(clock, tmp_path) -> Telephony:
    return Telephony(clock, tmp_path)


def test_pages_go_with_error_correction(telephony) -> None:
    for record in telephony.fax(Manners(inbox=telephony.inbox)):
        assert (record.ok, record.pages, record.ecm, record.bit_rate) == (True, 2, True, 14400), record
    assert rows_in(telephony.inbox) == [sheet.rows for sheet in telephony.sheets]


@pytest.mark.parametrize(("modem", "rate"), [("V.27ter", 4800), ("V.29", 9600)])
def test_pages_go_without_and_slower(telephony, modem, rate) -> None:
    answers = Abilities(ecm=False, modems=(modem,), codings=("MH",))
    found = telephony.fax(Manners(inbox=telephony.inbox, abilities=answers))
    assert {(record.ok, record.pages, record.ecm, record.bit_rate, record.coding) for record in found} == {
        (True, 2, False, rate, "MH")
    }
    assert rows_in(telephony.inbox) == [sheet.rows for sheet in telephony.sheets]


def test_who_calls_without_a_document_polls(telephony) -> None:
    found = telephony.fax(Manners(document=telephony.document), Manners(inbox=telephony.inbox))
    assert [record.pages for record in found] == [2, 2]
    assert rows_in(telephony.inbox) == [sheet.rows for sheet in telephony.sheets]


def test_noise_in_a_page_is_corrected(telephony) -> None:
    found = telephony.fax(Manners(inbox=telephony.inbox, noise=Noise(page=1, after=0.5, seconds=30.0)))
    assert all(record.ok for record in found), found
    assert all(record.resent for record in found)
    assert rows_in(telephony.inbox) == [sheet.rows for sheet in telephony.sheets]


def test_noise_spoils_rows_where_nothing_corrects_it(telephony) -> None:
    noise = Noise(page=1, after=0.5, seconds=30.0)
    found = telephony.fax(Manners(inbox=telephony.inbox, noise=noise, abilities=NO_ECM))
    assert max(record.bad_rows for record in found) > 0


def test_who_answers_hangs_up_in_a_page(telephony) -> None:
    answers, calls = telephony.fax(Manners(inbox=telephony.inbox, hangs_up=2, after=0.5))
    assert not answers.ok
    assert not calls.ok
    assert max(answers.pages, calls.pages) < 2
    assert not telephony.board.exchange.busy(telephony.board)


def test_nobody_speaks(telephony) -> None:
    answers, calls = telephony.fax(Manners(silent=True), seconds=120.0)
    assert sorted((answers.answered, calls.answered)) == [False, True]
    assert not calls.ok


@pytest.mark.parametrize("cause", [Cause.BUSY, Cause.NO_ANSWER])
def test_no_call_comes_about(telephony, cause) -> None:
    telephony.board.exchange.refusals[FAR] = cause
    (record,) = telephony.fax(Manners())
    assert (record.answered, record.text) == (False, cause.value)
