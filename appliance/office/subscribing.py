"""Who is told of what happens: where to, and of what (spec/SCG.md 8)."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from appliance.errors import Invalid, NotFound
from appliance.office.desk import Actor, Desk
from appliance.office.expressions import parsed
from appliance.office.topics import TOPICS, Topic
from appliance.office.versions import revise
from appliance.spool import deliveries, events, webhooks
from appliance.spool.listing import Condition, Connection, Found, Page, chosen, exactly
from appliance.spool.webhooks import CONFIGURATIONS, SUBSCRIPTIONS, Configuration, Subscription
from appliance.targets import is_public, target_of

KIND = "webhook"
_BY_ITSELF: Mapping[str, Any] = {"protocol": "REST", "format": "JSON", "active": 1, "auth": "NONE"}
_SECRET = 32  # octets
_SHORTEST_SECRET = 16  # characters


@dataclass(frozen=True, slots=True)
class Made:
    """A new configuration. `secret` is told this once, None where it came from who made it."""

    id: int
    secret: str | None


class Configurations:
    """Where to. Each owner's own, an administrator's no less: they hold secrets. `private` tells whether addresses of
    private networks will do."""

    def __init__(self, desk: Desk, private: Callable[[], bool]) -> None:
        self._desk = desk
        self._private = private

    def create(self, actor: Actor, *, secret: str = "", **fields: Any) -> Made:
        """Make one. Raises Invalid."""
        row = {**self._checked(fields), "secret": _proper(secret) or secrets.token_urlsafe(_SECRET)}
        owned = {**row, **actor.owner, "created_at": self._desk.clock()}
        made = self._desk.write(lambda db: CONFIGURATIONS.insert(db, owned))
        return Made(made, None if secret else row["secret"])

    def find(self, actor: Actor, where: tuple[Condition, ...], page: Page) -> Found[Configuration]:
        """Those that match."""
        return CONFIGURATIONS.find(self._desk.read(), [*actor.own(KIND), *where], page)

    def read(self, actor: Actor, configuration_id: int) -> Configuration:
        """One of them. Raises NotFound."""
        return configuration_in(self._desk.read(), actor, configuration_id)

    def update(self, actor: Actor, configuration_id: int, *, expected: int | None = None, **fields: Any) -> int:
        """Change what is given; what waits for it is tried at once. Its id. Raises NotFound, Invalid, Stale."""

        def change(db: Connection) -> int:
            record = configuration_in(db, actor, configuration_id)
            changes = {"rests_until": None, **self._checked(fields, record)}
            revise(db, CONFIGURATIONS, record, changes, expected, self._desk.clock())
            deliveries.announce(db)
            return record.id

        return self._desk.write(change)

    def delete(self, actor: Actor, configuration_id: int) -> int:
        """Remove one with its subscriptions and all that is on its way there; its id. Raises NotFound."""

        def change(db: Connection) -> int:
            record = configuration_in(db, actor, configuration_id)
            CONFIGURATIONS.delete(db, [record.id])
            webhooks.follow(db)
            return record.id

        gone = self._desk.write(change)
        self._desk.due()
        return gone

    def _checked(self, fields: Mapping[str, Any], known: Configuration | None = None) -> dict[str, Any]:
        """The fields, what is unset in them as it is by itself; a secret is never unset: what is sent is signed."""
        row = {name: _BY_ITSELF.get(name, "") if value in (None, "") else value for name, value in fields.items()}
        if not _proper(row.get("secret")):
            row.pop("secret", None)
        target = target_of(str(row.get("address", known.address if known else "")))
        if target.address is not None and not (self._private() or is_public(target.address)):
            raise Invalid(f"{target.host} is of a private network: the setting private_targets allows that")
        if ":" in row.get("username", ""):
            raise Invalid("a user's name has no colon (RFC 7617)")
        return row


class Subscriptions:
    """Of what. Each owner's own."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def topics(self, actor: Actor, where: tuple[Condition, ...], page: Page) -> Found[Topic]:
        """What may be subscribed to."""
        return chosen(TOPICS.values(), where, page)

    def topic(self, actor: Actor, name: str) -> Topic:
        """One of those. Raises NotFound."""
        return _topic(name)

    def create(self, actor: Actor, topic: str, configuration_id: int, **fields: Any) -> int:
        """Tell of a topic there, from now on; its id. Raises NotFound, Invalid, BadCriteria."""
        row = {**_fitting(_topic(topic), fields), "topic": topic, "configuration_id": configuration_id}

        def change(db: Connection) -> int:
            _goal(db, actor, configuration_id)
            began = {"after_event": events.newest(db), "created_at": self._desk.clock()}
            made = SUBSCRIPTIONS.insert(db, {**row, **actor.owner, **began})
            webhooks.follow(db)
            return made

        made = self._desk.write(change)
        self._desk.due()
        return made

    def find(self, actor: Actor, topic: str, where: tuple[Condition, ...], page: Page) -> Found[Subscription]:
        """Those of a topic that match. Raises NotFound."""
        wanted = exactly(topic=_topic(topic).name)
        return SUBSCRIPTIONS.find(self._desk.read(), [*actor.own(KIND), *wanted, *where], page)

    def find_all(self, actor: Actor, where: tuple[Condition, ...], page: Page) -> Found[Subscription]:
        """Those that match, of every topic."""
        return SUBSCRIPTIONS.find(self._desk.read(), [*actor.own(KIND), *where], page)

    def read(self, actor: Actor, topic: str, subscription_id: int) -> Subscription:
        """One of them. Raises NotFound."""
        return _subscription(self._desk.read(), actor, topic, subscription_id)

    def update(
        self, actor: Actor, topic: str, subscription_id: int, *, expected: int | None = None, **fields: Any
    ) -> int:
        """Change what is given; its id. Raises NotFound, Invalid, BadCriteria, Stale."""

        def change(db: Connection) -> int:
            record = _subscription(db, actor, topic, subscription_id)
            if "configuration_id" in fields:
                _goal(db, actor, fields["configuration_id"])
            known = {name: getattr(record, name) for name in ("type", "criteria", "starts_at", "ends_at")}
            _fitting(_topic(topic), {**known, **fields})
            revise(db, SUBSCRIPTIONS, record, fields, expected, self._desk.clock())
            return record.id

        return self._desk.write(change)

    def delete(self, actor: Actor, topic: str, subscription_id: int) -> int:
        """Tell no more; what is on its way still goes. Its id. Raises NotFound."""

        def change(db: Connection) -> int:
            record = _subscription(db, actor, topic, subscription_id)
            SUBSCRIPTIONS.delete(db, [record.id])
            webhooks.follow(db)
            return record.id

        gone = self._desk.write(change)
        self._desk.due()
        return gone


