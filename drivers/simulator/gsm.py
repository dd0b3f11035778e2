"""A GSM modem: its parts put together behind one DCE."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from drivers.simulator.answers import OK, Outcome, Prompt, Refusal, info
from drivers.simulator.arming import Faults
from drivers.simulator.arrivals import Arrivals
from drivers.simulator.calls import Calls
from drivers.simulator.charset import Charset
from drivers.simulator.commandline import Command
from drivers.simulator.dce import Dce
from drivers.simulator.equipment import FULL, Equipment, Nameplate
from drivers.simulator.exchange import Done, Exchange
from drivers.simulator.faults import ReferenceSet, Storm, Stuck
from drivers.simulator.loop import Clock, Timer
from drivers.simulator.messageformat import MessageFormat
from drivers.simulator.messages import Messages
from drivers.simulator.misbehaviour import FaultyManners, Silence
from drivers.simulator.network import Network
from drivers.simulator.settings import Basic
from drivers.simulator.sim import SimCard, SimSlot
from drivers.simulator.stores import Storage, Store
from drivers.simulator.submission import Submission
from drivers.simulator.ussd import Ussd

ME_SLOTS = 100
BOOT_SECONDS = 0.5
_CMS_OF_CME = {10: 310, 11: 311, 12: 316, 13: 313}
_IGNORED = ("X", "L", "M", "&C", "&D", "&K", "&S", "&W", "&Y")


class Part(Protocol):
    """A part with settings of its own."""

    def reset(self) -> None: ...


class GsmModem:
    """One modem with a SIM; `send` takes bytes for its port."""

    def __init__(
        self,
        *,
        name: str,
        plate: Nameplate,
        card: SimCard,
        exchange: Exchange,
        clock: Clock,
        send: Callable[[bytes], None],
    ) -> None:
        self.name = name
        self._clock = clock
        self._exchange = exchange
        self._send = send
        self._storm: Timer | None = None
        self.faults = Faults()
        self.silence = Silence(clock)
        self.equipment = Equipment(plate, clock, self._power)
        self.slot = SimSlot(card, self._card_changed)
        self.network = Network(self._notify, self._service_changed, self._radio)
        self.charset = Charset()
        self.format = MessageFormat(self.charset)
        self.storage = Storage(self._sim_store, Store("ME", ME_SLOTS), self.faults, self._service_changed)
        self.submission = Submission(
            clock=clock,
            exchange=exchange,
            station=self,
            slot=self.slot,
            network=self.network,
            storage=self.storage,
            form=self.format,
            faults=self.faults,
        )
        self.arrivals = Arrivals(
            clock=clock,
            notify=self._notify,
            storage=self.storage,
            form=self.format,
            faults=self.faults,
            centre=self.submission.centre_octets,
        )
        self.calls = Calls(clock, self._notify)
        self.ussd = Ussd(clock, self._notify, self.charset, lambda: self.slot.require().number)
        messages = Messages(self.storage, self.format, self.faults)
        groups = (self.equipment, self.slot, self.network, self.charset, self.format, self.storage, messages)
        self._commands: dict[str, Command] = {"+CLAC": Command(execute=self._list_commands, free=True)}
        for group in (*groups, self.submission, self.arrivals, self.calls, self.ussd):
            self._commands.update(group.commands())
        manners = FaultyManners(self.faults, self.silence, lambda: self.submission.latency.prompt)
        self.dce = Dce(
            clock=clock,
            send=self._transmit,
            commands=self._commands,
            basics=self._basics(),
            describe=self.equipment.describe,
            permit=self._permit,
            manners=manners,
        )
        exchange.attach(card, self)

    def receive(self, data: bytes) -> None:
        """Bytes from the port."""
        if not self.silence.deaf:
            self.dce.feed(data)

    # The exchange's side

    @property
    def reachable(self) -> bool:
        return self.network.serves_messages

    def deliver(self, tpdu: bytes, done: Done, *, at_once: bool = False) -> None:
        self.arrivals.deliver(tpdu, done, at_once=at_once)

    # What a person does to it

    def insert(self, card: SimCard | None) -> None:
        """Change the SIM; None takes it out."""
        if card is not None:
            self._exchange.attach(card, self)
        self.slot.insert(card)

    def reboot(self) -> None:
        """Power off and on: all settings are as new, the PIN is wanted again."""
        self.dce.restart()
        for part in self._parts():
            part.reset()
        self.slot.power_on()
        self.silence.fall(deaf=True, seconds=BOOT_SECONDS)

    def arm(self, name: str, fault: object, after: int, count: int) -> None:
        """Arm a fault; some strike at once."""
        match fault:
            case Stuck(destination=destination, text=text):
                self.dce.ask(Prompt(lambda typed: self.submission.send_text(destination, text + typed)))
            case Storm(rate=rate, seconds=seconds, line=line):
                self._start_storm(line, 1 / rate, self._clock.now() + seconds)
            case ReferenceSet(reference=reference):
                self.slot.require().reference = (reference - 1) & 0xFF
            case _:
                self.faults.arm(name, fault, after, count)

    def disarm(self, name: str = "") -> None:
        """End that fault, or all."""
        self.faults.disarm(name)
        if name in ("", "F06"):
            self._end_storm()
        if name in ("", "F07", "F07.halfopen"):
            self.silence.end()

    # Inside

    def _parts(self) -> tuple[Part, ...]:
        return (
            self.equipment,
            self.network,
            self.charset,
            self.format,
            self.storage,
            self.submission,
            self.arrivals,
            self.calls,
            self.ussd,
        )

    def _basics(self) -> dict[str, Basic]:
        return {
            "I": lambda value: self.equipment.identity,
            "Z": self._factory_settings,
            "&F": self._factory_settings,
            "H": self.calls.release,
            "A": self.calls.answer,
            "D": self.calls.dial,
            **dict.fromkeys(_IGNORED, lambda value: OK),
        }

    def _factory_settings(self, _: str) -> Outcome:
        self.dce.settings.reset()
        for part in self._parts():
            part.reset()
        return OK

    def _list_commands(self) -> Outcome:
        return info(*sorted(self._commands))

    def _permit(self, command: Command) -> None:
        if command.free:
            return
        try:
            self.slot.require()
        except Refusal as refusal:
            if command.messages:
                raise Refusal("CMS", _CMS_OF_CME[refusal.code]) from refusal
            raise

    def _power(self, function: int, restart: bool) -> Outcome:
        self.equipment.function = function
        if restart:
            self._clock.later(0, self.reboot)
        self.network.refresh()
        return OK

    def _radio(self) -> bool:
        return self.equipment.function == FULL and self.slot.ready

    def _sim_store(self) -> Store:
        return self.slot.require().store

    def _card_changed(self) -> None:
        self.network.refresh()

    def _service_changed(self) -> None:
        if self.slot.card is not None and self.reachable:
            self._exchange.alert(self.slot.card.number)

    def _notify(self, *lines: str, at_once: bool = False) -> None:
        self.dce.unsolicited(*lines, at_once=at_once)

    def _transmit(self, data: bytes) -> None:
        if not self.silence.mute:
            self._send(data)

    def _start_storm(self, line: str, interval: float, until: float) -> None:
        self._end_storm()
        self._notify(line)
        if self._clock.now() < until:
            self._storm = self._clock.later(interval, lambda: self._start_storm(line, interval, until))

    def _end_storm(self) -> None:
        if self._storm is not None:
            self._storm.cancel()
            self._storm = None
