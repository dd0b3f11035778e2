"""What a family file states: which modems it is for, what they do in their own way, and the capabilities they have."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass

from drivers.at.chat import Chat
from drivers.capabilities import Identity
from drivers.gsm.call import GsmCalls
from drivers.gsm.network import GsmNetwork
from drivers.gsm.quirks import Quirks
from drivers.gsm.sim import GsmSim
from drivers.gsm.sms import GsmSms
from drivers.gsm.ussd import GsmUssd
from drivers.modem import GsmModem
from drivers.port import Port


@dataclass(frozen=True, slots=True)
class Family:
    """`match` is searched, whatever the case, in "<manufacturer> <model>". A capability that behaves in another way is
    a subclass in the family's file.
    """

    name: str
    match: str
    quirks: Quirks
    sms: type[GsmSms] = GsmSms
    network: type[GsmNetwork] = GsmNetwork
    sim: type[GsmSim] = GsmSim
    ussd: type[GsmUssd] = GsmUssd
    calls: type[GsmCalls] = GsmCalls

    def fits(self, identity: Identity) -> bool:
        """Whether a modem that calls itself so is of this family."""
        return bool(re.search(self.match, f"{identity.manufacturer} {identity.model}", re.IGNORECASE))

    def build(
        self, port: Port, chat: Chat, identity: Identity, clock: Callable[[], float] = time.monotonic
    ) -> GsmModem:
        """The modem with this family's quirks and capabilities; not initialised yet."""
        return GsmModem(
            port,
            chat,
            identity,
            self.quirks,
            sms=self.sms,
            network=self.network,
            sim=self.sim,
            ussd=self.ussd,
            calls=self.calls,
            clock=clock,
        )
