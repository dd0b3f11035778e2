"""Which bit of an octet is the first on the line: modems of class 2 differ, whatever they are told (+FBOR, +FBO)."""

from __future__ import annotations

from drivers.fax.codewords import EOL
from drivers.fax.line import REVERSED, bits_of
from drivers.fax.page import Coding

_WITH_EOLS = (Coding.MH, Coding.MR)
_ENOUGH = 4000  # octets, that hold dozens of lines of any page


class BitOrder:
    """Puts the octets of pages the right way round: the first bit on the line lowest. `turned`: they come the other
    way, as far as is known; with MH and MR the page shows it, for only in its own order it is full of EOLs."""

    def __init__(self, turned: bool) -> None:
        self.turned = turned
        self._held: bytes | None = b""

    def begin(self, coding: Coding) -> None:
        """A page begins."""
        self._held = b"" if coding in _WITH_EOLS else None

    def feed(self, octets: bytes) -> bytes:
        """Those in the right order; the first ones are kept until there are enough to tell."""
        if self._held is None:
            return self._right(octets)
        self._held += octets
        return self.finish() if len(self._held) >= _ENOUGH else b""

    def finish(self) -> bytes:
        """What was kept: the page has ended."""
        if self._held is None:
            return b""
        held, self._held = self._held, None
        as_they_are, other = _lines(held), _lines(held.translate(REVERSED))
        if as_they_are != other:
            self.turned = other > as_they_are
        return self._right(held)

    def _right(self, octets: bytes) -> bytes:
        return octets.translate(REVERSED) if self.turned else octets


def _lines(octets: bytes) -> int:
    return bits_of(octets).count(EOL)
