"""Lock files, with a device that is always there: nothing is opened."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from drivers import lockfile
from drivers.errors import PortBusy, PortLost
from drivers.lockfile import take
from drivers.port import SerialPort

DEVICE = "/dev/null"


def lock_of(folder: Path) -> Path:
    return folder / "LCK..null"


def test_a_port_is_ours_until_it_is_let_go(tmp_path: Path) -> None:
    lock = take(DEVICE, tmp_path)
    assert lock_of(tmp_path).read_text() == f"{os.getpid():10d}\n"
    assert lock is not None
    lock.release()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("form", ["{:10d}\n", "{}", "{} minicom root\n"])
def test_a_port_that_a_process_has_is_busy(tmp_path: Path, form: str) -> None:
    lock_of(tmp_path).write_text(form.format(os.getppid()))
    with pytest.raises(PortBusy, match=f"pid {os.getppid()}"):
        take(DEVICE, tmp_path)
    assert lock_of(tmp_path).exists()


def test_a_number_in_octets(tmp_path: Path) -> None:
    lock_of(tmp_path).write_bytes(os.getppid().to_bytes(4, "little"))
    with pytest.raises(PortBusy):
        take(DEVICE, tmp_path)


def test_what_a_dead_process_has_left_is_taken_over(tmp_path: Path) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    for left in (f"{dead.pid:10d}\n", "", "nonsense", f"{os.getpid():10d}\n"):
        lock_of(tmp_path).write_text(left)
        assert take(DEVICE, tmp_path)
        assert lock_of(tmp_path).read_text() == f"{os.getpid():10d}\n"


def test_a_lock_that_another_has_by_now_stays(tmp_path: Path) -> None:
    lock = take(DEVICE, tmp_path)
    assert lock is not None
    lock_of(tmp_path).write_text(str(os.getppid()))
    lock.release()
    assert lock_of(tmp_path).exists()


@pytest.mark.parametrize("url", ["socket://127.0.0.1:1", "loop://", "/dev/pts/0", "/nowhere/ttyS0"])
def test_what_has_no_lock(tmp_path: Path, url: str) -> None:
    assert take(url, tmp_path) is None
    assert not list(tmp_path.iterdir())


def test_a_folder_that_isn_t_there(tmp_path: Path) -> None:
    assert take(DEVICE, tmp_path / "none") is None


def test_the_name_is_that_of_the_device(tmp_path: Path) -> None:
    link = tmp_path / "by-id"
    link.symlink_to(DEVICE)
    lock = take(str(link), tmp_path)
    assert lock is not None
    assert lock.path == lock_of(tmp_path)


def test_a_port_that_cannot_be_opened_is_not_kept_locked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[lockfile.LockFile | None] = []
    monkeypatch.setattr(lockfile, "take", lambda url: taken.append(take(url, tmp_path)) or taken[-1])
    with pytest.raises(PortLost):
        SerialPort.open(DEVICE)
    assert taken[0] is not None
    assert not lock_of(tmp_path).exists()
