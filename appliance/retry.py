"""Whether and when to try again: pure, from what a modem or the network gave as the cause.

Never sent twice: only a cause that says that the message did not go out leads to another try by itself. Never lost:
trouble on our side of the air interface burns no try, it is counted as a dial.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Final

from appliance.domain import Doubt, Outcome, Verdict


class CauseClass(enum.Enum):
    """What a cause asks for.

    RETRY_NOW: nothing was handed over, it may go soon. RETRY_LATER: the network answered no, for now. PAUSE_SIM: this
    SIM can't send, another may. NO_SIM: there is none that can be used, until somebody has seen to it. NO_ROOM: nothing
    can be stored. GIVE_UP: it will never go like this.
    """

    RETRY_NOW = "retry_now"
    RETRY_LATER = "retry_later"
    PAUSE_SIM = "pause_sim"
    NO_SIM = "no_sim"
    NO_ROOM = "no_room"
    GIVE_UP = "give_up"


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """`tries_allowed` answered failures and `dials_allowed` of those that nobody answered; `delay` in seconds."""

    tries_allowed: int = 1
    dials_allowed: int = 12
    delay: float = 60.0
    doubt: Doubt = Doubt.HOLD


@dataclass(frozen=True, slots=True)
class Retry:
    """Try again `at` (Unix time). `pause_sim`: seconds to leave the SIM alone; `elsewhere`: better on another line."""

    at: float
    pause_sim: float | None = None
    elsewhere: bool = False


NOT_HANDED_OVER: Final = "not handed over"
"""The cause where the port was lost, the modem was silent or the line stopped before the message was handed over."""

NOT_YET: Final = "not ready yet"
"""The cause where the modem asked to be asked again soon, in whatever words its family has for that."""

SIM_PAUSE: Final = 3600.0  # seconds
SIM_LOOKED_FOR: Final = 30.0  # seconds: one that says that it is there and does not work is not tried all the time
FIRST_PAUSE: Final = 1.0  # seconds before the first repetition of what nobody answered; doubles up to the delay
LONGEST_PAUSE: Final = 3600.0

_NOW, _LATER, _PAUSE, _NEVER = CauseClass.RETRY_NOW, CauseClass.RETRY_LATER, CauseClass.PAUSE_SIM, CauseClass.GIVE_UP
_NO_SIM, _NO_ROOM = CauseClass.NO_SIM, CauseClass.NO_ROOM

# 24.011 8.2.5.4 and annex E-2: the network refuses a message from the mobile. Any value not listed is treated as 41.
_RP_CAUSES: dict[int, CauseClass] = {
    1: _NEVER,  # unassigned number
    8: _PAUSE,  # operator determined barring
    10: _NEVER,  # call barred, for that destination
    21: _LATER,  # transfer rejected: in practice often for want of credit
    27: _LATER,  # destination out of service
    28: _PAUSE,  # unidentified subscriber: the network does not know this IMSI
    29: _NEVER,  # facility rejected
    30: _NEVER,  # unknown subscriber
    38: _LATER,  # network out of order
    41: _LATER,  # temporary failure
    42: _LATER,  # congestion
    47: _LATER,  # resources unavailable
    50: _PAUSE,  # requested facility not subscribed
    69: _NEVER,  # requested facility not implemented
    81: _LATER,  # invalid transfer reference value
    95: _NEVER,  # semantically incorrect message
    96: _NEVER,  # invalid mandatory information
    97: _NEVER,  # message type non-existent
    98: _LATER,  # not compatible with the protocol state
    99: _NEVER,  # information element non-existent
    111: _LATER,  # protocol error, unspecified
    127: _LATER,  # interworking, unspecified
}

# 23.040 9.2.3.22: TP-FCS, the service centre's reason. 0x80-0xBF: what is asked for can't be done, by groups.
_TP_FAILURES: dict[int, CauseClass] = {
    0xC0: _LATER,  # SC busy
    0xC1: _PAUSE,  # no SC subscription
    0xC2: _LATER,  # SC system failure
    0xC3: _NEVER,  # invalid SME address
    0xC4: _NEVER,  # destination SME barred
    0xC5: _NEVER,  # rejected, duplicate: it has it already
    0xC6: _NEVER,  # TP-VPF not supported
    0xC7: _NEVER,  # TP-VP not supported
    0xD1: _NEVER,  # no storage capability in the SIM
}

# 27.005 3.2.5: the modem's own reasons. Reserved and manufacturer's values (512 and up) may be temporary.
_CMS_ERRORS: dict[int, CauseClass] = {
    300: _NOW,  # ME failure
    301: _NOW,  # SMS service of ME reserved
    302: _NOW,  # operation not allowed: not yet, after a start
    303: _NEVER,  # operation not supported
    304: _NEVER,  # invalid PDU mode parameter
    305: _NEVER,  # invalid text mode parameter
    310: _NO_SIM,  # SIM not inserted
    311: _NO_SIM,  # SIM PIN required
    312: _PAUSE,  # PH-SIM PIN required
    313: _PAUSE,  # SIM failure
    314: _NOW,  # SIM busy
    315: _PAUSE,  # SIM wrong
    316: _NO_SIM,  # SIM PUK required
    317: _PAUSE,  # SIM PIN2 required
    318: _PAUSE,  # SIM PUK2 required
    320: _NOW,  # memory failure
    321: _NEVER,  # invalid memory index
    322: _NO_ROOM,  # memory full: some modems store what they send
    330: _PAUSE,  # SMSC address unknown
    331: _NOW,  # no network service
    332: _LATER,  # network timeout
    340: _NOW,  # no +CNMA acknowledgement expected
    500: _LATER,  # unknown error
}

# 27.007 9.2.1, those that +CMGS may give.
_CME_ERRORS: dict[int, CauseClass] = {
    0: _NOW,  # phone failure
    1: _NOW,  # no connection to phone
    2: _NOW,  # phone-adaptor link reserved
    3: _NOW,  # operation not allowed
    4: _NEVER,  # operation not supported
    5: _PAUSE,  # PH-SIM PIN required
    6: _PAUSE,  # PH-FSIM PIN required
    7: _PAUSE,  # PH-FSIM PUK required
    10: _NO_SIM,  # SIM not inserted
    11: _NO_SIM,  # SIM PIN required
    12: _NO_SIM,  # SIM PUK required
    13: _PAUSE,  # SIM failure
    14: _NOW,  # SIM busy
    15: _PAUSE,  # SIM wrong
    16: _PAUSE,  # incorrect password
    17: _PAUSE,  # SIM PIN2 required
    18: _PAUSE,  # SIM PUK2 required
    20: _NO_ROOM,  # memory full
    21: _NEVER,  # invalid index
    22: _NEVER,  # not found
    23: _NOW,  # memory failure
    24: _NEVER,  # text string too long
    25: _NEVER,  # invalid characters in text string
    26: _NEVER,  # dial string too long
    27: _NEVER,  # invalid characters in dial string
    30: _NOW,  # no network service
    31: _LATER,  # network timeout
    32: _PAUSE,  # network not allowed, emergency calls only
    **dict.fromkeys(range(40, 48), _PAUSE),  # personalisation PINs and PUKs required
    48: _PAUSE,  # hidden key required
    50: _NEVER,  # incorrect parameters
    100: _LATER,  # unknown
    103: _PAUSE,  # illegal MS
    106: _PAUSE,  # illegal ME
    107: _PAUSE,  # services not allowed
    111: _PAUSE,  # PLMN not allowed
    112: _PAUSE,  # location area not allowed
    113: _PAUSE,  # roaming not allowed in this location area
}


def _cms() -> dict[int, CauseClass]:
    table = dict.fromkeys(range(128), _RP_CAUSES[41])
    table |= dict.fromkeys(range(0x80, 0xC0), _NEVER) | dict.fromkeys(range(0xC0, 0x100), _LATER)
    return table | _RP_CAUSES | _TP_FAILURES | _CMS_ERRORS


INCOMPATIBLE: Final = "FHS 21"
"""The cause where the far end is a facsimile that can't receive: as each FHS, a call termination status of T.32."""

