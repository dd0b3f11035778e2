"""A letter is kept as a template with its attachments, and a transmission that says that it came."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from appliance.domain import Service
from appliance.errors import Invalid
from appliance.media.shelf import Shelf
from appliance.office.desk import Desk
from appliance.office.letters import Enclosure, Letter
from appliance.office.people import contact_for, owner_in
from appliance.office.templates import described
from appliance.routing import MAIL
from appliance.spool import arrivals
from appliance.spool.arrivals import Arrival
from appliance.spool.contents import ATTACHMENTS, TEMPLATES
from appliance.spool.inbound import Owner
from appliance.spool.listing import Connection, exactly
from appliance.spool.people import CONTACTS, Account
from appliance.spool.programs import PROGRAMS

MOST_ENCLOSURES = 50


class _Repeated(Exception):
    """It came twice at once."""


class Filing:
    """Files go to the shelf first, then all rows are made at once."""

    def __init__(self, desk: Desk, shelf: Shelf) -> None:
        self._desk = desk
        self._shelf = shelf

    def keep(self, account: Account, sender: str, letter: Letter, key: str) -> None:
        """Keep a letter for an account, once for each key. Raises Invalid, NotReady."""
        if len(letter.enclosures) > MOST_ENCLOSURES:
            raise Invalid(f"a mail may have {MOST_ENCLOSURES} attachments")
        if arrivals.known(self._desk.read(), account.user_id, key):
            return
        with contextlib.suppress(_Repeated), self._laid(letter.enclosures) as names:
            self._desk.write(lambda db: self._keep_in(db, account, sender, letter, key, names))

    @contextlib.contextmanager
    def _laid(self, enclosures: Sequence[Enclosure]) -> Iterator[list[str]]:
        """The enclosures on the shelf; their names there."""
        with self._shelf.bench() as work:
            files = {str(number): _written(work / str(number), each) for number, each in enumerate(enclosures)}
            with self._shelf.kept("mail", files) as names:
                yield list(names.values())

    def _keep_in(
        self, db: Connection, account: Account, sender: str, letter: Letter, key: str, names: Sequence[str]
    ) -> None:
        if arrivals.known(db, account.user_id, key):
            raise _Repeated
        owner = self._owner(db, account, sender)
        options = {"template_id": self._template(db, owner, letter, names)}
        arrival = Arrival(Service.EMAIL, MAIL, key, sender, letter.subject, letter.text, "email", options)
        arrivals.arrive(db, arrival, owner, self._desk.clock())

    def _owner(self, db: Connection, account: Account, sender: str) -> Owner:
        contact, newest = None, CONTACTS.newest(db, ())
        if sender:
            contact = contact_for(db, self._desk, owner_in(db, account.user_id), Service.EMAIL, {"email": sender}).id
        is_new = contact is not None and (newest is None or contact > newest.id)
        program = PROGRAMS.newest(db, exactly(type="receiveemail", account_id=account.id))
        return Owner(account.user_id, account.id, contact, program.id if program else None, is_new)

    def _template(self, db: Connection, owner: Owner, letter: Letter, names: Sequence[str]) -> int:
        name = (letter.subject or "(no subject)")[:128]
        words = {"name": name, "subject": letter.subject, "body": letter.html, "body_alt": letter.text}
        row = {**words, "user_id": owner.user_id, "created_at": self._desk.clock()}
        template_id = TEMPLATES.insert(db, row)
        for file, each in zip(names, letter.enclosures, strict=True):
            about = described(each.kind, each.name, "attachment")
            ATTACHMENTS.insert(db, {"template_id": template_id, "file": file, "size": len(each.octets), **about})
        return template_id


def _written(path: Path, enclosure: Enclosure) -> Path:
    path.write_bytes(enclosure.octets)
    return path
