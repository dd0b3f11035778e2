"""Rows of those who are told of what happens: where, of what, and what is told them (spec/SCG.md 8)."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from appliance.spool import cursors
from appliance.spool.listing import Table

READER = "webhooks"
"""The cursor of who copies what is to be told from the events."""

STATES = ("pending", "retry", "success", "failed")
"""Of a delivery."""

_ANYBODY = "SELECT EXISTS (SELECT 1 FROM subscriptions)"
_ANYTHING = "SELECT EXISTS (SELECT 1 FROM deliveries WHERE state IN ('pending', 'retry'))"


@dataclass(frozen=True, slots=True)
class Configuration:
    """Where to: an http or https URL. `auth` is NONE or BASIC. `secret` signs what is sent.

    `failures` in a row began at `failing_since`; nothing is sent before `rests_until`. Times are Unix seconds.
    """

    id: int
    user_id: int
    application_id: int | None
    name: str
    address: str
    protocol: str
    format: str
    active: int
    auth: str
    username: str
    password: str
    secret: str
    failures: int
    failing_since: float | None
    rests_until: float | None
    trouble: str
    delivered_at: float | None
    created_at: float
    version: int
    updated_at: float | None


@dataclass(frozen=True, slots=True)
class Subscription:
    """Of what: the events of a topic, with `type` of that type only, that match the `criteria`, between two moments.

    It is told of events that follow `after_event`.
    """

    id: int
    user_id: int
    application_id: int | None
    topic: str
    configuration_id: int
    configuration_name: str
    type: str
    criteria: str
    starts_at: float | None
    ends_at: float | None
    after_event: int
    created_at: float
    version: int
    updated_at: float | None


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event on its way. `state`: pending, retry, success or failed; `attempts` so far. `fields` is a JSON object.

    `status` of the last answer, None where none came.
    """

    id: int
    user_id: int
    application_id: int | None
    configuration_id: int
    configuration_name: str
    subscription_id: int
    event_id: int
    topic: str
    type: str
    key: str
    at: float
    fields: str
    state: str
    attempts: int
    queued_at: float
    due: float
    tried_at: float | None
    ended_at: float | None
    status: int | None
    trouble: str

    @property
    def facts(self) -> Mapping[str, Any]:
        """`fields`, read."""
        found: Mapping[str, Any] = json.loads(self.fields)
        return found


CONFIGURATIONS: Table[Configuration] = Table(Configuration, "delivery_configurations")
SUBSCRIPTIONS: Table[Subscription] = Table(
    Subscription,
    "subscriptions",
    source="subscriptions JOIN delivery_configurations ON delivery_configurations.id = subscriptions.configuration_id",
    computed={"configuration_name": "delivery_configurations.name"},
    searchable={"active": "delivery_configurations.active"},
)
DELIVERIES: Table[Delivery] = Table(
    Delivery,
    "deliveries",
    source="deliveries JOIN delivery_configurations ON delivery_configurations.id = deliveries.configuration_id",
    computed={
        "user_id": "delivery_configurations.user_id",
        "application_id": "delivery_configurations.application_id",
        "configuration_name": "delivery_configurations.name",
    },
)


def anybody(db: sqlite3.Connection) -> bool:
    """Whether there is a subscription, or something on its way."""
    return bool(db.execute(_ANYBODY).fetchone()[0] or db.execute(_ANYTHING).fetchone()[0])


def follow(db: sqlite3.Connection) -> None:
    """Keep the events from now on for who copies them while there is a subscription; with none, no longer."""
    if db.execute(_ANYBODY).fetchone()[0]:
        cursors.begin(db, READER)
    else:
        cursors.forget(db, READER)
