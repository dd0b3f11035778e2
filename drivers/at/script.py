"""Procedures as tables: probe and init."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from drivers.at.chat import Chat, Response
from drivers.at.syntax import Command
from drivers.errors import CommandRefused, NoAnswer


@dataclass(frozen=True, slots=True)
class Step:
    """One command of a procedure, with what to do where the modem will not have it.

    `on_error`: commands to try in its place, in turn. `required`: that all of them are refused ends the procedure.
    `attempts`: how often to ask a modem that does not answer (it may still be finding our speed).
    """

    command: Command
    timeout: float = 5.0
    required: bool = True
    on_error: tuple[Command, ...] = ()
    attempts: int = 1


def run_script(chat: Chat, steps: Iterable[Step]) -> dict[str, Response]:
    """Run the steps in turn; the responses by the text of each step's own command, without those that were refused.

    Raises CommandRefused for a required step, NoAnswer and PortLost for any.
    """
    responses: dict[str, Response] = {}
    for step in steps:
        try:
            responses[step.command.text] = _run(chat, step)
        except CommandRefused:
            if step.required:
                raise
    return responses


def _run(chat: Chat, step: Step) -> Response:
    *others, last = (step.command, *step.on_error)
    for command in others:
        try:
            return _ask(chat, command, step)
        except CommandRefused:
            continue
    return _ask(chat, last, step)


def _ask(chat: Chat, command: Command, step: Step) -> Response:
    for _ in range(step.attempts - 1):
        try:
            return chat.run(command, step.timeout)
        except NoAnswer:
            continue
    return chat.run(command, step.timeout)
