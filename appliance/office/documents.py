"""Documents: what is faxed."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from appliance.domain import Download, Upload
from appliance.errors import NotFound
from appliance.media.shelf import Shelf
from appliance.media.workshop import Workshop
from appliance.office.desk import Actor, Desk
from appliance.office.filed import Filed, Made
from appliance.office.orphans import Orphans
from appliance.office.owned import named
from appliance.spool.contents import DOCUMENTS, Document

_READABLE, _RECOGNISABLE = 864, 160  # dots across
_LONGEST_NAME = 128


class Documents(Filed[Document]):
    """Each has a PDF, and the same as modems send it, from its first upload on."""

    def __init__(self, desk: Desk, shelf: Shelf, workshop: Workshop, orphans: Orphans) -> None:
        super().__init__(desk, DOCUMENTS, "document", shelf, workshop, orphans, ".pdf", "application/pdf")

    def update(self, actor: Actor, record_id: int, **fields: Any) -> Document:
        """Change what is given, what modems send too where the quality is another; the whole document as it is then.

        Raises NotFound, Invalid, NotReady.
        """
        if "quality" not in fields:
            return super().update(actor, record_id, **fields)
        checked = named(fields)
        with self._workshop.turn():
            before = self.read(actor, record_id)
            if not before.file or fields["quality"] == before.quality:
                return super().update(actor, record_id, **fields)
            with self._shelf.bench() as work:
                fax = self._workshop.fax(self._shelf.path(before.file), work, fields["quality"])
                return self._keep(actor, before, Made({"fax": fax.path}, checked))

    def take(self, actor: Actor, upload: Upload) -> Document:
        """A new document of a file, as fine as most fax machines print. Raises Invalid, NotReady, making none."""
        name = Path(upload.name).stem[:_LONGEST_NAME] or "Fax"
        record_id = self.create(actor, name=name, quality="fine")
        try:
            self.replace(actor, record_id, upload)
        except BaseException:
            self.delete(actor, record_id)
            raise
        return self.read(actor, record_id)

    def tiff(self, actor: Actor, record_id: int) -> Download:
        """It as modems send it, and as it came by fax. Raises NotFound, also before the first upload."""
        record = self._faxable(actor, record_id)
        return self._shelf.download(record.fax, f"{record.name}.tif", "image/tiff")

    def page(self, actor: Actor, record_id: int, number: str) -> Download:
        """Page `number`, from 1, as it looks on paper, to be read. Raises NotFound, Invalid, NotReady."""
        return self._picture(actor, record_id, number, _READABLE)

    def thumbnail(self, actor: Actor, record_id: int, number: str) -> Download:
        """The same, to be recognised."""
        return self._picture(actor, record_id, number, _RECOGNISABLE)

    def _picture(self, actor: Actor, record_id: int, number: str, width: int) -> Download:
        record = self._faxable(actor, record_id)
        if not (number.isascii() and number.isdecimal() and 1 <= int(number[:9]) <= record.pages):
            raise NotFound(f"page {number} of document {record_id}")
        with self._shelf.bench() as work, self._workshop.turn():
            octets = self._workshop.picture(self._shelf.path(record.fax), work, int(number) - 1, width).read_bytes()
        return Download(f"{record.name}-{number}.png", "image/png", len(octets), io.BytesIO(octets))

    def _faxable(self, actor: Actor, record_id: int) -> Document:
        record = self.read(actor, record_id)
        if not record.fax:
            raise NotFound(f"document {record_id} has no pages yet")
        return record

    def _make(self, record: Document, source: Path, said: str, former: Path | None) -> Made:
        paper = self._workshop.paper(source, said, former, record.quality)
        return Made({"file": paper.pdf, "fax": paper.fax}, {"type": paper.kind, "pages": paper.pages})

    def _files(self, record: Document) -> tuple[str, ...]:
        return record.file, record.fax
