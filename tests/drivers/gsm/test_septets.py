import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.gsm.septets import pack, unpack


def packed_by_bits(septets: bytes, fill_bits: int) -> bytes:
    """23.038 6.1.2.1 by the letter: one bit after another, least significant first."""
    bits = "0" * fill_bits + "".join(f"{septet:07b}"[::-1] for septet in septets)
    bits = bits.ljust((len(bits) + 7) // 8 * 8, "0")
    return bytes(int(bits[at : at + 8][::-1], 2) for at in range(0, len(bits), 8))


septet_strings = st.binary(max_size=600).map(lambda data: bytes(octet & 0x7F for octet in data))


@pytest.mark.parametrize(
    ("septets", "octets"),
    [
        (b"", ""),
        (b"1", "31"),
        (b"12", "3119"),
        (b"1234567", "31D98C56B3DD00"),
        (b"12345678", "31D98C56B3DD70"),
        (b"123456789", "31D98C56B3DD7039"),
        (b"hellohello", "E8329BFD4697D9EC37"),
    ],
)
def test_vectors(septets: bytes, octets: str) -> None:
    assert pack(septets).hex().upper() == octets
    assert unpack(bytes.fromhex(octets), len(septets)) == septets


@given(septet_strings, st.integers(0, 6))
def test_packing_is_bit_by_bit(septets: bytes, fill_bits: int) -> None:
    octets = pack(septets, fill_bits)
    if septets:
        assert octets == packed_by_bits(septets, fill_bits)
    assert unpack(octets, len(septets), fill_bits) == septets


def test_unpacking_leaves_what_follows() -> None:
    assert unpack(bytes.fromhex("31D98C56B3DD70FFFF"), 3) == b"123"


def test_too_few_octets_are_refused() -> None:
    with pytest.raises(ValueError, match="8 septets need 7 octets, 6 there"):
        unpack(bytes(6), 8)
