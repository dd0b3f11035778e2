"""Parts of a text as careless senders cut them: through an escape, through a surrogate pair, broken for good (F18)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from drivers.gsm.address import Address
from drivers.gsm.alphabet import encode_septets
from drivers.gsm.header import Concatenation, UserDataHeader, concatenation_element
from drivers.gsm.tpdu import Deliver

SEPTETS, OCTETS = 153, 134  # of text in a part that has an 8 bit reference (23.040 9.2.3.24.1)
GSM7, UCS2 = 0x00, 0x08
_ESCAPE = b"\x1b"
_LONE = b"\xd8\x3d"  # the first half of many an emoji


def cut_blindly(sender: Address, text: str, reference: int, at: datetime, where: str) -> list[bytes]:
    """The SMS-DELIVERs of `text`, cut at its last `escape` or `surrogate` that a part has room for; `broken`: with half
    a surrogate pair at its end. Raises ValueError where the text has none.
    """
    coding, pieces = _CUTS[where](text)
    headers = [_header(reference, len(pieces), number) for number in range(1, len(pieces) + 1)]
    cut = zip(pieces, headers, strict=True)
    return [Deliver(sender, at, piece, coding, header).encode() for piece, header in cut]


def _header(reference: int, total: int, number: int) -> UserDataHeader:
    if total == 1:
        return UserDataHeader()
    return UserDataHeader((concatenation_element(Concatenation(reference & 0xFF, total, number, 8)),))


def _at_escape(text: str) -> tuple[int, list[bytes]]:
    septets = encode_septets(text)
    found = septets.rfind(_ESCAPE, 0, SEPTETS)
    if found < 0:
        raise ValueError("the text has no character of the extension table, such as {")
    return GSM7, [septets[: found + 1], *_chunks(septets[found + 1 :], SEPTETS)]


def _at_surrogate(text: str) -> tuple[int, list[bytes]]:
    octets = text.encode("utf-16-be")
    highs = [place for place in range(0, min(len(octets), OCTETS), 2) if 0xD8 <= octets[place] <= 0xDB]
    if not highs:
        raise ValueError("the text has no character beyond the basic plane, such as an emoji")
    cut = highs[-1] + 2
    return UCS2, [octets[:cut], *_chunks(octets[cut:], OCTETS)]


def _broken(text: str) -> tuple[int, list[bytes]]:
    return UCS2, _chunks(text.encode("utf-16-be") + _LONE, OCTETS)


def _chunks(data: bytes, size: int) -> list[bytes]:
    return [data[start : start + size] for start in range(0, len(data), size)]


_CUTS: Mapping[str, Callable[[str], tuple[int, list[bytes]]]] = {
    "escape": _at_escape,
    "surrogate": _at_surrogate,
    "broken": _broken,
}
