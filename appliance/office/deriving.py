"""What the rules of fast access make of a contact (spec/SCG.md 9)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from appliance import derivation
from appliance.derivation import TooCostly, Work
from appliance.spool.attributes import SLOTS
from appliance.spool.fastaccess import Rule
from appliance.spool.profiles import Profile

_TEXTS = {
    "external_id": "external_id",
    "first_name": "first_name",
    "last_name": "last_name",
    "birth_date": "birth_date",
    "primary_mdn": "phone",
    "primary_addr_line1": "address",
    "primary_addr_line2": "address2",
    "primary_addr_city": "city",
    "primary_addr_zip": "zip",
    "primary_addr_state": "state",
    "primary_addr_country": "country",
    "primary_email_addr": "email",
    "primary_social_handle": "social_handle",
    "preferred_language": "preferred_language",
    "voice_preference": "voice_preference",
}
_STRUCTURES = {
    "extended_attributes": "extended_attributes",
    "address_list": "addresses",
    "account_list": "accounts",
    "customer_account_list": "accounts",
    "device_list": "devices",
    "customer_device_list": "devices",
    "interest_list": "interests",
    "demographic_list": "demographics",
    "social_handles": "social_handles",
}
_MOMENTS = {"first_acquisition_date": "first_acquired_at", "last_acquisition_date": "last_acquired_at"}
_MILLIS = 1000


def document(profile: Profile) -> dict[str, Any]:
    """The contact as a script sees it: as on the wire, what is not set left out, extended attributes taken apart."""
    texts = {name: getattr(profile, source) for name, source in _TEXTS.items()}
    moments = {name: getattr(profile, source) for name, source in _MOMENTS.items()}
    structures = {name: getattr(profile, source) for name, source in _STRUCTURES.items()}
    return {
        **{name: text for name, text in texts.items() if text},
        **{name: round(moment * _MILLIS) for name, moment in moments.items() if moment is not None},
        **{name: json.loads(text) for name, text in structures.items() if text},
    }


def derived(profile: Profile, rules: Iterable[Rule], work: Work) -> tuple[dict[str, str | None], bool]:
    """The fast access attributes that change, by column, and whether all rules could be afforded.

    What no rule tells of is unset, what clients write stays as it is. A value that costs too much is none.
    """
    governing = {rule.slot: rule for rule in rules if rule.governs(profile.application_id)}
    seen, afforded = document(profile), True
    changes: dict[str, str | None] = {}
    for slot in SLOTS:
        rule, column = governing.get(slot), f"fast_access_{slot}"
        if rule is not None and rule.script is None:
            continue
        found, affordable = _found(rule, seen, work)
        afforded = afforded and affordable
        if found != getattr(profile, column):
            changes[column] = found
    return changes, afforded


def _found(rule: Rule | None, seen: dict[str, Any], work: Work) -> tuple[str | None, bool]:
    if rule is None or rule.script is None:
        return None, True
    try:
        return derivation.value(rule.script, seen, work), True
    except TooCostly:
        return None, False
