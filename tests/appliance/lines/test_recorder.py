"""Recordings: bounded, masked, and in the format that tests replay."""

from __future__ import annotations

from appliance.lines import recorder
from appliance.lines.recorder import EVERY, KEPT, Recorder, recordings
from drivers.trace import Trace, Transcript


def spoken() -> Trace:
    trace = Trace()
    trace.wrote(b'AT+CPIN="1234"\r')
    trace.heard(b"\r\nOK\r\n")
    return trace


def test_a_recording_reads_back_masked(tmp_path):
    path = Recorder(tmp_path / "recordings", lambda: 0.0).save("/dev/ttyUSB0", "no\nanswer", spoken())
    text = path.read_text()
    first, *said = Transcript.parse(text).entries
    assert str(first) == "# no answer"
    assert tuple(said) == spoken().transcript().entries
    assert "1234" not in text
    assert path.stat().st_mode & 0o077 == 0


def test_one_port_is_not_recorded_too_often_and_another_is(tmp_path):
    now = [1000.0]
    one = Recorder(tmp_path, lambda: now[0])
    assert one.save("a", "lost", spoken())
    assert one.save("a", "lost", spoken()) is None
    assert one.save("b", "lost", spoken())
    now[0] += EVERY
    assert one.save("a", "lost", spoken())


def test_the_newest_are_kept(tmp_path):
    now = [0.0]
    one = Recorder(tmp_path, lambda: now[0])
    saved = []
    for _ in range(KEPT + 3):
        saved.append(one.save("a", "lost", spoken()))
        now[0] += EVERY
    assert recordings(tmp_path) == saved[:2:-1]


def test_a_large_one_keeps_its_end(tmp_path, monkeypatch):
    monkeypatch.setattr(recorder, "LARGEST", 10)
    path = Recorder(tmp_path, lambda: 0.0).save("a", "lost", spoken())
    assert [str(entry) for entry in Transcript.parse(path.read_text()).entries] == ["# lost", "< OK"]
