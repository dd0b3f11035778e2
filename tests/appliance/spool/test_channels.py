"""Which lines carry for which channels."""

import pytest

from appliance.domain import Service
from appliance.spool import channels, senders
from appliance.spool.channels import CHANNELS
from appliance.spool.listing import exactly
from appliance.spool.providers import PROVIDERS
from appliance.spool.senders import SENDERS


@pytest.fixture(autouse=True)
def keys(bench):
    """As every file of the box has them."""
    bench.db.execute("PRAGMA foreign_keys = ON")


@pytest.fixture
def lines(bench):
    """The rows of two lines."""
    made = {name: PROVIDERS.insert(bench.db, {"outlet": name, "created_at": 0.0}) for name in ("gsm1", "gsm2")}
    senders.tell_lines(bench.db)
    return made


@pytest.fixture
def channel(bench):
    return CHANNELS.insert(bench.db, {"name": "news", "created_at": 0.0})


def test_a_line_carries_for_the_channels_that_it_is_in(bench, lines, channel):
    assert channels.lanes_of(bench.db, "gsm1") == []
    channels.add(bench.db, channel, lines["gsm1"], lines["gsm1"])
    channels.add(bench.db, channel, lines["gsm1"], lines["gsm1"])
    assert channels.members(bench.db, channel) == [lines["gsm1"]]
    assert channels.lanes_of(bench.db, "gsm1") == [f"channel:{channel}"]
    assert channels.lanes_of(bench.db, "gsm2") == []
    assert channels.remove(bench.db, channel, [lines["gsm1"], lines["gsm2"]]) == 1
    assert channels.lanes_of(bench.db, "gsm1") == []


def test_another_name_for_a_line_makes_the_line_carry(bench, lines, channel):
    copy = senders.make(bench.db, {"parent_id": lines["gsm2"], "ownership": "PRIVATE"}, 0.0)
    channels.add(bench.db, channel, copy, lines["gsm2"])
    assert channels.lanes_of(bench.db, "gsm2") == [f"channel:{channel}"]
    SENDERS.update(bench.db, copy, {"state": "INACTIVE"})
    assert channels.lanes_of(bench.db, "gsm2") == []


def test_what_is_removed_leaves_its_channels(bench, lines, channel):
    copy = senders.make(bench.db, {"parent_id": lines["gsm1"], "ownership": "PRIVATE"}, 0.0)
    channels.add(bench.db, channel, copy, lines["gsm1"])
    senders.remove(bench.db, copy)
    assert channels.members(bench.db, channel) == []


def test_who_is_served(bench, lines, channel):
    channels.add(bench.db, channel, lines["gsm1"], lines["gsm1"])
    assert channels.served(bench.db, channel, ["gsm1", "gsm2"])
    assert not channels.served(bench.db, channel, ["gsm2"])


def test_the_lanes_of_a_line_are_found_by_indexes(bench):
    plan = bench.db.execute(f"EXPLAIN QUERY PLAN {channels._OF_LINE}", ("gsm1",)).fetchall()
    assert not [row for row in plan if "SCAN" in row[3]]


def test_a_line_that_can_be_had_is_taken_while_somebody_has_it(bench, lines, channel):
    user = bench.db.execute("INSERT INTO users (username, password_hash, created_at) VALUES ('u', '', 0)").lastrowid
    SENDERS.update(bench.db, lines["gsm1"], {"ownership": "PREPROVISIONED"})
    channels.add(bench.db, channel, lines["gsm1"], lines["gsm1"])

    def owned():
        return SENDERS.get(bench.db, "", exactly(id=lines["gsm1"])).owned

    assert owned() == "PREPROVISIONED"
    copy = senders.make(bench.db, {"parent_id": lines["gsm1"], "ownership": "PRIVATE", "user_id": user}, 0.0)
    assert owned() == "PURCHASED"
    assert channels.lanes_of(bench.db, "gsm1") == []
    senders.remove(bench.db, copy)
    assert owned() == "PREPROVISIONED"
    assert channels.lanes_of(bench.db, "gsm1") == [f"channel:{channel}"]


def test_which_channels_have_work(bench):
    for lane in ("", "channel:2", "channel:10", "channel:2", "gsm1", "channels", "sim:1"):
        bench.send(lane=lane)
    bench.send(lane="channel:3", service=Service.FAX)
    assert sorted(channels.with_work(bench.db, Service.SMS)) == [2, 10]
    assert channels.with_work(bench.db, Service.FAX) == [3]
    plan = bench.db.execute(f"EXPLAIN QUERY PLAN {channels._WITH_WORK}", {"service": 4}).fetchall()
    assert not [row for row in plan if "SCAN attempts" in row[3] and "INDEX" not in row[3]]
