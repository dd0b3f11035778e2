import pytest

from drivers.gsm.address import Address
from drivers.gsm.data_coding import MessageWaiting
from drivers.gsm.header import (
    Concatenation,
    InformationElement,
    UserDataHeader,
    concatenation_element,
    ports_element,
    waiting_element,
)
from drivers.gsm.tpdu import Deliver, Submit, decode_from_centre

SWEDE = Address.parse("+46708251358")
SWEDE_OCTETS = "0B916407281553F8"
SUMMER_OCTETS = "42605122852200"

PART = UserDataHeader((concatenation_element(Concatenation(0xA5, 2, 1)),))
WIDE_PART = UserDataHeader((concatenation_element(Concatenation(0xBEEF, 3, 2, 16)),))
TURKISH = UserDataHeader((InformationElement(0x24, b"\x01"),))
WAP_PUSH = UserDataHeader((ports_element((2948, 9200)),))


def test_text() -> None:
    assert Deliver(SWEDE, None, b"\x00\x1be").text == "@€"
    assert Deliver(SWEDE, None, b"\x1bs", header=TURKISH).text == "ş"
    assert Deliver(SWEDE, None, bytes.fromhex("D83DDE00"), 0x08).text == "😀"
    assert Deliver(SWEDE, None, b"\x00", 0x0C).text == "@"


def test_data() -> None:
    data = Deliver(SWEDE, None, b"\x01\xff", 0x04)
    assert (data.text, data.data) == (None, b"\x01\xff")
    assert Deliver(SWEDE, None, b"a").data is None


def test_compressed_text_is_given_as_octets() -> None:
    deliver = decode_from_centre(bytes.fromhex(f"04{SWEDE_OCTETS}0020{SUMMER_OCTETS}03ABCDEF"))
    assert (deliver.text, deliver.data) == (None, b"\xab\xcd\xef")


def test_message_class() -> None:
    codings = {0x00: None, 0x10: 0, 0x13: 3, 0xF2: 2}
    assert {coding: Deliver(SWEDE, None, b"", coding).message_class for coding in codings} == codings


def test_header() -> None:
    assert Deliver(SWEDE, None, b"", header=WIDE_PART).concatenation == Concatenation(0xBEEF, 3, 2, 16)
    assert Deliver(SWEDE, None, b"", header=WAP_PUSH).ports == (2948, 9200)


@pytest.mark.parametrize(("identifier", "number"), [(0x3F, None), (0x40, 0), (0x47, 7), (0x48, None), (0, None)])
def test_replace_type(identifier: int, number: int | None) -> None:
    assert Deliver(SWEDE, None, protocol_identifier=identifier).replace_type == number


def test_F19_messages_that_wait_by_coding() -> None:
    assert Deliver(SWEDE, None, b"", 0xC8).waiting == (MessageWaiting("voicemail", True, None, store=False),)
    assert Deliver(SWEDE, None, b"", 0x00).waiting == ()


def test_F19_messages_that_wait_by_header() -> None:
    discard = MessageWaiting("voicemail", True, 3, store=False)
    header = UserDataHeader((waiting_element(discard),))
    assert Deliver(SWEDE, None, b"", 0x00, header).waiting == (discard,)
    assert Deliver(SWEDE, None, b"", 0xD8, header).waiting == (MessageWaiting("voicemail", True, 3),)


def test_F19_a_wap_push_is_data() -> None:
    octets = f"44{SWEDE_OCTETS}0004{SUMMER_OCTETS}" + "0B0605040B8423F0010622AE"
    push = decode_from_centre(bytes.fromhex(octets))
    assert (push.ports, push.text, push.data) == ((2948, 9200), None, bytes.fromhex("010622AE"))


@pytest.mark.parametrize(
    "submit", [Submit(SWEDE, bytes(161)), Submit(SWEDE, bytes(153 + 1), 0, PART), Submit(SWEDE, bytes(141), 4)]
)
def test_more_than_a_message_holds_is_refused(submit: Submit) -> None:
    with pytest.raises(ValueError, match=r"is more than the 1[46]0 of one message"):
        submit.encode()
