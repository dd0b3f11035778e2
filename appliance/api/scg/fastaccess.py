"""SCG's fast access rules (spec/SCG.md 9, 51-52). They go before contacts: one may not be called fast_access."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from appliance.api.dialect import Field, Kind, Many, One, Operation, text
from appliance.api.scg.fields import Sparse, created, indexed, of_record, record, sorts, sought
from appliance.errors import Invalid
from appliance.office import Office
from appliance.spool.attributes import SLOTS

_NAMES = {f"fast_access_{slot}": slot for slot in SLOTS}


def _slot(name: str, value: Any) -> int:
    if not isinstance(value, str) or value.strip().lower() not in _NAMES:
        raise Invalid(f"{name} must be one of fast_access_1 to fast_access_{len(SLOTS)}")
    return _NAMES[value.strip().lower()]


_SLOT = Kind({"type": "string", "enum": list(_NAMES)}, _slot, lambda slot: f"fast_access_{slot}")

_USER_DATA = replace(text(4096, lines=True), encode=lambda said: said or None)

RULE = Sparse(
    "FastAccess",
    *record("fast_access"),
    Field("target_attribute", "slot", _SLOT),
    Field("target_attribute_name", "name", indexed(64)),
    Field("value_derivation_script", "script", indexed(500)),
    Field("user_data", "user_data", _USER_DATA),
)
_FILTERS = (
    *of_record("fast_access"),
    *sought(_SLOT, target_attribute="slot"),
    *sought(indexed(), target_attribute_name="name"),
)

_EVERY, _PATH = "/contacts/fast_access", "/contacts/fast_access/{rule}"


def operations(office: Office) -> tuple[Operation, ...]:
    """Its rows of the table."""
    use, its_id, all_of = office.fast_access, created("fast_access"), Many(RULE, _FILTERS, sorts(*_FILTERS))
    return (
        Operation("GET", _EVERY, "All fast access rules", use.find, all_of),
        Operation("POST", _EVERY, "New fast access rule", use.create, its_id, RULE),
        Operation("GET", _PATH, "A fast access rule", use.read, One(RULE)),
        Operation("POST", _PATH, "Change a fast access rule", use.update, its_id, RULE, partial=True),
        Operation("DELETE", _PATH, "Delete a fast access rule", use.delete, its_id),
    )
