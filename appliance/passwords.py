"""Passwords at rest: scrypt (RFC 7914), its parameters in the string so that they can grow."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import threading

from appliance.errors import Invalid, NotReady

SHORTEST = 8
LONGEST = 256
_N, _R, _P = 2**13, 8, 2  # as much work as 2**14, 8, 1, in half the memory
_MAXIMUM_MEMORY = 64 * 1024 * 1024
_PATIENCE = 5.0

# One at a time: each takes 8 MiB, and a box has little.
_turn = threading.Lock()


def check_strength(password: str) -> None:
    """Raises Invalid for a password that is too short or too long."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise Invalid(f"a password has {SHORTEST} to {LONGEST} characters")


def digest(password: str) -> str:
    """What to store of a password. Raises NotReady where too many ask at once."""
    salt = os.urandom(16)
    return f"scrypt${_N}${_R}${_P}${_text(salt)}${_text(_scrypt(password, salt, _N, _R, _P))}"


def matches(password: str, stored: str) -> bool:
    """Whether `stored` was made of that password, in constant time. Raises NotReady where too many ask at once."""
    _, n, r, p, salt, wanted = stored.split("$")
    found = _scrypt(password[:LONGEST], base64.b64decode(salt), int(n), int(r), int(p))
    return hmac.compare_digest(found, base64.b64decode(wanted))


def _scrypt(password: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    if not _turn.acquire(timeout=_PATIENCE):
        raise NotReady("too many passwords to check at once")
    try:
        secret = password.encode("utf-8", "surrogatepass")
        return hashlib.scrypt(secret, salt=salt, n=n, r=r, p=p, maxmem=_MAXIMUM_MEMORY, dklen=32)
    finally:
        _turn.release()


def _text(octets: bytes) -> str:
    return base64.b64encode(octets).decode()


NOBODY = f"scrypt${_N}${_R}${_P}${_text(bytes(16))}${_text(bytes(32))}"
"""What no password makes, to be checked where there is no user: that takes as long as a wrong password."""
