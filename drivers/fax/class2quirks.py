"""What fax modems do in their own way where they speak T.30 themselves; the defaults are what most of them do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

# Rockwell's first modems gave pages of class 2 with the highest bit first, and nearly all did as they (SP-2388 says
# the opposite); class 2.0 is as the standard has it
_TURNED: Mapping[str, bool] = {"2": True, "2.0": False}


@dataclass(frozen=True, slots=True)
class Class2Quirks:
    """`turned`: by service class, whether pages that come have the bits of each octet the other way round, although
    the bit order is 0. `request`: what asks for the data of a page that comes, DC2 by the standards. `ready`: how many
    seconds to wait for the DC1 behind a CONNECT, for some modems don't send it."""

    turned: Mapping[str, bool] = field(default_factory=lambda: _TURNED)
    request: bytes = b"\x12"
    ready: float = 1.0


AS_MOST = Class2Quirks()
