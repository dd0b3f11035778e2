"""TP-Validity-Period in its three formats (23.040 9.2.3.12)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from drivers.gsm.octets import PduError, Reader
from drivers.gsm.timestamp import OCTETS, decode_timestamp, encode_timestamp

NONE, ENHANCED, RELATIVE, ABSOLUTE = 0, 1, 2, 3  # TP-VPF, 9.2.3.3

_FIELD = "TP-VP"
_ENHANCED_OCTETS = 7
_LONGEST = 255

# 9.2.3.12.1: up to this value, counted in this step, from this value at this length on
_RELATIVE = (
    (143, timedelta(minutes=5), -1, timedelta(0)),
    (167, timedelta(minutes=30), 143, timedelta(hours=12)),
    (196, timedelta(days=1), 166, timedelta(0)),
    (_LONGEST, timedelta(weeks=1), 192, timedelta(0)),
)


@dataclass(frozen=True, slots=True)
class EnhancedValidity:
    """The enhanced format (9.2.3.12.3): `single_shot` asks for one delivery attempt only."""

    period: timedelta | None = None
    single_shot: bool = False


Validity = timedelta | datetime | EnhancedValidity | None


def relative_octet(period: timedelta) -> int:
    """The relative format's octet: the shortest code that is at least `period`, at most 63 weeks.

    Raises ValueError where `period` is not positive.
    """
    if period <= timedelta(0):
        raise ValueError("a validity period must be longer than nothing")
    for last, step, base, start in _RELATIVE:
        octet = base - (start - period) // step  # rounds up
        if octet <= last:
            return octet
    return _LONGEST


def relative_period(octet: int) -> timedelta:
    """What the relative format's octet means: 5 minutes to 63 weeks."""
    _, step, base, start = next(row for row in _RELATIVE if octet <= row[0])
    return start + step * (octet - base)


def encode_validity(validity: Validity) -> tuple[int, bytes]:
    """TP-VPF and the octets of TP-VP. Raises ValueError for what the format can't hold."""
    if validity is None:
        return NONE, b""
    if isinstance(validity, timedelta):
        return RELATIVE, bytes((relative_octet(validity),))
    if isinstance(validity, datetime):
        return ABSOLUTE, encode_timestamp(validity)
    return ENHANCED, _encode_enhanced(validity)


def read_validity(reader: Reader, form: int) -> Validity:
    """TP-VP in format TP-VPF `form`. Raises PduError; an absolute time that is no date reads as None."""
    if form == NONE:
        return None
    if form == RELATIVE:
        return relative_period(reader.octet(_FIELD))
    if form == ABSOLUTE:
        return decode_timestamp(reader.take(OCTETS, _FIELD))
    start = reader.position
    return _decode_enhanced(reader.take(_ENHANCED_OCTETS, _FIELD), start)


def _encode_enhanced(validity: EnhancedValidity) -> bytes:
    indicator = 0x40 * validity.single_shot
    if validity.period is None:
        return bytes((indicator,)).ljust(_ENHANCED_OCTETS, b"\0")
    seconds = -(-validity.period // timedelta(seconds=1))
    if 0 < seconds <= 255:
        value = bytes((indicator | 2, seconds))
    elif 0 < seconds < 100 * 3600:
        clock = (seconds // 3600, seconds // 60 % 60, seconds % 60)
        value = bytes((indicator | 3, *(part % 10 << 4 | part // 10 for part in clock)))
    else:
        value = bytes((indicator | 1, relative_octet(validity.period)))
    return value.ljust(_ENHANCED_OCTETS, b"\0")


def _decode_enhanced(octets: bytes, start: int) -> EnhancedValidity:
    indicator = octets[0]
    if indicator & 0x80:
        raise PduError(_FIELD, start, "extended functionality indicator that isn't known")
    period = None
    match indicator & 7:
        case 1:
            period = relative_period(octets[1])
        case 2:
            period = timedelta(seconds=octets[1])
        case 3:
            hours, minutes, seconds = ((octet & 15) * 10 + (octet >> 4) for octet in octets[1:4])
            period = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return EnhancedValidity(period, bool(indicator & 0x40))
