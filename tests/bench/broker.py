"""A mosquitto in a process of its own, and somebody who hears all that is said on it."""

from __future__ import annotations

import shutil
import socket
import subprocess
import threading
from pathlib import Path

from paho.mqtt.client import CallbackAPIVersion, Client, MQTTMessage

PATIENCE = 60.0


class Broker:
    """At 127.0.0.1, at `port`. A context manager. Raises FileNotFoundError where mosquitto isn't installed."""

    def __init__(self, home: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port: int = free.getsockname()[1]
        self._process = _started(home, self.port)
        self._online = threading.Event()
        self._listener = Client(CallbackAPIVersion.VERSION2)
        self._listener.on_message = self._heard
        self._listener.connect("127.0.0.1", self.port)
        self._listener.subscribe("modembox/#", qos=1)
        self._listener.loop_start()

    def online(self) -> None:
        """Wait until a box is on it."""
        if not self._online.wait(PATIENCE):
            raise TimeoutError("the box did not come to the broker")

    def _heard(self, _client: Client, _userdata: object, message: MQTTMessage) -> None:
        if message.topic.endswith("/status") and message.payload == b"online":
            self._online.set()

    def __enter__(self) -> Broker:
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.disconnect()
        self._listener.loop_stop()
        self._process.terminate()
        self._process.wait()


def _started(home: Path, port: int) -> subprocess.Popen[bytes]:
    program = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin")
    if program is None:
        raise FileNotFoundError("mosquitto is missing: apt-get install mosquitto")
    home.mkdir(parents=True, exist_ok=True)
    config = home / "mosquitto.conf"
    lines = (f"listener {port} 127.0.0.1", "allow_anonymous true", "max_queued_messages 0", "connection_messages false")
    config.write_text("\n".join((*lines, "log_dest stderr\n")))
    process = subprocess.Popen([program, "-c", str(config)], stderr=subprocess.PIPE)
    assert process.stderr is not None
    if not any(line.rstrip().endswith(b"running") for line in process.stderr):
        raise RuntimeError("mosquitto did not start")
    return process
