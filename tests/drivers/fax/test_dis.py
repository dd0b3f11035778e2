import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.fax.dis import Dcs, Dis
from drivers.fax.frames import FrameError
from drivers.fax.page import Coding, Length, PageFormat, Resolution, Width
from drivers.fax.rates import BY_DIS, MODULATIONS, SLOWEST
from drivers.fax.scantime import ScanLineTime

V17_14400 = MODULATIONS[0]

capabilities = st.builds(
    Dis,
    modulations=st.sampled_from(["0000", "0100", "1000", "1100", "1101"]).map(BY_DIS.__getitem__),
    resolutions=st.sets(st.sampled_from(Resolution)).map(lambda some: frozenset(some | {Resolution.STANDARD})),
    codings=st.sets(st.sampled_from(Coding)).map(lambda some: frozenset(some | {Coding.MH})),
    width=st.sampled_from(Width),
    length=st.sampled_from(Length),
    scan_line_time=st.builds(
        ScanLineTime, st.sampled_from([10, 20, 40]), st.booleans(), halved_superfine=st.booleans()
    ),
    receives=st.booleans(),
    document_waits=st.booleans(),
    ecm=st.booleans(),
    short_frames_preferred=st.booleans(),
    subaddress=st.booleans(),
    password=st.booleans(),
    selective_polling=st.booleans(),
)
commands = st.builds(
    Dcs,
    modulation=st.sampled_from(MODULATIONS),
    format=st.builds(PageFormat, st.sampled_from(Width), st.sampled_from(Resolution), st.sampled_from(Length)),
    coding=st.sampled_from(Coding),
    scan_line_time=st.sampled_from([0, 5, 10, 20, 40]),
    ecm=st.booleans(),
    short_frames=st.booleans(),
    subaddress=st.booleans(),
    sender_identification=st.booleans(),
)


@given(capabilities)
def test_capabilities_both_ways(dis: Dis) -> None:
    assert Dis.decode(dis.encode()) == dis


@given(commands)
def test_commands_both_ways(dcs: Dcs) -> None:
    assert Dcs.decode(dcs.encode()) == dcs


@pytest.mark.parametrize(
    ("dcs", "fif"),
    [  # worked from table 2
        (Dcs(SLOWEST, PageFormat(length=Length.A4), scan_line_time=20), "000200"),
        (Dcs(V17_14400, coding=Coding.MR), "00a278"),
        (Dcs(V17_14400, PageFormat(resolution=Resolution.FINE), Coding.MMR, ecm=True), "0062f844"),
        (Dcs(V17_14400, PageFormat(Width.A3, Resolution.SUPERFINE), subaddress=True), "0022fa80808101"),
    ],
)
def test_commands_from_table_2(dcs: Dcs, fif: str) -> None:
    assert dcs.encode().hex() == fif


def test_a_capability_from_table_2() -> None:
    dis = Dis(
        resolutions=frozenset((Resolution.STANDARD, Resolution.FINE)),
        codings=frozenset((Coding.MH, Coding.MR)),
        width=Width.B4,
        length=Length.UNLIMITED,
    )
    assert dis.encode().hex() == "00ee79"


@given(st.binary(max_size=20))
def test_any_capability_is_read(fif: bytes) -> None:
    assert Dis.decode(fif).encode()


def test_the_least_that_a_dis_says() -> None:
    least = Dis.decode(b"")
    assert least.modulations == {SLOWEST}
    assert not least.receives
    assert least.scan_line_time == ScanLineTime(20)


def test_a_rate_of_no_known_modulation_is_refused() -> None:
    with pytest.raises(FrameError, match="signalling rate 0010"):
        Dcs.decode(bytes.fromhex("001200"))
