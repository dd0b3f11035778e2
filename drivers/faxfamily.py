"""What a family file states of modems on a telephone line: which they are for, and what they do in their own way."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from drivers.at.online import OnlineChat
from drivers.capabilities import Identity
from drivers.fax.quirks import FaxQuirks
from drivers.faxmodem import PstnModem
from drivers.port import Port


@dataclass(frozen=True, slots=True)
class FaxFamily:
    """`match` is searched, whatever the case, in "<manufacturer> <model> <revision>"."""

    name: str
    match: str
    quirks: FaxQuirks

    def fits(self, identity: Identity) -> bool:
        """Whether a modem that calls itself so is of this family."""
        told = f"{identity.manufacturer} {identity.model} {identity.revision}"
        return bool(re.search(self.match, told, re.IGNORECASE))

    def build(
        self,
        port: Port,
        chat: OnlineChat,
        identity: Identity,
        service_classes: Sequence[str] = (),
        clock: Callable[[], float] = time.monotonic,
    ) -> PstnModem:
        """The modem with this family's quirks; not initialised yet. `service_classes` are preferred to its order."""
        return PstnModem(port, chat, identity, self.quirks, service_classes, clock)
