"""What a modem can do, as Protocols, and the events that it reports.

The expected order of calls, for the one thread that owns a modem:

    modem = registry.open_modem(port)       # probe, match a family, init
    modem.sim.state(); modem.sim.unlock()   # only where a PIN is asked
    modem.sms.enable()                      # PDU mode, routing of deliveries and reports
    for delivery in modem.sms.stored(): commit(delivery); modem.sms.confirm(delivery)
    loop:
        for event in modem.events(timeout): ...   # a Delivery: commit, then confirm
        modem.sms.submit(tpdu, more=True)
    modem.close()
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the modem says it is (27.007 5.1 - 5.4). `imei` is '' where it tells none."""

    manufacturer: str = ""
    model: str = ""
    revision: str = ""
    imei: str = ""


class PinState(enum.Enum):
    """`+CPIN` (27.007 8.3), with ABSENT for a SIM that is not there (+CME ERROR 10, 13, 15)."""

    READY = "READY"
    PIN = "SIM PIN"
    PUK = "SIM PUK"
    PIN2 = "SIM PIN2"
    PUK2 = "SIM PUK2"
    OTHER = "OTHER"
    ABSENT = "ABSENT"


@dataclass(frozen=True, slots=True)
class SimIdentity:
    """`iccid` (ITU-T E.118), `imsi` (27.007 5.5), own `number` (`+CNUM`); '' where not told."""

    iccid: str = ""
    imsi: str = ""
    number: str = ""


class RegistrationState(enum.Enum):
    """`+CREG` <stat> (27.007 7.2)."""

    NOT_REGISTERED = 0
    HOME = 1
    SEARCHING = 2
    DENIED = 3
    UNKNOWN = 4
    ROAMING = 5
    HOME_SMS_ONLY = 6
    ROAMING_SMS_ONLY = 7
    EMERGENCY_ONLY = 8


@dataclass(frozen=True, slots=True)
class Registration:
    """The network's word for us. `sms` is true where messages can be sent: stat 1, 5, 6 or 7."""

    state: RegistrationState
    area: str = ""
    cell: str = ""

    @property
    def sms(self) -> bool:
        return self.state.value in (1, 5, 6, 7)


@dataclass(frozen=True, slots=True)
class Signal:
    """`+CSQ` (27.007 8.5): `dbm` in -113 .. -51, None where not known; `ber` 0..7 or None."""

    dbm: int | None
    ber: int | None = None


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a stored message lies: `memory` such as "SM" or "ME", and its `index` (27.005 3.1)."""

    memory: str
    index: int


@dataclass(frozen=True, slots=True)
class Delivery:
    """A TPDU from the service centre, an SMS-DELIVER or an SMS-STATUS-REPORT, not yet confirmed.

    `slots` names every storage slot that holds it; empty for direct delivery, where `confirm` sends `+CNMA`
    (`acknowledge` true) or nothing.
    """

    tpdu: bytes
    service_centre: str = ""
    slots: tuple[Slot, ...] = ()
    acknowledge: bool = False


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A stored or delivered entry whose PDU line is no PDU: kept by the caller, then confirmed like a Delivery."""

    text: str
    slots: tuple[Slot, ...] = ()
    acknowledge: bool = False


@dataclass(frozen=True, slots=True)
class MessageStored:
    """`+CMTI` / `+CDSI`: a message waits in storage. `index` is None where the modem gave none usable."""

    memory: str
    index: int | None


@dataclass(frozen=True, slots=True)
class StorageFull:
    """The store is full: the network holds messages back until slots are freed."""

    memory: str = ""


@dataclass(frozen=True, slots=True)
class LateSubmit:
    """`+CMGS: <mr>` that came after its command was given up: that message did go out."""

    reference: int


@dataclass(frozen=True, slots=True)
class IncomingCall:
    """RING, `+CRING`, `+CLIP`: `number` is '' where withheld or not yet told. `kind` by the network or a distinctive
    ring, `name` of the caller, where they are told."""

    number: str = ""
    kind: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class CallEnded:
    """NO CARRIER, BUSY, or no RING for the ring time-out: the incoming call is over."""


@dataclass(frozen=True, slots=True)
class RegistrationChanged:
    """`+CREG:` and its kin, unsolicited."""

    registration: Registration


@dataclass(frozen=True, slots=True)
class SimChanged:
    """`+CPIN:` unsolicited, or the family's own word for a SIM put in or taken out."""

    state: PinState


@dataclass(frozen=True, slots=True)
class UssdReply:
    """`+CUSD` (27.007 7.15): `status` 0 done, 1 answer wanted, 2 ended by network, 3.. errors; `text` decoded."""

    status: int
    text: str


