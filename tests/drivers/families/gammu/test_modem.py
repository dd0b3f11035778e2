"""A phone by libGammu, as the lines want it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from drivers.capabilities import Delivery, Identity, IncomingCall, MessageStored, Modem, Notice, UssdReply
from drivers.errors import NoAnswer, PortLost
from drivers.families.gammu.link import Link
from drivers.families.gammu.modem import LOOK_EVERY, GammuModem, open_modem


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_who_is_there(link: Link) -> None:
    modem: Modem = open_modem(link)
    assert (modem.identity.manufacturer, modem.identity.model) == ("Gammu", "Dummy")
    assert modem.identity.imei == "999999999999999"
    assert modem.identity.revision


def test_a_locked_phone_opens_all_the_same(faking, fails) -> None:
    locked = fails("ERR_SECURITYERROR")
    link, _ = faking(GetIMEI=locked, GetModel=locked, GetManufacturer=locked, GetFirmware=locked, SetIncomingSMS=locked)
    assert open_modem(link).identity == Identity()


def test_nothing_happens(link: Link) -> None:
    assert open_modem(link).events(0.0) == []


def test_a_message_is_found_without_a_word_of_it(link: Link, put: Callable[..., Path]) -> None:
    clock = Clock()
    modem = open_modem(link, clock)
    assert modem.pending() == []
    put()
    assert modem.events(0.0) == []
    clock.now = LOOK_EVERY
    assert modem.events(None) == [MessageStored("", None)]
    assert len(modem.sms.read(MessageStored("", None))) == 1
    assert modem.pending() == []


def test_a_wake_ends_the_wait_and_is_remembered(link: Link) -> None:
    modem = open_modem(link)
    modem.wake()
    assert modem.events(None) == []


def test_what_the_phone_says_unasked(faking) -> None:
    link, machine = faking(GetSMSStatus={"SIMUsed": 0, "PhoneUsed": 0})
    modem = GammuModem(link, Identity())
    report = {
        "Type": "Status_Report",
        "MessageReference": 7,
        "Number": "+491701234567",
        "DateTime": datetime(2026, 9, 22, tzinfo=UTC),
        "SMSCDateTime": datetime(2026, 9, 22, tzinfo=UTC),
        "DeliveryStatus": 0,
        "SMSC": {"Number": "+4912345"},
    }
    link.heard += [
        ("Call", {"Status": "IncomingCall", "Number": "0170"}),
        ("USSD", {"Status": "NoActionNeeded", "Text": "5.00"}),
        ("SMS", report),
        ("SMS", {"Location": 3, "Memory": "ME"}),
        ("SMS", {"Location": 4, "Memory": "ME"}),
        ("CB", {"Channel": 50}),
    ]
    call, ussd, direct, stored, other = modem.events(None)
    assert (call, ussd, stored) == (IncomingCall("0170"), UssdReply(0, "5.00"), MessageStored("ME", None))
    assert isinstance(direct, Delivery)
    assert isinstance(other, Notice)
    assert modem.pending() == []
    assert machine.asked[0] == ("ReadDevice", (False,))


def test_its_recovery(device: Path, link: Link) -> None:
    modem = open_modem(link)
    modem.escape_and_drain()
    modem.attention()
    modem.initialise()
    modem.alive()
    modem.restart()
    modem.close()
    assert "soft reset" in (device / "operations.log").read_text()
    modem.wake()
    with pytest.raises(PortLost):
        modem.alive()


def test_F07_a_silent_phone(faking, fails) -> None:
    link, _ = faking(GetSignalQuality=fails("ERR_TIMEOUT"))
    with pytest.raises(NoAnswer):
        GammuModem(link, Identity()).alive()


def test_F08_a_phone_that_is_pulled_out(faking, fails) -> None:
    link, _ = faking(ReadDevice=fails("ERR_DEVICEREADERROR"))
    with pytest.raises(PortLost):
        GammuModem(link, Identity()).events(None)
