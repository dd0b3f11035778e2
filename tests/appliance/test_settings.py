"""The settings file: durable, checked, readable."""

import json
import os
from pathlib import Path

import pytest

from appliance.domain import Line, Service
from appliance.errors import Conflict, Invalid, NotFound
from appliance.settings import Settings


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "box.json"


def test_a_fresh_box_has_defaults_and_no_lines(path: Path) -> None:
    settings = Settings(path)
    assert settings.box().name == "modembox"
    assert settings.lines() == ()


def test_a_line_survives_a_new_reader(path: Path) -> None:
    line = Line(name="gsm1", imei="490154203237518", pin="1234", prefixes=("+49",), services=Service.SMS)
    Settings(path).add_line(line)
    assert Settings(path).lines() == (line,)


def test_a_change_keeps_the_rest(path: Path) -> None:
    settings = Settings(path)
    settings.add_line(Line(name="gsm1", weight=3))
    assert settings.change_line("gsm1", per_day=100).weight == 3
    assert Settings(path).line("gsm1").per_day == 100
    settings.change_box(reports=False)
    settings.change_box(name="clinic")
    assert (Settings(path).box().reports, Settings(path).box().name) == (False, "clinic")


def test_the_file_is_for_people_and_for_nobody_else(path: Path) -> None:
    Settings(path).add_line(Line(name="gsm1", number="+4917012345"))
    assert path.stat().st_mode & 0o777 == 0o600
    assert "+4917012345" in path.read_text()
    assert json.loads(path.read_text())["lines"]


def test_the_public_url_is_the_boxs_own_and_nothing_behind_it(path: Path) -> None:
    settings = Settings(path)
    assert settings.public_url() == ""
    for url in ("https://box.example", "http://10.0.0.2:8080/links", ""):
        settings.change_box(public_url=url)
        assert settings.public_url() == url
    for url in ("box.example", "https://box.example/", "https://box.example?x", "https://a@b", "javascript:x"):
        with pytest.raises(Invalid):
            settings.change_box(public_url=url)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("pin", "12\r\nAT"),
        ("pin", "123"),
        ("pin", 1234),
        ("port", "/dev/ttyUSB0\r\nAT+CFUN=0"),
        ("prefixes", ["+49\r"]),
        ("prefixes", "+49"),
        ("number", "+49 170\n"),
        ("weight", 0),
        ("weight", True),
        ("per_day", -1),
        ("per_day", "10"),
        ("active", 1),
        ("services", 99),
        ("power_command", ["uhubctl", "a\x00b"]),
        ("balance_ussd", "100"),
        ("balance_ussd", '*100#"'),
        ("balance_sms_to", "four"),
        ("balance_sms_text", "two\nlines"),
        ("balance_pattern", r"\d+"),
        ("balance_below", -1),
        ("balance_every_hours", 1.5),
        ("colour", "red"),
    ],
)
def test_what_does_not_hold_is_refused_and_changes_nothing(path: Path, field: str, value: object) -> None:
    settings = Settings(path)
    settings.add_line(Line(name="gsm1"))
    before = path.read_bytes()
    with pytest.raises(Invalid, match=field):
        settings.change_line("gsm1", **{field: value})
    assert path.read_bytes() == before


def test_the_balance_is_asked_for_in_one_way_and_with_words(path: Path) -> None:
    settings = Settings(path)
    settings.add_line(Line(name="gsm1", balance_ussd="*100#"))
    before = path.read_bytes()
    with pytest.raises(Invalid, match="one way"):
        settings.change_line("gsm1", balance_sms_to="8080", balance_sms_text="BAL")
    with pytest.raises(Invalid, match="balance_sms_text"):
        settings.change_line("gsm1", balance_ussd="", balance_sms_to="8080")
    with pytest.raises(Invalid, match="balance_sms_text"):
        settings.add_line(Line(name="gsm2", balance_sms_to="8080"))
    assert path.read_bytes() == before
    changed = settings.change_line("gsm1", balance_ussd="", balance_sms_to="8080", balance_sms_text="BAL")
    assert (changed.balance_sms_to, changed.balance_ussd) == ("8080", "")


OF_A_SIM = [
    {"per_minute": 1},
    {"recipients_per_month": 3},
    {"balance_ussd": "*100#"},
    {"balance_every_hours": 1},
    {"per_day": 5, "weight": 2},
]


@pytest.mark.parametrize("changes", OF_A_SIM)
def test_a_fax_line_has_no_limits_and_no_balance(path: Path, changes: dict[str, object]) -> None:
    settings = Settings(path)
    settings.add_line(Line("fax1", services=Service.FAX))
    before = path.read_bytes()
    with pytest.raises(Invalid, match=f"{next(iter(changes))}: fax1 is a fax line"):
        settings.change_line("fax1", **changes)
    with pytest.raises(Invalid, match="fax2 is a fax line"):
        settings.add_line(Line("fax2", services=Service.FAX, **changes))  # type: ignore[arg-type]
    assert path.read_bytes() == before
    settings.add_line(Line("gsm1", **changes))  # type: ignore[arg-type]
    with pytest.raises(Invalid, match="gsm1 is a fax line"):
        settings.change_line("gsm1", services=2)


def test_limits_that_a_fax_line_had_are_in_nobodys_way(path: Path) -> None:
    settings = Settings(path)
    settings.add_line(Line("fax1", services=Service.FAX))
    path.write_text(path.read_text().replace('"per_day": 0', '"per_day": 5'))
    assert Settings(path).change_line("fax1", rings=3).per_day == 5
    assert Settings(path).change_line("fax1", per_day=0).per_day == 0


