"""Parameters of a session: against lines that modems print, and there and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.fax.dis import Dcs, Dis
from drivers.fax.page import Coding, Length, PageFormat, Resolution, Width
from drivers.fax.rates import BY_DIS, MODULATIONS
from drivers.fax.scantime import ScanLineTime
from drivers.fax.sessionparameters import CLASS_2, CLASS_2_0, Notation, SessionParameters

NOTATIONS = st.sampled_from((CLASS_2, CLASS_2_0))


def test_what_a_modem_of_class_2_prints() -> None:
    told = CLASS_2.decode("1,3,0,2,0,0,0,4")
    dis = CLASS_2.dis(told)
    assert dis.resolutions == {Resolution.STANDARD, Resolution.FINE}
    assert max(each.rate for each in dis.modulations) == 9600
    assert (dis.width, dis.length, dis.codings) == (Width.A4, Length.UNLIMITED, {Coding.MH})
    assert (dis.scan_line_time, dis.ecm) == (ScanLineTime(20, halved_fine=True), False)
    dcs = CLASS_2.dcs(told)
    assert dcs.format == PageFormat(Width.A4, Resolution.FINE, Length.UNLIMITED)
    assert (dcs.modulation.rate, dcs.scan_line_time) == (9600, 10)


def test_class_2_0_counts_to_sixteen_and_adds_resolutions_up() -> None:
    dis = CLASS_2_0.dis(CLASS_2_0.decode("47,5,2,2,3,2,0,0"))
    assert dis.resolutions == frozenset(Resolution)
    assert (dis.codings, dis.ecm) == (frozenset(Coding), True)
    assert CLASS_2_0.of_dis(dis).vr == 0x47
    assert CLASS_2_0.dcs(CLASS_2_0.decode("40,5,0,0,3,1,0,0")).format.resolution is Resolution.R300


def test_what_is_left_out_stays_as_it_was() -> None:
    before = SessionParameters(1, 5, 2, 2, 1, 0, 0, 3)
    assert CLASS_2.decode(",3,,,0", before) == SessionParameters(1, 3, 2, 2, 0, 0, 0, 3)
    assert CLASS_2.decode("0,1,0,0,0,0,0,0,1,1", before) == SessionParameters(0, 1)


@pytest.mark.parametrize("text", ["x", "1,-3", "1,3,0,2,0,0,0,g", "1 2", "+1", "1_0"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"number|invalid"):
        CLASS_2.decode(text)


@given(NOTATIONS, st.text(max_size=30))
def test_any_text_is_parameters_or_refused(notation: Notation, text: str) -> None:
    try:
        told = notation.decode(text)
    except ValueError:
        return
    notation.dis(told).encode()
    notation.dcs(told).encode()


@given(NOTATIONS, st.lists(st.integers(0, 0x7F), min_size=8, max_size=8))
def test_numbers_come_back_as_they_were(notation: Notation, numbers: list[int]) -> None:
    parameters = SessionParameters(*numbers)
    assert notation.decode(notation.encode(parameters)) == parameters


def test_frames_of_64_octets_are_told_apart_in_class_2_alone() -> None:
    assert [CLASS_2.dcs(SessionParameters(ec=ec)).short_frames for ec in (0, 1, 2)] == [False, True, False]
    assert [CLASS_2_0.dcs(SessionParameters(ec=ec)).ecm for ec in (0, 1, 2)] == [False, True, True]
    assert CLASS_2_0.of_dcs(Dcs(MODULATIONS[0], ecm=True)).ec == CLASS_2_0.of_dis(Dis(ecm=True)).ec == 1


DCS = st.builds(
    Dcs,
    st.sampled_from([each for each in MODULATIONS if each.rate in (2400, 4800, 12000, 14400)]),
    st.builds(PageFormat, st.sampled_from(Width), st.sampled_from(Resolution), st.sampled_from(Length)),
    st.sampled_from(Coding),
    st.sampled_from([0, 5, 10, 20, 40]),
    ecm=st.booleans(),
)


@given(DCS)
def test_what_was_chosen_comes_back_as_it_was(dcs: Dcs) -> None:
    assert CLASS_2_0.dcs(CLASS_2_0.of_dcs(dcs)) == dcs


DIS = st.builds(
    Dis,
    modulations=st.sampled_from([BY_DIS["0000"], BY_DIS["0100"], BY_DIS["1101"]]),
    resolutions=st.frozensets(st.sampled_from(Resolution)).map(lambda those: those | {Resolution.STANDARD}),
    codings=st.sampled_from([frozenset((Coding.MH,)), frozenset((Coding.MH, Coding.MR)), frozenset(Coding)]),
    width=st.sampled_from(Width),
    length=st.sampled_from(Length),
    ecm=st.booleans(),
)


@given(DIS)
def test_capabilities_come_back_as_they_were(dis: Dis) -> None:
    assert CLASS_2_0.dis(CLASS_2_0.of_dis(dis)) == dis
