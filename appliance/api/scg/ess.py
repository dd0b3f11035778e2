"""Who is told of events, and what became of what was told them, at /ess/v1 (spec/SCG.md 8)."""

from __future__ import annotations

from appliance.api.dialect import (
    BIT,
    FLAG,
    JSON_OBJECT,
    NUMBER,
    OPTIONAL_NUMBER,
    WORDS,
    Field,
    Kind,
    Many,
    One,
    Operation,
    Shape,
    Value,
    text,
    word,
)
from appliance.api.scg.dates import ISO
from appliance.api.scg.fields import (
    Sparse,
    created,
    fresh,
    identifier,
    of_record,
    one_of,
    quiet,
    read_only,
    record,
    sorts,
    sought,
    times,
    write_only,
)
from appliance.office import Office
from appliance.office.expressions import LONGEST as LONGEST_CRITERIA
from appliance.spool.webhooks import STATES
from appliance.targets import LONGEST as LONGEST_ADDRESS

_WORD, _SECRET = text(255), text(255, lines=True)
_ADDRESS = text(LONGEST_ADDRESS)
_TARGET = identifier("delivery_configuration")
_AUTH = one_of("NONE", "BASIC")
_STATE = word({each: each for each in STATES}, {each: each.upper() for each in STATES})
_TROUBLE = Kind({"type": "string"}, _WORD.decode, lambda value: value or None)

TOPIC = Shape(
    "Topic",
    read_only("id", "name", _WORD),
    read_only("topic-nm", "name", _WORD),
    read_only("description", "description", _WORD),
    read_only("evt-tp", "types", WORDS),
)
CONFIGURATION = Sparse(
    "DeliveryConfiguration",
    *record("delivery_configuration"),
    read_only("del-cfg-id", "id", _TARGET),
    Field("del-cfg-nm", "name", _WORD),
    Field("del-prtcl-cd", "protocol", one_of("REST")),
    Field("addr", "address", _ADDRESS, required=True),
    Field("del-fmt-cd", "format", one_of("JSON")),
    Field("is-active", "active", FLAG),
    Field("auth-tp-cd", "auth", _AUTH),
    Field("usr-nm", "username", _WORD),
    write_only("pwd", "password", _SECRET),
    write_only("secret", "secret", _SECRET),
    read_only("failures", "failures", NUMBER),
    read_only("failing-since", "failing_since", ISO),
    read_only("next-attempt-date", "rests_until", ISO),
    read_only("last-error", "trouble", _TROUBLE),
    read_only("last-success-date", "delivered_at", ISO),
)
MADE = Sparse(
    "NewDeliveryConfiguration",
    read_only("id", "id", _TARGET),
    read_only("del-cfg-id", "id", _TARGET),
    read_only("secret", "secret", Kind({"type": "string"}, _WORD.decode)),
)
SUBSCRIPTION = Sparse(
    "Subscription",
    *record("subscription"),
    read_only("topic-nm", "topic", _WORD),
    Field("del-cfg-id", "configuration_id", _TARGET, required=True),
    read_only("del-cfg-nm", "configuration_name", _WORD),
    Field("evt-tp", "type", _WORD),
    Field("match-crt", "criteria", text(LONGEST_CRITERIA)),
    Field("start-date", "starts_at", ISO),
    Field("end-date", "ends_at", ISO),
)
DELIVERY = Sparse(
    "EventDelivery",
    read_only("id", "id", identifier("delivery")),
    read_only("event-id", "event_id", identifier("event")),
    read_only("state", "state", _STATE),
    read_only("attempt", "attempts", NUMBER),
    read_only("del-cfg-id", "configuration_id", _TARGET),
    read_only("del-cfg-nm", "configuration_name", _WORD),
    read_only("sub-id", "subscription_id", identifier("subscription")),
    read_only("topic-nm", "topic", _WORD),
    read_only("evt-tp", "type", _WORD),
    read_only("timestamp", "at", ISO),
    read_only("fld-val-list", "fields", JSON_OBJECT),
    read_only("status-code", "status", OPTIONAL_NUMBER),
    read_only("last-error", "trouble", _TROUBLE),
    read_only("last-attempt-date", "tried_at", ISO),
    read_only("end-date", "ended_at", ISO),
    read_only("application_id", "application_id", OPTIONAL_NUMBER),
)
REPLAY = Shape("Replay", write_only("del-cfg-id", "configuration_id", _TARGET))

_ID = created("delivery_configuration")
_SUBSCRIBED = created("subscription")
_DELIVERED = created("delivery")
_COUNT = Value(("count",), NUMBER)

