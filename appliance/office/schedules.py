"""Schedules: what is to be done later, or again and again, to a transmission or a campaign (spec/ICTCORE.md 9.4).

What is due is done in the transaction that removes or moves its task: never twice, and not forgotten. What came due
while the box was off is done once when it is back, however many times it would have been.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from appliance import recurrence
from appliance.errors import BoxError, Invalid, NotReady
from appliance.office.desk import Actor, Desk
from appliance.recurrence import RANGES, Rule
from appliance.spool import events, tasks
from appliance.spool.listing import Condition, Connection, Found, Page, exactly
from appliance.spool.tasks import TASKS, Task

DEFAULT_DELAY = 60.0  # seconds, where a body says nothing (spec/ICTCORE.md 9.4)
TRY_AGAIN = 60.0  # seconds until what the box was not ready for is tried again
PATIENCE = 86_400.0  # seconds for which it is
LONGEST_SLEEP = 60.0  # seconds: a clock that is set must not make what is due wait longer
FURTHEST = 10 * 366 * 86_400.0

Action = Callable[[Connection, Task], str | None]
"""Does it in a transaction under way; gives the lane to wake after the commit. Raises BoxError."""

Check = Callable[[Connection], object]
"""Raises where the one who asks may not plan anything for the subject."""


class Schedules:
    """`actions` by subject and name. Each owner's own."""

    def __init__(self, desk: Desk, actions: Mapping[tuple[str, str], Action]) -> None:
        self._desk = desk
        self._actions = actions

    def plan(
        self, actor: Actor, subject: str, subject_id: int, action: str, when: Mapping[str, Any], check: Check
    ) -> int:
        """Have it done at a time, once `check` has found the subject; the task's id. Raises Invalid, and as `check`."""
        own = {"user_id": actor.user_id, "subject": subject, "subject_id": subject_id, "action": action}
        row = {**own, **self._row(when), "created_at": self._desk.clock()}

        def change(db: Connection) -> int:
            check(db)
            return TASKS.insert(db, row)

        made = self._desk.write(change)
        self._desk.due()
        return made

    def cancel(self, subject: str, subject_id: int, check: Check, actions: Sequence[str]) -> None:
        """Forget those actions that are planned for it. Raises as `check`."""

        def change(db: Connection) -> None:
            check(db)
            tasks.forget_actions(db, subject, subject_id, actions)

        self._desk.write(change)

    def find(self, actor: Actor, where: tuple[Condition, ...], page: Page) -> Found[Task]:
        """What is planned."""
        return TASKS.find(self._desk.read(), [*actor.own("task"), *where], page)

    def read(self, actor: Actor, task_id: int) -> Task:
        """One of them. Raises NotFound."""
        return self._get(self._desk.read(), actor, task_id)

    def delete(self, actor: Actor, task_id: int) -> None:
        """Forget it. Raises NotFound."""
        self._desk.write(lambda db: TASKS.delete(db, [self._get(db, actor, task_id).id]))

    def run(self, now: float) -> float | None:
        """Do what is due at `now` (Unix time); when to look again."""
        self._follow_clock(now)
        while due := tasks.due(self._desk.read(), now):
            for task_id in due:
                self._run(task_id, now)
        following = tasks.next_due(self._desk.read())
        return None if following is None else min(following, now + LONGEST_SLEEP)

    def _get(self, db: Connection, actor: Actor, task_id: int) -> Task:
        return TASKS.get(db, f"schedule {task_id}", [*actor.own("task"), *exactly(id=task_id)])

    def _row(self, when: Mapping[str, Any]) -> dict[str, Any]:
        now = self._desk.clock()
        rule = _rule(when)
        due_at = _once(when, rule, now)
        if due_at is None or due_at > now + FURTHEST:
            raise Invalid("that time never comes, or not within ten years")
        if when.get("expires_at") is not None and when["expires_at"] <= now:
            raise Invalid("expiry is over")
        kept = json.dumps(dataclasses.asdict(rule)) if rule and when.get("recurring") else ""
        if when.get("recurring") and not kept:
            raise Invalid(f"what recurs needs a rule: one of {', '.join(RANGES)}")
        more = {name: when[name] for name in ("expires_at", "weight", "held") if when.get(name) is not None}
        return {"rule": kept, "due_at": due_at, **more}

    def _run(self, task_id: int, now: float) -> None:
        try:
            lane = self._desk.write(lambda db: self._run_in(db, task_id, now))
        except BoxError as error:
            self._desk.write(partial(self._could_not, task_id=task_id, error=error, now=now))
        else:
            if lane is not None:
                self._desk.wake(lane)

    def _run_in(self, db: Connection, task_id: int, now: float) -> str | None:
        task = TASKS.newest(db, exactly(id=task_id, held=0))
        if task is None or (task.retry_at or task.due_at) > now:
            return None
        if task.expires_at is not None and task.expires_at <= now:
            self._end(db, task, events.SCHEDULE_EXPIRED, now)
            return None
        lane = self._actions[task.subject, task.action](db, task)
        self._move_on(db, task, now)
        self._tell(db, task, events.SCHEDULE_DONE, now)
        return lane

    def _move_on(self, db: Connection, task: Task, now: float) -> None:
        following = _rule_of(task).next(now) if task.rule else None
        if following is None or (task.expires_at is not None and following >= task.expires_at):
            TASKS.delete(db, [task.id])
        else:
            TASKS.update(db, task.id, {"due_at": following, "retry_at": None, "last_run": now})

    def _could_not(self, db: Connection, task_id: int, error: BoxError, now: float) -> None:
        task = TASKS.newest(db, exactly(id=task_id))
        if task is None:
            return
        if isinstance(error, NotReady) and now - task.due_at < PATIENCE:
            TASKS.update(db, task.id, {"retry_at": now + TRY_AGAIN})
            if task.retry_at is None:
                self._tell(db, task, events.SCHEDULE_WAITS, now, error)
        else:
            self._move_on(db, task, now)
            self._tell(db, task, events.SCHEDULE_FAILED, now, error)

    def _end(self, db: Connection, task: Task, kind: str, now: float) -> None:
        TASKS.delete(db, [task.id])
        self._tell(db, task, kind, now)

    def _tell(self, db: Connection, task: Task, kind: str, now: float, error: BoxError | None = None) -> None:
        about = task.subject_id if task.subject == "transmission" else None
        facts = {"schedule": task.id, task.subject: task.subject_id, "action": task.action}
        why = {"text": str(error)} if error else {}
        events.append(db, now, kind, transmission_id=about, data={**facts, **why})

    def _follow_clock(self, now: float) -> None:
        """What recurs and ran at a time that is still to come goes by the clock as it was set since."""
        for task_id in tasks.run_later_than(self._desk.read(), now):
            self._desk.write(partial(self._set_back, task_id=task_id, now=now))

    def _set_back(self, db: Connection, task_id: int, now: float) -> None:
        task = TASKS.newest(db, exactly(id=task_id))
        if task is not None and task.rule and task.last_run is not None and task.last_run > now:
            due_at = _rule_of(task).next(now)
            TASKS.update(db, task.id, {"last_run": now, **({"due_at": due_at} if due_at else {})})


def _rule(when: Mapping[str, Any]) -> Rule | None:
    fields = {name: when[name] for name in RANGES if when.get(name) is not None}
    return recurrence.rule(fields, when.get("zone") or "UTC") if fields else None


def _once(when: Mapping[str, Any], rule: Rule | None, now: float) -> float | None:
    """When it is due for the first time, by whichever form is given. Raises Invalid for more than one."""
    forms = [name for name in ("delay", "at", "due_at", "date") if when.get(name) is not None]
    if len(forms) + (rule is not None) > 1:
        raise Invalid("give one of delay, timestamp, datetime, due_at, or a rule")
    if rule is not None:
        return rule.next(now)
    if when.get("date") is not None:
        return recurrence.moment(when["date"], when.get("zone") or "UTC")
    given = float(when[forms[0]] if forms else DEFAULT_DELAY)
    if given < 0:
        raise Invalid(f"{forms[0]} is below 0")
    return now + given if forms in ([], ["delay"]) else given


def _rule_of(task: Task) -> Rule:
    kept: dict[str, Any] = json.loads(task.rule)
    fields: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in kept.items()}
    return Rule(**fields)