PROTOCOL_PAUSE: Final = 60.0
CALL_PAUSES: Final[dict[str, float]] = {
    **{f"FHS {tens:X}{ones}": PROTOCOL_PAUSE for tens in range(11) for ones in range(10)},
    **{f"FHS {tens}{ones}": 300.0 for tens in range(2) for ones in range(10)},  # phase A: no facsimile answered
    "BUSY": 180.0,
    "NO ANSWER": 300.0,
    "NO CARRIER": 300.0,
    "NO DIALTONE": 300.0,
}
"""Seconds until a number is called again, by the result of the call or how it failed: HylaFAX's defaults."""

CALL_TRIES: Final = 3
CALLING_LASTS: Final = 3 * 3600.0
"""Seconds after the first call of a fax within which another may be made: HylaFAX's default."""

CLASSES: Final[dict[str, CauseClass]] = {
    NOT_HANDED_OVER: _NOW,
    INCOMPATIBLE: _NEVER,
    NOT_YET: _NOW,
    **{f"CMS {code}": found for code, found in _cms().items()},
    **{f"CME {code}": found for code, found in _CME_ERRORS.items()},
}
"""By cause as it stands in an Outcome; what is not here is RETRY_LATER."""

# The modem waited for the network's answer in vain (24.011 TR1M): the message may have gone out.
_UNANSWERED_ON_AIR = frozenset(("CMS 332", "CME 31"))

