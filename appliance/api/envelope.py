"""The body of an error as ICTCore says it; the box's own dialect says it the same way."""

from __future__ import annotations

from typing import Any

ERROR_SCHEMA = {
    "type": "object",
    "properties": {
        "error": {"type": "object", "properties": {"code": {"type": "integer"}, "message": {"type": "string"}}}
    },
}


def envelope(status: int, message: str) -> dict[str, Any]:
    """An error's body."""
    return {"error": {"code": status, "message": message}}
