"""Short messages by libGammu."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from typing import Any

from drivers.capabilities import Delivery, MessageStored, Slot, Unreadable
from drivers.errors import Cause, CommandRefused, NoAnswer, PortLost, SubmitInDoubt
from drivers.families.gammu.link import EMPTY, Link
from drivers.gsm.libgammu import carries, received_tpdu, submit_message
from drivers.gsm.octets import PduError
from drivers.gsm.tpdu import decode_to_centre

log = logging.getLogger(__name__)

_FLAT = 0  # the folder that is all folders
_OURS = ("Sent", "UnSent")  # states of drafts and of what was sent

_NOT_CARRIED = Cause("CMS", 303, "operation not supported: libGammu would change this message")
_NO_CENTRE = Cause("CMS", 330, "SMSC address unknown: the phone tells none")


class GammuSms:
    """The Sms capability. `more` means nothing to libGammu: each message asks for the network anew."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._centre = ""
        self._stuck: dict[Slot, Delivery | Unreadable] = {}

    def enable(self) -> None:
        """Learn the service centre. Raises NoAnswer, PortLost."""
        self._centre = self._link.ask_if_taken("GetSMSC", 1, default={"Number": ""})["Number"]

    def leave(self) -> None:
        """A phone stores what comes, whether libGammu listens or not."""

    def intact(self) -> bool:
        """A phone that forgets what it was told is told again by libGammu."""
        return True

    def submit(self, tpdu: bytes, *, more: bool = False, service_centre: str = "") -> int:
        """Send one SMS-SUBMIT and return its TP-MR; errors as in the Sms protocol.

        Raises CommandRefused for what libGammu can't carry unchanged: a validity between 30 days and 63 weeks or to a
        moment, message type 0, characters that only a national single shift table has.
        """
        centre = service_centre or self._centre
        if not centre:
            raise CommandRefused(_NO_CENTRE)
        message = self._message(tpdu, centre)
        try:
            return int(self._link.ask("SendSMS", message))
        except (NoAnswer, PortLost) as lost:
            raise SubmitInDoubt(lost.detail) from lost

    def _message(self, tpdu: bytes, centre: str) -> Mapping[str, Any]:
        try:
            submit = decode_to_centre(tpdu)
        except PduError as error:
            raise CommandRefused(Cause("CMS", 304, f"invalid PDU mode parameter: {error}")) from error
        message = submit_message(submit, centre)
        if not carries(self._link.encoded(message), submit):
            raise CommandRefused(_NOT_CARRIED)
        return message

    def stored(self) -> Iterator[Delivery | Unreadable]:
        """Everything received that waits in any folder; read as a whole, as deletions would upset the listing."""
        for slot in tuple(self._stuck):
            self._delete(slot)
        found = [entry for message in self._all() if (entry := _entry(message)) is not None]
        return iter([entry for entry in found if self._stuck.get(entry.slots[0]) != entry])

    def _all(self) -> Iterator[Mapping[str, Any]]:
        """Every message, one by one; some are answered in several parts."""
        start: dict[str, Any] = {"Start": True}
        while True:
            try:
                parts = self._link.ask("GetNextSMS", Folder=_FLAT, **start)
            except CommandRefused as refusal:
                if refusal.cause is not EMPTY:
                    log.warning("what follows in the stores can't be read: %s", refusal)
                return
            yield from parts
            start = {"Location": parts[0]["Location"]}

    def read(self, notice: MessageStored) -> list[Delivery | Unreadable]:
        """All that waits: libGammu's word of a new message does not always name the place."""
        return list(self.stored())

    def waiting(self) -> bool:
        """Whether the stores hold something that is worth a look."""
        status = self._link.ask_if_known("GetSMSStatus")
        return status is None or status["SIMUsed"] + status["PhoneUsed"] > len(self._stuck)

    @property
    def stores(self) -> bool:
        """A phone stores what comes."""
        return True

    def full(self) -> bool:
        """Whether neither the SIM nor the phone has room left."""
        status = self._link.ask_if_known("GetSMSStatus")
        if status is None:
            return False
        used, size = status["SIMUsed"] + status["PhoneUsed"], status["SIMSize"] + status["PhoneSize"]
        return bool(0 < size <= used)

    def confirm(self, delivery: Delivery | Unreadable) -> None:
        """After the commit only: delete each slot. A refusal is logged, never raised."""
        for slot in delivery.slots:
            self._stuck[slot] = delivery
            self._delete(slot)

    def _delete(self, slot: Slot) -> None:
        try:
            self._link.ask("DeleteSMS", _FLAT, slot.index)
        except CommandRefused as refusal:
            if refusal.cause is not EMPTY:
                log.warning("%s can't be deleted: %s", slot, refusal)
                return
        del self._stuck[slot]


def heard(data: Mapping[str, Any]) -> Delivery | Unreadable | MessageStored:
    """What an incoming message is: handed over, or only announced."""
    if data.get("Location") or not data.get("Number"):
        return MessageStored(data.get("Memory", ""), None)
    return _received(data, ())


def _entry(message: Mapping[str, Any]) -> Delivery | Unreadable | None:
    """A received message; None for drafts and what was sent."""
    if not message["InboxFolder"] or message["Type"] == "Submit" or message["State"] in _OURS:
        return None
    return _received(message, (Slot(message["Memory"], message["Location"]),))


def _received(message: Mapping[str, Any], slots: tuple[Slot, ...]) -> Delivery | Unreadable:
    centre = message["SMSC"]["Number"]
    try:
        return Delivery(received_tpdu(message), centre, slots)
    except (ValueError, PduError) as error:
        log.warning("a message can't be read: %s", error)
        return Unreadable(f"{message['Number']}: {message['Text']!r}", slots)