_OF_CONFIGURATIONS = (
    *of_record("delivery_configuration"),
    *sought(_WORD, **{"del-cfg-nm": "name", "addr": "address"}),
    *sought(BIT, **{"is-active": "active"}),
)
_OF_SUBSCRIPTIONS = (
    *of_record("subscription"),
    *sought(_WORD, **{"topic-nm": "topic", "evt-tp": "type"}),
    *sought(quiet(_TARGET), **{"del-cfg-id": "configuration_id"}),
)
_OF_DELIVERIES = (
    *sought(_WORD, **{"topic-nm": "topic", "evt-tp": "type"}),
    *sought(quiet(_TARGET), **{"del-cfg-id": "configuration_id"}),
    *sought(quiet(identifier("event")), **{"event-id": "event_id"}),
    *sought(quiet(identifier("subscription")), **{"sub-id": "subscription_id"}),
    *times(**{"timestamp": "at", "start-date": "queued_at", "end-date": "ended_at"}),
)
_ANY_STATE = (*_OF_DELIVERIES, *sought(_STATE, state="state"))
_USE = ("api_access",)


def operations(office: Office) -> tuple[Operation, ...]:
    """The rows of the table."""
    return (*_configurations(office), *_subscriptions(office), *_deliveries(office), *_dead_letters(office))


def _configurations(office: Office) -> tuple[Operation, ...]:
    use, all_of, one = (
        office.telling.configurations,
        "/delivery-configurations",
        "/delivery-configurations/{configuration}",
    )
    many = Many(CONFIGURATION, _OF_CONFIGURATIONS, sorts(*_OF_CONFIGURATIONS))
    return (
        Operation("GET", all_of, "Where events are posted to", use.find, many, needs=_USE),
        Operation("POST", all_of, "Name a target", use.create, One(MADE), fresh(CONFIGURATION), needs=_USE),
        Operation("GET", one, "A target", use.read, One(CONFIGURATION), needs=_USE),
        Operation("POST", one, "Change a target", use.update, _ID, CONFIGURATION, partial=True, needs=_USE),
        Operation("PUT", one, "Replace a target", use.update, _ID, CONFIGURATION, replaces=True, needs=_USE),
        Operation("DELETE", one, "Remove a target and its subscriptions", use.delete, _ID, needs=_USE),
    )


def _subscriptions(office: Office) -> tuple[Operation, ...]:
    use, all_of = office.telling.subscriptions, "/topics/{topic}/subscriptions"
    one = f"{all_of}/{{subscription}}"
    many = Many(SUBSCRIPTION, _OF_SUBSCRIPTIONS, sorts(*_OF_SUBSCRIPTIONS))
    return (
        Operation("GET", "/topics", "What there is to subscribe to", use.topics, Many(TOPIC), needs=_USE),
        Operation("GET", "/topics/{topic}", "A topic", use.topic, One(TOPIC), needs=_USE),
        Operation("GET", "/topic-subscriptions", "All subscriptions", use.find_all, many, needs=_USE),
        Operation("GET", all_of, "Subscriptions to a topic", use.find, many, needs=_USE),
        Operation("POST", all_of, "Subscribe", use.create, _SUBSCRIBED, fresh(SUBSCRIPTION), needs=_USE),
        Operation("GET", one, "A subscription", use.read, One(SUBSCRIPTION), needs=_USE),
        Operation("POST", one, "Change it", use.update, _SUBSCRIBED, SUBSCRIPTION, partial=True, needs=_USE),
        Operation("PUT", one, "Replace it", use.update, _SUBSCRIBED, SUBSCRIPTION, replaces=True, needs=_USE),
        Operation("DELETE", one, "Unsubscribe", use.delete, _SUBSCRIBED, needs=_USE),
    )


def _deliveries(office: Office) -> tuple[Operation, ...]:
    use, place = office.telling.deliveries, "/event-deliveries"
    many = Many(DELIVERY, _ANY_STATE, sorts(*_ANY_STATE))
    also = (f"{place}/summary",)
    return (
        Operation("GET", place, "What was told, and what is on its way", use.find, many, aliases=also, needs=_USE),
        Operation("GET", f"{place}/{{delivery}}", "One of those", use.read, One(DELIVERY), needs=_USE),
    )


def _dead_letters(office: Office) -> tuple[Operation, ...]:
    use, place = office.telling.deliveries, "/dead-letters"
    one, many = f"{place}/{{delivery}}", Many(DELIVERY, _OF_DELIVERIES, sorts(*_OF_DELIVERIES))
    return (
        Operation("GET", place, "What could not be told", use.dead, many, needs=_USE),
        Operation("POST", f"{place}/replay", "Tell all of it again", use.replay_all, _COUNT, REPLAY, needs=_USE),
        Operation("DELETE", place, "Forget all of it", use.discard_all, _COUNT, needs=_USE),
        Operation("GET", one, "One of those", use.dead_letter, One(DELIVERY), needs=_USE),
        Operation("POST", f"{one}/replay", "Tell it again", use.replay, _DELIVERED, needs=_USE),
        Operation("DELETE", one, "Forget it", use.discard, _DELIVERED, needs=_USE),
    )
