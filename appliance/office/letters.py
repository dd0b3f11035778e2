"""A letter that came in by mail."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Enclosure:
    """An attachment: its name and media type as its sender says, and its octets."""

    name: str
    kind: str
    octets: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """`identifier` is the same for a repetition only; `text` its plain words, `html` as it was written, or "".

    `automatic`: a program sent it, so that it must not be answered.
    """

    identifier: str
    subject: str
    text: str
    html: str
    enclosures: tuple[Enclosure, ...]
    automatic: bool = False
