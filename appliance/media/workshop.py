"""What becomes of a file that somebody brings: its kind told, converted, joined to what was there; one at a time."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from appliance.errors import NotReady
from appliance.media import documents, kinds, recordings
from appliance.media.confined import Bounds

_BUSY = "other files are being converted: try again in a while"
MOST_WAITING = 4  # for their turn: the web server has a thread for each, and needs others


@dataclass(frozen=True, slots=True)
class Limits:
    """`upload`: octets of a file that comes in. `pages` of a document, `seconds` of a recording; `bounds` of each
    conversion."""

    upload: int = 20 * 1024 * 1024
    pages: int = 200
    seconds: int = 3600
    bounds: Bounds = field(default_factory=Bounds)


@dataclass(frozen=True, slots=True)
class Paper:
    """A document as it is kept: a PDF for people, a TIFF for modems, so many `pages`; `kind` of what came."""

    kind: str
    pdf: Path
    fax: Path
    pages: int


@dataclass(frozen=True, slots=True)
class Tape:
    """A recording as it is kept: a WAV of so many `seconds`; `kind` of what came."""

    kind: str
    wav: Path
    seconds: int


class Workshop:
    """Files are made beside their source. All raise Invalid for what can't be converted, NotReady without the tools."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._turn = threading.Lock()
        self._waiting = threading.Semaphore(MOST_WAITING)

    @contextlib.contextmanager
    def turn(self) -> Iterator[None]:
        """Nobody else converts meanwhile: a small box has memory for one.

        Raises NotReady where too many wait for that already, or it takes too long.
        """
        if not self._waiting.acquire(blocking=False):
            raise NotReady(_BUSY)
        try:
            in_time = self._turn.acquire(timeout=self.limits.bounds.seconds)
        finally:
            self._waiting.release()
        if not in_time:
            raise NotReady(_BUSY)
        try:
            yield
        finally:
            self._turn.release()

    def paper(self, source: Path, said: str, former: Path | None, quality: str) -> Paper:
        """A document of a file that is `said` to be of a type, behind the pages of `former` where there is one."""
        limits = self.limits
        kind = kinds.document_kind(_head(source), said)
        pdf = documents.pdf_of(source, kind, limits.pages, limits.bounds)
        fax = self.fax(pdf, source.parent, quality)
        if former:  # only now: Ghostscript joins what it can't read without a word
            pdf = documents.joined(former, pdf, limits.bounds)
            fax = self.fax(pdf, source.parent, quality)
        return Paper(kind, pdf, fax.path, fax.pages)

    def fax(self, pdf: Path, folder: Path, quality: str) -> documents.Fax:
        """A PDF as modems send it in one of QUALITIES, in `folder`."""
        return documents.fax_of(pdf, folder, documents.QUALITIES[quality], self.limits.pages, self.limits.bounds)

    def picture(self, fax: Path, folder: Path, number: int, width: int) -> Path:
        """Of page `number`, from 0, of a fax, so many dots wide: a PNG in `folder`."""
        return documents.page_of(fax, folder, number, width, self.limits.bounds)

    def tape(self, source: Path, said: str, former: Path | None) -> Tape:
        """A recording of a file that is `said` to be of a type, behind `former` where there is one."""
        limits = self.limits
        kind = kinds.recording_kind(_head(source), said)
        sound = recordings.sound_of(source, kind, limits.seconds, limits.bounds)
        if former:
            sound = recordings.joined(former, sound.path, limits.seconds, limits.bounds)
        return Tape(kind, sound.path, sound.seconds)


def _head(source: Path) -> bytes:
    with source.open("rb") as file:
        return file.read(kinds.HEAD)
