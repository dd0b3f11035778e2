"""The words of the core: what is carried, by which line, and how it ended."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, BinaryIO

from appliance.errors import TooLarge


class Service(enum.IntFlag):
    """What a line can carry; the bit values are ICTCore's service_flag."""

    VOICE = 1
    FAX = 2
    SMS = 4
    EMAIL = 8


class Direction(enum.StrEnum):
    """Seen from the box."""

    OUTBOUND = "outbound"
    INBOUND = "inbound"


class TransmissionState(enum.StrEnum):
    """DRAFT: made, not asked to go. ACTIVE: an attempt is queued, waiting or open. DONE: see the verdict."""

    DRAFT = "draft"
    ACTIVE = "active"
    DONE = "done"


class AttemptState(enum.StrEnum):
    """QUEUED: any line may claim it. WAITING: not before its time. OPEN: a line works on it. ENDED: see the verdict."""

    QUEUED = "queued"
    WAITING = "waiting"
    OPEN = "open"
    ENDED = "ended"


class PartState(enum.StrEnum):
    """Of one SMS-SUBMIT, or one page. IN_FLIGHT is on disk before its first byte goes out; IN_DOUBT: handed over, no
    answer."""

    IN_FLIGHT = "in_flight"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    IN_DOUBT = "in_doubt"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"


class Verdict(enum.StrEnum):
    """How it ended. SENT: the network took it. REJECTED for good, by network or policy; CANCELLED and EXPIRED by us."""

    SENT = "sent"
    UNANSWERED = "unanswered"
    FAILED = "failed"
    REJECTED = "rejected"
    IN_DOUBT = "in_doubt"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    INCOMPLETE = "incomplete"


class Doubt(enum.StrEnum):
    """What becomes of a part in doubt: HOLD it until a report or a person settles it, or RESEND at the risk of two."""

    HOLD = "hold"
    RESEND = "resend"


@dataclass(frozen=True, slots=True)
class Outcome:
    """`verdict` with its `cause`: the standard's own code such as "CMS 38", "" where none; `text` for people."""

    verdict: Verdict
    cause: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """An outlet as configured. Bound by `imei`, or else by `port` (a pyserial URL).

    `prefixes`: the destinations it serves, longest match first; empty serves all that no other line claims.
    `weight`: lighter is used more. Limits are counts of parts for each SIM, 0 for none. `rings`: after how many a fax
    line answers, 0 for never; `fax_class`: the service class to use where the modem offers it, "" for the best.

    The SIM's balance is asked for by `balance_ussd`, or by an SMS that is answered by one from `balance_sms_from` (""
    for whom it was sent to), every so many hours and every so many parts (0 for never). `balance_pattern` finds it in
    the answer; below `balance_below`, 0 for none, it is low.
    """

    name: str
    imei: str = ""
    port: str = ""
    number: str = ""
    services: Service = Service.SMS
    active: bool = True
    pin: str = ""
    weight: int = 1
    prefixes: tuple[str, ...] = ()
    per_minute: int = 0
    per_hour: int = 0
    per_day: int = 0
    per_month: int = 0
    recipients_per_month: int = 0
    balance_ussd: str = ""
    balance_sms_to: str = ""
    balance_sms_text: str = ""
    balance_sms_from: str = ""
    balance_pattern: str = ""
    balance_below: float = 0.0
    balance_every_hours: int = 24
    balance_every_parts: int = 0
    power_command: tuple[str, ...] = ()
    baud: int = 115200
    rings: int = 2
    fax_class: str = ""


LIMITS = ("per_minute", "per_hour", "per_day", "per_month", "recipients_per_month")
"""The limits of a Line, by name."""

OF_A_SIM = (*LIMITS, *(each.name for each in fields(Line) if each.name.startswith("balance_")))
"""The settings of a Line that say how its SIM is used and paid for, by name."""


@dataclass(frozen=True, slots=True)
class Claim:
    """An attempt that a line has opened. `accepted`: numbers of the `parts` that the network already took, or of the
    pages that the far end has.

    `tries` and `dials` are those before this one: answered, then failed; and not even answered.
    """

    attempt_id: int
    transmission_id: int
    service: Service
    line: str
    sim: str
    party: str
    body: str
    options: Mapping[str, Any]
    concat_reference: int
    parts: int
    priority: int = 0
    tries: int = 0
    dials: int = 0
    tries_allowed: int = 1
    doubt: Doubt = Doubt.HOLD
    accepted: frozenset[int] = field(default_factory=frozenset)

    @property
    def left(self) -> list[int]:
        """The numbers of the parts that are still to go."""
        return [number for number in range(1, self.parts + 1) if number not in self.accepted]


@dataclass(frozen=True, slots=True)
class Event:
    """An immutable fact, written in the transaction of the change that it tells of. `at` is Unix time, seconds."""

    id: int
    at: float
    kind: str
    line: str
    transmission_id: int | None
    attempt_id: int | None
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that comes in, read once. `kind`: its media type as its sender says, "" where not; `name` likewise."""

    kind: str
    name: str
    stream: Iterator[bytes]

    def pieces(self, largest: int) -> Iterator[bytes]:
        """Its octets as they come. Raises TooLarge beyond `largest` of them, Invalid where they break off."""
        taken = 0
        for piece in self.stream:
            taken += len(piece)
            if taken > largest:
                raise TooLarge(f"the file is larger than {largest} bytes")
            yield piece


@dataclass(frozen=True, slots=True)
class Download:
    """A file that goes out: `length` octets of `content`, which whoever sends it closes. `kind`: its media type.

    `length` is None where it is made while it goes out.
    """

    name: str
    kind: str
    length: int | None
    content: BinaryIO | Iterator[bytes]
