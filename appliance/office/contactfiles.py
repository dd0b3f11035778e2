"""Contacts out of a file and into one, in the background (spec/SCG.md 9, 59-61): what both kinds of jobs do alike.

A step of a job is one transaction, which also says how far it has come: after a power cut it goes on there.
"""

from __future__ import annotations

import abc
import contextlib
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from appliance.errors import NotFound
from appliance.media.growing import Growing
from appliance.media.shelf import Shelf
from appliance.office.attachments import Brought
from appliance.office.desk import Actor, Desk
from appliance.office.owned import Owned
from appliance.office.people import owner_in
from appliance.office.versions import revise
from appliance.spool import events
from appliance.spool.contactjobs import J, JobState, unfinished
from appliance.spool.listing import Connection, Table, exactly
from appliance.spool.profiles import Profile

log = logging.getLogger(__name__)

CSV = "text/csv"
AT_ONCE = 200  # contacts in one transaction; between two of them others write
_STEPS = 5  # until all else that is due has its turn


class Layout(Protocol):
    """How a contact is written in a row, as an edge has it."""

    @property
    def columns(self) -> Sequence[str]:
        """What is written of each."""

    def header(self, named: Sequence[str]) -> Sequence[str]:
        """The attributes of a file's columns, "" for those that are not taken. Raises Invalid."""

    def fields(self, cells: Mapping[str, str]) -> Mapping[str, Any]:
        """What the cells say of a contact, by attribute, empty ones left out. Raises Invalid."""

    def cells(self, contact: Profile) -> Sequence[str]:
        """A contact, column by column."""


class Jobs(Owned[J], abc.ABC):
    """Each application's own, carried out one after the other; a job's file grows in `growing` until it is done.

    `told` is the kind of the event that one is.
    """

    def __init__(self, desk: Desk, table: Table[J], noun: str, told: str, shelf: Shelf, growing: Growing) -> None:
        super().__init__(desk, table, noun)
        self._told = told
        self._shelf = shelf
        self._growing = growing
        self._tidied = False

    def delete(self, actor: Actor, job_id: int) -> int:
        """Forget it; one that is not done ends where it is. Its id. Raises NotFound."""
        self._desk.write(lambda db: self._remove(db, actor, job_id))
        self._growing.remove(self._file(job_id))
        return job_id

    def run(self, now: float, layout: Callable[[], Layout]) -> float | None:
        """Go on with the oldest job for a while; when it wants to go on, None for no more.

        `layout` is made where there is a job.
        """
        waiting = unfinished(self._desk.read(), self._table)
        if not self._tidied:
            self._growing.keep(self._noun, {self._file(each.id) for each in waiting})
            self._tidied = True
        if not waiting:
            return None
        self._go_on(waiting[0].id, layout(), now)
        return now

    def _go_on(self, job_id: int, layout: Layout, now: float) -> None:
        for _ in range(_STEPS):
            job = self._table.newest(self._desk.read(), exactly(id=job_id))
            if job is None or job.state == JobState.COMPLETED:
                return
            try:
                self._step(job, layout, now)
            except NotFound as gone:  # the job itself, or whose it is
                log.info("%s %d ends: %s", self._noun, job_id, gone)
                self._abandon(job_id, now)

    def _abandon(self, job_id: int, now: float) -> None:
        over = {"state": JobState.COMPLETED, "completed_at": now}
        self._desk.write(lambda db: self._table.update(db, job_id, over))
        self._growing.remove(self._file(job_id))

    @abc.abstractmethod
    def _step(self, job: J, layout: Layout, now: float) -> None:
        """Raises NotFound where the job or its owner is gone."""

    def _file(self, job_id: int) -> str:
        return f"{self._noun}-{job_id}"

    def _owner(self, db: Connection, job: J) -> Actor:
        return replace(owner_in(db, job.user_id), application_id=job.application_id)

    def _reach(self, db: Connection, job: J, now: float, **changes: Any) -> None:
        """How far it has come. Raises NotFound where it was deleted, so that nothing comes of the step."""
        current = self._table.get(db, self._file(job.id), exactly(id=job.id))
        begun = {"state": JobState.RUNNING, "started_at": job.started_at or now}
        revise(db, self._table, current, {**begun, **changes}, None, now)

    def _end(self, db: Connection, job: J, now: float, **changes: Any) -> None:
        self._reach(db, job, now, state=JobState.COMPLETED, completed_at=now, **changes)
        events.append(db, now, self._told, data={"job": job.id})

    @contextlib.contextmanager
    def _brought(self, job: J) -> Iterator[Brought]:
        """The job's file, on the shelf; gone from there where the block fails. Raises Lost, NotReady."""
        with self._shelf.bench() as work:
            target = work / "contacts.csv"
            self._growing.give(self._file(job.id), job.written, target)
            with self._shelf.kept("attachment", {"file": target}) as names:
                yield Brought(names["file"], job.written)
        self._growing.remove(self._file(job.id))
