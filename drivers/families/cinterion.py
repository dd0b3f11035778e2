"""Cinterion, before it Siemens, after it Gemalto and Thales: TC, MC, BGS, EHS, ELS, PLS, EXS modules.

Sources: "oFono": plugins/gemalto.c, drivers/atmodem/sim.c. Threads as owner/repository#number.

The MC75i stores received messages in SM or MT only, hands none over directly, and knows a <bfr> of 1 only
(gammu/gammu#1207): all that is taken from its own test answers, and needs no quirk.
"""

from __future__ import annotations

from drivers.at.results import error
from drivers.at.syntax import Command, Unsolicited
from drivers.at.values import field, parameters
from drivers.capabilities import ModemEvent, Notice, PinState, StorageFull, UssdReply
from drivers.errors import CommandRefused
from drivers.family import Family
from drivers.gsm.arrivals import Handlers
from drivers.gsm.quirks import INIT, Quirks, optional
from drivers.gsm.sms import GsmSms
from drivers.gsm.ussd import GsmUssd, parse_cusd

QUIRKS = Quirks(
    init=(*INIT, *optional('AT^SIND="simstatus",1', 'AT^SIND="smsfull",1')),  # oFono gemalto.c
    iccid=(Command("AT^SCID", ("^SCID:",)), Command("AT+CRSM=176,12258,0,0,10", ("+CRSM:",))),
    # oFono: the tries left of the code that is asked for
    pin_tries=(Command("AT^SPIC", ("^SPIC:",)), Command('AT+CPINR="SIM PIN"', ("+CPINR:",))),
    restarts=("^SYSSTART", "^SYSSTART AIRPLANE MODE"),
    # oFono gemalto.c: 0 taken out, 1 put in, 5 all of it is read
    sim_lines=(("+CIEV: simstatus,0", PinState.ABSENT), ("+CIEV: simstatus,5", PinState.READY)),
    words=("^SHUTDOWN", "^EXIT"),
)


class CinterionSms(GsmSms):
    """`+CIEV: smsfull,1` says that the store is full; other indicators mean nothing here."""

    def handlers(self) -> Handlers:
        return {**super().handlers(), "+CIEV": _indicated}


def _indicated(unsolicited: Unsolicited) -> tuple[ModemEvent, ...]:
    values = parameters(unsolicited.line)
    full = field(values, 0) == "smsfull" and field(values, 1) != "0"
    return (StorageFull() if full else Notice(unsolicited.line),)


class CinterionUssd(GsmUssd):
    """MC55i: after the OK, `+CME ERROR: 132` may come in place of +CUSD (gammu/gammu#689)."""

    def _awaited(self, end: float) -> UssdReply | None:
        unsolicited = self._arrivals.wait_for(("+CUSD", "+CME ERROR"), max(0.0, end - self._clock()))
        if unsolicited is None:
            return None
        if (cause := error(unsolicited.line)) is not None:
            raise CommandRefused(cause)
        return parse_cusd(unsolicited.line)


FAMILIES = (Family("cinterion", r"cinterion|siemens|gemalto|thales", QUIRKS, sms=CinterionSms, ussd=CinterionUssd),)
