"""A letter goes out as a fax: its attachments are the pages, its words too where the account wants that."""

from __future__ import annotations

import json
from collections.abc import Iterator

from appliance.domain import Upload
from appliance.errors import BoxError, Invalid
from appliance.office.desk import Actor, Desk
from appliance.office.documents import Documents
from appliance.office.letters import Letter
from appliance.office.transmissions import Transmissions
from appliance.spool import transmissions
from appliance.spool.listing import exactly
from appliance.spool.people import ACCOUNTS
from appliance.spool.programs import Program

CHILD = "emailtofax_sendfax"
_COVER = "emailtofax_coversheet"


class Faxing:
    """Documents are made first, and gone again where the fax can't be sent."""

    def __init__(self, desk: Desk, documents: Documents, sending: Transmissions) -> None:
        self._desk = desk
        self._documents = documents
        self._transmissions = sending

    def fax(self, actor: Actor, program: Program, number: str, letter: Letter, key: str) -> int:
        """Send the letter by that emailtofax program, once for each key; the transmission's id.

        Raises Invalid where it has no page, NotReady where no line offers fax.
        """
        made = transmissions.by_request(self._desk.read(), actor.user_id, key)
        if made is not None:
            return made
        pages = list(self._pages(program, letter))
        if not pages:
            raise Invalid("the mail has no attachment to be faxed")
        document_id = self._documents.create(actor, name=(letter.subject or "fax")[:128])
        try:
            return self._send(actor, program, number, letter, key, self._filled(actor, document_id, pages))
        except BoxError:
            self._documents.delete(actor, document_id)
            raise

    def _filled(self, actor: Actor, document_id: int, pages: list[Upload]) -> int:
        self._documents.replace(actor, document_id, pages[0])
        for each in pages[1:]:
            self._documents.append(actor, document_id, each)
        return document_id

    def _send(self, actor: Actor, program: Program, number: str, letter: Letter, key: str, document_id: int) -> int:
        return self._transmissions.create_and_send(
            actor,
            "sendfax",
            name=CHILD,
            document_id=document_id,
            parent_id=program.id,
            phone=number,
            account_id=program.account_id,
            title=letter.subject[:255],
            origin=program.type,
            request_key=key,
        )

    def _pages(self, program: Program, letter: Letter) -> Iterator[Upload]:
        if self._wants_words(program) and letter.text:
            yield Upload("text/plain", "cover.txt", iter((letter.text.encode(),)))
        for each in letter.enclosures:
            if each.octets:
                yield Upload(each.kind, each.name, iter((each.octets,)))

    def _wants_words(self, program: Program) -> bool:
        account = ACCOUNTS.newest(self._desk.read(), exactly(id=program.account_id))
        return account is not None and json.loads(account.settings).get(_COVER) == "body"
