"""Many contacts at once, out of a file into a group and back."""

from __future__ import annotations

import io
import itertools
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from appliance import contactlist
from appliance.contactlist import Row
from appliance.domain import Download
from appliance.errors import Conflict, Invalid
from appliance.office.desk import Actor, Desk
from appliance.office.groups import group_in, static_in
from appliance.office.versions import revise
from appliance.spool import groups, membership
from appliance.spool.groups import Group
from appliance.spool.listing import Condition, Connection, Match, Page, exactly
from appliance.spool.people import CONTACTS, Contact

AT_ONCE = 200  # rows in one transaction; between two of them others write
MOST_FAULTS = 100  # that are told one by one

Fields = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row was left out."""

    row: int
    reason: str


@dataclass(frozen=True, slots=True)
class Imported:
    """Rows that became contacts (`imported`), that were members already (`known`), that were left out (`failed`).

    `faults` are the first of those.
    """

    group_id: int
    imported: int
    known: int
    failed: int
    faults: tuple[Fault, ...]


class Imports:
    """One at a time: each takes a thread of the web server for as long as it lasts."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._one = threading.Lock()

    def read_in(
        self, actor: Actor, group_id: int, rows: Iterable[Row], check: Callable[[Mapping[str, str]], Fields]
    ) -> Imported:
        """Make each row a contact of the group's owner and a member; `check` gives the fields of a row's cells.

        A row whose number (or mailbox, without a number) the group has already changes that contact: what broke off is
        simply read in again. Raises NotFound, Conflict while another file is read in, Invalid where no row holds or the
        group is DYNAMIC.
        """
        static_in(self._desk.read(), actor, group_id)
        if not self._one.acquire(blocking=False):
            raise Conflict("another file is being read in; try again when it is done")
        try:
            return self._read_in(actor, group_id, iter(rows), check)
        finally:
            self._one.release()
            self._desk.due()  # fast access attributes follow

    def export(self, actor: Actor, group_id: int, where: tuple[Condition, ...]) -> Download:
        """The members that match, as CSV. Raises NotFound."""
        group = group_in(self._desk.read(), actor, group_id)
        pages = self._pages(group, (*actor.own("contact"), *where))
        return Download(f"{group.name}.csv", "text/csv", None, (contactlist.written(each) for each in pages))

    def sample(self, actor: Actor) -> Download:
        """What a file may look like."""
        content = contactlist.sample()
        return Download("contact_sample.csv", "text/csv", len(content), io.BytesIO(content))

    def _pages(self, group: Group, where: tuple[Condition, ...]) -> Iterator[tuple[Contact, ...]]:
        last, members = 0, membership.roll(group)
        while True:
            following = Condition(members.place, Match.AFTER, last)
            found = members.find(self._desk.read(), (following, *where), Page(AT_ONCE)).rows
            yield found
            if len(found) < AT_ONCE:
                return
            last = found[-1].id

    def _read_in(
        self, actor: Actor, group_id: int, rows: Iterator[Row], check: Callable[[Mapping[str, str]], Fields]
    ) -> Imported:
        faults: list[Fault] = []
        imported = known = failed = 0
        while batch := list(itertools.islice(rows, AT_ONCE)):
            held, broken = self._checked(batch, check)
            made = self._desk.write(partial(self._add, actor=actor, group_id=group_id, held=held))
            imported, known, failed = imported + made, known + len(held) - made, failed + len(broken)
            faults += broken[: MOST_FAULTS - len(faults)]
        if failed and not imported + known:
            raise Invalid(f"no row holds; row {faults[0].row}: {faults[0].reason}")
        if not imported + known:
            raise Invalid("the file is empty")
        return Imported(group_id, imported, known, failed, tuple(faults))

    def _checked(
        self, batch: Iterable[Row], check: Callable[[Mapping[str, str]], Fields]
    ) -> tuple[list[Fields], list[Fault]]:
        held: list[Fields] = []
        broken: list[Fault] = []
        for row in batch:
            try:
                held.append(self._fields(row, check))
            except Invalid as error:
                broken.append(Fault(row.number, error.detail))
        return held, broken

    def _fields(self, row: Row, check: Callable[[Mapping[str, str]], Fields]) -> Fields:
        if row.fault:
            raise Invalid(row.fault)
        if "phone" in row.fields:
            fields = check(row.fields)
            return {**fields, "phone": self._desk.carrier.dialable(fields["phone"])}
        if "email" not in row.fields:
            raise Invalid("phone is missing")
        return check(row.fields)

    def _add(self, db: Connection, actor: Actor, group_id: int, held: Iterable[Fields]) -> int:
        """How many of them are new."""
        group = static_in(db, actor, group_id)
        return sum(self._add_one(db, group, fields) for fields in held)

    def _add_one(self, db: Connection, group: Group, fields: Fields) -> bool:
        by = "phone" if "phone" in fields else "email"
        member = groups.known(db, group.id, by, fields[by])
        if member is not None:
            known = CONTACTS.get(db, f"contact {member}", exactly(id=member))
            revise(db, CONTACTS, known, fields, None, self._desk.clock())
            return False
        owner = {"user_id": group.user_id, "application_id": group.application_id}
        row = {"phone": "", **fields, **owner, "created_at": self._desk.clock()}
        groups.link(db, group.id, CONTACTS.insert(db, row))
        return True
