"""Procedures as tables."""

from __future__ import annotations

import pytest

from drivers.at.chat import Chat
from drivers.at.script import Step, run_script
from drivers.at.syntax import Command
from drivers.errors import CommandRefused, NoAnswer
from drivers.replay import ReplayPort

AT = Command("AT")
CGSN = Command("AT+CGSN", bare=True)
GSN = Command("AT+GSN", bare=True)


def play(text: str, *steps: Step) -> dict[str, str]:
    port = ReplayPort.of(text)
    responses = run_script(Chat(port, clock=port.clock), steps)
    port.assert_done()
    return {name: response.text() if response.lines else "" for name, response in responses.items()}


def test_steps_run_in_turn_and_their_answers_are_kept() -> None:
    assert play("> AT\n< OK\n> AT+CGSN\n< 8600\n< OK", Step(AT), Step(CGSN)) == {"AT": "", "AT+CGSN": "8600"}


def test_what_is_refused_is_tried_another_way() -> None:
    text = "> AT+CGSN\n< ERROR\n> AT+GSN\n< 8600\n< OK"
    assert play(text, Step(CGSN, on_error=(GSN,))) == {"AT+CGSN": "8600"}


def test_a_refusal_ends_the_procedure_only_where_the_step_is_required() -> None:
    refusals = "> AT+CGSN\n< ERROR\n> AT+GSN\n< +CME ERROR: 3"
    assert play(f"{refusals}\n> AT\n< OK", Step(CGSN, required=False, on_error=(GSN,)), Step(AT)) == {"AT": ""}
    with pytest.raises(CommandRefused) as refused:
        play(f"{refusals}", Step(CGSN, on_error=(GSN,)), Step(AT))
    assert refused.value.cause.code == 3


def test_F07_a_modem_that_does_not_answer_is_asked_again_as_often_as_the_step_says() -> None:
    assert play("> AT\n! silence\n> AT\n! silence\n> AT\n< OK", Step(AT, attempts=3)) == {"AT": ""}
    with pytest.raises(NoAnswer):
        play("> AT\n! silence\n> AT\n! silence", Step(AT, attempts=2))
