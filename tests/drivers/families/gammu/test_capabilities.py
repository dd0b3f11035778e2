"""Network, SIM, USSD and calls by libGammu."""

from __future__ import annotations

import pytest

from drivers.capabilities import (
    CallEnded,
    IncomingCall,
    Notice,
    PinState,
    Registration,
    RegistrationState,
    Signal,
    SimIdentity,
    UssdReply,
)
from drivers.errors import CommandRefused, NoAnswer
from drivers.families.gammu.capabilities import GammuCalls, GammuNetwork, GammuSim, GammuUssd, ussd_reply
from drivers.families.gammu.link import Link


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_the_network_of_the_dummy(link: Link) -> None:
    network = GammuNetwork(link)
    assert network.registration() == Registration(RegistrationState.HOME, "B00B", "FACE")
    assert network.signal() == Signal(-87, 0)
    assert network.operator() == "GammuT3l"


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ({"State": "RoamingNetwork"}, RegistrationState.ROAMING),
        ({"State": "RequestingNetwork"}, RegistrationState.SEARCHING),
        ({"State": "RegistrationDenied", "PacketState": "NoNetwork"}, RegistrationState.DENIED),
        ({"State": "something new"}, RegistrationState.UNKNOWN),
        ({}, RegistrationState.UNKNOWN),
    ],
)
def test_registration(faking, told: dict[str, str], state: RegistrationState) -> None:
    link, _ = faking(GetNetworkInfo=told)
    assert GammuNetwork(link).registration().state is state


def test_F34_a_network_with_packets_only(faking) -> None:
    told = {"State": "NoNetwork", "PacketState": "HomeNetwork", "PacketLAC": "1A2B", "PacketCID": "01C3"}
    link, _ = faking(GetNetworkInfo=told)
    assert GammuNetwork(link).registration() == Registration(RegistrationState.HOME, "1A2B", "01C3")


@pytest.mark.parametrize(
    ("told", "signal"),
    [
        ({"SignalStrength": -73, "SignalPercent": 60, "BitErrorRate": -1}, Signal(-73, None)),
        ({"SignalStrength": -1, "SignalPercent": 100, "BitErrorRate": 3}, Signal(-51, 3)),
        ({"SignalStrength": -1, "SignalPercent": -1, "BitErrorRate": -1}, Signal(None, None)),
    ],
)
def test_signal(faking, told: dict[str, int], signal: Signal) -> None:
    link, _ = faking(GetSignalQuality=told)
    assert GammuNetwork(link).signal() == signal


def test_a_phone_that_can_not_tell(faking, fails) -> None:
    link, _ = faking(GetNetworkInfo=fails("ERR_NOTSUPPORTED"), GetSignalQuality=fails("ERR_NOTIMPLEMENTED"))
    network = GammuNetwork(link)
    assert (network.registration().state, network.signal(), network.operator()) == (
        RegistrationState.UNKNOWN,
        Signal(None),
        "",
    )


def test_an_operator_by_its_number(faking) -> None:
    link, _ = faking(GetNetworkInfo={"NetworkName": "", "NetworkCode": "262 01"})
    assert GammuNetwork(link).operator()


def test_the_sim_of_the_dummy(link: Link) -> None:
    sim = GammuSim(link)
    assert sim.state() is PinState.READY
    assert sim.identity() == SimIdentity(imsi="994299429942994")
    sim.unlock("1234")


@pytest.mark.parametrize(
    ("told", "state"),
    [("PIN", PinState.PIN), ("PUK", PinState.PUK), ("Phone", PinState.OTHER), (None, PinState.READY)],
)
def test_locks(faking, told: str | None, state: PinState) -> None:
    link, _ = faking(GetSecurityStatus=told)
    assert GammuSim(link).state() is state


@pytest.mark.parametrize(("name", "state"), [("ERR_NOSIM", PinState.ABSENT), ("ERR_NOTSUPPORTED", PinState.READY)])
def test_locks_that_are_not_told(faking, fails, name: str, state: PinState) -> None:
    link, _ = faking(GetSecurityStatus=fails(name), GetSIMIMSI=fails("ERR_SECURITYERROR"))
    assert GammuSim(link).state() is state
    assert GammuSim(link).identity() == SimIdentity()


def test_a_wrong_pin(faking, fails) -> None:
    link, machine = faking(EnterSecurityCode=fails("ERR_SECURITYERROR"), GetSecurityStatus=fails("ERR_UNKNOWN"))
    sim = GammuSim(link)
    with pytest.raises(CommandRefused):
        sim.unlock("0000")
    assert machine.asked == [("EnterSecurityCode", ("PIN", "0000"))]
    with pytest.raises(CommandRefused):
        sim.state()


def test_ussd_of_the_dummy(link: Link) -> None:
    ussd = GammuUssd(link, Clock())
    assert ussd.request("*101#", 10.0) == UssdReply(0, "Reply for *101#")
    ussd.cancel()


def test_a_reply_that_comes_later_and_others_are_kept(faking) -> None:
    link, machine = faking()
    call = ("Call", {"Status": "IncomingCall", "Number": "0170"})
    machine.ReadDevice = lambda _: link.heard.extend([call, ("USSD", {"Status": "ActionNeeded", "Text": "1 or 2"})])
    assert GammuUssd(link, Clock()).request("*101#", 10.0) == UssdReply(1, "1 or 2")
    assert link.heard == [call]


def test_no_reply(faking) -> None:
    link, machine = faking()
    clock = Clock()

    def silence(_: bool) -> None:
        clock.now += 4.0

    machine.ReadDevice = silence
    with pytest.raises(NoAnswer, match="10 s"):
        GammuUssd(link, clock).request("*101#", 10.0)


def test_F31_what_is_no_code_never_reaches_the_phone(faking) -> None:
    link, machine = faking()
    with pytest.raises(ValueError, match="USSD code"):
        GammuUssd(link, Clock()).request('*101#",15\r', 10.0)
    assert machine.asked == []


@pytest.mark.parametrize(("status", "number"), [("Terminated", 2), ("NotSupported", 4), ("Timeout", 5), ("Unknown", 4)])
def test_ussd_states(status: str, number: int) -> None:
    assert ussd_reply({"Status": status, "Text": ""}) == UssdReply(number, "")


def test_a_call(faking) -> None:
    link, machine = faking()
    calls = GammuCalls(link, Clock())
    ring = {"Status": "IncomingCall", "Number": "+491701234567"}
    assert calls.heard(ring) == (IncomingCall("+491701234567"),)
    assert calls.heard(ring) == ()
    calls.hang_up()
    assert machine.asked == [("CancelCall", (0, True))]
    assert calls.heard({"Status": "CallLocalEnd"}) == (CallEnded(),)
    assert calls.heard({"Status": "CallLocalEnd"}) == (Notice("call: CallLocalEnd"),)


def test_F22_a_call_that_stops_ringing(faking) -> None:
    clock = Clock()
    calls = GammuCalls(faking()[0], clock)
    calls.heard({"Status": "IncomingCall", "Number": None})
    clock.now = 9.0
    assert calls.expired() == ()
    clock.now = 10.0
    assert calls.expired() == (CallEnded(),)
    assert calls.expired() == ()
