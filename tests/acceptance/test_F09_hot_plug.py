"""Modems pulled out, put in, renamed; found where nobody named their ports."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.spool.queue import Draft
from drivers.discovery import Candidate, Watch


@pytest.fixture
def found(worlds):
    """Makes a world of so many modems whose box looks for them in the folder of links, as it would in /dev/serial."""

    def make(gsm: int = 1):
        world = worlds(gsm)

        def candidates() -> tuple[Candidate, ...]:
            links = sorted(world.links.iterdir())
            return tuple(Candidate(str(link), str(link.resolve())) for link in links if link.exists())

        world.given_that(watch=lambda: Watch(candidates, (Path(world.links),), 0.02))
        return world

    return make


def test_modems_that_nobody_named_are_found(found) -> None:
    world = found(2)
    world.box(found=True)
    for name in ("gsm1", "gsm2"):
        world.await_line(name, "ready")
    assert {line.imei for line in world.settings.lines()} == {"350000010000012", "350000010000020"}


def test_a_modem_that_is_put_in_later(found) -> None:
    world = found()
    world.ask("unplug", modem="gsm0")
    world.box(found=True)
    world.ask("plug", modem="gsm0")
    world.await_line("gsm1", "ready")
    world.await_standing(world.send(), "sent")


def test_F09_the_same_modem_under_another_name_is_the_same_line(found) -> None:
    world = found()
    world.box(found=True)
    before = world.await_line("gsm1", "ready")
    world.ask("unplug", modem="gsm0")
    world.await_line("gsm1", "absent")
    world.ask("plug", modem="gsm0", link="ttyUSB3")
    after = world.await_line("gsm1", "ready")
    assert (Path(before.port).name, Path(after.port).name) == ("gsm0", "ttyUSB3")
    assert len(world.settings.lines()) == 1
    world.await_standing(world.send(), "sent")


def test_F09_two_modems_that_swap_their_names(found) -> None:
    world = found(2)
    world.line(1)
    world.line(2)
    world.box(found=True)
    for name in ("gsm1", "gsm2"):
        world.await_line(name, "ready")
    for modem in ("gsm0", "gsm1"):
        world.ask("unplug", modem=modem)
    for name in ("gsm1", "gsm2"):
        world.await_line(name, "absent")
    world.ask("plug", modem="gsm0", link="gsm1")
    world.ask("plug", modem="gsm1", link="gsm0")
    numbers = {name: world.await_line(name, "ready").number for name in ("gsm1", "gsm2")}
    assert numbers == {"gsm1": "+15550001001", "gsm2": "+15550001002"}


def test_F09_a_named_port_that_goes_away_and_comes_back(world) -> None:
    world.box()
    world.ask("unplug", modem="gsm0")
    world.await_line("gsm1", "absent")
    sent = world.queue("Later", Draft())
    world.ask("plug", modem="gsm0")
    world.await_line("gsm1", "ready")
    world.await_standing(sent, "sent")
    assert world.submitted() == ["Later"]


def test_F09_another_modem_at_a_named_port_is_another_line(pair) -> None:
    pair.box(str(pair.links / "gsm0"))
    for modem in ("gsm0", "gsm1"):
        pair.ask("unplug", modem=modem)
    pair.await_line("gsm1", "absent")
    pair.ask("plug", modem="gsm1", link="gsm0")
    assert pair.await_line("gsm2", "ready").number == "+15550001002"
    assert pair.seen("gsm1").state == "absent"


def test_F08_pulled_out_in_the_middle_of_a_message(world) -> None:
    world.settings.change_box(reports=False)
    world.box()
    world.fault("F03", count=1)
    doubtful = world.send(text="Perhaps")
    world.await_air()
    world.ask("unplug", modem="gsm0")
    world.await_standing(doubtful, "in_doubt")
    world.await_line("gsm1", "absent")
    world.ask("plug", modem="gsm0")
    world.await_line("gsm1", "ready")
    world.await_standing(world.send(text="Next"), "sent")
    assert world.submitted() == ["Perhaps", "Next"]


def test_F11_a_modem_that_is_only_absent_is_not_reset(world) -> None:
    world.impatient()
    world.box()
    card = world.simulation.modems["gsm0"].slot.card
    world.ask("unplug", modem="gsm0")
    world.await_line("gsm1", "absent")
    world.turn(3600)
    world.ask("plug", modem="gsm0")
    world.await_line("gsm1", "ready")
    assert not world.events("modem.restarted")
    assert card is world.simulation.modems["gsm0"].slot.card


def test_a_modem_with_two_ports_is_one_line(found) -> None:
    world = found()
    world.box(found=True)
    world.await_line("gsm1", "ready")
    port = (world.links / "gsm0").resolve()
    (world.links / "other").symlink_to(port)
    world.await_standing(world.send(), "sent")
    assert len(world.settings.lines()) == 1


def test_F09_a_port_that_leaves_the_list_before_it_hangs_up(found) -> None:
    world = found()
    world.box(found=True)
    world.await_line("gsm1", "ready")
    (world.links / "gsm0").rename(world.data / "elsewhere")
    assert world.await_line("gsm1", "absent").detail == "its port is gone"
    (world.data / "elsewhere").rename(world.links / "ttyUSB3")
    world.await_line("gsm1", "ready")
