"""Copies of what happens for those who subscribed to it, made with a cursor: none is lost, none comes twice."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from appliance.domain import Event
from appliance.errors import BadCriteria, BoxError
from appliance.office.announcing import announcement
from appliance.office.announcing.said import Announcement
from appliance.office.applications import actor_in
from appliance.office.desk import Actor, Desk, actor_of
from appliance.office.expressions import Holds, parsed
from appliance.spool import announced, deliveries, events
from appliance.spool.deliveries import Told
from appliance.spool.listing import Connection, exactly
from appliance.spool.people import USERS
from appliance.spool.webhooks import SUBSCRIPTIONS, Subscription

log = logging.getLogger(__name__)

AT_ONCE = 200  # events in a transaction
MOST = 1000  # copies in one, give or take those of an event
SAVE_BEHIND = 10_000  # events that are told to nobody, until the cursor is moved on disk


@dataclass(frozen=True, slots=True)
class _Subscriber:
    subscription: Subscription
    actor: Actor
    matches: Holds

    def wants(self, event: Event, told: Announcement) -> bool:
        wanted = self.subscription
        return (
            told.topic == wanted.topic
            and wanted.type in ("", told.type)
            and event.id > wanted.after_event
            and (wanted.starts_at or 0.0) <= event.at < (wanted.ends_at or float("inf"))
            and told.audience.has(self.actor)
        )


class FanOut:
    """One thread steps it. `number` lets each line have the number by which others know it."""

    def __init__(self, desk: Desk, number: Callable[[], object]) -> None:
        self._desk = desk
        self._number = number
        self._seen = 0
        self._strangers: frozenset[str] = frozenset()

    def step(self) -> bool:
        """Copy what is told of the next events; whether there may be more."""
        db = self._desk.read()
        saved = deliveries.position(db)
        if saved is None:
            return False
        seen = max(self._seen, saved)
        found = events.after(db, seen, AT_ONCE)
        if not found:
            return False
        self._introduce(db)
        told, newest = _told(db, found)
        if told or newest - saved > SAVE_BEHIND:
            self._desk.write(lambda db: deliveries.copy(db, seen, newest, told, self._desk.clock()))
        self._seen = newest
        return len(found) == AT_ONCE or newest != found[-1].id

    def _introduce(self, db: Connection) -> None:
        """One that is in no settings stays a stranger."""
        strangers = announced.strangers(db)
        if strangers != self._strangers:
            self._strangers = strangers
            try:
                self._number()
            except BoxError as error:  # somebody is at the settings: its events are told without its id
                log.warning("a line has no number yet: %s", error)


def _told(db: Connection, found: list[Event]) -> tuple[list[Told], int]:
    """What is told of the first of those events, and up to which: they end where it is a lot."""
    subscribers = list(_subscribers(db))
    topics = {each.subscription.topic for each in subscribers}
    told: list[Told] = []
    for event in found:
        said = _said(db, event, topics)
        if said is not None:
            told += _copies(event, said, subscribers)
        if len(told) >= MOST:
            break
    return told, event.id


def _said(db: Connection, event: Event, topics: Collection[str]) -> Announcement | None:
    """One that can't be told, for a fault of ours, must not hold up all that follow."""
    try:
        return announcement(db, event, topics)
    except (LookupError, TypeError, ValueError):
        log.exception("the event %d is not told", event.id)
        return None


def _copies(event: Event, told: Announcement, subscribers: Iterable[_Subscriber]) -> Iterator[Told]:
    for each in subscribers:
        if each.wants(event, told):
            fields = _fields(told, each.subscription)
            if each.matches(fields):
                yield _copy(event, told, fields, each.subscription)


def _subscribers(db: Connection) -> Iterator[_Subscriber]:
    """Those of users and applications that are not kept out, and whose target is switched on."""
    actors: dict[tuple[int, int | None], Actor | None] = {}
    for each in SUBSCRIPTIONS.find(db, exactly(active=1)).rows:
        who = (each.user_id, each.application_id)
        if who not in actors:
            actors[who] = _actor(db, *who)
        actor = actors[who]
        try:
            if actor is not None:
                yield _Subscriber(each, actor, parsed(each.criteria))
        except BadCriteria as error:  # it was made by a program that reads them otherwise
            log.warning("the subscription %d: %s", each.id, error)


def _actor(db: Connection, user_id: int, application_id: int | None) -> Actor | None:
    if application_id is not None:
        return actor_in(db, application_id)
    user = USERS.newest(db, exactly(id=user_id, active=1))
    return actor_of(user) if user else None


def _fields(told: Announcement, subscription: Subscription) -> Mapping[str, Any]:
    """What nobody's application made is told as the subscriber's."""
    known = {name: value for name, value in told.fields.items() if value is not None}
    if subscription.application_id is not None:
        known.setdefault("application_id", subscription.application_id)
    return known


def _copy(event: Event, told: Announcement, fields: Mapping[str, Any], subscription: Subscription) -> Told:
    text = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
    return Told(subscription.id, event.id, told.topic, told.type, told.key, event.at, text)
