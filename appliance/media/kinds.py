"""What kind of file it is, by how it begins; what its sender calls it matters only where that does not tell."""

from __future__ import annotations

import re

from appliance.errors import Invalid

HEAD = 4096  # octets of a file that are enough to tell
PDF_WITHIN = 1024  # octets of a PDF that may be junk

_MP3_RATES = b"".join(b"\\x%02x" % each for each in range(0x10, 0xF0) if each & 0x0C != 0x0C)
_FIRST = (
    ("tif", re.compile(rb"II\*\0|MM\0\*")),
    ("png", re.compile(rb"\x89PNG\r\n\x1a\n")),
    ("jpg", re.compile(rb"\xff\xd8\xff")),
    ("wav", re.compile(rb"RIFF....WAVE", re.DOTALL)),
    # ID3v2, or the head of a frame: MPEG 1, 2 or 2.5, layer III, with a bit rate and a sampling rate that there are
    ("mp3", re.compile(rb"ID3|\xff[\xe2\xe3\xf2\xf3\xfa\xfb][" + _MP3_RATES + rb"]")),
    # GSM 06.10 as in a file: frames of 33 octets that each begin with 1101
    ("gsm", re.compile(rb"[\xd0-\xdf](?:.{32}[\xd0-\xdf]){3}", re.DOTALL)),
)
_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_TEXTS = ("", "text/plain")
_PAPER = ("pdf", "tif", "png", "jpg", "txt")
_SOUND = ("wav", "mp3", "gsm")

DOCUMENT_TYPES = ("application/pdf", "image/tiff", "image/png", "image/jpeg", "text/plain")
RECORDING_TYPES = ("audio/wav", "audio/mpeg", "audio/gsm")


def document_kind(head: bytes, said: str) -> str:
    """pdf, tif, png, jpg or txt, of a file that begins with `head` and is `said` to be of a type. Raises Invalid."""
    kind = _kind(head)
    if kind in _PAPER:
        return kind
    if said in _TEXTS and _is_text(head):
        return "txt"
    raise Invalid(f"a document is PDF, TIFF, PNG, JPEG or plain text, and this is none of them{_called(said)}")


def recording_kind(head: bytes, said: str) -> str:
    """wav, mp3 or gsm, likewise."""
    kind = _kind(head)
    if kind in _SOUND:
        return kind
    raise Invalid(f"a recording is WAV, MP3 or GSM 06.10, and this is none of them{_called(said)}")


def _kind(head: bytes) -> str:
    if pdf_start(head) >= 0:
        return "pdf"
    return next((name for name, first in _FIRST if first.match(head)), "")


def pdf_start(head: bytes) -> int:
    """Where a PDF begins in a file that begins with `head`, -1 where it does not."""
    return head[: PDF_WITHIN + 5].find(b"%PDF-")


def _is_text(head: bytes) -> bool:
    return not _CONTROLS.search(head)


def _called(said: str) -> str:
    return f" ({said})" if said else ""
