"""ICTCore's messages that have files: documents, recordings, templates (spec/ICTCORE.md 5.5, 6, 11)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from appliance.api.dialect import File, Many, Octets, One, Operation, Shape, Truth, Value
from appliance.domain import Download, Upload
from appliance.office.desk import Actor
from appliance.spool.listing import Condition, Found, Page


class UseCases(Protocol):
    """Of such a noun."""

    def create(self, actor: Actor, **fields: Any) -> int:
        """A record without a file."""

    def find(self, actor: Actor, where: tuple[Condition, ...], page: Page) -> Found[Any]:
        """Those that match."""

    def read(self, actor: Actor, record_id: int) -> Any:
        """One of them."""

    def update(self, actor: Actor, record_id: int, **fields: Any) -> Any:
        """With what is given changed."""

    def delete(self, actor: Actor, record_id: int) -> None:
        """With its files."""

    def replace(self, actor: Actor, record_id: int, upload: Upload) -> int:
        """Its id, with this file."""

    def append(self, actor: Actor, record_id: int, upload: Upload) -> int:
        """Its id, with this file behind what it has."""

    def download(self, actor: Actor, record_id: int) -> Download:
        """Its file."""


@dataclass(frozen=True, slots=True)
class Noun:
    """`word` such as "document"; `takes` and `gives`: the media types of its files."""

    word: str
    shape: Shape
    every: Many
    takes: tuple[str, ...]
    gives: tuple[str, ...]


def media_operations(noun: Noun, use: UseCases) -> tuple[Operation, ...]:
    """Its rows of the table; each is served without /messages, too."""
    word, one, file = noun.word, One(noun.shape), Octets(noun.takes)
    new_id = Value((f"{word}_id",))
    create, listing, read, update, delete = (
        (f"{word}_{verb}",) for verb in ("create", "list", "read", "update", "delete")
    )
    plain, record, media = f"/{word}s", f"/{word}s/{{{word}_id}}", f"/{word}s/{{{word}_id}}/media"

    def row(method: str, path: str, title: str, use_case: Any, gives: Any, **more: Any) -> Operation:
        return Operation(method, f"/messages{path}", title, use_case, gives, aliases=(path,), **more)

    return (
        row("POST", plain, f"New {word}", use.create, new_id, takes=noun.shape, needs=create),
        row("GET", plain, f"All {word}s", use.find, noun.every, needs=listing),
        row("GET", record, f"A {word}", use.read, one, needs=read),
        row("PUT", record, f"Change a {word}", use.update, one, takes=noun.shape, partial=True, needs=update),
        row("DELETE", record, f"Delete a {word}", use.delete, Truth(), needs=delete),
        row("PUT", media, f"The file of a {word}", use.replace, new_id, takes=file, needs=create),
        row("POST", media, f"One more file of a {word}", use.append, new_id, takes=file, needs=create),
        row("GET", media, f"The file of a {word}", use.download, File(noun.gives), needs=read),
    )
