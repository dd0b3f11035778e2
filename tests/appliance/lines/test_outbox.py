"""From a claim to the air: what each answer of a modem means, what is on disk meanwhile, and when it rests."""

from __future__ import annotations

import logging
import math
from dataclasses import replace

import pytest

from appliance.domain import Doubt, Line, Service
from appliance.lines import outbox as outboxes
from appliance.lines.outbox import Outbox, cause_key
from appliance.spool import queue, sims
from drivers.errors import Cause, CommandRefused, NoAnswer, PortLost, ProtocolError, SubmitInDoubt

SIM = "8901010000000010017"
LONG = "x" * 400  # three parts


def refused(code: int | None, text: str = "told by the network") -> CommandRefused:
    return CommandRefused(Cause("CMS", code, text))


@pytest.fixture
def sms(modem):
    return modem.sms


@pytest.fixture
def box(home, sms, line):
    return Outbox(home, sms, line, SIM)


def drain(box: Outbox) -> None:
    while box.step():
        pass


def test_nothing_to_carry(box, sms):
    assert not box.step()
    assert not box.busy
    assert sms.submitted == []


def test_a_message_goes_and_is_sent(box, sms, queued, course, part_states):
    made = queued()
    assert box.step()
    assert (course(made).state, course(made).verdict, course(made).tries) == ("done", "sent", 1)
    assert part_states(made) == {1: "accepted"}
    assert [more for _, more in sms.submitted] == [False]
    assert not box.step()


def test_a_line_that_offers_no_sms_takes_none(home, sms, line, queued, course):
    made, box = queued(), Outbox(home, sms, replace(line, services=Service.FAX), SIM)
    assert not box.step()
    assert course(made).state == "active"
    assert not any(box.serves(lane) for lane in ("", line.name, f"sim:{SIM}"))  # else it is woken, and no other line


def test_looking_claims_and_hands_nothing_over(box, sms, queued, part_states):
    made = queued()
    assert box.look()
    assert box.busy
    assert sms.submitted == []
    assert part_states(made) == {1: "in_flight"}


def test_the_oldest_goes_first_and_the_urgent_before_it(box, sms, queued, course):
    made = [queued("one"), queued("two"), queued("three", priority=5)]
    order = []
    while box.step():
        order += [each for each in made if course(each).verdict == "sent" and each not in order]
    assert order == [made[2], made[0], made[1]]


def test_of_a_long_one_each_part_is_on_disk_before_it_goes(box, sms, queued, course, part_states):
    made = queued(LONG)
    seen = []
    sms.before_submit = lambda: seen.append(dict(part_states(made)))
    drain(box)
    assert seen == [
        {1: "in_flight"},
        {1: "accepted", 2: "in_flight"},
        {1: "accepted", 2: "accepted", 3: "in_flight"},
    ]
    assert [more for _, more in sms.submitted] == [True, True, False]
    assert course(made).verdict == "sent"


def test_a_part_refused_for_good_ends_it(box, sms, queued, course, part_states):
    made = queued(LONG, tries_allowed=5)
    sms.script.extend([None, refused(1, "unassigned number")])
    drain(box)
    assert (course(made).verdict, course(made).cause) == ("rejected", "CMS 1")
    assert part_states(made) == {1: "accepted", 2: "refused"}
    assert len(sms.submitted) == 1


def test_a_resend_sends_only_what_was_never_accepted(box, sms, queued, clock, course, part_states):
    made = queued(LONG, tries_allowed=2)
    sms.script.extend([None, refused(42, "congestion")])
    drain(box)
    assert course(made).state == "active"
    before = [tpdu for tpdu, _ in sms.submitted]
    clock.now += 100.0
    drain(box)
    assert course(made).verdict == "sent"
    again = [tpdu for tpdu, _ in sms.submitted][1:]
    assert len(again) == 2
    assert not set(before) & set(again)


