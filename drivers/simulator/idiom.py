"""A modem's dialect as commands and lines: the table of `dialects` brought to life with the SIM."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from drivers.simulator.answers import OK, Outcome, info
from drivers.simulator.commandline import Command, Form
from drivers.simulator.dialects import Dialect, Told
from drivers.simulator.sim import SimSlot

Tell = Callable[..., Outcome]

_AS: Mapping[Form, Callable[[Tell], Command]] = {
    "execute": lambda tell: Command(execute=tell, test=lambda: OK, free=True),
    "set": lambda tell: Command(set=tell, free=True),
    "read": lambda tell: Command(read=tell, test=lambda: OK, free=True),
    "test": lambda tell: Command(test=tell, free=True),
}


class Idiom:
    """What one modem of a family says. `restart` has it reboot."""

    def __init__(self, dialect: Dialect, slot: SimSlot, restart: Callable[[], Outcome]) -> None:
        self._dialect = dialect
        self._slot = slot
        self._restart = restart

    def adapted(self, commands: Mapping[str, Command]) -> dict[str, Command]:
        """The commands without those that the family lacks, with its own."""
        kept = {name: command for name, command in commands.items() if name not in self._dialect.lacks}
        takes = {name: self._accepted() for name in self._dialect.takes}
        tells = {told.name: self._telling(told) for told in self._dialect.tells}
        return {**kept, **takes, **tells, **{name: self._rebooting() for name in self._dialect.restarts}}

    def lines(self, lines: tuple[str, ...]) -> tuple[str, ...]:
        """Lines of the dialect, filled in."""
        return tuple(self._filled(line) for line in lines)

    def _telling(self, told: Told) -> Command:
        def tell(*_: list[str]) -> Outcome:
            self._slot.require_card()
            return info(self._filled(told.line))

        return _AS[told.form](tell)

    @staticmethod
    def _accepted() -> Command:
        return Command(set=lambda values: OK, test=lambda: OK, free=True)

    def _rebooting(self) -> Command:
        return Command(execute=self._restart, test=lambda: OK, free=True)

    def _filled(self, line: str) -> str:
        card = self._slot.card
        if "{" not in line or card is None:
            return line.replace("{wants}", "NOT INSERTED")
        digits = card.iccid.ljust(20, "F")
        swapped = "".join(digits[place : place + 2][::-1] for place in range(0, len(digits), 2))
        wants, tries = card.wants(), {"pin": card.pin_tries, "puk": card.puk_tries}
        return line.format(iccid=card.iccid, swapped=swapped, wants=wants, **tries)
