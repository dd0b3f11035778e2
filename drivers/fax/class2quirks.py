"""What fax modems do in their own way where they speak T.30 themselves; the defaults are what most of them do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

# Rockwell's first modems gave pages of class 2 with the highest bit first, and nearly all did as they (SP-2388 says
# the opposite); class 2.0 is as the standard has it
_READY: Mapping[str, float] = {"2": 1.0, "2.0": 0.1}  # SP-2388-A has DC1 there, T.32 has it no more

_TURNED: Mapping[str, bool] = {"2": True, "2.0": False}


@dataclass(frozen=True, slots=True)
class Class2Quirks:
    """`turned`: by service class, whether pages that come have the bits of each octet the other way round, although
    the bit order is 0; where the page itself shows it, that counts. `requests`: what asks for the data of a page that
    comes, each where the one before brought nothing in `request_wait` seconds: DC2 by the standards, DC1 with many
    modems of class 2. `ready`: by service class, how many seconds to wait for the DC1 behind a CONNECT."""

    turned: Mapping[str, bool] = field(default_factory=lambda: _TURNED)
    requests: tuple[bytes, ...] = (b"\x12", b"\x11")
    request_wait: float = 3.0
    ready: Mapping[str, float] = field(default_factory=lambda: _READY)


AS_MOST = Class2Quirks()
