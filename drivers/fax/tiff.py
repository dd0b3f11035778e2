"""Facsimile documents as files: TIFF class F (RFC 2306), read and written by libtiff."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterable
from pathlib import Path

from PIL import Image, UnidentifiedImageError
from PIL.TiffImagePlugin import AppendingTiffWriter, TiffImageFile

from drivers.fax.page import PageFormat, Resolution
from drivers.fax.pdf import CodedSheet
from drivers.fax.sheet import Density, Sheet, format_of, placed, rows_of

_UNSAID_DENSITY: Density = Resolution.FINE.value
_PLAUSIBLE = range(50, 1300)  # dots an inch

# TIFF tags
_SUBFILE_TYPE, _PHOTOMETRIC, _FILL_ORDER, _ROWS_A_STRIP = 254, 262, 266, 278
_STRIP, _STRIP_LENGTH = 273, 279
_ACROSS, _DOWN, _UNIT = 282, 283, 296
_BAD_LINES, _CLEAN, _CONSECUTIVE_BAD_LINES = 326, 327, 328
_ONE_OF_MANY, _WHITE_IS_ZERO, _MSB_FIRST, _INCH = 2, 0, 1, 2
_CLEAN_DATA, _REGENERATED = 0, 1
_BYTE_ORDERS = {b"II": "<", b"MM": ">"}


class DocumentError(ValueError):
    """The file is no TIFF that can be read."""


class Document:
    """The pages of a file, read when they are asked for. Any TIFF goes; grey and colour are diffused."""

    def __init__(self, path: Path) -> None:
        """Raises DocumentError."""
        self._path = path
        with self._opened() as image:
            self.pages: int = getattr(image, "n_frames", 1)

    def format(self, number: int) -> PageFormat:
        """Of page `number`, from 0, as it is best sent. Raises DocumentError."""
        with self._opened(number) as image:
            return format_of(image.width, _density(image))

    def sheet(self, number: int) -> Sheet:
        """Page `number`, from 0. Raises DocumentError."""
        with self._opened(number) as image:
            density = _density(image)
            target = format_of(image.width, density)
            black_and_white = _read(image)
        return Sheet(target, rows_of(placed(black_and_white, density, target, target.most_rows)))

    def coded(self, number: int) -> CodedSheet:
        """Page `number`, from 0, of a file that `encode_tiff` made, as it is coded there. Raises DocumentError."""
        with self._opened(number) as image:
            assert isinstance(image, TiffImageFile)
            (start,), (length,) = image.tag_v2[_STRIP], image.tag_v2[_STRIP_LENGTH]
            density = _density(image)
        with self._path.open("rb") as file:
            file.seek(start)
            return CodedSheet(image.width, image.height, density, file.read(length))

    def _opened(self, number: int = 0) -> Image.Image:
        try:
            image = Image.open(self._path, formats=("TIFF",))
            image.seek(number)
        except (OSError, UnidentifiedImageError, SyntaxError, EOFError) as broken:
            raise DocumentError(f"{self._path.name} can't be read: {broken}") from broken
        return image


def _read(image: Image.Image) -> Image.Image:
    try:
        return image.convert("1")
    except (OSError, SyntaxError, EOFError) as broken:
        raise DocumentError(f"a page can't be read: {broken}") from broken


def _density(image: Image.Image) -> Density:
    """As the file says, where a page can be so."""
    across, down = (float(each) for each in image.info.get("dpi", (0, 0)))
    if int(across) in _PLAUSIBLE and int(down) in _PLAUSIBLE:
        return across, down
    return _UNSAID_DENSITY


def encode_tiff(sheets: Iterable[Sheet]) -> bytes:
    """A file of these pages in Group 4, with the counts of bad lines. Raises ValueError for a page without rows."""
    file = io.BytesIO()
    with AppendingTiffWriter(file) as writer:
        for sheet in sheets:
            if not sheet.rows:
                raise ValueError("a page without rows can't be kept")
            writer.write(_white_at_zero(_one_page(sheet)))
            writer.newFrame()
    return file.getvalue()


def _one_page(sheet: Sheet) -> bytes:
    """A file of it that calls white black. Told which is white, Pillow turns a picture pel by pel, which takes half a
    second; a far end waits for that."""
    file = io.BytesIO()
    size = sheet.format.pels, len(sheet.rows)
    Image.frombytes("1", size, b"".join(sheet.rows)).save(file, "TIFF", compression="group4", tiffinfo=_tags(sheet))
    return file.getvalue()


def _white_at_zero(file: bytes) -> bytes:
    """The same file of one page, its PhotometricInterpretation WhiteIsZero."""
    order = _BYTE_ORDERS[file[:2]]
    (directory,) = struct.unpack_from(order + "I", file, 4)
    (entries,) = struct.unpack_from(order + "H", file, directory)
    tags = struct.unpack_from(order + "H10x" * entries, file, directory + 2)
    value = directory + 2 + 12 * tags.index(_PHOTOMETRIC) + 8
    return file[:value] + struct.pack(order + "H", _WHITE_IS_ZERO) + file[value + 2 :]


def _tags(sheet: Sheet) -> dict[int, int | float]:
    return {
        _SUBFILE_TYPE: _ONE_OF_MANY,
        _FILL_ORDER: _MSB_FIRST,
        _ROWS_A_STRIP: len(sheet.rows),
        _ACROSS: float(sheet.format.resolution.across),
        _DOWN: float(sheet.format.resolution.down),
        _UNIT: _INCH,
        _BAD_LINES: sheet.bad,
        _CLEAN: _REGENERATED if sheet.bad else _CLEAN_DATA,
        _CONSECUTIVE_BAD_LINES: sheet.longest_bad,
    }
