"""The journal in its file."""

from __future__ import annotations

import json

from drivers.simulator.journal import Journal


def test_each_record_is_a_line_at_once(tmp_path):
    path = tmp_path / "journal"
    journal = Journal(path, lambda: 5.0)
    journal.write("submit", text="a\nb")
    journal.write("submit", text="é")
    assert [json.loads(line) for line in path.read_text().splitlines()] == [
        {"seq": 1, "at": 5.0, "event": "submit", "text": "a\nb"},
        {"seq": 2, "at": 5.0, "event": "submit", "text": "é"},
    ]
    journal.close()
    journal.close()


def test_a_new_run_adds_to_the_file(tmp_path):
    for _ in range(2):
        journal = Journal(tmp_path / "journal", lambda: 5.0)
        journal.write("submit")
        journal.close()
    assert len((tmp_path / "journal").read_text().splitlines()) == 2


def test_passing_things_are_told_but_not_kept():
    journal = Journal(None, lambda: 5.0)
    heard = []
    journal.note("prompt")
    journal.listen(heard.append)
    journal.note("prompt", modem="gsm0")
    journal.leave(heard.append)
    assert heard == [{"seq": 0, "event": "prompt", "modem": "gsm0"}]
    assert not journal.recent
