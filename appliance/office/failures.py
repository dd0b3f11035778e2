"""Why a message was not sent, in SCG's numbers (spec/SCG.md 3)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from appliance.spool.message_states import MessageState

_NOT_IN_TIME, _NOT_DELIVERED = 1007, 1009
_WORDS: Mapping[str, int] = {"NO_CONSENT": 1005, "INVALID_RECIPIENT": 1002}
_TOLD = re.compile(r"(1\d{3}) ")


def code_of(state: str, text: str, *words: str) -> int:
    """The number for a message that came to `state`: what our own `text` begins with, else the first of `words` that
    has one, such as the failure or its cause."""
    if state == MessageState.EXPIRED:
        return _NOT_IN_TIME
    told = _TOLD.match(text)
    return int(told[1]) if told else next((_WORDS[each] for each in words if each in _WORDS), _NOT_DELIVERED)
