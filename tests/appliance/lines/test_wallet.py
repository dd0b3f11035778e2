"""A SIM's balance: when it is asked for, and what is made of the answers."""

from __future__ import annotations

import math

import pytest

from appliance.domain import Line
from appliance.errors import NotReady
from appliance.lines.wallet import HOUR, SMS_WITHIN, USSD_LATE, Wallet
from appliance.spool import balances, events
from drivers.capabilities import UssdReply
from drivers.errors import Cause, CommandRefused, NoAnswer, PortLost, ProtocolError

SIM = "8901010000000010017"
BY_USSD = {"balance_ussd": "*100#"}
BY_SMS = {"balance_sms_to": "8080", "balance_sms_text": "BAL"}
DONE, WANTED, NOT_SUPPORTED = 0, 1, 4


class Owner:
    """Of a wallet, with a clock that is turned."""

    def __init__(self, home, modem, clock, settings) -> None:
        self.home, self.modem, self.clock = home, modem, clock
        self.line = Line("gsm1", **settings)
        self.wallet = Wallet(home, modem, self.line, SIM)

    def step(self, after: float = 0.0, carried: int = 0) -> None:
        self.clock.now += after
        self.wallet.step(carried)

    def settle(self) -> None:
        """No more pieces come."""
        self.step(self.home.surroundings.pieces_within)

    def message(self, sender: str, text: str) -> None:
        self.home.spool.write(lambda db: self.wallet.message(db, sender, text, self.clock.now))
        self.step()

    @property
    def balance(self) -> balances.Balance:
        return balances.of(self.home.spool.read(), SIM)

    def told(self) -> list[str]:
        return [event.kind for event in events.after(self.home.spool.read(), 0) if event.kind.startswith("sim.")]

    def queued(self) -> list[tuple[str, str, str, int]]:
        rows = "SELECT party, body, lane, bound FROM transmissions WHERE origin = 'balance'"
        return self.home.spool.read().execute(rows).fetchall()


@pytest.fixture
def owner(home, modem, clock):
    """owner(settings): of a line with these."""
    return lambda **settings: Owner(home, modem, clock, settings)


# --- when


def test_a_line_that_has_nothing_to_ask_with_asks_nothing(owner, modem):
    one = owner(balance_every_parts=1)
    one.step(carried=100)
    assert one.wallet.next_due == math.inf
    assert (modem.ussd.requested, one.queued()) == ([], [])


def test_it_is_asked_at_once_and_then_once_a_day(owner, modem, clock):
    one = owner(**BY_USSD)
    one.step()
    one.settle()
    assert modem.ussd.requested == ["*100#"]
    assert one.wallet.next_due == one.balance.asked_at + 24 * HOUR
    one.step(after=23 * HOUR)
    assert len(modem.ussd.requested) == 1
    one.step(after=HOUR)
    assert len(modem.ussd.requested) == 2


def test_a_restart_does_not_ask_again(owner, modem):
    one = owner(**BY_USSD)
    one.step()
    one.settle()
    again = owner(**BY_USSD)
    again.step()
    assert len(modem.ussd.requested) == 1
    assert again.wallet.next_due == one.wallet.next_due


def test_a_clock_that_was_wrong_puts_it_off_for_a_day_at_most(owner, modem, clock):
    one = owner(**BY_USSD)
    one.step()
    clock.now -= 365 * 24 * HOUR
    again = owner(**BY_USSD)
    assert again.wallet.next_due == clock.now + 24 * HOUR


def test_so_many_parts_ask_too(owner, modem):
    one = owner(**BY_USSD, balance_every_hours=0, balance_every_parts=10)
    one.step()
    one.step(carried=9)
    assert modem.ussd.requested == []
    one.step(carried=10)
    one.settle()
    one.step(carried=19)
    assert len(modem.ussd.requested) == 1
    one.step(carried=20)
    assert len(modem.ussd.requested) == 2


# --- by USSD


def test_the_amount_is_kept_and_told(owner, modem):
    one = owner(**BY_USSD, balance_pattern=r"is ([\d.]+)")
    one.step()
    assert one.balance.amount is None  # more of it may come
    one.settle()
    assert (one.balance.amount, one.balance.read_at, one.told()) == (5.0, one.clock.now, ["sim.balance"])


def test_an_answer_in_pieces_is_put_together(owner, modem):
    modem.ussd.script += [UssdReply(DONE, "Balance: 1")]
    one = owner(**BY_USSD, balance_pattern=r"Balance: ([\d.]+)")
    one.step()
    one.wallet.heard(UssdReply(DONE, "2.34 E"))
    one.wallet.heard(UssdReply(DONE, "UR"))
    one.settle()
    assert (one.balance.amount, one.told()) == (12.34, ["sim.balance"])


