"""Documents: any of the kinds to a PDF for people, and that to a TIFF class F for modems."""

from __future__ import annotations

import struct
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from appliance.errors import Invalid, NotReady
from appliance.media import kinds
from appliance.media.confined import Bounds, Ended, run

PAPER, FAX, PICTURE, _JOINED = "paper.pdf", "fax.tif", "page.png", "joined.pdf"
_WORDS, _COVER = "words.txt", "cover.tif"

# SAFER: no file but those named, no command. PDFs must not ask for more pages than the limit either: LastPage.
_GHOSTSCRIPT = ("gs", "-q", "-dSAFER", "-dBATCH", "-dNOPAUSE", "-dNOPROMPT")
_PICTURES = (sys.executable, "-I", str(Path(__file__).with_name("pictures.py")))
_REFUSED, _NO_FONT = 3, 4  # exit status of pictures.py
_TAIL = 2048
_FONT_WANTED = "this needs a font: apt-get install fonts-dejavu-core"


@dataclass(frozen=True, slots=True)
class Quality:
    """Dots an inch across and down, and the size in dots of an A4 page, as wide as ITU-T T.4 has the line."""

    resolution_x: int
    resolution_y: int
    width: int
    height: int


# spec/ICTCORE.md 11; ITU-T T.4 table 1: 3.85, 7.7 and 15.4 lines a millimetre over 297 mm.
QUALITIES: Mapping[str, Quality] = {
    "basic": Quality(100, 98, 864, 1143),
    "standard": Quality(204, 98, 1728, 1143),
    "fine": Quality(204, 196, 1728, 2286),
    "super": Quality(204, 391, 1728, 4573),
    "superior": Quality(300, 300, 2592, 3507),
    "ultra": Quality(408, 391, 3456, 4573),
}


@dataclass(frozen=True, slots=True)
class Fax:
    """A TIFF class F with so many `pages`."""

    path: Path
    pages: int


def pdf_of(source: Path, kind: str, most_pages: int, bounds: Bounds) -> Path:
    """The file as a PDF, beside it; a PDF as it came. `kind` as `kinds` tells. Raises Invalid, NotReady."""
    paper = source.with_name(PAPER)
    if kind == "pdf":
        return _pdf_as_it_is(source, paper)
    words = "text" if kind == "txt" else "picture"
    ended = run([*_PICTURES, words, source.name, paper.name, str(most_pages)], source.parent, bounds)
    if ended.status == _NO_FONT:
        raise NotReady(_FONT_WANTED)
    if ended.status == _REFUSED:
        raise Invalid(ended.said.strip())
    if ended.status or not paper.exists():
        raise Invalid(f"the {words} is broken or too large to be read")
    return paper


def _pdf_as_it_is(source: Path, paper: Path) -> Path:
    with source.open("rb") as file:
        start = kinds.pdf_start(file.read(kinds.HEAD))
        file.seek(max(source.stat().st_size - _TAIL, 0))
        if b"%%EOF" not in file.read():
            raise Invalid("the PDF is cut off: its end is missing")
        file.seek(start)
        with paper.open("wb") as clean:
            for piece in iter(lambda: file.read(65_536), b""):
                clean.write(piece)
    return paper


def page_of(fax: Path, folder: Path, number: int, width: int, bounds: Bounds) -> Path:
    """A picture of a page of a TIFF class F, from 0, so many dots wide: a PNG in `folder`. Raises Invalid."""
    picture = folder / PICTURE
    ended = run([*_PICTURES, "page", str(fax), picture.name, str(number), str(width)], folder, bounds)
    if ended.status or not picture.exists():
        raise Invalid(ended.said.strip() if ended.status == _REFUSED else "the page can't be shown")
    return picture


def cover_of(words: str, folder: Path, bounds: Bounds) -> Path:
    """A cover page of those words as a TIFF in `folder`, as fine as any fax. Raises Invalid, NotReady."""
    made = folder / _COVER
    (folder / _WORDS).write_text(words, "utf-8", "replace")
    ended = run([*_PICTURES, "cover", _WORDS, _COVER], folder, bounds)
    if ended.status == _NO_FONT:
        raise NotReady(_FONT_WANTED)
    if ended.status or not made.exists():
        raise Invalid("the cover page can't be drawn")
    return made


def joined(first: Path, second: Path, bounds: Bounds) -> Path:
    """A PDF of the pages of both, beside the second. Raises Invalid, NotReady."""
    together = second.with_name(_JOINED)
    command = [*_GHOSTSCRIPT, "-sDEVICE=pdfwrite", f"-sOutputFile={together.name}", "-f", str(first), second.name]
    ended = run(command, second.parent, bounds)
    if ended.status or not together.exists():
        raise Invalid(_trouble(ended))
    return together


def fax_of(paper: Path, folder: Path, quality: Quality, most_pages: int, bounds: Bounds) -> Fax:
    """The pages of a PDF as a modem sends them, in `folder`: A4, black and white, Group 3. Raises Invalid, NotReady."""
    fax = folder / FAX
    fax.unlink(missing_ok=True)
    ended = run([*_GHOSTSCRIPT, *_as_fax(quality, most_pages), "-f", str(paper)], folder, bounds)
    pages = _pages(fax) if fax.exists() else 0
    if ended.status or not pages:
        raise Invalid(_trouble(ended))
    if pages > most_pages:
        raise Invalid(f"it has more than {most_pages} pages; the setting most_pages may be raised")
    return Fax(fax, pages)


def _as_fax(quality: Quality, most_pages: int) -> tuple[str, ...]:
    """tiffscaled diffuses what is grey, which stays readable; what is black and white stays as it is, to the dot."""
    return (
        "-sDEVICE=tiffscaled",
        "-sCompression=g3",
        "-dDownScaleFactor=1",
        f"-r{quality.resolution_x}x{quality.resolution_y}",
        f"-g{quality.width}x{quality.height}",
        "-dPDFFitPage",
        f"-dLastPage={most_pages + 1}",
        f"-sOutputFile={FAX}",
    )


def _trouble(ended: Ended) -> str:
    if "password" in ended.said:
        return "the PDF is locked by a password: take that off first"
    return "the PDF is broken, or has no pages"


def _pages(tiff: Path) -> int:
    """How many images a TIFF has (TIFF 6.0 section 2)."""
    with tiff.open("rb") as file:
        order = {b"II*\0": "<", b"MM\0*": ">"}.get(file.read(4))
        if order is None:
            return 0
        pages, offset = 0, _number(file, order + "I")
        while offset:
            pages += 1
            file.seek(offset)
            file.seek(12 * _number(file, order + "H"), 1)
            offset = _number(file, order + "I")
        return pages


def _number(file: BinaryIO, form: str) -> int:
    octets = file.read(struct.calcsize(form))
    return int(struct.unpack(form, octets)[0]) if len(octets) == struct.calcsize(form) else 0
