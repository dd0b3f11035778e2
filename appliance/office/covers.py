"""Cover pages: the page in front of a fax that says to whom it goes, from whom, and how many pages there are."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from appliance.errors import NotReady
from appliance.office.desk import Desk
from appliance.programs import cover
from appliance.programs.kind import Message
from appliance.programs.tokens import Facts
from appliance.spool.contents import DOCUMENTS
from appliance.spool.listing import Connection, exactly
from appliance.spool.people import ACCOUNTS, USERS
from appliance.spool.programs import Program
from appliance.spool.transmissions import TransmissionView

FILE = "coverpage.txt"
"""The owner's own template, in the data folder."""

_LARGEST = 16_384  # octets of it that count
_SETTING, _WANTED = "coverpage", "sendcover"  # of an account: spec/ICTCORE.md 10


def covered(
    desk: Desk, db: Connection, view: TransmissionView, program: Program, fax: Message, facts: Facts
) -> Message:
    """A fax with the words of its cover page, where its program or its account wants one; else as it is.

    They are settled here, and the page is counted: whatever call sends it, it is the same. Raises NotReady where the
    owner's template is there and can't be read.
    """
    if not _wanted(db, view, program):
        return fax
    pages = fax.options["pages"] + 1
    date = datetime.fromtimestamp(desk.clock()).astimezone()
    known = {
        **_people(db, view),
        "subject": _subject(view, program, fax),
        "pages": pages,
        "date": f"{date:%Y-%m-%d %H:%M}",
    }
    fields = {name: cover.field(value) for name, value in known.items()}
    told = {**facts, "cover": {**fields, "comments": cover.comments(_comments(db, program, fax))}}
    return Message(fax.body, {**fax.options, "cover": cover.words(_template(desk.cover), told), "pages": pages})


def _wanted(db: Connection, view: TransmissionView, program: Program) -> bool:
    if "cover" in program.parameters:
        return True
    account = ACCOUNTS.newest(db, exactly(id=view.account_id)) if view.account_id is not None else None
    return account is not None and json.loads(account.settings).get(_SETTING) == _WANTED


def _people(db: Connection, view: TransmissionView) -> dict[str, Any]:
    user = USERS.newest(db, exactly(id=view.user_id))
    own = f"{user.first_name} {user.last_name}".strip() if user else ""
    return {
        "to": f"{view.contact_first_name} {view.contact_last_name}",
        "to_number": view.contact_phone or view.party,
        "from": f"{view.account_first_name} {view.account_last_name}".strip() or own,
        "from_number": view.account_phone,
        "company": user.company if user else "",
    }


def _subject(view: TransmissionView, program: Program, fax: Message) -> str:
    """Its title, or its document's name where nobody gave it one."""
    return view.title if view.title != program.name else str(fax.options["header"])


def _comments(db: Connection, program: Program, fax: Message) -> str:
    """Of this fax, else what describes its document."""
    document = DOCUMENTS.newest(db, exactly(id=fax.options["document_id"]))
    return str(program.parameters.get("cover") or (document.description if document else ""))


def _template(path: Path | None) -> str:
    try:
        octets = path.read_bytes()[:_LARGEST] if path else b""
    except FileNotFoundError:
        return cover.TEMPLATE
    except OSError as error:
        raise NotReady(f"the cover page {FILE} can't be read: {error.strerror}") from error
    text = octets.decode("utf-8-sig", "replace")
    return text if text.strip() else cover.TEMPLATE
