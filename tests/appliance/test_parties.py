"""Spellings of a party."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance import parties

SAME = [
    ("+491711234567", "00491711234567"),
    ("+491711234567", "491711234567"),
    ("+491711234567", "01711234567"),
    ("+491711234567", "1711234567"),
    ("+49 (171) 123-45.67", "0171/1234567"),
    ("+12025550123", "2025550123"),
    ("+390612345678", "0612345678"),  # Italy keeps the 0
    ("+2250701234567", "0701234567"),
    ("01711234567", "0171 1234567"),
    ("72404", "72404"),
    ("Bank", "BANK"),
    ("Alice@Example.org", "alice@example.org"),
]
OTHERS = [
    ("+491711234567", "+431711234567"),
    ("+491711234567", "01711234568"),
    ("+491711234567", "1234567890"),
    ("72404", "0072404"),
    ("72404", "+4972404"),
    ("234567", "+491711234567"),
    ("Bank", "Banks"),
    ("+491711234567", "Bank"),
    ("+4999991711234567", "01711234567"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_spellings_of_one_party_are_the_same_and_found_by_one_tail(one, other):
    assert parties.same(one, other)
    assert parties.same(other, one)
    assert parties.tail(one) == parties.tail(other)


@pytest.mark.parametrize(("one", "other"), OTHERS)
def test_others_are_not(one, other):
    assert not parties.same(one, other)
    assert not parties.same(other, one)


NATIONAL = st.from_regex(r"[1-9][0-9]{6,10}", fullmatch=True)
COUNTRY = st.sampled_from(["1", "7", "39", "49", "351", "420"])


@given(COUNTRY, NATIONAL)
def test_each_usual_spelling_means_the_number(country, national):
    number = f"+{country}{national}"
    ways = parties.spelled(number)
    assert {number, f"00{country}{national}", f"{country}{national}", f"0{national}", national} <= set(ways)
    for way in (number, f"00{country}{national}", f"0{national}"):
        assert parties.same(number, way)


@pytest.mark.parametrize(
    ("address", "expected"),
    [("0049 171 1234567", "+491711234567"), ("+491711234567", "+491711234567"), ("01711234567", "01711234567")],
)
def test_an_international_number_is_usually_written_with_a_plus(address, expected):
    assert parties.usual(address) == expected
    assert parties.usual("BANK") == "BANK"


ANY = st.one_of(NATIONAL, st.text(max_size=20), st.from_regex(r"(\+|00|0)?[0-9]{0,15}", fullmatch=True))


@given(ANY, ANY)
def test_it_is_symmetric_and_what_is_the_same_has_one_tail(one, other):
    assert parties.same(one, other) == parties.same(other, one)
    assert parties.same(one, one)
    if parties.same(one, other):
        assert parties.tail(one) == parties.tail(other)


@pytest.mark.parametrize(("address", "expected"), [("+491711234567", True), ("72404", False), ("Bank", False)])
def test_a_telephone_is_told_from_a_short_number_and_a_name(address, expected):
    assert parties.is_subscriber(address) is expected