def test_names_and_modems_are_taken_once(path: Path) -> None:
    settings = Settings(path)
    settings.add_line(Line(name="gsm1", imei="490154203237518"))
    for other in (Line(name="gsm1"), Line(name="gsm2", imei="490154203237518")):
        with pytest.raises(Conflict):
            settings.add_line(other)


def test_unknown_lines_are_not_found(path: Path) -> None:
    settings = Settings(path)
    for act in (
        lambda: settings.line("x"),
        lambda: settings.change_line("x", weight=2),
        lambda: settings.remove_line("x"),
    ):
        with pytest.raises(NotFound):
            act()


def test_a_removed_line_is_gone(path: Path) -> None:
    settings = Settings(path)
    settings.add_line(Line(name="gsm1"))
    settings.remove_line("gsm1")
    assert settings.lines() == ()


def test_a_file_spoilt_by_hand_is_refused_with_its_place(path: Path) -> None:
    path.write_text('{"lines": {')
    with pytest.raises(Invalid, match=r"box\.json is not JSON: .*line 1"):
        Settings(path).lines()


def test_a_crash_while_writing_leaves_the_old_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(path)
    settings.add_line(Line(name="gsm1"))

    def pulled(*_: object) -> None:
        raise OSError("the plug")

    monkeypatch.setattr("os.fsync", pulled)
    with pytest.raises(OSError, match="plug"):
        settings.change_line("gsm1", weight=9)
    monkeypatch.undo()
    assert Settings(path).line("gsm1").weight == 1


def test_a_line_keeps_its_name_and_its_modem_is_nobody_elses(path: Path) -> None:
    settings = Settings(path)
    settings.add_line(Line(name="gsm1", imei="490154203237518"))
    settings.add_line(Line(name="gsm2"))
    with pytest.raises(Invalid):
        settings.change_line("gsm2", name="gsm3")
    with pytest.raises(Conflict):
        settings.change_line("gsm2", imei="490154203237518")
    settings.change_line("gsm1", imei="490154203237518", weight=2)
    settings.change_line("gsm2", imei="")
    assert [line.name for line in settings.lines()] == ["gsm1", "gsm2"]


def test_a_pin_that_will_not_do_is_not_told_of(path: Path) -> None:
    settings = Settings(path)
    settings.add_line(Line(name="gsm1"))
    with pytest.raises(Invalid) as refusal:
        settings.change_line("gsm1", pin="98765432109")
    assert "98765" not in str(refusal.value)


@pytest.mark.parametrize("setting", ["pin", "number", "imei"])
def test_digits_are_those_of_a_telephone(path: Path, setting: str) -> None:
    """The digits of other scripts pass for digits in Python, and for nothing in a modem."""
    settings = Settings(path)
    settings.add_line(Line(name="gsm1"))
    with pytest.raises(Invalid):
        settings.change_line("gsm1", **{setting: "٠" * 15 if setting == "imei" else "٠" * 4})


def test_a_box_is_on_no_broker_until_one_is_named(path: Path) -> None:
    settings = Settings(path)
    assert settings.mqtt().host == ""
    assert settings.change_mqtt(host="10.0.0.2", tls=True).version == 5
    assert settings.change_mqtt(base="houses/one").host == "10.0.0.2"
    assert Settings(path).mqtt() == settings.mqtt()
    assert Settings(path).box().name == "modembox"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("base", "a/#"),
        ("base", "+/a"),
        ("base", "a//b"),
        ("base", "/a"),
        ("base", "a/"),
        ("base", "$SYS/a"),
        ("base", "a\nb"),
        ("alias", "sms\x00"),
        ("discovery_prefix", ""),
        ("host", "a b"),
        ("port", 65_536),
        ("version", 4),
        ("version", True),
        ("tls", "yes"),
        ("password", "a\nb"),
        ("colour", "red"),
    ],
)
def test_a_broker_that_can_not_be_is_refused(path: Path, field: str, value: object) -> None:
    settings = Settings(path)
    settings.change_mqtt(host="10.0.0.2")
    before = path.read_bytes()
    with pytest.raises(Invalid, match=field):
        settings.change_mqtt(**{field: value})
    assert path.read_bytes() == before


def test_canaries_are_off_until_they_are_wanted(path: Path) -> None:
    settings = Settings(path)
    assert (settings.box().canary_hours, settings.box().canary_bound_minutes) == (0, 15)
    assert settings.change_box(canary_hours=24).canary_hours == 24
    for field, value in (("canary_hours", 721), ("canary_hours", "24"), ("canary_bound_minutes", 0)):
        with pytest.raises(Invalid, match=field):
            settings.change_box(**{field: value})
    assert Settings(path).box().canary_hours == 24


def test_lines_are_read_again_when_somebody_edited_the_file(tmp_path):
    settings = Settings(tmp_path / "box.json")
    settings.add_line(Line("gsm1", number="+491"))
    os.utime(tmp_path / "box.json", (1_000_000_000, 1_000_000_000))
    first = settings.lines()
    assert settings.lines() is first  # nothing was read
    text = (tmp_path / "box.json").read_text()
    (tmp_path / "box.json").write_text(text.replace("+491", "+492"))
    assert settings.line("gsm1").number == "+492"
    (tmp_path / "box.json").write_text(text.replace("+491", "+493"))  # of the same length, at the same time
    assert settings.line("gsm1").number == "+493"
