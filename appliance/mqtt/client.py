"""One connection to a broker, by paho's client, driven by the thread that owns it; it sleeps until something occurs."""

from __future__ import annotations

import hashlib
import logging
import select
import socket
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from paho.mqtt.client import Client, DisconnectFlags, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode, MQTTProtocolVersion
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

from appliance.mqtt.topics import Message
from appliance.outside import MqttSettings

log = logging.getLogger(__name__)

KEEP_ALIVE = 60  # seconds
CONNECT_TIMEOUT = 5.0
MOST_UNACKNOWLEDGED = 100
_PORT, _TLS_PORT = 1883, 8883

# Of those codes of MQTT 5.0, 2.4, with which a broker refuses a message: those which may not hold later.
_FOR_NOW = frozenset((0x80, 0x83, 0x97))  # unspecified, implementation specific, quota exceeded


class Lost(ConnectionError):
    """There is no connection to the broker."""


@dataclass(frozen=True, slots=True)
class Ready:
    """The broker has accepted us and our subscriptions."""


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """The broker has the message of that number."""

    number: int


@dataclass(frozen=True, slots=True)
class Heard:
    """A message came. `retained`: it was kept by the broker, or was sent to be."""

    topic: str
    payload: bytes
    retained: bool


Occurrence = Ready | Acknowledged | Heard


def identifier_of(base: str) -> str:
    """The client identifier of a box: always the same, so that the broker ends what was left half open, and its will
    does not come after our word; in the 23 letters and digits that every broker takes (MQTT 3.1.1, 3.1.3.1)."""
    return f"modembox{hashlib.sha256(base.encode()).hexdigest()[:15]}"


def _kept_apart() -> SubscribeOptions:
    """MQTT 5: nothing that was retained earlier is sent, and what is retained now says so."""
    options = SubscribeOptions
    return options(qos=1, retainAsPublished=True, retainHandling=options.RETAIN_DO_NOT_SEND)


def _as_it_stands() -> SubscribeOptions:
    """MQTT 5: what is retained is sent, our own messages are not."""
    return SubscribeOptions(qos=1, noLocal=True)


