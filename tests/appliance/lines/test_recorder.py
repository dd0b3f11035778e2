"""Recordings: bounded, masked, and in the format that tests replay."""

from __future__ import annotations

import logging

import pytest

from appliance.lines import recorder
from appliance.lines.recorder import EVERY, KEPT, Recorder, recordings
from drivers.trace import Transcript


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "recordings"


@pytest.fixture
def one(folder, clock):
    made = Recorder(folder, clock)
    speak(made)
    return made


def speak(one: Recorder) -> None:
    trace = one.begin()
    trace.wrote(b'AT+CPIN="1234"\r')
    trace.heard(b"\r\nOK\r\n")


def entries(path) -> list[str]:
    return [str(entry) for entry in Transcript.parse(path.read_text()).entries]


def test_F32_a_recording_reads_back_masked(one):
    path = one.save("/dev/ttyUSB0", 'no\nanswer to AT+CPIN="1234"')
    assert entries(path) == ['# no answer to AT+CPIN="****"', '> AT+CPIN="****"', "< OK"]
    assert path.name.endswith("-_dev_ttyUSB0.txt")
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0


def test_a_new_opening_begins_a_new_dialogue(one):
    trace = one.begin()
    trace.wrote(b"AT\r")
    assert entries(one.save("a", "lost")) == ["# lost", "> AT"]


def test_where_nothing_was_said_nothing_is_kept(one, folder):
    one.begin()
    assert one.save("a", "it can't be opened") is None
    assert not folder.exists()


def test_there_may_be_nowhere_to_keep_it(clock):
    one = Recorder(None, clock)
    speak(one)
    assert one.save("a", "lost") is None


def test_one_line_is_not_recorded_too_often_and_another_is(one, clock):
    assert one.save("a", "lost")
    clock.now += EVERY - 1
    assert one.save("a", "lost") is None
    assert one.save("b", "lost")
    clock.now += 1
    assert one.save("a", "lost")


def test_a_clock_that_is_set_back_keeps_nothing_from_being_recorded(one, clock):
    assert one.save("a", "lost")
    clock.now -= 1_000_000
    assert one.save("a", "lost")


def test_the_newest_are_kept(one, folder, clock):
    saved = []
    for _ in range(KEPT + 3):
        saved.append(one.save("a", "lost"))
        clock.now += EVERY
    assert recordings(folder) == saved[:2:-1]
    assert sorted(folder.iterdir()) == saved[3:]


def test_a_large_one_keeps_its_end(one, monkeypatch):
    monkeypatch.setattr(recorder, "LARGEST", 10)
    assert entries(one.save("a", "lost")) == ["# lost", "< OK"]


def test_a_disk_that_fails_is_logged(one, folder, caplog):
    folder.write_text("a file in its place")
    with caplog.at_level(logging.ERROR):
        assert one.save("gsm1", "lost") is None
    assert "gsm1: what was said before the fault can't be kept" in caplog.text
