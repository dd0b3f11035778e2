"""The DCE's side of V.250: lines in, information text and result codes out. Bytes and time come from outside."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Mapping, Sequence

from drivers.simulator.answers import OK, Awaited, Later, Never, Outcome, Prompt, Refusal, Reply, error
from drivers.simulator.commandline import Command, Parsed, parameters, parse
from drivers.simulator.loop import Clock, Timer
from drivers.simulator.manners import STANDARD_PROMPT, GoodManners, Manners
from drivers.simulator.settings import Basic, Settings

CTRL_Z, ESC = "\x1a", "\x1b"
LONGEST_LINE, LONGEST_TEXT = 2048, 65536
_PREFIX = re.compile("[Aa]")
_AGAIN = "\r" + STANDARD_PROMPT


class Dce:
    """One command interpreter.

    `send` takes bytes for the DTE, `describe` words a Refusal (CMEE), `permit` raises one where a command can't be now.
    """

    def __init__(
        self,
        *,
        clock: Clock,
        send: Callable[[bytes], None],
        commands: Mapping[str, Command],
        basics: Mapping[str, Basic],
        describe: Callable[[Refusal], str],
        permit: Callable[[Command], None] = lambda command: None,
        manners: Manners | None = None,
    ) -> None:
        self._clock = clock
        self._send = send
        self._commands = commands
        self.settings = Settings()
        self._basics: dict[str, Basic] = {**self.settings.basics(), **basics}
        self._describe = describe
        self._permit = permit
        self._manners: Manners = manners or GoodManners()
        self._input = ""
        self._echoed = 0
        self._output: list[str] = []
        self._waiting: deque[Parsed] = deque()
        self._lines: list[str] = []
        self._held: list[str] = []
        self._prompt: Prompt | None = None
        self._busy = False
        self._timers: list[Timer] = []
        self._last = ""

    def restart(self) -> None:
        """As after power on: forget what was typed, asked and held."""
        self._drop_timers()
        self._input, self._echoed, self._prompt, self._busy = "", 0, None, False
        self._waiting.clear()
        self._lines.clear()
        self._held.clear()
        self._output.clear()
        self.settings.reset()

    @property
    def idle(self) -> bool:
        """True where an unsolicited line may go out at once."""
        return not self._busy and self._prompt is None

    def feed(self, data: bytes) -> None:
        """Bytes from the DTE."""
        self._input += data.decode("latin-1")
        self._consume()
        self._flush()

    def unsolicited(self, *lines: str, at_once: bool = False) -> None:
        """Send an unsolicited result code; while a command runs it waits, unless `at_once`."""
        if self.idle or at_once:
            self._emit_info(lines)
            self._flush()
        else:
            self._held.append("\r\n".join(lines))

    def complete(self, outcome: Outcome) -> None:
        """The outcome of the command whose own was Awaited."""
        self._settle(outcome)
        self._consume()
        self._flush()

    def intermediate(self, result: str) -> None:
        """Send a result code that does not end the command (V.250 5.7.1)."""
        self._emit_final(result)
        self._flush()

    def ask(self, prompt: Prompt) -> None:
        """Fall into text entry by itself."""
        self._prompt = prompt

    # Input

    def _consume(self) -> None:
        while self._input and not self._busy:
            taken = self._take_line() if self._prompt is None else self._take_text(self._prompt)
            if not taken:
                return

    def _take_line(self) -> bool:
        """Take a whole command line, or `A/`, which needs no CR (V.250 5.2.4); False where none is there yet."""
        self._skip_to_prefix()
        if self._input[:2] in ("A/", "a/"):
            self._echo_typed(2)
            self._run_line(self._last)
            return True
        end = self._input.find(chr(self.settings.registers[3]))
        if end < 0:
            return self._take_partial()
        line = self._input[:end]
        self._echo_typed(end + 1)
        self._take_command_line(self._edited(line))
        return True

    def _skip_to_prefix(self) -> None:
        """Drop what can't start a command line (V.250 5.2.1)."""
        if self._input[0] not in "Aa":
            found = _PREFIX.search(self._input)
            self._echo_typed(found.start() if found else len(self._input))

    def _echo_typed(self, count: int) -> None:
        """Take `count` characters off the input, echoed."""
        if self.settings.echo:
            self._output.append(self._input[self._echoed : count])
        self._input, self._echoed = self._input[count:], 0

    def _take_partial(self) -> bool:
        if self.settings.echo:
            self._output.append(self._input[self._echoed :])
        self._echoed = len(self._input)
        if self._echoed > LONGEST_LINE:
            self._input, self._echoed = "", 0
            self._emit_final("ERROR")
        return False

    def _edited(self, line: str) -> str:
        erase = chr(self.settings.registers[5])
        if erase not in line:
            return line
        kept: list[str] = []
        for char in line:
            if char != erase:
                kept.append(char)
            elif kept:
                kept.pop()
        return "".join(kept)

    def _take_command_line(self, line: str) -> None:
        start = line.upper().find("AT")
        if start >= 0:
            self._last = line[start + 2 :]
            self._run_line(self._last)

    def _take_text(self, prompt: Prompt) -> bool:
        ends = [at for at in (self._input.find(CTRL_Z), self._input.find(ESC)) if at >= 0]
        if not ends:
            self._echo_text(self._input, prompt)
            self._echoed = len(self._input)
            if self._echoed > LONGEST_TEXT:
                self._input, self._echoed, self._prompt = "", 0, None
                self._emit_final("ERROR")
            return False
        end = min(ends)
        text, ender = self._input[:end], self._input[end]
        self._echo_text(text, prompt)
        self._input, self._echoed, self._prompt = self._input[end + 1 :], 0, None
        self._drop_timers()
        self._busy = True
        self._settle(OK if ender == ESC else self._called(lambda: prompt.take(text)))
        return True

    def _echo_text(self, text: str, prompt: Prompt) -> None:
        fresh = text[self._echoed :]
        if prompt.each_line:
            fresh = _AGAIN.join(fresh.split("\r")) if self.settings.echo else fresh.count("\r") * STANDARD_PROMPT
            self._output.append(fresh)
        elif self.settings.echo:
            self._output.append(fresh)

    # Commands

    def _run_line(self, body: str) -> None:
        if not self._manners.hears(body):
            return
        try:
            self._waiting.extend(parse(body))
        except Refusal as refusal:
            self._emit_final(self._describe(refusal))
            return
        self._busy = True
        self._settle(OK)

    def _settle(self, outcome: Outcome) -> None:
        """Act on an outcome, and on those of the rest of the line while each is OK."""
        while isinstance(outcome, Reply):
            self._lines.extend(outcome.lines)
            if outcome.final != "OK" or not self._waiting:
                self._finish(outcome.final)
                return
            command = self._waiting.popleft()
            outcome = self._called(lambda command=command: self._execute(command))  # type: ignore[misc]
        self._suspend(outcome)

    def _suspend(self, outcome: Prompt | Later | Never | Awaited) -> None:
        if isinstance(outcome, Awaited):
            return
        if isinstance(outcome, Prompt):
            self._prompt, self._busy = outcome, False
            self._show_prompt()
        elif isinstance(outcome, Later):
            self._timers.append(self._clock.later(outcome.seconds, lambda: self._resume(outcome.then)))
        else:
            self._waiting.clear()
            self._lines.clear()
            self._busy = False
            self._release()

    def _resume(self, then: Callable[[], Outcome]) -> None:
        self._timers.clear()
        self._settle(self._called(then))
        self._consume()
        self._flush()

    def _called(self, call: Callable[[], Outcome]) -> Outcome:
        try:
            return call()
        except Refusal as refusal:
            return Reply((), self._describe(refusal))

    def _execute(self, command: Parsed) -> Outcome:
        if command.name[0].isalpha() or command.name[0] == "&":
            return self._basic(command)
        entry = self._commands.get(command.name)
        if entry is None:
            raise error()
        self._permit(entry)
        if command.form == "set":
            if entry.set is None:
                raise error()
            return entry.set(parameters(command.text))
        if command.form == "test" and entry.test is None and entry.set is not None:
            return OK
        form: Callable[[], Outcome] | None = getattr(entry, command.form)
        if form is None:
            raise error()
        return form()

    def _basic(self, command: Parsed) -> Outcome:
        if command.name[0] == "S" and command.form != "execute":
            return self.settings.register(command)
        basic = self._basics.get(command.name)
        if basic is None:
            raise error()
        return basic(command.text)

    # Output

    def _finish(self, final: str) -> None:
        lines, self._lines = self._lines, []
        self._waiting.clear()
        self._busy = False
        intrusions = self._manners.intrusions()
        for intrusion in intrusions:
            self._emit_info((intrusion,))
        if lines:
            self._emit_lines(lines, intrusions)
        self._emit_final(final)
        self._release()

    def _emit_lines(self, lines: Sequence[str], intrusions: Sequence[str]) -> None:
        if not intrusions:
            self._emit_info(lines)
            return
        for line in lines:
            self._emit_info((line,))
            for intrusion in intrusions:
                self._emit_info((intrusion,))

    def _release(self) -> None:
        held, self._held = self._held, []
        for line in held:
            self._emit_info((line,))

    def _emit_info(self, lines: Sequence[str]) -> None:
        self._output.append(self.settings.information(lines))

    def _emit_final(self, final: str) -> None:
        self._output.append(self.settings.result(final))

    def _show_prompt(self) -> None:
        due = 0.0
        for intrusion in self._manners.intrusions():
            self._emit_info((intrusion,))
        for delay, text in self._manners.prompt():
            due += delay
            if due:
                self._timers.append(self._clock.later(due, lambda text=text: self._emit_piece(text)))  # type: ignore[misc]
            else:
                self._output.append(text)

    def _emit_piece(self, text: str) -> None:
        self._output.append(text)
        self._flush()

    def _flush(self) -> None:
        if self._output:
            data = "".join(self._output)
            self._output.clear()
            self._send(data.encode("latin-1"))

    def _drop_timers(self) -> None:
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()
