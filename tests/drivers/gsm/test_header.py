import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.gsm.data_coding import MessageWaiting
from drivers.gsm.header import (
    Concatenation,
    InformationElement,
    UserDataHeader,
    concatenation_element,
    decode_header,
    ports_element,
    waiting_element,
)

elements = st.builds(InformationElement, st.integers(0, 255), st.binary(max_size=12))


@pytest.mark.parametrize(
    ("concatenation", "octets"),
    [
        (Concatenation(0xA5, 3, 2), "050003A50302"),
        (Concatenation(0xBEEF, 255, 255, 16), "060804BEEFFFFF"),
    ],
)
def test_concatenation(concatenation: Concatenation, octets: str) -> None:
    header = UserDataHeader((concatenation_element(concatenation),))
    assert header.encode().hex().upper() == octets
    assert decode_header(bytes.fromhex(octets)[1:]).concatenation == concatenation


@pytest.mark.parametrize(
    "octets",
    ["0003A50001", "0003A50200", "0003A50203", "0002A502", "0803A50201"],
    ids=["no total", "number 0", "number beyond total", "short", "16 bit but short"],
)
def test_a_concatenation_that_cannot_be_is_ignored(octets: str) -> None:
    assert decode_header(bytes.fromhex(octets)).concatenation is None


def test_of_repeated_elements_the_last_counts() -> None:
    header = decode_header(bytes.fromhex("0003010201" + "080400020302" + "240101" + "240103"))
    assert header.concatenation == Concatenation(2, 3, 2, 16)
    assert header.single == 3


def test_a_concatenation_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="256 is no 8 bit reference"):
        concatenation_element(Concatenation(256, 2, 1))


def test_ports() -> None:
    assert ports_element((2948, 9200)).encode().hex().upper() == "05040B8423F0"
    assert decode_header(bytes.fromhex("05040B8423F0")).ports == (2948, 9200)
    assert decode_header(bytes.fromhex("0402F0F1")).ports == (0xF0, 0xF1)
    assert decode_header(b"").ports is None


@pytest.mark.parametrize("ports", [(-1, 0), (0, 65536)])
def test_ports_that_are_none_are_refused(ports: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="ports are 0 to 65535"):
        ports_element(ports)


def test_national_languages() -> None:
    header = decode_header(bytes.fromhex("24010D" + "250106"))
    assert (header.single, header.locking) == (13, 6)
    assert (decode_header(b"").single, decode_header(b"").locking) == (0, 0)


@pytest.mark.parametrize(
    ("waiting", "octets"),
    [
        (MessageWaiting("voicemail", True, 3), "01028003"),
        (MessageWaiting("fax", False, 0, store=False), "01020100"),
        (MessageWaiting("email", True, 255), "010282FF"),
        (MessageWaiting("other", True, 1, store=False), "01020301"),
        (MessageWaiting("video", True, 2), "01028702"),
    ],
)
def test_special_indications(waiting: MessageWaiting, octets: str) -> None:
    assert waiting_element(waiting).encode().hex().upper() == octets
    assert decode_header(bytes.fromhex(octets)).waiting == (waiting,)


def test_indications_of_several_kinds() -> None:
    header = decode_header(bytes.fromhex("01028001" + "01020100" + "010182"))
    assert header.waiting == (MessageWaiting("voicemail", True, 1), MessageWaiting("fax", False, 0, store=False))


@given(st.lists(elements, max_size=8))
def test_elements_come_back(several: list[InformationElement]) -> None:
    header = UserDataHeader(tuple(several))
    assert decode_header(header.encode()[1:]) == header


@pytest.mark.parametrize("octets", ["00", "0003A503", "0003A50302" + "24", "0003A50302" + "2402AA"])
def test_a_header_whose_last_element_does_not_fit_is_ignored_whole(octets: str) -> None:
    assert not decode_header(bytes.fromhex(octets))


@given(st.binary(max_size=40))
def test_nothing_raises(octets: bytes) -> None:
    header = decode_header(octets)
    assert (header.concatenation, header.ports, header.waiting, header.locking, header.single) is not None