def configuration_in(db: Connection, actor: Actor, configuration_id: int) -> Configuration:
    """One that the actor may see. Raises NotFound."""
    wanted = exactly(id=configuration_id)
    return CONFIGURATIONS.get(db, f"delivery configuration {configuration_id}", [*actor.own(KIND), *wanted])


def _goal(db: Connection, actor: Actor, configuration_id: int | None) -> None:
    """Raises Invalid where there is no such configuration."""
    try:
        configuration_in(db, actor, configuration_id or 0)
    except NotFound as error:
        raise Invalid("there is no such delivery configuration") from error


def _subscription(db: Connection, actor: Actor, topic: str, subscription_id: int) -> Subscription:
    wanted = exactly(id=subscription_id, topic=topic)
    return SUBSCRIPTIONS.get(db, f"subscription {subscription_id}", [*actor.own(KIND), *wanted])


def _topic(name: str) -> Topic:
    found = TOPICS.get(name)
    if found is None:
        raise NotFound(f"topic {name[:64]}")
    return found


def _fitting(topic: Topic, fields: Mapping[str, Any]) -> Mapping[str, Any]:
    """The fields, where they hold. Raises Invalid, BadCriteria."""
    if (fields.get("type") or "") not in ("", *topic.types):
        raise Invalid(f"{topic.name} has the types {', '.join(topic.types)}")
    parsed(fields.get("criteria") or "")
    starts, ends = fields.get("starts_at"), fields.get("ends_at")
    if starts is not None and ends is not None and ends <= starts:
        raise Invalid("it ends before it starts")
    return fields


def _proper(secret: str | None) -> str:
    if secret and len(secret) < _SHORTEST_SECRET:
        raise Invalid(f"a secret has {_SHORTEST_SECRET} characters at least")
    return secret or ""
