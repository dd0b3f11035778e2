"""What an event says on the broker. Texts of messages are told at sms/received, nowhere else."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from appliance.domain import Event, Service
from appliance.mqtt.topics import Message, Topics, encoded
from appliance.spool import canaries, events
from appliance.spool.listing import Condition, Connection, Match
from appliance.spool.transmissions import TRANSMISSIONS, TransmissionView

Views = Mapping[int, TransmissionView]
Told = Mapping[str, Any]

_ABOUT_ONE = frozenset(
    (
        events.FAX_PAGE,
        events.FAX_RECEIVED,
        events.SMS_RECEIVED,
        events.SMS_INCOMPLETE,
        events.SMS_COMPLETED,
        events.TRANSMISSION_RETRY,
        events.TRANSMISSION_DONE,
        events.SMS_DELIVERED,
        events.SMS_UNDELIVERED,
    )
)


def moment(at: float) -> str:
    """Unix time as RFC 3339 in UTC, in milliseconds."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def views_of(db: Connection, told: Sequence[Event]) -> Views:
    """The messages that those of the events are about which tell more of them than their ids."""
    wanted = {event.transmission_id for event in told if event.kind in _ABOUT_ONE and event.transmission_id is not None}
    if not wanted:
        return {}
    among = Condition("id", Match.AMONG, json.dumps(sorted(wanted)))
    return {view.id: view for view in TRANSMISSIONS.find(db, [among]).rows}


def _head(event: Event) -> dict[str, Any]:
    return {"id": event.id, "ts": moment(event.at), "kind": event.kind}


def _whole(event: Event) -> Told:
    ids = {"line": event.line, "transmission": event.transmission_id, "attempt": event.attempt_id}
    return {**_head(event), **ids, "data": event.data}


def _received(event: Event, view: TransmissionView | None) -> Told:
    return {
        **_head(event),
        "event_type": event.kind.removeprefix("sms."),
        "line": event.line,
        "transmission": event.transmission_id,
        "number": view.party if view else "",
        "text": view.body if view else "",
        **event.data,
    }


def _status(event: Event, view: TransmissionView | None) -> Told:
    status = event.data.get("verdict") if event.kind == events.TRANSMISSION_DONE else event.kind.partition(".")[2]
    data = {name: value for name, value in event.data.items() if name != "text"}
    return {
        **_head(event),
        **data,
        "status": status,
        "reason": event.data.get("text", ""),
        "line": event.line,
        "transmission": event.transmission_id,
        "number": view.party if view else "",
    }


def _faxed(event: Event, view: TransmissionView | None) -> Told:
    status = event.data.get("verdict") if event.kind == events.TRANSMISSION_DONE else event.kind.partition(".")[2]
    return {
        **_head(event),
        "event_type": status,
        "line": event.line,
        "transmission": event.transmission_id,
        "number": view.party if view else "",
        **event.data,
    }


def _happened(event: Event, view: TransmissionView | None) -> Told:
    return {**_head(event), "event_type": event.kind.partition(".")[2], "line": event.line, **event.data}


_TELLERS: Mapping[str, Callable[[Event, TransmissionView | None], Told]] = {
    "sms/received": _received,
    "sms/status": _status,
    "fax/event": _faxed,
}


def messages_of(topics: Topics, event: Event, views: Views) -> list[Message]:
    """All that is published for one event, in order; of a canary, which nobody wrote, the event alone."""
    found = [Message(topics.every_event, encoded(_whole(event)))]
    view = views.get(event.transmission_id or 0)
    place = topics.told_at(event.kind, Service(view.service) if view else Service.SMS)
    if place is not None and (view is None or view.origin != canaries.ORIGIN):
        tell = _TELLERS.get(place.removeprefix(f"{topics.base}/"), _happened)
        found.append(Message(place, encoded(tell(event, view))))
    return found
