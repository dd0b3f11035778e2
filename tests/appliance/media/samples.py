"""Files as people bring them, good and bad, made from nothing but their formats."""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence
from typing import Any

from PIL import Image

HELLO = b"BT /F 24 Tf 72 700 Td (Hello, fax) Tj ET"


def pdf(pages: Sequence[bytes] = (HELLO,), size: str = "595 842", extra: bytes = b"") -> bytes:
    """A PDF whose pages have these contents; `extra` goes into the dictionary of each content stream."""
    kids = b" ".join(b"%d 0 R" % (3 + 2 * number) for number in range(len(pages)))
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(pages), kids)]
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    for number, content in enumerate(pages):
        box = f"/MediaBox [0 0 {size}] /Contents {4 + 2 * number} 0 R".encode()
        objects.append(b"<< /Type /Page /Parent 2 0 R %s /Resources << /Font << /F %s >> >> >>" % (box, font))
        objects.append(b"<< /Length %d %s>>\nstream\n%s\nendstream" % (len(content), extra, content))
    return _with_xref(objects)


def _with_xref(objects: Sequence[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, each in enumerate(objects, 1):
        offsets.append(b"%010d 00000 n \n" % len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, b"".join(offsets))
    trailer = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(out))
    return bytes(out) + table + trailer


def posing(program: bytes) -> bytes:
    """A PostScript program that calls itself a PDF, at both ends."""
    return b"%!PS\n%PDF-1.4\n" + program + b"\n%%EOF\n"


def picture(form: str, size: tuple[int, int] = (200, 100), mode: str = "RGB", **how: Any) -> bytes:
    """An image with a diagonal of black on white."""
    return pictures(form, [drawn(size, mode)], **how)


def drawn(size: tuple[int, int], mode: str = "RGB") -> Image.Image:
    """That image, not yet a file."""
    image = Image.new("L", size, 255)
    for place in range(min(size)):
        image.putpixel((place, place), 0)
    return image.convert(mode)


def pictures(form: str, frames: Sequence[Image.Image], **how: Any) -> bytes:
    """An image file of several frames."""
    out = io.BytesIO()
    several = {"save_all": True, "append_images": frames[1:]} if len(frames) > 1 else {}
    frames[0].save(out, form, **several, **how)
    return out.getvalue()


def wav(frames: bytes, form: int = 1, channels: int = 1, rate: int = 8000, bits: int = 16) -> bytes:
    """RIFF WAVE; `form` 1 is PCM, 3 float, 6 A-law, 7 mu-law."""
    each = channels * bits // 8
    head = struct.pack("<HHIIHH", form, channels, rate, rate * each, each, bits)
    body = b"WAVEfmt " + struct.pack("<I", len(head)) + head + b"data" + struct.pack("<I", len(frames)) + frames
    return b"RIFF" + struct.pack("<I", len(body)) + body


def tone(frames: int, channels: int = 1) -> bytes:
    """16 bit PCM of a sawtooth."""
    return b"".join(struct.pack("<h", (place * 997) % 16_000 - 8000) * channels for place in range(frames))
