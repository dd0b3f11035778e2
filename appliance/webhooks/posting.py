"""One event as it is posted, and what its target says to that (spec/SCG.md 8)."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import io
import json
import socket
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPException, HTTPResponse

from appliance import identifiers
from appliance.errors import BoxError
from appliance.spool.webhooks import Configuration, Delivery
from appliance.targets import Target, target_of
from appliance.webhooks.dialling import Deadline, Stream

TIMEOUT = 15.0  # seconds for all of it
LARGEST_ANSWER = 65_536  # octets that are read of one
LINGER = 1.0  # seconds for what follows the head of an answer: hung up on, some servers complain
LONGEST_TROUBLE = 200  # characters that are kept of what went wrong
_BASIC = "BASIC"
_DELIVERED = range(200, 300)

Dial = Callable[[Target, Deadline], socket.socket]
"""Connects. Raises OSError."""


@dataclass(frozen=True, slots=True)
class Answer:
    """`status` None: none came, and `text` says why. `after`: how many seconds the target wants to be left alone."""

    status: int | None
    text: str = ""
    after: float = 0.0

    @property
    def delivered(self) -> bool:
        """Any 2xx."""
        return self.status in _DELIVERED


def body_of(delivery: Delivery) -> bytes:
    """What is posted. `event-id` stays the same however often it is tried, `attempt` counts."""
    told = {"fld-val-list": delivery.facts, "evt-tp": delivery.type, "timestamp": stamp(delivery.at)}
    event_id = identifiers.encode("event", delivery.event_id)
    whole = {
        "topic": delivery.topic,
        "attempt": delivery.attempts + 1,
        "event": told,
        "event-id": event_id,
        "event_id": event_id,
    }
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()


def stamp(at: float) -> str:
    """Unix time as ISO 8601 in UTC, in milliseconds."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """HMAC-SHA256 of the timestamp as it stands in its header, followed by the body as it is posted."""
    return "sha256=" + hmac.new(secret.encode(), timestamp.encode() + body, hashlib.sha256).hexdigest()


def request_of(target: Target, configuration: Configuration, delivery: Delivery) -> bytes:
    """All that is sent."""
    body, timestamp = body_of(delivery), stamp(delivery.at)
    headers = {
        "Host": target.authority,
        "User-Agent": "modembox",
        "Accept": "*/*",
        "Connection": "close",
        "Content-Type": "application/json; charset=UTF-8",
        "Content-Length": str(len(body)),
        "X-ESS-EVENT-KEY": delivery.key,
        "X-ESS-EVENT-TIMESTAMP": timestamp,
        "X-ESS-SIGNATURE": signature(configuration.secret, timestamp, body),
        **_credentials(configuration),
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"POST {target.path} HTTP/1.1\r\n{lines}\r\n".encode() + body


def _credentials(configuration: Configuration) -> dict[str, str]:
    if configuration.auth != _BASIC:
        return {}
    pair = f"{configuration.username}:{configuration.password}".encode()
    return {"Authorization": f"Basic {base64.b64encode(pair).decode()}"}


def post(configuration: Configuration, delivery: Delivery, dial: Dial, timeout: float = TIMEOUT) -> Answer:
    """Post it once. A redirect is an answer like others: nobody goes where it leads."""
    try:
        target, deadline = target_of(configuration.address), Deadline(timeout)
        with dial(target, deadline) as connection:
            connection.settimeout(deadline.left())
            connection.sendall(request_of(target, configuration, delivery))
            return _answer(connection, deadline)
    except TimeoutError:
        return Answer(None, "it did not answer in time")
    except (OSError, HTTPException, ValueError, BoxError) as error:
        return Answer(None, str(error)[:LONGEST_TROUBLE] or type(error).__name__)


class _Side:
    """A connection as HTTPResponse takes one."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(self._stream)


def _answer(connection: socket.socket, deadline: Deadline) -> Answer:
    """The status is enough."""
    response = HTTPResponse(_Side(Stream(connection, deadline, LARGEST_ANSWER)), method="POST")  # type: ignore[arg-type]
    try:
        response.begin()
        deadline.shorten(LINGER)
        with contextlib.suppress(OSError, HTTPException, ValueError):
            response.read(LARGEST_ANSWER)
        reason = f"{response.status} {response.reason}".strip()
        return Answer(response.status, f"it answered {reason[:80]}", _after(response.getheader("Retry-After") or ""))
    finally:
        response.close()


def _after(header: str) -> float:
    """Seconds, of either form (RFC 9110 10.2.3)."""
    if header.isascii() and header.isdecimal():
        return float(header[:9])
    try:
        return max(0.0, (parsedate_to_datetime(header) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return 0.0
