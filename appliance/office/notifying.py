"""Tells an account by mail, by a program and a template of its own that are made when they are first needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from appliance.domain import Service
from appliance.office.desk import Actor, Desk
from appliance.office.people import contact_for, owner_in
from appliance.office.programs import create_in
from appliance.office.reports import transmission_in
from appliance.office.sending import Sending
from appliance.programs.notices import NOTICES
from appliance.spool import queue, transmissions
from appliance.spool.contents import TEMPLATES
from appliance.spool.listing import Connection, exactly
from appliance.spool.people import ACCOUNTS
from appliance.spool.programs import PROGRAMS, Program
from appliance.spool.queue import Draft


class Notifying:
    """Of a program, its account."""

    def __init__(self, desk: Desk, sending: Sending) -> None:
        self._desk = desk
        self._sending = sending

    def tell_in(
        self,
        db: Connection,
        program: Program,
        notice: str,
        facts: Mapping[str, Any],
        enclosed: Sequence[Mapping[str, str]],
    ) -> str | None:
        """Send a notice in a transaction under way; the lane to wake, None where the account has no mailbox.

        Raises NotSetUp where the box sends no mail, NotFound where the program's owner is gone.
        """
        account = ACCOUNTS.newest(db, exactly(id=program.account_id))
        if account is None or not account.email:
            return None
        owner = owner_in(db, program.user_id)
        contact = contact_for(db, self._desk, owner, Service.EMAIL, {"email": account.email})
        lane = self._desk.route(contact.email, Service.EMAIL)
        draft = Draft(
            user_id=owner.user_id,
            account_id=account.id,
            contact_id=contact.id,
            program_id=self._program(db, owner, program, notice),
            title=notice,
            origin=program.type,
            service=Service.EMAIL,
            party=contact.email,
        )
        made = queue.create(db, draft, self._desk.clock())
        transmissions.set_options(db, made, {"facts": facts, "enclosed": list(enclosed)})
        view = transmission_in(db, owner, made)
        self._sending.enqueue_in(db, view, *self._sending.content(db, view), 0, lane)
        return lane

    def _program(self, db: Connection, owner: Actor, parent: Program, notice: str) -> int:
        known = PROGRAMS.newest(db, exactly(name=notice, parent_id=parent.id, type="sendemail"))
        if known is not None and TEMPLATES.newest(db, exactly(id=known.parameters["template_id"])):
            return known.id
        words = NOTICES[notice]
        row = {"name": notice, "subject": words.subject, "body": words.body, "body_alt": ""}
        template = TEMPLATES.insert(db, {**row, "user_id": owner.user_id, "created_at": self._desk.clock()})
        fields = {"name": notice, "template_id": template, "parent_id": parent.id, "account_id": parent.account_id}
        return create_in(db, self._desk, owner, "sendemail", fields)
