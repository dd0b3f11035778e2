"""The lines as they are seen now."""

from __future__ import annotations

from appliance.office.desk import Actor, Desk
from appliance.spool.line_states import RECEIVING, LineState
from appliance.spool.listing import Condition, Found, Page, Table

LINES: Table[LineState] = Table(LineState, "line_states", key="line", computed={"receiving": RECEIVING})


class Lines:
    """What everybody who uses the box may know of its lines."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def find(self, actor: Actor, where: tuple[Condition, ...], page: Page) -> Found[LineState]:
        """All of them, by name."""
        return LINES.find(self._desk.read(), where, page)
