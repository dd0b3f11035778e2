"""Attachments: files that programs keep for messages, imports and exports (spec/SCG.md 9, 19-21)."""

from __future__ import annotations

import contextlib
import fnmatch
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

from appliance.domain import Download, Upload
from appliance.errors import Invalid, NotFound
from appliance.media.shelf import Shelf
from appliance.office.desk import Actor, Desk
from appliance.office.orphans import Orphans
from appliance.office.versions import revise
from appliance.spool.attachments import MESSAGE_ATTACHMENTS, MessageAttachment
from appliance.spool.listing import Condition, Connection, Found, Page, exactly

_MEDIA_TYPE = re.compile(r"[\w!#$&^.+-]{1,64}/[\w!#$&^.+-]{1,64}(?:; ?[\w.+-]+=[\w.+-]+)*", re.ASCII)
_ANY = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Brought:
    """A file that is on disk and no row's yet: its name on the shelf and its size in octets."""

    file: str
    size: int


class Attachments:
    """Each application's own; `largest` octets of each. What the file holds is not looked into."""

    def __init__(self, desk: Desk, shelf: Shelf, orphans: Orphans, largest: int) -> None:
        self._desk = desk
        self._shelf = shelf
        self._orphans = orphans
        self._largest = largest

    def find(self, actor: Actor, where: tuple[Condition, ...], page: Page) -> Found[MessageAttachment]:
        """Those that match."""
        return MESSAGE_ATTACHMENTS.find(self._desk.read(), [*theirs(actor), *where], page)

    def read(self, actor: Actor, record_id: int) -> MessageAttachment:
        """One of them. Raises NotFound."""
        return attachment_in(self._desk.read(), actor, record_id)

    def create(self, actor: Actor, **fields: Any) -> int:
        """Make one without a file yet; its id."""
        return self._desk.write(lambda db: make_in(db, actor, self._desk.clock(), **fields))

    def change(self, actor: Actor, record_id: int, expected: int | None = None, **fields: Any) -> int:
        """Change what is given; its id. `expected` is the version that this is based on. Raises NotFound, Stale."""

        def change(db: Connection) -> None:
            record = attachment_in(db, actor, record_id)
            revise(db, MESSAGE_ATTACHMENTS, record, fields, expected, self._desk.clock())

        self._desk.write(change)
        return record_id

    def delete(self, actor: Actor, record_id: int) -> None:
        """Remove it with its file and its tokens. Raises NotFound."""

        def change(db: Connection) -> str:
            record = attachment_in(db, actor, record_id)
            MESSAGE_ATTACHMENTS.delete(db, [record.id])
            return record.file

        self._orphans.remove([self._desk.write(change)])

    def fill(self, actor: Actor, record_id: int, upload: Upload) -> int:
        """Give it the file instead of what it has; its id. Raises NotFound, TooLarge, Invalid, NotReady."""
        self.read(actor, record_id)
        return self.fill_by(upload, lambda db: attachment_in(db, actor, record_id))

    def fill_by(self, upload: Upload, find: Callable[[Connection], MessageAttachment]) -> int:
        """The same, for who finds it otherwise."""

        def change(db: Connection) -> tuple[int, str]:
            record = find(db)
            return record.id, put_in(db, record, file, self._desk.clock())

        with self.brought(upload) as file:
            record_id, former = self._desk.write(change)
        self._orphans.remove([former])
        return record_id

    @contextlib.contextmanager
    def brought(self, upload: Upload) -> Iterator[Brought]:
        """What came in, on disk; gone again where the block fails. For `put_in`. Raises TooLarge, Invalid, NotReady."""
        with self._shelf.received(upload, self._largest) as source:
            size = source.stat().st_size
            with self._shelf.kept("attachment", {"file": source}) as names:
                yield Brought(names["file"], size)

    def download(self, actor: Actor, record_id: int) -> Download:
        """Its file. Raises NotFound, also before the first upload."""
        return self.given(lambda: self.read(actor, record_id))

    def given(self, find: Callable[[], MessageAttachment]) -> Download:
        """The same, for who finds it otherwise."""
        try:
            return self._given(find())
        except NotFound:  # it may have been replaced since its row was read
            return self._given(find())

    def open(self, actor: Actor, record_id: int) -> BinaryIO:
        """Its octets, to be closed by the caller. Raises NotFound, also before the first upload."""
        return cast(BinaryIO, self.download(actor, record_id).content)

    def make(self, actor: Actor, pieces: Iterable[bytes], **fields: Any) -> int:
        """Make one with these octets, all or nothing; its id. Raises TooLarge, Invalid, NotReady."""

        def change(db: Connection) -> int:
            made = make_in(db, actor, self._desk.clock(), **fields)
            put_in(db, attachment_in(db, actor, made), file, self._desk.clock())
            return made

        with self.brought(Upload("", "", iter(pieces))) as file:
            return self._desk.write(change)

    def _given(self, record: MessageAttachment) -> Download:
        if not record.file:
            raise NotFound("the attachment has no content yet")
        called = record.filename or record.name or "attachment"
        return self._shelf.download(record.file, called, record.type if _MEDIA_TYPE.fullmatch(record.type) else _ANY)


def theirs(actor: Actor) -> tuple[Condition, ...]:
    """The conditions for an actor to see an attachment or a token of one: as for a document."""
    return actor.own("document")


def attachment_in(db: Connection, actor: Actor, record_id: int) -> MessageAttachment:
    """One of the actor's. Raises NotFound."""
    return MESSAGE_ATTACHMENTS.get(db, "attachment", [*theirs(actor), *exactly(id=record_id)])


def make_in(db: Connection, actor: Actor, now: float, **fields: Any) -> int:
    """Make one without a file yet; its id."""
    return MESSAGE_ATTACHMENTS.insert(db, {**fields, **actor.owner, "created_at": now})


def put_in(db: Connection, record: MessageAttachment, brought: Brought, now: float) -> str:
    """Make the file the attachment's, in the transaction of whatever else that means.

    Gives the former file's name, for `Orphans.remove` once this is committed, or for its daily sweep.
    """
    revise(db, MESSAGE_ATTACHMENTS, record, {"file": brought.file, "size": brought.size}, None, now)
    return record.file


def usable_in(
    db: Connection, actor: Actor, ids: Sequence[int], allowed: Sequence[str] = (), blocked: Sequence[str] = ()
) -> tuple[MessageAttachment, ...]:
    """The attachments that a message is to take along, in order, once each.

    `allowed` and `blocked` are the sender's media types, `image/*` for all images; none allowed: all that are not
    blocked. Raises Invalid for one that is not there, has no content yet or is of a type that the sender doesn't take.
    """
    found = tuple(_usable(db, actor, each) for each in dict.fromkeys(ids))
    for each in found:
        kind = each.type.partition(";")[0].strip().lower()
        if (allowed and not _among(kind, allowed)) or _among(kind, blocked):
            raise Invalid(f"the sender takes no attachment of type {each.type or 'unknown'}")
    return found


def _usable(db: Connection, actor: Actor, record_id: int) -> MessageAttachment:
    try:
        record = attachment_in(db, actor, record_id)
    except NotFound as error:
        raise Invalid("an attachment is not there") from error
    if not record.file:
        raise Invalid(f"attachment {record.name or record.filename!r} has no content yet")
    return record


def _among(kind: str, patterns: Sequence[str]) -> bool:
    return any(fnmatch.fnmatchcase(kind, each.strip().lower()) for each in patterns)
