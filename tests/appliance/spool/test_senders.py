"""Rows of sender ids."""

import pytest

from appliance.spool import senders
from appliance.spool.providers import PROVIDERS
from appliance.spool.senders import SENDERS


@pytest.fixture(autouse=True)
def keys(bench):
    """As every file of the box has them."""
    bench.db.execute("PRAGMA foreign_keys = ON")


def test_each_line_gets_a_row_once(bench):
    assert not senders.lacks_lines(bench.db)
    line = PROVIDERS.insert(bench.db, {"outlet": "gsm1", "created_at": 7.0})
    PROVIDERS.insert(bench.db, {"type": "sip", "name": "kept", "created_at": 0.0})
    assert senders.lacks_lines(bench.db)
    for _ in range(2):
        senders.tell_lines(bench.db)
    (row,) = SENDERS.find(bench.db).rows
    assert (row.id, row.outlet, row.ownership, row.version, row.created_at) == (line, "gsm1", "SHARED", 1, 7.0)
    assert not senders.lacks_lines(bench.db)


def test_one_that_is_no_line_is_a_provider_too(bench):
    made = senders.make(bench.db, {"address": "+15550001001", "state": "PENDING_IMPLEMENTATION"}, 5.0)
    (provider,) = PROVIDERS.find(bench.db).rows
    assert (provider.id, provider.type, provider.name, provider.outlet) == (made, "scg", "+15550001001", None)
    senders.remove(bench.db, made)
    assert SENDERS.find(bench.db).rows == ()


def test_turns_are_kept_for_each_class_user_and_country(bench):
    assert senders.turns(bench.db, "ALERT", 1, "DE") is None
    senders.take_turn(bench.db, "ALERT", 1, "DE", 5.0, 1)
    senders.take_turn(bench.db, "ALERT", 1, "DE", 6.5, 2)
    senders.take_turn(bench.db, "ALERT", 1, "US", 9.0, 1)
    assert senders.turns(bench.db, "ALERT", 1, "DE") == (6.5, 2)
    assert senders.turns(bench.db, "ALERT", 0, "DE") is None
