"""u-blox: SARA, LISA, LARA and TOBY modules.

Sources: "MM": ModemManager, src/plugins/ublox. "oFono": drivers/atmodem/sim.c. "FreeRTOS":
FreeRTOS/FreeRTOS-Cellular-Interface-Reference-ublox-SARA-R4, source/cellular_r4.c.
"""

from __future__ import annotations

from drivers.at.syntax import Command
from drivers.capabilities import PinState
from drivers.family import Family
from drivers.gsm.quirks import INIT, Quirks, optional

QUIRKS = Quirks(
    # FreeRTOS: a greeting text, as the module says nothing of its own when it has started
    init=(*INIT, *optional('AT+CSGT=1,"RDY"')),
    iccid=(Command("AT+CCID", ("+CCID:",)), Command("AT+CRSM=176,12258,0,0,10", ("+CRSM:",))),
    # oFono: +UPINCNT: <PIN>,<PIN2>,<PUK>,<PUK2>
    pin_tries=(Command("AT+UPINCNT", ("+UPINCNT:",)), Command('AT+CPINR="SIM PIN"', ("+CPINR:",))),
    restart="AT+CFUN=16",  # MM mm-broadband-modem-ublox.c
    restarts=("RDY",),
    # AT+USIMSTAT is off unless somebody has turned it on: 2 blocked PIN, 6 operational; SARA-R5 leaves out the space
    sim_lines=tuple(
        (f"+UUSIMSTAT:{space}{code}", state)
        for code, state in ((0, PinState.ABSENT), (1, PinState.PIN), (2, PinState.PUK), (6, PinState.READY))
        for space in ("", " ")
    ),
)

FAMILIES = (Family("u-blox", r"u-?blox", QUIRKS),)
