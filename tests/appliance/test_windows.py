"""When a window opens, in the recipient's time."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.errors import Invalid
from appliance.windows import Hours, opens, windows

NEW_YORK, BERLIN = ZoneInfo("America/New_York"), ZoneInfo("Europe/Berlin")
DAYTIME = {"DEFAULT": {"OTH": ("08:00-21:00",)}}


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


def opening(found, zones, now, country="US", holidays=(), only=None):
    return datetime.fromtimestamp(opens(found, country, zones, holidays, at(now), only), UTC).isoformat()[:16]


@pytest.mark.parametrize(
    ("now", "opened"),
    [
        ("2026-01-15T13:00", "2026-01-15T13:00"),  # eight in the morning: at once
        ("2026-01-15T12:59", "2026-01-15T13:00"),
        ("2026-01-16T02:00", "2026-01-16T13:00"),  # nine in the evening is over
        ("2026-07-15T11:00", "2026-07-15T12:00"),  # summer
        ("2026-03-08T03:00", "2026-03-08T12:00"),  # the night in which the clocks go forward
        ("2026-11-01T04:00", "2026-11-01T13:00"),  # and back
    ],
)
def test_it_opens_at_the_recipients_hour(now, opened):
    assert opening(DAYTIME, [NEW_YORK], now) == opened


def test_a_country_without_a_window_has_the_default_one_or_none():
    only_french = {"FR": {"OTH": ("08:00-09:00",)}}
    assert opening(only_french, [NEW_YORK], "2026-01-15T03:00") == "2026-01-15T03:00"
    assert opening({}, [NEW_YORK], "2026-01-15T03:00") == "2026-01-15T03:00"
    assert opening({**only_french, **DAYTIME}, [NEW_YORK], "2026-01-15T03:00") == "2026-01-15T13:00"


def test_a_day_of_its_own_and_the_days_that_are_not_named():
    week = {"US": {"SUN": (), "SAT": ("12:00-13:00",), "OTH": ("08:00-12:00", "14:00-18:00")}}
    assert opening(week, [UTC], "2026-01-16T12:30") == "2026-01-16T14:00"  # Friday, after lunch
    assert opening(week, [UTC], "2026-01-16T18:00") == "2026-01-17T12:00"  # Saturday
    assert opening(week, [UTC], "2026-01-17T13:00") == "2026-01-19T08:00"  # Sunday is no day for it


def test_a_holiday_is_a_day_of_its_own_where_the_window_says_so():
    christmas = [date(2026, 12, 25)]
    week = {"US": {"HOL": (), "OTH": ("08:00-12:00",)}}
    assert opening(week, [UTC], "2026-12-25T09:00", holidays=christmas) == "2026-12-26T08:00"
    assert opening({"US": {"OTH": ("08:00-12:00",)}}, [UTC], "2026-12-25T09:00", holidays=christmas)[:13] == (
        "2026-12-25T09"
    )


def test_it_must_be_open_in_every_zone_that_the_recipient_may_be_in():
    assert opening(DAYTIME, [NEW_YORK, BERLIN], "2026-01-15T07:00") == "2026-01-15T13:00"
    assert opening(DAYTIME, [NEW_YORK, BERLIN], "2026-01-15T20:00") == "2026-01-16T13:00"  # nine in Berlin


def test_where_no_time_suits_every_zone_one_zone_decides():
    early = {"DEFAULT": {"OTH": ("08:00-09:00",)}}
    assert opening(early, [NEW_YORK, BERLIN], "2026-01-15T00:00", only=NEW_YORK) == "2026-01-15T13:00"


def test_the_end_of_the_day_is_midnight():
    assert opening({"US": {"OTH": ("20:00-24:00",)}}, [UTC], "2026-01-15T23:59") == "2026-01-15T23:59"
    assert opening({"US": {"OTH": ("20:00-24:00",)}}, [UTC], "2026-01-16T00:00") == "2026-01-16T20:00"


@given(st.floats(min_value=1_700_000_000, max_value=1_900_000_000))
def test_what_it_gives_is_open_and_not_before_now(now):
    found = opens(DAYTIME, "US", [NEW_YORK], (), now)
    assert found >= now
    assert 8 <= datetime.fromtimestamp(found, NEW_YORK).hour < 21


def test_one_text_will_do_for_a_day():
    assert windows("w", {"DE": {"MON": "08:00-20:00", "OTH": []}}) == {"DE": {"MON": ("08:00-20:00",), "OTH": ()}}


@pytest.mark.parametrize(
    "wrong",
    [
        [],
        {"Germany": {"OTH": "08:00-20:00"}},
        {"DE": []},
        {"DE": {"XXX": "08:00-20:00"}},
        {"DE": {"MON": "8-20"}},
        {"DE": {"MON": "20:00-08:00"}},
        {"DE": {"MON": "08:00-24:01"}},
        {"DE": {"MON": 8}},
        {"DE": {"MON": [8]}},
        {"DE": {"HOL": "08:00-20:00"}},
        {"DE": {}},
    ],
)
def test_what_is_no_window_is_refused(wrong):
    with pytest.raises(Invalid):
        windows("w", wrong)


def test_the_holidays_of_a_country_or_of_all_others():
    week = {"DEFAULT": {"HOL": (), "OTH": ("08:00-12:00",)}}
    hours = Hours(week, {"DE": ("2026-12-25",), "DEFAULT": ("2026-12-26",)})
    christmas, boxing_day = at("2026-12-25T09:00"), at("2026-12-26T09:00")
    assert hours.opens("DE", [UTC], christmas) == at("2026-12-26T08:00") == christmas + 82_800.0
    assert hours.opens("US", [UTC], christmas) == christmas
    assert hours.opens("US", [UTC], boxing_day) == at("2026-12-27T08:00")


def _first_minute(week, zone, now):
    """By looking at every minute of the clock on the recipient's wall."""
    minute = now
    while True:
        civil = datetime.fromtimestamp(minute, zone)
        spans = week.get(civil.strftime("%a").upper(), week["OTH"])
        if any(span[:5] <= f"{civil:%H:%M}" < span[6:] for span in spans):
            return minute
        minute = minute - minute % 60 + 60


@given(
    st.sampled_from(["2026-03-07T12:00", "2026-10-31T12:00", "2026-10-24T12:00", "2026-06-01T12:00"]),
    st.integers(0, 2 * 86_400),
    st.sampled_from([NEW_YORK, BERLIN, ZoneInfo("Australia/Lord_Howe"), ZoneInfo("Asia/Kolkata")]),
    st.integers(0, 20),
    st.integers(3, 23),
)
def test_it_opens_when_a_clock_on_the_wall_says_so(day, seconds, zone, start, hours):
    """Around the days on which clocks go forward or back, minute by minute."""
    week = {"SUN": (f"{start:02}:30-{min(start + hours, 23):02}:45",), "OTH": ("09:00-17:00",)}
    now = at(day) + seconds
    assert opens({"DEFAULT": week}, "", [zone], (), now) == _first_minute(week, zone, now)