@dataclass(frozen=True, slots=True)
class Restarted:
    """The modem rebooted under us (RDY, `^SYSSTART`, a boot banner): init again."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Any other unsolicited line, as it came."""

    line: str


ModemEvent = (
    Delivery
    | Unreadable
    | MessageStored
    | StorageFull
    | LateSubmit
    | IncomingCall
    | CallEnded
    | RegistrationChanged
    | SimChanged
    | UssdReply
    | Restarted
    | Notice
)


class Sms(Protocol):
    """Short messages in PDU mode (27.005)."""

    def enable(self) -> None:
        """Set PDU mode, storages and routing of deliveries and reports; remembers what the modem could do."""

    def submit(self, tpdu: bytes, *, more: bool = False, service_centre: str = "") -> int:
        """Send one SMS-SUBMIT and return its TP-MR; `more` keeps the link open for the next (`+CMMS`).

        Raises CommandRefused where the modem or network refused it, NotYet where only for the moment; PortLost or
        NoAnswer where it surely did not go out; SubmitInDoubt where the answer was lost after the point of no return.
        """

    def stored(self) -> Iterator[Delivery | Unreadable]:
        """Everything that waits in every store, read or unread; the caller confirms each after its commit."""

    def read(self, notice: MessageStored) -> list[Delivery | Unreadable]:
        """What a MessageStored names; where it names no slot or the wrong store, all that waits."""

    def confirm(self, delivery: Delivery | Unreadable) -> None:
        """After the commit only: `+CNMA`, or delete each slot. One that can't be deleted is remembered and retried."""

    def leave(self) -> None:
        """Nobody will listen: have what comes wait in the modem, where it can, until `enable`."""

    def intact(self) -> bool:
        """Whether the modem still indicates messages as `enable` told it to; where not, it has rebooted unheard."""

    @property
    def stores(self) -> bool:
        """Whether what comes in is stored first, so that without room nothing does."""

    def full(self) -> bool:
        """Whether the memory for what comes in, or for what goes out, has no room left."""


class Network(Protocol):
    """Registration, signal and operator."""

    def registration(self) -> Registration: ...

    def signal(self) -> Signal: ...

    def operator(self) -> str:
        """The operator's name, '' where not registered."""


class Sim(Protocol):
    """The SIM: lock state and identity."""

    def state(self) -> PinState: ...

    def unlock(self, pin: str) -> None:
        """Enter the PIN once. Raises CommandRefused where it is wrong: the caller must never try the same again."""

    def identity(self) -> SimIdentity: ...


class Ussd(Protocol):
    """Unstructured supplementary services (27.007 7.15)."""

    def request(self, code: str, timeout: float) -> UssdReply:
        """Start a session or answer in the open one. Raises NoAnswer, CommandRefused, ValueError for a bad code."""

    def cancel(self) -> None: ...


class Calls(Protocol):
    """Calls, so far only refused; incoming ones are events."""

    def hang_up(self) -> None: ...


class Modem(Protocol):
    """One modem, owned by one thread; only `wake` may be called by others.

    After a `Restarted` event or an unlocked SIM: `initialise()`, then `sms.enable()`, then sweep `sms.stored()`.
    """

    @property
    def identity(self) -> Identity: ...

    @property
    def sms(self) -> Sms: ...

    @property
    def network(self) -> Network: ...

    @property
    def sim(self) -> Sim: ...

    @property
    def ussd(self) -> Ussd: ...

    @property
    def calls(self) -> Calls: ...

    def events(self, timeout: float | None) -> list[ModemEvent]:
        """What happened, waiting up to `timeout` seconds (None: for ever) for the first; [] on time-out or wake.

        Raises PortLost.
        """

    def pending(self) -> list[ModemEvent]:
        """What happened already, without waiting."""

    def wake(self) -> None:
        """Make the present or the next `events` return at once; for any thread."""

    def close(self) -> None:
        """Let go of the port."""

    def alive(self) -> None:
        """Raises NoAnswer or PortLost where the modem does not answer."""

    def escape_and_drain(self) -> None:
        """Leave a prompt that may be open (F02), and throw away what answers nothing. Raises PortLost."""

    def attention(self) -> None:
        """Ask for an OK a few times. Raises NoAnswer, PortLost."""

    def initialise(self) -> None:
        """Set it up; safe to repeat. Raises CommandRefused, NoAnswer, PortLost."""

    def restart(self) -> None:
        """Have the modem reboot; its port may go away and come back. Raises CommandRefused, NoAnswer, PortLost."""
