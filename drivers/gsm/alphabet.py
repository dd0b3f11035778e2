"""Text as septets of the GSM 7 bit alphabets or as UCS2 (23.038 6.2), and the choice of the cheapest."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import NoReturn

from drivers.gsm.capacity import CONCATENATION_OCTETS, ESCAPE, LANGUAGE_OCTETS, capacity, cut
from drivers.gsm.data_coding import Encoding
from drivers.gsm.national import VOID, has_locking, has_single, locking_table, single_table
from drivers.gsm.septets import pack, unpack

__all__ = [
    "Choice",
    "Encoding",
    "NotInAlphabet",
    "cheapest",
    "decode_septets",
    "decode_ucs2",
    "encode_septets",
    "encode_ucs2",
    "pack",
    "unpack",
]

_ESCAPED = re.compile(b"\x1b(.?)", re.DOTALL)


class NotInAlphabet(ValueError):
    """A character that the alphabet has no code for."""


class _Septets(dict[int, str]):
    """Code points to their one or two septets, for str.translate."""

    def __missing__(self, code_point: int) -> NoReturn:
        raise NotInAlphabet(f"{chr(code_point)!r} (U+{code_point:04X}) is not in the GSM 7 bit alphabet chosen")


@cache
def _encoder(locking: int, single: int) -> _Septets:
    if not (has_locking(locking) and has_single(single)):
        raise ValueError(f"no such national language tables: locking {locking}, single {single}")
    septets = _Septets()
    for prefix, table in ((chr(ESCAPE), single_table(single)), ("", locking_table(locking))):
        # backwards, so that of a character that is there twice the first code stays
        septets.update((ord(table[code]), prefix + chr(code)) for code in reversed(range(128)))
    del septets[ord(VOID)], septets[ESCAPE]
    return septets


@cache
def _decoders(locking: int, single: int) -> tuple[str, str]:
    """The plain and the escaped characters; a language that isn't known is read with the default tables."""
    plain = locking_table(locking if has_locking(locking) else 0)
    extension = single_table(single if has_single(single) else 0)
    escaped = [basic if char == VOID else char for char, basic in zip(extension, plain, strict=True)]
    escaped[ESCAPE] = " "  # 6.2.1.1 note 1: reserved for another extension table, a space until there is one
    return plain, "".join(escaped)


def encode_septets(text: str, locking: int = 0, single: int = 0) -> bytes:
    """`text` as septets, one a byte, with the tables of national languages `locking` and `single` (23.038 6.2.1.2.4).

    Raises NotInAlphabet for the first character that the tables don't have, ValueError for tables that don't exist.
    """
    return text.translate(_encoder(locking, single)).encode("latin-1")


def decode_septets(septets: bytes, locking: int = 0, single: int = 0) -> str:
    """The text of `septets`, one a byte. Never raises.

    An escape to nothing shows the character of the basic table, or a space where nothing follows (23.038 6.2.1.1);
    a code that the locking table leaves empty shows U+FFFD; tables that aren't known are read as the default ones.
    """
    plain, escaped = _decoders(locking, single)
    if ESCAPE not in septets:
        return codecs.charmap_decode(septets, "replace", plain)[0]
    text = []
    for at, run in enumerate(_ESCAPED.split(septets)):
        text.append(codecs.charmap_decode(run, "replace", escaped if at % 2 else plain)[0] if run else " " * (at % 2))
    return "".join(text)


def encode_ucs2(text: str) -> bytes:
    """`text` as UTF-16, big end first. Raises ValueError for half a surrogate pair, which is no character."""
    try:
        return text.encode("utf-16-be")
    except UnicodeEncodeError as error:
        code = ord(text[error.start])
        raise ValueError(f"character {error.start + 1} of the text is half a surrogate pair (U+{code:04X})") from None


def decode_ucs2(data: bytes) -> str:
    """The text of UTF-16 `data`, big end first; what is broken shows as U+FFFD. Never raises."""
    return data.decode("utf-16-be", "replace")


@dataclass(frozen=True, slots=True)
class Choice:
    """An encoding for a text, with the national language tables used (0: the default ones)."""

    encoding: Encoding
    locking: int = 0
    single: int = 0

    def encode(self, text: str) -> bytes:
        """`text` as septets (one a byte) or UTF-16. Raises ValueError where it can't be."""
        if self.encoding is Encoding.GSM7:
            return encode_septets(text, self.locking, self.single)
        if self.encoding is Encoding.UCS2:
            return encode_ucs2(text)
        raise ValueError("text can't be sent as 8-bit data: give octets")

    @property
    def language_octets(self) -> int:
        """The header room that naming the tables takes (23.040 9.2.3.24.15, .16)."""
        return LANGUAGE_OCTETS * (bool(self.locking) + bool(self.single))

    def cut(self, coded: bytes, *, other: int = 0, concatenation: int = CONCATENATION_OCTETS[8]) -> list[bytes]:
        """`coded` in as few parts as hold it, beside `other` and, where it takes two, `concatenation` octets."""
        elements = other + self.language_octets
        size = capacity(self.encoding, elements)
        if len(coded) <= size:
            return [coded]
        return cut(coded, self.encoding, capacity(self.encoding, elements + concatenation))


DEFAULT = Choice(Encoding.GSM7)
UCS2 = Choice(Encoding.UCS2)


def cheapest(
    text: str, *, languages: tuple[int, ...] = (), other: int = 0, concatenation: int = CONCATENATION_OCTETS[8]
) -> Choice:
    """The encoding that takes the fewest parts, then the fewest octets.

    The default alphabet, which every phone has, is only left for fewer parts. `languages` are the national languages
    whose tables may be used; `other` and `concatenation` are the octets of the header's other elements.
    Raises ValueError for half a surrogate pair or a language that isn't known.
    """
    return min(_costs(text, languages, other, concatenation), key=lambda costed: costed[0])[1]


def _costs(
    text: str, languages: tuple[int, ...], other: int, concatenation: int
) -> Iterator[tuple[tuple[int, bool, int], Choice]]:
    """The choices that can code `text`, each after its cost; nothing after a default that can't be beaten."""
    for choice in _choices(languages):
        try:
            coded = choice.encode(text)
        except NotInAlphabet:
            continue
        parts = len(choice.cut(coded, other=other, concatenation=concatenation))
        octets = (len(coded) * 7 + 7) // 8 if choice.encoding is Encoding.GSM7 else len(coded)
        yield (parts, choice != DEFAULT, octets + choice.language_octets), choice
        if choice == DEFAULT and parts == 1:
            return


def _choices(languages: tuple[int, ...]) -> Iterator[Choice]:
    """Every choice allowed, the default first, UCS2 last."""
    for language in languages:
        if not has_single(language):
            raise ValueError(f"{language} is no national language identifier")
    tables = (0, *(language for language in languages if language))
    for locking in filter(has_locking, tables):
        for single in tables:
            yield Choice(Encoding.GSM7, locking, single)
    yield UCS2