def test_a_refusal_that_passes_is_tried_again_and_housekeeping_told(box, home, sms, queued, clock, course, attempts):
    made = queued(tries_allowed=2)
    sms.script.append(refused(42, "congestion"))
    assert box.step()
    assert home.calls == ["due"]
    assert attempts() == [("ended", "failed"), ("waiting", None)]
    assert not box.step()
    clock.now += 100.0
    assert box.step()
    assert course(made).verdict == "sent"


def test_tries_come_to_an_end(box, sms, queued, course):
    made = queued(tries_allowed=1)
    sms.script.append(refused(42, "congestion"))
    drain(box)
    assert (course(made).verdict, course(made).cause, course(made).text) == ("failed", "CMS 42", "congestion")


def test_what_the_modem_did_not_hear_goes_again_and_burns_no_try(box, sms, queued, clock, course, part_states):
    made = queued()
    sms.script.append(NoAnswer("AT+CMGS=13"))
    with pytest.raises(NoAnswer):
        box.step()
    assert (course(made).tries, course(made).dials, part_states(made)) == (0, 1, {})
    assert not box.busy
    clock.now += 100.0
    drain(box)
    assert course(made).verdict == "sent"
    assert len(sms.submitted) == 1


@pytest.mark.parametrize(
    "error",
    [SubmitInDoubt("no answer"), ProtocolError("CONNECT"), RuntimeError("a fault of ours")],
    ids=["doubt", "protocol", "fault"],
)
def test_F03_what_may_have_gone_out_is_in_doubt_and_never_goes_again(box, sms, queued, clock, course, error):
    made = queued(tries_allowed=9)
    sms.script.append(error)
    with pytest.raises(type(error)):
        box.step()
    assert course(made).verdict == "in_doubt"
    clock.now += 1e6
    drain(box)
    assert sms.submitted == []


def test_F03_one_that_may_be_repeated_is(box, sms, queued, clock, course):
    made = queued(doubt=Doubt.RESEND)
    sms.script.append(SubmitInDoubt("no answer"))
    with pytest.raises(SubmitInDoubt):
        box.step()
    assert course(made).state == "active"
    clock.now += 100.0
    drain(box)
    assert course(made).verdict == "sent"


def test_F17_a_network_that_gave_no_answer_leaves_doubt(box, sms, queued, course):
    made = queued(tries_allowed=9)
    sms.script.append(refused(332, "network timeout"))
    drain(box)
    assert (course(made).verdict, course(made).cause) == ("in_doubt", "CMS 332")


def test_F17_a_sim_that_cannot_send_is_paused_and_says_for_how_long(box, sms, queued, clock, course, spool):
    made = queued()
    queued("another")
    sms.script.append(refused(313, "SIM failure"))
    assert box.step()
    assert not box.step()
    assert course(made).state == "active"
    until = sims.paused(spool.read(), SIM).until
    assert box.next_chance() == until > clock.now
    assert box.held() == "SIM failure"
    assert sms.submitted == []
    clock.now = until
    assert box.step()
    assert box.held() == ""


@pytest.mark.parametrize(
    ("cause", "key"),
    [
        (Cause("CMS", 38, "network out of order"), "CMS 38"),
        (Cause("CME", 10, "SIM not inserted"), "CME 10"),
        (Cause("V250", None, "ERROR"), "ERROR"),
        (Cause("CMS", None, "no credit"), "no credit"),
    ],
)
def test_F17_the_key_of_a_cause(cause, key):
    assert cause_key(cause) == key


def test_a_pace_holds_it_until_the_minute_is_over(home, sms, queued, clock):
    box = Outbox(home, sms, Line("gsm1", per_minute=2), SIM)
    for text in ("one", "two", "three"):
        queued(text)
    assert box.step()
    clock.now += 10.0
    assert box.step()
    assert not box.step()
    assert box.next_chance() == clock.now - 10.0 + 60.0
    assert box.held() == ""  # a pause of less than a minute is the pace itself
    clock.now += 50.0
    assert box.step()


def test_with_nothing_to_do_there_is_no_next_chance(box):
    box.step()
    assert box.next_chance() == math.inf


