"""The box's own socket: who may use it, what it answers, and what is told where no box runs."""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from appliance.control import ControlServer, answers, ask
from appliance.errors import Invalid, NotFound, NotReady


def refuse(line: str) -> None:
    raise NotFound(f"line {line}")


def burst() -> None:
    raise RuntimeError("no space left on device")


VERBS = {"wake": lambda: None, "echo": lambda **given: given, "refuse": refuse, "burst": burst}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "box.sock"


@pytest.fixture
def serve() -> Iterator[Callable[[Path], ControlServer]]:
    servers = []

    def start(path: Path) -> ControlServer:
        servers.append(ControlServer(path, VERBS))
        servers[-1].start()
        return servers[-1]

    yield start
    for server in servers:
        server.stop()


def test_a_verb_is_called_with_what_was_asked(path, serve):
    serve(path)
    assert ask(path, "echo", line="gsm1", code="*100#") == {"line": "gsm1", "code": "*100#"}
    assert ask(path, "wake") is None


def test_the_socket_is_for_its_owner_alone(path, serve):
    serve(path)
    assert path.stat().st_mode & 0o777 == 0o600


def test_what_the_box_refuses_is_told(path, serve):
    serve(path)
    with pytest.raises(Invalid, match="No such record: line gsm9"):
        ask(path, "refuse", line="gsm9")


@pytest.mark.parametrize(
    ("verb", "given"), [("dance", {}), ("wake", {"unknown": 1}), ("refuse", {})], ids=["verb", "argument", "missing"]
)
def test_what_is_not_understood_is_told(path, serve, verb, given):
    serve(path)
    with pytest.raises(Invalid, match="not understood"):
        ask(path, verb, **given)


@pytest.mark.parametrize(
    "line", [b"\n", b"no JSON\n", b"[1]\n", b'"wake"\n', b"null\n", b'{"verb": ["wake"]}\n', b"\xff\n"]
)
def test_no_line_ends_the_server(path, serve, line):
    serve(path)
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(path))
        connection.sendall(line)
        assert b"not understood" in connection.makefile("rb").readline()
    assert ask(path, "echo", a=1) == {"a": 1}


def test_a_verb_that_breaks_is_told_and_logged(path, serve, caplog):
    serve(path)
    with caplog.at_level(logging.ERROR), pytest.raises(Invalid, match="it failed: no space left"):
        ask(path, "burst")
    assert "a command failed" in caplog.text
    assert ask(path, "wake") is None


def test_no_box_is_told_as_such(path):
    with pytest.raises(NotReady, match="no box runs on"):
        ask(path, "wake")
    assert not answers(path)


def test_a_socket_that_a_crash_left_is_no_box_and_is_replaced(path, serve):
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(path))
    assert path.exists()
    assert not answers(path)
    serve(path)
    assert answers(path)
    assert ask(path, "wake") is None


def test_a_box_that_stops_takes_its_socket_along(path, serve):
    server = serve(path)
    server.stop()
    assert not path.exists()
    with pytest.raises(NotReady):
        ask(path, "wake")


def test_stopping_what_never_started_does_nothing(path):
    ControlServer(path, VERBS).stop()
    assert not path.exists()


def test_a_box_that_gives_no_answer_is_not_ready(path):
    with socket.socket(socket.AF_UNIX) as mute:
        mute.bind(str(path))
        mute.listen()

        def hang_up() -> None:
            connection, _ = mute.accept()
            connection.recv(100)
            connection.close()

        thread = threading.Thread(target=hang_up)
        thread.start()
        with pytest.raises(NotReady):
            ask(path, "wake")
        thread.join()


def test_a_folder_with_a_long_name_will_do(tmp_path, serve):
    folder = tmp_path / ("a" * 120)
    folder.mkdir()
    serve(folder / "box.sock")
    assert answers(folder / "box.sock")
    assert ask(folder / "box.sock", "echo", a=1) == {"a": 1}


def test_several_ask_at_once(path, serve):
    serve(path)
    got: list[object] = []
    threads = [threading.Thread(target=lambda n=n: got.append(ask(path, "echo", n=n)["n"])) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == list(range(8))
