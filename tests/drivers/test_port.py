"""Real ptys, a real TCP server, RFC 2217: reads that block, wakes, hang-ups, and one owner."""

from __future__ import annotations

import errno
import fcntl
import os
import socket
import struct
import termios
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import serial
from serial.rfc2217 import PortManager

from drivers import port as port_module
from drivers.errors import PortBusy, PortDenied, PortLost
from drivers.port import SerialPort

TIOCGEXCL = 0x80045440


class Pty:
    """A pty; `master` is the modem's side."""

    def __init__(self) -> None:
        self.master, self.slave = os.openpty()
        self.path = os.ttyname(self.slave)

    def hang_up(self) -> None:
        os.close(self.master)
        self.master = -1

    def close(self) -> None:
        os.close(self.slave)
        if self.master >= 0:
            os.close(self.master)


@pytest.fixture
def pty() -> Iterator[Pty]:
    made = Pty()
    yield made
    made.close()


@pytest.fixture
def port(pty: Pty) -> Iterator[SerialPort]:
    opened = SerialPort.open(pty.path)
    yield opened
    opened.close()


def read_all(port: SerialPort, length: int) -> bytes:
    data = b""
    while len(data) < length:
        data += port.read(5.0)
    return data


def test_bytes_go_both_ways_as_they_are(pty: Pty, port: SerialPort) -> None:
    every = bytes(range(256))
    port.write(every)
    assert os.read(pty.master, 1000) == every
    os.write(pty.master, every)
    assert read_all(port, 256) == every


def test_a_read_gives_nothing_when_its_time_is_up(port: SerialPort) -> None:
    assert port.read(0.0) == b""
    assert port.read(0.001) == b""


def test_a_read_blocks_until_something_comes(pty: Pty, port: SerialPort) -> None:
    writer = threading.Timer(0.02, os.write, (pty.master, b"RING"))
    writer.start()
    assert port.read(None) == b"RING"
    writer.join()


def test_a_wake_ends_the_present_read(port: SerialPort) -> None:
    waker = threading.Timer(0.02, port.wake)
    waker.start()
    assert port.read(None) == b""
    waker.join()


def test_an_early_wake_is_remembered_once_however_often_it_came(pty: Pty, port: SerialPort) -> None:
    port.wake()
    port.wake()
    os.write(pty.master, b"RING")
    assert port.read(None) == b""
    assert port.read(None) == b"RING"
    assert port.read(0.0) == b""


def test_F08_a_hang_up_is_a_lost_port_to_reader_and_writer(pty: Pty, port: SerialPort) -> None:
    os.write(pty.master, b"last words")
    pty.hang_up()
    with pytest.raises(PortLost, match=pty.path):
        while port.read(5.0):
            pass
    with pytest.raises(PortLost, match=pty.path):
        port.write(b"AT\r")


def test_F08_a_hang_up_ends_a_read_under_way(pty: Pty, port: SerialPort) -> None:
    hang_up = threading.Timer(0.02, pty.hang_up)
    hang_up.start()
    with pytest.raises(PortLost):
        port.read(None)
    hang_up.join()


def test_more_than_a_port_takes_at_once_is_written_whole(pty: Pty, port: SerialPort) -> None:
    data = os.urandom(200_000)
    received = bytearray()

    def modem() -> None:
        while len(received) < len(data):
            received.extend(os.read(pty.master, 4096))

    reader = threading.Thread(target=modem)
    reader.start()
    port.write(data)
    reader.join()
    assert bytes(received) == data


def test_F07_a_port_that_takes_no_more_is_lost(port: SerialPort, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(port_module, "WRITE_STALL", 0.01)
    with pytest.raises(PortLost, match="takes no more"):
        port.write(bytes(1_000_000))


def test_F21_a_second_owner_is_kept_out_and_told_who_the_first_is(pty: Pty, port: SerialPort) -> None:
    with pytest.raises(PortBusy, match=rf"{pty.path}: in use by .*\(pid {os.getpid()}\)"):
        SerialPort.open(pty.path)
    port.close()
    SerialPort.open(pty.path).close()


@pytest.mark.parametrize(
    ("number", "error", "told"),
    [
        (errno.ENOENT, PortLost, "can't be opened: No such file or directory"),
        (errno.ENXIO, PortLost, "can't be opened: No such device or address"),
        (errno.EACCES, PortDenied, "can't be opened: Permission denied"),
        (errno.EPERM, PortDenied, "can't be opened: Operation not permitted"),
        (errno.EBUSY, PortBusy, ": in use by a program that we may not see"),
    ],
)
def test_why_a_port_can_t_be_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, error: type[PortLost], told: str
) -> None:
    def refuse(*_: object) -> int:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(PortLost) as refused:
        SerialPort.open(str(tmp_path / "ttyUSB0"))
    separator = "" if told.startswith(":") else " "
    assert (type(refused.value), refused.value.detail) == (error, f"{tmp_path / 'ttyUSB0'}{separator}{told}")


def test_a_port_on_the_network_where_nobody_listens() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"socket://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(PortLost) as refused:
            SerialPort.open(url)
    assert refused.value.detail == f"{url} can't be opened: Connection refused"


