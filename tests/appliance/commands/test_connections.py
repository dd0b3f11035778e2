"""`modembox mqtt` and `modembox translation`, on a box's data without a box."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.__main__ import main
from appliance.box import SETTINGS
from appliance.outside import MqttSettings, TranslationSettings
from appliance.settings import Settings
from appliance.translation.server import Server, Translated, Untranslated


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


@pytest.fixture
def translation(folder: Path) -> Callable[..., int]:
    return lambda *words: main(["translation", words[0], "--data", str(folder), *words[1:]])


def test_a_translation_server_is_named_shown_and_left(
    folder: Path, translation: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert translation("set", "url=http://10.0.0.2:5000", "api_key=secret", "seconds=5") == 0
    assert Settings(folder / SETTINGS).translation() == TranslationSettings("http://10.0.0.2:5000", "secret", 5)
    assert translation("show") == 0
    shown = capsys.readouterr().out
    assert "10.0.0.2" in shown and "****" in shown and "secret" not in shown
    assert translation("off") == 0
    assert Settings(folder / SETTINGS).translation() == TranslationSettings("", "secret", 5)


def test_a_key_may_be_piped_in(folder: Path, translation: Callable[..., int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("from a pipe\n"))
    assert translation("set", "--api-key-stdin") == 0
    assert Settings(folder / SETTINGS).translation().api_key == "from a pipe"


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("url=10.0.0.2",), "url must be http://"),
        (("url=http://user:secret@x",), "url must be http://"),
        (("seconds=0",), "seconds must be"),
        (("api_key=a\nb",), "api_key must be"),
    ],
)
def test_what_is_no_translation_server_is_refused(
    folder: Path, translation: Callable[..., int], capsys: pytest.CaptureFixture[str], words: tuple[str, ...], why: str
) -> None:
    assert translation("set", *words) != 0
    assert why in capsys.readouterr().err
    assert Settings(folder / SETTINGS).translation() == TranslationSettings()


def test_a_translation_server_is_checked(
    folder: Path, translation: Callable[..., int], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert translation("check") != 0
    assert "no translation server is named" in capsys.readouterr().err
    assert translation("set", "url=http://10.0.0.2:5000") == 0
    answers = [Translated("Hallo"), Untranslated("10.0.0.2:5000 does not answer")]
    monkeypatch.setattr(Server, "translate", lambda server, text, source, target: answers.pop(0))
    assert translation("check") == 0
    assert capsys.readouterr().out == "Hello (en): Hallo (de)\n"
    assert translation("check") != 0
    assert "does not answer" in capsys.readouterr().err
