"""What u-blox modules do in their own way, by transcripts."""

from __future__ import annotations

import pytest

from drivers.capabilities import Notice, PinState, Restarted, SimChanged, SimIdentity
from drivers.registry import open_modem


def test_messages(carried) -> None:
    done = carried("ublox")
    assert done.both
    assert done.others == [Notice("+UUPSDD: 0")]


def test_unlocking_and_identity(played) -> None:
    port = played("probe-ublox", "init-ublox", "sim-ublox")
    modem = open_modem(port, clock=port.clock)
    modem.pending()
    modem.sim.unlock("1234")
    assert modem.events(1.0) == [SimChanged(PinState.READY)]
    assert modem.sim.identity() == SimIdentity("89490200001234567895", "262011234567890")


@pytest.mark.parametrize(
    ("line", "state"),
    [("+UUSIMSTAT:0", PinState.ABSENT), ("+UUSIMSTAT: 1", PinState.PIN), ("+UUSIMSTAT: 2", PinState.PUK)],
)
def test_sim_states(speaking, line: str, state: PinState) -> None:
    assert speaking("u-blox", "SARA-R510S", f"< {line}").events(1.0) == [SimChanged(state)]


def test_a_restart_told_by_the_greeting_that_it_was_given(speaking) -> None:
    modem = speaking("u-blox", "LARA-R211", "> AT+CFUN=16\n< OK\n< RDY\n< +UUSIMSTAT: 7")
    modem.restart()
    assert [event for _ in range(2) for event in modem.events(1.0)] == [Restarted(), Notice("+UUSIMSTAT: 7")]
