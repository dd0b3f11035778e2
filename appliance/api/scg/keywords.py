"""Keywords (spec/SCG.md 9, 57-58)."""

from __future__ import annotations

import json
from typing import Any

from appliance.api.dialect import Field, Kind, Many, One, Operation, text
from appliance.api.scg.dates import ISO
from appliance.api.scg.fields import (
    STRINGS,
    Sparse,
    created,
    identifier,
    indexed,
    of_record,
    one_of,
    quiet,
    record,
    sorts,
    sought,
)
from appliance.office import Office
from appliance.office.keywords import ACTIONS
from appliance.patterns import LONGEST
from appliance.spool.keywords import COMPANY, INSENSITIVE, RESERVED, SENSITIVE
from appliance.spool.listing import Match

_LONGEST_TEXT = 2000
_TYPE = one_of(RESERVED, COMPANY)
_CASE = one_of(SENSITIVE, INSENSITIVE)
_SENDER = identifier("sender")


def _actions(name: str, value: Any) -> list[str]:
    """Between blanks, too."""
    return [word for each in STRINGS.decode(name, value) for word in each.split()]


_ACTIONS = Kind({"type": "array", "items": {"type": "string", "enum": list(ACTIONS)}}, _actions, json.loads)

_SAID = (
    Field("name", "name", indexed()),
    Field("description", "description", text(_LONGEST_TEXT, lines=True)),
    Field("value", "value", indexed(LONGEST)),
    Field("case", "sensitivity", _CASE),
    Field("sender_id", "sender_id", _SENDER),
    Field("valid_from", "valid_from", ISO),
    Field("valid_to", "valid_to", ISO),
    Field("associated_info", "associated_info", text(_LONGEST_TEXT, lines=True)),
    Field("campaign_id", "campaign_id", indexed()),
    Field("type", "type", _TYPE),
    Field("actions", "actions", _ACTIONS),
    Field("reply_template", "reply_template", indexed()),
)
NEW = Sparse("NewKeyword", *_SAID)
KEYWORD = Sparse("Keyword", *record("keyword"), *_SAID)
FILTERS = (
    *of_record("keyword"),
    *sought(indexed(), name="name", value="value", campaign_id="campaign_id"),
    *sought(_CASE, case="sensitivity"),
    *sought(_TYPE, type="type"),
    *sought(quiet(_SENDER), sender_id="sender_id"),
    *sought(ISO, valid_from="valid_from", valid_to="valid_to"),
    *sought(indexed(), Match.CONTAINS, actions="actions"),
)


def operations(office: Office) -> tuple[Operation, ...]:
    """Those of the API."""
    made, many, one = created("keyword"), "/messaging/keywords", "/messaging/keywords/{keyword}"
    use = office.keywords
    return (
        Operation("GET", many, "Keywords, those built in first", use.find, Many(KEYWORD, FILTERS, sorts(*FILTERS))),
        Operation("POST", many, "Make a keyword", use.create, made, NEW),
        Operation("GET", one, "A keyword", use.read, One(KEYWORD)),
        Operation("POST", one, "Change a keyword", use.update, made, KEYWORD, partial=True),
        Operation("PUT", one, "Replace a keyword", use.update, made, KEYWORD, replaces=True),
        Operation("DELETE", one, "Remove a keyword", use.delete, made),
    )
