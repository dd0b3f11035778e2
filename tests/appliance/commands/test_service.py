"""`run` and `demo`: what they refuse before anything is made, how they begin and end."""

from __future__ import annotations

import contextlib
import http.client
import os
import select
import signal
import socket
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from appliance import passwords
from appliance.commands import place, service
from appliance.errors import Invalid, NotReady

PATIENCE = 60.0
PASSWORD = "correct horse"


# --- what is asked for


@pytest.mark.parametrize(
    ("listen", "address"),
    [
        ("127.0.0.1:8080", ("127.0.0.1", 8080)),
        ("localhost:0", ("localhost", 0)),
        ("[::1]:8080", ("::1", 8080)),
        ("[fe80::1%eth0]:443", ("fe80::1%eth0", 443)),
        ("0.0.0.0:65535", ("0.0.0.0", 65535)),
        ("box.lan:80", ("box.lan", 80)),
    ],
)
def test_where_to_listen(listen, address):
    assert service.address_of(listen) == address


@pytest.mark.parametrize(
    "listen",
    [
        *("", "8080", ":8080", "127.0.0.1", "127.0.0.1:", "host:http", "host:65536", "host:-1", "::1:8080"),
        *("[::1:80", "::1]:80", "a b:80", "host:٨٠", "host:80\n", "http://host:80"),
    ],
)
def test_where_not_to_listen(listen):
    with pytest.raises(Invalid, match="--listen takes HOST:PORT"):
        service.address_of(listen)


def test_the_first_password(monkeypatch):
    assert service.first_password() is None
    monkeypatch.setenv(service.PASSWORD, "")
    assert service.first_password() is None
    monkeypatch.setenv(service.PASSWORD, PASSWORD)
    assert service.first_password() == PASSWORD


@pytest.mark.parametrize("password", ["short", "x" * (passwords.LONGEST + 1)])
def test_a_first_password_that_will_not_do_is_told_before_anything_is_made(modembox, tmp_path, monkeypatch, password):
    monkeypatch.setenv(service.PASSWORD, password)
    for command in ("run", "demo"):
        done = modembox(command, data=tmp_path / "fresh")
        assert done.status == 1
        assert "MODEMBOX_ADMIN_PASSWORD: a password has 8 to 256 characters" in done.err
        assert password not in done.err
        assert not (tmp_path / "fresh").exists()


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("run", "--listen", "nonsense"), "--listen takes HOST:PORT"),
        (("run", "--modem", "ttyUSB0"), "a port is"),
        (("run", "--modem", "/dev/ttyUSB0", "--modem", "http://x"), "a port is"),
        (("demo", "--listen", "nonsense"), "--listen takes HOST:PORT"),
        (("demo", "--gsm", "0", "--fax", "0"), "at least one modem"),
        (("demo", "--gsm", "65"), "0 to 64"),
        (("demo", "--fax", "9"), "0 to 8"),
    ],
)
def test_bad_input_makes_nothing(modembox, tmp_path, arguments, complaint):
    done = modembox(*arguments, data=tmp_path / "fresh")
    assert done.status == 1
    assert complaint in done.err
    assert not (tmp_path / "fresh").exists()


# --- the demo's folder


def test_a_demo_begins_afresh_and_follows_no_link(tmp_path):
    outside = tmp_path / "outside"
    (outside / "deep").mkdir(parents=True)
    (outside / "kept").write_text("kept")
    folder = tmp_path / "demo"
    (folder / "modems").mkdir(parents=True)
    (folder / "modems" / "gsm0").symlink_to(outside / "kept")
    (folder / "link").symlink_to(outside)
    (folder / "dead").symlink_to(tmp_path / "nowhere")
    (folder / "spool.sqlite").write_text("old")
    (folder / place.LOCK).touch()
    with socket.socket(socket.AF_UNIX) as old:
        old.bind(str(folder / "box.sock"))
    service.empty(folder)
    assert [entry.name for entry in folder.iterdir()] == [place.LOCK]
    assert (outside / "kept").read_text() == "kept"
    assert (outside / "deep").is_dir()


