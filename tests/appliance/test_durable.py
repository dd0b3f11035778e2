"""A file is what it was or what it is to be, at whatever step the power goes."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance import durable


class PowerCut(BaseException):
    """Nothing after it runs."""


def cut(*_: object) -> None:
    raise PowerCut


def test_what_was_there_is_replaced_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "some.file"
    path.write_bytes(b"a good deal longer than what follows")
    path.chmod(0o644)
    durable.replace(path, b"new")
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("step", ["os.open", "os.fsync", "pathlib.Path.replace"])
@pytest.mark.parametrize("before", [None, b"old"])
def test_F30_a_power_cut_at_any_step_leaves_what_was_there_and_the_next_try_succeeds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, before: bytes | None
) -> None:
    path = tmp_path / "some.file"
    if before:
        path.write_bytes(before)
    with monkeypatch.context() as patch, pytest.raises(PowerCut):
        patch.setattr(step, cut)
        durable.replace(path, b"new")
    assert (path.read_bytes() if path.exists() else None) == before
    durable.replace(path, b"new")
    assert path.read_bytes() == b"new"


def test_content_is_on_disk_before_it_has_its_name_and_the_name_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, synced = tmp_path / "some.file", []
    monkeypatch.setattr("os.fsync", lambda _: synced.append(path.exists()))
    durable.replace(path, b"new")
    assert synced == [False, True]
