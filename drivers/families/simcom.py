"""SIMCom: the 2G modules SIM800 and SIM900; the 3G and LTE modules SIM5xxx, SIM7xxx and A76xx.

Sources: "800": SIM800 Series AT Command Manual V1.09 (2015-08). "900": SIM900 AT Commands Manual V1.07 (2012-12).
"7600": SIM7500_SIM7600 Series AT Command Manual V2.00 (2020-08). Threads as owner/repository#number.
"""

from __future__ import annotations

from drivers.at.syntax import Command
from drivers.capabilities import PinState
from drivers.family import Family
from drivers.gsm.quirks import Quirks

# 7600 4.6, 900 and 800 AT+SPIC: the first number is the PIN tries left.
_SPIC = Command("AT+SPIC", ("+SPIC:",))

# 800 19.3: "+CPIN: NOT INSERTED" no SIM, "NOT READY" the SIM has gone away.
_NO_SIM = (("+CPIN: NOT INSERTED", PinState.ABSENT), ("+CPIN: NOT READY", PinState.ABSENT))

# 800 19.3: with auto-bauding RDY is not sent. Before SMS Ready the SMS commands are refused
# (Seeed-Studio/GPRS_SIM900#39), so that asks for the init again too.
_2G = Quirks(
    submit_timeout=75.0,  # 800 4.2.5: up to 60 s; the answer must not cross our giving up
    iccid=(Command("AT+CCID", ("+CCID:",), bare=True),),  # answers the bare digits
    pin_tries=(_SPIC,),
    restarts=("RDY", "SMS Ready"),
    sim_lines=_NO_SIM,
    unswept=frozenset({"BM", "SM_P", "ME_P"}),  # 800 4.2.9: "preferred", so the same messages once more
    words=(
        "Call Ready",
        "NORMAL POWER DOWN",
        "UNDER-VOLTAGE",
        "OVER-VOLTAGE",
        "CHARGE-ONLY MODE",
        "MO RING",
        "MO CONNECTED",
        "DST:",
    ),
)

_3G_LTE = Quirks(
    submit_timeout=75.0,
    iccid=(Command("AT+CICCID", ("+ICCID:",)),),  # 7600 4.3
    pin_tries=(_SPIC,),
    restart="AT+CRESET",  # 7600: "Reset module"
    # SIM7600 (Xinyuan-LilyGO/T-SIM7600X#41): RDY, SMS DONE, PB DONE. SIM5360 (stanleyhuangyc/Freematics#77):
    # START in place of RDY. SMS DONE is what SMS Ready is to the 2G modules.
    restarts=("RDY", "START", "SMS DONE"),
    sim_lines=(*_NO_SIM, ("+SIMCARD: NOT AVAILABLE", PinState.ABSENT)),
    words=("PB DONE", "UNDER-VOLTAGE", "OVER-VOLTAGE"),
)

_MAKER = r"SIMCOM|\bSIM(?:COM)?_?\d{3,4}"

FAMILIES = (
    Family("simcom-3g-lte", r"SIM(?:COM_)?[57]\d{3}|\bA76\d\d|SIM8[23]\d\d", _3G_LTE),
    Family("simcom", _MAKER, _2G),
)
