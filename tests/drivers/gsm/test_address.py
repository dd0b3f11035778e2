import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.gsm.address import Address, decode_address, decode_sca, encode_address, encode_sca
from drivers.gsm.octets import PduError


@pytest.mark.parametrize(
    ("text", "octets"),
    [
        ("+46708251358", "0B916407281553F8"),
        ("+1234", "04912143"),
        ("12345", "05812143F5"),
        ("*100#", "05811A00FB"),
        ("112", "038111F2"),
    ],
)
def test_numbers(text: str, octets: str) -> None:
    address = Address.parse(text)
    assert encode_address(address).hex().upper() == octets
    assert decode_address(bytes.fromhex(octets), 0) == (address, len(octets) // 2)
    assert address.number == str(address) == text


@pytest.mark.parametrize(
    ("name", "octets"),
    [
        ("Vodafone", "0ED0D637396C7EBBCB"),
        ("ABCD", "07D041E19008"),
        ("A", "02D041"),
        ("a€", "06D0E14D19"),
    ],
)
def test_names(name: str, octets: str) -> None:
    address = Address.alphanumeric(name)
    assert encode_address(address).hex().upper() == octets
    assert decode_address(bytes.fromhex(octets), 0) == (address, len(octets) // 2)
    assert address.is_name
    assert address.number == name


@given(st.from_regex(r"(\+[0-9]{1,20}|[0-9*#]{1,20})", fullmatch=True, alphabet="+0123456789*#"))
def test_numbers_come_back(text: str) -> None:
    octets = encode_address(Address.parse(text))
    assert decode_address(b"??" + octets + b"?", 2) == (Address.parse(text), len(octets) + 2)


@given(st.text("abcABC019@ _!Ä", min_size=1, max_size=11))
def test_names_come_back(name: str) -> None:
    assert decode_address(encode_address(Address.alphanumeric(name)), 0)[0].number == name


@pytest.mark.parametrize(
    "text",
    ["", "+", "abc", "+49 170", "0170-1", "+49\r", "+49\n", "1" * 21, "+" + "1" * 21, "++4", "+4*", "٣", "12\x1a", "a"],
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a telephone number"):
        Address.parse(text)


@pytest.mark.parametrize("name", ["", "x" * 12, "€" * 6, "ş"])
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="GSM 7 bit"):
        Address.alphanumeric(name)


@pytest.mark.parametrize("digits", ["12 4", "12d4", "12x", "é"])
def test_digits_that_are_none_are_not_sent(digits: str) -> None:
    with pytest.raises(ValueError, match="not digits"):
        encode_address(Address(digits))


def test_every_nibble_of_an_address() -> None:
    assert decode_address(bytes.fromhex("0A8121BADC3EFF"), 0)[0].digits == "12*#abc3"
    assert encode_address(Address("12*#abc3")).hex().upper() == "088121BADC3E"


def test_types_of_number_are_kept() -> None:
    address, _ = decode_address(bytes.fromhex("04C82143"), 0)
    assert (address.digits, address.ton, address.npi) == ("1234", 4, 8)
    assert encode_address(address).hex() == "04c82143"


@pytest.mark.parametrize("size", range(8))
def test_truncated_is_refused_with_its_place(size: int) -> None:
    with pytest.raises(PduError, match=f"TP-DA truncated at octet {size}: ") as caught:
        decode_address(bytes.fromhex("0B916407281553F8")[:size], 0, "TP-DA")
    assert caught.value.field == "TP-DA"
    assert caught.value.offset == size


class TestServiceCentre:
    def test_both_ways(self) -> None:
        octets = bytes.fromhex("07917283010010F5")
        address = Address.parse("+27381000015")
        assert encode_sca(address) == octets
        assert decode_sca(octets + b"\x04") == (address, 8)

    def test_none(self) -> None:
        assert encode_sca(None) == b"\0"
        assert decode_sca(b"\0\x04") == (None, 1)

    @pytest.mark.parametrize("size", range(8))
    def test_truncated(self, size: int) -> None:
        with pytest.raises(PduError, match=f"service centre address truncated at octet {size}"):
            decode_sca(bytes.fromhex("07917283010010F5")[:size])

    def test_a_length_that_cannot_be(self) -> None:
        with pytest.raises(PduError, match="length 12 is more than 11"):
            decode_sca(bytes([12]) + bytes(12))
