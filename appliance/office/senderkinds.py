"""What sender ids are for and what sort of line they are: tables that are only read (spec/SCG.md 9)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from appliance.classes import OTHER, SenderClass
from appliance.errors import NotFound
from appliance.media.kinds import DOCUMENT_TYPES
from appliance.office.desk import Actor
from appliance.office.outlets import Configuration
from appliance.office.senderbook import FAX, LONGCODE, VOICE
from appliance.spool.listing import Condition, Found, Page, chosen


@dataclass(frozen=True, slots=True)
class ClassView:
    """A class as programs see it; a limit that is not there is None."""

    id: str
    name: str
    description: str
    designation: str
    countries: tuple[str, ...]
    per_second: float | None
    total_per_second: float | None
    per_day: int | None
    window: str
    version: int = 1

    @property
    def some_countries(self) -> tuple[str, ...]:
        """Those that it is for, none where it is for all."""
        return () if OTHER in self.countries else self.countries


@dataclass(frozen=True, slots=True)
class SenderType:
    """A sort of line: what it carries, and of which media types what it carries is."""

    id: str
    name: str
    description: str
    carries: tuple[str, ...]
    allowed: tuple[str, ...]
    gateway: str
    blocked: tuple[str, ...] = ()
    credentials: tuple[str, ...] = ()
    version: int = 1


_TYPES = (
    SenderType(LONGCODE, "Number of a SIM", "A GSM modem with a SIM", ("SMS", "VOICE"), ("text/plain",), "gsm"),
    SenderType(FAX, "Fax number", "A fax modem on a telephone line", ("FAX",), DOCUMENT_TYPES, "fax"),
    SenderType(VOICE, "Telephone number", "A modem that only takes and places calls", ("VOICE",), (), "voice"),
)
K = TypeVar("K", ClassView, SenderType)


class SenderTypes:
    """The sorts of lines that a box may have."""

    def find(self, actor: Actor, where: tuple[Condition, ...], page: Page) -> Found[SenderType]:
        """Those that match."""
        return chosen(_TYPES, where, page)

    def read(self, actor: Actor, name: str) -> SenderType:
        """One of them. Raises NotFound."""
        return _named(_TYPES, name, "sender id type")


class SenderClasses:
    """What the box's owner says of each class, which routing keeps."""

    def __init__(self, configuration: Configuration) -> None:
        self._configuration = configuration

    def find(self, actor: Actor, where: tuple[Condition, ...], page: Page) -> Found[ClassView]:
        """Those that match."""
        return chosen(self._all(), where, page)

    def read(self, actor: Actor, name: str) -> ClassView:
        """One of them. Raises NotFound."""
        return _named(self._all(), name, "sender id class")

    def _all(self) -> tuple[ClassView, ...]:
        return tuple(_view(each) for each in self._configuration.sender_classes())


def _view(each: SenderClass) -> ClassView:
    return ClassView(
        each.name,
        each.name,
        each.description,
        each.designation,
        each.countries,
        each.per_second or None,
        each.total_per_second or None,
        each.per_day or None,
        json.dumps(each.windows),
    )


def _named(among: Sequence[K], name: str, what: str) -> K:
    found = next((each for each in among if each.id == name), None)
    if found is None:
        raise NotFound(f"{what} {name[:64]}")
    return found
