"""Octets of a PDU read in order; where they end too soon or can't be, a PduError that names the place."""

from __future__ import annotations


class PduError(ValueError):
    """A PDU that can't be read: `field` is the standard's name of the part, `offset` the octet where it went wrong."""

    def __init__(self, field: str, offset: int, detail: str, *, fault: str = "refused") -> None:
        super().__init__(f"{field} {fault} at octet {offset}: {detail}")
        self.field = field
        self.offset = offset


class Reader:
    """A cursor over the octets of one PDU."""

    __slots__ = ("data", "position")

    def __init__(self, data: bytes, position: int = 0) -> None:
        self.data = data
        self.position = position

    @property
    def left(self) -> int:
        """How many octets are still unread."""
        return len(self.data) - self.position

    def octet(self, field: str) -> int:
        """The next octet. Raises PduError where there is none."""
        position = self.position
        if position >= len(self.data):
            raise PduError(field, len(self.data), "1 octet needed, 0 there", fault="truncated")
        self.position = position + 1
        return self.data[position]

    def take(self, count: int, field: str) -> bytes:
        """The next `count` octets. Raises PduError where fewer are left."""
        start = self.position
        taken = self.data[start : start + count]
        if len(taken) < count:
            detail = f"{count} octets needed, {len(taken)} there"
            raise PduError(field, len(self.data), detail, fault="truncated")
        self.position = start + count
        return taken
