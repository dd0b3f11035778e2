"""How a line stands: what is told, what is not worth a row, and what stays while something else is tried."""

from __future__ import annotations

import pytest

from appliance.lines.standing import KEEPS_NONE, TAKES_NONE, Standing
from appliance.spool import events, line_states
from appliance.spool.line_states import LineState
from drivers.capabilities import Registration, RegistrationState, SimIdentity

SIM = SimIdentity("8901010000000010017", "001010000001001")


@pytest.fixture
def standing(home):
    return Standing(home, LineState("gsm1", "starting", imei="350000010000012"))


@pytest.fixture
def shown(spool):
    return lambda: line_states.get(spool.read(), "gsm1")


def test_the_same_said_twice_is_written_once(standing, told):
    standing.say("pin", "the SIM asks for its PIN")
    standing.say("pin", "the SIM asks for its PIN")
    assert len(told.all(events.LINE_STATE)) == 1


def test_what_could_not_be_written_is_not_taken_for_seen(standing, full, shown):
    full(1)
    with pytest.raises(Exception, match="full"):
        standing.say("failed", "no more")
    assert standing.seen.state == "starting"
    standing.say("failed", "no more")
    assert shown().state == "failed"


def test_a_number_that_the_sim_does_not_tell_is_that_of_the_line(standing, shown):
    standing.begin(SIM, "+15550001001")
    assert (shown().state, shown().iccid, shown().number) == ("starting", SIM.iccid, "+15550001001")


def test_what_failed_shows_so_until_it_is_ready(standing, modem, shown):
    standing.say("failed", "the modem refused")
    standing.begin(SIM, "")
    assert (shown().state, shown().detail) == ("failed", "the modem refused")
    standing.look(Registration(RegistrationState.HOME), modem.network)
    assert (shown().state, shown().detail) == ("ready", "")
    assert standing.ready


def test_what_a_limit_holds_stays_paused_while_the_network_is_well(standing, modem, shown):
    standing.look(Registration(RegistrationState.HOME), modem.network)
    standing.held("100 a day are sent")
    standing.look(Registration(RegistrationState.ROAMING), modem.network)
    assert (shown().state, shown().detail) == ("paused", "100 a day are sent")
    assert standing.usable
    assert not standing.ready
    standing.held("")
    assert shown().state == "ready"


@pytest.mark.parametrize("state", ["DENIED", "SEARCHING", "NOT_REGISTERED"])
def test_without_a_network_the_line_says_what_the_network_says(standing, modem, shown, state):
    standing.look(Registration(RegistrationState[state]), modem.network)
    assert (shown().state, shown().detail) == ("not_registered", f"the network says {state.lower()}")
    assert not standing.usable


def test_F14_a_full_memory_shows_before_a_limit_and_after_a_lost_network(standing, modem, shown):
    standing.memory(KEEPS_NONE)
    assert standing.seen.state == "starting"
    standing.look(Registration(RegistrationState.HOME), modem.network)
    standing.held("100 a day are sent")
    assert (shown().state, shown().detail) == ("memory_full", KEEPS_NONE)
    assert standing.usable
    assert not standing.ready
    standing.look(Registration(RegistrationState.SEARCHING), modem.network)
    standing.memory(TAKES_NONE)
    assert shown().state == "not_registered"
    standing.look(Registration(RegistrationState.HOME), modem.network)
    assert shown().detail == TAKES_NONE
    assert not standing.usable
    standing.memory("")
    assert (shown().state, shown().detail) == ("ready", "")


def test_F14_a_limit_that_still_holds_shows_again_when_there_is_room(standing, modem, shown):
    standing.look(Registration(RegistrationState.HOME), modem.network)
    standing.held("100 a day are sent")
    standing.memory(KEEPS_NONE)
    assert shown().state == "memory_full"
    standing.memory("")
    standing.held("100 a day are sent")
    assert shown().state == "paused"
