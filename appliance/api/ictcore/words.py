"""ICTCore's words for the core's."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from appliance.api.dialect import Kind
from appliance.errors import Invalid
from appliance.spool.transmissions import AttemptView, Standing, TransmissionView

TRANSMISSION_WORDS: Mapping[str, str] = {
    Standing.DRAFT: "pending",
    Standing.UNSENDABLE: "invalid",
    Standing.WAITING: "pending",
    Standing.ACTIVE: "processing",
    Standing.SENT: "completed",
    Standing.UNANSWERED: "failed",
    Standing.FAILED: "failed",
    Standing.REJECTED: "failed",
    Standing.IN_DOUBT: "failed",
    Standing.EXPIRED: "failed",
    Standing.CANCELLED: "failed",
    Standing.INCOMPLETE: "failed",
}
ATTEMPT_WORDS: Mapping[str, str] = {
    standing: {"pending": "initiated", "processing": "initiated"}.get(said, said)
    for standing, said in TRANSMISSION_WORDS.items()
}

# Said where the standard's code is not the whole story or there is none.
_CAUSES: Mapping[str, str] = {
    Standing.IN_DOUBT: "in doubt: handed to the network, no answer",
    Standing.EXPIRED: "expired",
    Standing.CANCELLED: "cancelled",
    Standing.INCOMPLETE: "incomplete: a part never came",
    Standing.UNANSWERED: "no answer",
    Standing.UNSENDABLE: "its program was deleted",
}
_ENDED_WELL = frozenset((Standing.DRAFT, Standing.ACTIVE, Standing.SENT))


def response(view: TransmissionView | AttemptView) -> str:
    """The short cause of a failure, "" where there is none."""
    if view.standing in _ENDED_WELL:
        return ""
    if view.standing == Standing.IN_DOUBT:
        return _CAUSES[Standing.IN_DOUBT]
    return (view.cause or view.cause_text or _CAUSES.get(view.standing, ""))[:80]


def standing(words: Mapping[str, str]) -> Kind:
    """A status: said as one of `words`."""
    said = sorted(set(words.values()))
    return Kind({"type": "string", "enum": said}, _refuse, lambda core: words[core])


def status_filter(words: Mapping[str, str], whole: bool) -> Kind:
    """The standings, as JSON, that are said as the given word, or as one that holds it."""

    def decode(name: str, value: Any) -> str:
        wanted = str(value).lower()
        return json.dumps([core for core, said in words.items() if said == wanted or (not whole and wanted in said)])

    return Kind({"type": "string"}, decode)


def _refuse(name: str, value: Any) -> Any:
    raise Invalid(f"{name} can't be set")
