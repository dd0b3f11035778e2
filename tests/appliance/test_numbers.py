"""Countries and zones by number; what each plan says is checked against what is publicly known of it."""

import subprocess
import sys
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from appliance import numbers
from appliance.windows import Hours


@pytest.mark.parametrize(
    ("number", "country"),
    [
        ("+14155550123", "US"),
        ("+1 (416) 555-0123", "CA"),
        ("+447700900123", "GB"),  # kept for drama: nobody has it, and still it is British
        ("00447400123456", "GB"),
        ("491711234567", "DE"),  # digits without a plus
        ("+61412345678", "AU"),
        ("+870773111632", ""),  # a satellite's
        ("12345", ""),
        ("0171 1234567", ""),
        ("", ""),
        ("mailbox@example.org", ""),
        ("+", ""),
    ],
)
def test_country(number, country):
    assert numbers.country(number) == country


@pytest.mark.parametrize(
    ("number", "dialled"),
    [
        ("14155550123", "+14155550123"),
        ("49 171 1234567", "+491711234567"),
        ("01711234567", "01711234567"),
        ("5551234567", "5551234567"),  # of ten digits: a national number in many places
        ("13912345678", "13912345678"),  # a Chinese mobile as it is dialled at home
        ("72404", "72404"),
        ("+14155550123", "+14155550123"),
    ],
)
def test_digits_of_an_international_number_are_dialled_with_a_plus(number, dialled):
    assert numbers.international(number) == dialled


@pytest.mark.parametrize(
    ("number", "names"),
    [
        ("+12125550123", {"America/New_York"}),
        ("+14155550123", {"America/Los_Angeles"}),
        ("+491711234567", {"Europe/Berlin"}),
        ("+447700900123", {"Europe/London", "Europe/Guernsey", "Europe/Isle_of_Man", "Europe/Jersey"}),
    ],
)
def test_zones(number, names):
    assert {str(zone) for zone in numbers.zones(number)} <= names


def test_a_mobile_number_of_a_wide_country_may_be_in_any_of_its_zones():
    assert {"Australia/Perth", "Australia/Sydney"} <= {str(zone) for zone in numbers.zones("+61412345678")}


def test_a_number_without_a_country_has_the_time_of_the_box():
    assert numbers.zones("0171 1234567") == numbers.HERE


def test_the_middle_zone_stands_for_all_where_one_must_do():
    zones = [ZoneInfo("Asia/Tokyo"), ZoneInfo("Europe/London"), ZoneInfo("Asia/Kolkata")]
    assert numbers.middle(zones, 1_700_000_000.0) == ZoneInfo("Asia/Kolkata")


@pytest.mark.parametrize(
    ("civil", "utc"),
    [
        ("2026-01-15T09:00", "2026-01-15T14:00"),  # New York in winter
        ("2026-07-15T09:00", "2026-07-15T13:00"),  # and in summer
        ("2026-03-08T02:30", "2026-03-08T07:30"),  # left out by daylight saving: half past three
        ("2026-11-01T01:30", "2026-11-01T05:30"),  # comes twice: the first time
    ],
)
def test_local_time_is_turned_into_the_worlds(civil, utc):
    moment = numbers.moment("+12125550123", datetime.fromisoformat(civil))
    assert datetime.fromtimestamp(moment, UTC).isoformat()[:16] == utc


def test_several_hours_must_all_be_open():
    night = datetime(2026, 1, 15, 3, tzinfo=UTC).timestamp()
    early, late = Hours({"US": {"OTH": ("08:00-20:00",)}}), Hours({"DEFAULT": {"OTH": ("10:00-22:00",)}})
    assert numbers.opens([early], "+12125550123", night) == night + 36_000.0
    assert numbers.opens([early, late, Hours()], "+12125550123", night) == night + 43_200.0
    assert numbers.opens([], "+12125550123", night) == night


def test_the_library_is_loaded_only_when_a_number_is_asked_about():
    asked = "import sys, appliance.numbers; sys.exit('phonenumbers' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], check=False).returncode == 0
