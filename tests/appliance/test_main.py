"""The whole command line: its help, its statuses, and that what README says can be typed."""

from __future__ import annotations

import argparse
import io
import logging
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance import __main__ as command_line
from appliance.__main__ import main, parser
from appliance.errors import NotReady
from appliance.office.advice import BOX, LINE
from appliance.office.findings import Facts, LineFacts

ROOT = Path(__file__).parents[2]


def parsers(top: argparse.ArgumentParser, name: str = "modembox") -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Every command and every verb of it, by its words."""
    yield name, top
    for action in top._actions:
        if isinstance(action, argparse._SubParsersAction):
            for verb, below in action.choices.items():
                yield from parsers(below, f"{name} {verb}")


EVERY = dict(parsers(parser()))


def verbs_of(top: argparse.ArgumentParser) -> list[argparse.Action]:
    """The choices of a command, each with its help."""
    nested = [action for action in top._actions if isinstance(action, argparse._SubParsersAction)]
    return [choice for action in nested for choice in action._choices_actions]


@pytest.mark.parametrize("name", EVERY)
def test_every_command_says_what_it_is_for(name):
    for choice in verbs_of(EVERY[name]):
        assert choice.help, f"{name} {choice.dest}"


@pytest.mark.parametrize("name", EVERY)
def test_every_argument_says_what_it_takes(name):
    for action in EVERY[name]._actions:
        assert action.help or isinstance(action, argparse._SubParsersAction), f"{name}: {action.dest}"


@pytest.mark.parametrize("name", [name for name in EVERY if name.count(" ") == 1])
def test_every_command_of_the_first_rank_describes_itself(name):
    assert EVERY[name].description


@pytest.mark.parametrize("name", EVERY)
def test_help_can_be_had(name, capsys):
    with pytest.raises(SystemExit) as end:
        main([*name.split()[1:], "--help"])
    assert end.value.code == 0
    assert capsys.readouterr().out.startswith(f"usage: {name}")


def told_in(text: str) -> Iterator[str]:
    """The `modembox` commands in a page: in its blocks of code, and between backticks."""
    block = False
    for line in text.splitlines():
        block ^= line.startswith("```")
        told = [line] if block or line.startswith("    ") else re.findall("`([^`]+)`", line)
        yield from (each.strip() for each in told if re.match(r"\s*(?:\S*/)?modembox ", each))


def advised() -> Iterator[str]:
    """The commands in what `modembox doctor` advises."""
    facts, line = Facts("/var/lib/modembox", running=True, now=0.0), LineFacts("gsm1", "ready")
    for row in BOX:
        yield from told_in(row.finding(facts).advice)
    for each in LINE:
        yield from told_in(each.finding(line).advice)


PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
TOLD = sorted({*(command for page in PAGES for command in told_in(page.read_text())), *advised()})

# What a page writes in place of what is to be typed there.
STANDS_FOR = {"NUMBER": "+15550002000", "TEXT": "hi", "COMMAND": "run", "ID": "1", "LINE": "gsm1"}


def test_the_pages_tell_of_commands():
    assert len(TOLD) > 10


@pytest.mark.parametrize("command", TOLD)
def test_what_the_pages_tell_can_be_typed(command):
    words = [STANDS_FOR.get(word, word) for word in shlex.split(command, comments=True)[1:]]
    prefix_only = any(words == name.split()[1:] for name in EVERY)
    try:
        parser().parse_args(words)
    except SystemExit as end:
        assert prefix_only or end.code == 0, command


# --- statuses


@pytest.fixture
def doing(monkeypatch):
    """doing(action): `modembox do` does that."""

    def replace(action) -> None:
        def add(to: argparse.ArgumentParser) -> None:
            to.set_defaults(action=action)

        monkeypatch.setattr(command_line, "_COMMANDS", (("do", "do it", add),))

    return replace


def failing(error: BaseException):
    def action(arguments: argparse.Namespace) -> int:
        raise error

    return action


def test_a_command_that_did_it(doing):
    doing(lambda arguments: 0)
    assert main(["do"]) == 0


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (NotReady("no line offers sms"), 1, "modembox: no line offers sms\n"),
        (PermissionError(13, "Permission denied", "/x"), 1, "modembox: [Errno 13] Permission denied: '/x'\n"),
        (NotReady("\x1b[31mred"), 1, "modembox: \\x1b[31mred\n"),
        (KeyboardInterrupt(), 130, ""),
        (EOFError(), 130, ""),
    ],
)
def test_a_command_that_did_not(doing, capsys, error, status, said):
    doing(failing(error))
    assert main(["do"]) == status
    assert capsys.readouterr().err == said


@pytest.mark.parametrize("arguments", [[], ["dance"], ["spool", "show"], ["spool", "show", "x"], ["send", "+49"]])
def test_what_is_no_command(arguments, capsys):
    with pytest.raises(SystemExit) as end:
        main(arguments)
    assert end.value.code == 2
    assert "usage: modembox" in capsys.readouterr().err


def test_the_version(capsys):
    with pytest.raises(SystemExit) as end:
        main(["--version"])
    assert end.value.code == 0
    assert re.fullmatch(r"modembox \d+\.\d+\.\d+\n", capsys.readouterr().out)


@pytest.mark.parametrize(
    ("flags", "level"), [([], "WARNING"), (["-v"], "INFO"), (["-vv"], "DEBUG"), (["-vvv"], "DEBUG")]
)
def test_how_much_is_logged(doing, monkeypatch, flags, level):
    chosen: list[int] = []
    monkeypatch.setattr(logging, "basicConfig", lambda **given: chosen.append(given["level"]))
    doing(lambda arguments: 0)
    main([*flags, "do"])
    assert chosen == [getattr(logging, level)]


def test_a_letter_that_the_terminal_lacks_is_shown_by_its_number(doing, monkeypatch):
    octets = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(octets, encoding="ascii"))
    doing(lambda arguments: print("Grüße") or 0)
    assert main(["do"]) == 0
    assert octets.getvalue() == b"Gr\\xfc\\xdfe\n"


def test_a_reader_that_goes_away_is_no_traceback(tmp_path):
    """`modembox --help | head -0`"""
    reading, writing = os.pipe()
    os.close(reading)
    program = (
        "import sys; from appliance import __main__ as modembox;"
        "say = lambda to: to.set_defaults(action=lambda _: print('x') or 0);"
        "modembox._COMMANDS = (('do', 'do it', say),); sys.exit(modembox.main(['do']))"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (1, "")
