"""Messages in the modem's and the SIM's memory: listing, reading, deleting (27.005 3.2.2, 3.5.4, 4.1, 4.2)."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Iterator

from drivers.at.chat import Chat, Response
from drivers.at.syntax import Command, InformationText
from drivers.at.values import compounds, field, integer, parameters
from drivers.capabilities import Delivery, Slot, Unreadable
from drivers.errors import Cause, CommandRefused, NoAnswer
from drivers.gsm.delivery import parse_pdu
from drivers.gsm.quirks import Quirks

log = logging.getLogger(__name__)

_MEMORY = re.compile(r"[0-9A-Za-z_]{1,8}")
_CPMS = ("+CPMS:",)
_CMGL = Command("AT+CMGL=4", ("+CMGL:",), payload=("+CMGL:",))
_RECEIVED = ("0", "1", '"REC UNREAD"', '"REC READ"', "")  # <stat>; 2 and 3 are drafts of the SIM's owner
_SURE = 5.0  # seconds that <mem1> is relied on: a reboot that nobody heard of may have changed it
_SMALLEST, _LARGEST = 0, 255  # slots that are looked into where the memory tells no size
# Refusals that say more than that this one command is not liked: CMS 310-318 and CME 10-18 the SIM, 331 the network.
_NOT_NOW = {"CMS": frozenset(range(310, 319)), "CME": frozenset(range(10, 19)), "V250": frozenset[int]()}

Entry = Delivery | Unreadable


class MessageStore:
    """Every memory that may hold received messages. <mem1> is set again whenever it may differ (F14).

    A slot that can't be deleted is remembered with its content: the same content is not given out again, and its
    deletion is tried at each listing; never unseen, as another message may lie there by then.
    """

    def __init__(self, chat: Chat, quirks: Quirks, clock: Callable[[], float] = time.monotonic) -> None:
        self._chat = chat
        self._quirks = quirks
        self._clock = clock
        self._memories: tuple[str, ...] = ("",)
        self._selected = ""
        self._until = 0.0
        self._total = 0
        self._stuck: dict[Slot, bytes | str] = {}

    @property
    def undeletable(self) -> frozenset[Slot]:
        """Slots whose message is confirmed but would not go away."""
        return frozenset(self._stuck)

    def open(self) -> None:
        """Learn which memories there are and have received messages stored in the preferred one."""
        offered = self._offered()
        self._memories = self._swept(offered[0]) if offered else ("",)
        if offered:
            self._prefer(offered[-1])

    def _offered(self) -> list[tuple[str, ...]]:
        try:
            text = self._run(Command("AT+CPMS=?", _CPMS)).text("+CPMS:")
        except CommandRefused:
            return []
        return [memories for memories in compounds(text) if memories]

    def _swept(self, offered: tuple[str, ...]) -> tuple[str, ...]:
        """The memories to look into; MT is ME and SM together (27.005 3.1), so it is left out where both are there."""
        left_out = self._quirks.unswept | ({"MT"} if {"ME", "SM"} <= set(offered) else set())
        return tuple(dict.fromkeys(memory for memory in offered if memory not in left_out)) or ("",)

    def _prefer(self, offered: tuple[str, ...]) -> None:
        """Set <mem3>, with as many of the others as the modem takes: to one that can be read as well."""
        self._selected = ""
        wanted = [memory for memory in self._quirks.memories if memory in offered] or list(offered)
        for memory in wanted:
            if any(self._set(",".join([f'"{memory}"'] * times)) for times in (3, 2, 1)) and self._reads(memory):
                return

    def _set(self, memories: str) -> bool:
        try:
            text = self._run(Command(f"AT+CPMS={memories}", _CPMS)).text()
        except CommandRefused as refusal:
            log.info("memory %s is refused: %s", memories, refusal)
            return False
        self._total = integer(field(parameters(text), 1)) or 0
        return True

    def _reads(self, memory: str) -> bool:
        """Whether <mem1> is `memory` now, by the modem's own word: some leave it as it was, some use another name."""
        told = self._told()
        if told != memory and told in self._memories:
            log.warning("memory %s was asked for, %s is read", memory, told)
            return False
        self._selected, self._until = memory, self._clock() + _SURE
        return True

    def _told(self) -> str:
        """<mem1> as the modem calls it; MTK and SIM800 call the preferred SM "SM_P"."""
        try:
            return field(parameters(self._run(Command("AT+CPMS?", _CPMS)).text()), 0).removesuffix("_P")
        except CommandRefused:
            return ""

    def select(self, memory: str) -> bool:
        """Make `memory` <mem1>; False where the modem will not."""
        if not memory or (memory == self._selected and self._clock() < self._until):
            return True
        self._selected = ""
        return bool(_MEMORY.fullmatch(memory)) and self._set(f'"{memory}"') and self._reads(memory)

    def full(self) -> bool:
        """Whether <mem2> or <mem3> has no room left (27.005 3.2.2); <mem1>, where the modem has but one."""
        try:
            told = parameters(self._run(Command("AT+CPMS?", _CPMS)).text())
        except CommandRefused:
            return False
        return any(_no_room(told, at) for at in (range(3, len(told), 3) or (0,)))

    def entries(self) -> Iterator[Entry]:
        """Every received message in every memory, each as it lies there when its memory's turn comes."""
        for memory in self._memories:
            if self.select(memory):
                for entry in self._list(memory):
                    if not self._known(entry):
                        yield entry

    def _known(self, entry: Entry) -> bool:
        """Whether the entry was confirmed before: then only its deletion is tried again."""
        for slot in entry.slots:
            if slot in self._stuck and self._stuck.pop(slot) == content(entry):
                self.delete(slot, content(entry))
                return True
        return False

    def _list(self, memory: str) -> list[Entry]:
        try:
            response = self._chat.run(_CMGL, self._quirks.list_timeout)
        except CommandRefused as refusal:
            if is_state(refusal.cause):
                raise
            log.warning("listing %s is refused (%s): reading its slots one by one", memory, refusal)
            return list(self._read_each(memory))
        except NoAnswer:
            log.warning("listing %s comes to no end: reading its slots one by one", memory)
            return list(self._read_each(memory))
        found = [_listed(memory, information) for information in response.lines]
        return [entry for entry in found if entry]

    def _read_each(self, memory: str) -> Iterator[Entry]:
        for index in range(_SMALLEST, min(self._total or _LARGEST, _LARGEST) + 1):
            entry = self.read(Slot(memory, index))
            if entry:
                yield entry

    def read(self, slot: Slot) -> Entry | None:
        """The received message in a slot; None where there is none that is new, or the slot can't be read."""
        if not self.select(slot.memory):
            return None
        command = Command(f"AT+CMGR={slot.index}", ("+CMGR:",), payload=("+CMGR:",))
        try:
            response = self._chat.run(command, self._quirks.storage_timeout)
        except CommandRefused as refusal:
            if is_state(refusal.cause):
                raise
            return None
        found = [_entry(information, 0, (slot,)) for information in response.lines]
        return next((entry for entry in found if entry and not self._known(entry)), None)

    def delete(self, slot: Slot, held: bytes | str) -> None:
        """Delete a slot that holds `held`; where that is refused, remember it for the next listing."""
        try:
            if self.select(slot.memory):
                self._chat.run(f"AT+CMGD={slot.index}", self._quirks.storage_timeout)
                self._stuck.pop(slot, None)
                return
            log.warning("%s can't be deleted: its memory can't be selected", slot)
        except CommandRefused as refusal:
            log.warning("%s can't be deleted: %s", slot, refusal)
        self._stuck[slot] = held

    def _run(self, command: Command) -> Response:
        return self._chat.run(command, self._quirks.storage_timeout)


def content(entry: Entry) -> bytes | str:
    """What makes an entry this one: its TPDU, or the text that is none."""
    return entry.tpdu if isinstance(entry, Delivery) else entry.text


def _no_room(told: list[str | None], at: int) -> bool:
    """`<mem>,<used>,<total>` from `at` on."""
    used, total = integer(field(told, at + 1)), integer(field(told, at + 2))
    return used is not None and total is not None and 0 < total <= used


def is_state(cause: Cause) -> bool:
    """Whether a refusal is for want of a SIM or a network, and not of the command itself."""
    return cause.code in _NOT_NOW[cause.domain]


def _listed(memory: str, information: InformationText) -> Entry | None:
    """`+CMGL: <index>,<stat>,[<alpha>],<length>` and its PDU; None for a draft."""
    index = integer(field(parameters(information.line), 0))
    return _entry(information, 1, () if index is None else (Slot(memory, index),))


def _entry(information: InformationText, stat: int, slots: tuple[Slot, ...]) -> Entry | None:
    """The message under a header whose parameter number `stat` is <stat>; None for a draft or an empty slot."""
    if field(parameters(information.line), stat) not in _RECEIVED or not (information.payload or "").strip():
        return None
    return parse_pdu(information.line, information.payload, slots)
