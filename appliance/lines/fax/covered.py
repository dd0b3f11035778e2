"""What a claim sends: the pages of its document, behind a cover page where it has the words of one."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from appliance.media.confined import Bounds
from appliance.media.documents import cover_of
from drivers.fax.outgoing import Pages
from drivers.fax.page import PageFormat
from drivers.fax.sheet import Sheet
from drivers.fax.tiff import Document


class Covered:
    """A document behind a cover page, which goes in the format of the page behind it: a call changes none for it."""

    def __init__(self, cover: Sheet, document: Pages) -> None:
        self._cover = cover
        self._document = document
        self.pages = document.pages + 1

    def format(self, number: int) -> PageFormat:
        """Of page `number`, from 0."""
        return self._document.format(max(number - 1, 0))

    def sheet(self, number: int) -> Sheet:
        """Page `number`, from 0."""
        return self._document.sheet(number - 1) if number else self._cover


def paper(media: Path, options: Mapping[str, Any]) -> Pages:
    """What goes out. Raises DocumentError where the file is none, KeyError where none is named, BoxError."""
    document = Document(media / options["file"])
    return Covered(_drawn(options["cover"]), document) if "cover" in options else document


def _drawn(words: str) -> Sheet:
    """The same of the same words, whichever call of a fax it is."""
    with tempfile.TemporaryDirectory() as folder:
        return Document(cover_of(words, Path(folder), Bounds())).sheet(0)
