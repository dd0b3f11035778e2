"""Short messages in PDU mode (27.005)."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator

from drivers.at.chat import Chat
from drivers.at.syntax import Command, Unsolicited
from drivers.at.values import compounds, field, integer, parameters
from drivers.capabilities import Delivery, LateSubmit, MessageStored, ModemEvent, Notice, Slot, StorageFull, Unreadable
from drivers.errors import CommandRefused, NotYet, ProtocolError, SubmitInDoubt
from drivers.gsm.address import Address, encode_sca
from drivers.gsm.arrivals import Handlers
from drivers.gsm.delivery import parse_indication, parse_pdu
from drivers.gsm.quirks import Quirks
from drivers.gsm.routing import Routing, resting, routings
from drivers.gsm.store import MessageStore, content, is_state

log = logging.getLogger(__name__)

_NOT_EXPECTED = 340  # 27.005 3.2.5: no +CNMA acknowledgement expected
_REFUSE = "AT+CNMA=2"  # 4.7: what an earlier run left unacknowledged comes again; else routing ends with its time
_LINK_HELD = 1.0  # 27.005 3.5.6: mode 1 ends by itself 1 to 5 s after the last response


class GsmSms:
    """The Sms capability of a modem that keeps to 27.005."""

    def __init__(self, chat: Chat, quirks: Quirks, clock: Callable[[], float] = time.monotonic) -> None:
        self._chat = chat
        self._quirks = quirks
        self._clock = clock
        self._store = MessageStore(chat, quirks, clock)
        self._submits: dict[int, Command] = {}
        self._centres: dict[str, str] = {"": "00"}
        self._acknowledgements = quirks.acknowledge
        self._acknowledged = False  # +CSMS service 1 is on
        self._proven = False
        self._remarks: list[ModemEvent] = []
        self._routing: Routing | None = None
        self._offers: list[tuple[str, ...]] = []
        self._mode = 0
        self._held = 0
        self._last = 0.0

    # --- setting up

    def enable(self) -> None:
        """Set PDU mode, storages and routing; remembers what the modem could do. Raises CommandRefused, NoAnswer."""
        self._run("AT+CMGF=0")
        self._acknowledged = bool(self._acknowledgements) and self._accepts("AT+CSMS=1")
        if not self._acknowledged:
            self._accepts("AT+CSMS=0")
        else:
            self._accepts(_REFUSE)
        self._store.open()
        self._route()
        self._mode, self._held = self._best_mode(), 0

    def _route(self) -> None:
        self._offers = self._offered("+CNMI")
        for routing in routings(self._offers, self._quirks.indication_modes, self._acknowledged):
            if self._accepts(routing.command):
                self._routing = routing
                return
        self._routing = None
        log.warning("no indication of new messages can be had: they wait until the storage is swept")

    def _best_mode(self) -> int:
        offered = self._offered("+CMMS")
        return next((mode for mode in self._quirks.more_messages if offered and str(mode) in offered[0]), 0)

    def _offered(self, name: str) -> list[tuple[str, ...]]:
        """The values in a test command's answer; [] where it is refused or says nothing."""
        try:
            return compounds(self._chat.run(Command(f"AT{name}=?", (f"{name}:",)), self._quirks.command_timeout).text())
        except (CommandRefused, ProtocolError):
            return []

    def _accepts(self, command: str) -> bool:
        try:
            self._run(command)
        except CommandRefused:
            return False
        return True

    def _run(self, command: str) -> None:
        name = command[2:].partition("=")[0]
        self._chat.run(Command(command, (f"{name}:",)), self._quirks.storage_timeout)

    def intact(self) -> bool:
        """Whether the modem still indicates messages as it was told to (`AT+CNMI?`).

        One that rebooted unheard has forgotten it and needs its init, `enable` and a sweep. Raises NoAnswer, PortLost.
        """
        try:
            told = parameters(self._chat.run(Command("AT+CNMI?", ("+CNMI:",)), self._quirks.command_timeout).text())
        except (CommandRefused, ProtocolError):
            return self._routing is None
        return self._routing is None or (field(told, 1), field(told, 3)) == (
            str(self._routing.mt),
            str(self._routing.ds),
        )

    def leave(self) -> None:
        """Nobody will listen: have what comes stored, or buffered, until `enable`. Raises NoAnswer, PortLost."""
        for routing in resting(self._offers, self._quirks.indication_modes):
            if routing == self._routing or self._accepts(routing.command):
                self._routing = routing
                return

    @property
    def routing(self) -> Routing | None:
        """How new messages are indicated; None where only a sweep finds them."""
        return self._routing

    @property
    def stores(self) -> bool:
        """Whether what comes in is stored first, so that without room nothing does."""
        return self._routing is None or self._routing.stores

    def full(self) -> bool:
        """Whether the memory for what comes in, or for what goes out, has no room left. Raises NoAnswer, PortLost."""
        return self._store.full()

    # --- sending

    def submit(self, tpdu: bytes, *, more: bool = False, service_centre: str = "") -> int:
        """Send one SMS-SUBMIT and return its TP-MR (27.005 3.5.1, 4.3); errors as in the Sms protocol.

        Raises ValueError for a service centre that is no number. No reference is a SubmitInDoubt, whatever else came.
        """
        centre = self._centres.get(service_centre) or self._centre(service_centre)
        wanted = self._mode if more else 0
        if wanted != self._held or (wanted == 1 and self._clock() - self._last > _LINK_HELD):
            self._hold_link(wanted)
        command = self._submits.get(len(tpdu)) or self._submit_command(len(tpdu))
        quirks = self._quirks
        payload = (centre + tpdu.hex().upper()).encode()
        try:
            response = self._chat.submit(command, payload, quirks.submit_timeout, quirks.prompt_timeout)
        except CommandRefused as refusal:
            raise self._understood(refusal) from refusal
        self._last = self._clock()
        for information in response.lines:
            reference = _reference(information.line)
            if reference is not None:
                return reference
        raise SubmitInDoubt("it was answered, but without a message reference")

    def _understood(self, refusal: CommandRefused) -> CommandRefused:
        """A refusal in the family's own words."""
        return NotYet(refusal.cause) if refusal.cause.code in self._quirks.please_wait else refusal

    def _submit_command(self, length: int) -> Command:
        command = Command(f"AT+CMGS={length}", ("+CMGS:",), prompt=True)
        self._submits[length] = command
        return command

    def _centre(self, service_centre: str) -> str:
        centre = encode_sca(Address.parse(service_centre)).hex().upper()
        self._centres[service_centre] = centre
        return centre

    def _hold_link(self, mode: int) -> None:
        """27.005 3.5.6: keep the link to the network open between messages, or no longer."""
        if not self._accepts(f"AT+CMMS={mode}"):
            self._mode = 0
        self._held = mode if self._mode else 0

    # --- receiving

    def stored(self) -> Iterator[Delivery | Unreadable]:
        """Everything that waits in every store, read or unread; the caller confirms each after its commit."""
        return self._store.entries()

    def read(self, notice: MessageStored) -> list[Delivery | Unreadable]:
        """What a MessageStored names; where it names no slot or the wrong store, all that waits (F15)."""
        if notice.index is not None:
            entry = self._store.read(Slot(notice.memory, notice.index))
            if entry:
                return [entry]
        return list(self.stored())

    def confirm(self, delivery: Delivery | Unreadable) -> None:
        """After the commit only: +CNMA, or delete each slot. A refusal is logged, never raised."""
        if delivery.acknowledge:
            self._acknowledge()
        for slot in delivery.slots:
            self._store.delete(slot, content(delivery))

    @property
    def undeletable(self) -> frozenset[Slot]:
        """Slots whose message is confirmed but would not go away; tried again at each `stored`."""
        return self._store.undeletable

    def _acknowledge(self) -> None:
        """+CNMA. After a refusal the modem may have stopped routing (27.005 3.4.4), so it is set again.

        What came meanwhile was stored without a word, so a MessageStored is made that has everything read. Where no SIM
        is there, that says nothing of the command, and `enable` has what was not acknowledged come again.
        """
        refusal = self._refused_acknowledgement()
        if refusal is None:
            return
        log.warning("the modem takes no acknowledgement of a delivery: %s", refusal)
        if is_state(refusal.cause):
            return
        if not self._proven and refusal.cause.code != _NOT_EXPECTED:
            self._acknowledgements, self._acknowledged = (), False
            self._accepts("AT+CSMS=0")
        self._route()
        self._remarks.append(MessageStored("", None))

    def _refused_acknowledgement(self) -> CommandRefused | None:
        last = None
        for form in self._acknowledgements:
            try:
                self._run(form)
            except CommandRefused as refusal:
                last = refusal
                if refusal.cause.code == _NOT_EXPECTED:
                    break
            else:
                self._acknowledgements, self._proven = (form,), True
                return None
        return last

    # --- unsolicited lines

    def remarks(self) -> list[ModemEvent]:
        """Events that no line of the modem told; once."""
        if not self._remarks:
            return self._remarks
        told, self._remarks = self._remarks, []
        return told

    def handlers(self) -> Handlers:
        """What the modem says about messages unasked, by name."""
        full = dict.fromkeys(self._quirks.storage_full, _storage_full)
        return {**full, "+CMT": self._direct, "+CDS": self._direct, **_INDICATIONS}

    def _direct(self, unsolicited: Unsolicited) -> tuple[ModemEvent, ...]:
        return (parse_pdu(unsolicited.line, unsolicited.payload, (), self._acknowledged),)


def _reference(line: str) -> int | None:
    """<mr> of `+CMGS: <mr>[,<ackpdu>]` (27.005 4.3)."""
    return integer(line[6:].partition(",")[0])


def _indicated(unsolicited: Unsolicited) -> tuple[ModemEvent, ...]:
    return (parse_indication(unsolicited.line),)


def _late(unsolicited: Unsolicited) -> tuple[ModemEvent, ...]:
    reference = _reference(unsolicited.line)
    return (Notice(unsolicited.line) if reference is None else LateSubmit(reference),)


def _storage_full(unsolicited: Unsolicited) -> tuple[ModemEvent, ...]:
    values = parameters(unsolicited.line) if ":" in unsolicited.line else []
    return (StorageFull(field(values, 0)),)


_INDICATIONS: Handlers = {"+CMTI": _indicated, "+CDSI": _indicated, "+CMGS": _late}
