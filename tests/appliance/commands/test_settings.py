"""`modembox settings`, on a box's data."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.__main__ import main
from appliance.box import SETTINGS
from appliance.settings import BoxSettings, Settings


@pytest.fixture
def modembox(folder: Path) -> Callable[..., int]:
    return lambda *words: main(["settings", words[0], "--data", str(folder), *words[1:]])


def test_settings_are_set_and_shown(
    folder: Path, modembox: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert modembox("set", "canary_hours=24", "languages=1,3", "reports=no", "name=clinic") == 0
    wanted = BoxSettings(canary_hours=24, languages=(1, 3), reports=False, name="clinic")
    assert Settings(folder / SETTINGS).box() == wanted
    assert modembox("show") == 0
    shown = dict(line.lstrip().split(": ") for line in capsys.readouterr().out.splitlines())
    assert (shown["canary_hours"], shown["languages"], shown["reports"]) == ("24", "1,3", "no")
    assert modembox("show", "--json") == 0
    assert json.loads(capsys.readouterr().out)["languages"] == [1, 3]


@pytest.mark.parametrize(
    ("word", "why"),
    [
        ("canary_hours", "no SETTING=VALUE"),
        ("canary_hours=often", "canary_hours must be"),
        ("languages=1,x", "languages must be"),
        ("reports=perhaps", "reports must be"),
        ("colour=red", "no setting is named colour"),
    ],
)
def test_what_does_not_hold_changes_nothing(
    folder: Path, modembox: Callable[..., int], capsys: pytest.CaptureFixture[str], word: str, why: str
) -> None:
    assert modembox("set", "most_pages=10", word) != 0
    assert why in capsys.readouterr().err
    assert Settings(folder / SETTINGS).box() == BoxSettings()
