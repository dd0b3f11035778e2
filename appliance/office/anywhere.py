"""From where a message request goes that names no sender id: any line that serves the number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from appliance.domain import Service
from appliance.office.desk import Desk
from appliance.routing import LineFacts, choose
from appliance.spool.listing import Connection


class From(Protocol):
    """What an Origin is to a request; see there."""

    @property
    def number(self) -> str:
        """What recipients see, "" where that depends on the line."""

    @property
    def sender_id(self) -> int | None:
        """The sender id, None where that depends on the line."""

    @property
    def sender_ids(self) -> tuple[int, ...]:
        """The lines that it may be, where they are some."""

    @property
    def templates(self) -> tuple[int, ...]:
        """Numbers of the templates whose words a message must have."""

    @property
    def price(self) -> float | None:
        """What each part of a message costs, None where nobody says."""

    @property
    def priority(self) -> int:
        """In the queue."""

    @property
    def bound(self) -> bool:
        """Whether no other line will do."""

    @property
    def reports(self) -> bool:
        """Whether it is to be known that messages came."""

    def carries(self, service: Service) -> bool:
        """Whether it can."""

    def lane(self, number: str, service: Service, lines: Sequence[LineFacts]) -> str:
        """The lane for a message to `number`. Raises NotReady, Unserved."""

    def opens(self, number: str, now: float) -> float:
        """When a message to `number` may go."""

    def booked(self, db: Connection, number: str, user_id: int) -> float:
        """Until when the turns of that user's messages to such numbers are given away."""

    def turn(self, db: Connection, number: str, user_id: int, now: float) -> float:
        """Take the next turn; when it is."""

    def keep(self, db: Connection, transmission_id: int) -> None:
        """Have its hours kept for a message, however long that waits for a line."""


class Anywhere:
    """No class of senders holds it back."""

    number = ""
    sender_id = None
    sender_ids: tuple[int, ...] = ()
    templates: tuple[int, ...] = ()
    price = None
    priority = 0
    bound = False
    reports = False

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def carries(self, service: Service) -> bool:
        """As a From."""
        return True

    def lane(self, number: str, service: Service, lines: Sequence[LineFacts]) -> str:
        """As a From; where the box has no lines it says so."""
        return choose(number, service, lines) if lines else self._desk.route(number, service)

    def opens(self, number: str, now: float) -> float:
        """As a From."""
        return now

    def booked(self, db: Connection, number: str, user_id: int) -> float:
        """As a From."""
        return 0.0

    def turn(self, db: Connection, number: str, user_id: int, now: float) -> float:
        """As a From."""
        return now

    def keep(self, db: Connection, transmission_id: int) -> None:
        """As a From."""