def test_anothers_folder_is_no_demos(modembox, tmp_path):
    victim = tmp_path / "victim"
    victim.mkdir()
    (victim / "precious").touch()
    place.demo_data().symlink_to(victim)
    done = modembox("demo", data=None)
    assert done.status == 1
    assert "name a folder with --data" in done.err
    assert [entry.name for entry in victim.iterdir()] == ["precious"]


def test_a_simulator_ends_with_its_demo(tmp_path):
    with service.simulated(tmp_path, 2, 1) as modems:
        assert [Path(modem).name for modem in modems] == ["gsm0", "gsm1", "fax0"]
        assert all(Path(modem).is_char_device() for modem in modems)
        assert (tmp_path / place.SIMULATOR).is_socket()
    assert not any(Path(modem).exists() for modem in modems)
    assert not (tmp_path / place.SIMULATOR).exists()


def test_a_demos_fax_modems_are_of_the_class_that_was_asked_for(modembox, tmp_path, monkeypatch):
    begun: list[str] = []

    def begin(command: list[str], **_: object) -> None:
        begun.extend(command)
        raise NotReady("that will do")

    monkeypatch.setattr(subprocess, "Popen", begin)
    assert modembox("demo", "--fax-class", "1,2", data=tmp_path / "demo").status == 1
    assert begun[begun.index("--fax-class") + 1] == "1,2"
    begun.clear()
    assert modembox("demo", data=tmp_path / "demo").status == 1
    assert "--fax" in begun
    assert "--fax-class" not in begun
    assert modembox("demo", "--fax-class", "3", data=tmp_path / "fresh").status == 2
    assert not (tmp_path / "fresh").exists()


def test_a_simulator_that_does_not_start_is_told(tmp_path):
    (tmp_path / place.SIMULATOR).mkdir()
    with pytest.raises(NotReady, match="did not start"), service.simulated(tmp_path, 1):
        pass


# --- the box itself


class Box:
    """A `modembox` process."""

    def __init__(self, *arguments: str, **environment: str) -> None:
        command = [sys.executable, "-m", "appliance", *arguments]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, **environment}
        )

    def line(self) -> str:
        """The next line that it prints."""
        assert self.process.stdout is not None
        return self.process.stdout.readline().rstrip("\n")

    def end(self, number: int = signal.SIGTERM) -> tuple[int, str, str]:
        """Its status, and what else it printed."""
        self.process.send_signal(number)
        return self.ended()

    def ended(self) -> tuple[int, str, str]:
        out, err = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, out, err


@pytest.fixture
def run(tmp_path) -> Iterator[Callable[..., Box]]:
    """run(..): a box on a port that has no modem."""
    boxes: list[Box] = []

    def start(*arguments: str, command: str = "run", **environment: str) -> Box:
        pinned = ("--modem", str(tmp_path / "no-modem")) if command == "run" else ()
        where = ("--listen", "127.0.0.1:0", "--data", str(tmp_path / "box"))
        boxes.append(Box(command, *where, *pinned, *arguments, **environment))
        return boxes[-1]

    yield start
    for box in boxes:
        box.process.kill()
        box.process.communicate()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_box_begins_says_where_and_ends_when_told(run, tmp_path, number):
    box = run()
    ready, login = box.line(), box.line()
    assert ready.startswith("modembox: ready at http://127.0.0.1:")
    assert login.startswith("modembox: first log-in as admin with password ")
    connection = http.client.HTTPConnection(urlsplit(ready.split()[-1]).netloc, timeout=PATIENCE)
    connection.request("GET", "/healthz")
    assert connection.getresponse().status == 200
    connection.close()
    status, out, err = box.end(number)
    assert (status, out) == (0, "")
    assert [line.count("no-modem: The port is gone") for line in err.splitlines()] == [1]
    assert not (tmp_path / "box" / "box.sock").exists()


