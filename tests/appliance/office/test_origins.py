"""From what a message goes: every way to say it, the lane it takes, and when it may go."""

from datetime import UTC, datetime

import pytest

from appliance import identifiers
from appliance.domain import Service
from appliance.errors import Invalid, NotReady, Unserved
from appliance.routing import LineFacts
from appliance.spool.listing import Page

NEW_YORK = "+12125550123"
NIGHT = datetime(2026, 1, 15, 3, tzinfo=UTC).timestamp()  # ten in the evening there
MORNING = datetime(2026, 1, 15, 13, tzinfo=UTC).timestamp()  # eight


@pytest.fixture
def senders(office, lines, people):
    """The sender ids of gsm1 and gsm2."""
    lines("gsm1", number="+15550001001")
    lines("gsm2", number="+15550001002")
    return [each.id for each in office.senders.find(people["alice"], (), Page()).rows]


@pytest.fixture
def channel(office, senders, people):
    made = office.channels.create(people["alice"], name="News", priority="HIGH", templates=[3])
    office.channels.add(people["alice"], made, [identifiers.encode("sender", each) for each in senders])
    return made


@pytest.fixture
def resolve(office, spool, people):
    return lambda given, who="alice": office.senders.resolve(spool.read(), people[who], given)


@pytest.mark.parametrize("form", ["sender_id:{}", "sender_id-{}", "{}", " {} "])
def test_a_sender_id_by_its_id(resolve, senders, form):
    origin = resolve(form.format(identifiers.encode("sender", senders[1])))
    assert (origin.sender_id, origin.number, origin.channel_id) == (senders[1], "+15550001002", None)
    assert (origin.consent_managed, origin.templates, origin.priority) == ("USER", (), 0)
    assert not origin.bound
    assert origin.carries(Service.SMS)
    assert not origin.carries(Service.FAX)


@pytest.mark.parametrize("form", ["channel:{}", "channel-{}", "{}"])
def test_a_channel_by_its_id(resolve, senders, channel, form):
    origin = resolve(form.format(identifiers.encode("channel", channel)))
    assert (origin.sender_id, origin.number, origin.channel_id) == (None, "", channel)
    assert (origin.sender_ids, origin.templates, origin.priority) == (tuple(senders), (3,), 3)


@pytest.mark.parametrize("form", ["+15550001002", "15550001002", "0015550001002", "+1 (555) 000-1002"])
def test_a_sender_id_by_its_number(resolve, senders, form):
    assert resolve(form).sender_id == senders[1]


@pytest.mark.parametrize(
    "form", ["+15550009999", "", "sender_id:", "channel:x", "sender_id:{channel}", "channel:{sender}"]
)
def test_what_is_not_there(resolve, senders, channel, form):
    names = {
        "channel": identifiers.encode("channel", channel),
        "sender": identifiers.encode("sender", senders[0]),
    }
    with pytest.raises(Invalid, match="from"):
        resolve(form.format(**names))


def test_a_number_that_several_have(resolve, lines, senders):
    lines("gsm3", number="+15550001002")
    with pytest.raises(Invalid, match="2 sender ids have the address"):
        resolve("+15550001002")


def test_by_its_number_ones_own_copy_goes_first(resolve, office, people, senders):
    mine = office.senders.create(people["alice"], parent_id=senders[0])
    assert resolve("+15550001001").sender_id == mine
    assert resolve("+15550001001").sender_ids == (senders[0],)
    assert resolve("+15550001001", "bob").sender_id == senders[0]


def test_one_that_cannot_send(resolve, office, people, senders, channel):
    office.senders.update(people["admin"], senders[0], state="INACTIVE")
    with pytest.raises(Invalid, match="INACTIVE"):
        resolve("+15550001001")
    assert resolve(identifiers.encode("channel", channel)).sender_ids == (senders[1],)
    office.senders.delete(people["admin"], senders[1])
    with pytest.raises(Invalid, match="no sender id of channel News can send"):
        resolve(identifiers.encode("channel", channel))


def test_one_that_somebody_else_has(resolve, office, people, senders):
    office.senders.update(people["admin"], senders[0], ownership="PREPROVISIONED")
    office.senders.purchase(people["bob"], senders[0])
    with pytest.raises(Invalid, match="purchased"):
        resolve("+15550001001")
    assert resolve("+15550001001", "bob").number == "+15550001001"


def test_another_users_channel_is_none(resolve, channel):
    with pytest.raises(Invalid):
        resolve(identifiers.encode("channel", channel), "bob")


def facts(*names, **about):
    return [LineFacts(name, Service.SMS, **about.get(name, {})) for name in names]


