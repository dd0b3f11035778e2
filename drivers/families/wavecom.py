"""Wavecom: the Fastrack and WMO modems, the WISMO and Q24 modules, and what others built of them (Maestro 100).

Sources: "WMO1": WMO1-G900 manual. "UGD_049": AT Commands Interface Guide WM_DEV_OAT_UGD_049 (2007-08). "MM":
ModemManager, src/plugins/wavecom. "gsmmodem": faucamp/python-gsmmodem, test/fakemodems.py. "gammu": its table of
vendors' errors, tests/atgen. "Sierra": https://forum.sierrawireless.com/t/modem-hangs-with-cme-error-515/3600.
"""

from __future__ import annotations

from drivers.at.syntax import Command
from drivers.errors import CommandRefused
from drivers.family import Family
from drivers.gsm.quirks import Quirks
from drivers.gsm.sim import GsmSim

QUIRKS = Quirks(
    pin_tries=(Command("AT+CPINC?", ("+CPINC:",)),),  # UGD_049 9.3: <PIN>,<PIN2>,<PUK>,<PUK2>
    # UGD_049 2.5, gammu: "please wait, init or command processing in progress", as +CMS and as +CME ERROR; a Fastrack
    # Supreme gives it to a message while another comes in (Sierra). To other makers 515 is something else.
    please_wait=frozenset({515}),
)

_ANSWERS = frozenset(
    f"+CPIN: {code}"
    for code in ("READY", "SIM PIN", "SIM PUK", "SIM PIN2", "SIM PUK2", "PH-SIM PIN", "PH-NET PIN", "PH-NET PUK")
)


class WavecomSim(GsmSim):
    """`AT+CPIN?` is answered without an OK (WMO1 4.9, MM, gsmmodem); where one comes all the same it is heard out."""

    def _cpin(self) -> str:
        try:
            self._run(Command("AT+CPIN?", finals=_ANSWERS))
        except CommandRefused as refusal:
            if refusal.cause.text not in _ANSWERS:
                raise
            self._chat.escape()
            return refusal.cause.text
        return ""


FAMILIES = (Family("wavecom", r"\bwavecom\b", QUIRKS, sim=WavecomSim),)
