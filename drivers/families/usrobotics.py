"""USRobotics: Courier, Sportster, the 56K faxmodems on a serial port and on USB.

Sources: "HylaFAX": ifax/HylaFAX, config/usr-xon, usr-rts. "Business": 3Com 56K Business Modem, command reference, 4-9.
"mgetty": the mgetty manual, USR.

+FCLASS=1 switches the modem to flow control by DC1 and DC3, whatever was set (HylaFAX), and some firmware loses octets
by RTS and CTS (mgetty): so it is left at that.
"""

from __future__ import annotations

from drivers.fax.quirks import BASICS, FaxQuirks, one_of
from drivers.faxfamily import FaxFamily

QUIRKS = FaxQuirks(
    # Business: #CID is the command for who calls; the later USB ones have +VCID
    init=(*BASICS, *one_of("AT#CID=1", "AT+VCID=1")),
)

# HylaFAX: they call themselves 1444, 1445, 2886, 3361 to 3367, 5601 or 5608A, and by their maker's name in ATI3
FAMILIES = (FaxFamily("usrobotics", r"u\.? ?s\.? ?robotics|\b(?:144[45]|2886|336[1-7]|5601|5608A)\b", QUIRKS),)
