"""ICTCore's transmissions (spec/ICTCORE.md 5.2)."""

from __future__ import annotations

from appliance.api.dialect import (
    BIT,
    NUMBER,
    OPTIONAL_NUMBER,
    PHONE,
    TIME,
    Kind,
    Many,
    One,
    Operation,
    Shape,
    Truth,
    Value,
    inner,
    text,
    word,
)
from appliance.api.ictcore.fields import COMMON, WORDS, filters, read_only, write_only
from appliance.api.ictcore.programs import FIELDS
from appliance.api.ictcore.words import TRANSMISSION_WORDS, response, standing, status_filter
from appliance.domain import Direction, Doubt
from appliance.office import Office
from appliance.programs import KINDS
from appliance.spool.listing import Match

_TRANSMISSION_FIELDS = (
    write_only("contact_id", "contact_id", NUMBER),
    write_only("phone", "phone", PHONE),
    write_only("email", "email", text(64)),
    write_only("title", "title", text(255)),
    write_only("origin", "origin", text(128)),
    write_only("account_id", "account_id", NUMBER),
    write_only("try_allowed", "tries_allowed", NUMBER),
    # The box's own: no client of ICTCore's sends them.
    write_only("priority", "priority", NUMBER),
    write_only("expires_at", "expires_at", NUMBER),
    write_only("doubt", "doubt", word({each.value: each for each in Doubt})),
)
NEW_TRANSMISSION = Shape(
    "TransmissionPost", write_only("program_id", "program_id", NUMBER, required=True), *_TRANSMISSION_FIELDS
)
_NESTED = ("program_data", "transmission_data")
SHORTCUT = Shape("TransmissionOfProgram", *_TRANSMISSION_FIELDS, nested=_NESTED)

_ACCOUNT_OF = Shape(
    "AccountOfTransmission",
    read_only("account_id", "account_id", OPTIONAL_NUMBER),
    read_only("username", "account_username", text(128)),
    read_only("first_name", "account_first_name", text(128)),
    read_only("last_name", "account_last_name", text(128)),
    read_only("phone", "account_phone", text(32)),
    read_only("email", "account_email", text(128)),
)
_CONTACT_OF = Shape(
    "ContactOfTransmission",
    read_only("contact_id", "contact_id", OPTIONAL_NUMBER),
    read_only("first_name", "contact_first_name", text(64)),
    read_only("last_name", "contact_last_name", text(64)),
    read_only("phone", "contact_phone", text(32)),
    read_only("email", "contact_email", text(64)),
)
RESPONSE = Kind({"type": "string", "maxLength": 80}, text(80).decode, response)

TRANSMISSION = Shape(
    "Transmission",
    read_only("transmission_id", "id", NUMBER),
    read_only("title", "title", text(255)),
    read_only("origin", "origin", text(128)),
    read_only("contact_id", "contact_id", OPTIONAL_NUMBER),
    read_only("program_id", "program_id", OPTIONAL_NUMBER),
    read_only("account_id", "account_id", OPTIONAL_NUMBER),
    read_only("service_flag", "service", NUMBER),
    read_only("direction", "direction", text(16)),
    read_only("status", "standing", standing(TRANSMISSION_WORDS)),
    read_only("response", "", RESPONSE),
    read_only("try_allowed", "tries_allowed", NUMBER),
    read_only("try_done", "tries", NUMBER),
    read_only("last_run", "last_run", TIME),
    read_only("is_deleted", "deleted", BIT),
    read_only("campaign_id", "campaign_id", OPTIONAL_NUMBER),
    read_only("user_id", "user_id", OPTIONAL_NUMBER),
    read_only("username", "username", text(64)),
    read_only("program_type", "program_type", text(64)),
    read_only("contact_phone", "contact_phone", text(32)),
    read_only("contact_email", "contact_email", text(64)),
    read_only("account_phone", "account_phone", text(32)),
    read_only("account_email", "account_email", text(128)),
    read_only("account", "", inner(_ACCOUNT_OF)),
    read_only("contact", "", inner(_CONTACT_OF)),
)
TRANSMISSION_FILTERS = (
    *filters(
        Match.EXACT,
        NUMBER,
        transmission_id="id",
        program_id="program_id",
        account_id="account_id",
        contact_id="contact_id",
        is_deleted="deleted",
    ),
    *filters(Match.EQUAL, NUMBER, campaign_id="campaign_id"),
    *filters(
        Match.CONTAINS,
        WORDS,
        title="title",
        origin="origin",
        direction="direction",
        response="response",
        account_phone="account_phone",
        account_email="account_email",
        contact_phone="contact_phone",
        contact_email="contact_email",
        phone="phones",
        email="emails",
    ),
    *filters(Match.BITS, NUMBER, service_flag="service"),
    *filters(Match.AMONG, status_filter(TRANSMISSION_WORDS, whole=False), status="standing"),
    *COMMON,
)

