"""ZyXEL: U-1496, U-336S, Omni.

Source: "HylaFAX": ifax/HylaFAX, config/zyxel-1496e-1, zyxel-2864. Who calls is told as CALLER NUMBER and CALLER NAME;
see drivers.fax.ringing.
"""

from __future__ import annotations

from dataclasses import replace

from drivers.fax.quirks import FaxQuirks, one_of
from drivers.faxfamily import FaxFamily

QUIRKS = FaxQuirks(
    # HylaFAX zyxel-2864: "you probably shouldn't use XON/XOFF"; &H3 is RTS and CTS
    after_class=one_of("AT&H3"),
)
# HylaFAX zyxel-1496e-1, Class1FrameOverhead: firmware 6.14 gives no check sequences with the frames
U1496 = replace(QUIRKS, check_sequence=0)

FAMILIES = (
    FaxFamily("zyxel-u1496", r"\b(?:U-?)?1496\w?\b", U1496),
    FaxFamily("zyxel", r"zyxel|\b33603\b|\b(?:U336|O288)S", QUIRKS),
)