@pytest.mark.parametrize(("prefixes", "lanes"), [((), {"": True, "gsm1": True}), (("+49",), {"": False, "gsm1": True})])
def test_which_lanes_it_serves(home, sms, prefixes, lanes):
    box = Outbox(home, sms, Line("gsm1", prefixes=prefixes), SIM)
    assert {lane: box.serves(lane) for lane in lanes} == lanes
    assert box.serves(f"sim:{SIM}")
    assert not box.serves("gsm2")
    assert not box.serves("sim:another")


def test_what_is_given_back_goes_on_as_it_was(box, home, sms, line, queued, clock, course, part_states):
    made = queued(LONG)
    assert box.step()
    assert box.busy
    box.release()
    assert not box.busy
    assert part_states(made) == {1: "accepted"}
    clock.now += 100.0
    drain(Outbox(home, sms, line, SIM))
    assert course(made).verdict == "sent"
    assert len(sms.submitted) == 3


def test_giving_back_nothing_does_nothing(box, attempts):
    box.release()
    assert attempts() == []


def test_one_that_cannot_be_encoded_is_refused_and_holds_up_nobody(box, sms, queued, course, monkeypatch, caplog):
    """An upgrade may have changed how messages are cut; a part must not go twice with other content."""
    bad, good = queued("a secret of mine"), queued("good")
    whole = outboxes.parts_of
    monkeypatch.setattr(outboxes, "parts_of", lambda claim: whole(claim) * (1 + (claim.transmission_id == bad)))
    with caplog.at_level(logging.DEBUG):
        drain(box)
    assert (course(bad).verdict, course(good).verdict) == ("rejected", "sent")
    assert "2 parts" in course(bad).text
    assert len(sms.submitted) == 1
    assert "secret" not in caplog.text


@pytest.mark.parametrize("error", [ValueError("no such letter"), KeyError("encoding"), TypeError("an option")])
def test_options_that_make_no_sense_refuse_it(box, queued, course, monkeypatch, error):
    made = queued()

    def fail(claim: object) -> None:
        raise error

    monkeypatch.setattr(outboxes, "parts_of", fail)
    assert not box.step()
    assert course(made).verdict == "rejected"


def test_F04_a_disk_that_is_full_before_the_claim_sends_nothing(box, sms, queued, full, course):
    made = queued()
    full(1)
    with pytest.raises(Exception, match="full"):
        box.step()
    assert sms.submitted == []
    assert box.step()
    assert course(made).verdict == "sent"


def test_F04_a_disk_that_is_full_after_the_answer_leaves_doubt_and_sends_nothing_again(
    box, home, sms, line, queued, full, spool, clock, course
):
    made = queued(tries_allowed=9)
    assert box.look()
    full(1)
    with pytest.raises(Exception, match="full"):
        box.step()
    box.release()
    spool.write(lambda db: queue.recover(db, clock(), "gsm1"))
    clock.now += 1e6
    drain(Outbox(home, sms, line, SIM))
    assert course(made).verdict == "in_doubt"
    assert len(sms.submitted) == 1


def test_a_lost_port_in_the_middle_of_a_long_one_keeps_what_went(box, sms, queued, course, part_states):
    made = queued(LONG)
    sms.script.extend([None, PortLost("hung up")])
    assert box.step()
    with pytest.raises(PortLost):
        box.step()
    assert part_states(made) == {1: "accepted"}
    assert course(made).state == "active"


def test_housekeeping_is_told_of_what_waits_for_its_hours(box, home, spool, clock, queued, sms):
    from appliance.spool import hours
    from appliance.windows import Hours

    made = queued()
    closed = Hours({"DEFAULT": dict.fromkeys(("MON", "TUE", "WED", "THU", "FRI", "SAT"), ("00:00-00:01",))})
    spool.write(lambda db: hours.keep(db, made, [closed]))
    assert not box.step()
    assert home.calls == ["due"]
    assert sms.submitted == []
    assert not box.step()
    assert home.calls == ["due"]
