"""Messages: all that went out and came in, whoever made it (spec/SCG.md 9, 13-15)."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from appliance import identifiers
from appliance.api.auth import Caller
from appliance.api.dialect import OPTIONAL_NUMBER, Field, Filter, Kind, Many, One, Operation, Shape, text, word
from appliance.api.scg.attachments import ATTACHED, ATTACHMENT
from appliance.api.scg.attachments import FILTERS as ATTACHMENT_FILTERS
from appliance.api.scg.dates import ISO, MILLIS
from appliance.api.scg.fields import (
    Sought,
    Sparse,
    created,
    identifier,
    indexed,
    of_record,
    one_of,
    read_only,
    record,
    sorts,
    sought,
    times,
    write_only,
)
from appliance.api.scg.threads import conversation_of, party_of
from appliance.domain import Direction, Service
from appliance.errors import Forbidden, Invalid
from appliance.office import Office
from appliance.office.traffic import Fragment, Shown
from appliance.spool.listing import Condition, Match, exactly
from appliance.spool.message_states import MessageState

_LONGEST_BODY = 40_000
_MESSAGE, _REQUEST, _SENDER, _CONTACT = map(identifier, ("message", "request", "sender", "contact"))
_SAID = text(_LONGEST_BODY, lines=True)
_TEXT = Kind({"type": "string"}, _SAID.decode, lambda value: value or None, empty="")
_DIRECTIONS = {Direction.OUTBOUND: "MT", Direction.INBOUND: "MO"}
_TYPES = {Service.SMS: "SMS", Service.FAX: "FAX", Service.VOICE: "VOICE", Service.EMAIL: "EMAIL"}
_DIRECTION = word({said.lower(): core.value for core, said in _DIRECTIONS.items()}, _DIRECTIONS)
_STATE = one_of(*MessageState)
_FAILURE = one_of("INVALID_RECIPIENT", "NO_CONSENT", "OTHER")


def _number(name: str, value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError) as error:
        raise Invalid(f"{name} must be a number") from error


def _type(name: str, value: Any) -> int:
    """There are others, such as MMS and PSH, of which there are no messages."""
    return next((service.value for service, said in _TYPES.items() if said == str(value).upper()), 0)


_AMOUNT = Kind({"type": "number"}, _number)
_TYPE = Kind({"type": "string"}, _type, lambda service: _TYPES.get(Service(service)))


def _part(shown: Shown, each: Fragment) -> dict[str, Any]:
    reference = None if each.reference is None else str(each.reference)
    told = {
        "fragment_id": identifiers.encode("fragment", shown.message.id * 256 + each.number),
        "fragment_state": each.state,
        "failure_code": each.code,
        "failure_details": each.details or None,
        "protocol_error": each.error or None,
        "external_id": reference,
        "delivery_report_reference": reference,
    }
    return {name: value for name, value in told.items() if value is not None}


_STRING = {"type": "string"}
_PART = {
    "fragment_id": _STRING,
    "fragment_state": {"type": "string", "enum": list(MessageState)},
    "failure_code": {"type": "integer"},
    "failure_details": _STRING,
    "protocol_error": _STRING,
    "external_id": _STRING,
    "delivery_report_reference": _STRING,
}
_PARTS = Kind(
    {"type": "array", "items": {"type": "object", "properties": _PART}},
    text(64).decode,
    lambda shown: [_part(shown, each) for each in shown.fragments],
)
_CONVERSATION = Kind(_STRING, text(255).decode, lambda shown: conversation_of(shown.message))


def _given(name: str, source: str, kind: Kind, *also: str) -> tuple[Field, ...]:
    return tuple(read_only(each, f"message.{source}", kind) for each in (name, *also))


def _of_record() -> tuple[Field, ...]:
    """What every record says of itself."""
    return tuple(
        read_only(each.name, f"message.{each.source}" if each.source else "message", each.kind)
        for each in record("message")
        if each.gives
    )


MESSAGE = Sparse(
    "Message",
    *_of_record(),
    *_given("message_request_id", "request_id", _REQUEST),
    *_given("external_message_request_id", "external_request_id", indexed()),
    read_only("external_transaction_ids", "references", indexed()),
    read_only("conversation_id", "", _CONVERSATION),
    *_given("campaign_id", "campaign", indexed()),
    *_given("direction", "direction", _DIRECTION),
    *_given("customer_sender_id", "sender_id", _SENDER),
    read_only("from_address", "from_address", indexed()),
    read_only("to_address", "to_address", indexed()),
    *_given("state", "state", _STATE),
    *_given("failure_code", "failure", _FAILURE),
    read_only("failure_details", "details", indexed()),
    *_given("subject", "subject", indexed()),
    *_given("body", "body", _TEXT),
    *_given("sent_date", "sent_at", MILLIS),
    *_given("delivered_date", "delivered_at", MILLIS),
    *_given("converted_date", "converted_at", MILLIS),
    *_given("conversion_info_source", "conversion_source", indexed()),
    *_given("reply_to", "reply_to", _MESSAGE),
    *_given("attachments", "attached", ATTACHED),
    *_given("scheduled_delivery_time", "scheduled_at", ISO),
    *_given("expiry_time", "expires_at", ISO),
    *_given("type", "service", _TYPE),
    *_given("contact_id", "contact_id", _CONTACT, "contact-id"),
    *_given("price", "price", _AMOUNT),
    *_given("language", "language", indexed()),
    *_given("failedTranslation", "failed_translation", _TEXT, "failed_translation"),
    *_given("consent_requirement", "consent_requirement", indexed()),
    read_only("fragments_info", "", _PARTS),
)
_SETTLED = Sparse(
    "MessageChange",
    write_only("state", "state", _STATE),
    write_only("converted_date", "converted_at", MILLIS),
    write_only("conversion_info_source", "conversion_source", indexed()),
    write_only("version_number", "expected", OPTIONAL_NUMBER),
)
_IGNORED = Shape("MessageToSend")


@dataclass(frozen=True, slots=True)
class _Numbers(Sought):
    """Finds a number with and without its plus sign, which an address that was not encoded turns into a blank."""

    def conditions(self, given: str) -> tuple[Condition, ...]:
        """All that `given` asks for. Raises Invalid."""
        said = [self.kind.decode(self.name, each).strip() for each in given.split(",")]
        forms = [form for each in said for form in (each, each.removeprefix("+"), "+" + each.removeprefix("+"))]
        return (Condition(self.column, Match.AMONG, json.dumps(list(dict.fromkeys(forms)))),)


@dataclass(frozen=True, slots=True)
class _Thread(Filter):
    """Finds a conversation by what a program called it, or by what the box did."""

    def conditions(self, given: str) -> tuple[Condition, ...]:
        """All that `given` asks for. Raises Invalid."""
        said = self.kind.decode(self.name, given)
        party = party_of(said)
        return exactly(conversation=said) if party is None else exactly(party=party, conversation="")


def _quiet(kind: str) -> Kind:
    """In a filter an id that is none finds nothing, which is no error."""
    (found, *_) = of_record(kind)
    return found.kind


FILTERS: tuple[Filter, ...] = (
    *of_record("message"),
    Sought("message_request_id", "request_id", Match.EQUAL, _quiet("request")),
    *sought(_quiet("sender"), customer_sender_id="sender_id"),
    *sought(_quiet("contact"), contact_id="contact_id", **{"contact-id": "contact_id"}),
    *sought(_quiet("message"), reply_to="reply_to"),
    _Thread("conversation_id", "conversation", Match.EXACT, indexed()),
    *(_Numbers(name, name, Match.AMONG, text(64)) for name in ("from_address", "to_address")),
    *sought(
        indexed(),
        external_transaction_ids="references",
        external_message_request_id="external_request_id",
        campaign_id="campaign",
        subject="subject",
        message_delivery_provider="provider",
    ),
    Filter("body", "body", Match.EXACT, _SAID),
    *sought(_DIRECTION, direction="direction"),
    *sought(_STATE, state="state"),
    *sought(_FAILURE, failure_code="failure"),
    *sought(_TYPE, type="service"),
    *times(
        sent_date="sent_at",
        delivered_date="delivered_at",
        converted_date="converted_at",
        scheduled_delivery_time="scheduled_at",
        expiry_time="expires_at",
    ),
    *sought(_AMOUNT, price="price"),
)
LIST = Many(MESSAGE, FILTERS, {**sorts(*FILTERS), "created_date": "id"})
"""They were made in the order of their numbers, which costs no sorting."""


def forbidden(why: str) -> Callable[..., Any]:
    """What the guide names and does not allow."""

    def refuse(caller: Caller, *named: Any, **fields: Any) -> Any:
        raise Forbidden(why)

    return refuse


def operations(office: Office) -> tuple[Operation, ...]:
    """Those of the API."""
    use, made, one = office.traffic, created("message"), "/messaging/messages/{message}"
    send = forbidden("messages are made by message requests: POST /messaging/message_requests")
    attach = forbidden("the attachments of a message are those of its request")
    return (
        Operation("GET", "/messaging/messages", "Messages", use.find, LIST),
        Operation("POST", "/messaging/messages", "Not allowed", send, made, _IGNORED),
        Operation(
            "GET", "/messaging/message_requests/{request}/messages", "The messages of a request", use.of_request, LIST
        ),
        Operation("GET", one, "A message", use.read, One(MESSAGE)),
        Operation("POST", one, "Say that it is PROCESSED or CONVERTED", use.change, made, _SETTLED, partial=True),
        Operation("DELETE", one, "Take it out of the lists", use.delete, made),
        Operation(
            "GET",
            f"{one}/attachments",
            "Its attachments",
            use.attachments,
            Many(ATTACHMENT, ATTACHMENT_FILTERS, sorts(*ATTACHMENT_FILTERS)),
        ),
        Operation("POST", f"{one}/attachments", "Not allowed", attach, created("attachment"), _IGNORED),
    )
