"""Which page is on the line."""

from __future__ import annotations

import pytest

from drivers.fax.frames import Fcf, Frame
from drivers.simulator.fax.pagewatch import TRAINING, PageWatch

T = TRAINING
PPS_NULL, PPS_MPS, PPS_EOP = (Frame(Fcf.PPS, bytes((after, 0, 0, 0))) for after in (0, Fcf.MPS | 1, Fcf.EOP))


@pytest.mark.parametrize(
    ("frames", "pages"),
    [
        ((Fcf.DIS, Fcf.DCS, Fcf.CFR, Fcf.MPS, Fcf.MCF, Fcf.EOP, Fcf.MCF), (0, T, 1, 0, 2, 0, 0)),
        ((Fcf.FTT, Fcf.DCS, Fcf.CFR, Fcf.EOP, Fcf.RTN, Fcf.DCS, Fcf.CFR), (0, T, 1, 0, 0, T, 1)),
        ((Fcf.CFR, Fcf.MPS, Fcf.RTP, Fcf.DCS, Fcf.CFR), (1, 0, 0, T, 2)),
        ((Fcf.CFR, PPS_NULL, Fcf.MCF, PPS_MPS, Fcf.PPR, PPS_MPS, Fcf.MCF, PPS_EOP), (1, 0, 1, 0, 1, 0, 2, 0)),
    ],
)
def test_a_page_begins_where_the_receiver_is_ready_and_ends_with_a_command(frames, pages) -> None:
    watch, seen = PageWatch(), []
    for frame in frames:
        watch.see(frame if isinstance(frame, Frame) else Frame(frame))
        seen.append(watch.page)
    assert tuple(seen) == pages
