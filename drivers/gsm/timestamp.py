"""TP-Service-Centre-Time-Stamp, TP-Discharge-Time and the absolute TP-Validity-Period (23.040 9.2.3.11)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

OCTETS = 7

_QUARTER = timedelta(minutes=15)
_FURTHEST = 79  # quarters of an hour: the most that the zone's two digits hold
_FIRST_YEAR = 1990  # two-digit years run from here


def encode_timestamp(moment: datetime | None) -> bytes:
    """Seven octets: swapped BCD year to second, and the offset from UTC in quarters of an hour; zeros for None.

    The offset is kept where it is whole quarters, else UTC is written. Raises ValueError for a naive `moment` or a
    year outside 1990..2089.
    """
    if moment is None:
        return bytes(OCTETS)
    offset = moment.utcoffset()
    if offset is None:
        raise ValueError("a time stamp needs an offset from UTC")
    quarters, odd = divmod(offset, _QUARTER)
    if odd or abs(quarters) > _FURTHEST:
        moment, quarters = moment.astimezone(UTC), 0
    if not _FIRST_YEAR <= moment.year < _FIRST_YEAR + 100:
        raise ValueError(f"a time stamp can't hold the year {moment.year}")
    zone = _swapped(abs(quarters)) | 0x08 * (quarters < 0)
    fields = (moment.year % 100, moment.month, moment.day, moment.hour, moment.minute, moment.second)
    return bytes((*map(_swapped, fields), zone))


def decode_timestamp(octets: bytes) -> datetime | None:
    """The moment, with its offset, that seven `octets` mean; None where they are no date. Never raises.

    A zone that is no number is read as UTC: phones show such messages.
    """
    year, month, day, hour, minute, second = map(_unswapped, octets[:6])
    quarters = max(_unswapped(octets[6] & 0xF7), 0) * (-1 if octets[6] & 0x08 else 1)
    if year < 0:
        return None
    year += 2000 if year < _FIRST_YEAR % 100 else 1900
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=timezone(_QUARTER * quarters))
    except ValueError:
        return None


def _swapped(number: int) -> int:
    return number % 10 << 4 | number // 10


def _unswapped(octet: int) -> int:
    """The number in swapped BCD `octet`, -1 where it is none."""
    tens, ones = octet & 0x0F, octet >> 4
    return -1 if tens > 9 or ones > 9 else tens * 10 + ones
