"""What people see of lines and ports that nobody serves now: why a modem is not there, or why its port won't do."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from appliance.domain import Line, Service
from appliance.lines.turns import Turns
from appliance.settings import Settings
from appliance.spool import line_states
from appliance.spool.line_states import LineState
from appliance.spool.store import Spool

log = logging.getLogger(__name__)

WAITING = {"starting": "looking for its modem", "absent": "its modem is not there"}
OFF = ("off", "switched off")


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why no modem is served at a port that is `there` or not; a `pinned` one is shown though no line is known."""

    url: str
    why: str
    there: bool
    pinned: bool


class Board:
    """Shows lines that have no worker. Its caller sees to it that none of the `bound` ones gets one meanwhile.

    A pinned port that no line waits for is shown by the name that a new line there would get.
    """

    def __init__(
        self,
        spool: Spool,
        settings: Settings,
        turns: Turns,
        clock: Callable[[], float],
        due: Callable[[], None],
    ) -> None:
        self._spool = spool
        self._settings = settings
        self._turns = turns
        self._clock = clock
        self._due = due
        self._troubles: dict[str, Trouble] = {}
        self._ports: dict[str, LineState] = {}

    def begin(self) -> None:
        """Every configured line is looked for; what else an earlier run has left is forgotten."""
        lines = self._settings.lines()
        self._forget_all_but({line.name for line in lines})
        for line in lines:
            self.show(line, *_looked_for(line))

    def end(self) -> None:
        """No line is served any more."""
        try:
            lines = self._settings.lines()
            self._troubles, self._ports = {}, {}
            self._forget_all_but({line.name for line in lines})
            for line in lines:
                self.show(line, "stopped", "the box is not running")
        except Exception:  # a disk that takes nothing keeps the box from no end
            log.exception("that the lines stopped can't be shown")

    def changed(self, bound: Collection[str]) -> None:
        """The settings have changed: lines that were made, switched off or on, or taken away."""
        seen = {state.line: state.state for state in line_states.all_lines(self._spool.read())}
        lines = self._settings.lines()
        for line in lines:
            name = line.name
            if name not in bound and (name not in seen or line.active == (seen[name] == "off")):
                self.show(line, *_looked_for(line))
        self._renew(bound)
        self._forget_all_but({line.name for line in lines})

    def missing(self, bound: Collection[str]) -> None:
        """Every line that still waits for its modem is absent."""
        for line, seen in self._waiting(bound):
            if seen.state == "starting":
                self.show(line, "absent", self._detail("absent", line))

    def trouble(self, trouble: Trouble, bound: Collection[str]) -> None:
        """A port is in trouble: lines that lack their modem say so, or else the port by itself."""
        if self._troubles.get(trouble.url) != trouble:
            self._troubles[trouble.url] = trouble
            self._renew(bound)

    def well(self, url: str, bound: Collection[str]) -> None:
        """A port has its modem, or is no port any more."""
        if self._troubles.pop(url, None) or self._troubles:
            self._renew(bound)

    def show(self, line: Line, state: str, detail: str) -> None:
        """Where its modem was last stays known: it is opened at that line's rate again."""
        known = line_states.get(self._spool.read(), line.name)
        port = known.port if known else ""
        self._save(LineState(line.name, state, detail=detail, port=port, imei=line.imei, number=line.number))

    def try_to_show(self, line: Line, state: str, detail: str) -> None:
        """As `show`; that it can't be is logged."""
        try:
            self.show(line, state, detail)
        except Exception:  # a disk that takes nothing keeps no line from its end
            log.exception("line %s: that it is %s can't be shown", line.name, state)

    def names_for(self, url: str, services: Service = Service.SMS) -> Iterator[str]:
        """Names for a new line, none of them taken."""
        taken = {line.name for line in self._settings.lines()}
        return (name for name in self._turns.names(url, services) if name not in taken)

    def _renew(self, bound: Collection[str]) -> None:
        waiting = list(self._waiting(bound))
        for line, seen in waiting:
            self.show(line, seen.state, self._detail(seen.state, line))
        told = {each.url for line, _ in waiting for each in self._troubles_of(line)}
        self._show_ports([each for each in self._troubles.values() if each.pinned and each.url not in told])

    def _waiting(self, bound: Collection[str]) -> Iterator[tuple[Line, LineState]]:
        """Of which nobody knows more than that."""
        found = {state.line: state for state in line_states.all_lines(self._spool.read())}
        for line in self._settings.lines():
            seen = found.get(line.name)
            if seen and line.name not in bound and seen.detail.startswith(WAITING.get(seen.state, seen.detail + "?")):
                yield line, seen

    def _detail(self, state: str, line: Line) -> str:
        return "; ".join((WAITING[state], *(each.why for each in self._troubles_of(line))))

    def _troubles_of(self, line: Line) -> list[Trouble]:
        """Those of its port, or where it goes by its modem, those of every port that is no other line's."""
        others = {each.port for each in self._settings.lines()} - {line.port}
        return [each for each in self._troubles.values() if each.url not in others and line.port in ("", each.url)]

    def _show_ports(self, troubles: Sequence[Trouble]) -> None:
        before, self._ports = self._ports, {}
        for each in troubles:
            shown = {port.line for port in self._ports.values()}
            name = next(name for name in self.names_for(each.url) if name not in shown)
            self._ports[each.url] = LineState(name, "failed" if each.there else "absent", each.why, port=each.url)
        for seen in self._ports.values():
            self._save(seen)
        if before.keys() - self._ports.keys():
            self._forget_all_but({line.name for line in self._settings.lines()})

    def _forget_all_but(self, names: Collection[str]) -> None:
        kept = {*names, *(port.line for port in self._ports.values())}
        for seen in line_states.all_lines(self._spool.read()):
            if seen.line not in kept:
                self._spool.write(lambda db, name=seen.line: line_states.remove(db, name))  # type: ignore[misc]

    def _save(self, seen: LineState) -> None:
        self._spool.write(lambda db: line_states.save(db, seen, self._clock()))
        self._due()


def _looked_for(line: Line) -> tuple[str, str]:
    return ("starting", WAITING["starting"]) if line.active else OFF
