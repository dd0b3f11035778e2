import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.fax.bits import Bit, decode_bits, encode_bits, is_extend


@pytest.mark.parametrize(
    ("bits", "octets"),
    [
        ((), "000000"),
        ((1,), "010000"),
        ((Bit.RECEIVE, Bit.SIGNALLING_RATE_4, Bit.TWO_DIMENSIONAL, Bit.LENGTH_UNLIMITED), "00a208"),
        ((Bit.RECEIVE, Bit.ECM), "00028004"),
        ((Bit.T6,), "00008040"),
        ((Bit.SUPERFINE,), "000080808001"),
        ((Bit.SYCC_JPEG,), "0000" + "80" * 13 + "40"),
    ],
)
def test_vectors_from_table_2(bits: tuple[int, ...], octets: str) -> None:
    assert encode_bits(bits).hex() == octets
    assert decode_bits(bytes.fromhex(octets)) == set(bits)


@given(st.sets(st.sampled_from(Bit)))
def test_both_ways(bits: set[Bit]) -> None:
    assert decode_bits(encode_bits(bits)) == bits


@given(st.binary(max_size=20))
def test_any_field_is_read_and_means_the_same_written_again(field: bytes) -> None:
    bits = decode_bits(field)
    assert decode_bits(encode_bits(bits)) == bits


def test_what_no_extend_bit_announces_is_not_read() -> None:
    assert decode_bits(bytes.fromhex("00020004ff")) == {Bit.RECEIVE}


def test_a_field_that_breaks_off_is_read_as_far_as_it_goes() -> None:
    assert decode_bits(bytes.fromhex("000280")) == {Bit.RECEIVE}
    assert decode_bits(bytes.fromhex("0002")) == {Bit.RECEIVE}


def test_no_name_is_given_to_an_extend_bit() -> None:
    assert not [bit for bit in Bit if is_extend(bit)]
