"""Agere and, before it, Lucent: the LT modems.

Source: "HylaFAX": ifax/HylaFAX, config/lucent.
"""

from __future__ import annotations

from drivers.fax.quirks import FaxQuirks, one_of
from drivers.faxfamily import FaxFamily

QUIRKS = FaxQuirks(
    # HylaFAX: many firmwares have broken software flow control
    after_class=one_of("AT&K3"),
    # HylaFAX, Class1TMConnectDelay: CONNECT comes before the training is over
    training_delay=0.4,
)

# HylaFAX: "LT V.90 Data+Fax Modem", "LT V.92 1.0 MT5634ZBA"
FAMILIES = (FaxFamily("agere", r"agere|lucent|\bLT (?:V\.9|Win)", QUIRKS),)