def test_a_sender_ids_messages_are_queued_for_its_line(resolve, senders):
    origin = resolve("+15550001002")
    assert origin.lane(NEW_YORK, Service.SMS, facts("gsm1", "gsm2")) == "gsm2"
    with pytest.raises(NotReady):
        origin.lane(NEW_YORK, Service.FAX, facts("gsm1", "gsm2"))
    with pytest.raises(NotReady):
        origin.lane(NEW_YORK, Service.SMS, facts("gsm1"))
    with pytest.raises(Unserved):
        origin.lane(NEW_YORK, Service.SMS, facts("gsm2", gsm2={"prefixes": ("+49",)}))


def test_a_channels_messages_are_for_whichever_line_is_free_first(resolve, channel):
    origin = resolve(identifiers.encode("channel", channel))
    assert origin.lane(NEW_YORK, Service.SMS, facts("gsm1", "gsm2", "gsm3")) == f"channel:{channel}"
    german = {"gsm2": {"prefixes": ("+49",)}}
    assert origin.lane("+491711234567", Service.SMS, facts("gsm1", "gsm2", **german)) == "gsm2"
    assert origin.lane(NEW_YORK, Service.SMS, facts("gsm1", "gsm2", **german)) == f"channel:{channel}"


def test_a_class_is_for_its_countries(resolve, office, people, senders, channel, configured):
    configured.change_sender_class("ALERT", countries=["DE", "AT"])
    office.senders.update(people["admin"], senders[1], class_id="ALERT")
    alone, together = resolve("+15550001002"), resolve(identifiers.encode("channel", channel))
    both = facts("gsm1", "gsm2")
    assert alone.lane("+491711234567", Service.SMS, both) == "gsm2"
    with pytest.raises(Unserved, match="no class of gsm2 is for numbers of US"):
        alone.lane(NEW_YORK, Service.SMS, both)
    with pytest.raises(Unserved):
        alone.lane("0171 1234567", Service.SMS, both)
    assert together.lane("+491711234567", Service.SMS, both) == f"channel:{channel}"
    assert together.lane(NEW_YORK, Service.SMS, both) == "gsm1"


def test_what_a_sender_id_says_of_its_messages(resolve, office, people, senders):
    said = {"keep_sender_address": "YES", "consent_managed_by": "SCG", "check_white_list": True, "dr_required": "YES"}
    office.senders.update(people["admin"], senders[0], templates=[5], **said)
    origin = resolve("+15550001001")
    assert (origin.bound, origin.consent_managed, origin.check_white_list, origin.reports) == (True, "SCG", True, True)
    assert origin.templates == (5,)


def test_without_windows_it_is_always_open(resolve, senders):
    assert resolve("+15550001001").opens(NEW_YORK, NIGHT) == NIGHT


def test_outside_its_hours_a_message_waits_for_the_recipients_morning(resolve, senders, configured):
    configured.change_sender_class("COMMERCIAL", windows={"DEFAULT": {"OTH": "08:00-20:00"}})
    assert resolve("+15550001001").opens(NEW_YORK, NIGHT) == MORNING
    assert resolve("+15550001001").opens(NEW_YORK, MORNING) == MORNING


def test_of_a_channel_all_classes_must_be_open(resolve, office, people, senders, channel, configured):
    configured.change_sender_class("COMMERCIAL", windows={"US": {"OTH": "08:00-20:00"}})
    configured.change_sender_class("ALERT", windows={"US": {"OTH": "10:00-12:00"}})
    office.senders.update(people["admin"], senders[1], class_id="ALERT")
    assert resolve(f"channel:{identifiers.encode('channel', channel)}").opens(NEW_YORK, NIGHT) == MORNING + 7200.0


@pytest.fixture
def turn(resolve, spool, people, senders):
    """turn(number, now, who): when the next message may go."""

    def take(number=NEW_YORK, now=MORNING, who="alice"):
        origin = resolve("+15550001001", who)
        return spool.write(lambda db: origin.turn(db, number, people[who].user_id, now)) - MORNING

    return take


def test_a_class_gives_so_many_turns_a_second_to_a_user_and_a_country(turn, configured):
    configured.change_sender_class("COMMERCIAL", per_second=2.0)
    assert [turn() for _ in range(4)] == [0.0, 0.5, 1.0, 1.5]
    assert turn("+491711234567") == 0.0
    assert turn(who="bob") == 0.0
    assert turn(now=MORNING + 60.0) == 60.0


def test_and_so_many_to_everybody(turn, configured):
    configured.change_sender_class("COMMERCIAL", total_per_second=1.0)
    assert [turn(), turn(who="bob"), turn()] == [0.0, 1.0, 2.0]


def test_and_so_many_a_day_in_the_hours_for_them(turn, configured):
    configured.change_sender_class("COMMERCIAL", per_day=2, windows={"DEFAULT": {"OTH": "08:00-18:00"}})
    assert [turn(), turn()] == [0.0, 0.0]
    assert [turn(), turn(), turn()] == [86_400.0, 86_400.0, 172_800.0]


def test_without_limits_nothing_is_written(turn, spool):
    assert turn() == 0.0
    assert spool.read().execute("SELECT count(*) FROM class_turns").fetchone()[0] == 0
