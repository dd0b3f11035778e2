import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.fax.dis import Dcs
from drivers.fax.ecm import (
    Block,
    PartialPage,
    blocks_of,
    decode_after,
    decode_continue,
    decode_request,
    encode_block,
    encode_continue,
    encode_request,
)
from drivers.fax.frames import Fcf, FrameError
from drivers.fax.rates import MODULATIONS, Modulation

FAST, SLOW = MODULATIONS[0], MODULATIONS[-1]
LONG, SHORT = Dcs(FAST, ecm=True), Dcs(FAST, ecm=True, short_frames=True)


@pytest.mark.parametrize(("dcs", "size"), [(LONG, 256), (SHORT, 64)])
@pytest.mark.parametrize("octets", [0, 1, 255, 256, 257, 64 * 256, 64 * 256 + 1, 70_000])
def test_a_page_is_cut_into_frames_and_blocks(dcs: Dcs, size: int, octets: int) -> None:
    page = bytes(number % 251 + 1 for number in range(octets))
    blocks = blocks_of(page, dcs)
    assert {len(frame) for block in blocks for frame in block} == {size}
    assert {len(block) for block in blocks[:-1]} <= {256}
    whole = b"".join(b"".join(block) for block in blocks)
    assert whole.rstrip(b"\0") == page
    assert len(whole) - octets <= size


@pytest.mark.parametrize("dcs", [LONG, SHORT])
@given(page=st.binary(min_size=1, max_size=3000), lost=st.sets(st.integers(0, 50)))
def test_what_is_missing_is_asked_for_and_sent_again(dcs: Dcs, page: bytes, lost: set[int]) -> None:
    (frames,) = blocks_of(page, dcs)
    block = Block()
    block.begin()
    block.feed(encode_block({number: each for number, each in enumerate(frames) if number not in lost}, FAST))
    block.expect(len(frames))
    assert block.missing == tuple(sorted(lost & set(range(len(frames)))))
    wanted = decode_request(encode_request(block.missing), len(frames))
    block.begin()
    block.feed(encode_block({number: frames[number] for number in wanted}, SLOW))
    block.expect(len(wanted))
    assert not block.missing
    assert block.next_octets() == b"".join(frames)


def test_the_request_has_the_first_frame_lowest() -> None:
    assert encode_request([0, 9]).hex() == "0102" + "00" * 30
    assert decode_request(bytes.fromhex("0102ff"), 20) == (0, 9, 16, 17, 18, 19)


def test_of_a_block_with_gaps_what_comes_before_the_first_is_kept() -> None:
    block = Block()
    block.feed(encode_block({0: b"a" * 64, 2: b"c" * 64}, FAST))
    block.expect(3)
    assert block.next_octets() == b"a" * 64


def test_flags_come_first_for_a_fifth_of_a_second() -> None:
    stream = encode_block({0: bytes(64)}, FAST)
    assert stream.startswith(b"\x7e" * (14400 // 5 // 8))


@pytest.mark.parametrize(
    ("partial", "field"),
    [  # T.30 A.4.3: EOP is printed 1111 0100, the first bit on the line first
        (PartialPage(None, 0, 0, 256), "000000ff"),
        (PartialPage(Fcf.MPS, 1, 2, 1), "4f010200"),
        (PartialPage(Fcf.EOM, 0, 0, 3), "8f000002"),
        (PartialPage(Fcf.EOP, 257, 0, 3), "2f010002"),
    ],
)
def test_the_field_of_a_partial_page(partial: PartialPage, field: str) -> None:
    assert partial.encode().hex() == field
    assert partial.encode_end().hex() == field[:2]
    assert PartialPage.decode(bytes.fromhex(field)).after is partial.after
    assert PartialPage.decode(bytes.fromhex(field)).frames == partial.frames


def test_a_wish_for_an_operator_is_left_out() -> None:
    assert decode_after(b"\x3f") is Fcf.EOP
    assert decode_after(b"\x5e") is Fcf.MPS


@pytest.mark.parametrize("field", ["", "2f0000", "cc000000", "84000000"])
def test_what_is_no_such_field_is_refused(field: str) -> None:
    with pytest.raises(FrameError):
        PartialPage.decode(bytes.fromhex(field))


@pytest.mark.parametrize("modulation", MODULATIONS, ids=str)
def test_a_ctc_says_the_modulation(modulation: Modulation) -> None:
    assert decode_continue(encode_continue(Dcs(modulation, ecm=True))) == modulation


@pytest.mark.parametrize("field", ["", "00", "0010"])
def test_a_ctc_with_no_known_modulation_is_refused(field: str) -> None:
    with pytest.raises(FrameError):
        decode_continue(bytes.fromhex(field))
