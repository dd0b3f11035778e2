"""Contacts out of a file, in the background (spec/SCG.md 9, 59)."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, BinaryIO

from appliance import sheets
from appliance.errors import Invalid, NotFound
from appliance.media.growing import Growing, Lost
from appliance.media.shelf import Shelf
from appliance.office.attachments import Attachments, attachment_in, make_in, put_in
from appliance.office.contactfiles import AT_ONCE, CSV, Jobs, Layout
from appliance.office.desk import Actor, Desk
from appliance.office.groups import static_in
from appliance.office.profiles import Profiles, Said
from appliance.spool import events, groups
from appliance.spool.contactjobs import IMPORTS, ContactImport
from appliance.spool.groups import GROUPS, STATIC
from appliance.spool.listing import EVERY, Condition, Connection, Match, Page, exactly
from appliance.spool.profiles import PROFILES, Profile

REASON = "reason"
"""The column of the file of failures that says why; in a file that is read it says nothing."""

_LINES = 50  # that a row may spread over
_END = 2**62  # reached where there is no more to take


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its cells as they are, and what they say of a contact, None where it can't be taken, for that `fault`."""

    cells: Sequence[str]
    said: Said | None
    fault: str = ""


class Source:
    """A file from the row after `reached` on, the header being row 1. Raises Invalid where that names no attributes."""

    def __init__(
        self, file: BinaryIO, layout: Layout, check: Callable[[Mapping[str, Any]], Said], reached: int
    ) -> None:
        self._file = file
        self._layout = layout
        self._check = check
        self._records = sheets.records(file, _LINES)
        _, header = next(self._records, (0, ""))
        self.columns = sheets.named(header) if not isinstance(header, str) else []
        self._attributes = layout.header(self.columns)
        self.reached = max(reached, 1)
        self.ended = False
        for _ in itertools.islice(self._records, self.reached - 1):
            pass

    def take(self, most: int) -> list[Row]:
        """Of the next `most` rows those that are not blank."""
        found = list(itertools.islice(self._records, most))
        self.ended = len(found) < most
        self.reached += len(found)
        return [self._row(cells) for _, cells in found if any(cells)]

    def close(self) -> None:
        """Let the file go."""
        self._file.close()

    def _row(self, cells: sheets.Record) -> Row:
        if isinstance(cells, str):
            return Row((), None, cells)
        if any(cells[len(self.columns) :]):
            return Row(cells, None, f"{len(cells)} values where there are {len(self.columns)} columns")
        said = {
            name: sheets.restored(cell) for name, cell in zip(self._attributes, cells, strict=False) if name and cell
        }
        try:
            return Row(cells, self._check(self._layout.fields(said)))
        except Invalid as error:
            return Row(cells, None, error.detail)


