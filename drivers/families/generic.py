"""Any modem that keeps to 27.005 and 27.007 and that no other family knows."""

from __future__ import annotations

from drivers.family import Family
from drivers.gsm.quirks import Quirks

# A modem that nobody has described may still use its vendor's words; those below mean nothing else anywhere.
# "RDY": SIM800 Series AT Command Manual V1.09 19.3, also Quectel. "^SYSSTART": Cinterion. "+PBREADY": u-blox, ZTE.
# "^SMMEMFULL": Huawei E1750 (wdoekes/asterisk-chan-dongle#47); with a plus in the box's own simulator.
QUIRKS = Quirks(restarts=("RDY", "^SYSSTART", "+PBREADY"), storage_full=("^SMMEMFULL", "+SMMEMFULL"))

FAMILIES = (Family("generic", "", QUIRKS),)
