"""Any modem that keeps to 27.005 and 27.007 and that no other family knows."""

from __future__ import annotations

from drivers.family import Family
from drivers.gsm.quirks import Quirks

# A modem that nobody has described may still use its maker's words; those below mean nothing else anywhere.
_RESTARTS = (
    "RDY",  # SIM800 Series AT Command Manual V1.09 19.3; Quectel
    "^SYSSTART",  # Siemens and Cinterion
    "MODEM:STARTUP",  # Neoway M590, which says +PBREADY when its SIM commands work
    "+PBREADY",
)
_STORAGE_FULL = (
    "^SMMEMFULL",  # Huawei E1750: wdoekes/asterisk-chan-dongle#47
    "+SMMEMFULL",  # the box's own simulator
)
QUIRKS = Quirks(restarts=_RESTARTS, storage_full=_STORAGE_FULL)

FAMILIES = (Family("generic", "", QUIRKS),)
