"""`modembox fax`: a file goes out as a fax, beside a running box or on its data."""

from __future__ import annotations

import argparse
import mimetypes
from collections.abc import Iterator
from pathlib import Path

from appliance.commands import place
from appliance.commands.data import Data, opened
from appliance.commands.messages import add_wishes, wait, wishes
from appliance.domain import Upload
from appliance.errors import BoxError, Invalid
from appliance.spool.contents import Document

_PIECE = 65_536


def add_fax(parser: argparse.ArgumentParser) -> None:
    """Options of `fax`."""
    parser.description = (
        "Fax somebody a file. Returns when its pages are on disk; with --wait, when it is known what came of them."
    )
    parser.add_argument("number", help="the fax number, + in front of an international one")
    parser.add_argument("file", type=Path, help="PDF, TIFF, PNG, JPEG or plain text")
    parser.add_argument("--cover", metavar="COMMENTS", help="put a cover page in front; '' for one without comments")
    add_wishes(parser)
    parser.set_defaults(action=fax)


def fax(arguments: argparse.Namespace) -> int:
    """Queue one file."""
    _check_encoding(arguments.cover or "")
    with opened(place.data_of(arguments)) as data:
        document = _taken(data, arguments.file)
        try:
            made = _sent(data, document, arguments)
        except BoxError:
            data.office.documents.delete(data.operator, document.id)
            raise
        pages = data.office.transmissions.read(data.operator, made).parts
        print(f"queued as {made}: {pages} page{'s' if pages > 1 else ''}")
        return wait(data, made, arguments.wait)


def _check_encoding(comments: str) -> None:
    try:
        comments.encode()
    except UnicodeError as error:
        raise Invalid("the comments are not in this terminal's encoding") from error


def _taken(data: Data, file: Path) -> Document:
    said = mimetypes.guess_type(file.name)[0] or ""
    return data.office.documents.take(data.operator, Upload(said, file.name, _pieces(file)))


def _pieces(file: Path) -> Iterator[bytes]:
    with file.open("rb") as content:
        yield from iter(lambda: content.read(_PIECE), b"")


def _sent(data: Data, document: Document, arguments: argparse.Namespace) -> int:
    fields = {"phone": arguments.number, "document_id": document.id, "cover": arguments.cover}
    asked = {"title": document.name, **fields, **wishes(arguments)}
    made: int = data.office.transmissions.create_and_send(data.operator, "sendfax", **asked)
    return made
