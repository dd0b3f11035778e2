"""Headers: what has still to come after them."""

from __future__ import annotations

import pytest

from drivers.at.payload import Rest, header, is_hex, string


@pytest.mark.parametrize(
    ("line", "rest", "length"),
    [
        ("+CMT: ,23", Rest.PDU, 23),
        ('+CMT: "Anna",23', Rest.PDU, 23),
        ("+CMT:23", Rest.PDU, 23),
        ("+CDS: 25", Rest.PDU, 25),
        ("+CBM: 88", Rest.PDU, 88),
        ("+CMGR: 0,,159", Rest.PDU, 159),
        ("+CMGL: 12,1,,159", Rest.PDU, 159),
        ('+CMT: "+491711234567",,"24/03/01,12:00:00+04"', Rest.TEXT, 0),
        ('+CMT: "+491711234567",,"24/03/01,12:00:00+04",145,4,0,0,"+49170",145,12', Rest.TEXT, 0),
        ('+CMGR: "REC READ","+49171",,"24/03/01,12:00:00+04"', Rest.TEXT, 0),
        ("+CBM: 1,50,1,1,1", Rest.TEXT, 0),
    ],
)
def test_what_a_header_announces(line: str, rest: Rest, length: int) -> None:
    held = header(line, answers=False, ended=True)
    assert held is not None
    assert (held.rest, held.length) == (rest, length)


def test_a_report_in_text_mode_announces_nothing() -> None:
    assert header('+CDS: 6,12,,,"24/03/01","24/03/01",0', answers=False, ended=True) is None


def test_whether_a_pdu_has_the_length_that_was_announced() -> None:
    held = header("+CMT: ,2", answers=False, ended=True)
    assert held is not None
    assert held.fits("00" + "0102")
    assert held.fits("029121" + "0102")
    assert not held.fits("00" + "01")
    assert not held.fits("1")


def test_a_string_is_open_until_its_quote() -> None:
    assert string('+CUSD: 0,"done",15', answers=True) is None
    assert string('+CUSD: 0,"more', answers=True) is not None


def test_hex() -> None:
    assert is_hex("0aF9")
    assert not is_hex("0aG9")
