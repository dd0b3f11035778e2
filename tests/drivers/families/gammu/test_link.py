"""libGammu's errors as ours."""

from __future__ import annotations

import sys

import pytest

from drivers.errors import CommandRefused, NoAnswer, PortBusy, PortLost
from drivers.families.gammu.link import Link, target


@pytest.mark.parametrize(
    ("url", "parts"),
    [
        ("gammu:at115200:/dev/ttyUSB0", ("at115200", "/dev/ttyUSB0")),
        ("gammu:bluephonet:00:11:22:33:44:55", ("bluephonet", "00:11:22:33:44:55")),
        ("gammu:dummy:/tmp/x", ("dummy", "/tmp/x")),
    ],
)
def test_targets(url: str, parts: tuple[str, str]) -> None:
    assert target(url) == parts


@pytest.mark.parametrize(
    "url", ["gammu:", "gammu:at115200", "gammu:at115200:", "gammu::/dev/ttyUSB0", "gammu:at:/dev/x\nmodel = y"]
)
def test_what_is_no_target(url: str) -> None:
    with pytest.raises(ValueError, match="CONNECTION"):
        target(url)


def test_without_python_gammu_it_says_what_is_missing(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "gammu", None)
    with pytest.raises(PortLost, match="needs python-gammu, which is not installed"):
        Link(url)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("ERR_TIMEOUT", NoAnswer),
        ("ERR_DEVICELOCKED", PortBusy),
        ("ERR_DEVICEOPENERROR", PortLost),
        ("ERR_DEVICEWRITEERROR", PortLost),
        ("ERR_NOTCONNECTED", PortLost),
        ("ERR_UNKNOWN", CommandRefused),
    ],
)
def test_errors(faking, fails, name: str, kind: type[Exception]) -> None:
    link, _ = faking(GetIMEI=fails(name))
    with pytest.raises(kind, match=f"it is {name}"):
        link.ask("GetIMEI")


@pytest.mark.parametrize(("name", "cause"), [("ERR_NOSIM", "CME ERROR: 10"), ("ERR_FULL", "CMS ERROR: 322")])
def test_causes(faking, fails, name: str, cause: str) -> None:
    link, _ = faking(GetIMEI=fails(name))
    with pytest.raises(CommandRefused, match=cause):
        link.ask("GetIMEI")


def test_what_the_phone_does_not_have(faking, fails) -> None:
    link, _ = faking(GetIMEI=fails("ERR_NOTSUPPORTED"), GetModel=fails("ERR_SECURITYERROR"))
    assert link.ask_if_known("GetIMEI", default="none") == "none"
    assert link.ask_if_taken("GetModel", default="none") == "none"
    with pytest.raises(CommandRefused, match="SIM PIN"):
        link.ask_if_known("GetModel")


def test_a_device_that_is_not_there() -> None:
    with pytest.raises(PortLost):
        Link("gammu:at115200:/dev/does-not-exist").connect()


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("gammu:bluephonet:00:11:22:33:44:55", "built without such connections"),  # as python-gammu's wheels are
        ("gammu:bluetooth:00:11:22:33:44:55", "knows no such connection"),
    ],
)
def test_a_connection_that_libgammu_does_not_have(url: str, said: str) -> None:
    with pytest.raises(PortLost, match=f"{url}: .*{said}"):
        Link(url).connect()


def test_a_link_that_was_let_go_of(link: Link) -> None:
    link.disconnect()
    link.disconnect()
    with pytest.raises(PortLost, match="not connected"):
        link.ask("GetIMEI")
    link.connect()
    assert link.ask("GetIMEI")