def test_F21_a_tty_but_not_a_pty_is_exclusive_until_it_is_closed(pty: Pty, monkeypatch: pytest.MonkeyPatch) -> None:
    def exclusive() -> bool:
        return struct.unpack("i", fcntl.ioctl(pty.slave, TIOCGEXCL, bytes(4))) != (0,)

    port = SerialPort.open(pty.path)
    assert not exclusive()
    port.close()
    monkeypatch.setattr(os, "ttyname", lambda _: "/dev/ttyUSB0")
    port = SerialPort.open(pty.path)
    assert exclusive()
    port.close()
    assert not exclusive()


def test_a_port_has_the_speed_and_flow_control_it_was_opened_with(pty: Pty) -> None:
    port = SerialPort.open(pty.path, baud=9600, rtscts=True)
    settings = termios.tcgetattr(pty.slave)
    port.close()
    assert settings[4:6] == [termios.B9600, termios.B9600]
    assert settings[2] & termios.CRTSCTS


def test_closing_twice_and_waking_a_closed_port_are_harmless(pty: Pty) -> None:
    port = SerialPort.open(pty.path)
    port.close()
    port.close()
    port.wake()


def test_nothing_stays_open(pty: Pty) -> None:
    def descriptors() -> int:
        return sum(1 for _ in Path("/proc/self/fd").iterdir())

    before = descriptors()
    for _ in range(3):
        SerialPort.open(pty.path).close()
        with pytest.raises(PortLost):
            SerialPort.open("/dev/null")
    assert descriptors() == before


@pytest.mark.parametrize("url", ["/dev/there-is-no-such-port", "/dev/null", "socket://127.0.0.1:1", "socket://nowhere"])
def test_what_cannot_be_opened_is_lost(url: str) -> None:
    with pytest.raises(PortLost, match=url):
        SerialPort.open(url)


def test_a_url_or_speed_that_means_nothing_is_refused(pty: Pty) -> None:
    with pytest.raises(ValueError, match="nonsense"):
        SerialPort.open("nonsense://1")
    with pytest.raises(ValueError, match="-1"):
        SerialPort.open(pty.path, baud=-1)


def test_a_modem_behind_tcp() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = SerialPort.open(f"socket://127.0.0.1:{server.getsockname()[1]}")
        modem, _ = server.accept()
        with modem:
            port.write(b"AT\r")
            assert modem.recv(100) == b"AT\r"
            modem.sendall(b"OK")
            assert port.read(5.0) == b"OK"
            port.wake()
            assert port.read(None) == b""
        with pytest.raises(PortLost, match="hung up"):
            port.read(5.0)
        port.close()


def test_a_port_without_a_descriptor_wakes_and_blocks_like_any_other() -> None:
    port = SerialPort.open("loop://")
    port.write(b"hello")
    assert read_all(port, 5) == b"hello"
    assert port.read(0.0) == b""
    port.wake()
    assert port.read(None) == b""
    port.close()


class Rfc2217Server:
    """A modem behind pyserial's own RFC 2217 server, which answers what it is told."""

    def __init__(self) -> None:
        self._server = socket.create_server(("127.0.0.1", 0))
        self.url = f"rfc2217://127.0.0.1:{self._server.getsockname()[1]}"
        self._device = serial.serial_for_url("loop://")
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def write(self, data: bytes) -> None:
        """For the PortManager."""
        self._connection.sendall(data)

    def hang_up(self) -> None:
        self._connection.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self._thread.join()
        self._server.close()
        self._device.close()

    def _serve(self) -> None:
        self._connection, _ = self._server.accept()
        with self._connection:
            manager = PortManager(self._device, self)
            while data := self._connection.recv(1024):
                said = b"".join(manager.filter(data))
                if said:
                    self.write(b"".join(manager.escape(said)))


@pytest.mark.filterwarnings("ignore:set(Daemon|Name):DeprecationWarning")
def test_a_modem_behind_rfc2217() -> None:
    server = Rfc2217Server()
    port = SerialPort.open(server.url)
    port.write(b"AT\r\xff")
    assert read_all(port, 4) == b"AT\r\xff"
    port.wake()
    assert port.read(None) == b""
    server.hang_up()
    with pytest.raises(PortLost):
        port.read(None)
    port.close()
    server.close()


def test_a_modem_that_holds_us_for_good(pty: Pty, port: SerialPort, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(port_module, "HELD_STALL", 0.01)
    port.flow(on=True)
    os.write(pty.master, b"\x13")
    with pytest.raises(PortLost, match="takes no more"):
        for _ in range(10):
            port.write(b"page" * 10_000)
    port.flow(on=False)


def test_a_modem_holds_what_is_written_by_dc3_only_while_it_may() -> None:
    ours, theirs = os.openpty()
    port = SerialPort.open(os.ttyname(theirs))
    try:
        os.write(ours, b"\x13a\x11")
        assert port.read(1.0) == b"\x13a\x11"
        port.flow(on=True)
        os.write(ours, b"\x13a\x11")
        assert port.read(1.0) == b"a"
        port.flow(on=False)
        os.write(ours, b"\x13b")
        assert port.read(1.0) == b"\x13b"
    finally:
        port.close()
        os.close(theirs)
        os.close(ours)
