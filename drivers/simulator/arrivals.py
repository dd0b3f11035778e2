"""Messages that come in: stored or handed over, indicated, acknowledged (27.005 3.2.1, 3.4.1, 3.4.4)."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from drivers.gsm.data_coding import DataCoding, Encoding
from drivers.gsm.octets import PduError
from drivers.gsm.tpdu import Deliver
from drivers.simulator.answers import OK, Outcome, Prompt, cms, info
from drivers.simulator.arming import Faults
from drivers.simulator.commandline import Command, number, number_in
from drivers.simulator.exchange import Done, Receipt
from drivers.simulator.faults import BothWays, NoIndexTold, StorageFull, WrongStoreTold
from drivers.simulator.loop import Clock, Timer
from drivers.simulator.messageformat import MessageFormat
from drivers.simulator.mishaps import NoSmsService
from drivers.simulator.stores import REC_UNREAD, Memory, Storage, Stored

ACKNOWLEDGE_SECONDS = 15.0
EVERY_INDICATION = (range(4), range(4), range(4), range(3), range(2))  # the values of +CNMI (27.005 3.4.1)


@dataclass(frozen=True, slots=True)
class Indications:
    """`+CNMI`: mode, mt, bm, ds, bfr."""

    mode: int = 0
    deliver: int = 0
    broadcast: int = 0
    report: int = 0
    buffer: int = 0


@dataclass(slots=True)
class _Unacknowledged:
    done: Done
    timer: Timer


@dataclass(frozen=True, slots=True)
class _Buffered:
    """A line that waits for the TE to want it; `tpdu` of a direct delivery, which the network counts as received."""

    line: str
    tpdu: bytes | None = None


class Arrivals:
    """What one modem does with deliveries. `notify` sends unsolicited lines, `centre` is the address before a PDU."""

    def __init__(
        self,
        *,
        clock: Clock,
        notify: Callable[..., None],
        storage: Storage,
        form: MessageFormat,
        faults: Faults,
        centre: Callable[[], bytes],
    ) -> None:
        self._clock = clock
        self._notify = notify
        self._storage = storage
        self._form = form
        self._faults = faults
        self._centre = centre
        self._unacknowledged: _Unacknowledged | None = None
        self.indications_offered = EVERY_INDICATION
        self.acknowledge_seconds = ACKNOWLEDGE_SECONDS
        self.full_urc = ""
        self.reset()

    def reset(self) -> None:
        """As after power on."""
        self.service = 0
        self.indications = Indications()
        self._buffer: deque[_Buffered] = deque()
        self._settle(Receipt.TIMED_OUT)

    def deliver(self, tpdu: bytes, done: Done, *, at_once: bool = False) -> None:
        """Take a TPDU from the service centre; `done` is told its fate."""
        how = self._route(tpdu)
        if how == "direct":
            self._hand_over(tpdu, done, at_once)
        elif how == "dropped":
            done(Receipt.DROPPED)
        else:
            done(self._store(tpdu, told=how == "told"))

    def commands(self) -> dict[str, Command]:
        return {
            "+CSMS": Command(
                set=self._set_service,
                read=lambda: info(f"+CSMS: {self.service},{self._services}"),
                test=lambda: info("+CSMS: (0,1)"),
                messages=True,
            ),
            "+CNMI": Command(
                set=self._set_indications,
                read=self._read_indications,
                test=lambda: info(f"+CNMI: {','.join(map(_spelled, self.indications_offered))}"),
                messages=True,
            ),
            "+CNMA": Command(
                execute=lambda: self._acknowledge(Receipt.ACKNOWLEDGED),
                set=self._set_acknowledge,
                test=lambda: info("+CNMA: (0-2)"),
                messages=True,
            ),
        }

    # Where to

    def _route(self, tpdu: bytes) -> str:
        """`direct`, `told` (stored and indicated), `silent` (stored) or `dropped`, by `+CNMI` and message class."""
        if _is_report(tpdu):
            return ("dropped", "direct", "told")[self.indications.report]
        coding = _coding(tpdu)
        mode = self.indications.deliver
        kept = coding.message_class == 2 or (coding.waiting is not None and coding.waiting.store)
        if (mode == 2 and not kept) or (mode == 3 and coding.message_class == 3):
            return "direct"
        return "told" if mode else "silent"

    def _hand_over(self, tpdu: bytes, done: Done, at_once: bool) -> None:
        line = self._form.direct(self._centre(), tpdu)
        if self.indications.mode == 0 or self._unacknowledged is not None:
            self._buffer.append(_Buffered(line, tpdu))
            done(Receipt.BUFFERED)
            return
        self._notify(line, at_once=at_once)
        if self._faults.take(BothWays) is not None:
            self._store(tpdu, told=True)
        if self.service == 0:
            done(Receipt.DIRECT)
        else:
            self._await(done)

    def _await(self, done: Done) -> None:
        timer = self._clock.later(self.acknowledge_seconds, self._give_up)
        self._unacknowledged = _Unacknowledged(done, timer)

    def _flush(self) -> None:
        """Tell what was kept. A delivery is acknowledged like a fresh one before the next is told; one that is not is
        stored, as the network has it off its hands (27.005 3.4.4).
        """
        while self._buffer and self.indications.mode and self._unacknowledged is None:
            kept = self._buffer.popleft()
            if kept.tpdu is not None and (how := self._route(kept.tpdu)) != "direct":
                self._store(kept.tpdu, told=how == "told")
                continue
            self._notify(kept.line)
            if kept.tpdu is not None and self.service:
                self._await(self._flushed(kept.tpdu))

    def _flushed(self, tpdu: bytes) -> Done:
        def done(receipt: Receipt) -> None:
            if receipt is not Receipt.ACKNOWLEDGED:
                self._store(tpdu, told=False)
            self._flush()

        return done

    def _give_up(self) -> None:
        """No `+CNMA` in time: routing to the TE ends by itself (27.005 3.4.4)."""
        now = self.indications
        self.indications = Indications(now.mode, 0, now.broadcast, 0, now.buffer)
        self._settle(Receipt.TIMED_OUT)

    def _settle(self, receipt: Receipt) -> bool:
        waiting, self._unacknowledged = self._unacknowledged, None
        if waiting is None:
            return False
        waiting.timer.cancel()
        waiting.done(receipt)
        return True

    def _store(self, tpdu: bytes, *, told: bool) -> Receipt:
        memory = self._memory(tpdu)
        full = self._faults.take(StorageFull)
        index = None if full else memory.put(Stored(REC_UNREAD, self._centre(), tpdu))
        if index is None:
            urc = full.urc if full else self.full_urc
            if urc:
                self._tell(urc.replace("{memory}", memory.name))
            return Receipt.FULL
        if told:
            self._tell(f"{'+CDSI' if _is_report(tpdu) else '+CMTI'}: {self._place(memory, index)}")
        return Receipt.STORED

    def _memory(self, tpdu: bytes) -> Memory:
        """mem3, the SIM for class 2 (23.038 4)."""
        if not _is_report(tpdu) and _coding(tpdu).message_class == 2:
            return self._storage.memory("SM")
        return self._storage.receive_in()

    def _place(self, memory: Memory, index: int) -> str:
        if self._faults.take(NoIndexTold) is not None:
            return ",-1"
        wrong = self._faults.take(WrongStoreTold)
        return f'"{wrong.memory if wrong else memory.name}",{index}'

    def _tell(self, line: str, *, at_once: bool = False) -> None:
        if self.indications.mode == 0:
            self._buffer.append(_Buffered(line))
        else:
            self._notify(line, at_once=at_once)

    # Commands

    def _set_service(self, values: list[str]) -> Outcome:
        self.service = number_in(values, 0, range(2))
        return info(f"+CSMS: {self._services}")

    @property
    def _services(self) -> str:
        """Messages received, sent, broadcast: which of them there are (27.005 3.2.1)."""
        return "0,0,0" if self._faults.has(NoSmsService) else "1,1,0"

    def _set_indications(self, values: list[str]) -> Outcome:
        offered = enumerate(self.indications_offered)
        self.indications = Indications(*(number_in(values, at, allowed, 0) for at, allowed in offered))
        if self.indications.buffer == 1:
            self._buffer.clear()
        self._flush()
        return OK

    def _read_indications(self) -> Outcome:
        now = self.indications
        return info(f"+CNMI: {now.mode},{now.deliver},{now.broadcast},{now.report},{now.buffer}")

    def _set_acknowledge(self, values: list[str]) -> Outcome:
        """`+CNMA=<n>[,<length>]`: 0 and 1 acknowledge, 2 refuses; with a length the PDU follows."""
        receipt = Receipt.REFUSED if number_in(values, 0, range(3)) == 2 else Receipt.ACKNOWLEDGED
        if number(values, 1, 0):
            return Prompt(lambda text: self._acknowledge(receipt))
        return self._acknowledge(receipt)

    def _acknowledge(self, receipt: Receipt) -> Outcome:
        if not self._settle(receipt):
            raise cms(340)
        return OK


def _spelled(values: range) -> str:
    """As a test command tells them (V.250 5.4.4.2)."""
    return f"({values[0]}{'-' if len(values) > 2 else ','}{values[-1]})" if len(values) > 1 else f"({values[0]})"


def _is_report(tpdu: bytes) -> bool:
    return bool(tpdu) and tpdu[0] & 3 == 2


def _coding(tpdu: bytes) -> DataCoding:
    """TP-DCS of an SMS-DELIVER, the default where it is none."""
    try:
        return Deliver.decode(tpdu).coding
    except PduError:
        return DataCoding(Encoding.GSM7)
