"""Conexant and, before it, Rockwell: the chips in most modems without a name.

Sources: "Rockwell": RCV144ACx AT Command Reference Manual 1048, 3.6. "HylaFAX": ifax/HylaFAX, config/rc288dpi-1,
rockwell-k56, conexant-1.0.
"""

from __future__ import annotations

from drivers.fax.quirks import BASICS, FaxQuirks, one_of
from drivers.faxfamily import FaxFamily

QUIRKS = FaxQuirks(
    # Rockwell 3.6.1: #CID, off by default; Conexant's later ones have +VCID
    init=(*BASICS, *one_of("AT#CID=1", "AT+VCID=1")),
    # HylaFAX rc288dpi-1: nobody knows which flow control is left once the class is chosen; &K4 is DC1 and DC3
    after_class=one_of("AT&K4"),
)

# HylaFAX: they call themselves by a rate
_MATCH = r"rockwell|conexant|\bCX\d{5}|\b(?:28800|33600|56000)\b|\bRC\w*(?:DPi|DPF|ACx?)\b"

FAMILIES = (FaxFamily("conexant", _MATCH, QUIRKS),)