_ID, _SPOOL_ID = Value(("transmission_id",)), Value(("spool_id",))
_NEW_ID = Value(("transmission_id", "text_id"))  # the guide says text_id, a slip that clients may rely on
_STATUS = Value(("Status", "status"), standing(TRANSMISSION_WORDS))
_EVERY, _PATH = Many(TRANSMISSION, TRANSMISSION_FILTERS), "/transmissions/{transmission_id}"
_OF_PROGRAM = "/programs/{program_id}/transmissions"
_LISTING = ("transmission_list",)
_OUTWARD = tuple(each.name for each in KINDS.values() if each.direction is Direction.OUTBOUND)
_BOTH = ("program_create", "transmission_create")
_LISTS = {"smses": "4", "faxes": "2", "calls": "1", "emails": "8"}


def operations(office: Office) -> tuple[Operation, ...]:
    """Its rows of the table."""
    return (*_shortcuts(office), *_transmissions(office))


def _shortcuts(office: Office) -> tuple[Operation, ...]:
    use, path, title = office.transmissions, _OF_PROGRAM, "New transmission of a program"
    return (
        Operation("PUT", path, title, use.create, _NEW_ID, SHORTCUT, keyed=True, needs=_BOTH),
        Operation("POST", path, title, use.create, _NEW_ID, SHORTCUT, keyed=True, needs=_BOTH),
        *(operation for kind in _OUTWARD for operation in _of_type(office, kind)),
        Operation("GET", path, "A program's transmissions", use.of_program, _EVERY, needs=_LISTING),
    )


def _of_type(office: Office, kind: str) -> tuple[Operation, ...]:
    use, path = office.transmissions.create_with, f"/programs/{kind}/transmissions"
    title, preset = f"New {kind} program and a transmission of it", {"kind": kind}
    shape = Shape(f"TransmissionOf{kind.capitalize()}", *_TRANSMISSION_FIELDS, *FIELDS[kind], nested=_NESTED)
    return (
        Operation("PUT", path, title, use, _NEW_ID, shape, preset=preset, needs=_BOTH),
        Operation("POST", path, title, use, _NEW_ID, shape, preset=preset, needs=_BOTH),
    )


def _lists(office: Office) -> tuple[Operation, ...]:
    find = office.transmissions.find
    return tuple(
        Operation(
            "GET", f"/{name}", f"All {name}", find, _EVERY, preset={"service_flag": str(int(flag))}, needs=_LISTING
        )
        for name, flag in _LISTS.items()
    )


def _transmissions(office: Office) -> tuple[Operation, ...]:
    use, path, every, all_ = office.transmissions, _PATH, _EVERY, "/transmissions"
    making, reading, sending = ("transmission_create",), ("transmission_read",), ("transmission_send",)
    return (
        Operation("POST", all_, "New transmission", use.create, _NEW_ID, NEW_TRANSMISSION, keyed=True, needs=making),
        Operation("GET", all_, "All transmissions", use.find, every, needs=_LISTING),
        *_lists(office),
        Operation("GET", path, "A transmission", use.read, One(TRANSMISSION), needs=reading),
        Operation("DELETE", path, "Delete a transmission", use.delete, Truth(), needs=("transmission_delete",)),
        Operation("POST", f"{path}/send", "Send it", use.send, _SPOOL_ID, needs=sending),
        Operation("POST", f"{path}/retry", "Send it again", use.send, _SPOOL_ID, needs=sending),
        Operation("GET", f"{path}/clone", "A copy, not sent", use.clone, _ID, writes=True, needs=reading + making),
        Operation("GET", f"{path}/status", "Its status", use.standing, _STATUS, needs=reading),
    )
