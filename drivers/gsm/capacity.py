"""How much fits into the TP-UD of one message, and where a longer text may be cut (23.040 9.2.3.24)."""

from __future__ import annotations

from drivers.gsm.data_coding import Encoding

USER_DATA_OCTETS = 140  # 23.040 9.2.3.24: the most that a TP-UD holds
ESCAPE = 0x1B

CONCATENATION_OCTETS = {8: 5, 16: 6}  # information elements 0x00 and 0x08, by the size of their reference
PORTS_OCTETS = 6
LANGUAGE_OCTETS = 3


def capacity(encoding: Encoding, elements: int = 0) -> int:
    """How many septets (GSM 7 bit) or octets fit beside information elements of `elements` octets together."""
    header = elements + 1 if elements else 0
    octets = USER_DATA_OCTETS - header
    if encoding is Encoding.GSM7:
        return octets * 8 // 7
    return octets - octets % 2 if encoding is Encoding.UCS2 else octets


def cut(coded: bytes, encoding: Encoding, size: int) -> list[bytes]:
    """`coded` in pieces of at most `size`, none of which ends inside an escape or a surrogate pair."""
    pieces = []
    start = 0
    while start < len(coded):
        end = start + size
        if end < len(coded):
            end -= _overhang(coded, encoding, end)
        pieces.append(coded[start:end])
        start = end
    return pieces or [b""]


def _overhang(coded: bytes, encoding: Encoding, end: int) -> int:
    """How far before `end` a cut must be made to keep together what belongs together."""
    if encoding is Encoding.GSM7:
        return int(coded[end - 1] == ESCAPE)
    if encoding is Encoding.UCS2:
        return 2 if coded[end - 2] & 0xFC == 0xD8 else 0
    return 0
