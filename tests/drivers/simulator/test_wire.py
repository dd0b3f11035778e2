"""Ports: ptys that outlive their users, and UART pace."""

from __future__ import annotations

import os
import termios

import pytest

from drivers.simulator.loop import Loop
from drivers.simulator.wire import BACKLOG, Pacer, PtyWire


@pytest.fixture
def loop():
    loop = Loop()
    yield loop
    loop.close()


@pytest.fixture
def wire(loop, tmp_path):
    wire = PtyWire(loop, tmp_path / "gsm0")
    yield wire
    wire.close()


def test_the_link_leads_to_a_raw_port_and_goes_with_it(loop, tmp_path):
    wire = PtyWire(loop, tmp_path / "gsm0")
    assert str((tmp_path / "gsm0").readlink()) == wire.name
    port = os.open(tmp_path / "gsm0", os.O_RDWR | os.O_NOCTTY)
    flags = termios.tcgetattr(port)
    assert not flags[3] & (termios.ECHO | termios.ICANON | termios.ISIG)
    assert not flags[1] & termios.OPOST
    os.close(port)
    wire.listen(lambda data: None)
    wire.close()
    assert not (tmp_path / "gsm0").is_symlink()


def test_an_old_link_is_replaced_but_no_file(loop, tmp_path):
    (tmp_path / "old").symlink_to("/nowhere")
    PtyWire(loop, tmp_path / "old")
    (tmp_path / "file").write_text("mine")
    with pytest.raises(FileExistsError):
        PtyWire(loop, tmp_path / "file")


def test_users_come_and_go(loop, wire):
    got = []

    def receive(data):
        got.append(data)
        wire.send(b"answer")
        loop.stop()

    wire.listen(receive)
    for text in (b"one", b"two"):
        port = os.open(wire.name, os.O_RDWR | os.O_NOCTTY)
        os.write(port, text)
        loop.run()
        assert os.read(port, 100) == b"answer"
        os.close(port)
    assert got == [b"one", b"two"]


def test_what_nobody_reads_is_kept_up_to_a_limit(loop, wire):
    wire.listen(lambda data: None)
    wire.send(b"x" * BACKLOG)
    wire.send(b"y" * BACKLOG)
    port = os.open(wire.name, os.O_RDWR | os.O_NOCTTY)
    got = b""

    def drink():
        nonlocal got
        got += os.read(port, 65536)
        if len(got) >= BACKLOG:
            loop.stop()

    loop.watch(port, drink)
    loop.run()
    loop.unwatch(port)
    os.close(port)
    assert got == b"x" * BACKLOG


def test_what_nobody_read_for_long_is_lost(loop, wire, monkeypatch):
    wire.listen(lambda data: None)
    wire.send(b"old" * 20_000)
    with monkeypatch.context() as patch:
        patch.setattr(loop, "now", lambda: 1e9)
        wire.send(b"new")
    port = os.open(wire.name, os.O_RDWR | os.O_NOCTTY)
    got = b""

    def drink():
        nonlocal got
        got += os.read(port, 65536)
        if got.endswith(b"new"):
            loop.stop()

    loop.watch(port, drink)
    loop.run()
    loop.unwatch(port)
    os.close(port)
    assert len(got) < 60_000


class Recorder:
    """A clock that only notes what is due."""

    def __init__(self):
        self.due = []

    def moment(self):
        return 5.0

    def at(self, when, call):
        self.due.append((round(when - 5.0, 6), call))


def test_bytes_take_ten_bits_each():
    clock, passed = Recorder(), []
    pacer = Pacer(clock, 9600, passed.append)
    pacer.put(b"0123456789" * 2)
    pacer.put(b"ab")
    for _, call in clock.due:
        call()
    assert b"".join(passed) == b"0123456789" * 2 + b"ab"
    assert [seconds for seconds, _ in clock.due] == [round(count * 10 / 9600, 6) for count in (16, 20, 22)]
