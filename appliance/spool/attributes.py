"""The attributes of a contact by SCG's names, as SQL over the table `contacts`, for conditions and criteria.

What is not set is NULL, or '' where ICTCore knows the attribute too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

SLOTS = range(1, 21)
"""The fast access attributes that there may be."""

_PLAIN = {
    "id": "id",
    "application_id": "application_id",
    "version_number": "version",
    "created_date": "created_at",
    "last_updated_date": "updated_at",
    "last_update_date": "updated_at",
    "primary_mdn": "phone",
    "first_name": "first_name",
    "last_name": "last_name",
    "primary_email_addr": "email",
    "primary_addr_line1": "address",
    "primary_addr_line2": "address2",
    "primary_addr_city": "city",
    "primary_addr_zip": "zip",
    "primary_addr_state": "state",
    "primary_addr_country": "country",
    "external_id": "external_id",
    "birth_date": "birth_date",
    "first_acquisition_date": "first_acquired_at",
    "last_acquisition_date": "last_acquired_at",
    "primary_social_handle": "social_handle",
    "preferred_language": "preferred_language",
    "voice_preference": "voice_preference",
    "extended_attributes": "extended_attributes",
    "address_list": "addresses",
    "account_list": "accounts",
    "customer_account_list": "accounts",
    "device_list": "devices",
    "customer_device_list": "devices",
    "interest_list": "interests",
    "demographic_list": "demographics",
    "social_handles": "social_handles",
    **{f"fast_access_{slot}": f"fast_access_{slot}" for slot in SLOTS},
}

NAMES = tuple(_PLAIN)
"""All of them, but those within `fast_access` and `extended_attributes`."""

MOMENTS = frozenset(
    {"created_date", "last_updated_date", "last_update_date", "first_acquisition_date", "last_acquisition_date"}
)
"""Those whose columns are Unix times in seconds; milliseconds or a date on the wire."""

_NUMBERS = frozenset({"id", "application_id", "version_number"})
TEXTS = frozenset(_PLAIN) - MOMENTS - _NUMBERS
"""Those that are a column of texts, so that equality may be asked of the column itself, by its index."""

_COMPUTED = {
    **{name: f"contacts.{column}" for name, column in _PLAIN.items()},
    "last_updated_date": "coalesce(contacts.updated_at, contacts.created_at)",
    "last_update_date": "coalesce(contacts.updated_at, contacts.created_at)",
}

_FAST, _EXTENDED = "fast_access", "extended_attributes"
_WITHIN = re.compile(r"[\w$@ -]{1,64}(?:\.[\w$@ -]{1,64}){0,7}")
_LONGEST = 255

_GIVEN = " ".join(f"WHEN {slot} THEN contacts.fast_access_{slot}" for slot in SLOTS)
_NAMED = f"""CASE (SELECT slot FROM fast_access_rules WHERE fast_access_rules.user_id = contacts.user_id
 AND fast_access_rules.name = '{{}}') {_GIVEN} END"""  # noqa: S608


def column(name: str) -> str | None:
    """SQL for an attribute, None where there is none of that name; dots lead into `extended_attributes` and
    `fast_access`.

    A value of extended attributes has the type that it has in JSON, lists and objects being JSON text. A fast access
    attribute is a text, found by its name in the rules of the contact's owner: `fast_access.fast_access_7`, or
    `resolved`, says the column itself, which has an index.
    """
    if name in _COMPUTED:
        return _COMPUTED[name]
    head, _, rest = name.partition(".")
    if head not in (_FAST, _EXTENDED) or len(name) > _LONGEST or not _WITHIN.fullmatch(rest):
        return None
    return _of_fast_access(rest) if head == _FAST else _of_extended(rest)


def _of_fast_access(name: str) -> str:
    return _COMPUTED[name] if is_slot(name) else _NAMED.format(name)


def _of_extended(path: str) -> str:
    keys = "".join(f'."{key}"' for key in path.split("."))
    return f"json_extract(contacts.extended_attributes, '${keys}')"


def is_slot(name: str) -> bool:
    """Whether it is one of fast_access_1 to fast_access_20."""
    return name.startswith("fast_access_") and name in _PLAIN


def resolved(name: str, slots: Mapping[str, int]) -> str:
    """The attribute by its column's name where it is a fast access attribute that `slots` names, else as it is."""
    head, _, rest = name.partition(".")
    if head != _FAST or not rest:
        return name
    return f"fast_access_{slots[rest]}" if rest in slots else rest if is_slot(rest) else name
