"""A real mosquitto to be killed and wiped, a gate before it, and a peer that speaks MQTT 3.1.1 by its own few lines."""

from __future__ import annotations

import contextlib
import json
import logging
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from appliance.mqtt.edge import Mqtt
from appliance.settings import Settings
from appliance.spool import events
from appliance.spool.line_states import LineState, save

DEADLINE = 30.0  # seconds until a test that waits in vain fails
IMEI = "490154203237518"


class Mosquitto:
    """A broker at 127.0.0.1, at `port` from its first start on. What it must keep lies in `folder`."""

    def __init__(self, folder: Path, *options: str) -> None:
        self._folder = folder
        self._options = options
        self._process: subprocess.Popen[bytes] | None = None
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]

    def start(self) -> None:
        program = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin")
        if program is None:
            pytest.fail("mosquitto is missing: apt-get install mosquitto")
        self._folder.mkdir(parents=True, exist_ok=True)
        kept = self._folder / "kept"
        kept.mkdir(exist_ok=True)
        config = [
            f"listener {self.port} 127.0.0.1",
            "user root",  # else it gives up its rights, and with them this folder
            "persistence true",
            "autosave_interval 1",
            "autosave_on_changes true",
            f"persistence_location {kept}/",
            "log_dest stderr",
            "connection_messages false",
            "max_queued_messages 0",
            *self._options,
        ]
        if not any("allow_anonymous" in option for option in self._options):
            config.append("allow_anonymous true")
        (self._folder / "conf").write_text("\n".join(config) + "\n")
        self._process = subprocess.Popen([program, "-c", str(self._folder / "conf")], stderr=subprocess.PIPE)
        assert self._process.stderr is not None
        said = []
        for line in self._process.stderr:
            said.append(line)
            if line.rstrip().endswith(b"running"):
                self._drain = threading.Thread(target=self._process.stderr.read)
                self._drain.start()
                return
        pytest.fail(f"mosquitto does not run: {said}")

    def kill(self) -> None:
        """As a power cut does."""
        if self._process is not None:
            self._process.kill()
            self._ended()

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._ended()

    def _ended(self) -> None:
        assert self._process is not None and self._process.stderr is not None
        self._process.wait()
        self._drain.join()
        self._process.stderr.close()
        self._process = None

    def wipe(self) -> None:
        """Forget all that was retained."""
        shutil.rmtree(self._folder / "kept")


