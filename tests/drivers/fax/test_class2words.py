"""Lines as modems print them, and what they are taken for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.fax.class2words import (
    LEAST,
    SP_2388,
    T_32,
    Abilities,
    Connected,
    FarNumber,
    HungUp,
    PageEnd,
    PageStatus,
    Polled,
    Session,
    Words,
)
from drivers.fax.sessionparameters import SessionParameters
from drivers.fax.termination import Termination

WORDS = st.sampled_from((SP_2388, T_32))


@pytest.mark.parametrize(
    ("words", "line", "report"),
    [
        (SP_2388, "+FCON", Connected()),
        (SP_2388, '+FCSI:"         +1 555 1234"', FarNumber("+1 555 1234")),
        (SP_2388, "+FTSI: 5551234", FarNumber("5551234")),
        (SP_2388, "+FDIS:1,3,0,2,0,0,0,4", Abilities(SessionParameters(1, 3, 0, 2, 0, 0, 0, 4))),
        (SP_2388, "+FDCS: 0,5,0,2,0,0,0,0", Session(SessionParameters(0, 5, 0, 2))),
        (SP_2388, "+FPTS:1,1128,0,0", PageStatus(1)),
        (SP_2388, "+FPTS: 2", PageStatus(2)),
        (SP_2388, "+FET:2", PageEnd(2)),
        (SP_2388, "+FHNG:100", HungUp(Termination.RECEIVE_D)),
        (SP_2388, "+FPOLL", Polled()),
        (SP_2388, "+FCFR", None),
        (SP_2388, "+FPTS:", None),
        (SP_2388, "+FDCS:1,x", None),
        (SP_2388, "+FHS:00", None),
        (T_32, "+FCO", Connected()),
        (T_32, "+FCS:1,5,0,2,3,2,0,0,0", Session(SessionParameters(1, 5, 0, 2, 3, 2))),
        (T_32, "+FHS:A0", HungUp(Termination.RECEIVE_D)),
        (T_32, "+FHS:00", HungUp(Termination.NORMAL)),
        (T_32, "+FHS:?", None),
        (T_32, "RING", None),
    ],
)
def test_what_a_line_says(words: Words, line: str, report: object) -> None:
    assert words.report(line) == report


@given(WORDS, st.text(max_size=40), st.sampled_from(["", "+FDCS:", "+FCS:", "+FHNG:", "+FHS:", "+FPTS:", "+FPS:"]))
def test_no_line_is_too_strange(words: Words, text: str, name: str) -> None:
    words.report(name + text)
    words.limits(name + text)


def test_what_a_modem_can_do_as_it_tells_it() -> None:
    limits = SP_2388.limits("(0,1),(0-5),(0-2),(0-2),(0),(0),(0),(0-7)")
    assert limits
    assert limits.narrowed(SessionParameters(1, 5, 2, 2, 3, 2, 0, 3)) == SessionParameters(1, 5, 2, 2, 0, 0, 0, 3)
    limits = SP_2388.limits("+FDCC: (0-1),(0,1,3),0,2,(0,1),0,0,(0-7)")
    assert limits
    assert limits.narrowed(SessionParameters(1, 5, 1, 2, 1)) == SessionParameters(1, 3, 0, 2, 1)


def test_resolutions_of_class_2_0_are_bits() -> None:
    limits = T_32.limits("(0-7),(0-5),(0-4),(0-2),(0-3),(0-2),(0),(0-7),(0)")
    assert limits
    assert limits.narrowed(SessionParameters(0x43, 5, 2, 2, 3, 2)) == SessionParameters(3, 5, 2, 2, 3, 2)
    limits = T_32.limits("(00,01,02,04,40),(0-5),(0),(0-2),(0,1),(0),(0),(0)")
    assert limits
    assert limits.narrowed(SessionParameters(0x46)).vr == 0x46


@pytest.mark.parametrize("told", ["", "OK", "(0-1),(0-5)", "(0-z),1,1,1,1,1,1,1"])
def test_what_can_t_be_read_is_none(told: str) -> None:
    assert SP_2388.limits(told) is None


def test_every_modem_has_this() -> None:
    assert LEAST.narrowed(SessionParameters(9, 9, 9, 9, 9, 9, 9, 9)) == SessionParameters(1, 3, 0, 2, 0, 0, 0, 7)
