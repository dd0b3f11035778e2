"""What a class 2 or 2.0 modem reports of a call while it goes on (SP-2388-A 8.4, T.32 8.4)."""

from __future__ import annotations

from typing import Protocol

from drivers.fax.call import Call
from drivers.fax.dis import Dcs
from drivers.fax.frames import Fcf
from drivers.fax.steps import ReceivedPage
from drivers.fax.termination import Termination
from drivers.simulator.fax.class2settings import Class2Settings
from drivers.simulator.fax.class2words import MESSAGES


class Dte(Protocol):
    """Whom it is reported to."""

    def report(self, *lines: str) -> None:
        """At once, even while a command runs."""

    def finish(self, final: str) -> None:
        """The command that runs, where one does, ends so."""

    def hung_up(self) -> None:
        """The call is over; the line is to be let go."""


class Reports:
    """Of one call."""

    def __init__(self, call: Call, settings: Class2Settings, dte: Dte) -> None:
        self._call = call
        self._settings = settings
        self._words = settings.words
        self._dte = dte
        self._told: Dcs | None = None

    def connected(self) -> None:
        self._dte.report(self._words.connected)

    def polled(self) -> None:
        """One of the two has a document for the other."""
        self._dte.report(self._words.polled)

    def confirmed(self) -> None:
        """CFR has been said."""
        if self._words.confirmed:
            self._dte.report(self._words.confirmed)

    def far_number(self, fcf: Fcf) -> None:
        """As CSI, TSI or CIG told it."""
        name = self._words.identities[fcf]
        if self._call.far.ident and self._settings.tells(name):
            self._dte.report(f'{name}:"{self._call.far.ident:>20}"')

    def far_abilities(self, fcf: Fcf) -> None:
        """As DIS or DTC told them."""
        name, notation = self._words.parameters[fcf], self._words.notation
        assert self._call.far_dis
        if self._settings.tells(name):
            self._dte.report(f"{name}:{notation.encode(notation.of_dis(self._call.far_dis))}")

    def new_session(self) -> None:
        """Tell of the next DCS even where it is the same."""
        self._told = None

    def session(self) -> None:
        """The DCS that holds, once."""
        dcs = self._call.dcs
        assert dcs
        if self._told == dcs:
            return
        self._told, notation = dcs, self._words.notation
        self._settings.results = notation.of_dcs(dcs)
        name = self._words.parameters[Fcf.DCS]
        if self._settings.tells(name):
            self._dte.report(f"{name}:{notation.encode(self._settings.results)}")

    def sent(self, status: int) -> None:
        """What the far end said of a page, in a line where no final result says it."""
        self._settings.numbers[self._words.verdict] = str(status)
        if self._words.page_end:
            self._dte.report(f"{self._words.status}:{status}")

    def received(self, status: int, page: ReceivedPage, after: Fcf) -> None:
        rows = page.rows
        self._dte.report(
            f"{self._words.status}:{status},{len(rows.rows)},{rows.bad},{rows.longest_bad}", f"+FET:{MESSAGES[after]}"
        )

    def over(self, termination: Termination) -> None:
        self._dte.report(self._words.hung_up(termination))
