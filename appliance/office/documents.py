"""Documents: what is faxed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from appliance.media.shelf import Shelf
from appliance.media.workshop import Workshop
from appliance.office.desk import Actor, Desk
from appliance.office.filed import Filed, Made
from appliance.office.orphans import Orphans
from appliance.office.owned import named
from appliance.spool.contents import DOCUMENTS, Document


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

    def _make(self, record: Document, source: Path, said: str, former: Path | None) -> Made:
        paper = self._workshop.paper(source, said, former, record.quality)
        return Made({"file": paper.pdf, "fax": paper.fax}, {"type": paper.kind, "pages": paper.pages})

    def _files(self, record: Document) -> tuple[str, ...]:
        return record.file, record.fax
