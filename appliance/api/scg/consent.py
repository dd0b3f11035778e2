"""Consent: its statuses and their history (spec/SCG.md 9, 42-44)."""

from __future__ import annotations

from appliance import identifiers
from appliance.api.dialect import OBJECT, Field, Kind, Many, One, Operation, text
from appliance.api.scg.dates import MILLIS
from appliance.api.scg.fields import (
    STRINGS,
    Sparse,
    created,
    identifier,
    indexed,
    of_record,
    one_of,
    quiet,
    read_only,
    record,
    sorts,
    sought,
    times,
)
from appliance.office import Office
from appliance.office.consent import LONGEST_ADDRESS
from appliance.patterns import LONGEST
from appliance.spool.consents import Source, Status

_LONGEST_MESSAGE = 255 * 153  # characters of an SMS in as many parts as there can be
_ADDRESS = indexed(LONGEST_ADDRESS)
_STATUS = one_of(*Status)
_SENDER = identifier("sender")
_LISTED, _ITEM = "/consent/contact_address_statuses", "/consent/contact_address_statuses/{status}"

_SAID = (Field("address_type", "address_type", indexed(64)), Field("consent_status", "status", _STATUS))
NEW = Sparse(
    "NewAddressStatus", *_SAID, Field("address", "address", _ADDRESS), Field("sender_id", "sender_id", _SENDER)
)
CHANGE = Sparse("AddressStatusChange", *record("status"), *_SAID)
STATUS = Sparse(
    "AddressStatus",
    *record("status"),
    *_SAID,
    read_only("address", "address", _ADDRESS),
    read_only("sender_id", "sender_id", _SENDER),
    read_only("optin_requested_date", "asked_at", MILLIS),
)
FILTERS = (
    *of_record("status"),
    *sought(indexed(64), address_type="address_type"),
    *sought(_ADDRESS, address="address"),
    *sought(quiet(_SENDER), sender_id="sender_id"),
    *sought(_STATUS, consent_status="status"),
)
OUT = Sparse(
    "OptOut",
    *_SAID,
    Field("sender_id", "sender_id", _SENDER),
    Field("addresses", "addresses", STRINGS, required=True),
)
HISTORY = Sparse(
    "AddressHistory",
    read_only("id", "id", identifier("history")),
    *(each for each in record("status") if each.gives and each.name in ("application_id", "created_date")),
    read_only("msisdn", "address", _ADDRESS),
    read_only("sender_id", "sender_id", _SENDER),
    read_only("source", "source", one_of(*Source)),
    read_only("status", "status", _STATUS),
    read_only("timestamp", "created_at", MILLIS),
    read_only("message", "message", text(_LONGEST_MESSAGE, lines=True)),
    read_only("keyword", "keyword", indexed(LONGEST)),
)
_HISTORY_FILTERS = (
    *(each for each in of_record("history") if not each.name.startswith("last_")),
    *sought(_ADDRESS, msisdn="address", address="address"),
    *sought(quiet(_SENDER), sender_id="sender_id"),
    *sought(one_of(*Source), source="source"),
    *sought(_STATUS, status="status"),
    *times(timestamp="created_at"),
    *sought(indexed(), keyword="keyword"),
)
_IDS = Kind(STRINGS.schema, STRINGS.decode, lambda ids: [identifiers.encode("status", each) for each in ids])
OPTED_OUT = Sparse("OptedOut", read_only("ids", "ids", _IDS), read_only("errors", "errors", OBJECT))


def operations(office: Office) -> tuple[Operation, ...]:
    """Those of the API."""
    made, use = created("status"), office.consents
    history = Many(HISTORY, _HISTORY_FILTERS, sorts(*_HISTORY_FILTERS))
    return (
        Operation("GET", _LISTED, "Who agreed and who declined", use.find, Many(STATUS, FILTERS, sorts(*FILTERS))),
        Operation("POST", _LISTED, "Say of an address, or ask it", use.create, made, NEW),
        Operation("POST", f"{_LISTED}/optout", "Say that addresses declined", use.opt_out, One(OPTED_OUT), OUT),
        Operation("GET", _ITEM, "The status of an address", use.read, One(STATUS)),
        Operation("POST", _ITEM, "Change it, or ask again", use.update, made, CHANGE, partial=True),
        Operation("DELETE", _ITEM, "Forget it", use.delete, made),
        Operation("GET", "/consent/contact_address_history", "What was said", use.history, history),
    )
