"""Telit: GE, HE, LE, ME and FN modules.

Sources: "ME310G1": ME310G1/ME910G1/ML865G1 AT Commands Reference Guide 80617ST10991A Rev.4 (2020-04). "oFono":
drivers/atmodem/sim.c. "ME310": telit/arduino-me310-library, src/ME310.cpp.
"""

from __future__ import annotations

from drivers.at.syntax import Command
from drivers.capabilities import PinState
from drivers.family import Family
from drivers.gsm.quirks import INIT, Quirks, optional

QUIRKS = Quirks(
    init=(*INIT, *optional("AT#QSS=2")),  # ME310G1 3.3.9
    # ME310
    iccid=(Command("AT#CCID", ("#CCID:",)), Command("AT+CRSM=176,12258,0,0,10", ("+CRSM:",))),
    # oFono: the tries left of the code that is asked for
    pin_tries=(Command("AT#PCT", ("#PCT:",)), Command('AT+CPINR="SIM PIN"', ("+CPINR:",))),
    restart="AT#REBOOT",  # ME310
    # ME310G1 3.3.9: 1 inserted, 2 and its PIN entered, 3 and its messages and phonebook can be read
    sim_lines=(("#QSS: 0", PinState.ABSENT), ("#QSS: 3", PinState.READY)),
)

FAMILIES = (Family("telit", r"\btelit", QUIRKS),)
