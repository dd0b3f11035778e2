"""SCG's contacts as rows of a file (spec/SCG.md 9, 59-61): a column for an attribute, lists and objects as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from appliance.api.scg.contacts import CONTACT
from appliance.errors import Invalid
from appliance.office.contactimports import REASON
from appliance.spool.profiles import Profile

_TAKEN = tuple(each.name for each in CONTACT.fields if each.takes)
_ONLY_GIVEN = frozenset({each.name for each in CONTACT.fields} - set(_TAKEN) | {"version_number", REASON})
_ALIASES = {
    "phone": "primary_mdn",
    "phone_number": "primary_mdn",
    "mobile": "primary_mdn",
    "mdn": "primary_mdn",
    "msisdn": "primary_mdn",
    "email": "primary_email_addr",
    "e-mail": "primary_email_addr",
    "address": "primary_addr_line1",
    "city": "primary_addr_city",
    "zip": "primary_addr_zip",
    "state": "primary_addr_state",
    "country": "primary_addr_country",
    "language": "preferred_language",
    "customer_account_list": "account_list",
    "customer_device_list": "device_list",
}
_TWICE = ("version_number", "customer_account_list", "customer_device_list")


class ContactRows:
    """A `Layout`."""

    columns: Sequence[str] = tuple(
        each.name for each in CONTACT.fields if each.takes and each.gives and each.name not in _TWICE
    )

    def header(self, named: Sequence[str]) -> Sequence[str]:
        """The attributes of a file's columns, "" for those that are not taken. Raises Invalid."""
        found = [_ALIASES.get(each, each) for each in named]
        for said, name in zip(named, found, strict=True):
            if found.count(name) > 1 or not (name in _TAKEN or name in _ONLY_GIVEN):
                raise Invalid(f"{said!r} in the header is no attribute, or twice; there are {', '.join(self.columns)}")
        if not set(found) - _ONLY_GIVEN:
            raise Invalid("the first row names no attribute of a contact")
        return ["" if each in _ONLY_GIVEN else each for each in found]

    def fields(self, cells: Mapping[str, str]) -> Mapping[str, Any]:
        """What the cells say of a contact. Raises Invalid."""
        if not cells:
            raise Invalid("it says nothing of a contact")
        return CONTACT.decode(cells, partial=True)

    def cells(self, contact: Profile) -> Sequence[str]:
        """A contact, column by column."""
        known = CONTACT.encode(contact)
        return [_cell(known.get(each)) for each in self.columns]


def _cell(value: Any) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
