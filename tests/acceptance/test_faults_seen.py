"""What befalls a line while messages go out and come in: the box's own API and its broker say so, and when it is over.

And all the while every message is accounted for: nothing is lost, nothing goes out or comes in twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from appliance.mqtt import bridge
from appliance.spool.queue import Draft
from drivers.discovery import Candidate, Watch
from tests.appliance.mqtt.conftest import Mosquitto, Peer

STATE = "modembox/modembox/line/gsm1/state"
World = Any


@dataclass(frozen=True)
class Fault:
    """`begin` and `end` it; meanwhile the line is in `state` and `says` why, afterwards its modem is at `port`.

    `quirks` of the modem that can have it.
    """

    begin: Callable[[World], object]
    end: Callable[[World], object]
    state: str
    says: str
    port: str = "gsm0"
    quirks: dict[str, Any] = field(default_factory=dict)


def armed(name: str, **options: Any) -> Callable[[World], object]:
    return lambda world: world.fault(name, **options)


def asked(verb: str, **options: Any) -> Callable[[World], object]:
    return lambda world: world.ask(verb, modem="gsm0", **options)


def the_right_pin_is_set(world: World) -> None:
    world.settings.change_line("gsm1", pin="4321")
    world.reload()


STORING = {"acknowledge": ()}  # one that can't confirm what is handed over
CLEARED = asked("clear")
FAULTS = {
    "unplugged": Fault(asked("unplug"), asked("plug"), "absent", "gone"),
    "renumbered": Fault(armed("F09", link="ttyUSB9", seconds=0), CLEARED, "absent", "gone", "ttyUSB9"),
    "hung": Fault(armed("F07"), CLEARED, "failed", "did not answer"),
    "browned out": Fault(armed("F20", count=1, seconds=0), CLEARED, "failed", "did not answer"),
    "memory full": Fault(armed("F14"), CLEARED, "memory_full", "memory for messages is full", quirks=STORING),
    "SIM out": Fault(asked("sim", absent=True), asked("sim", absent=False), "sim_absent", "no SIM"),
    "PIN wrong": Fault(asked("sim", pin="4321"), the_right_pin_is_set, "pin", "does not unlock the SIM"),
    "registration lost": Fault(
        asked("registration", state=0), asked("registration", state=1), "not_registered", "network"
    ),
}


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Mosquitto]:
    found = Mosquitto(tmp_path / "mosquitto")
    found.start()
    yield found
    found.stop()


@pytest.fixture
def subscribed(broker: Mosquitto) -> Iterator[Callable[[], Peer]]:
    """Makes clients that are told what is retained of the line, and what is said of it from then on."""
    peers: list[Peer] = []

    def subscribe() -> Peer:
        peers.append(Peer(broker.port, STATE))
        return peers[-1]

    yield subscribe
    for peer in peers:
        peer.close()


def watching(world: World) -> None:
    """Have the box look for its modem in the folder of links, as it would in /dev/serial."""

    def candidates() -> tuple[Candidate, ...]:
        return tuple(Candidate(str(link), str(link.resolve())) for link in world.links.iterdir() if link.exists())

    world.given_that(watch=lambda: Watch(candidates, (Path(world.links),), 0.02))


@pytest.fixture
def running(world: World, broker: Mosquitto, monkeypatch: pytest.MonkeyPatch) -> Callable[[Fault], World]:
    """A box on the broker, whose one line is ready and configured with a PIN that its SIM does not ask for."""
    monkeypatch.setattr(bridge, "SHOW_EVERY", 0.05)

    def run(fault: Fault) -> World:
        world.settings.change_mqtt(host="127.0.0.1", port=broker.port)
        world.line(1, pin="9999")
        world.impatient(**fault.quirks)
        watching(world)
        world.ask("latency", submit=0.03, retry=0.2)
        world.box(found=True)
        world.await_line("gsm1", "ready")
        return world

    return run


def shown(world: World) -> dict[str, Any]:
    """The line as programs and the page are told of it."""
    (line,) = world.http("GET", "lines", dialect="box/v1")
    return dict(line)


def said(peer: Peer, state: str, why: str = "") -> Any:
    """Once the broker says that the line stands so, after what it said before."""
    return peer.until(
        lambda: (now := peer.said and peer.said[-1].json) and now["state"] == state and why in now["detail"], state
    )


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_what_befalls_a_line_is_said_and_when_it_is_over(running, subscribed, fault: Fault) -> None:
    world = running(fault)
    peer = subscribed()
    said(peer, "ready")
    out = [world.send(text=f"out {number}") for number in range(6)]
    world.ask("sms", modem="gsm0", text="in 0")
    world.await_air(count=2)

    world.ask("sms", modem="gsm0", text="in 1")
    fault.begin(world)
    world.ask("sms", modem="gsm0", text="in 2")
    out += [world.queue(f"out {number}", Draft()) for number in range(6, 8)]
    assert fault.says in world.await_line("gsm1", fault.state).detail
    line = shown(world)
    assert (line["state"], fault.says in line["detail"]) == (fault.state, True)
    assert said(subscribed(), fault.state, fault.says) and said(peer, fault.state, fault.says)

    fault.end(world)
    world.await_line("gsm1", "ready")
    world.ask("sms", modem="gsm0", text="in 3")
    world.turn(120)  # what was refused meanwhile is tried again
    stand = [world.await_standing(made, "sent", "in_doubt").standing for made in out]
    world.until(lambda: len(world.texts()) >= 4, "all that came in")
    line = shown(world)
    assert (line["state"], line["detail"], Path(line["port"]).name) == ("ready", "", fault.port)
    assert said(peer, "ready") and said(subscribed(), "ready")
    accounted(world, stand)


def accounted(world: World, stand: list[str]) -> None:
    """What stands as sent went out once, at most the one that was under way is in doubt; each came in once."""
    went = world.submitted()
    assert sorted(world.texts()) == ["in 0", "in 1", "in 2", "in 3"]
    assert len(set(went)) == len(went)
    assert {f"out {number}" for number, each in enumerate(stand) if each == "sent"} <= set(went)
    assert stand.count("in_doubt") <= 1
