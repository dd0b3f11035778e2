"""Huawei: the E, K and MS sticks, the EM, ME and MU modules.

Sources: "ME909s": ME909s Series AT Command Interface Specification V100R001_03 (2019-03). "MM": ModemManager,
src/plugins/huawei. "oFono": drivers/atmodem. "chan_dongle": bg111/asterisk-chan-dongle, at_response.c. "gsmmodem":
faucamp/python-gsmmodem, test/fakemodems.py. Threads as owner/repository#number.
"""

from __future__ import annotations

from drivers.at.syntax import Command
from drivers.capabilities import PinState
from drivers.errors import CommandRefused
from drivers.family import Family
from drivers.gsm.arrivals import Handlers
from drivers.gsm.call import GsmCalls
from drivers.gsm.quirks import INIT, Quirks, optional
from drivers.gsm.ussd import GsmUssd, packed

QUIRKS = Quirks(
    # oFono plugins/huawei.c, gsmmodem: USSD in text where the modem has both; what the answer looks like is told by
    # its content, as what the mode means differs by model.
    init=(*INIT, *optional("AT^USSDMODE=0")),
    # MM mm-sim-huawei.c: the older ones lack ^ICCID. Not AT+CCID, which some never answer.
    iccid=(Command("AT^ICCID?", ("^ICCID:",)), Command("AT+CRSM=176,12258,0,0,10", ("+CRSM:",))),
    # oFono sim.c: ^CPIN: SIM PIN,<tries>,<PUK>,<PIN>,<PUK2>,<PIN2>
    pin_tries=(Command("AT^CPIN?", ("^CPIN:",)), Command('AT+CPINR="SIM PIN"', ("+CPINR:",))),
    restart="AT^RESET",  # MM mm-broadband-modem-huawei.c
    restarts=("^SYSSTART",),  # ME909s, "module startup"; ^BOOT is a heartbeat
    # ME909s: ^SIMST:<state>[,<lock>]; 0 is an invalid SIM or one that waits for its PIN, which +CPIN tells apart
    sim_lines=tuple(
        (f"^SIMST:{space}{code}{lock}", state)
        for code, state in ((1, PinState.READY), (255, PinState.ABSENT))
        for space in ("", " ")
        for lock in ("", ",0", ",1")
    ),
    storage_full=("^SMMEMFULL",),  # E1750: comes in place of +CMTI, wdoekes/asterisk-chan-dongle#47
    finals=("COMMAND NOT SUPPORT",),  # in place of ERROR: E1752 gsmmodem, E173 gammu/gammu#374
)


class HuaweiCalls(GsmCalls):
    """`^CEND:` ends a call, NO CARRIER does not always come (gsmmodem, K3715)."""

    def handlers(self) -> Handlers:
        return {**super().handlers(), "^CEND": self._over}


class TextUssd(GsmUssd):
    """Takes the code as it is, or as packed septets in hex: which, is found out by what the modem refuses."""

    packs = False

    def _send(self, code: str, timeout: float) -> list[str]:
        try:
            return super()._send(code, timeout)
        except CommandRefused:
            self.packs = not self.packs
        try:
            return super()._send(code, timeout)
        except CommandRefused:
            self.packs = not self.packs
            raise

    def _coded(self, code: str) -> str:
        return packed(code) if self.packs else super()._coded(code)


class PackedUssd(TextUssd):
    """Takes a code as it is as well, but sends it to the network mangled (wdoekes/asterisk-chan-dongle#38)."""

    packs = True


# chan_dongle's list; E352: mbloody/yate-datacard#1
_PACKED = r"huawei.*\b(?:E1550|E1552|E1750|E160X|E150|E153|E156B|E171|E173|E352)\b"

FAMILIES = (
    Family("huawei-packed-ussd", _PACKED, QUIRKS, calls=HuaweiCalls, ussd=PackedUssd),
    Family("huawei", "huawei", QUIRKS, calls=HuaweiCalls, ussd=TextUssd),
)
