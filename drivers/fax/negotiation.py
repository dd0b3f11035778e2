"""What two stations have in common (T.30 5.3.6.2.1): the DCS that a transmitter chooses."""

from __future__ import annotations

from collections.abc import Mapping

from drivers.fax.dis import Dcs, Dis
from drivers.fax.page import Coding, Length, PageFormat, Resolution, Width
from drivers.fax.rates import Modulation, in_order

# What a resolution becomes where the far end does not have it
_COARSER: Mapping[Resolution, Resolution] = {
    Resolution.R16: Resolution.SUPERFINE,
    Resolution.R300: Resolution.FINE,
    Resolution.SUPERFINE: Resolution.FINE,
    Resolution.FINE: Resolution.STANDARD,
}


def common_modulations(own: Dis, far: Dis) -> tuple[Modulation, ...]:
    """The first to try first."""
    return in_order(own.modulations & far.modulations)


def common_format(wanted: PageFormat, far: Dis) -> PageFormat:
    """The nearest to `wanted` that the far end can take: it is for the sender to scale."""
    resolution = wanted.resolution
    while resolution not in far.resolutions:
        resolution = _COARSER[resolution]
    width = min(wanted.width, far.width, key=list(Width).index)
    length = min(wanted.length, far.length, key=list(Length).index)
    return PageFormat(width, resolution, length)


def negotiate(own: Dis, far: Dis, wanted: PageFormat, modulation: Modulation) -> Dcs:
    """The DCS for pages `wanted` so: the densest coding, error correction where both have it."""
    page = common_format(wanted, far)
    ecm = own.ecm and far.ecm
    return Dcs(
        modulation,
        page,
        _common_coding(own.codings & far.codings, ecm),
        scan_line_time=0 if ecm else far.scan_line_time.at(page.resolution),
        ecm=ecm,
        short_frames=ecm and far.short_frames_preferred,
    )


def _common_coding(common: frozenset[Coding], ecm: bool) -> Coding:
    if Coding.MMR in common and ecm:
        return Coding.MMR
    return Coding.MR if Coding.MR in common else Coding.MH
