"""Rows of what is sent: texts, documents, recordings, templates with their attachments."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from appliance.domain import AttemptState
from appliance.spool.listing import Connection, Table


@dataclass(frozen=True, slots=True)
class Text:
    """`type` is unicode, plain, binary (`data` is hex) or '' for not said; `message_class` as in 23.038, or None."""

    id: int
    user_id: int | None
    name: str
    data: str
    type: str
    message_class: int | None
    description: str
    created_at: float


TEXTS: Table[Text] = Table(Text, "texts", renamed={"message_class": "class"})


@dataclass(frozen=True, slots=True)
class Document:
    """`file` names its PDF and `fax` its TIFF class F in the folder of media, "" before the first upload."""

    id: int
    user_id: int | None
    name: str
    description: str
    type: str
    quality: str
    file: str
    fax: str
    pages: int
    created_at: float


@dataclass(frozen=True, slots=True)
class Recording:
    """`file` names its WAV in the folder of media, "" before the first upload; `length` in seconds, rounded up."""

    id: int
    user_id: int | None
    name: str
    description: str
    type: str
    file: str
    length: int
    created_at: float


@dataclass(frozen=True, slots=True)
class Template:
    """A mail: `body` is HTML, `body_alt` plain text. `attached`: the names of its attachments, in order."""

    id: int
    user_id: int | None
    name: str
    description: str
    type: str
    subject: str
    body: str
    body_alt: str
    created_at: float
    attached: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """Of a template. `kind` is its media type, `file` its name in the folder of media, `size` in octets."""

    id: int
    template_id: int
    name: str
    kind: str
    file: str
    size: int


DOCUMENTS: Table[Document] = Table(Document, "documents")
RECORDINGS: Table[Recording] = Table(Recording, "recordings")
ATTACHMENTS: Table[Attachment] = Table(Attachment, "attachments")
TEMPLATES: Table[Template] = Table(
    Template,
    "templates",
    computed={
        "attached": "coalesce((SELECT group_concat(name, ', ') FROM (SELECT name FROM attachments"
        " WHERE template_id = templates.id ORDER BY id)), '')"
    },
)

_FILES = """
SELECT file FROM documents UNION SELECT fax FROM documents UNION SELECT file FROM recordings
UNION SELECT file FROM attachments UNION SELECT file FROM message_attachments
"""

# What is to be sent names its files in its options, by whatever key its service has; a name is like no other word.
_WANTED = """
SELECT value FROM json_each(?) WHERE EXISTS (
    SELECT 1 FROM attempts JOIN transmissions ON transmissions.id = attempts.transmission_id
    WHERE attempts.state = ? AND attempts.service <> 4 AND instr(transmissions.options, value) > 0
)
"""


def files(db: Connection) -> frozenset[str]:
    """The names of all files that contents have."""
    return frozenset(name for (name,) in db.execute(_FILES) if name)


def wanted(db: Connection, names: Iterable[str]) -> frozenset[str]:
    """Those of the files that a fax, a call or a mail under way will need."""
    asked = json.dumps(list(names))
    states = (AttemptState.QUEUED, AttemptState.WAITING, AttemptState.OPEN)
    return frozenset(name for state in states for (name,) in db.execute(_WANTED, (asked, state)))