class Way:
    """Two sockets, each of which says what the other hears, until one is closed."""

    def __init__(self, here: socket.socket, there: socket.socket) -> None:
        self._ends = (here, there)
        both = ((here, there), (there, here))
        self._pumps = [threading.Thread(target=self._pump, args=ends) for ends in both]
        for pump in self._pumps:
            pump.start()

    def _pump(self, one: socket.socket, other: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while octets := one.recv(65536):
                other.sendall(octets)
        self._shut()

    def _shut(self) -> None:
        for end in self._ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def cut(self) -> None:
        self._shut()
        for pump in self._pumps:
            pump.join()
        for end in self._ends:
            end.close()


class Gate:
    """A way to the broker that can be shut: whoever came by it is cut off, and nobody else gets in."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._open = threading.Event()
        self._ended = False
        self._ways: list[Way] = []
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def open(self) -> None:
        self._open.set()

    def shut(self) -> None:
        self._open.clear()
        while self._ways:
            self._ways.pop().cut()

    def close(self) -> None:
        self._ended = True
        self._open.set()
        self.shut()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()

    def _accept(self) -> None:
        while not self._ended:
            try:
                here, _ = self._listener.accept()
            except OSError:
                return
            if not self._open.is_set():
                here.close()
                continue
            try:
                there = socket.create_connection(("127.0.0.1", self._to))
            except OSError:
                here.close()
                continue
            self._ways.append(Way(here, there))


@dataclass(frozen=True)
class Said:
    topic: str
    payload: bytes
    retained: bool

    @property
    def json(self) -> Any:
        return json.loads(self.payload)


class Peer:
    """A client at QoS 0. It reads as fast as it can, so that the broker never has to hold anything back for it."""

    def __init__(self, port: int, *filters: str, identifier: str = "") -> None:
        self.said: list[Said] = []
        self._told = threading.Condition()
        self._subscribed = threading.Event()
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._send(0x10, _text("MQTT") + b"\x04\x02\x00\x00" + _text(identifier))
        threading.Thread(target=self._read, daemon=True).start()
        self.subscribe(*(filters or ("#",)))

    def subscribe(self, *filters: str) -> None:
        self._subscribed.clear()
        self._send(0x82, b"\x00\x01" + b"".join(_text(each) + b"\x00" for each in filters))
        assert self._subscribed.wait(DEADLINE)

    def publish(self, topic: str, payload: Any = b"", retain: bool = False) -> None:
        octets = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        self._send(0x31 if retain else 0x30, _text(topic) + octets)

    def until(self, holds: Callable[[], Any], what: str = "") -> Any:
        end = time.monotonic() + DEADLINE
        with self._told:
            while not (found := holds()):
                left = end - time.monotonic()
                assert left > 0, f"waited in vain for {what or holds}; said was {self.said[-20:]}"
                self._told.wait(left)
        return found

    def heard(self, topic: str, count: int = 1) -> list[Said]:
        """The first `count` messages or more at that topic."""
        return self.until(lambda: len(found := self.at(topic)) >= count and found, f"{count} at {topic}")

    def at(self, topic: str) -> list[Said]:
        return [each for each in self.said if each.topic == topic]

    def ask(self, verb: str, base: str = "modembox/modembox", **request: Any) -> Any:
        """The answer to a command."""
        before = len(self.at(f"{base}/response/{verb}"))
        self.publish(f"{base}/request/{verb}", request)
        return self.heard(f"{base}/response/{verb}", before + 1)[before].json

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def _send(self, kind: int, body: bytes) -> None:
        size, length = bytearray(), len(body)
        while True:
            length, digit = divmod(length, 128)
            size.append(digit | (0x80 if length else 0))
            if not length:
                break
        self._socket.sendall(bytes((kind,)) + bytes(size) + body)

    def _read(self) -> None:
        buffer = bytearray()
        with contextlib.suppress(OSError):
            while octets := self._socket.recv(1 << 20):
                buffer += octets
                self._take(buffer)

    def _take(self, buffer: bytearray) -> None:
        fresh = []
        start = 0
        while (found := _packet(buffer, start)) is not None:
            kind, body, start = found
            if kind >> 4 == 3:
                length = int.from_bytes(body[:2], "big")
                fresh.append(Said(body[2 : 2 + length].decode(), body[2 + length :], bool(kind & 1)))
            elif kind >> 4 == 9:
                self._subscribed.set()
        del buffer[:start]
        with self._told:
            self.said += fresh
            self._told.notify_all()


def _packet(buffer: bytearray, start: int) -> tuple[int, bytes, int] | None:
    size, place = 0, start + 1
    while True:
        if place >= len(buffer):
            return None
        digit = buffer[place]
        size |= (digit & 0x7F) << 7 * (place - start - 1)
        place += 1
        if not digit & 0x80:
            break
    end = place + size
    return None if end > len(buffer) else (buffer[start], bytes(buffer[place:end]), end)


def _text(text: str) -> bytes:
    octets = text.encode()
    return len(octets).to_bytes(2, "big") + octets


@pytest.fixture
def brokers(tmp_path: Path) -> Iterator[Callable[..., Mosquitto]]:
    """Brokers that are not started yet, by the options of their configuration."""
    made: list[Mosquitto] = []

    def make(*options: str) -> Mosquitto:
        made.append(Mosquitto(tmp_path / f"mosquitto{len(made)}", *options))
        return made[-1]

    yield make
    for broker in made:
        broker.stop()


@pytest.fixture
def broker(brokers: Callable[..., Mosquitto]) -> Mosquitto:
    """A broker that runs."""
    found = brokers()
    found.start()
    return found


@pytest.fixture
def gates() -> Iterator[Callable[[int], Gate]]:
    made: list[Gate] = []

    def make(port: int) -> Gate:
        made.append(Gate(port))
        return made[-1]

    yield make
    for gate in made:
        gate.close()


@pytest.fixture
def peers() -> Iterator[Callable[..., Peer]]:
    made: list[Peer] = []

    def make(port: int, *filters: str) -> Peer:
        made.append(Peer(port, *filters))
        return made[-1]

    yield make
    for peer in made:
        peer.close()


class Here(logging.Handler):
    """A box without modems, on a broker: its spool, its office, its settings, and its side of MQTT."""

    base = "modembox/modembox"

    def __init__(self, spool: Any, office: Any, clock: Any, folder: Path) -> None:
        super().__init__()
        self._said = threading.Condition()
        self.spool = spool
        self.office = office
        self.clock = clock
        self.settings = Settings(folder / "box.json")
        self.asked: list[tuple[str, str]] = []
        self.mqtt: Mqtt | None = None

    def start(self, port: int, **changes: Any) -> None:
        self.settings.change_mqtt(host="127.0.0.1", port=port, **changes)
        self.mqtt = Mqtt(self.spool, self.settings, self.ussd, reconnect_after=(0.05,))
        self.mqtt.start(self.office)

    def change(self, **changes: Any) -> None:
        self.settings.change_mqtt(**changes)
        assert self.mqtt is not None
        self.mqtt.reload()

    def ussd(self, line: str, code: str) -> str:
        self.asked.append((line, code))
        return "Balance 5"

    def until(self, words: str) -> None:
        """Wait until it stands so, as it says in its log whenever that changes."""
        end = time.monotonic() + DEADLINE
        with self._said:
            while words not in (stands := self.mqtt.condition() if self.mqtt else ""):
                assert self._said.wait(end - time.monotonic()), f"waited in vain for {words!r}, it is {stands!r}"

    def emit(self, record: logging.LogRecord) -> None:
        with self._said:
            self._said.notify_all()

    def stop(self) -> None:
        if self.mqtt is not None:
            self.mqtt.stop()
            self.mqtt = None

    def line(self, name: str = "gsm1", state: str = "ready", **seen: Any) -> None:
        found = LineState(name, state, **{"imei": IMEI, "operator": "Test", "signal_dbm": -71, **seen})
        self.spool.write(lambda db: save(db, found, self.clock()))

    def happen(self, count: int = 1, kind: str = events.TRANSMISSION_QUEUED, **told: Any) -> list[int]:
        """The ids of so many new events."""
        return self.spool.write(lambda db: [events.append(db, self.clock(), kind, **told) for _ in range(count)])


@pytest.fixture
def here(spool: Any, office: Any, clock: Any, people: Any, tmp_path: Path) -> Iterator[Here]:
    found = Here(spool, office, clock, tmp_path)
    log = logging.getLogger("appliance.mqtt.bridge")
    log.addHandler(found)
    log.setLevel(logging.INFO)
    yield found
    found.stop()
    log.removeHandler(found)
    log.setLevel(logging.NOTSET)
