"""A caller and an answerer on a line that loses and damages: they end, agree on the pages, and double none.

A failure prints the seed that makes the line do the same again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from drivers.fax import t30
from drivers.fax.dis import Dis
from drivers.fax.identification import Identification
from drivers.fax.page import Coding, Length, PageFormat, Resolution
from drivers.fax.rates import BY_DIS
from drivers.fax.rows import row_of
from drivers.fax.scantime import ScanLineTime
from drivers.fax.steps import ReceivedPage
from drivers.fax.termination import Termination
from tests.drivers.fax.link import Desk, End, Link, Noise
from tests.drivers.fax.pages import Rows

MOST_PAGES = 4


def striped(number: int) -> Rows:
    """A page like no other in any line."""
    left = 100 * number + 50
    return tuple(row_of((left + line % 7, left + 30 + line % 11 * 3), 1728) for line in range(160))


PAGES = [striped(number) for number in range(MOST_PAGES)]

# Slow lines make pages last, as real ones do; without error correction a page of a second may be missed unnoticed
EITHER = Dis(
    modulations=BY_DIS["1101"],
    resolutions=frozenset((Resolution.STANDARD, Resolution.FINE)),
    codings=frozenset(Coding),
    length=Length.UNLIMITED,
    scan_line_time=ScanLineTime(40),
)


def number_of(page: ReceivedPage) -> int:
    """Which of PAGES it is, damaged as it may be."""
    return max(range(MOST_PAGES), key=lambda number: len(set(PAGES[number]) & set(page.rows.rows)))


@dataclass(frozen=True)
class Setting:
    """What two stations are like and have to do."""

    formats: tuple[PageFormat, ...]
    ecm: bool
    polls: bool
    short_frames: bool


settings = st.builds(
    Setting,
    st.lists(
        st.builds(PageFormat, resolution=st.sampled_from((Resolution.STANDARD, Resolution.FINE))),
        min_size=1,
        max_size=MOST_PAGES,
    ).map(tuple),
    ecm=st.booleans(),
    polls=st.booleans(),
    short_frames=st.booleans(),
)
noises = st.builds(
    Noise,
    lost=st.sampled_from((0, 0.03, 0.2)),
    damaged=st.sampled_from((0, 0.1, 0.3)),
    bit_errors=st.sampled_from((0, 1, 5, 30)),
    drops=st.sampled_from((0, 0, 0.01)),
)
seeds = st.integers(0, 2**32 - 1)


@dataclass
class Ended:
    sender: End
    receiver: End
    log: str


def called(setting: Setting, noise: Noise, seed: int) -> Ended:
    """After the call."""
    has_document = replace(EITHER, ecm=setting.ecm, document_waits=setting.polls)
    sender = End("sender", Identification("+1"), has_document, Desk(tuple(zip(PAGES, setting.formats, strict=False))))
    receiver = End(
        "receiver",
        Identification("+2"),
        replace(EITHER, ecm=True, short_frames_preferred=setting.short_frames),
        Desk(),
    )
    caller, answerer = (receiver, sender) if setting.polls else (sender, receiver)
    link = Link(caller, answerer, noise, seed)
    link.run(t30.poll if setting.polls else t30.send, t30.answer)
    return Ended(sender, receiver, "\n".join(link.log))


@given(settings, noises, seeds)
def test_every_call_ends_and_both_sides_agree_on_the_pages(setting: Setting, noise: Noise, seed: int) -> None:
    ended = called(setting, noise, seed)
    sender, receiver = ended.sender, ended.receiver
    kept = [number_of(page) for page in receiver.desk.kept]
    confirmed = sender.desk.confirmed
    event(f"{sender.termination}")
    assert confirmed == list(range(sender.call.confirmed)), ended.log
    assert kept in (confirmed, [*confirmed, sender.call.in_doubt]), ended.log
    assert receiver.call.received == len(kept), ended.log
    if sender.termination is Termination.NORMAL:
        assert len(confirmed) == len(setting.formats), ended.log


@given(settings, noises, seeds)
def test_error_correction_leaves_no_error(setting: Setting, noise: Noise, seed: int) -> None:
    ended = called(replace(setting, ecm=True), noise, seed)
    for page in ended.receiver.desk.kept:
        assert page.rows.rows == PAGES[number_of(page)], ended.log


@given(settings, seeds)
def test_a_good_line_carries_every_page(setting: Setting, seed: int) -> None:
    ended = called(setting, Noise(), seed)
    assert [page.rows.rows for page in ended.receiver.desk.kept] == PAGES[: len(setting.formats)], ended.log
    assert ended.sender.termination is ended.receiver.termination is Termination.NORMAL


@pytest.mark.parametrize("ecm", [False, True])
def test_a_fair_line_carries_nearly_every_document(ecm: bool) -> None:
    setting = Setting((PageFormat(),) * 3, ecm, polls=False, short_frames=False)
    noise = Noise(lost=0.02, damaged=0.02, bit_errors=1)
    ends = [called(setting, noise, seed).sender.call.confirmed for seed in range(100)]
    assert ends.count(3) >= 90
