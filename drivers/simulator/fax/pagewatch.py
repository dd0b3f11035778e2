"""Which page is on the line, from the frames that are seen there."""

from __future__ import annotations

from drivers.fax.frames import Fcf, Frame

TRAINING = -1

_COMMANDS = (Fcf.MPS, Fcf.EOP, Fcf.EOM)
_BEGINS = (Fcf.CFR, Fcf.CTR, Fcf.PPR)
_NULL = 0  # what PPS says in the middle of a page (T.30 annex A 4.3)
_X = 0x01


class PageWatch:
    """`page` is the number, from 1, of the page that is on the line; TRAINING in a training check, else 0."""

    def __init__(self) -> None:
        self.page = 0
        self._confirmed = 0
        self._after = _NULL

    def see(self, frame: Frame) -> None:
        """A frame of either station, the pages' own (FCD, RCP) aside."""
        self.page = 0
        if frame.fcf in _COMMANDS:
            self._after = frame.fcf
        elif frame.fcf is Fcf.PPS:
            self._after = frame.fif[0] & ~_X if frame.fif else _NULL
        elif frame.fcf is Fcf.DCS:
            self.page = TRAINING
        elif frame.fcf in _BEGINS:
            self.page = self._confirmed + 1
        elif frame.fcf in (Fcf.MCF, Fcf.RTP):
            self._confirmed += self._after != _NULL
            if frame.fcf is Fcf.MCF and self._after in (Fcf.MPS, _NULL):
                self.page = self._confirmed + 1
