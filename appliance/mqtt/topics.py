"""Where everything is on the broker. A name takes one level, so that none can be a wildcard or reach another topic."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from appliance.domain import Service
from appliance.spool import events

_UNSAFE = re.compile(r"[^A-Za-z0-9_.-]")
_ESCAPED = re.compile(r"%([0-9A-F]{2})")

# Beside /spool/event, which has them all.
_TOLD_AT: Mapping[str, str] = {
    events.SMS_RECEIVED: "sms/received",
    events.SMS_INCOMPLETE: "sms/received",
    events.SMS_COMPLETED: "sms/received",
    events.TRANSMISSION_RETRY: "sms/status",
    events.TRANSMISSION_DONE: "sms/status",
    events.SMS_DELIVERED: "sms/status",
    events.SMS_UNDELIVERED: "sms/status",
    events.CALL_INCOMING: "call/event",
    events.CALL_ENDED: "call/event",
    events.USSD_RECEIVED: "ussd/result",
}
_FAX = "fax."


@dataclass(frozen=True, slots=True)
class Message:
    """What is published. QoS 1 always; `retain` only for how things stand now, never for what has happened."""

    topic: str
    payload: bytes
    retain: bool = False


def encoded(document: Mapping[str, Any]) -> bytes:
    """A JSON object in UTF-8; half a surrogate pair, which has no UTF-8, stays a JSON escape."""
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "backslashreplace")


def level(name: str) -> str:
    """`name` as one level of a topic: all but letters, digits, `_`, `-` and `.` as %XX of its UTF-8."""
    return _UNSAFE.sub(lambda found: "".join(f"%{octet:02X}" for octet in found[0].encode("utf-8", "replace")), name)


def name_of(text: str) -> str:
    """The name that a level was made of."""
    octets = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text).encode("latin-1", "replace")
    return octets.decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class Topics:
    """All topics under `base`, which has no slash at its ends."""

    base: str

    @property
    def status(self) -> str:
        """Retained `online` or `offline`, the Last Will."""
        return f"{self.base}/status"

    @property
    def info(self) -> str:
        """Retained: what the box is."""
        return f"{self.base}/info"

    @property
    def every_line(self) -> str:
        """A filter for the states of all lines."""
        return f"{self.base}/line/+/state"

    @property
    def every_request(self) -> str:
        """A filter for all commands."""
        return f"{self.base}/request/+"

    @property
    def every_event(self) -> str:
        """Where each event is told."""
        return f"{self.base}/spool/event"

    @property
    def received(self) -> str:
        """Where what came in is told, with its text."""
        return f"{self.base}/sms/received"

    @property
    def calls(self) -> str:
        """Where calls are told."""
        return f"{self.base}/call/event"

    def line(self, name: str) -> str:
        """Retained: how a line stands."""
        return f"{self.base}/line/{level(name)}/state"

    def line_of(self, topic: str) -> str | None:
        """The line whose state is at that topic."""
        before, name, after = (*topic.removeprefix(f"{self.base}/").split("/"), "", "")[:3]
        return name_of(name) if topic == f"{self.base}/{before}/{name}/{after}" == self.line(name_of(name)) else None

    def verb_of(self, topic: str) -> str | None:
        """The command that is asked for at that topic."""
        verb = topic.removeprefix(f"{self.base}/request/")
        return verb if verb != topic and "/" not in verb else None

    def response(self, verb: str) -> str:
        """Where a command is answered."""
        return f"{self.base}/response/{level(verb)}"

    def told_at(self, kind: str, service: Service = Service.SMS) -> str | None:
        """Where an event of that kind, about something of that service, is told beside `every_event`."""
        place = _TOLD_AT.get(kind)
        if kind.startswith(_FAX) or (place and service is Service.FAX):
            place = "fax/event"
        return f"{self.base}/{place}" if place else None
