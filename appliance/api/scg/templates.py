"""SCG's message templates (spec/SCG.md 6 and 9)."""

from __future__ import annotations

from appliance.api.dialect import Field, Many, One, Operation, text
from appliance.api.scg.fields import Sparse, created, indexed, of_record, one_of, record, sorts, sought
from appliance.office import Office
from appliance.spool.listing import Match
from appliance.spool.message_templates import TEMPLATE, VALIDATOR

LONGEST_PATTERN = 10_000
_DESIGNATION = one_of(TEMPLATE, VALIDATOR)
_PATTERN = text(LONGEST_PATTERN, lines=True)


def _shape(name: str, whole: bool) -> Sparse:
    """Of a template, `whole` where a body must say all that makes one."""
    return Sparse(
        name,
        *record("template"),
        Field("designation", "designation", _DESIGNATION),
        Field("name", "name", indexed(), required=whole),
        Field("pattern", "pattern", _PATTERN, required=whole),
    )


MESSAGE_TEMPLATE = _shape("MessageTemplate", whole=False)
_WHOLE = _shape("WholeMessageTemplate", whole=True)
_FILTERS = (
    *of_record("template"),
    *sought(_DESIGNATION, designation="designation"),
    *sought(indexed(), name="name"),
    *sought(_PATTERN, Match.EXACT, pattern="pattern"),
)

_EVERY, _PATH = "/messaging/message_templates", "/messaging/message_templates/{template}"


def operations(office: Office) -> tuple[Operation, ...]:
    """Its rows of the table."""
    use, its_id, shape = office.message_templates, created("template"), MESSAGE_TEMPLATE
    all_of = Many(MESSAGE_TEMPLATE, _FILTERS, sorts(*_FILTERS))
    return (
        Operation("GET", _EVERY, "All message templates", use.find, all_of),
        Operation("POST", _EVERY, "New message template", use.create, its_id, _WHOLE),
        Operation("GET", _PATH, "A message template", use.read, One(shape)),
        Operation("POST", _PATH, "Change a message template", use.update, its_id, shape, partial=True),
        Operation("PUT", _PATH, "Replace a message template", use.update, its_id, _WHOLE, replaces=True),
        Operation("DELETE", _PATH, "Delete a message template", use.delete, its_id),
    )
