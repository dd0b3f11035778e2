"""What Telit modules do in their own way, by transcripts."""

from __future__ import annotations

from drivers.capabilities import Notice, PinState, SimChanged, SimIdentity
from drivers.registry import open_modem


def test_messages(carried) -> None:
    done = carried("telit")
    assert done.both
    assert done.others == [SimChanged(PinState.READY)]


def test_unlocking_and_identity(played) -> None:
    port = played("probe-telit", "init-telit", "sim-telit")
    modem = open_modem(port, clock=port.clock)
    modem.sim.unlock("1234")
    assert [event for _ in range(2) for event in modem.events(1.0)] == [Notice("#QSS: 2"), SimChanged(PinState.READY)]
    assert modem.sim.identity() == SimIdentity("89490200001234567895", "262011234567890")


def test_a_sim_taken_out_and_put_in(speaking) -> None:
    modem = speaking("Telit", "LE910C1-EU", "< #QSS: 0\n< #QSS: 1\n< #QSS: 3")
    assert [event for _ in range(3) for event in modem.events(1.0)] == [
        SimChanged(PinState.ABSENT),
        Notice("#QSS: 1"),
        SimChanged(PinState.READY),
    ]


def test_restart(speaking) -> None:
    speaking("Telit Cinterion", "FN990A28", "> AT#REBOOT\n< OK").restart()
