"""libGammu uses the simulator as hardware, and the lines use libGammu as a modem."""

from __future__ import annotations

import pytest

from drivers.capabilities import Delivery, IncomingCall, MessageStored, Modem, ModemEvent
from drivers.gsm.address import Address
from drivers.gsm.concat import MessageOptions, segment
from drivers.gsm.tpdu import Deliver, StatusReport, decode_from_centre
from drivers.registry import FAMILIES, open_url

pytestmark = pytest.mark.peer

PATIENCE = 30.0


def received(modem: Modem, events: list[ModemEvent]) -> list[Deliver | StatusReport]:
    """What came in, read and confirmed."""
    found = []
    for event in events:
        for delivery in modem.sms.read(event) if isinstance(event, MessageStored) else ():
            assert isinstance(delivery, Delivery)
            found.append(decode_from_centre(delivery.tpdu))
            modem.sms.confirm(delivery)
    return found


def test_a_line_through_libgammu(simulation) -> None:
    outlet = open_url(f"gammu:at115200:{simulation.port_of('gsm0')}")
    modem = outlet.open_modem(patience=PATIENCE, families=FAMILIES)
    assert modem.identity.imei == "350000010000012"
    assert modem.sim.identity().imsi == "001010000001001"
    assert modem.network.registration().sms
    assert (modem.network.operator(), modem.network.signal().dbm) == ("SIMNET", -73)
    modem.sms.enable()

    (submit,) = segment(Address.parse("+15559999"), "5 € {net}", 1, MessageOptions(status_report=True))
    reference = modem.sms.submit(submit.encode())
    (record,) = simulation.ask("wait", event="submit")["records"]
    assert (record["destination"], record["text"], record["reference"]) == ("+15559999", "5 € {net}", reference)
    simulation.ask("wait", event="delivered", modem="gsm0")

    simulation.ask("sms", modem="gsm0", number="+15557001", text="Grüße, привет 😀")
    simulation.ask("call", modem="gsm0", number="+15557009")
    messages: list[Deliver | StatusReport] = []
    calls: list[ModemEvent] = []
    while len(messages) < 2 or not calls:
        events = modem.events(PATIENCE)
        assert events
        messages += received(modem, events)
        calls += [event for event in events if isinstance(event, IncomingCall)]
    report, message = messages
    assert isinstance(report, StatusReport)
    assert (report.reference, report.outcome) == (reference, "delivered")
    assert isinstance(message, Deliver)
    assert (message.text, message.originator.number) == ("Grüße, привет 😀", "+15557001")
    assert calls == [IncomingCall("+15557009")]

    assert "12.34 EUR" in modem.ussd.request("*100#", PATIENCE).text
    assert list(modem.sms.stored()) == []
    outlet.close()
