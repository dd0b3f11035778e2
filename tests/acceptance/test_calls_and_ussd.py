"""Calls are told of; the network's menus are asked through the box's own socket."""

from __future__ import annotations

import pytest

from appliance.box import CONTROL
from appliance.control import ask
from appliance.errors import Invalid


def test_a_call_is_told_of_and_sending_goes_on(world) -> None:
    world.box()
    world.ask("call", modem="gsm0", number="+15550002000")
    assert world.await_event("call.incoming").data == {"number": "+15550002000"}
    world.await_standing(world.send(text="meanwhile"), "sent")
    world.ask("hangup", modem="gsm0")
    world.await_event("call.ended")


def test_ussd_over_the_control_socket(world) -> None:
    world.box()
    answer = ask(world.data / CONTROL, "ussd", line="gsm1", code="*100#")
    assert answer.splitlines()[0] == "Balance: 12.34 EUR"
    assert ask(world.data / CONTROL, "ussd", line="gsm1", code="2") == "Tariff: Simple, 0.05 EUR per message"
    world.await_standing(world.send(), "sent")


@pytest.mark.parametrize(("line", "code"), [("gsm9", "*100#"), ("gsm1", "*100#\r"), ("gsm1", '"'), ("gsm1", "")])
def test_ussd_that_can_t_be_asked(world, line: str, code: str) -> None:
    world.box()
    with pytest.raises(Invalid):
        ask(world.data / CONTROL, "ussd", line=line, code=code)
    world.await_standing(world.send(), "sent")


def test_the_network_speaks_first(world) -> None:
    world.box()
    world.ask("ussd", modem="gsm0", menu="Your credit is low")
    assert world.await_event("ussd.received").data["text"] == "Your credit is low"
