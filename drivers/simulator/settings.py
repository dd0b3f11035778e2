"""What a DTE sets of V.250: echo, form of results, S-registers (V.250 6.1, 6.2), and answers by those settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from drivers.simulator.answers import OK, Outcome, error, info
from drivers.simulator.commandline import Parsed

Basic: TypeAlias = Callable[[str], Outcome]

_NUMERIC: Mapping[str, str] = {
    "OK": "0",
    "CONNECT": "1",
    "RING": "2",
    "NO CARRIER": "3",
    "ERROR": "4",
    "NO DIALTONE": "6",
    "BUSY": "7",
    "NO ANSWER": "8",
}
_REGISTERS: Mapping[int, int] = {0: 0, 3: 13, 4: 10, 5: 8, 6: 2, 7: 60, 8: 2, 10: 2}


class Settings:
    """`echo` E1, `verbose` V1, `quiet` Q1; `registers` S0 .."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """The factory's."""
        self.echo = True
        self.verbose = True
        self.quiet = False
        self.registers = dict(_REGISTERS)

    def basics(self) -> dict[str, Basic]:
        """The commands E, V and Q."""
        return {"E": self._set_echo, "V": self._set_verbose, "Q": self._set_quiet}

    def register(self, command: Parsed) -> Outcome:
        """`S<n>?` and `S<n>=<value>` (V.250 5.3.2)."""
        register = int(command.name[1:])
        if register not in self.registers:
            raise error()
        if command.form == "read":
            return info(f"{self.registers[register]:03d}")
        value = int(command.text or "0")
        if value > 255:
            raise error()
        self.registers[register] = value
        return OK

    def information(self, lines: Sequence[str]) -> str:
        """Information text as it goes out (V.250 5.7.1)."""
        end = self._line_end
        return f"{end if self.verbose else ''}{end.join(lines)}{end}"

    def result(self, final: str) -> str:
        """A result code as it goes out; nothing while they are suppressed."""
        if self.quiet:
            return ""
        if self.verbose:
            return f"{self._line_end}{final}{self._line_end}"
        return f"{_NUMERIC.get(final, final)}{chr(self.registers[3])}"

    @property
    def _line_end(self) -> str:
        return chr(self.registers[3]) + chr(self.registers[4])

    def _set_echo(self, value: str) -> Outcome:
        self.echo = _switch(value)
        return OK

    def _set_verbose(self, value: str) -> Outcome:
        self.verbose = _switch(value)
        return OK

    def _set_quiet(self, value: str) -> Outcome:
        self.quiet = _switch(value)
        return OK


def _switch(value: str) -> bool:
    if value not in ("", "0", "1"):
        raise error()
    return value == "1"
