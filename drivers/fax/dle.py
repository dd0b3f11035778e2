"""Octets that a modem takes and gives in online data state, with DLE before what controls (T.31 6.1, T.32 6.1)."""

from __future__ import annotations

import re
from collections.abc import Mapping

DLE, ETX, CAN = b"\x10", b"\x03", b"\x18"
DC1, DC3 = b"\x11", b"\x13"
END = DLE + ETX

_PAIR = re.compile(rb"\x10([\s\S])")
_SUB = b"\x1a"
_MEANT: Mapping[bytes, bytes] = {DLE: DLE, _SUB: DLE + DLE}


def shielded(octets: bytes) -> bytes:
    """The same for the modem: what is a DLE goes twice."""
    return octets.replace(DLE, DLE + DLE)


class Unshielder:
    """Takes what a modem gives, in pieces. Once `ended`, `end` is which of `ends` came behind DLE, `rest` what
    followed."""

    def __init__(self, ends: bytes = ETX) -> None:
        self.end = b""
        self.rest = b""
        self._ends = ends
        self._held = b""

    @property
    def ended(self) -> bool:
        return bool(self.end)

    def feed(self, data: bytes) -> bytes:
        """The octets themselves. A pair that means nothing is left out (T.31 6.1)."""
        if self.ended:
            self.rest += data
            return b""
        data, self._held = self._held + data, b""
        octets, at = [], 0
        for pair in _PAIR.finditer(data):
            octets.append(data[at : pair.start()])
            at = pair.end()
            if pair[1] in self._ends:
                self.end, self.rest = pair[1], data[at:]
                return b"".join(octets)
            octets.append(_MEANT.get(pair[1], b""))
        tail = data[at:]
        if tail.endswith(DLE):
            tail, self._held = tail[:-1], DLE
        return b"".join((*octets, tail))
