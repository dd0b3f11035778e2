"""Pages to send: random rows for properties, and one with text for speed and for libtiff."""

from __future__ import annotations

import io
import struct

from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont
from PIL.TiffImagePlugin import TiffImageFile

from drivers.fax.line import REVERSED
from drivers.fax.rows import row_of

Rows = tuple[bytes, ...]


def row_octets(octets: int) -> st.SearchStrategy[bytes]:
    """A row of so many octets: anything, or runs as pages have them."""
    pels = octets * 8
    runs = st.lists(st.integers(0, pels), max_size=30).map(lambda runs: sorted({run for run in runs if run < pels}))
    return st.one_of(
        st.binary(min_size=octets, max_size=octets), runs.map(lambda changes: row_of(tuple(changes), pels))
    )


@st.composite
def pages(draw: st.DrawFn, octets: int = 27, most_rows: int = 20) -> Rows:
    """Rows of one length, some of them like the one before or nearly so."""
    rows = draw(st.lists(row_octets(octets), min_size=1, max_size=most_rows))
    shifts = draw(st.lists(st.integers(-4, 4), min_size=len(rows), max_size=len(rows)))
    like = [shifted(rows[0], shift) for shift in shifts]
    return tuple(draw(st.sampled_from((row, other))) for row, other in zip(rows, like, strict=True))


def shifted(row: bytes, by: int) -> bytes:
    value = int.from_bytes(row)
    moved = value >> by if by >= 0 else value << -by
    return (moved & ((1 << len(row) * 8) - 1)).to_bytes(len(row))


def rows_of(image: Image.Image) -> Rows:
    octets, width = image.tobytes("raw", "1;I"), image.width // 8
    return tuple(octets[at : at + width] for at in range(0, len(octets), width))


def text_page(pels: int, height: int) -> Rows:
    """Black words on white."""
    image = Image.new("1", (pels, height), 1)
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(30)
    for number, top in enumerate(range(20, height - 40, 40)):
        draw.text((pels // 20, top), f"Line {number}: the quick brown fox jumps over the lazy dog" * 2, 0, font)
    return rows_of(image)


def read_by_libtiff(coded: bytes, pels: int, height: int, compression: int, options: int = 0) -> Rows:
    """What libtiff makes of octets of the line, in the one strip of a TIFF."""
    tags = (
        (256, 4, pels),
        (257, 4, height),
        (258, 3, 1),
        (259, 3, compression),
        (262, 3, 0),
        (266, 3, 1),
        (273, 4, 8),
        (277, 3, 1),
        (278, 4, height),
        (279, 4, len(coded)),
        *(((292, 4, options),) if compression == 3 else ()),
    )
    entries = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in tags)
    strip = coded.translate(REVERSED) + bytes(len(coded) % 2)
    head = b"II*\0" + struct.pack("<I", 8 + len(strip))
    file = head + strip + struct.pack("<H", len(tags)) + entries + bytes(4)
    with Image.open(io.BytesIO(file)) as image:
        image.load()
        return rows_of(image)


def written_by_libtiff(rows: Rows, compression: str, options: int = 0) -> bytes:
    """Octets of the line, as libtiff codes them; without an RTC."""
    pels, file = len(rows[0]) * 8, io.BytesIO()
    image = Image.frombytes("1", (pels, len(rows)), b"".join(rows))
    tags = {278: len(rows)} | ({292: options} if compression == "group3" else {})
    image.save(file, "TIFF", compression=compression, tiffinfo=tags)
    file.seek(0)
    with TiffImageFile(file) as written:
        (start,), (length,) = written.tag_v2[273], written.tag_v2[279]
    return file.getvalue()[start : start + length].translate(REVERSED)
