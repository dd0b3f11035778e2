"""Ports that hang up, are renumbered, come back as something else or not at all, and power that makes it worse."""

from __future__ import annotations

import sys

import pytest

from appliance.spool.queue import Draft
from drivers.recovery import PACES, Pace, Rung
from drivers.simulator.simulation import Simulation, imei_of


@pytest.mark.parametrize("occasion", ["command", "prompt"])
def test_F08_a_port_that_hangs_up_before_the_text_is_out_costs_nothing(world, occasion: str) -> None:
    world.box()
    world.fault("F08", count=1, on=occasion, seconds=0)
    sent = world.send(text="Once")
    assert world.await_line("gsm1", "absent").detail
    world.ask("clear")
    world.await_line("gsm1", "ready")
    world.await_standing(sent, "sent")
    assert world.submitted() == ["Once"]
    assert world.journal("function") == []


def test_F08_a_port_that_hangs_up_after_the_text_is_out_leaves_a_doubt(world) -> None:
    world.settings.change_box(reports=False)
    world.box()
    world.fault("F08", count=1, on="text", seconds=0)
    doubtful = world.send(text="Perhaps")
    world.await_standing(doubtful, "in_doubt")
    world.await_line("gsm1", "absent")
    world.ask("clear")
    world.await_line("gsm1", "ready")
    world.await_standing(world.send(text="Next"), "sent")
    assert world.submitted() == ["Perhaps", "Next"]


def test_F08_a_port_on_the_network_that_is_reset(world) -> None:
    world.simulation.stop()
    world.simulation = Simulation(1, links=world.links, control=world.control, listen=("127.0.0.1", 0))
    world.simulation.start()
    world.box(world.simulation.url_of("gsm0"))
    world.fault("F08", count=1, on="command", seconds=0)
    sent = world.send(text="Over TCP")
    lost = world.await_event("line.state", line="gsm1", state="failed")
    assert "socket://" in lost.data["detail"]
    world.ask("clear")
    world.await_line("gsm1", "ready")
    world.await_standing(sent, "sent")
    assert world.submitted() == ["Over TCP"]


def test_F09_the_order_of_two_ports_is_swapped(pair) -> None:
    pair.line(1, prefixes=("+1",))
    pair.line(2, prefixes=("+49",))
    pair.box()
    pair.fault("F09.swap", modem="gsm0", other="gsm1", seconds=0)
    for name in ("gsm1", "gsm2"):
        pair.await_line(name, "absent")
    pair.ask("clear")
    seen = [pair.await_line(name, "ready") for name in ("gsm1", "gsm2")]
    assert [state.imei for state in seen] == [imei_of(0), imei_of(1)]
    for number in ("+4915112345", "+15550002000"):
        pair.await_standing(pair.send(number, number), "sent")
    assert pair.carriers() == ["gsm1", "gsm0"]


def test_F09_modems_that_tell_no_serial_number_are_told_apart_by_their_ports(pair) -> None:
    pair.fault("F09.clone", modem="gsm0")
    pair.fault("F09.clone", modem="gsm1")
    pair.box()
    assert [pair.seen(name).number for name in ("gsm1", "gsm2")] == ["+15550001001", "+15550001002"]
    assert len(pair.settings.lines()) == 2
    pair.fault("F09.swap", modem="gsm0", other="gsm1", seconds=0)
    for name in ("gsm1", "gsm2"):
        pair.await_line(name, "absent")
    pair.ask("clear", name="F09.swap")
    swapped = [pair.await_line(name, "ready").number for name in ("gsm1", "gsm2")]
    assert swapped == ["+15550001002", "+15550001001"]


def test_F09_a_twin_with_the_same_serial_number_is_let_be(pair) -> None:
    pair.line(1)
    pair.fault("F09.clone", modem="gsm1", imei=imei_of(0))
    pair.box(ready=False)
    pair.await_line("gsm1", "ready")
    for number in range(3):
        pair.await_standing(pair.send(text=f"number {number}"), "sent")
    assert len(pair.submitted()) == 3
    assert len(set(pair.carriers())) == 1
    assert [line.name for line in pair.settings.lines()] == ["gsm1"]


def test_F10_a_modem_that_comes_back_as_something_else_first(world) -> None:
    world.impatient()
    world.box()
    before = world.newest()
    world.fault("F10", seconds=0.2, strange=1.5)
    world.await_event("line.state", after=before, line="gsm1", state="absent")
    sent = world.queue("Patience", Draft())
    world.await_event("line.state", after=before, line="gsm1", state="failed")
    world.await_line("gsm1", "ready")
    world.await_standing(sent, "sent")
    assert world.submitted() == ["Patience"]
    assert world.journal("function") == world.journal("restart") == []


def test_F11_an_absent_port_is_waited_for_and_nothing_is_reset(world) -> None:
    world.impatient()
    world.box()
    world.fault("F11", seconds=0)
    assert world.await_line("gsm1", "absent").detail
    sent = world.queue("Ten minutes later", Draft())
    world.turn(600)
    assert world.view(sent).state == "active"
    world.ask("clear")
    world.await_line("gsm1", "ready")
    world.await_standing(sent, "sent")
    assert world.journal("function") == world.journal("restart") == world.journal("power") == []


POWER = """
import json, socket, sys
with socket.socket(socket.AF_UNIX) as simulator:
    simulator.connect(sys.argv[1])
    simulator.sendall(b'{"verb": "power", "modem": "gsm0", "seconds": 0.2}\\n')
    sys.exit("error" in json.loads(simulator.makefile().readline()))
"""


@pytest.fixture
def switched(worlds, tmp_path):
    """Makes a world whose first modem's power is switched by the simulator, seldom and ever more so."""

    def make(gsm: int = 1):
        world = worlds(gsm)
        switch = tmp_path / "switch"
        switch.write_text(POWER)
        world.line(1, power_command=(sys.executable, "-S", str(switch), str(world.control)))
        world.impatient()
        quick = tuple(Pace(pace.rung, 0.1) for pace in PACES if pace.rung not in (Rung.POWER, Rung.RESTART))
        world.given_that(paces=(*quick, Pace(Rung.POWER, 0.05, grows=True)))
        return world

    return make


def test_F12_power_that_can_t_be_switched_is_told_and_tried_ever_more_seldom(switched) -> None:
    world = switched()
    world.box()
    world.fault("F12")
    world.fault("F07")
    sent = world.send(text="In the end")
    first, second, third = world.await_air("power", count=3)
    assert not (first["done"] or second["done"] or third["done"])
    world.await_event("line.state", line="gsm1", state="failed")
    world.until(lambda: "power" in world.seen("gsm1").detail, "the power is told of")
    world.ask("clear")
    world.await_line("gsm1", "ready")
    world.await_standing(sent, "sent")
    assert world.submitted() == ["In the end"]
    assert world.journal("restart") == []


def test_F12_a_sibling_whose_port_bounces_along_is_back_and_sends_nothing_twice(switched) -> None:
    world = switched(2)
    world.line(2, prefixes=("+49",))
    world.box()
    world.fault("F12.siblings")
    world.fault("F07", count=1, seconds=30)
    before = world.newest()
    sent = world.send(text="First")
    world.await_air("power")
    world.await_event("line.state", after=before, line="gsm2", state="absent")
    for name in ("gsm1", "gsm2"):
        world.await_line(name, "ready")
    world.await_standing(sent, "sent")
    world.await_standing(world.send("+4915112345", "Second"), "sent")
    assert world.submitted() == ["First", "Second"]
    assert len(world.journal("power")) == 1
