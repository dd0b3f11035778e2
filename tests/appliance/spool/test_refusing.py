"""What is queued and not wanted: rejected when it is queued, when a line takes it, when a STOP comes."""

from __future__ import annotations

import pytest

from appliance import parties
from appliance.domain import Outcome, Verdict
from appliance.spool import queue, refusing
from appliance.spool.consents import CONSENTS
from appliance.spool.providers import PROVIDERS
from appliance.spool.senders import SENDERS, tell_lines

PHONE, OTHER = "+491711234567", "+491711234568"


@pytest.fixture
def say(bench):
    """say(status, line, phone): keep that, as the box does."""
    for name in ("gsm1", "gsm2"):
        PROVIDERS.insert(bench.db, {"outlet": name, "created_at": 0.0})
    tell_lines(bench.db)

    def keep(status, line="gsm1", phone=PHONE):
        row = {"address": phone, "tail": parties.tail(phone), "sender_id": refusing.sender_of(bench.db, line)}
        CONSENTS.insert(bench.db, {**row, "status": status, "created_at": 0.0})

    return keep


def why(bench, transmission_id):
    return tuple(bench.column(each, transmission_id) for each in ("verdict", "cause", "cause_text"))


REJECTED = ("rejected", "NO_CONSENT", f"{PHONE} has opted out")


def test_a_line_does_not_take_what_its_recipient_does_not_want(bench, say):
    unwanted, wanted = bench.send(PHONE), bench.send(OTHER)
    say("OPTOUT")
    assert bench.claim().transmission_id == wanted
    assert why(bench, unwanted) == REJECTED
    assert bench.kinds(unwanted)[-1] == "transmission.done"


def test_what_is_tried_again_is_asked_for_again(bench, say):
    made = bench.send(PHONE)
    claim = bench.claim()
    say("OPTOUT")
    queue.part_unsent(bench.db, claim, 1, bench.now)
    bench.end(claim, Outcome(Verdict.UNANSWERED, "CMS 38"))
    bench.now += 86_400
    queue.promote(bench.db, bench.now)
    assert bench.look() is None
    assert why(bench, made) == REJECTED


@pytest.mark.parametrize(
    ("lane", "taken"), [("", False), ("gsm1", False), ("gsm2", True), ("channel:1", False), ("sim:sim2", False)]
)
def test_what_was_said_to_one_line_keeps_others_from_what_any_may_carry(bench, say, lane, taken):
    made = bench.send(PHONE, lane=lane)
    say("OPTOUT", "gsm1")
    found = bench.look("gsm2", "sim2", ("", "gsm2", "channel:1"))
    if lane == "gsm1":
        assert found is None
        found = bench.look("gsm1", "sim1", ("", "gsm1"))
    assert (found is not None) is taken
    assert bench.transmission(made)[1] == (None if taken else "rejected")


def test_a_fax_is_none_of_this(bench, say):
    say("OPTOUT")
    from appliance.domain import Service

    made = queue.create(bench.db, queue.Draft(party=PHONE, service=Service.FAX), bench.now)
    asked = {"party": PHONE, "body": "", "options": {"pages": 1}, "parts": 1, "concat_reference": 1, "lane": ""}
    attempt = queue.enqueue(bench.db, made, **asked, not_before=None, now=bench.now)
    assert not refusing.refuse(bench.db, made, attempt, PHONE, bench.now)
    assert queue.claim(bench.db, "fax1", "", Service.FAX, ("",), bench.now) is not None


def test_a_STOP_ends_all_that_waits_for_that_number_and_nothing_else(bench, say):
    mine = [bench.send(each) for each in (PHONE, "00491711234567", "01711234567")]
    later = queue.create(bench.db, queue.Draft(party=PHONE), bench.now)
    bench.ask(later, PHONE, not_before=bench.now + 60)
    elsewhere, others = bench.send(PHONE, lane="gsm2"), bench.send(OTHER)
    say("OPTOUT")
    assert refusing.refuse_waiting(bench.db, PHONE, bench.now) == 4
    assert [bench.transmission(each)[1] for each in (*mine, later)] == ["rejected"] * 4
    assert [bench.transmission(each)[1] for each in (elsewhere, others)] == [None, None]


def test_what_needs_no_consent_goes_all_the_same(bench, say):
    made = queue.create(bench.db, queue.Draft(party=PHONE), bench.now)
    asked = {"party": PHONE, "body": "You are out", "options": {"consent": "NONE"}, "parts": 1, "concat_reference": 1}
    attempt = queue.enqueue(bench.db, made, **asked, lane="gsm1", not_before=None, now=bench.now)
    say("OPTOUT")
    assert not refusing.refuse(bench.db, made, attempt, PHONE, bench.now)
    assert refusing.refuse_waiting(bench.db, PHONE, bench.now) == 0
    assert bench.claim().transmission_id == made


def test_what_a_request_said_of_its_message_holds(bench, say):
    free, by_other = bench.send(PHONE), bench.send(PHONE)
    say("OPTOUT")
    other = refusing.sender_of(bench.db, "gsm2")
    for made, sender, requirement in ((free, None, "NONE"), (by_other, other, "")):
        row = (made, sender, requirement)
        bench.db.execute(
            "INSERT INTO message_facts (transmission_id, sender_id, consent_requirement) VALUES (?, ?, ?)", row
        )
    assert refusing.refuse_waiting(bench.db, PHONE, bench.now) == 0
    assert bench.claim("gsm2", "sim2", ("", "gsm2")).transmission_id == free


def test_its_failure_is_noted_in_scgs_word(bench, say):
    made = bench.send(PHONE)
    bench.db.execute("INSERT INTO message_facts (transmission_id) VALUES (?)", (made,))
    say("OPTOUT")
    assert bench.look() is None
    assert bench.db.execute("SELECT failure FROM message_facts").fetchone() == ("NO_CONSENT",)


def test_a_line_that_checks_the_white_list_leaves_what_it_may_not_send_to_others(bench, say):
    first, second = bench.send(OTHER), bench.send(PHONE)
    say("WHITELIST")
    SENDERS.update(bench.db, refusing.sender_of(bench.db, "gsm1"), {"check_white_list": 1})
    assert bench.claim("gsm1", "sim1").transmission_id == second
    assert bench.claim("gsm2", "sim2", ("", "gsm2")).transmission_id == first


def test_in_its_own_lane_it_is_rejected(bench, say):
    made = bench.send(OTHER, lane="gsm1")
    SENDERS.update(bench.db, refusing.sender_of(bench.db, "gsm1"), {"check_white_list": 1})
    assert bench.look() is None
    assert why(bench, made)[2] == f"{OTHER} is not on the white list"


def test_a_row_is_made_for_a_line_once(bench):
    made = refusing.sender_for(bench.db, "gsm1", bench.now)
    assert refusing.sender_for(bench.db, "gsm1", bench.now) == made == refusing.sender_of(bench.db, "gsm1")
