"""What was said before a fault is kept, without secrets, and plays again to the same end."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.lines.home import Home
from appliance.lines.recorder import RECORDINGS, recordings
from appliance.lines.session import Session
from appliance.lines.surroundings import Surroundings
from appliance.settings import Settings
from appliance.spool.inbound import OwnerOf, nobody, silent
from appliance.spool.store import Spool
from drivers.capabilities import Modem
from drivers.errors import ModemError, NoAnswer, PortLost
from drivers.family import Family
from drivers.registry import open_modem
from drivers.replay import ReplayPort

PIN = "4711"


class Elsewhere(Home):
    """Another box, on which a recording is played."""

    def __init__(self, folder: Path, owner: OwnerOf = nobody) -> None:
        self.spool, self.settings, self.owner = Spool(folder / "spool"), Settings(folder / "box.json"), owner
        self.hear = silent
        self.surroundings = Surroundings(check_every=0.0)
        self.spool.open()


def recorded(world) -> list[str]:
    """The recordings, the oldest first."""
    return [path.read_text() for path in reversed(recordings(world.data / RECORDINGS))]


def play(world, port: ReplayPort, folder: Path) -> ModemError:
    """What a line meets whose modem says all that again."""
    home, line = Elsewhere(folder), world.settings.line("gsm1")
    try:
        modem: Modem = open_modem(port, clock=port.clock, families=(Family("simulated", "", world.quirks),))
        with pytest.raises(ModemError) as met:
            Session(home, modem, line, "recording").run()
        return met.value
    finally:
        home.spool.close()


def test_F07_what_was_said_before_a_modem_fell_silent_plays_again(world, tmp_path) -> None:
    world.impatient()
    world.box()
    world.fault("F07")
    failed = world.await_line("gsm1", "failed")
    (said,) = recorded(world)
    assert failed.detail in said.splitlines()[0]
    port = ReplayPort.of(said)
    met = play(world, port, tmp_path)
    assert isinstance(met, NoAnswer)
    assert str(met) == failed.detail
    port.assert_done()


def test_F08_what_was_said_before_a_port_hung_up_plays_again(world, tmp_path) -> None:
    world.impatient()
    world.box()
    world.fault("F08")
    world.until(lambda: recorded(world), "a recording")
    (said,) = recorded(world)
    port = ReplayPort.of(f"{said}! port lost\n")
    assert isinstance(play(world, port, tmp_path), PortLost)
    port.assert_done()


def test_F20_a_brown_out_is_recorded_once(world) -> None:
    world.impatient(restarts=("RDY", "SMS Ready"))
    world.box()
    world.fault("F20", count=1, on="command", lines="RDY|SMS Ready")
    world.await_event("modem.restarted")
    world.await_line("gsm1", "ready")
    (said,) = recorded(world)
    assert "did not answer" in said.splitlines()[0]


def test_F32_a_recording_has_no_pin_no_number_and_no_text(world) -> None:
    world.line(1, pin=PIN)
    world.ask("sim", modem="gsm0", pin=PIN)
    world.impatient()
    world.box()
    world.ask("sms", modem="gsm0", text="Tell nobody", number="+4917012345678")
    world.until(world.texts, "the text")
    world.await_standing(world.send("+4917087654321", "Nor anybody"), "sent")
    world.ask("call", modem="gsm0", number="+4917012345678")
    world.await_event("call.incoming")
    world.fault("F07")
    world.await_line("gsm1", "failed")
    (said,) = recorded(world)
    assert '> AT+CPIN="****"' in said
    assert "+CMT: " in said
    assert "+CLIP: " in said
    pdus = [each["tpdu"] for each in world.journal("submit")]
    for secret in (PIN, "17012345678", "17087654321", *pdus):
        assert secret not in said


def test_recordings_are_made_only_of_faults(world) -> None:
    world.box()
    world.await_standing(world.send(), "sent")
    world.stop()
    assert not recorded(world)
