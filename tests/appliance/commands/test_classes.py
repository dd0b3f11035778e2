"""`modembox classes`, on a box's data."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.__main__ import main
from appliance.box import SETTINGS
from appliance.settings import Settings


@pytest.fixture
def modembox(folder: Path) -> Callable[..., int]:
    return lambda *words: main(["classes", *words, "--data", str(folder)])


def test_classes_are_set_and_shown(
    folder: Path, modembox: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    window = '{"DEFAULT": {"OTH": "08:00-20:00"}}'
    given = (f"windows={window}", "per_second=0.5", "countries=DE, AT", 'holidays={"DE": ["2026-12-25"]}')
    assert modembox("set", "ALERT", *given, "per_day=100") == 0
    alert = Settings(folder / SETTINGS).sender_classes()[2]
    assert (alert.per_second, alert.per_day, alert.countries) == (0.5, 100, ("DE", "AT"))
    assert alert.windows == {"DEFAULT": {"OTH": ("08:00-20:00",)}}
    assert modembox() == 0
    assert "08:00-20:00" in capsys.readouterr().out
    assert modembox("--json") == 0
    assert [each["name"] for each in json.loads(capsys.readouterr().out)] == ["COMMERCIAL", "NOTIFICATION", "ALERT"]


@pytest.mark.parametrize(
    ("word", "why"),
    [
        ("per_second", "no SETTING=VALUE"),
        ("per_second=fast", "per_second must be"),
        ("windows={", "no JSON"),
        ('windows={"DE": {"OTH": "always"}}', "times such as"),
        ("colour=red", "no setting is named colour"),
    ],
)
def test_what_does_not_hold_changes_nothing(
    folder: Path, modembox: Callable[..., int], capsys: pytest.CaptureFixture[str], word: str, why: str
) -> None:
    assert modembox("set", "ALERT", "per_day=7", word) != 0
    assert why in capsys.readouterr().err
    assert Settings(folder / SETTINGS).sender_classes()[2].per_day == 0
