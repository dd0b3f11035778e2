"""Channels: several sender ids from which messages go together, by whichever line is free first (spec/SCG.md 9)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from appliance import identifiers
from appliance.errors import BoxError, Conflict, NotFound
from appliance.office.desk import Actor, Desk
from appliance.office.origins import channel_in
from appliance.office.outlets import Configuration
from appliance.office.senderbook import TAKEN, Book, SenderId
from appliance.office.versions import revise
from appliance.routing import lane_of_channel
from appliance.spool import channels
from appliance.spool.channels import CHANNELS, Channel
from appliance.spool.listing import Condition, Connection, Found, Page, chosen, exactly

_EMPTY = {"name": "", "priority": "NORMAL", "description": "", "role": "", "templates": ()}


@dataclass(frozen=True, slots=True)
class Change:
    """Of a channel's sender ids; `errors` tells why not, for each that could not be put in or taken out."""

    channel_id: int
    errors: Mapping[str, str]


class Channels:
    """Each owner's own."""

    def __init__(self, desk: Desk, configuration: Configuration) -> None:
        self._desk = desk
        self._book = Book(desk, configuration)

    def create(self, actor: Actor, **fields: Any) -> int:
        """Make a channel without lines; its id."""
        now = self._desk.clock()
        row = {**_row(fields), **actor.owner, "created_at": now, "updated_at": now}
        return self._desk.write(lambda db: CHANNELS.insert(db, row))

    def find(self, actor: Actor, where: tuple[Condition, ...], page: Page) -> Found[Channel]:
        """Those that match."""
        return CHANNELS.find(self._desk.read(), [*actor.own("channel"), *exactly(deleted=0), *where], page)

    def read(self, actor: Actor, channel_id: int) -> Channel:
        """One of them. Raises NotFound."""
        return channel_in(self._desk.read(), actor, channel_id)

    def update(self, actor: Actor, channel_id: int, expected: int | None = None, **fields: Any) -> int:
        """Change what is given; its id. Raises NotFound, Stale."""

        def change(db: Connection) -> None:
            revise(db, CHANNELS, channel_in(db, actor, channel_id), _row(fields), expected, self._desk.clock())

        self._desk.write(change)
        return channel_id

    def delete(self, actor: Actor, channel_id: int) -> int:
        """Remove it; its id. Its lines still carry what was sent from it. Raises NotFound."""

        def change(db: Connection) -> None:
            revise(db, CHANNELS, channel_in(db, actor, channel_id), {"deleted": 1}, None, self._desk.clock())

        self._desk.write(change)
        return channel_id

    def senders(self, actor: Actor, channel_id: int, where: tuple[Condition, ...], page: Page) -> Found[SenderId]:
        """The sender ids in it that match. Raises NotFound."""
        db = self._desk.read()
        members = set(channels.members(db, channel_in(db, actor, channel_id).id))
        known = self._book.seen_by(db, actor)
        return chosen((sender for each, sender in known.items() if each in members), where, page)

    def add(self, actor: Actor, channel_id: int, senders: Sequence[str]) -> Change:
        """Put sender ids into it, by their ids. Raises NotFound for the channel."""

        def change(db: Connection) -> dict[str, str]:
            channel, known = channel_in(db, actor, channel_id), self._book.seen_by(db, actor)
            return _refused(senders, lambda each: _add(db, channel, _member(known, each)))

        refused = self._desk.write(change)
        self._desk.wake(lane_of_channel(channel_id))
        return Change(channel_id, refused)

    def remove(
        self, actor: Actor, channel_id: int, where: tuple[Condition, ...] = (), senders: Sequence[str] | None = None
    ) -> Change:
        """Take the `senders` out of it, or all that match. Raises NotFound for the channel."""

        def change(db: Connection) -> dict[str, str]:
            channel = channel_in(db, actor, channel_id)
            if senders is None:
                known = self._book.all(db)
                members = [known[each] for each in channels.members(db, channel.id) if each in known]
                channels.remove(db, channel.id, [each.id for each in chosen(members, where, Page()).rows])
                return {}
            return _refused(senders, lambda each: _remove(db, channel, identifiers.decode("sender", each)))

        refused = self._desk.write(change)
        self._desk.due()
        return Change(channel_id, refused)

    def remove_one(self, actor: Actor, channel_id: int, sender_id: int) -> Change:
        """Take one out of it. Raises NotFound."""
        self._desk.write(lambda db: _remove(db, channel_in(db, actor, channel_id), sender_id))
        self._desk.due()
        return Change(channel_id, {})


def _row(fields: Mapping[str, Any]) -> dict[str, Any]:
    """As columns; what is empty is as it was made."""
    found = {name: _EMPTY[name] if value is None else value for name, value in fields.items() if name in _EMPTY}
    if "templates" in found:
        found["message_templates"] = json.dumps(list(found.pop("templates")))
    return found


def _refused(ids: Sequence[str], change: Callable[[str], None]) -> dict[str, str]:
    refused = {}
    for each in ids:
        try:
            change(each)
        except BoxError as error:
            refused[each] = f"Unknown document: {each}" if isinstance(error, NotFound) else error.detail
    return refused


def _member(known: Mapping[int, SenderId], given: str) -> SenderId:
    """Raises NotFound."""
    sender = known.get(identifiers.decode("sender", given))
    if sender is None:
        raise NotFound(f"sender id {given}")
    return sender


def _add(db: Connection, channel: Channel, sender: SenderId) -> None:
    if sender.line_id is None or sender.ownership == TAKEN:
        raise Conflict(f"sender id {sender.name} is {sender.state if sender.line_id is None else sender.ownership}")
    channels.add(db, channel.id, sender.id, sender.line_id)


def _remove(db: Connection, channel: Channel, sender_id: int) -> None:
    if not channels.remove(db, channel.id, [sender_id]):
        raise NotFound(f"sender id {sender_id} in channel {channel.id}")