def test_the_second_box_on_a_folder_is_refused_and_the_first_goes_on(run):
    box = run(MODEMBOX_ADMIN_PASSWORD=PASSWORD)
    box.line()
    status, out, err = run().ended()
    assert (status, out) == (1, "")
    assert "another box runs on" in err
    assert box.end()[0] == 0


def test_a_password_that_was_given_is_not_printed_and_the_folder_is_closed_to_others(run, tmp_path):
    box = run(MODEMBOX_ADMIN_PASSWORD=PASSWORD)
    box.line()
    status, out, err = box.end()
    assert (status, out) == (0, "")
    assert PASSWORD not in err
    for path in (tmp_path / "box", *(tmp_path / "box").iterdir()):
        assert path.stat().st_mode & 0o077 == 0 or path.name in ("box.lock", "box.json.lock"), path


def test_an_address_that_is_taken_is_told_and_nothing_is_left_running(run, tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        status, out, err = run("--listen", f"127.0.0.1:{taken.getsockname()[1]}").ended()
    assert (status, out) == (1, "")
    assert "can't listen at 127.0.0.1" in err
    assert "Traceback" not in err
    assert not (tmp_path / "box" / "box.sock").exists()


def test_settings_that_cannot_be_read_are_told(run, tmp_path):
    (tmp_path / "box").mkdir()
    (tmp_path / "box" / "box.json").write_text("{ half")
    status, out, err = run().ended()
    assert (status, out) == (1, "")
    assert "is not JSON" in err
    assert "Traceback" not in err


def test_a_demo_has_its_lines_when_it_says_that_it_is_ready(run, tmp_path, modembox):
    box = run("--gsm", "1", "--fax", "1", command="demo")
    assert "ready at" in box.line()
    row, fax = modembox("lines", "--json", data=tmp_path / "box").json
    assert fax["state"] == "ready"
    assert (row["line"], row["state"]) == ("gsm1", "ready")
    assert modembox("send", "+15550001001", "hello", "--wait", "30", data=tmp_path / "box").status == 0
    status, _, err = box.end()
    assert (status, err) == (0, "")


def test_a_demo_that_is_killed_leaves_no_simulator_behind(run, tmp_path):
    box = run("--gsm", "1", command="demo")
    assert "ready at" in box.line()
    with socket.socket(socket.AF_UNIX) as simulator:
        simulator.connect(str(tmp_path / "box" / place.SIMULATOR))
        credentials = simulator.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)
    ended = os.pidfd_open(struct.unpack("3i", credentials)[0])
    box.process.kill()
    gone = select.select([ended], [], [], PATIENCE)[0]
    with contextlib.suppress(ProcessLookupError):
        signal.pidfd_send_signal(ended, signal.SIGKILL)
    os.close(ended)
    assert gone


def test_what_is_in_no_log_however_much_is_asked_for(tmp_path, modembox):
    """Not what a message says, not a PIN, not a password."""
    folder = tmp_path / "box"
    where = ("--listen", "127.0.0.1:0", "--data", str(folder))
    box = Box("-vv", "demo", *where, MODEMBOX_ADMIN_PASSWORD=PASSWORD)
    try:
        box.line()
        modembox("lines", "set", "gsm1", "pin=47110815", data=folder)
        assert modembox("send", "+15550001002", "a secret of mine", "--wait", "30", data=folder).status == 0
        modembox("user", "password", "admin", "--password-stdin", stdin="another secret", data=folder)
        status, _, err = box.end()
    finally:
        box.process.kill()
        box.process.communicate()
    assert status == 0
    assert "INFO" in err
    for secret in ("secret", b"a secret of mine".hex(), "47110815", PASSWORD):
        assert secret.lower() not in err.lower()
