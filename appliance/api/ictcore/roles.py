"""ICTCore's roles and permissions (spec/ICTCORE.md 6 and 13)."""

from __future__ import annotations

from appliance.api.dialect import NUMBER, Field, Many, One, Operation, Shape, Truth, Value, text
from appliance.api.ictcore.fields import WORDS, filters, read_only
from appliance.office import Office
from appliance.spool.listing import Match

ROLE = Shape(
    "Role",
    read_only("role_id", "id", NUMBER),
    Field("name", "name", text(64), required=True),
    Field("description", "description", text(255)),
)
PERMISSION = Shape(
    "Permission",
    read_only("permission_id", "id", NUMBER),
    read_only("name", "name", text(64)),
    read_only("description", "description", text(255)),
)
_NAMED = filters(Match.STARTS, WORDS, name="name")
EVERY_ROLE = Many(ROLE, (*filters(Match.EXACT, NUMBER, role_id="id"), *_NAMED))
EVERY_PERMISSION = Many(PERMISSION, (*filters(Match.EXACT, NUMBER, permission_id="id"), *_NAMED))

_ID, _PATH = Value(("role_id",)), "/roles/{role_id}"


def operations(office: Office) -> tuple[Operation, ...]:
    """Its rows of the table."""
    return (*_roles(office), *_permissions(office))


def _roles(office: Office) -> tuple[Operation, ...]:
    use, one = office.roles, One(ROLE)
    return (
        Operation("POST", "/roles", "New role", use.create, _ID, ROLE, needs=("role_create",)),
        Operation("GET", "/roles", "All roles", use.find, EVERY_ROLE, needs=("role_list",)),
        Operation("GET", _PATH, "A role", use.read, one, needs=("role_read",)),
        Operation("PUT", _PATH, "Change a role", use.update, one, ROLE, partial=True, needs=("role_update",)),
        Operation("DELETE", _PATH, "Delete a role", use.delete, Truth(), needs=("role_delete",)),
    )


def _permissions(office: Office) -> tuple[Operation, ...]:
    use, roles, every = office.permissions, office.roles, f"{_PATH}/permissions"
    path, read = f"{every}/{{permission_id}}", ("role_read", "permission_list")
    more, less = ("role_update", "permission_create"), ("role_update", "permission_delete")
    one = "/permissions/{permission_id}"
    return (
        Operation("GET", "/permissions", "All permissions", use.find, EVERY_PERMISSION, needs=("permission_list",)),
        Operation("GET", one, "A permission", use.read, One(PERMISSION), needs=("permission_read",)),
        Operation("GET", every, "What a role gives", roles.permissions, EVERY_PERMISSION, needs=read),
        Operation("PUT", path, "Let a role give a permission", roles.extend, One(ROLE), needs=more),
        Operation("DELETE", path, "Let a role give it no longer", roles.narrow, One(ROLE), needs=less),
    )
