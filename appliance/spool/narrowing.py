"""How a list of very many rows is narrowed to the few that may meet a condition, before each of those is looked at.

The condition itself is asked of them all the same: what is found here may be too much, never too little.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

MOST = 2000  # rows; among more than that the first of a page are soon met by going through all
_TRIPLE = 3  # characters that the index of words goes by


@dataclass(frozen=True, slots=True)
class Narrowing:
    """`clause` is SQL that all rows meet which meet the condition.

    With `ids`, a SELECT that takes `values`, its ? stands for those ids, and it helps where they are `most` at most;
    `unless` is a SELECT of whether it does not help anyway, for `asked`. Without, an index gives the rows in order.
    """

    clause: str
    ids: str = ""
    values: tuple[Any, ...] = ()
    unless: str = ""
    asked: tuple[Any, ...] = ()
    most: int = MOST

    def found(self, db: sqlite3.Connection) -> tuple[str, ...] | None:
        """What stands for the ? of the clause, None where the clause does not help."""
        if not self.ids:
            return ()
        if self.unless and db.execute(self.unless, self.asked).fetchone()[0]:
            return None
        found = [each for (each,) in db.execute(f"{self.ids} LIMIT {self.most + 1}", self.values).fetchall()]
        return (json.dumps(found),) if len(found) <= self.most else None


Narrow = Callable[[Any], Narrowing | None]
"""The narrowing for a condition's value, None where there is none."""

_THESE = "(SELECT value FROM json_each(?))"


def _among(column: str, ids: str, *values: Any) -> Narrowing:
    return Narrowing(f"{column} IN {_THESE}", ids, values)


def since(table: str) -> Narrow:
    """Rows that were made at that time or later."""
    return lambda value: _among(f"{table}.id", f"SELECT id FROM {table} WHERE created_at >= ?", value)  # noqa: S608


def until(table: str) -> Narrow:
    """Rows that were made at that time or earlier."""
    return lambda value: _among(f"{table}.id", f"SELECT id FROM {table} WHERE created_at <= ?", value)  # noqa: S608


# --- contacts

_WORDS = "SELECT rowid FROM contact_words WHERE contact_words MATCH ?"


def _words(value: str) -> str:
    """What asks for contacts whose number or name holds every three characters in a row of the value; "" for none."""
    triples = [value[at : at + _TRIPLE].replace('"', '""') for at in range(len(value) - _TRIPLE + 1)]
    return " ".join(f'"{each}"' for each in triples)


def contacts_by_words(value: str) -> Narrowing | None:
    """Contacts whose number or name holds the value."""
    words = _words(value)
    return _among("contacts.id", _WORDS, words) if words else None


def contacts_by_word(value: str) -> Narrowing | None:
    """Contacts whose number and names, blanks between them, hold the value: one of them does where it has no blank."""
    return None if " " in value else contacts_by_words(value)


def contacts_by_tail(value: str) -> Narrowing | None:
    """Contacts whose number ends with the value."""
    tail = value[:-16:-1]
    ids = "SELECT id FROM contacts WHERE tail >= ? AND tail < ?"
    return _among("contacts.id", ids, tail, tail + chr(0x10FFFF)) if tail else None


# --- transmissions

# One without a contact shows the number that it went to or came from.
_OF_CONTACTS = f"""transmissions.id IN (SELECT id FROM transmissions WHERE contact_id IN {_THESE}
 UNION ALL SELECT id FROM transmissions WHERE contact_id IS NULL)"""  # noqa: S608
_ACCOUNT_HAS = "SELECT EXISTS (SELECT 1 FROM accounts WHERE instr(lower(phone), lower(?)) > 0)"

_NOT_SENT = Narrowing("transmissions.verdict <> 'sent'")
_CAME_IN = Narrowing("transmissions.direction = 'inbound'")
_DRAFTS = "SELECT id FROM transmissions WHERE state = 'draft'"
_ATTEMPTED = "SELECT transmission_id FROM attempts WHERE state = '{}'"
_BEFORE_THE_END = {
    "draft": (_DRAFTS,),
    "unsendable": (_DRAFTS,),
    "waiting": (_ATTEMPTED.format("waiting"),),
    "active": (_ATTEMPTED.format("queued"), _ATTEMPTED.format("open")),
}
_RARER_THAN_SMS = (1, 2, 8)


def by_contacts_phone(value: str) -> Narrowing | None:
    """Transmissions whose contact's number holds the value."""
    words = _words(value)
    return Narrowing(_OF_CONTACTS, _WORDS, (words,)) if words else None


def by_either_phone(value: str) -> Narrowing | None:
    """Transmissions whose contact's or account's number holds the value; accounts are few, and have many each."""
    words = _words(value)
    return Narrowing(_OF_CONTACTS, _WORDS, (words,), _ACCOUNT_HAS, (value,)) if words else None


def by_standing(value: str) -> Narrowing | None:
    """Transmissions in one of the standings of a JSON array."""
    wanted: set[str] = set(json.loads(value))
    if "sent" in wanted:
        return None
    if not wanted & set(_BEFORE_THE_END):
        return _NOT_SENT
    sources = {source for each in wanted for source in _BEFORE_THE_END.get(each, ())}
    if wanted - set(_BEFORE_THE_END):
        sources.add("SELECT id FROM transmissions WHERE verdict <> 'sent'")
    return _among("transmissions.id", " UNION ALL ".join(sorted(sources)))


def by_response(value: str) -> Narrowing | None:
    """Transmissions with a cause: what was sent has none."""
    return _NOT_SENT


def by_direction(value: str) -> Narrowing | None:
    """Transmissions whose direction holds the value."""
    said = value.lower()
    return _CAME_IN if said in "inbound" and said not in "outbound" else None


def by_service(value: int) -> Narrowing | None:
    """Transmissions of a service that is rarer than SMS."""
    clause = f"transmissions.service = {value} AND transmissions.service <> 4"
    return Narrowing(clause) if value in _RARER_THAN_SMS else None


def by_deletion(value: int) -> Narrowing | None:
    """Transmissions that were deleted, which few ask for."""
    return Narrowing("transmissions.deleted = 1") if value else None
