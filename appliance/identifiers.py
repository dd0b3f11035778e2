"""Opaque ids of records: 22 characters for a kind and a number, the same ones each time (spec/SCG.md 3).

They are no secrets: who may see a record is asked when it is read. What is not made here is no record's id.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping

from appliance.errors import NotFound

LENGTH = 22
_HALF = 8  # octets
_KINDS: Mapping[str, int] = {
    "contact": 1,
    "group": 2,
    "message": 3,
    "request": 4,
    "sender": 5,
    "channel": 6,
    "template": 7,
    "attachment": 8,
    "keyword": 9,
    "status": 10,
    "history": 11,
    "fast_access": 12,
    "contact_import": 13,
    "contact_export": 14,
    "application_token": 15,
    "delivery_configuration": 16,
    "subscription": 17,
    "delivery": 18,
    "event": 19,
    "conversation": 20,
    "fragment": 21,
    "access_token": 22,
    "contact_access_token": 23,
}
"""Each with its octet, which is never given to another."""


def encode(kind: str, number: int) -> str:
    """The id of the record of that kind with that number, from 0 to 2^56 - 1."""
    plain = bytes((_KINDS[kind],)) + number.to_bytes(_HALF - 1, "big")
    seal = _digest(plain)
    return base64.urlsafe_b64encode(seal + _masked(plain, seal)).rstrip(b"=").decode()


def decode(kind: str, identifier: str) -> int:
    """The number behind an id. Raises NotFound for what is no id of that kind."""
    try:
        octets = base64.b64decode(identifier + "==", b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise NotFound(_named(kind, identifier)) from error
    seal, plain = octets[:_HALF], _masked(octets[_HALF:], octets[:_HALF])
    number = int.from_bytes(plain[1:], "big")
    if len(octets) != 2 * _HALF or seal != _digest(plain) or encode(kind, number) != identifier:
        raise NotFound(_named(kind, identifier))
    return number


def _named(kind: str, identifier: str) -> str:
    return f"{kind.replace('_', ' ')} {identifier[:64]}"


def _digest(octets: bytes) -> bytes:
    return hashlib.blake2b(octets, digest_size=_HALF, person=b"modembox").digest()


def _masked(octets: bytes, seal: bytes) -> bytes:
    return bytes(each ^ mask for each, mask in zip(octets, _digest(seal), strict=False))
