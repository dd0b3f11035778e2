"""How the rows of `parts` are found: their key is transmission_id * 256 + number, so that a new part is appended.

With a key of two columns, or an index, each part would change more pages, and each page changed is written to the card.
"""

from __future__ import annotations

ACCOUNTED = "('accepted', 'delivered', 'undelivered')"
"""The states of a part that the network took, as an SQL list."""

ONE = "parts.id = ? * 256 + ?"
"""The part of a transmission by its number."""


def those_of(transmission: str) -> str:
    """All parts of a transmission, named by an SQL expression such as a numbered parameter.

    In a join, other conditions on `parts` take a unary plus: else SQLite makes an index of its own, from every row.
    """
    return f"parts.id BETWEEN {transmission} * 256 + 1 AND {transmission} * 256 + 255"
