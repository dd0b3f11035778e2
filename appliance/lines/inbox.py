"""From the air to the spool: commit first, confirm to the modem after."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from appliance.lines.home import Home
from appliance.spool import inbound, queue
from appliance.spool.inbound import Incoming
from appliance.spool.listing import Connection
from drivers.capabilities import Delivery, Sms, Unreadable
from drivers.gsm.concat import join
from drivers.gsm.header import Concatenation
from drivers.gsm.octets import PduError
from drivers.gsm.tpdu import Deliver, StatusReport, decode_from_centre

log = logging.getLogger(__name__)

BATCH = 50  # messages committed at once while a store is swept

_CARRIED_ANEW = 0b0010_1100  # TP-MMS, TP-LP and TP-SRI may differ when the network delivers the same message again


def fingerprint(tpdu: bytes) -> bytes:
    """What tells one delivery from another, the same for a repetition of it (23.040 9.2.2.1)."""
    return hashlib.sha256(bytes((tpdu[0] & ~_CARRIED_ANEW,)) + tpdu[1:]).digest()[:16]


def whole_text(tpdus: Sequence[bytes]) -> str:
    """The content of SMS-DELIVERs in order; octets as hex."""
    content = join([part for part in map(decode_from_centre, tpdus) if isinstance(part, Deliver)])
    return content if isinstance(content, str) else content.hex().upper()


def _unix(moment: datetime | None) -> float | None:
    return None if moment is None else moment.timestamp()


def _concat(found: Concatenation | None) -> tuple[int, int, int] | None:
    """An 8 bit reference and the same one of 16 bit are two."""
    if found is None:
        return None
    return found.reference + (65536 if found.bits == 16 else 0), found.total, found.number


Reader = Callable[[Connection, str, str, float], None]
"""Reads a new message, its sender, text and time, in the transaction that keeps it."""


def nobody(db: Connection, sender: str, text: str, now: float) -> None:
    """The reader where nobody reads."""


class Inbox:
    """Takes what a line's modem received; `reader` is shown each message. One for each session with a modem."""

    def __init__(self, home: Home, sms: Sms, line: str, sim: str, reader: Reader = nobody) -> None:
        self._home = home
        self._spool = home.spool
        self._sms = sms
        self._line = line
        self._sim = sim
        self._reader = reader
        self._clock = home.surroundings.clock

    def take(self, arrivals: Sequence[Delivery | Unreadable]) -> None:
        """Commit all of `arrivals` in one transaction, then confirm each. Raises PortLost."""
        if not arrivals:
            return
        incomplete = self._spool.write(lambda db: self._store_all(db, arrivals))
        for arrival in arrivals:
            self._sms.confirm(arrival)
        if incomplete:
            self._home.due()

    def sweep(self) -> None:
        """Take everything that waits in the modem's stores, a listing at a time."""
        batch: list[Delivery | Unreadable] = []
        for arrival in self._sms.stored():
            batch.append(arrival)
            if len(batch) >= BATCH:
                self.take(batch)
                batch = []
        self.take(batch)

    def _store_all(self, db: Connection, arrivals: Sequence[Delivery | Unreadable]) -> bool:
        """Whether one of them waits for other parts."""
        return sum(self._store(db, arrival) for arrival in arrivals) > 0

    def _store(self, db: Connection, arrival: Delivery | Unreadable) -> bool:
        if isinstance(arrival, Unreadable):
            self._keep_unreadable(db, arrival.text.encode("latin-1", "replace"))
            return False
        try:
            message = decode_from_centre(arrival.tpdu)
        except PduError as error:
            log.warning("line %s: kept a PDU that can't be read: %s", self._line, error)
            self._keep_unreadable(db, arrival.tpdu)
            return False
        if isinstance(message, StatusReport):
            self._report(db, message, arrival.tpdu)
            return False
        return self._message(db, message, arrival.tpdu)

    def _report(self, db: Connection, report: StatusReport, tpdu: bytes) -> None:
        queue.report(
            db,
            self._sim,
            report.reference,
            report.recipient.number,
            report.status,
            _unix(report.discharge),
            report.outcome,
            tpdu,
            self._clock(),
        )

    def _message(self, db: Connection, message: Deliver, tpdu: bytes) -> bool:
        incoming = Incoming(
            sim=self._sim,
            line=self._line,
            fingerprint=fingerprint(tpdu),
            sender=message.originator.number,
            sent_at=_unix(message.timestamp),
            concat=_concat(message.concatenation),
            text=whole_text([tpdu]),
            tpdu=tpdu,
        )
        now = self._clock()
        stored = inbound.store(db, incoming, now, join=whole_text, owner=self._home.owner, hear=self._home.hear)
        if stored.kind == "new_message":
            self._reader(db, incoming.sender, stored.text, now)
        return stored == inbound.Stored("part")

    def _keep_unreadable(self, db: Connection, content: bytes) -> None:
        inbound.store_unreadable(db, self._sim, self._line, fingerprint(content or b"\0"), content, self._clock())
