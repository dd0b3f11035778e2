"""What ZyXEL modems do in their own way, by a transcript."""

from __future__ import annotations

from drivers.capabilities import IncomingCall


def test_a_u1496_whose_frames_have_no_check_sequence(telephoned) -> None:
    done = telephoned("zyxel")
    assert done.modem.quirks.check_sequence == 0
    assert done.calls[1] == IncomingCall("5550001", name="SOMEBODY")
    assert done.refused == "BUSY"
