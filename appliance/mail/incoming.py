"""An e-mail as it came in (RFC 5322, MIME), read for what the box can use of it."""

from __future__ import annotations

import hashlib
from email import message_from_bytes
from email.message import EmailMessage, MIMEPart
from email.policy import default

from appliance.errors import Invalid
from appliance.office.letters import Enclosure, Letter
from appliance.programs.words import words_of

MOST_PARTS = 200  # of a MIME tree; more is nobody's letter
_LONGEST = {"subject": 255, "identifier": 255}


def letter_of(octets: bytes) -> Letter:
    """The letter. One without a Message-ID is known by its content. Raises Invalid where it can't be read."""
    try:
        message = message_from_bytes(octets, policy=default)
        assert isinstance(message, EmailMessage)
        if sum(1 for _ in message.walk()) > MOST_PARTS:
            raise Invalid(f"the mail has more than {MOST_PARTS} parts")
        html = _said(message.get_body(("html",)))
        return Letter(
            identifier=_header(message, "Message-ID", "identifier") or hashlib.sha256(octets).hexdigest(),
            subject=_header(message, "Subject", "subject"),
            text=_said(message.get_body(("plain",))) or words_of(html),
            html=html,
            enclosures=tuple(_enclosure(each) for each in message.iter_attachments() if _is_enclosed(each)),
            automatic=_is_automatic(message),
        )
    except Invalid:
        raise
    except Exception as error:  # the parser of a hostile message may fail in any way
        raise Invalid(f"the mail can't be read: {type(error).__name__}") from error


def _header(message: EmailMessage, name: str, what: str) -> str:
    return "".join(each if each.isprintable() else " " for each in str(message.get(name, "")))[: _LONGEST[what]].strip()


def _said(part: MIMEPart | None) -> str:
    if part is None:
        return ""
    content = part.get_content()
    return content.replace("\r\n", "\n").replace("\0", "").strip("\n") if isinstance(content, str) else ""


def _is_enclosed(part: MIMEPart) -> bool:
    return not part.is_multipart()


def _enclosure(part: MIMEPart) -> Enclosure:
    octets = part.get_payload(decode=True)
    return Enclosure(part.get_filename() or "", part.get_content_type(), octets if isinstance(octets, bytes) else b"")


def _is_automatic(message: EmailMessage) -> bool:
    """RFC 3834 2: what a program sent is not to be answered."""
    said = str(message.get("Auto-Submitted", "no")).partition(";")[0].strip().lower()
    return said != "no" or str(message.get("Precedence", "")).lower() in ("bulk", "junk", "list")
