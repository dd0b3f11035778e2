"""`modembox doctor`: what it prints, and its status."""

from __future__ import annotations

import pytest

from appliance.box import CONTROL
from appliance.control import ControlServer
from appliance.lines.recorder import RECORDINGS

RECORDING = "20261121T120000Z-gsm1.txt"


@pytest.fixture
def box(folder):
    """The box that runs; what it tells may be changed."""
    about = {"mqtt": "off", "tls": False}
    server = ControlServer(folder / CONTROL, {"about": lambda: about})
    server.start()
    yield about
    server.stop()


@pytest.fixture
def recorded(folder):
    (folder / RECORDINGS).mkdir()
    (folder / RECORDINGS / RECORDING).touch()


def test_all_is_well(modembox, box):
    done = modembox("doctor")
    assert (done.status, done.out) == (0, "all is well\n")
    assert modembox("doctor", "--json").json == []


def test_no_box_runs(modembox, folder):
    done = modembox("doctor")
    assert done.status == 1
    assert done.out.startswith(f"! no box runs on {folder}\n    Start it: ")
    assert "gsm1" not in done.out


def test_no_box_ever_ran(modembox, tmp_path):
    done = modembox("doctor", data=tmp_path)
    assert done.status == 1
    assert "start a box" in done.err


def test_what_a_person_must_do_comes_with_how(modembox, box, data):
    data.see("gsm1", "pin")
    done = modembox("doctor")
    assert done.status == 1
    what, how = done.out.splitlines()
    assert what == "! gsm1: the SIM asks for its PIN"
    assert "`modembox lines set gsm1 pin=1234`" in how
    (found,) = modembox("doctor", "--json").json
    assert (found["code"], found["line"], found["needs_you"]) == ("pin-needed", "gsm1", True)


def test_what_is_good_to_know_is_no_alarm(modembox, box, recorded, folder):
    done = modembox("doctor")
    assert done.status == 0
    assert done.out.splitlines()[:2] == [
        "- what was said to a modem before it failed was recorded",
        f"    {folder / RECORDINGS / RECORDING}",
    ]
    assert done.out.endswith("\nnothing needs you\n")
    (found,) = modembox("doctor", "--json").json
    assert found["files"] == [str(folder / RECORDINGS / RECORDING)]


def test_what_only_the_box_knows(modembox, box, data):
    data.settings.change_mqtt(host="10.0.0.2")
    box["mqtt"] = "connecting to 10.0.0.2"
    assert "10.0.0.2 is not connected: connecting to" in modembox("doctor").out
    box["mqtt"] = "connected to 10.0.0.2"
    assert modembox("doctor").status == 0


def test_settings_that_can_t_be_read_are_a_finding(modembox, box, folder):
    (folder / "box.json").write_text("{")
    done = modembox("doctor")
    assert done.status == 1
    assert "the settings can't be read" in done.out


def test_nothing_that_a_modem_says_steers_the_terminal(modembox, box, data):
    data.execute("UPDATE line_states SET state = 'absent', detail = ?", "its modem \x1b[31mis not there")
    assert "\\x1b[31m" in modembox("doctor").out
