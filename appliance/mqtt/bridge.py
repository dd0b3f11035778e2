"""The thread between the spool and a broker: connects, tells what is new, hears commands, connects again."""

from __future__ import annotations

import contextlib
import json
import logging
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from appliance.domain import Event
from appliance.errors import BoxError
from appliance.mqtt import discovery
from appliance.mqtt.client import Acknowledged, Heard, Link, Lost, Occurrence, Ready, identifier_of
from appliance.mqtt.commands import Commands, Ussd
from appliance.mqtt.messages import messages_of, views_of
from appliance.mqtt.publisher import Publisher
from appliance.mqtt.sms2mqtt import Alias
from appliance.mqtt.standing import About, Retained, Standing, Waiting
from appliance.mqtt.topics import Message, Topics, encoded
from appliance.office import Office
from appliance.outside import MqttSettings
from appliance.spool import cursors, line_states
from appliance.spool.listing import Connection
from appliance.spool.store import Spool

log = logging.getLogger(__name__)

READER = "mqtt"
RECONNECT_AFTER = (1.0, 2.0, 5.0, 10.0, 30.0)  # seconds, the last for ever after
SHOW_EVERY = 1.0  # seconds between two looks at the lines, however much happens
SAVE_AFTER = 1.0  # seconds after an acknowledgement until the cursor is on disk: each time is a page of the card
SAVE_BEHIND = 500  # events acknowledged until it is at once
LEAVE_WITHIN = 2.0
MOST_REPLIES = 1000  # answers kept while there is no connection


