"""Machines outside that speak by steps fax each other, in line time that jumps."""

from __future__ import annotations

import pytest

from drivers.fax.tiff import DocumentError
from drivers.simulator.fax.manners import Abilities, Manners
from drivers.simulator.fax.stepboard import StepBoard
from tests.peers.pages import document, rows_in, sheets

HERE, FAR = "15550002000", "15550004000"


class Telephony:
    """A board, what its machines have recorded, and a document."""

    def __init__(self, clock, folder) -> None:
        self.records = []
        self.board = StepBoard(clock, self.records.append)
        self.inbox = folder / "in.tif"
        self.sheets = sheets(2)
        self.document = document(folder / "out.tif", self.sheets)
        self._clock = clock

    def fax(self, answers: Manners, calls: Manners | None = None) -> list:
        self.board.default = answers
        self.board.call(FAR, calls or Manners(document=self.document), HERE)
        self._clock.advance(5.0)
        return self.records


@pytest.fixture
def telephony(clock, tmp_path) -> Telephony:
    return Telephony(clock, tmp_path)


@pytest.mark.parametrize(
    ("abilities", "rate", "ecm"),
    [
        (Abilities(), 14400, True),
        (Abilities(ecm=False), 14400, False),
        (Abilities(modems=("V.29", "V.27ter"), codings=("MH",)), 9600, True),
    ],
)
def test_pages_go_as_both_can(telephony, abilities, rate, ecm) -> None:
    found = telephony.fax(Manners(inbox=telephony.inbox, abilities=abilities))
    assert len(found) == 2
    for record in found:
        assert (record.ok, record.pages, record.bit_rate, record.ecm) == (True, 2, rate, ecm), record
        assert (record.caller, record.called) == (HERE, FAR)
    assert rows_in(telephony.inbox) == [sheet.rows for sheet in telephony.sheets]


def test_who_calls_without_a_document_polls(telephony) -> None:
    found = telephony.fax(Manners(document=telephony.document), Manners(inbox=telephony.inbox))
    assert [record.pages for record in found] == [2, 2]
    assert rows_in(telephony.inbox) == [sheet.rows for sheet in telephony.sheets]


def test_who_answers_hangs_up_in_a_page(telephony) -> None:
    found = telephony.fax(Manners(inbox=telephony.inbox, hangs_up=2))
    assert sorted((record.ok, record.pages) for record in found) == [(False, 1), (False, 1)]
    assert rows_in(telephony.inbox) == [telephony.sheets[0].rows]


def test_nobody_speaks(telephony) -> None:
    answers, calls = sorted(telephony.fax(Manners(silent=True)), key=lambda record: record.answered)
    assert not answers.answered
    assert (calls.ok, calls.text) == (False, "no facsimile answered")


def test_what_is_no_document_is_not_sent(telephony, tmp_path) -> None:
    (tmp_path / "no.tif").write_bytes(b"nothing")
    with pytest.raises(DocumentError):
        telephony.board.call(FAR, Manners(document=tmp_path / "no.tif"))
