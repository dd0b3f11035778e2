"""Faxes as people send and read them."""

from __future__ import annotations

from appliance.domain import Service
from appliance.errors import Conflict
from appliance.office.desk import Actor, Desk
from appliance.office.transmissions import Transmissions
from appliance.spool.faxlist import FAXES, FaxView
from appliance.spool.listing import Condition, Found, Page, exactly


class Faxes:
    """Each owner's own."""

    def __init__(self, desk: Desk, transmissions: Transmissions) -> None:
        self._desk = desk
        self._transmissions = transmissions

    def find(self, actor: Actor, where: tuple[Condition, ...], page: Page) -> Found[FaxView]:
        """Those that match, the newest first."""
        fax = exactly(service=Service.FAX.value, deleted=0)
        return FAXES.find(self._desk.read(), [*actor.own("transmission"), *where, *fax], page)

    def send(
        self, actor: Actor, phone: str, document_id: int, cover: str | None = None, request_key: str | None = None
    ) -> FaxView:
        """Fax a document, behind a cover page with the comments of `cover` where that is not None.

        The same `request_key` makes one, however often it is asked for. Raises NotFound, Invalid, NotReady where no
        line will do, Conflict where the document has no pages or the key was that of another fax.
        """
        fields = {"phone": phone, "document_id": document_id, "cover": cover, "request_key": request_key}
        made = self._transmissions.create_and_send(actor, "sendfax", **fields)
        view = FAXES.get(self._desk.read(), f"transmission {made}", exactly(id=made, service=Service.FAX.value))
        if (view.party, view.document_id) != (self._desk.party(Service.FAX, phone, ""), document_id):
            raise Conflict("that Idempotency-Key was used for another fax")
        return view
