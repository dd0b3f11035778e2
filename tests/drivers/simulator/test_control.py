"""The control socket and its client."""

from __future__ import annotations

import json
import socket
import stat
import threading

import pytest

from drivers.simulator.control import Control, ControlServer
from drivers.simulator.loop import Loop


@pytest.fixture
def path(tmp_path):
    return tmp_path / "control"


@pytest.fixture
def served(path):
    """A server that answers with the request; `later` after the next one."""
    loop = Loop()
    waiting = []

    def answer(request, reply):
        if request.get("verb") == "later":
            waiting.append(reply)
            return
        while waiting:
            waiting.pop()({"ok": True, "late": True})
        if request.get("verb") == "bad":
            reply({"error": "bad: never"})
        else:
            reply({"ok": True, "request": request})

    server = ControlServer(loop, path, answer)
    thread = threading.Thread(target=loop.run)
    thread.start()
    yield path
    loop.stop()
    thread.join()
    server.close()
    loop.close()


def test_a_request_is_answered(served):
    with Control(served) as control:
        assert control.ask("state", modem="gsm0")["request"] == {"verb": "state", "modem": "gsm0"}
        assert len(control.ask("big", text="x" * 300_000)["request"]["text"]) == 300_000


def test_a_refusal_is_raised(served):
    with Control(served) as control, pytest.raises(ValueError, match="bad: never"):
        control.ask("bad")


def test_others_are_served_while_one_waits(served):
    with Control(served) as first, Control(served) as second:
        first._socket.sendall(b'{"verb": "later"}\n')
        answered = threading.Thread(target=lambda: second.ask("state"))
        answered.start()
        assert json.loads(first._file.readline()) == {"ok": True, "late": True}
        answered.join()


@pytest.mark.parametrize(
    ("line", "words"), [(b"hello\n", "not JSON"), (b"[1]\n", "JSON object"), (b"\xff\n", "not JSON")]
)
def test_what_is_no_request_is_refused_and_the_connection_stays(served, line, words):
    with Control(served) as control:
        control._socket.sendall(line)
        assert words in json.loads(control._file.readline())["error"]
        assert control.ask("state")["ok"]


def test_only_the_owner_may_ask(served):
    assert stat.S_IMODE(served.stat().st_mode) == 0o600


def test_a_stale_socket_is_replaced(path):
    with socket.socket(socket.AF_UNIX) as old:
        old.bind(str(path))
    loop = Loop()
    ControlServer(loop, path, lambda request, reply: None).close()
    loop.close()
    assert not path.exists()


def test_a_socket_in_use_or_a_file_is_left_alone(served, tmp_path):
    loop = Loop()
    with pytest.raises(FileExistsError, match="another simulator"):
        ControlServer(loop, served, lambda request, reply: None)
    (tmp_path / "file").write_text("mine")
    with pytest.raises(FileExistsError, match="no socket"):
        ControlServer(loop, tmp_path / "file", lambda request, reply: None)
    loop.close()


def test_nobody_there(path):
    with pytest.raises(ConnectionError, match="no simulator at"):
        Control(path)
