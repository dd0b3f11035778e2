"""Bits in the order of the line and octets: the first bit of an octet is its lowest (T.31 6.1)."""

from __future__ import annotations

REVERSED = bytes(int(f"{octet:08b}"[::-1], 2) for octet in range(256))
"""For `bytes.translate`: each octet with its bits the other way round."""


def bits_of(octets: bytes) -> str:
    """The bits of `octets` as a text of 0 and 1, first on the line first."""
    return f"{int.from_bytes(octets.translate(REVERSED)):0{len(octets) * 8}b}" if octets else ""


def octets_of(bits: str, fill: str = "0") -> bytes:
    """The octets that carry `bits`, the last filled up with the beginning of `fill` repeated."""
    missing = -len(bits) % 8
    filled = bits + (fill * 8)[:missing]
    return int(filled or "0", 2).to_bytes(len(filled) // 8).translate(REVERSED)
