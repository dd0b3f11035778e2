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
from drivers.simulator.dialects import DIALECTS, Dialect
from drivers.simulator.equipment import FULL, Equipment, Nameplate
from drivers.simulator.exchange import Done, Exchange, Receipt
from drivers.simulator.faults import ReferenceSet, Storm, Stuck
from drivers.simulator.garbling import CharsetsLacking, GarbageSaid
from drivers.simulator.idiom import Idiom
from drivers.simulator.loop import Clock, Timer
from drivers.simulator.messageformat import MessageFormat
from drivers.simulator.messages import Messages
from drivers.simulator.misbehaviour import FaultyManners, Silence
from drivers.simulator.misfortune import Misfortune
from drivers.simulator.mishaps import Cloned, ReceivesNothing, RingsOn, SmsDomainDead, Stolen
from drivers.simulator.network import Network
from drivers.simulator.settings import Basic
from drivers.simulator.sim import SimCard, SimSlot
from drivers.simulator.stores import Storage, Store
from drivers.simulator.submission import Submission
from drivers.simulator.ussd import Ussd

ME_SLOTS = 100
BOOT_SECONDS = 0.5
GENERIC = DIALECTS["generic"]
_CMS_OF_CME = {10: 310, 11: 311, 12: 316, 13: 313}
_IGNORED = ("X", "L", "M", "&C", "&D", "&K", "&S", "&W", "&Y")


class Part(Protocol):
    """A part with settings of its own."""

    def reset(self) -> None: ...


