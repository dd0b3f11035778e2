"""ZTE: the MF and K sticks, the MF routers' modems.

Sources: "MM": ModemManager, src/plugins/zte. "oFono": drivers/atmodem/sim.c. "gsmmodem": faucamp/python-gsmmodem,
test/fakemodems.py. Threads as owner/repository#number.

Some say UCS2 in hex with a <dcs> of 7 (MF286D, obsy/sms_tool#13): told by its content, see drivers.gsm.ussd.
"""

from __future__ import annotations

from drivers.at.syntax import Command
from drivers.family import Family
from drivers.gsm.arrivals import Handlers
from drivers.gsm.call import GsmCalls
from drivers.gsm.quirks import INIT, Quirks, optional

QUIRKS = Quirks(
    # MM mm-broadband-modem-zte.c: without it +ZUSIMR:2 comes so often that the stick's buffers fill up and it crashes
    init=(*INIT, *optional(Command("AT+CPMS?", ("+CPMS:",)))),
    # answers as ^ICCID: or +ZICCID:
    iccid=(Command("AT+ZICCID?", ("^ICCID:", "+ZICCID:")), Command("AT+CRSM=176,12258,0,0,10", ("+CRSM:",))),
    # MM, oFono: +ZPINPUK: <PIN>,<PUK>
    pin_tries=(Command("AT+ZPINPUK=?", ("+ZPINPUK:",)), Command('AT+CPINR="SIM PIN"', ("+CPINR:",))),
    words=("HANGUP:",),
)


class ZteCalls(GsmCalls):
    """`HANGUP: <id>` ends a call (gsmmodem, K3565-Z)."""

    def handlers(self) -> Handlers:
        return {**super().handlers(), "HANGUP": self._over}


FAMILIES = (Family("zte", r"\bzte\b", QUIRKS, calls=ZteCalls),)
