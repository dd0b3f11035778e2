"""The DTE's side of V.250, without I/O: bytes in, events out; the chunking of the bytes never changes the events."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from drivers.at import results
from drivers.at.payload import Header, Rest, header, is_hex, string
from drivers.errors import Cause

DIAL_FINALS = frozenset(results.DIAL)
ONLINE_FINALS = DIAL_FINALS | {"CONNECT"}

# No line of a modem is longer: what exceeds it is line noise, and is cut.
LINE_LIMIT = 4096

# Unsolicited words without a prefix (V.250 5.7.1) and the boot banners that the common modems share.
URC_WORDS = (*results.DIAL, "RING", "RDY", "Call Ready", "SMS Ready", "SMS DONE", "PB DONE", "NORMAL POWER DOWN",
             "UNDER-VOLTAGE", "OVER-VOLTAGE", "POWERED DOWN", "SMMEMFULL")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Command:
    """One command line and what its answer looks like. Raises ValueError for text that is not printable ASCII.

    `text` goes out followed by CR. `prefixes` start its information text; `payload` are those of them that a PDU or
    text line follows; `accepts` tells such a line from an unsolicited one of the same prefix. `bare`: information text
    without prefix (+CGSN). `prompt`: the modem asks for a payload (+CMGS). `finals`: results that are final for this
    command alone, such as ONLINE_FINALS for a dial.
    """

    text: str
    prefixes: tuple[str, ...] = ()
    bare: bool = False
    payload: tuple[str, ...] = ()
    accepts: Callable[[str], bool] | None = None
    prompt: bool = False
    finals: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if not (self.text.isascii() and self.text.isprintable()):
            raise ValueError(f"not a command line: {self.text!r}")


@dataclass(frozen=True, slots=True)
class InformationText:
    """A line that answers the command (V.250 5.7.1), with the payload line that followed it, if one belongs to it."""

    line: str
    payload: str | None = None


@dataclass(frozen=True, slots=True)
class FinalResult:
    """The end of the command; `cause` is None where `ok`."""

    ok: bool
    cause: Cause | None
    line: str


@dataclass(frozen=True, slots=True)
class Unsolicited:
    """A line that answers no command, with the payload line that followed it, if one belongs to it."""

    line: str
    payload: str | None = None


@dataclass(frozen=True, slots=True)
class Prompt:
    """The modem waits for the payload (27.005 3.5.1)."""


@dataclass(frozen=True, slots=True)
class Connect:
    """The modem is in online data state (V.250 5.8): every byte after `line` is data, see `Syntax.take`."""

    line: str


Event = InformationText | FinalResult | Unsolicited | Prompt | Connect

_OK = FinalResult(True, None, "OK")
_PROMPT = Prompt()
_NOISE = " \0\x1a\x1b"

# A string may hold line ends here (27.007 7.15); these lines are never part of it.
_STRINGS = ("+CUSD:",)
_NEVER_IN_STRING = ("+CMTI:", "+CDSI:", "+CMT:", "+CDS:", "+CBM:", "+CMGS:", "+CUSD:", "RING")


class Syntax:
    """`expect(command)` when its line goes out, `feed` what comes in, `reset` when it is given up.

    `urc_payload`: prefixes of unsolicited lines that a payload line follows. `urc_prefixes`: further starts of
    unsolicited lines, beyond URC_WORDS and `+NAME:`, that are no answer to a bare command. `finals`: further results
    that end a command with an error.
    """

    def __init__(
        self,
        urc_payload: tuple[str, ...] = ("+CMT:", "+CDS:", "+CBM:"),
        urc_prefixes: tuple[str, ...] = (),
        finals: Iterable[str] = (),
    ) -> None:
        self._urc_payload = urc_payload
        self._urc_starts = URC_WORDS + urc_prefixes
        self._finals = frozenset(finals)
        self._buffer = b""
        self._command: Command | None = None
        self._given_up: Command | None = None
        self._given_up_answers = False
        self._prompt_due = False
        self._echo = ""
        self._headers: list[Header] = []
        self._online = False
        self._line_open = False

    def expect(self, command: Command) -> None:
        """`command` is about to go out."""
        if self._command is not None:
            self.reset()
        self._command = command
        self._online = False
        self._prompt_due = command.prompt
        self._echo = command.text
        for held in self._headers:
            held.open = held.open and held.rest is Rest.TEXT
        if self._buffer:
            self._buffer = self._buffer.lstrip(b"> ")

    def handed_over(self, payload: str) -> None:
        """`payload` is about to go out after the prompt: an echo of it is no answer."""
        self._echo = payload

    def reset(self) -> None:
        """The command is given up: from here on what would have answered it is unsolicited."""
        if self._command is not None:
            self._given_up, self._given_up_answers = self._command, False
        self._command = None
        self._prompt_due = self._online = False
        for held in self._headers:
            held.answers = False

    def take(self) -> bytes:
        """The bytes of the online data state that came together with `Connect`; once."""
        data, self._buffer = self._buffer, b""
        return self.data(data)

    def data(self, data: bytes) -> bytes:
        """`data` that was read in online data state, without the LF of the line of `Connect` where that came late."""
        if data and self._line_open:
            self._line_open = False
            return data.removeprefix(b"\n")
        return data

    def feed(self, data: bytes) -> list[Event]:
        """The events that `data` completes."""
        if self._buffer:
            data = self._buffer + data
            self._buffer = b""
        events: list[Event] = []
        noisy = b"\0" in data
        pieces = data.splitlines(True)
        for number, piece in enumerate(pieces):
            if self._online:
                self._buffer = b"".join(pieces[number:])
                break
            if noisy:
                piece = piece.replace(b"\0", b"")  # noqa: PLW2901
            if self._prompt_due and piece.startswith(b">"):
                self._prompt_due = False
                events.append(_PROMPT)
                piece = piece[1:]  # noqa: PLW2901
            line = piece.rstrip(b"\r\n")
            if len(line) == len(piece):
                self._buffer = piece[:LINE_LIMIT]
            elif line or self._headers:
                self._ended(line[:LINE_LIMIT].decode("latin-1"), piece.endswith(b"\n"), events)
        return events

    def _ended(self, raw: str, ended: bool, events: list[Event]) -> None:
        """A line is complete; `ended` by LF, not by CR alone."""
        self._line_open = not ended
        if self._headers and self._after_header(raw, ended, events):
            return
        line = raw.strip(_NOISE)
        if line.startswith(">"):
            line = line.lstrip("> ")
        if line:
            self._line(line, ended, events)

    def _line(self, line: str, ended: bool, events: list[Event]) -> None:
        command = self._command
        if command is None:
            if not self._is_echo(line):
                self._notice(line, ended, events)
        elif line.startswith(command.prefixes) and self._answers(command, line):
            self._information(command, line, ended, events)
        elif (result := self._final(command, line)) is not None:
            self._finish(result, events)
        elif self._is_echo(line):
            self._echo = self._echo[len(line) :].lstrip("\r\n ")
        elif command.bare and not self._is_urc(line):
            events.append(InformationText(line))
        else:
            self._notice(line, ended, events)

    def _answers(self, command: Command, line: str) -> bool:
        """Nothing that comes before the prompt is the answer to the payload."""
        return not self._prompt_due and (command.accepts is None or command.accepts(line))

    def _is_echo(self, line: str) -> bool:
        return self._echo.startswith(line)

    def _is_urc(self, line: str) -> bool:
        return line.startswith(self._urc_starts) or (line[0] in "+^*$%#&!" and ":" in line)

    def _final(self, command: Command, line: str) -> FinalResult | Connect | None:
        if line == "OK":
            return _OK
        if (cause := results.error(line)) is not None:
            return FinalResult(False, cause, line)
        if line in command.finals or line in self._finals:
            return Connect(line) if line == "CONNECT" else FinalResult(False, results.bare(line), line)
        return Connect(line) if line.startswith("CONNECT ") and "CONNECT" in command.finals else None

    def _finish(self, result: FinalResult | Connect, events: list[Event]) -> None:
        """A final result came: of the command, or of one given up that answers only now."""
        owed = self._given_up is not None and (self._given_up_answers or self._prompt_due)
        if owed or (self._prompt_due and result == _OK):
            self._given_up = None
            events.append(Unsolicited(result.line))
        else:
            self._flush(True, events)
            self._command = None
            self._prompt_due = False
            self._online = isinstance(result, Connect)
            if self._given_up is not None and not self._given_up.prompt:
                self._given_up = None
            events.append(result)

    def _information(self, command: Command, line: str, ended: bool, events: list[Event]) -> None:
        if line.startswith(command.payload):
            self._hold(header(line, answers=True, ended=ended), line, True, events)
        elif line.startswith(_STRINGS):
            self._hold(string(line, answers=True), line, True, events)
        else:
            events.append(InformationText(line))

    def _notice(self, line: str, ended: bool, events: list[Event]) -> None:
        if self._given_up is not None:
            self._note_late(self._given_up, line)
        if line.startswith(self._urc_payload):
            self._hold(header(line, answers=False, ended=ended), line, False, events)
        elif line.startswith(_STRINGS):
            self._hold(string(line, answers=False), line, False, events)
        else:
            events.append(Unsolicited(line))

    def _note_late(self, given_up: Command, line: str) -> None:
        """A line of a command given up tells that its final result, still to come, is not the present command's."""
        if line.startswith(given_up.prefixes):
            self._given_up_answers = True
        elif self._command is None and self._final(given_up, line) is not None:
            self._given_up = None

    def _hold(self, held: Header | None, line: str, answers: bool, events: list[Event]) -> None:
        """Keep a header until its rest comes; one of its kind before it never got its own."""
        self._flush(answers, events)
        if held is None:
            events.append(_whole(line, None, answers))
        else:
            self._headers.append(held)

    def _flush(self, answers: bool, events: list[Event]) -> None:
        events.extend(_whole(held.line, None, answers) for held in self._headers if held.answers is answers)
        self._headers = [held for held in self._headers if held.answers is not answers]

    def _after_header(self, raw: str, ended: bool, events: list[Event]) -> bool:
        """Whether the line was the rest of a header, or part of it."""
        held = self._headers[-1]
        if held.rest is Rest.TEXT:
            if held.open and not raw:
                held.open = not ended
            else:
                self._complete(held, raw, events)
            return True
        line = raw.strip(_NOISE)
        if held.rest is Rest.STRING:
            return self._continue(held, line, events)
        if line and self._is_rest(held, line):
            self._complete(held, line, events)
            return True
        return not line

    def _is_rest(self, held: Header, line: str) -> bool:
        """Whether a line is the PDU, or in its place: what is neither known nor asked for is a broken PDU."""
        if self._is_echo(line):
            return False
        command = self._command
        if command is not None and command.bare:
            return is_hex(line) and held.fits(line)
        return is_hex(line) or not (
            self._is_urc(line)
            or line == "OK"
            or results.error(line) is not None
            or (command is not None and (line.startswith(command.prefixes) or line in command.finals))
        )

    def _continue(self, held: Header, line: str, events: list[Event]) -> bool:
        """A string goes on until its closing quote (a menu in `+CUSD`), but not past the next command."""
        if not line:
            return True
        if not held.open:
            self._flush(held.answers, events)
            return False
        if line.startswith(_NEVER_IN_STRING) or (self._command is not None and self._final(self._command, line)):
            return False
        held.line += "\n" + line
        if '"' in line or len(held.line) > LINE_LIMIT:
            self._headers.pop()
            events.append(_whole(held.line, None, held.answers))
        return True

    def _complete(self, held: Header, payload: str, events: list[Event]) -> None:
        self._headers.pop()
        events.append(_whole(held.line, payload, held.answers))


def _whole(line: str, payload: str | None, answers: bool) -> Event:
    return InformationText(line, payload) if answers else Unsolicited(line, payload)
