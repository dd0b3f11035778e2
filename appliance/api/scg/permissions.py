"""What SCG's operations need of their caller's user: the permissions that the same thing needs elsewhere.

The guide knows none; a program may no more than its user may (spec/ICTCORE.md 13).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_FAMILIES: Mapping[str, str] = {
    "/contacts": "contact",
    "/contact_groups": "group",
    "/contactimport": "contact",
    "/contactexport": "contact",
    "/messaging/message_templates": "template",
    "/messaging/message_requests": "transmission",
    "/messaging/messages": "transmission",
    "/messaging/attachments": "document",
    "/messaging/keywords": "program",
    "/consent": "contact",
}
"""By what a path begins with; a path of none is for everybody."""

_ON_MANY: Mapping[str, str] = {"GET": "list", "POST": "create", "DELETE": "delete"}
_ON_ONE: Mapping[str, str] = {"GET": "read", "POST": "update", "PUT": "update", "DELETE": "delete"}


def needed(method: str, path: str) -> tuple[str, ...]:
    """The permission for an operation; what hangs on a record needs what reading or changing that does."""
    family = next((name for start, name in _FAMILIES.items() if re.match(rf"{start}(?:/|$)", path)), None)
    if family is None:
        return ()
    _, record, within = path.partition("/{")
    if not record:
        return (f"{family}_{_ON_MANY[method]}",)
    verb = ("read" if method == "GET" else "update") if "/" in within else _ON_ONE[method]
    return (f"{family}_{verb}",)
