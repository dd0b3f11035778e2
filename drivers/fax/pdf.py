"""Facsimile pages as a PDF: the same Group 4 octets, in the size that they have on paper (ISO 32000-1 7.4.6)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_POINTS_AN_INCH = 72
_HEAD = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"
_CATALOGUE, _TREE, _FIRST = 1, 2, 3


@dataclass(frozen=True, slots=True)
class CodedSheet:
    """A page of `width` by `height` dots, `density` of them an inch across and down; coded by T.6, high bits first."""

    width: int
    height: int
    density: tuple[float, float]
    octets: bytes


def encode_pdf(sheets: Iterable[CodedSheet]) -> bytes:
    """A file of these pages."""
    file = bytearray(_HEAD)
    places: dict[int, int] = {}
    pages = []
    for number, body in _objects(sheets):
        places[number] = len(file)
        file += b"%d 0 obj\n%s\nendobj\n" % (number, body)
        if body.startswith(b"<< /Type /Page "):
            pages.append(number)
    for number, body in ((_CATALOGUE, b"<< /Type /Catalog /Pages %d 0 R >>" % _TREE), (_TREE, _tree(pages))):
        places[number] = len(file)
        file += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(file)
    rows = b"".join(b"%010d 00000 n \n" % places[number] for number in sorted(places))
    size = len(places) + 1
    file += b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, rows)
    file += b"trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, _CATALOGUE, start)
    return bytes(file)


def _tree(pages: list[int]) -> bytes:
    kids = b" ".join(b"%d 0 R" % number for number in pages)
    return b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(pages), kids)


def _objects(sheets: Iterable[CodedSheet]) -> Iterator[tuple[int, bytes]]:
    """Of each page: itself, what it shows, and the picture."""
    number = _FIRST
    for sheet in sheets:
        across, down = (
            dots / density * _POINTS_AN_INCH
            for dots, density in zip((sheet.width, sheet.height), sheet.density, strict=True)
        )
        yield (
            number,
            (
                b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 %.2f %.2f] /Contents %d 0 R"
                b" /Resources << /XObject << /P %d 0 R >> >> >>" % (_TREE, across, down, number + 1, number + 2)
            ),
        )
        yield number + 1, _stream(b"", b"q %.2f 0 0 %.2f 0 0 cm /P Do Q" % (across, down))
        yield number + 2, _stream(_picture(sheet), sheet.octets)
        number += 3


def _picture(sheet: CodedSheet) -> bytes:
    size = (sheet.width, sheet.height)
    return (
        b" /Type /XObject /Subtype /Image /Width %d /Height %d /BitsPerComponent 1 /ColorSpace /DeviceGray"
        b" /Filter /CCITTFaxDecode /DecodeParms << /K -1 /Columns %d /Rows %d >>" % (*size, *size)
    )


def _stream(about: bytes, octets: bytes) -> bytes:
    return b"<<%s /Length %d >>\nstream\n%s\nendstream" % (about, len(octets), octets)
