"""From the air to the spool: committed first, confirmed after; nothing lost, nothing twice."""

from __future__ import annotations

import logging

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appliance.lines.inbox import BATCH, Inbox, fingerprint, whole_text
from appliance.spool import events
from appliance.spool.inbound import Owner
from drivers.capabilities import Delivery, Unreadable

SIM = "8901010000000010017"
LONG = "The quick brown fox jumps over the lazy dog. " * 8


@pytest.fixture
def inbox(home, modem):
    return Inbox(home, modem.sms, "gsm1", SIM)


def test_nothing_costs_nothing(inbox, full):
    full()
    inbox.take([])


def test_a_message_is_on_disk_before_it_is_confirmed(inbox, modem, air, bodies):
    confirm = modem.sms.confirm
    seen: list[list[str]] = []
    modem.sms.confirm = lambda arrival: (seen.append(bodies()), confirm(arrival))
    inbox.take([air.direct(air.message("one")), air.direct(air.message("two", second=1))])
    assert seen == [["one", "two"]] * 2


def test_F30_what_could_not_be_written_is_not_confirmed(inbox, modem, air, full, bodies):
    arrival = air.direct(air.message("precious"))
    full()
    with pytest.raises(Exception, match="full"):
        inbox.take([arrival])
    assert modem.sms.confirmed == []
    full.free()
    inbox.take([arrival])
    assert bodies() == ["precious"]


def test_F16_a_repetition_is_confirmed_and_kept_once(inbox, modem, air, bodies):
    tpdu = air.message("once")
    again = bytes((tpdu[0] ^ 0b0000_0100,)) + tpdu[1:]  # TP-MMS: more messages wait now
    for each in (tpdu, again, tpdu):
        inbox.take([air.direct(each)])
    assert bodies() == ["once"]
    assert len(modem.sms.confirmed) == 3


def test_a_fingerprint_tells_messages_apart_and_repetitions_not(air):
    tpdu = air.message("once")
    assert fingerprint(tpdu) == fingerprint(bytes((tpdu[0] ^ 0b0010_1100,)) + tpdu[1:])
    assert fingerprint(tpdu) != fingerprint(air.message("once", second=1))
    assert fingerprint(tpdu) != fingerprint(bytes((tpdu[0] ^ 0b1000_0000,)) + tpdu[1:])


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1), (1, 1, 0, 2, 0)])
def test_F13_parts_in_any_order_make_the_message(inbox, air, bodies, home, order):
    parts = air.parts(LONG)
    for place in order:
        inbox.take([air.direct(parts[place])])
    assert bodies() == [LONG]
    assert "due" in home.calls  # a deadline for what is missing


def test_whole_messages_set_no_deadline(inbox, air, home):
    inbox.take([air.direct(air.message())])
    assert "due" not in home.calls


def test_F13_references_of_8_and_16_bits_are_not_the_same(inbox, air, bodies):
    parts = air.parts(LONG)
    other = air.parts(LONG.upper(), bits=16)
    inbox.take([air.direct(part) for pair in zip(parts, other, strict=True) for part in pair])
    assert sorted(bodies()) == sorted([LONG, LONG.upper()])


def test_a_sweep_takes_everything_a_batch_at_a_time(inbox, modem, air, bodies, spool):
    texts = [f"number {n}" for n in range(BATCH * 2 + 3)]
    modem.sms.waiting = [air.stored(air.message(text), at) for at, text in enumerate(texts)]
    commits: list[int] = []
    spool.listen(lambda: commits.append(1))
    inbox.sweep()
    assert bodies() == texts
    assert len(commits) == 3
    assert modem.sms.waiting == []


def test_whose_it_is_is_asked_with_sender_and_line(home, modem, air, spool):
    asked: list[tuple[str, str]] = []

    def owner(db, sender: str, line: str) -> Owner:
        asked.append((sender, line))
        return Owner(user_id=None)

    home.owner = owner
    Inbox(home, modem.sms, "gsm1", SIM).take([air.direct(air.message(sender="+4917099"))])
    assert asked == [("+4917099", "gsm1")]


def test_F26_a_report_settles_what_was_sent(inbox, air, modem, home, line, queued, told):
    from appliance.lines.outbox import Outbox

    made = queued(report=True)
    Outbox(home, modem.sms, line, SIM).step()
    inbox.take([air.direct(air.report(1))])
    assert [event.transmission_id for event in told.all(events.SMS_DELIVERED)] == [made]


@pytest.mark.parametrize(
    "arrival",
    [
        Unreadable("what is that?"),
        Unreadable("ÄÖÜ€\x00"),
        Unreadable(""),
        Delivery(b""),
        Delivery(b"\x00"),
        Delivery(b"\x04\x0b\x91"),
        Delivery(b"\x01\x00\x00"),
        Delivery(bytes(range(200))),
    ],
)
def test_F19_what_cannot_be_read_is_kept_and_confirmed(inbox, modem, told, spool, arrival):
    inbox.take([arrival, arrival])
    assert modem.sms.confirmed == [arrival, arrival]
    kept = spool.read().execute("SELECT readable, count(*) FROM received GROUP BY readable").fetchall()
    assert kept[0][1] == 1


@given(st.binary(max_size=180))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_F19_no_octets_from_the_air_stop_the_line(inbox, modem, tpdu):
    """Whoever can send an SMS writes this."""
    arrival = Delivery(tpdu)
    inbox.take([arrival])
    assert modem.sms.confirmed[-1] is arrival


@given(st.binary(min_size=1, max_size=140), st.sampled_from([0, 4, 8]), st.booleans())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_F18_no_content_stops_the_line(inbox, modem, spool, content, coding, header):
    """Broken UTF-16, headers that make no sense, alphabets that are none."""
    head = bytes((0x44 if header else 0x04, 11, 0x91)) + bytes.fromhex("4971214365F7") + bytes((0, coding))
    length = len(content) * 8 // 7 if coding == 0 else len(content)
    tpdu = head + bytes.fromhex("62112190000004") + bytes((length,)) + content
    inbox.take([Delivery(tpdu)])
    assert modem.sms.confirmed[-1].tpdu == tpdu


def test_what_came_in_is_in_no_log(inbox, air, caplog):
    with caplog.at_level(logging.DEBUG):
        inbox.take([air.direct(air.message("a secret of mine", sender="+4917099999999"))])
        inbox.take([Unreadable("a secret of mine"), Delivery(b"\x04\x0b\x91" + b"secret")])
    assert "secret" not in caplog.text
    assert "4917099999999" not in caplog.text


def test_octets_are_hex(air):
    from drivers.gsm.address import Address
    from drivers.gsm.tpdu import Deliver

    tpdu = Deliver(Address.parse("+1"), None, b"\x01\xab", 4).encode()
    assert whole_text([tpdu]) == "01AB"
