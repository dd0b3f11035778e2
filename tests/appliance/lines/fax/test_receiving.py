"""What the far end is told of a page that comes, and what is kept of it."""

from __future__ import annotations

import pytest

from appliance.errors import NotReady
from appliance.lines.fax.receiving import Receiving
from appliance.spool import faxes
from appliance.spool.inbound import Owner
from drivers.fax.decoder import ReceivedRows
from drivers.fax.dis import Dcs, Dis
from drivers.fax.frames import Fcf
from drivers.fax.identification import Identification
from drivers.fax.rates import MODULATIONS
from drivers.fax.steps import Admit, Deliver, NextFormat, NextPage, ReceivedPage
from tests.appliance.lines.fax.modems import FINE, sheet


@pytest.fixture
def receiving(spool, clock, tmp_path) -> Receiving:
    return Receiving(spool, clock, tmp_path, "fax1", "+4930", lambda db: Owner())


def page(number: int, good: bool, rows: tuple[bytes, ...] = sheet().rows) -> Deliver:
    return Deliver(ReceivedPage(number, Dcs(MODULATIONS[0], FINE), b"", ReceivedRows(rows), good))


def test_who_sends_is_admitted_and_who_polls_is_not(receiving):
    assert receiving.admit(Admit(Identification("1"), polls=False))
    assert not receiving.admit(Admit(Identification("1"), polls=True))


@pytest.mark.parametrize(
    "asked", [lambda it: it.format(NextFormat(0, Dis())), lambda it: it.page(NextPage(0, Dcs(MODULATIONS[0], FINE)))]
)
def test_a_modem_that_asks_for_a_document_all_the_same_is_told_that_there_is_none(receiving, asked):
    with pytest.raises(NotReady, match="no document"):
        asked(receiving)


def test_a_good_page_is_kept(receiving, spool):
    assert receiving.deliver(page(0, good=True)) is Fcf.MCF
    assert len(faxes.held(spool.read())[0].files) == 1


def test_a_damaged_page_is_asked_for_twice_again_and_then_kept_as_it_is(receiving, spool):
    said = [receiving.deliver(page(0, good=False)) for _ in range(3)]
    assert said == [Fcf.RTN, Fcf.RTN, Fcf.RTP]
    assert len(faxes.held(spool.read())[0].files) == 1
    assert receiving.deliver(page(1, good=False)) is Fcf.RTN


def test_a_page_of_which_nothing_came_is_never_kept(receiving, spool):
    assert {receiving.deliver(page(0, good=False, rows=())) for _ in range(5)} == {Fcf.RTN}
    assert faxes.held(spool.read()) == []
