from datetime import UTC, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.errors import Invalid
from appliance.recurrence import RANGES, Rule, moment, rule

BERLIN = ZoneInfo("Europe/Berlin")


def at(text, zone=UTC, fold=0):
    return datetime.fromisoformat(text).replace(tzinfo=zone, fold=fold).timestamp()


def times(found, after, count):
    moments = []
    for _ in range(count):
        after = found.next(after)
        moments.append(after)
    return moments


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"minute": "*"}, ["2026-11-21 10:31", "2026-11-21 10:32"]),
        ({"minute": "*/20"}, ["2026-11-21 10:40", "2026-11-21 11:00"]),
        ({"hour": 9}, ["2026-11-22 09:00", "2026-11-23 09:00"]),
        ({"hour": "9", "minute": "5,7"}, ["2026-11-22 09:05", "2026-11-22 09:07"]),
        ({"hour": "8-10", "minute": 45}, ["2026-11-21 10:45", "2026-11-22 08:45"]),
        ({"weekday": [1, "3"], "hour": 8}, ["2026-11-23 08:00", "2026-11-25 08:00"]),
        ({"weekday": "7"}, ["2026-11-22 00:00", "2026-11-29 00:00"]),
        ({"day": 31}, ["2026-12-31 00:00", "2027-01-31 00:00"]),
        ({"day": 30, "weekday": 2}, ["2026-11-24 00:00", "2026-12-01 00:00"]),
        ({"month": 2, "day": 29}, ["2028-02-29 00:00", "2032-02-29 00:00"]),
        ({"year": "2030,2032"}, ["2030-01-01 00:00", "2032-01-01 00:00"]),
    ],
)
def test_rules_in_utc(fields, expected):
    found = rule(fields)
    assert times(found, at("2026-11-21 10:30:20"), 2) == [at(each) for each in expected]


def test_what_lies_behind_never_comes():
    assert rule({"year": 2020, "minute": "*"}).next(at("2026-01-01 00:00")) is None
    assert rule({"month": 2, "day": 30}).next(at("2026-01-01 00:00")) is None


def test_an_hour_that_daylight_saving_leaves_out_is_made_up_for():
    daily = rule({"hour": 2, "minute": 30}, "Europe/Berlin")
    assert times(daily, at("2026-03-28 12:00", BERLIN), 2) == [
        at("2026-03-29 03:30", BERLIN),
        at("2026-03-30 02:30", BERLIN),
    ]


def test_an_hour_that_comes_twice_counts_once():
    daily = rule({"hour": 2, "minute": 30}, "Europe/Berlin")
    assert times(daily, at("2026-10-24 12:00", BERLIN), 2) == [
        at("2026-10-25 02:30", BERLIN),
        at("2026-10-26 02:30", BERLIN),
    ]


@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25"])
def test_every_quarter_of_an_hour_goes_on_through_daylight_saving(day):
    found = times(rule({"minute": "*/15"}, "Europe/Berlin"), at(f"{day} 00:00", BERLIN), 30)
    assert {later - earlier for earlier, later in pairwise(found)} == {900.0}


def field(name):
    values = RANGES[name]
    one = st.integers(values.start, values.stop - 1)
    return st.none() | one | st.lists(one, min_size=1, max_size=5) | st.just("*") | one.map(lambda low: f"{low}-*"[:-2])


@given(
    fields=st.fixed_dictionaries({name: field(name) for name in RANGES if name != "year"}),
    after=st.floats(0, 4e9),
    zone=st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu"]),
)
def test_what_comes_next_is_later_and_of_the_rule(fields, after, zone):
    if all(each is None for each in fields.values()):
        with pytest.raises(Invalid):
            rule(fields, zone)
        return
    found = rule(fields, zone)
    moment = found.next(after)
    if moment is None:
        assert found.day is not None and min(found.day) > 28 and found.weekday is None
        return
    civil = datetime.fromtimestamp(moment, UTC if zone == "UTC" else ZoneInfo(zone))
    assert moment > after and moment % 60 == 0
    assert found.month is None or civil.month in found.month
    assert (
        found.minute is None or civil.minute in found.minute or civil.utcoffset() != civil.replace(hour=0).utcoffset()
    )


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"minute": "60"},
        {"minute": "-1"},
        {"minute": "5-1"},
        {"minute": "*/0"},
        {"minute": "a"},
        {"minute": ""},
        {"minute": []},
        {"minute": {"a": 1}},
        {"minute": True},
        {"minute": 1.5},
        {"minute": "1," * 200 + "1"},
        {"hour": "٣"},
        {"weekday": 0},
        {"weekday": 8},
        {"day": 0},
        {"month": "13"},
        {"year": 99999},
    ],
)
def test_what_is_no_rule_is_refused(fields):
    with pytest.raises(Invalid):
        rule(fields)


def test_a_rule_for_everything_is_the_same_however_it_is_written():
    assert rule({"hour": "0-23", "minute": "*/1"}) == rule({"hour": "*", "minute": "0-59"}) == Rule()


@pytest.mark.parametrize(
    ("text", "zone", "expected"),
    [
        ("2026-12-24 18:30", "UTC", "2026-12-24T18:30:00+00:00"),
        ("2026-12-24 18:30", "Europe/Berlin", "2026-12-24T18:30:00+01:00"),
        ("2026-12-24T18:30:00Z", "Europe/Berlin", "2026-12-24T18:30:00+00:00"),
        ("20261224T183000", "UTC", "2026-12-24T18:30:00+00:00"),
        ("Thu, 24 Dec 2026 18:30:00 +0200", "UTC", "2026-12-24T18:30:00+02:00"),
        ("2026-12-24", "UTC", "2026-12-24T00:00:00+00:00"),
    ],
)
def test_dates_as_people_write_them(text, zone, expected):
    assert moment(text, zone) == datetime.fromisoformat(expected).timestamp()


@pytest.mark.parametrize("text", ["", "tomorrow", "2026-13-01", "99999-01-01", "0001-01-01T00:00:00+23:59"])
def test_what_is_no_date_is_refused(text):
    with pytest.raises(Invalid):
        moment(text)


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../../etc/passwd", "/etc/localtime", "x" * 300, "a\0b"])
def test_zones_that_are_none_are_refused(zone):
    with pytest.raises(Invalid, match="timezone"):
        rule({"minute": 1}, zone)
