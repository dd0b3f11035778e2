"""SCG's contacts (spec/SCG.md 9, 45-50): the box's contacts, with all that SCG knows of one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from appliance import identifiers
from appliance.api.dialect import OPTIONAL_NUMBER, Field, Filter, Kind, Many, One, Operation
from appliance.api.scg.dates import DAY, MILLIS
from appliance.api.scg.fields import (
    STRINGS,
    Sought,
    Sparse,
    created,
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
from appliance.api.scg.nested import ATTRIBUTES, JSON_TEXT, OBJECTS, attribute, attribute_of
from appliance.errors import Invalid, NotFound
from appliance.office import Office
from appliance.office.profiles import NamedBy
from appliance.spool.attributes import SLOTS
from appliance.spool.listing import Condition, Match

_NAME, _TEXT = indexed(64), indexed()
_VOICE = one_of("NONE", "PREFER_VOICE", "REQUIRE_VOICE", true="PREFER_VOICE", false="NONE")


def _voice(name: str, value: Any) -> Any:
    """A word, or the boolean that the guide's schema has."""
    return _VOICE.decode(name, str(value) if isinstance(value, bool) else value)


_PREFERENCE = Kind(_VOICE.schema, _voice, _VOICE.encode)


def _handles(name: str, value: Any) -> str | None:
    found = STRINGS.decode(name, value)
    if any(len(each) > _LONGEST_HANDLE for each in found):
        raise Invalid(f"{name} has one of more than {_LONGEST_HANDLE} characters")
    return json.dumps(found, ensure_ascii=False) if found else None


_LONGEST_HANDLE = 255
_HANDLES = Kind(STRINGS.schema, _handles, lambda text: json.loads(text) if text else None)
_SLOTS = tuple(f"fast_access_{slot}" for slot in SLOTS)

CONTACT = Sparse(
    "Contact",
    *record("contact"),
    Field("external_id", "external_id", _TEXT),
    Field("first_name", "first_name", _NAME),
    Field("last_name", "last_name", _NAME),
    Field("birth_date", "birth_date", DAY),
    Field("first_acquisition_date", "first_acquired_at", MILLIS),
    Field("last_acquisition_date", "last_acquired_at", MILLIS),
    Field("primary_mdn", "phone", _NAME),
    Field("primary_addr_line1", "address", indexed(128)),
    Field("primary_addr_line2", "address2", _TEXT),
    Field("primary_addr_city", "city", _TEXT),
    Field("primary_addr_zip", "zip", _TEXT),
    Field("primary_addr_state", "state", _TEXT),
    Field("primary_email_addr", "email", _NAME),
    Field("primary_addr_country", "country", _TEXT),
    Field("primary_social_handle", "social_handle", _TEXT),
    Field("social_handles", "social_handles", _HANDLES),
    Field("address_list", "addresses", OBJECTS),
    Field("account_list", "accounts", OBJECTS),
    write_only("customer_account_list", "customer_accounts", OBJECTS),
    read_only("customer_account_list", "accounts", OBJECTS),
    Field("device_list", "devices", OBJECTS),
    write_only("customer_device_list", "customer_devices", OBJECTS),
    read_only("customer_device_list", "devices", OBJECTS),
    Field("interest_list", "interests", OBJECTS),
    Field("demographic_list", "demographics", OBJECTS),
    Field("extended_attributes", "extended_attributes", JSON_TEXT),
    Field("fast_access", "fast", ATTRIBUTES),
    Field("preferred_language", "preferred_language", indexed(35)),
    Field("voice_preference", "voice_preference", _PREFERENCE),
    *(Field(name, name, Kind(attribute_of(name).schema, attribute), gives=False) for name in _SLOTS),
    *(read_only(name, "fast", attribute_of(name)) for name in _SLOTS),
)


class _Words(Sought):
    """A text, or several between commas; one that has commas itself is found, too."""

    def conditions(self, given: str) -> tuple[Condition, ...]:
        """All that `given` asks for. Raises Invalid."""
        found = Sought.conditions(self, given)
        return tuple(_with(each, given.strip()) if each.match is Match.AMONG else each for each in found)


def _with(condition: Condition, text: str) -> Condition:
    return replace(condition, value=json.dumps([*json.loads(str(condition.value)), text]))


def _words(**columns: str) -> tuple[Filter, ...]:
    return tuple(_Words(name, column, Match.EQUAL, _TEXT) for name, column in columns.items())


class _Number(Sought):
    """A phone number, with its + or without: one that nobody encoded comes as a blank."""

    def conditions(self, given: str) -> tuple[Condition, ...]:
        """All that `given` asks for."""
        digits = [each.strip(" +") for each in given.split(",")]
        spellings = [spelling for each in digits if each for spelling in (each, f"+{each}")]
        return (Condition(self.column, Match.AMONG, json.dumps(spellings)),)


class _FastAccess(Sought):
    """Any attribute below `fast_access.`, by its name."""

    def asked(self, query: Mapping[str, str]) -> tuple[Condition, ...]:
        """All that a query asks of them."""
        named = {name: value for name, value in query.items() if name.startswith(_BELOW) and value}
        found = (_Words(name, name, Match.EQUAL, self.kind).conditions(value) for name, value in named.items())
        return tuple(condition for conditions in found for condition in conditions)


_BELOW = "fast_access."
FILTERS: tuple[Filter, ...] = (
    of_record("contact")[0],
    *_words(external_id="external_id", first_name="first_name", last_name="last_name"),
    *sought(DAY, Match.EQUAL, birth_date="birth_date"),
    *times(first_acquisition_date="first_acquired_at", last_acquisition_date="last_acquired_at"),
    _Number("primary_mdn", "phone", Match.EQUAL, _TEXT),
    *_words(
        primary_addr_line1="address",
        primary_addr_line2="address2",
        primary_addr_city="city",
        primary_addr_zip="zip",
        primary_addr_state="state",
        primary_email_addr="email",
        primary_addr_country="country",
        primary_social_handle="social_handle",
        preferred_language="preferred_language",
    ),
    *sought(_PREFERENCE, Match.EQUAL, voice_preference="voice_preference"),
    *sought(OPTIONAL_NUMBER, application_id="application_id"),
    *times(created_date="created_at", last_updated_date="changed_at", last_update_date="changed_at"),
    *_words(**{name: name for name in _SLOTS}),
)
EVERY = Many(CONTACT, (*FILTERS, _FastAccess(f"{_BELOW}NAME", "", Match.EQUAL, _TEXT)), sorts(*FILTERS))


def _by(name: str, value: Any) -> NamedBy:
    """A contact's id, or else an external id."""
    try:
        return identifiers.decode("contact", value)
    except NotFound:
        return str(value)


CONTACT_KEY = Kind({"type": "string", "minLength": 1}, _by)
"""How a path names a contact."""

PATH = "/contacts/{contact_key}"


def operations(office: Office) -> tuple[Operation, ...]:
    """Its rows of the table."""
    use, one, its_id = office.profiles, One(CONTACT), created("contact")
    return (
        Operation("GET", "/contacts", "All contacts", use.find, EVERY),
        Operation("POST", "/contacts", "New contact", use.create, its_id, CONTACT),
        Operation("GET", PATH, "A contact", use.read, one),
        Operation("POST", PATH, "Change a contact", use.update, its_id, CONTACT, partial=True),
        Operation("PUT", PATH, "Replace a contact", use.replace, its_id, CONTACT, replaces=True),
        Operation("DELETE", PATH, "Delete a contact", use.delete, its_id),
    )
