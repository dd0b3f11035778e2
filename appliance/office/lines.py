"""The lines as they are seen now: what their SIMs have sent, what they may send, and what they have to pay with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from appliance import pacing
from appliance.domain import Line, Service
from appliance.errors import Conflict, NotFound
from appliance.office.desk import Actor, Desk
from appliance.pacing import Counts
from appliance.spool import balances, events, line_states, sims, usage
from appliance.spool.balances import Balance
from appliance.spool.line_states import RECEIVING, LineState
from appliance.spool.listing import Condition, Connection, Found, Page, Table

LINES: Table[LineState] = Table(LineState, "line_states", key="line", computed={"receiving": RECEIVING})

COUNTS = ("sent_this_hour", "sent_today", "sent_this_month", "recipients_this_month")
"""What a LineView tells of what its SIM has sent, by name."""

Configured = Callable[[], Sequence[Line]]


@dataclass(frozen=True, slots=True)
class LineView:
    """A line: what is `seen` of it, its settings, and its SIM's counts, None while it is not known which SIM it has
    and for a fax line, which has none.

    Recipients are counted only where the line limits them.
    """

    seen: LineState
    line: Line
    counts: Counts | None
    balance: Balance

    @property
    def sent_this_hour(self) -> int | None:
        """Parts."""
        return None if self.counts is None else self.counts.hour

    @property
    def sent_today(self) -> int | None:
        """Parts."""
        return None if self.counts is None else self.counts.day

    @property
    def sent_this_month(self) -> int | None:
        """Parts."""
        return None if self.counts is None else self.counts.month

    @property
    def recipients_this_month(self) -> int | None:
        """Different ones."""
        return self.counts.recipients if self.counts and self.line.recipients_per_month else None


def view_of(db: Connection, line: Line, seen: LineState, now: float) -> LineView:
    """A line with what is known of the SIM that it has."""
    counts = usage.counts(db, seen.sim, now) if seen.sim and line.services != Service.FAX else None
    return LineView(seen, line, counts, balances.of(db, seen.sim))


def known(db: Connection, configured: Sequence[Line]) -> list[tuple[Line, LineState]]:
    """Every line with what is seen of it: those of the settings, then ports that have none yet."""
    seen = {state.line: state for state in line_states.all_lines(db)}
    settings = [(line, seen.get(line.name) or _unseen(line)) for line in configured]
    ports = [state for name, state in seen.items() if state.is_port and name not in {line.name for line in configured}]
    return [*settings, *((Line(port.line), port) for port in ports)]


def _unseen(line: Line) -> LineState:
    return LineState(line.name, "absent", "its modem was never seen", number=line.number)


class Lines:
    """What everybody who uses the box may know of its lines. `configured` gives their settings."""

    def __init__(self, desk: Desk, configured: Configured) -> None:
        self._desk = desk
        self._configured = configured

    def find(self, actor: Actor, where: tuple[Condition, ...], page: Page) -> Found[LineView]:
        """All of them, by name."""
        db, now = self._desk.read(), self._desk.clock()
        settings = {line.name: line for line in self._configured()}
        found = LINES.find(db, where, page)
        views = [view_of(db, settings.get(seen.line) or Line(seen.line), seen, now) for seen in found.rows]
        return Found(tuple(views), found.total)

    def resume(self, actor: Actor, line: str) -> None:
        """Let a line's SIM that rests, or that a limit holds, send on at once; its limits count from now.

        Raises NotFound, and Conflict where nothing holds it.
        """
        found = next((each for each in self._configured() if each.name == line), None)
        if found is None:
            raise NotFound(f"line {line}")
        self._desk.write(lambda db: self._resume(db, found))
        self._desk.wake(line)

    def _resume(self, db: Connection, line: Line) -> None:
        now = self._desk.clock()
        seen = line_states.get(db, line.name) or LineState(line.name, "absent")
        sim = sims.key_of(seen.iccid, seen.imei, line.name)
        counts = usage.held_against(db, sim, now)
        limited = isinstance(pacing.allowance(line, counts, (), now, known_recipient=False), pacing.Wait)
        if limited:
            usage.forgive(db, sim, now)
        if sims.resume(db, sim, now):
            return
        if not limited:
            raise Conflict(f"nothing holds line {line.name}")
        events.append(db, now, events.SIM_RESUMED, data={"sim": sim})