class GsmModem:
    """One modem with a SIM; `send` takes bytes for its port, `hang_up` takes the port away for so many seconds."""

    def __init__(
        self,
        *,
        name: str,
        plate: Nameplate,
        card: SimCard,
        exchange: Exchange,
        clock: Clock,
        send: Callable[[bytes], None],
        hang_up: Callable[[float], None] = lambda seconds: None,
        dialect: Dialect = GENERIC,
    ) -> None:
        self.name = name
        self.dialect = dialect
        self._clock = clock
        self._exchange = exchange
        self._send = send
        self._storm: Timer | None = None
        self._domain_lost = False
        self._banner: tuple[str, ...] = ()
        self.faults = Faults()
        self.silence = Silence(clock)
        self.equipment = Equipment(plate, clock, self._power, dialect.resets)
        self.slot = SimSlot(card, self._card_changed)
        self.network = Network(self._notify, self._service_changed, self._radio)
        self.charset = Charset()
        self.format = MessageFormat(self.charset)
        self.storage = Storage(self._sim_store, Store("ME", ME_SLOTS), self.faults, self._room_made)
        self.calls = Calls(clock, self._notify, dialect.call_over)
        self._misfortune = Misfortune(self.faults, clock, self.calls, hang_up=hang_up, reboot=self.reboot)
        self.submission = Submission(
            clock=clock,
            exchange=exchange,
            station=self,
            slot=self.slot,
            network=self.network,
            storage=self.storage,
            form=self.format,
            faults=self.faults,
            mishap=self._misfortune.strike,
        )
        self.arrivals = Arrivals(
            clock=clock,
            notify=self._notify,
            storage=self.storage,
            form=self.format,
            faults=self.faults,
            centre=self.submission.centre_octets,
        )
        self.arrivals.full_urc = dialect.full
        self.ussd = Ussd(
            clock=clock,
            notify=self._notify,
            charset=self.charset,
            own_number=lambda: self.slot.require().number,
            faults=self.faults,
            dialect=dialect,
        )
        messages = Messages(self.storage, self.format, self.faults)
        groups = (self.equipment, self.slot, self.network, self.charset, self.format, self.storage, messages)
        commands: dict[str, Command] = {"+CLAC": Command(execute=self._list_commands, free=True)}
        for group in (*groups, self.submission, self.arrivals, self.calls, self.ussd):
            commands.update(group.commands())
        self._idiom = Idiom(dialect, self.slot, lambda: self._power(FULL, True))
        self._commands = self._idiom.adapted(commands)
        manners = FaultyManners(
            self.faults,
            self.silence,
            prompt_delay=lambda: self.submission.latency.prompt,
            words=dialect.words,
            mishap=self._misfortune.strike,
        )
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
        deaf = self.faults.has(ReceivesNothing)
        found = self.faults.has(SmsDomainDead) is None and (deaf is None or deaf.fate != "held")
        return found and self.network.serves_messages

    def deliver(self, tpdu: bytes, done: Done, *, at_once: bool = False) -> None:
        if self.faults.has(ReceivesNothing) is None:
            self.arrivals.deliver(tpdu, done, at_once=at_once)
        else:
            done(Receipt.ACKNOWLEDGED)

    # What a person does to it

    def insert(self, card: SimCard | None) -> None:
        """Change the SIM; None takes it out."""
        if card is not None:
            self._exchange.attach(card, self)
        self.slot.insert(card)
        self._notify_all(self.dialect.sim_out if card is None else self.dialect.sim_in)

    def reboot(self, lines: tuple[str, ...] | None = None, seconds: float = BOOT_SECONDS) -> None:
        """Power off and on: all settings are as new, the PIN is wanted again; after `seconds` (0: when F20 is cleared)
        it says `lines`, or its family's.
        """
        self._exchange.journal.write("restart", modem=self.name)
        self.dce.restart()
        for part in self._parts():
            part.reset()
        if (deaf := self.faults.has(ReceivesNothing)) is not None and deaf.cure == "restart":
            self.disarm("F33")
        self.slot.power_on()
        self.silence.fall(deaf=True, seconds=seconds)
        self._banner = self.dialect.boot if lines is None else lines
        if seconds:
            self._clock.later(seconds, self._started)

    def arm(self, name: str, fault: object, after: int, count: int) -> None:
        """Arm a fault; some strike at once."""
        match fault:
            case Stuck(destination=destination, text=text):
                self.dce.ask(Prompt(lambda typed: self.submission.send_text(destination, text + typed)))
            case Storm(rate=rate, seconds=seconds, line=line):
                self._start_storm(line, 1 / rate, self._clock.now() + seconds)
            case ReferenceSet(reference=reference):
                self.slot.require().reference = (reference - 1) & 0xFF
            case RingsOn(number=number):
                self.calls.ring(number, rings=0)
            case GarbageSaid(octets=octets):
                self._transmit(bytes.fromhex(octets))
            case _:
                self.faults.arm(name, fault, after, count)
                self._undergo(fault)

    def _undergo(self, fault: object) -> None:
        """What a fault changes for as long as it is armed."""
        match fault:
            case Cloned(imei=imei):
                self.equipment.told_imei = imei
            case CharsetsLacking(names=names):
                self.charset.offer(names.split("|"))
            case SmsDomainDead():
                self._domain_lost = True
                self.network.set_registration(0)
                self.network.set_registration(1, "CEREG")

    def disarm(self, name: str = "") -> None:
        """End that fault, or all."""
        deaf = self.faults.has(ReceivesNothing)
        self.faults.disarm(name)
        if deaf is not self.faults.has(ReceivesNothing):
            self._service_changed()
        if name in ("", "F06"):
            self._end_storm()
        if name in ("", "F07", "F07.halfopen"):
            self.silence.end()
        if name in ("", "F09.clone"):
            self.equipment.told_imei = self.equipment.plate.imei
        if name in ("", "F18.cscs"):
            self.charset.offer()
        if name in ("", "F20"):
            self.silence.end()
            self._started()
        if name in ("", "F22"):
            self.calls.forget()
        if name in ("", "F34"):
            self._restore_domain()

    # Inside

    def _started(self) -> None:
        """After power on it says so, once."""
        banner, self._banner = self._banner, ()
        self._notify_all(banner)

    def _restore_domain(self) -> None:
        if self._domain_lost:
            self._domain_lost = False
            self.network.set_registration(1)

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
        self._exchange.journal.write("function", modem=self.name, function=function, restart=restart)
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

    def _room_made(self) -> None:
        if self.slot.card is not None and self.reachable:
            self._exchange.room(self.slot.card.number)

    def _service_changed(self) -> None:
        if self.slot.card is not None and self.reachable:
            self._exchange.alert(self.slot.card.number)

    def _notify(self, *lines: str, at_once: bool = False) -> None:
        self.dce.unsolicited(*lines, at_once=at_once)

    def _transmit(self, data: bytes) -> None:
        if not self.silence.mute and self.faults.take(Stolen) is None:
            self._send(data)

    def _notify_all(self, lines: tuple[str, ...]) -> None:
        for line in self._idiom.lines(lines):
            self._notify(line)

    def _start_storm(self, line: str, interval: float, until: float) -> None:
        self._end_storm()
        self._notify(line)
        if self._clock.now() < until:
            self._storm = self._clock.later(interval, lambda: self._start_storm(line, interval, until))

    def _end_storm(self) -> None:
        if self._storm is not None:
            self._storm.cancel()
            self._storm = None
