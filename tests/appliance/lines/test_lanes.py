"""Which lanes a line serves, as channels change under it."""

import pytest

from appliance.domain import Line, Service
from appliance.lines.fax.outbox import FaxOutbox
from appliance.lines.lanes import Lanes
from appliance.lines.outbox import Outbox
from appliance.spool import channels, senders
from appliance.spool.channels import CHANNELS
from appliance.spool.providers import PROVIDERS

SIM = "8901010000000010017"


@pytest.fixture
def member(spool):
    """member(line): put it into the one channel; the channel's lane."""

    def join(name):
        def change(db):
            line = PROVIDERS.insert(db, {"outlet": name, "created_at": 0.0})
            senders.tell_lines(db)
            channel = CHANNELS.insert(db, {"created_at": 0.0})
            channels.add(db, channel, line, line)
            return f"channel:{channel}"

        return spool.write(change)

    return join


def test_a_line_serves_its_own_the_shared_and_its_channels(spool, member):
    lanes = Lanes(Line("gsm1"))
    assert lanes.now(spool.read()) == ("", "gsm1")
    lane = member("gsm1")
    assert lanes.now(spool.read()) == ("", "gsm1", lane)
    assert lanes.has(spool.read(), lane)
    assert lanes.has(spool.read(), "gsm1")
    assert not lanes.has(spool.read(), "gsm2")
    assert not lanes.has(spool.read(), "channel:99")


def test_one_with_prefixes_carries_what_is_queued_for_it_by_name(spool, member):
    lanes = Lanes(Line("gsm1", prefixes=("+49",)))
    lane = member("gsm1")
    assert lanes.now(spool.read()) == ("gsm1",)
    assert not lanes.has(spool.read(), lane)


def test_a_line_that_joins_carries_on_at_once(home, modem, line, queued, member, course):
    outbox = Outbox(home, modem.sms, line, SIM)
    lane = member("gsm1")
    made = queued("hello", lane=lane)
    assert outbox.serves(lane)
    assert outbox.step()
    assert course(made).verdict == "sent"


def test_another_line_does_not(home, modem, queued, member):
    made = queued("hello", lane=member("gsm1"))
    other = Outbox(home, modem.sms, Line("gsm2"), SIM)
    assert not other.serves(f"channel:{made}")
    assert not other.step()


def test_a_fax_line_serves_its_channels_too(home, member):
    outbox = FaxOutbox(home, None, Line("fax1", services=Service.FAX), lambda: False)
    assert outbox.serves(member("fax1"))