class Link:
    """`commands` are filters for what must be heard when it is said, `standing` for what is retained."""

    def __init__(
        self, settings: MqttSettings, identifier: str, will: Message, commands: Sequence[str], standing: Sequence[str]
    ) -> None:
        self._settings = settings
        self._filters = (*((each, _kept_apart) for each in commands), *((each, _as_it_stands) for each in standing))
        self._occurred: list[Occurrence] = []
        self._most = MOST_UNACKNOWLEDGED
        self._last = 0
        self._held_back: deque[tuple[int, Message]] = deque()
        self._under_way: dict[int, int] = {}  # our number of a message by the identifier of its packet
        self._reason = ""
        self._client = self._made(identifier)
        self._client.will_set(will.topic, will.payload, qos=1, retain=will.retain)

    def _made(self, identifier: str) -> Client:
        settings = self._settings
        newest = settings.version == 5
        client = Client(
            CallbackAPIVersion.VERSION2,
            client_id=identifier,
            clean_session=None if newest else True,
            protocol=MQTTProtocolVersion.MQTTv5 if newest else MQTTProtocolVersion.MQTTv311,
            reconnect_on_failure=False,
        )
        if settings.username:
            client.username_pw_set(settings.username, settings.password or None)
        client.connect_timeout = CONNECT_TIMEOUT
        client.max_inflight_messages = 0  # no limit of its own: it could not follow the broker's
        client.on_connect = self._on_connect
        client.on_subscribe = self._on_subscribe
        client.on_publish = self._on_publish
        client.on_message = self._on_message
        client.on_disconnect = self._on_disconnect
        return client

    def open(self) -> None:
        """Connect; `wait` then gives Ready. Raises OSError."""
        settings = self._settings
        if settings.tls:
            self._client.tls_set(ca_certs=settings.ca or None)
        port = settings.port or (_TLS_PORT if settings.tls else _PORT)
        clean: dict[str, Any] = {"clean_start": True} if settings.version == 5 else {}
        self._check(self._client.connect(settings.host, port, KEEP_ALIVE, **clean))

    def publish(self, message: Message) -> int:
        """Hand a message over; the number by which it is Acknowledged. Raises Lost."""
        self._last += 1
        self._held_back.append((self._last, message))
        self._send()
        return self._last

    def _send(self) -> None:
        """As much as the broker will have at once (MQTT 5.0, 4.9)."""
        while self._held_back and len(self._under_way) < self._most:
            number, message = self._held_back.popleft()
            sent = self._client.publish(message.topic, message.payload, qos=1, retain=message.retain)
            self._check(sent.rc)
            self._under_way[sent.mid] = number

    def wait(self, seconds: float, *others: socket.socket) -> list[Occurrence]:
        """Sleep until the broker sends something, one of `others` can be read, or so many seconds have gone by.

        At most a quarter of the keep-alive time, so that a dead connection is noticed. Raises Lost.
        """
        connection: Any = self._client.socket()
        if connection is None:
            raise Lost(self._reason or "it was closed")
        buffered = bool(connection.pending()) if hasattr(connection, "pending") else False
        poll = select.poll()
        poll.register(connection, select.POLLIN | (select.POLLOUT if self._client.want_write() else 0))
        for other in others:
            poll.register(other, select.POLLIN)
        longest = self._client.keepalive / 4 or seconds
        found = dict(poll.poll(0 if buffered else 1000 * min(seconds, longest)))
        self._serve(buffered or connection.fileno() in found)
        self._send()
        occurred, self._occurred = self._occurred, []
        return occurred

    def _serve(self, readable: bool) -> None:
        if readable:
            self._check(self._client.loop_read())
        if self._client.want_write():
            self._check(self._client.loop_write())
        self._check(self._client.loop_misc())

    def close(self) -> None:
        """Take leave, so that the will is not published. What is not written yet is lost."""
        if self._client.socket() is not None:
            self._client.disconnect()
        connection: Any = self._client.socket()
        if connection is not None:
            connection.close()

    def _check(self, code: MQTTErrorCode) -> None:
        if code != MQTTErrorCode.MQTT_ERR_SUCCESS:
            raise Lost(self._reason or _words(code))

    def _on_connect(self, client: Client, _: Any, __: Any, code: ReasonCode, properties: Properties | None) -> None:
        if code.is_failure:
            self._reason = f"the broker refuses the box: {code}"
            return
        self._most = min(getattr(properties, "ReceiveMaximum", MOST_UNACKNOWLEDGED), MOST_UNACKNOWLEDGED)
        if self._settings.version == 5:
            client.subscribe([(name, options()) for name, options in self._filters])
        else:
            client.subscribe([(name, 1) for name, _ in self._filters])

    def _on_subscribe(
        self, client: Client, _: Any, number: int, codes: list[ReasonCode], properties: Properties | None
    ) -> None:
        for (name, _options), code in zip(self._filters, codes, strict=False):
            if code.is_failure:
                log.warning("the broker lets the box hear nothing at %s: %s", name, code)
        self._occurred.append(Ready())

    def _on_publish(self, client: Client, _: Any, number: int, code: ReasonCode, properties: Any) -> None:
        if code.is_failure and code.value in _FOR_NOW:
            raise Lost(f"the broker takes nothing now: {code}")
        if code.is_failure:
            log.warning("the broker refused a message for good, it is passed over: %s", code)
        if number in self._under_way:
            self._occurred.append(Acknowledged(self._under_way.pop(number)))

    def _on_message(self, client: Client, _: Any, message: MQTTMessage) -> None:
        try:
            topic = message.topic
        except UnicodeDecodeError:
            return
        self._occurred.append(Heard(topic, bytes(message.payload), message.retain))

    def _on_disconnect(self, client: Client, _: Any, flags: DisconnectFlags, code: ReasonCode, __: Any) -> None:
        if flags.is_disconnect_packet_from_server:
            self._reason = f"the broker has ended it: {code}"


def _words(code: MQTTErrorCode) -> str:
    return code.name.removeprefix("MQTT_ERR_").replace("_", " ").lower()
