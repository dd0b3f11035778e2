"""Quectel: the 2G modules Mxx, the 3G modules UCxx, the LTE modules BGxx, ECxx, EGxx and their kin.

Sources: "EC25": EC25&EC21 AT Commands Manual V1.3 (2018-09). "EG800Q": EG800Q&EG91xQ Series AT Commands Manual V1.1
(2024-11), its section numbers. "MM": ModemManager, src/plugins/quectel. "oFono": its drivers/atmodem/sim.c. Threads as
owner/repository#number.

EC25 and EG25 store a status report in SR and announce it as `+CDSI: "SM",0`, where another message may lie
(IchthysMaranatha/asterisk-chan-quectel#75): they are told to hand reports over directly, as +CNMA is theirs.
"""

from __future__ import annotations

from drivers.at.syntax import Command, Unsolicited
from drivers.at.values import field, parameters
from drivers.capabilities import ModemEvent, Notice, PinState, StorageFull
from drivers.family import Family
from drivers.gsm.arrivals import Handlers
from drivers.gsm.quirks import INIT, Quirks, optional
from drivers.gsm.sms import GsmSms

QUIRKS = Quirks(
    # EG800Q 4.3, 5.11: both are off by default
    init=(*INIT, *optional('AT+QINDCFG="smsfull",1', "AT+QSIMSTAT=1")),
    # EG800Q 5.7; M95 answers the bare digits
    iccid=(Command("AT+QCCID", ("+QCCID:",), bare=True), Command("AT+CRSM=176,12258,0,0,10", ("+CRSM:",))),
    # EG800Q 5.8: +QPINC: "SC",<PIN>,<PUK>; AT+QTRPIN: the 2G modules (oFono)
    pin_tries=(Command('AT+QPINC="SC"', ("+QPINC:",)), Command("AT+QTRPIN", ("+QTRPIN:",))),
    # EC25, summary of URCs: RDY, then +CPIN, +QUSIM and +QIND: SMS DONE; the 2G modules say SMS Ready. Before that the
    # SMS commands are refused.
    restarts=("RDY", "+QIND: SMS DONE", "SMS Ready"),
    # https://www.quectel.com/faqs/10-1-how-to-enable-hot-swap-function-of-sim-card: NOT READY where it is taken out
    sim_lines=(
        ("+CPIN: NOT INSERTED", PinState.ABSENT),
        ("+CPIN: NOT READY", PinState.ABSENT),
        ("+QSIMSTAT: 1,0", PinState.ABSENT),  # EG800Q 5.11: reports are on, none is inserted
        ("+QUSIM: 1", PinState.READY),  # MM mm-shared-quectel.c: the SIM, or a profile of its eUICC, has started
    ),
    # oFono plugins/quectel.c
    words=("Call Ready", "POWERED DOWN", "NORMAL POWER DOWN", "UNDER_VOLTAGE", "OVER_VOLTAGE"),
)


class QuectelSms(GsmSms):
    """`+QIND: "smsfull",<storage>` says that it is full; other +QIND lines mean nothing here."""

    def handlers(self) -> Handlers:
        return {**super().handlers(), "+QIND": _indicated}


def _indicated(unsolicited: Unsolicited) -> tuple[ModemEvent, ...]:
    values = parameters(unsolicited.line)
    full = field(values, 0) == "smsfull"
    return (StorageFull(field(values, 1)) if full else Notice(unsolicited.line),)


FAMILIES = (Family("quectel", "quectel", QUIRKS, sms=QuectelSms),)