class ContactImports(Jobs[ContactImport]):
    """A row changes the contact that has its external id already, or its number in the group that it goes to."""

    def __init__(
        self, desk: Desk, shelf: Shelf, growing: Growing, attachments: Attachments, profiles: Profiles
    ) -> None:
        super().__init__(desk, IMPORTS, "contact_import", events.CONTACTS_IMPORTED, shelf, growing)
        self._attachments = attachments
        self._profiles = profiles
        self._source: tuple[int, Source] | None = None

    def create(self, actor: Actor, **fields: Any) -> int:
        """Have the contacts of the file `attachment_id` taken in, into `group_id` where that is given; the job's id.

        Raises NotFound, Invalid.
        """

        def change(db: Connection) -> int:
            if not attachment_in(db, actor, fields["attachment_id"]).file:
                raise Invalid("the attachment has no content yet")
            if fields.get("group_id") is not None:
                static_in(db, actor, fields["group_id"])
            return IMPORTS.insert(db, {**fields, **actor.owner, "created_at": self._desk.clock()})

        made = self._desk.write(change)
        self._desk.due()
        return made

    def run(self, now: float, layout: Callable[[], Layout]) -> float | None:
        """As of all jobs; the file of one that was deleted is let go."""
        due = super().run(now, layout)
        if due is None:
            self._close()
        return due

    def _step(self, job: ContactImport, layout: Layout, now: float) -> None:
        if job.reached == _END:
            self._finish(job, now)
            return
        try:
            source = self._opened(job, layout)
        except Invalid as error:
            self._refuse(job, error.detail, now)
        else:
            self._take(job, source, source.take(AT_ONCE), now)

    def _opened(self, job: ContactImport, layout: Layout) -> Source:
        """The file, where the job is in it. Raises NotFound where the owner is gone, Invalid where the file is."""
        if self._source and self._source[0] == job.id and self._source[1].reached == max(job.reached, 1):
            return self._source[1]
        self._close()
        owner = self._owner(self._desk.read(), job)
        try:
            file = self._attachments.open(owner, job.attachment_id)
        except NotFound as gone:
            raise Invalid("the file is gone") from gone
        try:
            self._source = (job.id, Source(file, layout, self._profiles.said, job.reached))
        except Invalid:
            file.close()
            raise
        return self._source[1]

    def _close(self) -> None:
        if self._source:
            self._source[1].close()
        self._source = None

    def _take(self, job: ContactImport, source: Source, rows: list[Row], now: float) -> None:
        hindrance = _hindrance(self._desk.read(), job)
        if hindrance:
            rows = [replace(each, said=None, fault=each.fault or hindrance) for each in rows]
        held = [each.said for each in rows if each.said]
        broken = [each for each in rows if each.fault]
        written = self._noted(job, source.columns, broken) if broken else job.written
        reached = _END if source.ended else source.reached
        counts = {"imported_count": job.imported_count + len(held), "failed_count": job.failed_count + len(broken)}

        def change(db: Connection) -> None:
            if _hindrance(db, job) != hindrance:
                return  # the next step looks at these rows anew
            owner = self._owner(db, job)
            for each in held:
                self._put(db, owner, job.group_id, each)
            self._reach(db, job, now, reached=reached, written=written, **counts)

        self._desk.write(change)

    def _noted(self, job: ContactImport, columns: Sequence[str], broken: Iterable[Row]) -> int:
        """The length of the file of failures with these."""
        kept = [each for each in columns if each != REASON]
        rows = [[*_of(columns, each.cells), each.fault] for each in broken]
        name, length = self._file(job.id), job.written
        with contextlib.suppress(Lost):
            return self._growing.append(name, length, sheets.written(rows if length else [[*kept, REASON], *rows]))
        return self._growing.append(name, 0, sheets.written([[*kept, REASON], *rows]))

    def _put(self, db: Connection, owner: Actor, group_id: int | None, said: Said) -> None:
        known = _known(db, owner, group_id, said.row)
        if known is None:
            contact_id = self._profiles.insert_in(db, owner, said)
        else:
            contact_id = self._profiles.revise_in(db, known, said)
        if group_id is not None:
            groups.link(db, group_id, contact_id)

    def _refuse(self, job: ContactImport, why: str, now: float) -> None:
        """Of the whole file."""
        written = self._noted(job, [], [Row((), None, why)])
        counts = {"reached": _END, "written": written, "failed_count": job.failed_count + 1}
        self._desk.write(lambda db: self._reach(db, job, now, **counts))

    def _finish(self, job: ContactImport, now: float) -> None:
        self._close()
        try:
            self._end_with(job, now) if job.written else self._desk.write(lambda db: self._end(db, job, now))
        except Lost:
            self._desk.write(lambda db: self._end(db, job, now))

    def _end_with(self, job: ContactImport, now: float) -> None:
        def change(db: Connection) -> None:
            owner = self._owner(db, job)
            made = make_in(db, owner, now, name=f"failures of import {job.id}", type=CSV, filename="failures.csv")
            put_in(db, attachment_in(db, owner, made), brought, now)
            self._end(db, job, now, failures_id=made)

        with self._brought(job) as brought:
            self._desk.write(change)


def _hindrance(db: Connection, job: ContactImport) -> str:
    """Why nobody can be put into the group, "" where they can."""
    if job.group_id is None:
        return ""
    group = GROUPS.newest(db, exactly(id=job.group_id))
    return "the group is gone" if group is None else "" if group.type == STATIC else "the group is DYNAMIC"


def _of(columns: Sequence[str], cells: Sequence[str]) -> list[str]:
    """A row's cells, one for each of the columns but the reasons of an earlier failure."""
    full = [*map(sheets.restored, cells), *[""] * len(columns)]
    return [cell for name, cell in zip(columns, full, strict=False) if name != REASON]


def _known(db: Connection, owner: Actor, group_id: int | None, fields: Mapping[str, Any]) -> Profile | None:
    """The contact that a row is about: one of the owner's own, whoever else's they may see or have in the group."""
    by = next((each for each in ("external_id", "phone", "email") if fields.get(each)), None)
    if by is None or (group_id is None and by != "external_id"):
        return None
    theirs = replace(owner, grants=frozenset()).own("contact")
    there = EVERY if group_id is None or by == "external_id" else groups.having(group_id)
    found = PROFILES.find(db, (*theirs, Condition(by, Match.EQUAL, fields[by])), Page(1), there).rows
    return found[0] if found else None
