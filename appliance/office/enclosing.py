"""How a text takes attachments along: as links to them, for no line of the box carries MMS (decision 030)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from appliance.errors import Invalid
from appliance.office.accesstokens import issue_in
from appliance.office.attachments import usable_in
from appliance.office.desk import Actor
from appliance.spool.listing import Connection

LIFE = 30 * 86_400.0
"""Seconds for which such a link leads to its attachment."""

PLACE = "/scg-attachment/api/v1/messaging/attachments/{}/content"
"""Below the box's public address, of the attachment that a token opens."""

_NO_ADDRESS = (
    "attachments: no line of the box carries MMS, and without a public address they can't go as links: "
    "`modembox settings set public_url=https://...`"
)


class Enclosing:
    """`public_url` tells where the box is reached by whoever has a message from it, '' for nowhere."""

    def __init__(self, public_url: Callable[[], str]) -> None:
        self._public_url = public_url

    def words(self, db: Connection, actor: Actor, attachments: Sequence[int], now: float) -> str:
        """What a body says of these attachments: a tracked link to each, in a line of its own.

        Raises Invalid where one is not there or has no content yet, or nobody could follow a link.
        """
        if not attachments:
            return ""
        address = self._public_url()
        if not address:
            raise Invalid(_NO_ADDRESS)
        tokens = [issue_in(db, actor, each.id, now + LIFE, now) for each in usable_in(db, actor, attachments)]
        return "".join(f'\n#track("{address}{PLACE.format(token)}")' for token in tokens)
