"""Options that take one of a few words."""

from __future__ import annotations

from collections.abc import Collection


def one_of(option: str, value: str, allowed: Collection[str]) -> None:
    """Raises ValueError, which names what is allowed, for any other value."""
    if value not in allowed:
        raise ValueError(f"{option} is one of {', '.join(allowed)}; not {value!r}")
