"""A listener as an application has one: WSGI, reading each request to its end, answering as it is told."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from appliance.api.server import WebServer
from appliance.office.fanout import FanOut
from appliance.spool.webhooks import CONFIGURATIONS, DELIVERIES, Configuration, Delivery

DEADLINE = 30.0  # seconds until a test that waits in vain fails


@dataclass
class Post:
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Listener:
    """Keeps what is posted to it. `answers` are used up, then it is `200 OK` each time."""

    def __init__(self) -> None:
        self.posts: list[Post] = []
        self.answers: list[str] = []
        self.answer: Callable[[Post], str] = lambda post: self.answers.pop(0) if self.answers else "200 OK"
        self._told = threading.Condition()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        headers = {name: value for name, value in environ.items() if name.startswith(("HTTP_", "CONTENT_"))}
        post = Post(environ["PATH_INFO"], headers, environ["wsgi.input"].read())
        answer = self.answer(post)
        start_response(answer, [("Content-Type", "application/json"), ("Location", "/elsewhere")])
        with self._told:
            self.posts.append(post)
            self._told.notify_all()
        return [b'{"status": "ok"}']

    def wait(self, count: int) -> list[Post]:
        """The posts, once there are so many."""
        with self._told:
            assert self._told.wait_for(lambda: len(self.posts) >= count, DEADLINE), f"{len(self.posts)} came"
            return list(self.posts)


class _Plug:
    app: Any = None

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        return self.app(environ, start_response)


@pytest.fixture(scope="session")
def receiving() -> Iterator[WebServer]:
    """One server for all tests: cheroot takes half a second to stop."""
    server = WebServer(_Plug(), "127.0.0.1", 0, None)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def listener(receiving: WebServer) -> Listener:
    found = Listener()
    receiving._server.wsgi_app.app = found
    return found


class Told:
    """Subscriptions of alice's, and what is on its way to them."""

    def __init__(self, office, spool, journal, people, port, configured):
        configured.change_box(private_targets=True)
        self.office, self.spool, self.journal, self.alice, self.port = office, spool, journal, people["alice"], port
        self.fan_out = FanOut(office.desk)

    def target(self, address="", **more):
        made = self.office.telling.configurations.create(
            self.alice, address=address or f"http://127.0.0.1:{self.port}/events", secret="s" * 16, **more
        )
        self.office.telling.subscriptions.create(self.alice, "SCG-Message", made.id)
        return made.id

    def happen(self, count=1, text="hello"):
        """Texts come in."""
        return [self.journal.came_in(self.alice.user_id, "+491711234567", f"{text} {n}") for n in range(count)]

    def told(self, count=1, text="hello"):
        self.happen(count, text)
        while self.fan_out.step():
            pass

    def deliveries(self) -> tuple[Delivery, ...]:
        return DELIVERIES.find(self.spool.read()).rows

    def configuration(self) -> Configuration:
        return CONFIGURATIONS.find(self.spool.read()).rows[0]


@pytest.fixture
def told(office, spool, journal, people, receiving, configured) -> Told:
    return Told(office, spool, journal, people, receiving.port, configured)