@pytest.mark.parametrize("first", [NoAnswer("no +CUSD"), UssdReply(DONE, ""), UssdReply(WANTED, "")])
def test_an_answer_that_comes_late_is_heard(owner, modem, first):
    modem.ussd.script += [first]
    one = owner(**BY_USSD)
    one.step()
    one.step(after=USSD_LATE - 1.0)
    one.wallet.heard(UssdReply(DONE, "Credit 7.50"))
    one.settle()
    assert one.balance.amount == 7.5


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (NoAnswer("no +CUSD"), r"no answer to '\*100#'"),
        (UssdReply(DONE, "Try later"), "no amount in the answer 'Try later'"),
        (UssdReply(NOT_SUPPORTED, ""), r"no text in the answer to \*100#, its status is 4"),
        (CommandRefused(Cause("CME", 30, "no network service")), "no network service"),
        (ProtocolError("odd"), "odd"),
    ],
)
def test_what_is_no_answer_is_shown_and_leaves_the_amount_that_was_known(owner, modem, said, why):
    modem.ussd.script += [UssdReply(DONE, "1.00"), said]
    one = owner(**BY_USSD)
    one.step()
    one.settle()
    asked = one.wallet.ask()
    one.step(after=USSD_LATE)
    with pytest.raises(NotReady, match=why):
        asked.result(0)
    assert one.balance.amount == 1.0
    assert one.balance.trouble
    assert one.wallet.next_due > one.clock.now


def test_a_menu_is_left_for_the_next_code_not_to_be_a_choice(owner, modem):
    modem.ussd.script += [UssdReply(WANTED, "Balance: 12.34 EUR\n1 Top up")]
    one = owner(**BY_USSD)
    one.step()
    one.settle()
    assert (modem.ussd.cancelled, one.balance.amount) == (1, 12.34)


def test_what_the_network_says_to_nobody_is_no_balance(owner, modem):
    one = owner(**BY_USSD)
    one.wallet.heard(UssdReply(DONE, "You won 1000.00"))
    assert one.wallet.next_due == 0.0
    assert one.balance.amount is None


def test_a_port_that_goes_is_not_taken_for_an_answer(owner, modem):
    modem.ussd.script += [PortLost("gone")]
    one = owner(**BY_USSD)
    with pytest.raises(PortLost):
        one.step()
    one.wallet.close()
    assert one.balance.asked_at == one.clock.now


# --- by SMS


def test_the_question_is_a_message_of_that_line_and_the_answer_one_from_that_number(owner):
    one = owner(**BY_SMS, balance_sms_from="Operator")
    one.step()
    assert one.queued() == [("8080", "BAL", "gsm1", 1)]
    one.message("8080", "Balance 9.00")
    assert one.balance.amount is None
    one.message("OPERATOR", "Please wait")
    one.message("OPERATOR", "Balance 3,50")
    assert (one.balance.amount, one.balance.read_at) == (3.5, one.clock.now)
    assert len(one.queued()) == 1


def test_without_a_sender_it_is_whom_it_was_sent_to(owner):
    one = owner(balance_sms_to="+498080", balance_sms_text="BAL")
    one.message("498080", "Balance 3.50")  # nobody asked, it is as good
    assert one.balance.amount == 3.5


def test_no_answer_in_an_hour_is_none(owner):
    one = owner(**BY_SMS)
    asked = one.wallet.ask()
    one.message("8080", "We are busy")
    one.step(after=SMS_WITHIN)
    with pytest.raises(NotReady, match="We are busy"):
        asked.result(0)
    one = owner(**BY_SMS)
    asked = one.wallet.ask()
    one.step(after=SMS_WITHIN)
    with pytest.raises(NotReady, match="no answer to 'BAL'"):
        asked.result(0)


# --- on demand


def test_who_asks_while_it_was_asked_hears_the_same_answer(owner, modem):
    one = owner(**BY_USSD, balance_every_hours=0)
    first, second = one.wallet.ask(), one.wallet.ask()
    one.settle()
    assert (first.result(0), second.result(0)) == (5.0, 5.0)
    assert len(modem.ussd.requested) == 1


def test_who_waits_when_the_line_stops_is_told(owner):
    one = owner(**BY_SMS)
    asked = one.wallet.ask()
    one.wallet.close()
    with pytest.raises(NotReady, match="stopped"):
        asked.result(0)


def test_that_it_fell_below_the_threshold_is_told_once(owner, modem):
    modem.ussd.script += [UssdReply(DONE, f"Credit {amount}") for amount in ("5.00", "4.99", "4.00")]
    one = owner(**BY_USSD, balance_below=5.0)
    for _ in range(3):
        one.wallet.ask()
        one.settle()
    assert one.told() == ["sim.balance", "sim.balance", "sim.balance_low", "sim.balance"]
