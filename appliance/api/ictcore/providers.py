"""ICTCore's providers: the lines of the box, its mail server, and what else is kept (spec/ICTCORE.md 14)."""

from __future__ import annotations

from appliance.api.dialect import BIT, NUMBER, Field, Many, One, Operation, Shape, Truth, Value, text
from appliance.api.ictcore.fields import WORDS, filters, read_only, write_only
from appliance.office import Office
from appliance.spool.listing import Match

_FIELDS = (
    Field("gateway_flag", "gateway_flag", NUMBER),
    Field("service_flag", "service_flag", NUMBER),
    Field("node_id", "node_id", NUMBER),
    Field("host", "host", text(255)),
    Field("port", "port", NUMBER),
    Field("username", "username", text(255)),
    write_only("password", "password", text(255)),
    Field("dialstring", "dialstring", text(255)),
    Field("prefix", "prefix", text(255)),
    Field("settings", "settings", text(4096, lines=True)),
    Field("register", "register", BIT),
    Field("weight", "weight", NUMBER),
    Field("active", "active", BIT),
)
_NAME, _TYPE = text(128), text(32)
PROVIDER = Shape(
    "Provider",
    read_only("provider_id", "id", NUMBER),
    Field("name", "name", _NAME),
    Field("type", "type", _TYPE),
    *_FIELDS,
)
NEW_PROVIDER = Shape(
    "ProviderPost",
    write_only("name", "name", _NAME, required=True),
    write_only("type", "type", _TYPE, required=True),
    *_FIELDS,
)

_FILTERS = (
    *filters(Match.EXACT, NUMBER, provider_id="id", node_id="node_id"),
    *filters(Match.EXACT, WORDS, name="name", host="host", type="type"),
    *filters(Match.EXACT, BIT, active="active"),
    *filters(Match.BITS, NUMBER, service_flag="service_flag"),
)

_ID, _EVERY, _PATH = Value(("provider_id",)), Many(PROVIDER, _FILTERS), "/providers/{provider_id}"


def operations(office: Office) -> tuple[Operation, ...]:
    """Its rows of the table."""
    use, one = office.providers, One(PROVIDER)
    return (
        Operation("POST", "/providers", "New provider", use.create, _ID, NEW_PROVIDER, needs=("provider_create",)),
        Operation("GET", "/providers", "All providers", use.find, _EVERY, needs=("provider_list",)),
        Operation("GET", _PATH, "A provider", use.read, one, needs=("provider_read",)),
        Operation("PUT", _PATH, "Change it", use.update, one, PROVIDER, partial=True, needs=("provider_update",)),
        Operation("DELETE", _PATH, "Delete it", use.delete, Truth(), needs=("provider_delete",)),
    )
