"""To whom a message request goes: every form of an address that SCG knows (spec/SCG.md 5)."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable
from dataclasses import dataclass

_PREFIXED = re.compile(r"(?i)(mdn|contact|contact_id|group|contact_group_id|voice|fb|we|psh)[:-](.*)", re.DOTALL)
_NUMBER = re.compile(r"\+?[\d ()./-]+")


class Way(enum.StrEnum):
    """What an address names."""

    MDN = "mdn"
    CONTACT = "contact"
    GROUP = "group"
    EVERYBODY = "everybody"  # who meets the criteria
    RECORD = "record"  # a contact or a group, by its bare id
    VOICE = "voice"
    FACEBOOK = "fb"
    WECHAT = "we"
    PUSH = "psh"


_WAYS = {"contact_id": Way.CONTACT, "contact_group_id": Way.GROUP}

BEYOND: dict[Way, str] = {
    Way.VOICE: "voice: a message can't be spoken here, this box sends texts",
    Way.FACEBOOK: "fb: this box has no way to Facebook",
    Way.WECHAT: "we: this box has no way to WeChat",
    Way.PUSH: "psh: this box has no way to push services",
}
"""The ways that no line of a box goes, and what its owner is told."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """An address, taken apart: a number as it was written, the id of a record, or what else follows the prefix."""

    way: Way
    value: str


def listed(given: Iterable[str]) -> tuple[str, ...]:
    """The addresses one by one: one text may hold several, with semicolons between."""
    return tuple(each for text in given for part in text.split(";") if (each := part.strip()))


def recipient(address: str) -> Recipient:
    """One address, read. What has no prefix is a number or else the id of a record."""
    found = _PREFIXED.fullmatch(address)
    if found:
        prefix = found[1].lower()
        return Recipient(_WAYS[prefix] if prefix in _WAYS else Way(prefix), found[2].strip())
    return Recipient(Way.MDN if _NUMBER.fullmatch(address) else Way.RECORD, address)
