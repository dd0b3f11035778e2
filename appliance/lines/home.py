"""What those who serve a line need of the house they live in."""

from __future__ import annotations

from typing import Protocol

from appliance.lines.surroundings import Surroundings
from appliance.settings import Settings
from appliance.spool.inbound import Hear, OwnerOf
from appliance.spool.store import Spool


class Home(Protocol):
    """`owner` tells whose a message is that came in; `hear` listens to it."""

    spool: Spool
    settings: Settings
    owner: OwnerOf
    hear: Hear
    surroundings: Surroundings

    def claimed(self) -> None:
        """A line that was idle has found work, or left some for another."""

    def due(self) -> None:
        """Something may have become due earlier than was known: a retry, a line that died, a part that came alone."""
