"""A listener, and somebody who subscribed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from appliance.api.server import WebServer
from appliance.office.fanout import FanOut
from appliance.spool.webhooks import CONFIGURATIONS, DELIVERIES, Configuration, Delivery
from tests.appliance.webhooks.listener import Listener


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
        self.fan_out = FanOut(office.desk, lambda: None)

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
