"""Against a broker of a few lines that refuses, holds back and goes away as it is told."""

from __future__ import annotations

import socket

import pytest

from appliance.mqtt.client import Acknowledged, Heard, Link, Lost, Ready, identifier_of
from appliance.mqtt.topics import Message
from appliance.outside import MqttSettings

WILL = Message("b/status", b"offline", retain=True)
CONNECT, PUBLISH, SUBSCRIBE, DISCONNECT = 1, 3, 8, 14
REFUSED, RECEIVE_MAXIMUM = 0x87, 0x21


class Broker:
    """Speaks MQTT 5, one packet at a time."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.settings = MqttSettings(host="127.0.0.1", port=self._listener.getsockname()[1])

    def link(self, **options) -> Link:
        link = Link(self.settings, "modembox1", WILL, ["b/request/+"], ["b/line/+/state"])
        link.open()
        self.connection, _ = self._listener.accept()
        self.connection.settimeout(30)
        return link

    def take(self) -> tuple[int, bytes]:
        """The next packet's kind and body."""
        kind, size = self._octets(2)
        assert size < 128
        return kind >> 4, self._octets(size)

    def _octets(self, count: int) -> bytes:
        found = b""
        while len(found) < count:
            more = self.connection.recv(count - len(found))
            assert more, "the link was closed"
            found += more
        return found

    def say(self, kind: int, body: bytes) -> None:
        self.connection.sendall(bytes((kind, len(body))) + body)

    def welcome(self, link: Link, most: int = 0) -> None:
        """Everything up to Ready."""
        assert self.take()[0] == CONNECT
        properties = bytes((RECEIVE_MAXIMUM, 0, most)) if most else b""
        self.say(0x20, bytes((0, 0, len(properties))) + properties)
        link.wait(30)
        kind, body = self.take()
        assert kind == SUBSCRIBE
        self.say(0x90, body[:2] + b"\x00\x01" + bytes((REFUSED,)))
        assert link.wait(30) == [Ready()]

    def acknowledge(self, packet: bytes, code: int | None = None) -> None:
        name = int.from_bytes(packet[:2], "big")
        number = packet[2 + name : 4 + name]
        self.say(0x40, number if code is None else number + bytes((code,)))

    def close(self) -> None:
        self._listener.close()
        if hasattr(self, "connection"):
            self.connection.close()


@pytest.fixture
def broker():
    found = Broker()
    yield found
    found.close()


@pytest.fixture
def link(broker):
    found = broker.link()
    yield found
    found.close()


def test_no_more_is_sent_than_the_broker_will_have_at_once(broker, link):
    broker.welcome(link, most=2)
    assert [link.publish(Message(f"t{number}", b"x")) for number in range(4)] == [1, 2, 3, 4]
    packets = [broker.take()[1] for _ in range(2)]
    broker.connection.setblocking(False)
    with pytest.raises(BlockingIOError):
        broker.connection.recv(1)
    broker.connection.settimeout(30)
    broker.acknowledge(packets[0])
    assert link.wait(30) == [Acknowledged(1)]
    assert broker.take()[1].startswith(b"\x00\x02t2")


def test_a_message_that_is_refused_for_good_is_passed_over(broker, link):
    broker.welcome(link)
    link.publish(Message("t", b"x"))
    broker.acknowledge(broker.take()[1], REFUSED)
    assert link.wait(30) == [Acknowledged(1)]


@pytest.mark.parametrize("code", [0x80, 0x83, 0x97])
def test_a_message_that_is_refused_for_now_ends_the_connection(broker, link, code):
    broker.welcome(link)
    link.publish(Message("t", b"x"))
    broker.acknowledge(broker.take()[1], code)
    with pytest.raises(Lost, match="takes nothing now"):
        link.wait(30)


def test_a_box_that_is_not_let_in_is_told_why(broker, link):
    broker.take()
    broker.say(0x20, bytes((0, REFUSED, 0)))
    with pytest.raises(Lost, match="Not authorized"):
        link.wait(30)


def test_a_broker_that_goes_away_is_noticed(broker, link):
    broker.welcome(link)
    broker.connection.close()
    with pytest.raises(Lost):
        link.wait(30)
    with pytest.raises(Lost):
        link.publish(Message("t", b"x"))


def test_a_broker_that_ends_it_says_why(broker, link):
    broker.welcome(link)
    broker.say(0xE0, bytes((0x8E, 0)))
    with pytest.raises(Lost, match="Session taken over"):
        link.wait(30)


def test_it_wakes_for_others(broker, link):
    broker.welcome(link)
    bell, cord = socket.socketpair()
    with bell, cord:
        cord.send(b"!")
        assert link.wait(30, bell) == []


def test_what_is_heard_says_whether_it_was_retained(broker, link):
    broker.welcome(link)
    broker.say(0x31, b"\x00\x01t\x00hi")
    broker.say(0x30, b"\x00\x01t\x00ho")
    heard: list[object] = []
    while len(heard) < 2:
        heard += link.wait(30)
    assert heard == [Heard("t", b"hi", True), Heard("t", b"ho", False)]


def test_it_takes_leave_so_that_its_will_is_not_spoken(broker, link):
    broker.welcome(link)
    link.close()
    assert broker.take()[0] == DISCONNECT


def test_its_identifier_is_one_that_every_broker_takes_and_always_the_same():
    assert identifier_of("modembox/clinic") == identifier_of("modembox/clinic") != identifier_of("modembox/other")
    assert len(identifier_of("modembox/clinic")) <= 23
    assert identifier_of("modembox/clinic").isalnum()


@pytest.mark.parametrize("newest", [5, 3])
def test_a_will_and_a_name_go_with_the_connection(broker, newest):
    import dataclasses

    broker.settings = dataclasses.replace(broker.settings, version=newest, username="box", password="secret")
    link = broker.link()
    _, body = broker.take()
    assert body[6] == newest if newest == 5 else body[6] == 4
    assert body.endswith(b"\x00\x03box\x00\x06secret")
    assert b"\x00\x08b/status\x00\x07offline" in body
    link.close()
