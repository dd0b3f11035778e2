"""What is retained on the broker: how things stand now, published again only where it differs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from appliance.mqtt import discovery
from appliance.mqtt.messages import moment
from appliance.mqtt.topics import Message, Topics, encoded
from appliance.outside import MqttSettings
from appliance.spool import balances
from appliance.spool.balances import Balance
from appliance.spool.line_states import LineState
from appliance.spool.listing import Connection

_GONE = b""  # an empty retained message is how a broker is told to forget one (MQTT 5.0, 3.3.1.3)


def state_of(topics: Topics, seen: LineState, waiting: int, balance: Balance) -> Message:
    """How a line stands; `waiting` messages are queued that it may carry, `balance` is its SIM's."""
    told = {
        "line": seen.line,
        "state": seen.state,
        "detail": seen.detail,
        "signal_dbm": seen.signal_dbm,
        "operator": seen.operator,
        "registration": seen.registration,
        "sim": seen.iccid,
        "number": seen.number,
        "imei": seen.imei,
        "model": seen.model,
        "receiving": seen.receiving,
        "queue": waiting,
        "balance": balance.amount,
        "balance_low": balance.low,
        "balance_ts": None if balance.read_at is None else moment(balance.read_at),
        "ts": moment(seen.changed_at),
    }
    return Message(topics.line(seen.line), encoded(told), retain=True)


@dataclass(frozen=True, slots=True)
class About:
    """The box as people know it."""

    name: str
    version: str


Waiting = Callable[[Connection, str], int]


class Retained:
    """What there is to retain. `waiting(db, line)` counts the messages that a line may carry next."""

    def __init__(self, topics: Topics, settings: MqttSettings, about: About, waiting: Waiting) -> None:
        self._topics = topics
        self._settings = settings
        self._about = about
        self._waiting = waiting

    def all(self, db: Connection, lines: Sequence[LineState]) -> list[Message]:
        """What the box is, what Home Assistant is told, and how each line stands."""
        names = {seen.line: seen.imei for seen in lines}
        info = {"name": self._about.name, "version": self._about.version, "lines": names}
        return [
            Message(self._topics.info, encoded(info), retain=True),
            *self.documents(lines),
            *(state_of(self._topics, seen, self._waiting(db, seen.line), balances.of(db, seen.sim)) for seen in lines),
        ]

    def documents(self, lines: Sequence[LineState]) -> list[Message]:
        """What Home Assistant is told, if anything."""
        if not self._settings.discovery:
            return []
        prefix, about = self._settings.discovery_prefix, self._about
        found = (discovery.document_of(self._topics, about.name, about.version, prefix, seen) for seen in lines)
        return [document for document in found if document is not None]


class Standing:
    """What this broker was told since it was connected to."""

    def __init__(self, publish: Callable[[Message], object]) -> None:
        self._publish = publish
        self._told: dict[str, bytes] = {}

    def show(self, shown: Iterable[Message]) -> None:
        """Publish what differs; what is no longer among `shown` is taken off the broker."""
        now = {message.topic: message for message in shown}
        for topic in self._told.keys() - now.keys():
            self.withdraw(topic)
        for topic, message in now.items():
            if self._told.get(topic) != message.payload:
                self._told[topic] = message.payload
                self._publish(message)

    def withdraw(self, topic: str) -> None:
        """Have the broker forget what is retained there."""
        self._told.pop(topic, None)
        self._publish(Message(topic, _GONE, retain=True))

    def again(self, topics: Iterable[str]) -> None:
        """Have what is retained at these published once more."""
        for topic in topics:
            self._told.pop(topic, None)

    def shows(self, topic: str) -> bool:
        """Whether something is retained there by us."""
        return topic in self._told

    def forget(self) -> None:
        """Another connection, perhaps to a broker that knows nothing."""
        self._told.clear()
