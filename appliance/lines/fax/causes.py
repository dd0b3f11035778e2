"""How a call ended, as the spool and its retry table know it: the one place where a Termination becomes an Outcome."""

from __future__ import annotations

from collections.abc import Mapping

from appliance.domain import Outcome, Verdict
from appliance.lines.outbox import cause_key
from appliance.retry import INCOMPATIBLE, NOT_HANDED_OVER
from drivers.errors import NotConnected
from drivers.fax.call import Call
from drivers.fax.termination import Termination

NO_DIALTONE = "NO DIALTONE"

_KEYS: Mapping[str, str] = {"NO DIAL TONE": NO_DIALTONE}  # as some modems spell it
_TEXTS: Mapping[str, str] = {
    "BUSY": "the number is busy",
    "NO ANSWER": "nobody answered",
    "NO CARRIER": "no facsimile answered, or the call was not put through",
    NO_DIALTONE: "there is no dial tone: is the telephone line plugged in?",
}
_UNANSWERED = frozenset(
    (Termination.RING_WITHOUT_HANDSHAKE, Termination.NO_LOOP_CURRENT, Termination.PHASE_A, Termination.NO_ANSWER)
)
_VERDICTS: Mapping[Termination, Verdict] = {
    **dict.fromkeys(_UNANSWERED, Verdict.UNANSWERED),
    Termination.INCOMPATIBLE: Verdict.REJECTED,
}


def not_connected(error: NotConnected) -> Outcome:
    """There was no call."""
    key = cause_key(error.cause)
    key = _KEYS.get(key, key)
    return Outcome(Verdict.UNANSWERED, key, _TEXTS.get(key, error.cause.text))


def cause_of(termination: Termination) -> str:
    """As T.32 says it in +FHS."""
    return f"FHS {termination.hexadecimal}"


assert cause_of(Termination.INCOMPATIBLE) == INCOMPATIBLE


def call_ended(termination: Termination, call: Call, first: int) -> Outcome:
    """There was a call, for the pages from number `first` on, from 1; not all of them are confirmed."""
    if termination is Termination.ABORTED:
        return in_doubt(call, first, NOT_HANDED_OVER, "the line stopped") or Outcome(
            Verdict.UNANSWERED, NOT_HANDED_OVER, "the line stopped"
        )
    cause, text = cause_of(termination), termination.text
    verdict = _VERDICTS.get(termination, Verdict.FAILED)
    return in_doubt(call, first, cause, text) or Outcome(verdict, cause, text)


def in_doubt(call: Call, first: int, cause: str, why: str) -> Outcome | None:
    """Where the far end may have a page that it did not confirm; None where it has none, or has refused it."""
    if call.in_doubt is None or call.refused:
        return None
    return Outcome(Verdict.IN_DOUBT, cause, f"page {first + call.in_doubt} was not confirmed: {why}")