class Bridge(threading.Thread):
    """`waiting(db, line)` counts the messages that a line may carry next. `about` is the box, for people."""

    def __init__(
        self,
        settings: MqttSettings,
        about: About,
        spool: Spool,
        office: Office,
        ussd: Ussd,
        waiting: Waiting,
        reconnect_after: Sequence[float] = RECONNECT_AFTER,
    ) -> None:
        super().__init__(name="mqtt", daemon=True)
        self.topics = Topics(settings.base or f"modembox/{about.name}")
        self.condition = f"connecting to {settings.host}"
        self._settings = settings
        self._spool = spool
        self._retained = Retained(self.topics, settings, about, waiting)
        self._reconnect_after = reconnect_after
        self._commands = Commands(office, settings.user, ussd, self._answer)
        self._alias = Alias(settings.alias, self._commands, self.post) if settings.alias else None
        self._replies: deque[Message] = deque(maxlen=MOST_REPLIES)
        self._bell, self._cord = socket.socketpair()
        self._rung = False
        self._ending = threading.Event()
        self._link: Link | None = None
        self._ready = False
        self._shown_at = self._acknowledged_at = 0.0
        self._unshown = False
        self._saved = spool.write(lambda db: cursors.begin(db, READER))
        self._publisher = Publisher(self._saved, self._compose, self._publish)
        self._standing = Standing(self._publish)
        for end in (self._bell, self._cord):
            end.setblocking(False)

    # --- for other threads

    def wake(self) -> None:
        """Something is there to be told."""
        if not self._rung:
            self._rung = True
            with contextlib.suppress(OSError):  # full: it is rung already; closed: nobody is there to hear
                self._cord.send(b"!")

    def post(self, message: Message) -> None:
        """Publish it, now or after the next connection."""
        self._replies.append(message)
        self.wake()

    def stop(self) -> None:
        """Tell what is left, say `offline` and end; where the broker does not answer, in a few seconds."""
        self._commands.stop()
        self._ending.set()
        self._rung = False
        self.wake()
        self.join(LEAVE_WITHIN + 10.0)

    # --- its own thread

    def run(self) -> None:
        failures = 0
        while not self._ending.is_set():
            try:
                self._serve()
            except OSError as error:
                self._failed(str(error))
            except Exception as error:  # the broker must be tried again, whatever came in between
                log.exception("the connection to the broker broke")
                self._failed(str(error))
            failures = 0 if self._ready else failures
            self._save()
            self._ending.wait(self._reconnect_after[min(failures, len(self._reconnect_after) - 1)])
            failures += 1
        self._bell.close()
        self._cord.close()

    def _failed(self, why: str) -> None:
        before, self.condition = self.condition, f"no connection to {self._settings.host}: {why}"
        if before != self.condition:
            log.warning("%s; trying again until there is one", self.condition)

    def _serve(self) -> None:
        """One connection, from its beginning to its end."""
        self._ready = False
        self._publisher.restart()
        self._standing.forget()
        with self._linked() as link:
            while not self._ending.is_set():
                self._step(link.wait(self._patience(), self._bell))
            if self._ready:
                self._take_leave(link)

    @contextlib.contextmanager
    def _linked(self) -> Iterator[Link]:
        topics, settings = self.topics, self._settings
        commands = [topics.every_request]
        if self._alias is not None:
            commands.append(self._alias.requests)
        if settings.discovery:
            commands.append(discovery.status_topic(settings.discovery_prefix))
        will = Message(topics.status, b"offline", retain=True)
        link = Link(settings, identifier_of(topics.base), will, commands, [topics.every_line])
        self._link = link
        try:
            link.open()
            yield link
        finally:
            self._link = None
            link.close()

    def _patience(self) -> float:
        now, due = time.monotonic(), [3600.0]
        if self._unshown:
            due.append(self._shown_at + SHOW_EVERY - now)
        if self._publisher.cursor > self._saved:
            due.append(self._acknowledged_at + SAVE_AFTER - now)
        return max(min(due), 0.0)

    def _step(self, occurred: Sequence[Occurrence]) -> None:
        self._hush()
        for each in occurred:
            _HANDLERS[type(each)](self, each)
        if self._ready:
            self._tell()

    def _hush(self) -> None:
        """The bell was heard; what rings from here on rings again. In this order, or a ring could be lost."""
        with contextlib.suppress(BlockingIOError):
            while self._bell.recv(64):
                self._unshown = True
        self._rung = False

    def _tell(self) -> None:
        """All that is new."""
        while self._replies:
            self._publish(self._replies.popleft())
        self._publisher.fill(self._spool.read())
        now = time.monotonic()
        if self._unshown and now >= self._shown_at + SHOW_EVERY:
            self._show()
        behind = self._publisher.cursor - self._saved
        if behind > SAVE_BEHIND or (behind and now >= self._acknowledged_at + SAVE_AFTER):
            self._save()

    def _show(self) -> None:
        """How everything stands."""
        self._unshown, self._shown_at = False, time.monotonic()
        db = self._spool.read()
        lines = line_states.all_lines(db)
        signal = self._alias.signal_of(lines) if self._alias else ()
        self._standing.show([*self._retained.all(db, lines), *signal])

    def _save(self) -> None:
        """Put the cursor on disk. Where that fails, what was acknowledged may be told again."""
        cursor = self._publisher.cursor
        if cursor == self._saved:
            return
        try:
            self._spool.write(lambda db: cursors.move(db, READER, cursor))
            self._saved = cursor
        except BoxError as error:
            self._acknowledged_at = time.monotonic()
            log.error("how far the broker was told can't be kept: %s", error)

    def _take_leave(self, link: Link) -> None:
        """What is left, then `offline`; the broker has so long to acknowledge it."""
        deadline = time.monotonic() + LEAVE_WITHIN
        self._tell()
        self._show()
        if self._alias is not None:
            self._publish(self._alias.connected(False))
        last = self._publish(Message(self.topics.status, b"offline", retain=True))
        while (left := deadline - time.monotonic()) > 0:
            occurred = link.wait(left)
            for each in occurred:
                if isinstance(each, Acknowledged):
                    self._on_acknowledged(each)
            if Acknowledged(last) in occurred:
                break
        self._save()

    # --- what is published

    def _publish(self, message: Message) -> int:
        if self._link is None:
            raise Lost("there is none")
        return self._link.publish(message)

    def _compose(self, db: Connection, told: Sequence[Event]) -> list[list[Message]]:
        views = views_of(db, told)
        alias = self._alias
        return [
            [*messages_of(self.topics, event, views), *(alias.messages_of(event, views) if alias else ())]
            for event in told
        ]

    def _answer(self, verb: str, document: Mapping[str, Any]) -> None:
        self.post(Message(self.topics.response(verb), encoded(document)))

    # --- what occurs

    def _on_ready(self, ready: Ready) -> None:
        self._ready = True
        self.condition = f"connected to {self._settings.host}"
        log.info("%s", self.condition)
        self._show()
        self._publish(Message(self.topics.status, discovery.ONLINE, retain=True))
        if self._alias is not None:
            self._publish(self._alias.connected(True))

    def _on_acknowledged(self, acknowledged: Acknowledged) -> None:
        if self._publisher.cursor == self._saved:
            self._acknowledged_at = time.monotonic()
        self._publisher.acknowledged(acknowledged.number)

    def _on_heard(self, heard: Heard) -> None:
        if heard.topic == discovery.status_topic(self._settings.discovery_prefix):
            self._greet(heard.payload)
        elif (line := self.topics.line_of(heard.topic)) is not None:
            self._sweep(line, heard)
        elif heard.retained:
            log.warning("a retained command at %r was ignored: it would be done again at each start", heard.topic)
        elif self._alias is not None and heard.topic == self._alias.requests:
            self._alias.take(heard.payload)
        elif (verb := self.topics.verb_of(heard.topic)) is not None and heard.payload:
            self._commands.take(verb, heard.payload)

    def _greet(self, payload: bytes) -> None:
        """Home Assistant has started, and perhaps forgotten what it was told."""
        if payload == discovery.ONLINE and self._ready:
            documents = self._retained.documents(line_states.all_lines(self._spool.read()))
            self._standing.again(document.topic for document in documents)
            self._show()

    def _sweep(self, line: str, heard: Heard) -> None:
        """What an earlier run left of a line that is no more is taken off the broker."""
        if not heard.retained or not self._ready or self._standing.shows(heard.topic):
            return
        log.info("line %r is no more: its state is taken off the broker", line)
        self._standing.withdraw(heard.topic)
        with contextlib.suppress(ValueError, LookupError, TypeError):
            topic = discovery.config_topic(self._settings.discovery_prefix, str(json.loads(heard.payload)["imei"]))
            if self._settings.discovery and not self._standing.shows(topic):
                self._standing.withdraw(topic)


_HANDLERS: Mapping[type, Callable[[Bridge, Any], None]] = {
    Ready: Bridge._on_ready,
    Acknowledged: Bridge._on_acknowledged,
    Heard: Bridge._on_heard,
}
