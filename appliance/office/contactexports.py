"""Contacts into a file, in the background (spec/SCG.md 9, 60-61)."""

from __future__ import annotations

import contextlib
from typing import Any

from appliance import sheets
from appliance.errors import BadCriteria, NotFound
from appliance.media.growing import Growing, Lost
from appliance.media.shelf import Shelf
from appliance.office.attachments import Brought, attachment_in, make_in, put_in
from appliance.office.contactfiles import AT_ONCE, CSV, Jobs, Layout
from appliance.office.desk import Actor, Desk
from appliance.office.groups import group_in
from appliance.spool import events, membership
from appliance.spool.contactjobs import EXPORTS, ContactExport
from appliance.spool.listing import Connection, Page
from appliance.spool.membership import Member, Span
from appliance.spool.profiles import PROFILES, Profile


class ContactExports(Jobs[ContactExport]):
    """Of a group, or of all contacts that the owner sees."""

    def __init__(self, desk: Desk, shelf: Shelf, growing: Growing) -> None:
        super().__init__(desk, EXPORTS, "contact_export", events.CONTACTS_EXPORTED, shelf, growing)

    def create(self, actor: Actor, **fields: Any) -> int:
        """Have contacts written to a file; the job's id. Of `group_id`, and to `attachment_id`, where they are given.

        Raises NotFound.
        """

        def change(db: Connection) -> int:
            if fields.get("group_id") is not None:
                group_in(db, actor, fields["group_id"])
            if fields.get("attachment_id") is not None:
                attachment_in(db, actor, fields["attachment_id"])
            return EXPORTS.insert(db, {**fields, **actor.owner, "created_at": self._desk.clock()})

        made = self._desk.write(change)
        self._desk.due()
        return made

    def _step(self, job: ContactExport, layout: Layout, now: float) -> None:
        found = self._following(job)
        try:
            self._append(job, found, layout, now) if found or not job.written else self._finish(job, now)
        except Lost:
            anew = {"reached": 0, "written": 0, "exported_count": 0}
            self._desk.write(lambda db: self._reach(db, job, now, **anew))

    def _following(self, job: ContactExport) -> list[Member]:
        db, span = self._desk.read(), Span(job.reached, AT_ONCE)
        if job.group_id is None:
            return membership.everybody(db, job.user_id, job.application_id, span)
        with contextlib.suppress(BadCriteria):
            return membership.members(db, job.group_id, span)
        return []

    def _append(self, job: ContactExport, found: list[Member], layout: Layout, now: float) -> None:
        db = self._desk.read()
        rows = [layout.cells(each) for each in _profiles(db, self._owner(db, job), found)]
        octets = sheets.written(rows if job.written else [layout.columns, *rows])
        written = self._growing.append(self._file(job.id), job.written, octets)
        reached = found[-1].number if found else job.reached
        counts = {"written": written, "reached": reached, "exported_count": job.exported_count + len(rows)}
        self._desk.write(lambda db: self._reach(db, job, now, **counts))

    def _finish(self, job: ContactExport, now: float) -> None:
        with self._brought(job) as brought:
            self._desk.write(lambda db: self._hand_over(db, job, brought, now))

    def _hand_over(self, db: Connection, job: ContactExport, brought: Brought, now: float) -> None:
        owner = self._owner(db, job)
        attachment_id = _target(db, owner, job, now)
        put_in(db, attachment_in(db, owner, attachment_id), brought, now)
        self._end(db, job, now, attachment_id=attachment_id)


def _target(db: Connection, owner: Actor, job: ContactExport, now: float) -> int:
    """The attachment that was named, while there is one, else a new one."""
    if job.attachment_id is not None:
        with contextlib.suppress(NotFound):
            return attachment_in(db, owner, job.attachment_id).id
    return make_in(db, owner, now, name=f"contact export {job.id}", type=CSV, filename="contacts.csv")


def _profiles(db: Connection, owner: Actor, members: list[Member]) -> list[Profile]:
    """Those that the owner sees, in the order of the members."""
    seen = PROFILES.find(db, owner.own("contact"), Page(len(members)), membership.only(members))
    known = {each.id: each for each in seen.rows}
    return [known[each.contact_id] for each in members if each.contact_id in known]
