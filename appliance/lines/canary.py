"""Whether each line still receives: another texts it now and then, and what does not come in time is told (F33)."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from appliance import routing
from appliance.domain import Service
from appliance.errors import NotReady
from appliance.lines.surroundings import Surroundings
from appliance.routing import LineFacts
from appliance.settings import Settings
from appliance.spool import canaries, line_states
from appliance.spool.canaries import Awaited, Plan
from appliance.spool.line_states import UP, LineState
from appliance.spool.listing import Connection
from appliance.spool.store import Spool

log = logging.getLogger(__name__)

HOUR, MINUTE = 3600.0, 60.0
UNSCHEDULED = 24  # hours that a text may wait for its line, and be delivered, where none are sent by themselves


class Carriers(Protocol):
    """All lines of the box."""

    surroundings: Surroundings

    def facts(self) -> list[LineFacts]: ...

    def wake(self, lane: str | None = None) -> None: ...

    def due(self) -> None: ...

    def revive(self, line: str, failures: int) -> None: ...


@dataclass(frozen=True, slots=True)
class Outlet:
    """A line that may be tested, at `number`; `up`: its modem receives as far as it knows."""

    facts: LineFacts
    number: str
    up: bool

    @property
    def name(self) -> str:
        return self.facts.name


def sender_for(one: Outlet, ring: Sequence[Outlet], failures: int) -> str | None:
    """Who is to text `one`: the line before it in the ring that can; after each failure another, if there is one."""
    place = ring.index(one)
    before = [*ring[place + 1 :], *ring[:place]][::-1]
    able = [each.name for each in before if each.facts.healthy and _may_text(each, one.number)]
    return able[failures % len(able)] if able else None


def _may_text(outlet: Outlet, number: str) -> bool:
    return outlet.number != number and routing.takes(outlet.facts, number)


class Canaries:
    """A chore: called with the time, tells of what did not come and sends what is due; returns when it is next needed.

    `ask` may be called by any thread. Times are Unix seconds.
    """

    def __init__(self, spool: Spool, settings: Settings, lines: Carriers) -> None:
        self._spool = spool
        self._settings = settings
        self._lines = lines

    def __call__(self, now: float) -> float | None:
        for one in canaries.awaited(self._spool.read()):
            self._look_after(one, now)
        if self._settings.box().canary_hours:
            self._begin_due(now)
        return self._next(now)

    def ask(self, names: Sequence[str] = ()) -> list[dict[str, object]]:
        """Have those lines tested now, or all that can be: `line`, `by` and `transmission` of each text.

        Raises NotFound, NotReady where one of those named, or none at all, can be.
        """
        now, ring = self._lines.surroundings.clock(), self._ring(self._spool.read())
        chosen = [self._named(name, ring) for name in names] or [each for each in ring if each.up]
        found = [plan for each in chosen if (plan := self._plan(each, ring, now)) is not None]
        if len(found) < max(len(names), 1):
            raise NotReady("it takes another line that is ready and may text it; both need a number")
        return [{"line": plan.line, "by": plan.by, "transmission": self._begin(plan, now)} for plan in found]

    def _next(self, now: float) -> float | None:
        """When something is due beyond what a change of a line will tell."""
        db, bound = self._spool.read(), self._bound()
        up = self._up(db)
        due = [_deadline(one, bound) if one.sent else now + bound for one in canaries.awaited(db) if one.line in up]
        if self._settings.box().canary_hours:
            known = canaries.all_of(db)
            period = self._period()
            starts = (each.counts_from + period for name, each in known.items() if name in up)
            due += [start for start in starts if start > now]
        return min(due, default=None)

    # --- what is awaited

    def _look_after(self, one: Awaited, now: float) -> None:
        if one.ended and not one.sent:  # in doubt, too: it may never have gone out
            self._spool.write(lambda db: canaries.let_go(db, one))
        elif one.line not in self._up(self._spool.read()):
            self._spool.write(lambda db: _stop_counting(db, one, now))
        elif one.since is None:
            self._spool.write(lambda db: canaries.count_since(db, one, now))
        elif one.sent and now >= _deadline(one, self._bound()):
            self._alarm(one, now)

    def _alarm(self, late: Awaited, now: float) -> None:
        bound = self._bound()
        failures = self._spool.write(lambda db: canaries.failed(db, late, bound, now))
        if failures:
            log.error("line %s: a text that %s sent it did not come within %.0f s", late.line, late.by, bound)
            self._lines.revive(late.line, failures)

    # --- what is due

    def _begin_due(self, now: float) -> None:
        db = self._spool.read()
        known = canaries.all_of(db)
        waits = {name for name, each in known.items() if each.transmission_id or self._lately(each.counts_from, now)}
        if not self._up(db) - waits:
            return
        ring = self._ring(db)
        for each in ring:
            if each.up and each.name not in waits and (plan := self._plan(each, ring, now)) is not None:
                self._begin_unless_proven(plan, now)

    def _begin_unless_proven(self, plan: Plan, now: float) -> None:
        arrival = canaries.last_arrival(self._spool.read(), plan.line)
        if self._lately(arrival, now):
            self._spool.write(lambda db: canaries.count_from(db, plan.line, arrival))
        else:
            self._begin(plan, now)

    def _begin(self, plan: Plan, now: float) -> int:
        made = self._spool.write(lambda db: canaries.begin(db, plan, now))
        self._lines.wake(plan.by)
        self._lines.due()
        return made

    def _plan(self, one: Outlet, ring: Sequence[Outlet], now: float) -> Plan | None:
        known = canaries.all_of(self._spool.read()).get(one.name)
        by = sender_for(one, ring, known.failures if known else 0) if one.up else None
        if by is None:
            return None
        period = self._period()
        return Plan(one.name, one.number, by, secrets.token_hex(16), now + period, period)

    # --- the lines

    def _ring(self, db: Connection) -> list[Outlet]:
        """Those whose number is known, in the order of their making."""
        seen = {state.line: state for state in line_states.all_lines(db)}
        configured = {line.name: line.number for line in self._settings.lines()}
        sms = [facts for facts in self._lines.facts() if facts.active and facts.services & Service.SMS]
        found = (_outlet(facts, configured.get(facts.name, ""), seen.get(facts.name)) for facts in sms)
        return [outlet for outlet in found if outlet.number]

    def _named(self, name: str, ring: Sequence[Outlet]) -> Outlet:
        self._settings.line(name)
        outlet = next((each for each in ring if each.name == name), None)
        if outlet is None:
            raise NotReady(f"line {name} is off or has no number: `modembox lines set {name} number=...`")
        if not outlet.up:
            raise NotReady(f"line {name} is not ready")
        return outlet

    def _up(self, db: Connection) -> set[str]:
        return {seen.line for seen in line_states.all_lines(db) if seen.state in UP}

    def _lately(self, at: float, now: float) -> bool:
        """Within the period; what is still to come was told by a clock that was ahead."""
        return now - self._period() < at <= now

    def _bound(self) -> float:
        return self._settings.box().canary_bound_minutes * MINUTE

    def _period(self) -> float:
        return (self._settings.box().canary_hours or UNSCHEDULED) * HOUR


def _outlet(facts: LineFacts, configured: str, seen: LineState | None) -> Outlet:
    return Outlet(facts, configured or (seen.number if seen else ""), seen is not None and seen.state in UP)


def _deadline(one: Awaited, bound: float) -> float:
    return max(one.since or 0.0, one.sent_at) + bound


def _stop_counting(db: Connection, one: Awaited, now: float) -> None:
    """Its line is down: what is still queued need not go, what was sent counts from when the line is up again."""
    if not canaries.withdraw(db, one, now) and one.since is not None:
        canaries.count_since(db, one, None)
