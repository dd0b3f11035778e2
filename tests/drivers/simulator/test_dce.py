"""The command interpreter: echo, results, prompts, unsolicited lines, and any chunking of the input."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.simulator.answers import Later, Never, Prompt, cme, info
from drivers.simulator.commandline import Command
from drivers.simulator.dce import Dce


class Bench:
    def __init__(self, clock):
        self.sent = b""
        self.typed = []
        commands = {
            "+INFO": Command(execute=lambda: info("one", "two")),
            "+BAD": Command(set=self._refuse),
            "+ASK": Command(execute=lambda: Prompt(self._typed)),
            "+LINES": Command(execute=lambda: Prompt(self._typed, each_line=True)),
            "+SLOW": Command(execute=lambda: Later(4.0, lambda: info("slow"))),
            "+GONE": Command(execute=Never),
        }
        self.dce = Dce(
            clock=clock,
            send=self._send,
            commands=commands,
            basics={"I": lambda value: info(f"ident{value}")},
            describe=lambda refusal: f"+{refusal.domain} ERROR: {refusal.code}",
        )

    def say(self, text):
        self.dce.feed(text.encode("latin-1"))
        return self.look()

    def look(self):
        sent, self.sent = self.sent, b""
        return sent.decode("latin-1")

    def _send(self, data):
        self.sent += data

    def _refuse(self, values):
        raise cme(50)

    def _typed(self, text):
        self.typed.append(text)
        return info("taken")


@pytest.fixture
def bench(clock):
    return Bench(clock)


def quiet(bench):
    bench.say("ATE0\r")
    return bench


def test_commands_are_echoed_until_ATE0(bench):
    assert bench.say("AT\r") == "AT\r\r\nOK\r\n"
    assert bench.say("ATE0\r") == "ATE0\r\r\nOK\r\n"
    assert bench.say("AT\r") == "\r\nOK\r\n"


def test_echo_comes_as_the_characters_do(bench):
    assert bench.say("A") == "A"
    assert bench.say("T") == "T"
    assert bench.say("\r") == "\r\r\nOK\r\n"


def test_several_commands_give_all_their_text_and_one_result(bench):
    assert quiet(bench).say("ATI3;+INFO\r") == "\r\nident3\r\none\r\ntwo\r\n\r\nOK\r\n"


def test_the_first_error_ends_a_line(bench):
    assert quiet(bench).say("ATI;+BAD=1;+INFO\r") == "\r\nident\r\n\r\n+CME ERROR: 50\r\n"


@pytest.mark.parametrize("line", ["AT+NONE", "AT+INFO=1", "AT+INFO?", "AT@", "ATE7", "ATS99=1", "ATS0=256", "ATB"])
def test_what_is_not_known_is_an_error(bench, line):
    answer = quiet(bench).say(f"{line}\r")
    assert answer in ("\r\nERROR\r\n", "\r\n+V250 ERROR: 0\r\n")


def test_results_in_numbers(bench):
    quiet(bench).say("ATV0\r")
    assert bench.say("AT\r") == "0\r"
    assert bench.say("AT+INFO\r") == "one\r\ntwo\r\n0\r"


def test_results_suppressed_leave_the_text(bench):
    quiet(bench).say("ATQ1\r")
    assert bench.say("AT+INFO\r") == "\r\none\r\ntwo\r\n"


def test_registers_set_the_line_end(bench):
    assert quiet(bench).say("ATS3?\r") == "\r\n013\r\n\r\nOK\r\n"
    assert bench.say("ATS4=33\r") == "\r!OK\r!"


def test_repeat_needs_no_carriage_return(bench):
    quiet(bench).say("ATI2\r")
    assert bench.say("A/") == "\r\nident2\r\n\r\nOK\r\n"


def test_backspace_edits(bench):
    assert quiet(bench).say("ATI33\x08\r") == "\r\nident3\r\n\r\nOK\r\n"


def test_line_feeds_escapes_and_garbage_before_AT_are_dropped(bench):
    assert quiet(bench).say("\n\x1b\x00zzAT\r\nAT\r\n") == "\r\nOK\r\n\r\nOK\r\n"


def test_a_line_without_end_is_an_error(bench):
    assert quiet(bench).say("AT" + "x" * 3000).endswith("ERROR\r\n")
    assert bench.say("AT\r") == "\r\nOK\r\n"


def test_text_without_end_is_an_error(bench):
    quiet(bench).say("AT+ASK\r")
    assert bench.say("x" * 70_000) == "\r\nERROR\r\n"
    assert bench.say("AT\r") == "\r\nOK\r\n"


def test_prompt_text_and_answer(bench):
    assert quiet(bench).say("AT+ASK\r") == "\r\n> "
    assert bench.say("hello\x1a") == "\r\ntaken\r\n\r\nOK\r\n"
    assert bench.typed == ["hello"]


def test_escape_cancels_the_prompt(bench):
    quiet(bench).say("AT+ASK\r")
    assert bench.say("hel\x1b") == "\r\nOK\r\n"
    assert bench.typed == []


def test_each_line_of_text_is_prompted(bench):
    bench.say("AT+LINES\r")
    assert bench.say("a\rb\x1a") == "a\r\r\n> b\r\ntaken\r\n\r\nOK\r\n"
    assert bench.typed == ["a\rb"]


def test_commands_wait_for_a_slow_one(bench, clock):
    quiet(bench).say("AT+SLOW\rATI1\r")
    assert bench.look() == ""
    clock.advance(4)
    assert bench.look() == "\r\nslow\r\n\r\nOK\r\n\r\nident1\r\n\r\nOK\r\n"


def test_a_command_that_never_answers_leaves_the_modem_usable(bench):
    assert quiet(bench).say("AT+GONE\r") == ""
    assert bench.say("AT\r") == "\r\nOK\r\n"


def test_unsolicited_lines_go_out_at_once_when_idle(bench):
    bench.dce.unsolicited("RING")
    assert bench.look() == "\r\nRING\r\n"


def test_unsolicited_lines_wait_for_the_end_of_a_command(bench, clock):
    quiet(bench).say("AT+SLOW\r")
    bench.dce.unsolicited("RING")
    assert bench.look() == ""
    clock.advance(4)
    assert bench.look() == "\r\nslow\r\n\r\nOK\r\n\r\nRING\r\n"


def test_unsolicited_lines_wait_for_the_end_of_text(bench):
    quiet(bench).say("AT+ASK\r")
    bench.dce.unsolicited("RING")
    assert bench.look() == ""
    assert bench.say("x\x1a") == "\r\ntaken\r\n\r\nOK\r\n\r\nRING\r\n"


def test_restart_forgets_everything(bench):
    quiet(bench).say("AT+ASK\r")
    bench.dce.restart()
    assert bench.say("AT\r") == "AT\r\r\nOK\r\n"


lines = st.sampled_from(
    [
        "AT\r",
        "ATI1\r\n",
        "A/",
        "AT+ASK\rsome text\x1a",
        "AT+LINES\ra\rb\x1a",
        "AT+ASK\rx\x1b",
        "zz",
        "AT+INFO;I\r",
        "ATE0\r",
    ]
)


@settings(max_examples=60, deadline=None)
@given(script=st.lists(lines, max_size=8), data=st.data())
def test_chunking_never_changes_what_comes_back(script, data):
    stream = "".join(script)
    whole, pieces = Bench(None), Bench(None)
    expected = whole.say(stream)
    at, got = 0, ""
    while at < len(stream):
        size = data.draw(st.integers(1, 7))
        got += pieces.say(stream[at : at + size])
        at += size
    assert got == expected
    assert pieces.typed == whole.typed
