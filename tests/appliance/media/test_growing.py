"""Files that grow step by step, as their rows tell."""

import os

import pytest

from appliance.errors import NotReady
from appliance.media.growing import Growing, Lost


@pytest.fixture
def growing(tmp_path):
    return Growing(tmp_path / "jobs")


def whole(growing, length, tmp_path):
    growing.give("a-1", length, tmp_path / "given")
    return (tmp_path / "given").read_bytes()


def test_what_is_appended_follows(growing, tmp_path):
    length = growing.append("a-1", growing.append("a-1", 0, b"one,"), b"two")
    assert (length, whole(growing, length, tmp_path)) == (7, b"one,two")
    assert (tmp_path / "jobs" / "a-1").stat().st_mode & 0o777 == 0o600


def test_what_no_row_tells_of_is_forgotten(growing, tmp_path):
    length = growing.append("a-1", 0, b"one,")
    growing.append("a-1", length, b"written before a power cut")
    assert whole(growing, growing.append("a-1", length, b"two"), tmp_path) == b"one,two"
    (tmp_path / "given").unlink()
    growing.append("a-1", 0, b"anew")
    assert whole(growing, 4, tmp_path) == b"anew"


def test_a_file_that_is_given_stays_when_the_other_goes(growing, tmp_path):
    assert whole(growing, growing.append("a-1", 0, b"one"), tmp_path) == b"one"
    growing.remove("a-1")
    growing.remove("a-1")
    assert (tmp_path / "given").read_bytes() == b"one"


def test_it_is_copied_where_it_can_not_be_linked(growing, tmp_path, monkeypatch):
    def refuse(*_):
        raise PermissionError

    monkeypatch.setattr(os, "link", refuse)
    assert whole(growing, growing.append("a-1", 0, b"one"), tmp_path) == b"one"


def test_a_file_that_is_shorter_than_it_was_is_lost(growing, tmp_path):
    with pytest.raises(Lost):
        growing.append("a-1", 9, b"more")
    with pytest.raises(Lost):
        growing.give("a-2", 9, tmp_path / "given")


def test_a_folder_that_can_not_be_written(tmp_path):
    (tmp_path / "jobs").write_text("")
    with pytest.raises(NotReady):
        Growing(tmp_path / "jobs").append("a-1", 0, b"one")


def test_those_of_a_kind_that_nobody_wants_are_removed(growing, tmp_path):
    for name in ("a-1", "a-2", "b-1"):
        growing.append(name, 0, b"x")
    growing.keep("a", {"a-2"})
    assert sorted(each.name for each in (tmp_path / "jobs").iterdir()) == ["a-2", "b-1"]
