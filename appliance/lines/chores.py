"""What the lines need done when its time has come: expiry, incomplete messages, a dead modem's work handed over."""

from __future__ import annotations

import functools
import logging
import math
import operator
from collections.abc import Callable

from appliance.domain import Service
from appliance.lines.inbox import whole_text
from appliance.lines.manager import Lines
from appliance.lines.stranded import stranded
from appliance.routing import SHARED, LineFacts, spellings
from appliance.settings import Settings
from appliance.spool import channels, inbound, line_states, queue, usage
from appliance.spool.listing import Connection
from appliance.spool.store import Spool

log = logging.getLogger(__name__)

TIDY_EVERY = 86_400.0
TRY_AGAIN = 60.0  # seconds after a chore has failed


class Chores:
    """Called with the time whenever something may be due; returns when it next wants to be."""

    def __init__(self, spool: Spool, settings: Settings, lines: Lines) -> None:
        self._spool = spool
        self._settings = settings
        self._lines = lines
        self._tidied = 0.0
        self._begun: float | None = None
        self._dead_since: dict[str, float] = {}
        self._chores = (
            self._give_up_looking,
            self._expire,
            self._surface,
            self._hand_over,
            self._hand_channels_over,
            self._tidy,
            self._promote,
        )

    def __call__(self, now: float) -> float | None:
        """Do what is due at `now` (Unix time). What one of the chores meets does not keep the others from theirs."""
        broken = [chore for chore in self._chores if not _done(chore, now)]
        due = self._next(now)
        return min(now + TRY_AGAIN, due or math.inf) if broken else due

    def _give_up_looking(self, now: float) -> None:
        self._begun = self._begun or now
        if now >= self._begun + self._lines.surroundings.looked_for:
            self._lines.missing()

    def _expire(self, now: float) -> None:
        while self._spool.write(lambda db: queue.expire(db, now)):
            pass

    def _surface(self, now: float) -> None:
        patience = self._settings.box().incomplete_after

        def surface(db: Connection) -> int:
            return inbound.surface_incomplete(db, now - patience, now, whole_text, self._lines.owner, self._lines.hear)

        while self._spool.write(surface):
            pass

    def _hand_over(self, now: float) -> None:
        """The unsent work of a line that has been dead for long goes to those that serve all numbers, if one can."""
        dead = [state for state in line_states.all_lines(self._spool.read()) if state.state != "ready"]
        self._dead_since = {each.line: self._dead_since.get(each.line, min(each.changed_at, now)) for each in dead}
        if not (dead and self._settings.box().hand_over):
            return
        for service in self._served_for_all():
            for line, since in self._dead_since.items():
                if since <= now - self._lines.surroundings.hand_over_after and self._has_work(line, service):
                    self._move_from(line, service, now)

    def _hand_channels_over(self, now: float) -> None:
        """So does that of a channel whose lines are all dead for long, or that has none."""
        if not any(channels.with_work(self._spool.read(), service) for service in (Service.SMS, Service.FAX)):
            return
        if not self._settings.box().hand_over:
            return
        late = now - self._lines.surroundings.hand_over_after
        dead = {line for line, since in self._dead_since.items() if since <= late}
        living = [line.name for line in self._settings.lines() if line.name not in dead]
        for lane, service in stranded(self._spool.read(), living):
            if service & self._served_for_all():
                self._move_from(lane, service, now)

    def _served_for_all(self) -> Service:
        """What somebody now carries to all numbers."""
        return functools.reduce(operator.or_, (line.services for line in self._able()), Service(0))

    def _able(self) -> list[LineFacts]:
        return [line for line in self._lines.facts() if line.healthy and line.active and not line.prefixes]

    def _only_number(self) -> tuple[str, ...]:
        """Where all that could take faxes over have one number: that, for they can't fax to it."""
        numbers = {spellings(line.number) for line in self._able() if line.services & Service.FAX}
        return numbers.pop() if len(numbers) == 1 else ()

    def _move_from(self, line: str, service: Service, now: float) -> None:
        own = self._only_number() if service is Service.FAX else ()
        self._spool.write(lambda db: queue.reroute(db, line, SHARED, now, service, own))
        self._lines.wake()

    def _has_work(self, line: str, service: Service) -> bool:
        return queue.depth(self._spool.read(), line, service, limit=1) > 0

    def _tidy(self, now: float) -> None:
        if now - self._tidied >= TIDY_EVERY:
            self._tidied = now
            self._spool.write(lambda db: usage.forget(db, now))

    def _promote(self, now: float) -> None:
        """Those whose time has come are queued."""
        promoted = False
        while self._spool.write(lambda db: queue.promote(db, now)):
            promoted = True
        if promoted:
            self._lines.wake()

    def _next(self, now: float) -> float | None:
        db = self._spool.read()
        oldest = inbound.oldest_part(db)
        known = [queue.next_due(db), None if oldest is None else oldest + self._settings.box().incomplete_after]
        if self._dead_since:
            known.append(now + self._lines.surroundings.looked_for)
        return min((due for due in known if due is not None), default=None)


def _done(chore: Callable[[float], None], now: float) -> bool:
    try:
        chore(now)
    except Exception:  # the others must come, whatever this one met
        log.exception("a chore failed")
        return False
    return True
