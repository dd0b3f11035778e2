"""The body of an error as ICTCore says it; the box's own dialect says it the same way."""

from __future__ import annotations

from typing import Any

from appliance.errors import BoxError

_FIELDS = {"code": {"type": "integer"}, "message": {"type": "string"}}
ERROR_SCHEMA = {
    "type": "object",
    "properties": {"error": {"type": "object", "properties": _FIELDS, "required": list(_FIELDS)}},
    "required": ["error"],
}


def envelope(status: int, message: str, error: BoxError | None = None) -> dict[str, Any]:
    """An error's body."""
    return {"error": {"code": status, "message": message}}
