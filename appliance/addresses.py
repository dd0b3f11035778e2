"""Mailboxes, as they may stand in an envelope (RFC 5321 4.1.2)."""

from __future__ import annotations

import re

from appliance.errors import Invalid

_LONGEST = 254
# No quoted local parts and no address literals: nobody types them, and they can hold what ends a line.
_MAILBOX = re.compile(
    r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*"
    r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?",
    re.ASCII | re.IGNORECASE,
)


def mailbox(address: str) -> str:
    """The address without blanks around it, its domain in small letters. Raises Invalid where it is no mailbox."""
    plain = address.strip(" ")
    if len(plain) > _LONGEST or not _MAILBOX.fullmatch(plain):
        raise Invalid(f"{address[:80]!r} is no e-mail address")
    local, _, domain = plain.rpartition("@")
    return f"{local}@{domain.lower()}"
