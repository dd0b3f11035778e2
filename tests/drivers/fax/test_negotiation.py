import pytest

from drivers.fax.dis import Dcs, Dis
from drivers.fax.negotiation import common_format, common_modulations, negotiate
from drivers.fax.page import Coding, Length, PageFormat, Resolution, Width
from drivers.fax.rates import BY_DIS, MODULATIONS
from drivers.fax.scantime import ScanLineTime

FAST = MODULATIONS[0]
ALL = frozenset(Coding)


@pytest.mark.parametrize(
    ("wanted", "there", "common"),
    [
        (Resolution.R16, {Resolution.FINE}, Resolution.FINE),
        (Resolution.R16, {Resolution.SUPERFINE, Resolution.FINE}, Resolution.SUPERFINE),
        (Resolution.R300, {Resolution.SUPERFINE, Resolution.FINE}, Resolution.FINE),
        (Resolution.SUPERFINE, set(), Resolution.STANDARD),
        (Resolution.FINE, {Resolution.FINE, Resolution.SUPERFINE}, Resolution.FINE),
        (Resolution.STANDARD, {Resolution.FINE}, Resolution.STANDARD),
    ],
)
def test_a_resolution_that_is_not_there_becomes_a_coarser_one(
    wanted: Resolution, there: set[Resolution], common: Resolution
) -> None:
    far = Dis(resolutions=frozenset(there | {Resolution.STANDARD}))
    assert common_format(PageFormat(resolution=wanted), far).resolution is common


def test_a_page_is_no_larger_than_the_far_end_takes() -> None:
    wanted = PageFormat(Width.A3, length=Length.UNLIMITED)
    assert common_format(wanted, Dis()) == PageFormat(Width.A4, length=Length.A4)
    assert common_format(wanted, Dis(width=Width.B4, length=Length.B4)) == PageFormat(Width.B4, length=Length.B4)
    assert common_format(PageFormat(Width.A4, length=Length.A4), Dis(width=Width.A3)).width is Width.A4


@pytest.mark.parametrize(
    ("own", "far", "coding", "ecm"),
    [
        (Dis(codings=ALL, ecm=True), Dis(codings=ALL, ecm=True), Coding.MMR, True),
        (Dis(codings=ALL, ecm=True), Dis(codings=ALL), Coding.MR, False),
        (Dis(codings=ALL, ecm=True), Dis(ecm=True), Coding.MH, True),
        (Dis(), Dis(codings=ALL, ecm=True), Coding.MH, False),
    ],
)
def test_the_densest_coding_that_both_have(own: Dis, far: Dis, coding: Coding, ecm: bool) -> None:
    dcs = negotiate(own, far, PageFormat(), FAST)
    assert (dcs.coding, dcs.ecm) == (coding, ecm)


def test_lines_are_filled_for_who_needs_it_but_not_with_error_correction() -> None:
    slow = ScanLineTime(20, halved_fine=True)
    fine = PageFormat(resolution=Resolution.FINE)
    far = Dis(scan_line_time=slow, resolutions=frozenset((Resolution.STANDARD, Resolution.FINE)), ecm=True)
    assert negotiate(Dis(), far, PageFormat(), FAST).scan_line_time == 20
    assert negotiate(Dis(), far, fine, FAST).scan_line_time == 10
    assert negotiate(Dis(ecm=True), far, fine, FAST).scan_line_time == 0


def test_short_frames_are_for_error_correction() -> None:
    far = Dis(ecm=True, short_frames_preferred=True)
    assert negotiate(Dis(ecm=True), far, PageFormat(), FAST).short_frames
    assert not negotiate(Dis(), far, PageFormat(), FAST).short_frames


def test_the_plainest_stations_understand_each_other() -> None:
    plain = Dis()
    assert negotiate(plain, plain, PageFormat(), FAST) == Dcs(FAST, PageFormat(length=Length.A4))


def test_modulations_that_both_have_in_the_order_of_fall_back() -> None:
    old = Dis(modulations=BY_DIS["1100"])
    assert [str(each) for each in common_modulations(Dis(), old)] == [
        "V.29 9600",
        "V.29 7200",
        "V.27ter 4800",
        "V.27ter 2400",
    ]
