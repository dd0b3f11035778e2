"""Any fax modem on a telephone line: what T.31 and V.250 say, and nothing beside it."""

from __future__ import annotations

from drivers.fax.quirks import FaxQuirks
from drivers.faxfamily import FaxFamily

FAMILIES = (FaxFamily("class-1", "", FaxQuirks()),)
