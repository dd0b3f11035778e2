"""MultiTech: the MultiModem ZBA, ZPX and ISI, with Lucent's chips; the ZDX, with Rockwell's.

Source: "HylaFAX": ifax/HylaFAX, config/lucent-mt-10, conexant-1.0.
"""

from __future__ import annotations

from drivers.families.agere import QUIRKS as AGERE
from drivers.families.conexant import QUIRKS as CONEXANT
from drivers.faxfamily import FaxFamily

FAMILIES = (
    FaxFamily("multitech-zdx", r"\bMT5600ZDX|MultiModemZDX", CONEXANT),  # HylaFAX conexant-1.0, with +FAR
    FaxFamily("multitech", r"multi-?tech|\b(?:MT|ISI)(?:5634|9234)", AGERE),  # HylaFAX lucent-mt-10
)
