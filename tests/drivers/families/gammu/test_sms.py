"""Messages by libGammu's dummy."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from drivers.capabilities import Delivery, MessageStored, Slot, Unreadable
from drivers.errors import CommandRefused, SubmitInDoubt
from drivers.families.gammu.link import Link
from drivers.families.gammu.sms import GammuSms, heard
from drivers.gsm.address import Address
from drivers.gsm.concat import MessageOptions, segment
from drivers.gsm.tpdu import Deliver, StatusReport

Put = Callable[..., Path]


def submit(text: str | bytes = "hello", **fields: object) -> bytes:
    return segment(Address.parse("+491701234567"), text, 7, MessageOptions(**fields))[0].encode()  # type: ignore[arg-type]


@pytest.fixture
def sms(link: Link) -> GammuSms:
    made = GammuSms(link)
    made.enable()
    return made


def test_send(sms: GammuSms) -> None:
    assert sms.submit(submit()) == 255  # the dummy's only reference
    assert sms.intact()


def test_what_libgammu_would_change_is_refused(sms: GammuSms) -> None:
    with pytest.raises(CommandRefused, match="libGammu would change"):
        sms.submit(submit(validity=timedelta(weeks=5)))


@pytest.mark.parametrize("tpdu", [b"\x00", b"\x41\x00\x03\x91\x21\xf3\x00\x00\x05\x09"])
def test_what_is_no_submit_is_refused(sms: GammuSms, tpdu: bytes) -> None:
    with pytest.raises(CommandRefused, match="304"):
        sms.submit(tpdu)


def test_a_phone_without_a_service_centre(faking) -> None:
    link, _ = faking(GetSMSC={"Number": ""})
    sms = GammuSms(link)
    sms.enable()
    with pytest.raises(CommandRefused, match="330"):
        sms.submit(submit())


@pytest.mark.parametrize("name", ["ERR_TIMEOUT", "ERR_DEVICEWRITEERROR"])
def test_F03_no_answer_after_the_message_was_handed_over(faking, fails, name: str) -> None:
    link, _ = faking(GetSMSC={"Number": "+4912345"}, SendSMS=fails(name))
    sms = GammuSms(link)
    sms.enable()
    with pytest.raises(SubmitInDoubt):
        sms.submit(submit())


def test_F17_a_refusal_of_the_network(faking, fails) -> None:
    link, _ = faking(GetSMSC={"Number": "+4912345"}, SendSMS=fails("ERR_UNKNOWN"))
    sms = GammuSms(link)
    with pytest.raises(CommandRefused) as refusal:
        sms.submit(submit(), service_centre="+4954321")
    assert (refusal.value.cause.domain, refusal.value.cause.code) == ("CMS", None)


def test_receive(sms: GammuSms, put: Put) -> None:
    files = [put("Привет"), put(b"\x01\x02", folder=3)]
    found = list(sms.stored())
    assert [entry.slots for entry in found] == [(Slot("SM", 10001),), (Slot("ME", 30001),)]
    first, second = [Deliver.decode(entry.tpdu) for entry in found if isinstance(entry, Delivery)]
    assert (first.text, second.data, first.originator.number) == ("Привет", b"\x01\x02", "+491701234567")
    assert all(file.exists() for file in files)
    for entry in found:
        sms.confirm(entry)
    assert not any(file.exists() for file in files)
    assert list(sms.stored()) == []


def test_drafts_and_what_was_sent_stay(sms: GammuSms, put: Put) -> None:
    draft = put(folder=2)
    assert list(sms.stored()) == []
    assert draft.exists()


def test_F16_the_same_message_reads_the_same(sms: GammuSms, put: Put) -> None:
    put("hello")
    assert list(sms.stored()) == list(sms.stored()) == sms.read(MessageStored("SM", None))


def test_waiting(sms: GammuSms, put: Put) -> None:
    assert not sms.waiting()
    put()
    assert sms.waiting()


REPORT = {
    "Type": "Status_Report",
    "MessageReference": 77,
    "Number": "+491701234567",
    "DateTime": datetime(2026, 9, 22, 1, 3, 54, tzinfo=UTC),
    "SMSCDateTime": datetime(2026, 9, 22, 1, 4, 0, tzinfo=UTC),
    "DeliveryStatus": 0x46,
    "SMSC": {"Number": "+4912345"},
    "Location": 4,
    "Memory": "SM",
    "InboxFolder": 1,
    "State": "UnRead",
    "Text": "",
}


def test_F14_a_message_that_can_not_be_deleted_is_given_out_once(faking, fails) -> None:
    link, machine = faking(DeleteSMS=fails("ERR_UNKNOWN"), GetSMSStatus={"SIMUsed": 1, "PhoneUsed": 0})
    sms = GammuSms(link)

    def listing(*_: object, **named: object) -> object:
        if "Start" in named:
            return [REPORT]
        raise fails("ERR_EMPTY")

    machine.GetNextSMS = listing
    (report,) = sms.stored()
    assert isinstance(report, Delivery)
    assert StatusReport.decode(report.tpdu).reference == 77
    assert StatusReport.decode(report.tpdu).status == 0x46
    sms.confirm(report)
    assert list(sms.stored()) == []
    assert not sms.waiting()
    machine.answers["DeleteSMS"] = None
    assert list(sms.stored()) == [report]  # the slot was freed, so it is another message that says the same


def test_a_listing_that_breaks_off_gives_what_was_read(faking, fails) -> None:
    link, machine = faking()
    machine.GetNextSMS = lambda **named: [REPORT] if "Start" in named else (_ for _ in ()).throw(fails("ERR_CORRUPTED"))
    assert len(list(GammuSms(link).stored())) == 1


def test_F19_what_has_no_sender_is_kept_unread(put: Put, sms: GammuSms) -> None:
    put("hello", number="far too long for a name")
    (entry,) = sms.stored()
    assert isinstance(entry, Unreadable)
    assert "hello" in entry.text


def test_what_is_handed_over_and_what_is_only_announced() -> None:
    assert heard({"Location": 3, "Memory": "ME"}) == MessageStored("ME", None)
    direct = heard({**REPORT, "Location": 0})
    assert isinstance(direct, Delivery)
    assert direct.slots == ()


@pytest.mark.parametrize(
    ("sim", "phone", "full"),
    [((3, 30), (0, 0), False), ((30, 30), (0, 0), True), ((30, 30), (5, 100), False), ((0, 0), (0, 0), False)],
)
def test_F14_a_phone_has_room_while_either_memory_has(
    faking, sim: tuple[int, int], phone: tuple[int, int], full: bool
) -> None:
    status = {"SIMUsed": sim[0], "SIMSize": sim[1], "PhoneUsed": phone[0], "PhoneSize": phone[1]}
    link, _ = faking(GetSMSStatus=status)
    assert GammuSms(link).stores
    assert GammuSms(link).full() is full


def test_F14_a_phone_that_does_not_tell_its_room_is_not_taken_for_full(faking, fails) -> None:
    link, _ = faking(GetSMSStatus=fails("ERR_NOTSUPPORTED"))
    assert not GammuSms(link).full()
