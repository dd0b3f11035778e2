"""Sender classes as the settings keep them."""

import pytest

from appliance.errors import Invalid
from appliance.settings import Settings
from appliance.windows import Hours


@pytest.fixture
def settings(tmp_path):
    return Settings(tmp_path / "box.json")


def test_every_box_has_some(settings):
    assert [each.name for each in settings.sender_classes()] == ["COMMERCIAL", "NOTIFICATION", "ALERT"]
    assert not any(each.limited or each.windows for each in settings.sender_classes())


def test_its_owner_changes_them_and_makes_others(settings, tmp_path):
    settings.change_sender_class("ALERT", windows={"DE": {"OTH": "08:00-20:00"}}, per_second=2)
    settings.change_sender_class("ALERT", holidays={"DE": ["2026-12-25"]})
    settings.change_sender_class("POLL", countries=["DE", "AT"], per_day=100)
    found = {each.name: each for each in Settings(tmp_path / "box.json").sender_classes()}
    alert = found["ALERT"]
    assert (alert.windows, alert.per_second, alert.designation) == ({"DE": {"OTH": ("08:00-20:00",)}}, 2.0, "alerts")
    assert alert.hours == Hours(alert.windows, {"DE": ("2026-12-25",)})
    assert (found["POLL"].countries, found["POLL"].limited) == (("DE", "AT"), True)


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("alert", {}),
        ("ALERT", {"per_second": -1}),
        ("ALERT", {"per_day": 1.5}),
        ("ALERT", {"countries": ["Germany"]}),
        ("ALERT", {"windows": {"DE": {}}}),
        ("ALERT", {"holidays": {"DE": ["Christmas"]}}),
        ("ALERT", {"holidays": []}),
        ("ALERT", {"colour": "red"}),
    ],
)
def test_what_does_not_hold_changes_nothing(settings, name, wrong):
    with pytest.raises(Invalid):
        settings.change_sender_class(name, **wrong)
    assert [each.limited for each in settings.sender_classes()] == [False] * 3