_TEMPORARY = frozenset((Verdict.FAILED, Verdict.UNANSWERED))
_OURS = frozenset((_NOW, _PAUSE, _NO_SIM, _NO_ROOM))  # trouble on our side of the air interface
_RESTS = {_PAUSE: SIM_PAUSE, _NO_SIM: SIM_LOOKED_FOR}
_BETTER_ELSEWHERE = frozenset((_NO_SIM, _NO_ROOM))


def classify(cause: str) -> CauseClass:
    """The class of a cause such as "CMS 38", "CME 14", "ERROR" or a vendor's own text."""
    return CLASSES.get(cause, CauseClass.RETRY_LATER)


def leaves_doubt(cause: str) -> bool:
    """True where a refusal leaves open whether the message went out: it is to be recorded as IN_DOUBT."""
    return cause in _UNANSWERED_ON_AIR


def pause(outcome: Outcome) -> float | None:
    """Seconds for which the SIM is to be left alone after this, retry or not; None where it may go on."""
    return _RESTS.get(classify(outcome.cause)) if outcome.verdict in _TEMPORARY else None


def burns_try(outcome: Outcome) -> bool:
    """True where it counts as a try (answered); False where it counts as a dial (nobody answered, or on our side)."""
    if outcome.verdict is Verdict.UNANSWERED:
        return False
    return not (outcome.verdict is Verdict.FAILED and classify(outcome.cause) in _OURS)


def decide(policy: RetryPolicy, tries: int, dials: int, outcome: Outcome, now: float) -> Retry | None:
    """When to try again after `outcome`, None for never; `tries` and `dials` are those before this one."""
    if outcome.verdict is Verdict.IN_DOUBT:
        again = policy.doubt is Doubt.RESEND and tries + dials + 1 < policy.dials_allowed
        return Retry(now + policy.delay) if again else None
    found = classify(outcome.cause)
    if outcome.verdict not in _TEMPORARY or found is CauseClass.GIVE_UP:
        return None
    if burns_try(outcome):
        rest = CALL_PAUSES.get(outcome.cause, _backoff(policy.delay, tries, LONGEST_PAUSE))
        return Retry(now + rest) if tries + 1 < policy.tries_allowed else None
    if dials + 1 >= policy.dials_allowed:
        return None
    if found is CauseClass.PAUSE_SIM:
        return Retry(now, pause_sim=SIM_PAUSE, elsewhere=True)
    rest = CALL_PAUSES.get(outcome.cause, _backoff(FIRST_PAUSE, dials, policy.delay))
    return Retry(now + rest, elsewhere=outcome.cause == NOT_HANDED_OVER or found in _BETTER_ELSEWHERE)


def _backoff(first: float, before: int, longest: float) -> float:
    return float(min(first * 2 ** min(before, 16), max(first, longest)))
