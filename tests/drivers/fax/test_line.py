from hypothesis import given
from hypothesis import strategies as st

from drivers.fax.line import bits_of, octets_of


def test_the_lowest_bit_is_the_first() -> None:
    assert bits_of(b"\x01\x80") == "1000000000000001"
    assert octets_of("1000000000000001") == b"\x01\x80"


def test_the_last_octet_is_filled() -> None:
    assert octets_of("1") == b"\x01"
    assert octets_of("1", "01") == b"\x55"
    assert octets_of("") == b""


@given(st.binary())
def test_both_ways(octets: bytes) -> None:
    assert octets_of(bits_of(octets)) == octets
