"""A PIN is tried once in its life unless a person sets another."""

from __future__ import annotations

import logging

import pytest

from appliance.domain import Line
from appliance.lines.simcard import SimCard, digest, seen
from appliance.spool import sims
from drivers.capabilities import PinState
from drivers.errors import Cause, CommandRefused, ModemError, NoAnswer

KEY, PIN = "8901010000000010017", "4711"


class LastTry(ModemError):
    """The SIM has only one PIN try left."""


@pytest.fixture
def sim(modem):
    modem.sim.now, modem.sim.pin = PinState.PIN, PIN
    return modem.sim


@pytest.fixture
def card(spool, sim):
    """card(pin): the SIM card of a line with that PIN."""
    return lambda pin=PIN, key=KEY: SimCard(spool, sim, Line("gsm1", pin=pin), key)


def test_the_right_pin_unlocks_it(card, sim, spool):
    one = card()
    assert one.make_ready() is PinState.READY
    assert one.unlocked
    assert sims.refused_pin(spool.read(), KEY) == ""


def test_it_unlocks_it_again_after_the_next_start(card, sim):
    card().make_ready()
    sim.now = PinState.PIN
    assert card().make_ready() is PinState.READY
    assert sim.tried == [PIN, PIN]


@pytest.mark.parametrize("state", [PinState.READY, PinState.PUK, PinState.ABSENT, PinState.PIN2, PinState.OTHER])
def test_a_sim_that_asks_for_none_is_given_none(card, sim, state):
    sim.now = state
    one = card()
    assert one.make_ready() is state
    assert not one.unlocked
    assert sim.tried == []


def test_without_a_pin_nothing_is_tried(card, sim):
    assert card("").make_ready() is PinState.PIN
    assert sim.tried == []


def test_a_wrong_pin_is_tried_once(card, sim):
    for _ in range(3):
        one = card("0000")
        assert one.make_ready() is PinState.PIN
        assert one.refusal
    assert sim.tried == ["0000"]


def test_another_pin_is_tried(card, sim):
    card("0000").make_ready()
    assert card().make_ready() is PinState.READY


def test_a_pin_taken_out_and_set_again_is_a_persons_word(card, sim):
    card("0000").make_ready()
    card("").make_ready()
    card("0000").make_ready()
    assert sim.tried == ["0000", "0000"]


def test_another_sim_is_tried(card, sim):
    card("0000").make_ready()
    card("0000", key="another").make_ready()
    assert sim.tried == ["0000", "0000"]


def test_the_try_is_on_disk_before_it_is_made(card, sim, spool):
    seen_at: list[str] = []
    unlock = sim.unlock

    def unlocking(pin: str) -> None:
        seen_at.append(sims.refused_pin(spool.read(), KEY))
        unlock(pin)

    sim.unlock = unlocking
    card().make_ready()
    assert seen_at == [digest(KEY, PIN)]


def test_a_modem_that_gave_no_answer_may_have_tried_it(card, sim):
    sim.error = NoAnswer("AT+CPIN")
    with pytest.raises(NoAnswer):
        card().make_ready()
    sim.error = None
    assert card().make_ready() is PinState.PIN
    assert len(sim.tried) == 1


def test_a_sim_that_was_busy_did_not(card, sim):
    sim.error = CommandRefused(Cause("CME", 14, "SIM busy"))
    with pytest.raises(CommandRefused):
        card().make_ready()
    sim.error = None
    assert card().make_ready() is PinState.READY


def test_a_full_disk_tries_nothing(card, sim, full):
    full()
    with pytest.raises(Exception, match="full"):
        card().make_ready()
    assert sim.tried == []


def test_the_last_try_is_left_to_a_person(card, sim):
    sim.error = LastTry()
    one = card()
    assert one.make_ready() is PinState.PIN
    assert "one PIN try left" in seen("gsm3", PinState.PIN, one.refusal)[1]


def test_the_pin_itself_is_nowhere(card, sim, spool, caplog):
    with caplog.at_level(logging.DEBUG):
        card("0815").make_ready()
    assert "0815" not in caplog.text
    assert "0815" not in str(spool.read().execute("SELECT * FROM sims").fetchall())


@pytest.mark.parametrize(
    ("state", "refusal", "word", "advice"),
    [
        (PinState.PIN, "", "pin", "`modembox lines set gsm3 pin=...`"),
        (PinState.PIN, "incorrect password", "pin", "does not unlock the SIM: incorrect password"),
        (PinState.PUK, "", "puk", "PUK"),
        (PinState.ABSENT, "", "sim_absent", "no SIM"),
        (PinState.OTHER, "", "failed", "OTHER"),
    ],
)
def test_what_people_see(state, refusal, word, advice):
    shown, detail = seen("gsm3", state, refusal)
    assert shown == word
    assert advice in detail
