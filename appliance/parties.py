"""Whether two ways to write a party mean the same one: +491711234567, 00491711234567 and 01711234567 do.

Which country a national number is of is not asked: one that ends like an international one is taken for it. Where that
is wrong somebody who may be written to is not; the other way round, somebody would be who asked not to be.
"""

from __future__ import annotations

import re

_TAIL = 7  # digits that every spelling of a subscriber's number ends with
_COUNTRY = 3  # the most digits of a country code (E.164 6.1)
_TYPED = str.maketrans("", "", " -./()")
_NUMBER = re.compile(r"\+?[0-9]+", re.ASCII)
_USUAL = re.compile(r"\+[1-9][0-9]{7,}", re.ASCII)
_INTERNATIONAL = re.compile(r"^(?:\+|00)(?=[1-9])")


def tail(address: str) -> str:
    """The same for all that may be `same`, so that those few are found by it: few other parties have it."""
    if _USUAL.fullmatch(address):  # asked for with each text
        return address[-_TAIL:]
    plain = _plain(address)
    digits = _significant(plain)
    return digits[-_TAIL:] if _is_subscriber(plain) else plain


def same(one: str, other: str) -> bool:
    """Whether both are one party: numbers in any spelling, all else in any case."""
    a, b = _plain(one), _plain(other)
    if a == b or not (_is_subscriber(a) and _is_subscriber(b)):
        return a == b
    if _INTERNATIONAL.match(a) and _INTERNATIONAL.match(b):
        return _significant(a) == _significant(b)
    shorter, longer = sorted((_significant(a), _significant(b)), key=len)
    return longer.endswith(shorter) and _is_country(longer.removesuffix(shorter))


def usual(address: str) -> str:
    """An international number with a +, all else as it is."""
    plain = _plain(address)
    return f"+{_significant(plain)}" if _is_subscriber(plain) and _INTERNATIONAL.match(plain) else address


def spelled(address: str) -> tuple[str, ...]:
    """The usual ways to write it; of an international number the national ones too, whatever its country."""
    plain = _plain(address)
    if not _is_subscriber(plain):
        return tuple(dict.fromkeys((address, plain)))
    digits = _INTERNATIONAL.sub("", plain)
    nationals = [digits[length:] for length in range(1, _COUNTRY + 1)] if _INTERNATIONAL.match(plain) else []
    ways = (plain, digits, f"+{digits}", f"00{digits}", *nationals, *(f"0{each}" for each in nationals))
    return tuple(dict.fromkeys(ways))


def is_subscriber(address: str) -> bool:
    """Whether it is the number of a telephone: no short number, no name, no mailbox."""
    return _is_subscriber(_plain(address))


def _plain(address: str) -> str:
    typed = address.translate(_TYPED)
    return typed if _NUMBER.fullmatch(typed) else address.strip().casefold()


def _is_subscriber(plain: str) -> bool:
    return bool(_NUMBER.fullmatch(plain)) and len(_significant(plain)) >= _TAIL


def _significant(plain: str) -> str:
    return plain.lstrip("+0")


def _is_country(digits: str) -> bool:
    """What an international number has before the national one; some countries keep its 0 (E.164 6.2)."""
    return len(digits.removesuffix("0")) <= _COUNTRY
