"""What a modem of any family goes through from its opening on, with what comes in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from drivers.at.chat import Chat
from drivers.capabilities import Delivery, Identity, MessageStored, ModemEvent, Unreadable
from drivers.errors import NotConnected
from drivers.fax.call import Call
from drivers.fax.dis import Dis
from drivers.fax.identification import Identification
from drivers.faxmodem import PstnModem
from drivers.modem import GsmModem
from drivers.registry import family_of, open_modem
from drivers.replay import ReplayPort
from tests.drivers.fax.link import Desk
from tests.drivers.fax.stations import DeskStation

SUBMIT = bytes.fromhex("21000C91947110325476000005E8329BFD06")
DELIVER = bytes.fromhex("040A81214365870900006290221030450001E8")
REPORT = bytes.fromhex("064D0C91947110325476629022103045006290221040000000")


@dataclass(frozen=True, slots=True)
class Carried:
    """How a message went out, what came in after it, and what else the modem said."""

    modem: GsmModem
    reference: int
    received: list[bytes]
    others: list[ModemEvent]

    @property
    def both(self) -> bool:
        """Whether the message went out, and the delivery and the report on it came in."""
        return self.reference == 77 and self.received == [DELIVER, REPORT]


def _deliveries(modem: GsmModem, event: ModemEvent) -> list[Delivery | Unreadable]:
    if isinstance(event, MessageStored):
        return modem.sms.read(event)
    return [event] if isinstance(event, Delivery | Unreadable) else []


@pytest.fixture
def carried(played: Callable[..., ReplayPort]) -> Callable[[str], Carried]:
    """Plays `probe-`, `init-` and `sms-` of a modem: opens it, sends a message, takes a delivery and a report."""

    def carry(name: str) -> Carried:
        port = played(f"probe-{name}", f"init-{name}", f"sms-{name}")
        modem = open_modem(port, clock=port.clock)
        assert isinstance(modem, GsmModem)
        modem.sms.enable()
        assert list(modem.sms.stored()) == []
        others = modem.pending()
        reference = modem.sms.submit(SUBMIT)
        received: list[bytes] = []
        while len(received) < 2:
            events = modem.events(1.0)
            assert events
            for event in events:
                taken = _deliveries(modem, event)
                received += [delivery.tpdu for delivery in taken if isinstance(delivery, Delivery)]
                for delivery in taken:
                    modem.sms.confirm(delivery)
                others += [] if taken else [event]
        return Carried(modem, reference, received, others)

    return carry


@pytest.fixture
def speaking() -> Callable[[str, str, str], GsmModem]:
    """A modem of that maker and model that is open already and goes on with a transcript."""

    def speak(manufacturer: str, model: str, text: str) -> GsmModem:
        identity = Identity(manufacturer, model)
        port = ReplayPort.of(text)
        return family_of(identity).build(port, Chat(port, clock=port.clock), identity, port.clock)

    return speak


@dataclass(frozen=True, slots=True)
class Telephoned:
    """A fax modem from its opening on, what it told of a call that came in, and how its own ended."""

    modem: PstnModem
    calls: list[ModemEvent]
    refused: str


@pytest.fixture
def telephoned(played: Callable[..., ReplayPort]) -> Callable[[str], Telephoned]:
    """Plays `fax-` of a modem: opens it, hears it ring twice, and dials."""

    def telephone(name: str) -> Telephoned:
        port = played(f"fax-{name}")
        modem = open_modem(port, clock=port.clock)
        assert isinstance(modem, PstnModem)
        calls: list[ModemEvent] = []
        while len(calls) < 2:
            calls += modem.events(1.0)
        with pytest.raises(NotConnected) as refused:
            modem.fax.send("5551234", Call(Identification(), Dis(), port.clock), DeskStation(Desk()))
        return Telephoned(modem, calls, refused.value.cause.text)

    return telephone
