"""An e-mail as it goes out (RFC 5322), of what a transmission carries."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from typing import Any

_BROKEN_LINES = re.compile(r"[\r\n]+")
_ANY = "application/octet-stream"


def message_of(
    transmission_id: int, sender: str, recipient: str, body: str, options: Mapping[str, Any], media: Path, now: float
) -> bytes:
    """The message: `body` as plain text, `options` with subject, html, name of the sender, and attachments in `media`.

    Its Message-ID is the same at every try, so that a far end that has it already can tell. Raises OSError where an
    attachment is gone, ValueError where something can't be said in a header.
    """
    message = EmailMessage(SMTP)
    message["From"] = Address(_one_line(options.get("sender_name", "")), addr_spec=sender)
    message["To"] = Address(addr_spec=recipient)
    message["Subject"] = _one_line(options.get("subject", ""))
    message["Date"] = format_datetime(datetime.fromtimestamp(now, UTC))
    message["Message-ID"] = _identifier(transmission_id, sender, recipient, body)
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no vacation answers to a box
    message.set_content(body or "\n", cte="quoted-printable" if not body.isascii() else None)
    if options.get("html"):
        message.add_alternative(options["html"], subtype="html")
    _attach(message, options.get("attachments", ()), media)
    return message.as_bytes()


def _attach(message: EmailMessage, attachments: Sequence[Mapping[str, str]], media: Path) -> None:
    for each in attachments:
        main, _, sub = each.get("type", _ANY).partition("/")
        octets = (media / each["file"]).read_bytes()
        message.add_attachment(octets, maintype=main, subtype=sub or "octet-stream", filename=_one_line(each["name"]))


def _one_line(text: str) -> str:
    return _BROKEN_LINES.sub(" ", text)


def _identifier(transmission_id: int, sender: str, recipient: str, body: str) -> str:
    digest = hashlib.sha256(f"{recipient}\0{body}".encode()).hexdigest()[:16]
    return f"<modembox.{transmission_id}.{digest}@{sender.rpartition('@')[2]}>"
