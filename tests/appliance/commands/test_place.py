"""Where a box keeps its data, and whose that is."""

from __future__ import annotations

import argparse
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from appliance.box import CONTROL
from appliance.commands import place
from appliance.control import ControlServer
from appliance.errors import Conflict, Forbidden


def asked(data: Path | None = None) -> argparse.Namespace:
    return argparse.Namespace(data=data)


@pytest.fixture
def demo():
    """demo(): a demo runs."""
    running = []

    def start() -> None:
        place.demo_data().mkdir()
        running.append(ControlServer(place.demo_data() / CONTROL, {}))
        running[-1].start()

    yield start
    for one in running:
        one.stop()


def test_the_folder_that_is_named_counts_for_most(monkeypatch, tmp_path, demo):
    demo()
    monkeypatch.setenv("MODEMBOX_DATA", str(tmp_path / "other"))
    assert place.data_of(asked(tmp_path / "named")) == tmp_path / "named"


def test_then_the_environment(monkeypatch, tmp_path, demo):
    demo()
    monkeypatch.setenv("MODEMBOX_DATA", str(tmp_path / "other"))
    assert place.data_of(asked()) == tmp_path / "other"


def test_then_a_demo_that_runs(demo):
    demo()
    assert place.data_of(asked()) == place.demo_data()


@pytest.mark.parametrize(("user", "folder"), [(0, "/var/lib/modembox"), (1000, None)])
def test_then_the_machines_or_the_users_own(monkeypatch, tmp_path, user, folder):
    monkeypatch.setattr(os, "geteuid", lambda: user)
    assert place.data_of(asked()) == Path(folder or tmp_path / "home" / "modembox")


def test_a_demo_that_crashed_is_none(demo):
    demo()
    (place.demo_data() / CONTROL).unlink()
    (place.demo_data() / CONTROL).touch()
    assert not place.demo_runs()
    assert place.data_of(asked()) == place.default_data()


def test_anothers_demo_is_none(monkeypatch, demo):
    demo()
    assert place.demo_runs()
    folder = place.demo_data()
    monkeypatch.setattr(place, "demo_data", lambda: folder)
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    assert not place.demo_runs()


def test_a_link_is_nobodys_demo(tmp_path, demo):
    (tmp_path / "elsewhere").mkdir()
    place.demo_data().symlink_to(tmp_path / "elsewhere")
    assert not place.is_own(place.demo_data())
    assert not place.demo_runs()


def test_a_folder_is_made_for_its_owner_alone_and_held(tmp_path):
    folder = tmp_path / "deep" / "data"
    with place.claim_folder(folder):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        with pytest.raises(Conflict, match="another box runs"):
            place.claim_folder(folder)
    place.claim_folder(folder).close()


def test_it_is_held_against_other_processes(tmp_path):
    program = "import sys, pathlib; from appliance.commands import place; place.claim_folder(pathlib.Path(sys.argv[1]))"
    with place.claim_folder(tmp_path):
        done = subprocess.run(
            [sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, check=False
        )
    assert "another box runs" in done.stderr


def test_the_demos_folder_is_not_anothers(tmp_path, monkeypatch):
    (tmp_path / "victim").mkdir()
    place.demo_data().symlink_to(tmp_path / "victim")
    with pytest.raises(Forbidden):
        place.claim_demo_folder()
    assert list((tmp_path / "victim").iterdir()) == []


def test_the_demos_folder_is_closed_to_others():
    place.demo_data().mkdir(mode=0o777)
    place.claim_demo_folder().close()
    assert stat.S_IMODE(place.demo_data().stat().st_mode) == 0o700
