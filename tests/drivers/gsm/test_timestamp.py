from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.gsm.timestamp import decode_timestamp, encode_timestamp

zones = st.integers(-79, 79).map(lambda quarters: timezone(timedelta(minutes=15 * quarters)))
moments = st.datetimes(datetime(1990, 1, 1), datetime(2089, 12, 31), timezones=zones)


def zone(hours: float) -> timezone:
    return timezone(timedelta(hours=hours))


@pytest.mark.parametrize(
    ("octets", "moment"),
    [
        ("99309251619580", datetime(1999, 3, 29, 15, 16, 59, tzinfo=zone(2))),
        ("11101131521400", datetime(2011, 1, 11, 13, 25, 41, tzinfo=UTC)),
        ("4221037021536B", datetime(2024, 12, 30, 7, 12, 35, tzinfo=zone(-9))),
        ("42605122852222", datetime(2024, 6, 15, 22, 58, 22, tzinfo=zone(5.5))),
        ("4260512285222A", datetime(2024, 6, 15, 22, 58, 22, tzinfo=zone(-5.5))),
        ("42605122852297", datetime(2024, 6, 15, 22, 58, 22, tzinfo=zone(19.75))),
        ("4260512285229F", datetime(2024, 6, 15, 22, 58, 22, tzinfo=zone(-19.75))),
        ("98111100000000", datetime(2089, 11, 11, tzinfo=UTC)),
        ("09111100000000", datetime(1990, 11, 11, tzinfo=UTC)),
    ],
)
def test_vectors(octets: str, moment: datetime) -> None:
    decoded = decode_timestamp(bytes.fromhex(octets))
    assert decoded is not None
    assert (decoded, decoded.utcoffset()) == (moment, moment.utcoffset())
    assert encode_timestamp(moment).hex().upper() == octets


@given(moments)
def test_moments_come_back_to_the_second(moment: datetime) -> None:
    decoded = decode_timestamp(encode_timestamp(moment))
    assert decoded is not None
    assert (decoded, decoded.utcoffset()) == (moment.replace(microsecond=0), moment.utcoffset())


@pytest.mark.parametrize(
    "octets",
    ["00000000000000", "42310000000000", "42200300000000", "4260514200000F", "426051220600FF", "FFFFFFFFFFFFFF"],
)
def test_what_is_no_date_is_none(octets: str) -> None:
    assert decode_timestamp(bytes.fromhex(octets)) is None


def test_a_zone_that_is_no_number_reads_as_utc() -> None:
    assert decode_timestamp(bytes.fromhex("426051228522F0")) == datetime(2024, 6, 15, 22, 58, 22, tzinfo=UTC)


@given(st.binary(min_size=7, max_size=7))
def test_decoding_never_raises(octets: bytes) -> None:
    decoded = decode_timestamp(octets)
    assert decoded is None or decoded.tzinfo is not None


def test_none_is_zeros() -> None:
    assert encode_timestamp(None) == bytes(7)


def test_an_offset_that_has_no_code_is_written_as_utc() -> None:
    nepal = datetime(2024, 6, 15, 12, 0, 0, tzinfo=timezone(timedelta(minutes=347)))
    assert decode_timestamp(encode_timestamp(nepal)) == nepal
    far = datetime(2024, 6, 15, 12, 0, 0, tzinfo=zone(20))
    assert decode_timestamp(encode_timestamp(far)) == far


@pytest.mark.parametrize(
    "moment", [datetime(2024, 1, 1), datetime(1989, 1, 1, tzinfo=UTC), datetime(2090, 1, 1, tzinfo=UTC)]
)
def test_moments_that_have_no_code_are_refused(moment: datetime) -> None:
    with pytest.raises(ValueError, match="time stamp"):
        encode_timestamp(moment)
