"""The box knows what its SIMs have to pay with: by USSD, by SMS, when it is due and when somebody asks."""

from __future__ import annotations

import dataclasses

import pytest

from appliance.box import CONTROL
from appliance.control import ask
from appliance.errors import Invalid
from appliance.spool.listing import Page
from drivers.families.generic import QUIRKS

DAY = 86_400.0
OPERATOR = "+15558080"


@pytest.fixture
def paying(world):
    """A world that does not wait long for the rest of an answer."""
    world.given_that(pieces_within=0.1)
    return world


def test_a_balance_is_read_every_day_and_told_once_when_it_is_low(paying) -> None:
    paying.line(1, balance_ussd="*100#", balance_below=20)
    paying.box()
    told = paying.await_event("sim.balance", line="gsm1").data
    assert told["amount"] == 12.34
    assert paying.await_event("sim.balance_low", line="gsm1").data["below"] == 20
    paying.await_standing(paying.send(), "sent")
    paying.turn(DAY)
    assert paying.await_event("sim.balance", count=2).data == told  # the menu was left: *100# is no choice in it
    assert len(paying.events("sim.balance_low")) == 1


@pytest.mark.parametrize(
    ("name", "options", "more"),
    [("F18.parts", {"size": 11}, 3), ("F18.release", {}, 1), ("F18.parts", {"size": 30}, 1)],
)
def test_a_balance_is_read_when_all_pieces_of_the_answer_came(world, name, options, more) -> None:
    world.given_that(pieces_within=60.0)
    world.line(1, balance_ussd="*100#", balance_pattern=r"Balance: (\S+)")
    world.fault(name, **options)
    world.box()
    world.await_event("ussd.received", count=more)
    assert world.events("sim.balance") == []
    world.turn(60)
    assert world.await_event("sim.balance").data["amount"] == 12.34


@pytest.mark.parametrize(("name", "options"), [("F18.empty", {"seconds": 0.3}), ("F18", {"form": "ucs2"})])
def test_a_balance_is_read_in_whatever_shape_it_comes(paying, name: str, options: dict[str, object]) -> None:
    paying.quirks = dataclasses.replace(QUIRKS, ussd_grace=0.0)
    paying.line(1, balance_ussd="*100#", balance_pattern=r"Balance: (\S+) EUR")
    paying.fault(name, **options)
    paying.box()
    assert paying.await_event("sim.balance").data["amount"] == 12.34


def test_a_balance_is_asked_for_by_sms_and_the_answer_is_a_message_too(paying) -> None:
    paying.line(1, balance_sms_to=OPERATOR, balance_sms_text="BAL?", balance_pattern=r"Ihr Guthaben: (\S+) Euro")
    paying.box()
    (question,) = paying.await_air(destination=OPERATOR)
    assert question["text"] == "BAL?"
    answer = "Lieber Kunde. Ihr Guthaben: 3,50 Euro. " + "Laden Sie auf. " * 20  # comes in parts
    paying.ask("sms", modem="gsm0", number=OPERATOR, text=answer)
    assert paying.await_event("sim.balance", line="gsm1").data["amount"] == 3.5
    assert paying.texts() == [answer]


def test_who_asks_is_told(paying) -> None:
    paying.line(1, balance_ussd="*100#", balance_every_hours=0)
    paying.box()
    assert paying.events("sim.balance") == []
    assert ask(paying.data / CONTROL, "balance", line="gsm1") == 12.34
    paying.ask("ussd", modem="gsm0", code="*100#", menu="Try again later")
    with pytest.raises(Invalid, match="no amount in the answer 'Try again later'"):
        ask(paying.data / CONTROL, "balance", line="gsm1")
    (line,) = paying.running.office.lines.find(paying.admin, (), Page()).rows
    assert (line.balance.amount, bool(line.balance.trouble)) == (12.34, True)


def test_a_line_that_can_t_be_asked_says_why(paying) -> None:
    paying.box()
    with pytest.raises(Invalid, match="no balance_ussd"):
        ask(paying.data / CONTROL, "balance", line="gsm1")
    with pytest.raises(Invalid, match="gsm9"):
        ask(paying.data / CONTROL, "balance", line="gsm9")


def test_so_many_parts_ask_for_the_balance(paying) -> None:
    paying.line(1, balance_ussd="*100#", balance_every_hours=0, balance_every_parts=3)
    paying.box()
    for number in range(3):
        assert paying.events("sim.balance") == []
        paying.await_standing(paying.send(text=f"number {number}"), "sent")
    paying.await_event("sim.balance")
