from hypothesis import given
from hypothesis import strategies as st

from drivers.fax.hdlc import FLAG, Deframer, encode_frames, fcs
from drivers.fax.line import bits_of, octets_of

MCF = bytes.fromhex("ff138c")
frames = st.lists(st.binary(min_size=3, max_size=300), max_size=5)


def body_of(frame: bytes) -> str:
    """The bits between the flags."""
    bits = bits_of(encode_frames([frame], 1))[len(FLAG) :]
    return bits[: bits.index(FLAG)]


def test_the_check_sequence_is_that_of_x25() -> None:
    """The published check value of CRC-16/X-25 is 906E; its low octet is sent first."""
    assert fcs(b"123456789").hex() == "6e90"


def test_a_frame_by_hand() -> None:
    """MCF of the answerer: address and control hold eight ones, so a zero is put in."""
    assert body_of(MCF).startswith("111110111110001000" + "00110001")


@given(frames, st.integers(1, 50))
def test_both_ways(sent: list[bytes], flags: int) -> None:
    assert Deframer().feed(encode_frames(sent, flags)) == sent


@given(frames, st.data())
def test_pieces_and_the_octet_boundary_do_not_matter(sent: list[bytes], data: st.DataObject) -> None:
    bits = bits_of(encode_frames(sent, 2))
    stream = octets_of("1" * data.draw(st.integers(0, 7)) + bits, "1")
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=5)))
    deframer = Deframer()
    pieces = [stream[start:end] for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True)]
    assert [frame for piece in pieces for frame in deframer.feed(piece)] == sent


def test_flags_may_share_a_zero() -> None:
    assert Deframer().feed(octets_of("011111101111110" + body_of(MCF) + "011111101111110")) == [MCF]


def test_a_frame_that_is_aborted_is_none() -> None:
    assert Deframer().feed(octets_of(FLAG + body_of(MCF) + "11111111" + FLAG)) == []


@given(st.binary(min_size=3, max_size=60), st.data())
def test_a_wrong_bit_costs_the_frame_that_it_is_in(frame: bytes, data: st.DataObject) -> None:
    bits = bits_of(encode_frames([frame, MCF], 1))
    start = 8
    end = bits.index(FLAG, start)
    at = data.draw(st.integers(start, end - 1))
    damaged = bits[:at] + "10"[int(bits[at])] + bits[at + 1 :]
    assert Deframer().feed(octets_of(damaged, "1"))[-1:] == [MCF]
    assert frame not in Deframer().feed(octets_of(damaged, "1"))[:-1]


@given(st.binary())
def test_noise_is_survived(noise: bytes) -> None:
    deframer = Deframer()
    deframer.feed(noise)
    assert deframer.feed(encode_frames([MCF], 3))[-1:] == [MCF]
