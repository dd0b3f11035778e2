"""`modembox mqtt`, on a box's data without a box."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.__main__ import main
from appliance.box import SETTINGS
from appliance.outside import MqttSettings
from appliance.settings import Settings


@pytest.fixture
def modembox(folder: Path) -> Callable[..., int]:
    return lambda *words: main(["mqtt", words[0], "--data", str(folder), *words[1:]])


def test_a_broker_is_named_shown_and_left(
    folder: Path, modembox: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert modembox("set", "host=10.0.0.2", "port=8883", "tls=yes", "version=3", "password=secret", "base=a/b") == 0
    wanted = MqttSettings(host="10.0.0.2", port=8883, tls=True, version=3, password="secret", base="a/b")
    assert Settings(folder / SETTINGS).mqtt() == wanted
    assert modembox("show", "--json") == 0
    shown = json.loads(capsys.readouterr().out)
    assert (shown["host"], shown["password"], shown["condition"]) == ("10.0.0.2", "****", "the box is not running")
    assert modembox("show") == 0
    assert "secret" not in capsys.readouterr().out
    assert modembox("off") == 0
    assert Settings(folder / SETTINGS).mqtt().host == ""


def test_a_password_may_be_piped_in(
    folder: Path, modembox: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("from a pipe\n"))
    assert modembox("set", "--password-stdin") == 0
    assert Settings(folder / SETTINGS).mqtt().password == "from a pipe"


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ((), "nothing to set"),
        (("host",), "no SETTING=VALUE"),
        (("base=a/#",), "base must be"),
        (("port=many",), "port must be"),
        (("tls=perhaps",), "tls must be"),
        (("colour=red",), "no setting is named colour"),
    ],
)
def test_what_does_not_hold_is_refused(
    folder: Path, modembox: Callable[..., int], capsys: pytest.CaptureFixture[str], words: tuple[str, ...], why: str
) -> None:
    assert modembox("set", *words) != 0
    assert why in capsys.readouterr().err
    assert Settings(folder / SETTINGS).mqtt() == MqttSettings()
