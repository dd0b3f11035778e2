"""What is known of an address decides whether it may be written to."""

from __future__ import annotations

import sqlite3

import pytest

from appliance import parties
from appliance.spool import consents, line_states
from appliance.spool.consents import CONSENTS
from appliance.spool.line_states import LineState
from appliance.spool.providers import PROVIDERS
from appliance.spool.senders import SENDERS, tell_lines

PHONE = "+491711234567"
GSM1, GSM2, NAMED = 1, 2, 3


@pytest.fixture
def db(db: sqlite3.Connection) -> sqlite3.Connection:
    """With lines 1 and 2, and another name for line 1: 3."""
    for name in ("gsm1", "gsm2", None):
        PROVIDERS.insert(db, {"outlet": name, "created_at": 0.0})
        if name is not None:
            line_states.save(db, LineState(name, "ready", iccid=f"89{name}"), 0.0)
    PROVIDERS.insert(db, {"outlet": "mail", "created_at": 0.0})
    tell_lines(db)
    SENDERS.insert(db, {"id": NAMED, "parent_id": GSM1, "created_at": 0.0})
    return db


def say(
    db: sqlite3.Connection, status: str, sender_id: int | None = GSM1, address: str = PHONE, user_id: int = 1
) -> int:
    row = {"user_id": user_id, "address": address, "tail": parties.tail(address), "sender_id": sender_id}
    return CONSENTS.insert(db, {**row, "status": status, "created_at": 0.0})


@pytest.mark.parametrize(
    ("said", "sender_id", "requirement", "may"),
    [
        ([], GSM1, "OPT_OUT", True),
        ([], GSM1, "OPT_IN", False),
        ([], None, "OPT_OUT", True),
        ([("NONE", GSM1)], GSM1, "OPT_OUT", True),
        ([("NONE", GSM1)], GSM1, "OPT_IN", False),
        ([("OPTIN", GSM1)], GSM1, "OPT_IN", True),
        ([("OPTIN", GSM2)], GSM1, "OPT_IN", False),
        ([("OPTIN", GSM1)], NAMED, "OPT_IN", True),
        ([("OPTIN", NAMED)], GSM1, "OPT_IN", True),
        ([("WHITELIST", GSM1)], GSM1, "OPT_IN", True),
        ([("WHITELIST", None)], GSM1, "OPT_IN", True),
        ([("OPTOUT", GSM1)], GSM1, "OPT_OUT", False),
        ([("OPTOUT", GSM1)], NAMED, "OPT_OUT", False),
        ([("OPTOUT", NAMED)], GSM1, "OPT_OUT", False),
        ([("OPTOUT", GSM1)], GSM2, "OPT_OUT", True),
        ([("OPTOUT", GSM1)], None, "OPT_OUT", False),
        ([("OPTOUT", GSM1)], GSM1, "NONE", True),
        ([("BLACKLIST", GSM1)], GSM1, "NONE", False),
        ([("BLACKLIST", GSM2)], GSM1, "OPT_OUT", True),
        ([("BLACKLIST", None)], GSM1, "OPT_OUT", False),
        ([("OPTOUT", None)], GSM1, "OPT_OUT", False),
        ([("OPTOUT", None), ("OPTIN", GSM1)], GSM1, "OPT_OUT", True),
        ([("OPTOUT", None), ("NONE", GSM1)], GSM1, "OPT_OUT", False),
        ([("BLACKLIST", None), ("OPTIN", GSM1)], GSM1, "OPT_OUT", False),
        ([("OPTIN", GSM1), ("OPTOUT", GSM2)], None, "OPT_OUT", False),
    ],
)
def test_who_may_be_written_to(db, said, sender_id, requirement, may):
    for status, sender in said:
        say(db, status, sender)
    for spelling in (PHONE, "01711234567", "00491711234567"):
        assert (consents.refusal(db, spelling, sender_id, requirement) is None) is may
    assert (consents.refusal(db, "+491711234568", GSM1) is None) is True


def test_what_one_users_line_was_told_counts_for_all(db):
    say(db, "OPTIN", user_id=1)
    say(db, "OPTOUT", user_id=2)
    assert consents.refusal(db, PHONE, GSM1) == f"{PHONE} has opted out"


def test_a_sender_that_checks_the_white_list_sends_to_it_alone(db):
    SENDERS.update(db, GSM1, {"check_white_list": 1})
    assert consents.refusal(db, PHONE, GSM1) == f"{PHONE} is not on the white list"
    assert consents.refusal(db, PHONE, GSM1, "NONE") is not None
    assert consents.refusal(db, PHONE, GSM2) is None
    assert consents.refusal(db, PHONE, None) is None  # by gsm2
    SENDERS.update(db, GSM2, {"check_white_list": 1})
    assert consents.refusal(db, PHONE, None) is not None
    say(db, "WHITELIST")
    assert [consents.refusal(db, PHONE, each) for each in (GSM1, None)] == [None, None]
    assert consents.refusal(db, PHONE, GSM2) is not None


def test_a_line_is_managed_under_any_of_its_names(db):
    assert not consents.is_managed(db, GSM1)
    SENDERS.update(db, NAMED, {"consent_managed_by": "SCG"})
    assert [consents.is_managed(db, each) for each in (GSM1, NAMED, GSM2, None)] == [True, True, False, False]


def test_a_look_at_a_number_of_which_nothing_is_known_is_one_probe_of_an_index(db):
    plan = db.execute(f"EXPLAIN QUERY PLAN {consents._MATTERS}", ("1234567",)).fetchall()
    told = " ".join(row[3] for row in plan)
    assert "SEARCH consents USING COVERING INDEX consents_by_tail (tail=?)" in told
    assert "sender_ids USING INDEX sender_ids_that_check" in told
