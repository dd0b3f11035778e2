"""Ids of conversations: as a program called one, else made of the number that the box writes with (spec/SCG.md 9)."""

from __future__ import annotations

import re

from appliance import identifiers
from appliance.errors import NotFound
from appliance.spool.exchange import Exchanged

_KIND = "conversation"
_NUMBER = re.compile(r"(\+?)([0-9]{1,15})")
_PLUS = 1 << 51  # above all numbers of 16 digits
_LEADING = "1"  # so that zeros in front stay


def conversation_of(message: Exchanged) -> str | None:
    """Of a message and of what answers it; None where the other side has no number to answer to."""
    if message.conversation:
        return message.conversation
    number = _NUMBER.fullmatch(message.party)
    if number is None:
        return None
    return identifiers.encode(_KIND, int(_LEADING + number[2]) + (_PLUS if number[1] else 0))


def party_of(conversation: str) -> str | None:
    """The number that such an id is made of; None for a program's own."""
    try:
        found = identifiers.decode(_KIND, conversation)
    except NotFound:
        return None
    plus, number = divmod(found, _PLUS)
    return ("+" if plus else "") + str(number).removeprefix(_LEADING)
