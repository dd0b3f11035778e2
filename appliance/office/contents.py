"""Contents: texts."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from appliance.errors import Invalid
from appliance.office.desk import Actor, Desk
from appliance.office.owned import named
from appliance.programs.sendsms import message_of
from appliance.spool.contents import TEXTS, Text
from appliance.spool.listing import Condition, Connection, Found, Page, exactly


@dataclass(frozen=True, slots=True)
class MeasuredText(Text):
    """A text with how it would go: `encoding` GSM7, DATA8 or UCS2, in `parts`."""

    encoding: str
    parts: int


class Texts:
    """Stored texts, each owner's own."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def create(self, actor: Actor, **fields: Any) -> int:
        """Make a text; its id. Raises Invalid where it can't be sent, as beyond 255 parts."""
        row = {
            "type": "",
            "message_class": None,
            **named(fields),
            "user_id": actor.user_id,
            "created_at": self._desk.clock(),
        }
        self._check(row["data"], row["type"], row["message_class"])
        return self._desk.write(lambda db: TEXTS.insert(db, row))

    def find(self, actor: Actor, where: tuple[Condition, ...], page: Page) -> Found[MeasuredText]:
        """Those that match."""
        found = TEXTS.find(self._desk.read(), [*actor.own("text"), *where], page)
        return Found(tuple(map(self._measured, found.rows)), found.total)

    def read(self, actor: Actor, text_id: int) -> MeasuredText:
        """One of them. Raises NotFound."""
        return self._measured(self._get(self._desk.read(), actor, text_id))

    def update(self, actor: Actor, text_id: int, **fields: Any) -> MeasuredText:
        """Change what is given; the whole text as it is then. Raises NotFound, Invalid."""

        def change(db: Connection) -> Text:
            self._get(db, actor, text_id)
            TEXTS.update(db, text_id, named(fields))
            fresh = self._get(db, actor, text_id)
            self._check(fresh.data, fresh.type, fresh.message_class)
            return fresh

        return self._measured(self._desk.write(change))

    def delete(self, actor: Actor, text_id: int) -> None:
        """Remove it; what was sent stays. Raises NotFound."""

        def change(db: Connection) -> None:
            TEXTS.delete(db, [self._get(db, actor, text_id).id])

        self._desk.write(change)

    def _get(self, db: Connection, actor: Actor, text_id: int) -> Text:
        return TEXTS.get(db, f"text {text_id}", [*actor.own("text"), *exactly(id=text_id)])

    def _measured(self, text: Text) -> MeasuredText:
        message = message_of(text.data, text.type, text.message_class)
        try:
            measure = self._desk.measure(message)
        except Invalid:  # came in over the air, or the rules have changed since: it is shown all the same
            return MeasuredText(**asdict(text), encoding="", parts=0)
        return MeasuredText(**asdict(text), encoding=measure.encoding, parts=measure.parts)

    def _check(self, data: str, kind: str, message_class: int | None) -> None:
        if not data:
            raise Invalid("data is empty")
        message = message_of(data, kind, message_class)
        self._desk.measure(message)
