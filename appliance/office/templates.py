"""Templates: mails, with their attachments."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Callable, Sequence
from pathlib import PurePosixPath
from typing import Any

from appliance.domain import Download, Upload
from appliance.errors import Invalid, NotFound
from appliance.media.shelf import Shelf
from appliance.office.desk import Actor, Desk
from appliance.office.orphans import Orphans
from appliance.office.owned import Owned
from appliance.spool.contents import ATTACHMENTS, TEMPLATES, Attachment, Template
from appliance.spool.listing import Connection, exactly

MOST_ATTACHMENTS = 20
_LONGEST_NAME = 128
_MEDIA_TYPE = re.compile(r"[\w!#$&^.+-]{1,64}/[\w!#$&^.+-]{1,64}", re.ASCII)
_ANY = "application/octet-stream"

Attach = Callable[[Connection, int], Sequence[Attachment]]
"""Makes room for one more attachment of a template; those that had to go for it."""


class Templates(Owned[Template]):
    """Attachments are kept as they came, `largest` octets of each."""

    def __init__(self, desk: Desk, shelf: Shelf, orphans: Orphans, largest: int) -> None:
        super().__init__(desk, TEMPLATES, "template")
        self._shelf = shelf
        self._orphans = orphans
        self._largest = largest

    def delete(self, actor: Actor, record_id: int) -> None:
        """Remove it with its attachments. Raises NotFound."""

        def change(db: Connection) -> Sequence[Attachment]:
            self._get(db, actor, record_id)
            gone = _detached(db, record_id)
            self._remove(db, actor, record_id)
            return gone

        self._discard(self._desk.write(change))

    def replace(self, actor: Actor, record_id: int, upload: Upload) -> int:
        """Make the file its one attachment; the template's id. Raises NotFound, Invalid, NotReady."""
        return self._take(actor, record_id, upload, _detached)

    def append(self, actor: Actor, record_id: int, upload: Upload) -> int:
        """Attach the file, too; the template's id. Raises NotFound, Invalid, NotReady."""
        return self._take(actor, record_id, upload, _one_more)

    def download(self, actor: Actor, record_id: int) -> Download:
        """Its attachment as it came, several as a ZIP. Raises NotFound, also before the first upload."""
        template = self.read(actor, record_id)
        attached = attachments(self._desk.read(), record_id)
        if not attached:
            raise NotFound(f"template {record_id} has no file yet")
        if len(attached) == 1:
            return self._shelf.download(attached[0].file, attached[0].name, attached[0].kind)
        inside = {f"{number}-{each.name}": each.file for number, each in enumerate(attached, 1)}
        return self._shelf.bundle(inside, f"{template.name}.zip")

    def _take(self, actor: Actor, record_id: int, upload: Upload, make_room: Attach) -> int:
        template = self.read(actor, record_id)
        with self._shelf.received(upload, self._largest) as source:
            row = {
                "template_id": record_id,
                **described(upload.kind, upload.name, template.name),
                "size": source.stat().st_size,
            }
            with self._shelf.kept(f"template-{record_id}", {"file": source}) as names:
                gone = self._attach(actor, {**row, **names}, make_room)
        self._discard(gone)
        return record_id

    def _attach(self, actor: Actor, row: dict[str, Any], make_room: Attach) -> Sequence[Attachment]:
        def change(db: Connection) -> Sequence[Attachment]:
            gone = make_room(db, self._get(db, actor, row["template_id"]).id)
            ATTACHMENTS.insert(db, row)
            return gone

        return self._desk.write(change)

    def _discard(self, gone: Sequence[Attachment]) -> None:
        self._orphans.remove(each.file for each in gone)


def attachments(db: Connection, template_id: int) -> tuple[Attachment, ...]:
    """Those of a template, in order."""
    return ATTACHMENTS.find(db, exactly(template_id=template_id)).rows


def _detached(db: Connection, template_id: int) -> Sequence[Attachment]:
    gone = attachments(db, template_id)
    ATTACHMENTS.delete(db, [each.id for each in gone])
    return gone


def _one_more(db: Connection, template_id: int) -> Sequence[Attachment]:
    if len(attachments(db, template_id)) >= MOST_ATTACHMENTS:
        raise Invalid(f"a template has at most {MOST_ATTACHMENTS} attachments")
    return ()


def described(kind: str, name: str, otherwise: str) -> dict[str, str]:
    """Its media type and a name that no file system minds: what the sender said, where it holds."""
    plain = _plain(name)
    told = kind if _MEDIA_TYPE.fullmatch(kind) else mimetypes.guess_type(plain)[0] or _ANY
    return {"name": plain or _plain(otherwise) + (mimetypes.guess_extension(told) or ""), "kind": told}


def _plain(name: str) -> str:
    last = PurePosixPath(name.replace("\\", "/")).name
    return "".join(each for each in last if each.isprintable()).strip(". ")[-_LONGEST_NAME:]
