"""Records with a file each: taken in and converted before it is said to be there, kept beside the row that names it."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

from appliance.domain import Download, Upload
from appliance.errors import NotFound
from appliance.media.shelf import Shelf
from appliance.media.workshop import Workshop
from appliance.office.desk import Actor, Desk
from appliance.office.orphans import Orphans
from appliance.office.owned import Owned
from appliance.spool.listing import Table


class HasFile(Protocol):
    """`file` is a name on the shelf, "" before the first upload."""

    @property
    def id(self) -> int:
        """Of the row."""

    @property
    def name(self) -> str:
        """For people."""

    @property
    def file(self) -> str:
        """What is given to people."""


F = TypeVar("F", bound=HasFile)


@dataclass(frozen=True, slots=True)
class Made:
    """What a file became: `files` by the columns that name them, `facts` by theirs."""

    files: Mapping[str, Path]
    facts: Mapping[str, Any]


class Filed(Owned[F]):
    """`suffix` and `kind` (media type) are those of the file that is given to people."""

    def __init__(
        self,
        desk: Desk,
        table: Table[F],
        noun: str,
        shelf: Shelf,
        workshop: Workshop,
        orphans: Orphans,
        suffix: str,
        kind: str,
    ) -> None:
        super().__init__(desk, table, noun)
        self._shelf = shelf
        self._workshop = workshop
        self._orphans = orphans
        self._suffix = suffix
        self._kind = kind

    @abstractmethod
    def _make(self, record: F, source: Path, said: str, former: Path | None) -> Made:
        """What becomes of a file that is `said` to be of a media type, behind `former` where there is one."""

    def delete(self, actor: Actor, record_id: int) -> None:
        """Remove it with its files. Raises NotFound."""
        self._orphans.remove(self._files(self._desk.write(lambda db: self._remove(db, actor, record_id))))

    def replace(self, actor: Actor, record_id: int, upload: Upload) -> int:
        """Give it the file instead of what it has; its id. Raises NotFound, Invalid, NotReady."""
        return self._take(actor, record_id, upload, lambda record: None)

    def append(self, actor: Actor, record_id: int, upload: Upload) -> int:
        """Put the file behind what it has; its id. Raises NotFound, Invalid, NotReady."""
        return self._take(actor, record_id, upload, self._former)

    def download(self, actor: Actor, record_id: int) -> Download:
        """Its file. Raises NotFound, also before the first upload."""
        try:
            return self._given(actor, record_id)
        except NotFound:  # it may have been replaced since its row was read
            return self._given(actor, record_id)

    def _given(self, actor: Actor, record_id: int) -> Download:
        record = self.read(actor, record_id)
        if not record.file:
            raise NotFound(f"{self._noun} {record_id} has no file yet")
        return self._shelf.download(record.file, record.name + self._suffix, self._kind)

    def _take(self, actor: Actor, record_id: int, upload: Upload, former: Callable[[F], Path | None]) -> int:
        self.read(actor, record_id)
        with self._shelf.received(upload, self._workshop.limits.upload) as source, self._workshop.turn():
            record = self.read(actor, record_id)
            self._keep(actor, record, self._make(record, source, upload.kind, former(record)))
        return record_id

    def _keep(self, actor: Actor, record: F, made: Made) -> F:
        """The record as it is with what was made; only then is the former file removed."""
        with self._shelf.kept(f"{self._noun}-{record.id}", made.files) as names:
            after = self._change(actor, record.id, {**made.facts, **names})
        self._orphans.remove(getattr(record, column) for column in made.files)
        return after

    def _former(self, record: F) -> Path | None:
        return self._shelf.path(record.file) if record.file else None

    def _files(self, record: F) -> tuple[str, ...]:
        return (record.file,)
