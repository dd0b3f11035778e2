from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.gsm.octets import PduError, Reader
from drivers.gsm.validity import (
    ABSOLUTE,
    ENHANCED,
    NONE,
    RELATIVE,
    EnhancedValidity,
    Validity,
    encode_validity,
    read_validity,
    relative_octet,
    relative_period,
)

MINUTE, HOUR, DAY, WEEK = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)


@pytest.mark.parametrize(
    ("octet", "period"),
    [
        (0, 5 * MINUTE),
        (11, HOUR),
        (143, 12 * HOUR),
        (144, 12.5 * HOUR),
        (167, DAY),
        (168, 2 * DAY),
        (170, 4 * DAY),
        (196, 30 * DAY),
        (197, 5 * WEEK),
        (255, 63 * WEEK),
    ],
)
def test_relative_vectors(octet: int, period: timedelta) -> None:
    assert relative_period(octet) == period
    assert relative_octet(period) == octet


@pytest.mark.parametrize(
    ("period", "octet"),
    [
        (timedelta(microseconds=1), 0),
        (5 * MINUTE + timedelta(seconds=1), 1),
        (12 * HOUR + MINUTE, 144),
        (DAY + MINUTE, 168),
        (30 * DAY + MINUTE, 197),
        (100 * WEEK, 255),
    ],
)
def test_a_period_between_codes_takes_the_next(period: timedelta, octet: int) -> None:
    assert relative_octet(period) == octet


def test_every_relative_octet_comes_back() -> None:
    assert [relative_octet(relative_period(octet)) for octet in range(256)] == list(range(256))


@pytest.mark.parametrize("period", [timedelta(0), -MINUTE])
def test_no_period_is_refused(period: timedelta) -> None:
    with pytest.raises(ValueError, match="longer than nothing"):
        relative_octet(period)


@pytest.mark.parametrize(
    ("validity", "form", "octets"),
    [
        (None, NONE, ""),
        (DAY, RELATIVE, "A7"),
        (datetime(2024, 6, 15, 22, 58, 22, tzinfo=UTC), ABSOLUTE, "42605122852200"),
        (EnhancedValidity(), ENHANCED, "00000000000000"),
        (EnhancedValidity(None, single_shot=True), ENHANCED, "40000000000000"),
        (EnhancedValidity(timedelta(seconds=30)), ENHANCED, "021E0000000000"),
        (EnhancedValidity(timedelta(hours=12, minutes=34, seconds=56), True), ENHANCED, "43214365000000"),
        (EnhancedValidity(5 * DAY), ENHANCED, "01AB0000000000"),
    ],
)
def test_the_formats(validity: Validity, form: int, octets: str) -> None:
    assert encode_validity(validity) == (form, bytes.fromhex(octets))
    assert read_validity(Reader(bytes.fromhex(octets)), form) == validity


def test_an_extension_that_is_not_known_is_refused_with_its_place() -> None:
    with pytest.raises(PduError, match="TP-VP refused at octet 2"):
        read_validity(Reader(bytes.fromhex("0000" + "80000000000000"), 2), ENHANCED)


@given(st.binary(max_size=8), st.integers(0, 3))
def test_reading_raises_nothing_else(octets: bytes, form: int) -> None:
    try:
        read_validity(Reader(octets), form)
    except PduError as error:
        assert error.field == "TP-VP"
