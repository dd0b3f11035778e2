from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from drivers.fax.dle import END, Unshielder, shielded

OCTETS = st.one_of(st.binary(), st.lists(st.sampled_from(b"\x03\x10\x10\x11\x13\x1a\0")).map(bytes))


@given(OCTETS, OCTETS, st.lists(st.integers(0, 80)))
def test_what_is_shielded_comes_back_however_it_is_cut(octets: bytes, behind: bytes, cuts: list[int]) -> None:
    unshielder, wire = Unshielder(), shielded(octets) + END + behind
    places = sorted({0, len(wire), *(cut for cut in cuts if cut < len(wire))})
    came = b"".join(unshielder.feed(wire[a:b]) for a, b in zip(places, [*places[1:], None], strict=True))
    assert (came, unshielder.ended, unshielder.rest) == (octets, True, behind)


@given(OCTETS)
def test_nothing_that_is_shielded_ends_the_data(octets: bytes) -> None:
    unshielder = Unshielder()
    assert unshielder.feed(shielded(octets)) == octets
    assert not unshielder.ended


def test_flow_control_in_what_is_received_is_data() -> None:
    assert Unshielder().feed(b"a\x11b\x13c") == b"a\x11b\x13c"


def test_two_dles_in_one_code_and_codes_without_meaning() -> None:
    assert Unshielder().feed(b"a\x10\x1ab\x10\x41c") == b"a\x10\x10bc"
