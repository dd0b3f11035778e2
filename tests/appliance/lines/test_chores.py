"""What the lines need done when its time has come, and that no chore keeps another from its work."""

from __future__ import annotations

import logging

import pytest

from appliance.domain import Line, Service
from appliance.lines.chores import TIDY_EVERY, TRY_AGAIN, Chores
from appliance.lines.inbox import Inbox
from appliance.lines.surroundings import Surroundings
from appliance.routing import LineFacts
from appliance.spool import line_states, queue, usage
from appliance.spool.inbound import nobody, silent
from appliance.spool.line_states import LineState

SIM = "8901010000000010017"
LONG = "x" * 400


class FakeLines:
    """`ready` lines serve all numbers, or those of their prefixes."""

    def __init__(self, clock) -> None:
        self.surroundings = Surroundings(clock=clock)
        self.owner, self.hear = nobody, silent
        self.calls: list[str] = []
        self.ready: list[LineFacts] = []

    def wake(self, lane: str | None = None) -> None:
        self.calls.append("wake")

    def missing(self) -> None:
        self.calls.append("missing")

    def facts(self) -> list[LineFacts]:
        return self.ready


@pytest.fixture
def lines(clock):
    return FakeLines(clock)


@pytest.fixture
def chores(spool, settings, lines):
    return Chores(spool, settings, lines)


@pytest.fixture
def seen(spool, clock):
    """seen(line, state): that is what is seen of a line."""
    return lambda line, state: spool.write(lambda db: line_states.save(db, LineState(line, state), clock.now))


@pytest.fixture
def lane_of(spool):
    statement = "SELECT lane FROM attempts WHERE transmission_id = ? ORDER BY id DESC LIMIT 1"
    return lambda made: spool.read().execute(statement, (made,)).fetchone()[0]


def test_with_nothing_to_do_nothing_is_due(chores, clock):
    assert chores(clock.now) is None


def test_what_was_not_sent_in_time_ends(chores, clock, queued, course):
    made = queued(expires_at=clock.now + 10.0)
    assert chores(clock.now) == clock.now + 10.0
    clock.now += 10.0
    assert chores(clock.now) is None
    assert course(made).verdict == "expired"


def test_what_waits_goes_on_when_its_time_comes(chores, clock, lines, home, modem, line, queued):
    from appliance.lines.outbox import Outbox
    from drivers.errors import Cause, CommandRefused

    queued(tries_allowed=2)
    modem.sms.script.append(CommandRefused(Cause("CMS", 42, "congestion")))
    Outbox(home, modem.sms, line, SIM).step()
    due = chores(clock.now)
    assert due is not None
    assert lines.calls == []
    chores(due)
    assert lines.calls[-1] == "wake"


def test_F13_what_stays_incomplete_is_shown_after_its_time(chores, clock, settings, home, modem, air, bodies):
    Inbox(home, modem.sms, "gsm1", SIM).take([air.direct(air.parts(LONG)[0])])
    patience = settings.box().incomplete_after
    assert chores(clock.now) == clock.now + patience
    clock.now += patience + 1.0
    chores(clock.now)
    assert len(bodies()) == 1


def test_lines_whose_modem_is_not_found_are_missed_after_a_while(chores, clock, lines):
    chores(clock.now)
    assert "missing" not in lines.calls
    chores(clock.now + lines.surroundings.looked_for)
    assert "missing" in lines.calls


@pytest.fixture
def dead(seen, lines, settings):
    """gsm1 is dead, gsm2 serves all numbers."""
    for name in ("gsm1", "gsm2"):
        settings.add_line(Line(name))
    seen("gsm1", "failed")
    seen("gsm2", "ready")
    lines.ready = [LineFacts("gsm2", Service.SMS)]


def test_the_work_of_a_line_that_is_dead_for_long_goes_to_others(chores, clock, lines, dead, queued, lane_of):
    made = queued(lane="gsm1")
    assert chores(clock.now) <= clock.now + lines.surroundings.hand_over_after
    assert lane_of(made) == "gsm1"
    chores(clock.now + lines.surroundings.hand_over_after)
    assert lane_of(made) == ""
    assert "wake" in lines.calls


def test_faxes_are_handed_to_who_faxes_and_messages_stay(chores, clock, lines, dead, queued, lane_of):
    lines.ready = [LineFacts("fax2", Service.FAX)]
    fax, message = queued(lane="gsm1", service=Service.FAX), queued(lane="gsm1")
    chores(clock.now + lines.surroundings.hand_over_after)
    assert (lane_of(fax), lane_of(message)) == ("", "gsm1")


def test_F28_a_fax_is_not_handed_to_the_line_that_it_goes_to(chores, clock, lines, dead, queued, lane_of):
    lines.ready = [LineFacts("fax2", Service.FAX, number="+1555")]
    own, other = (queued(lane="gsm1", service=Service.FAX, party=party) for party in ("1555", "+1556"))
    chores(clock.now + lines.surroundings.hand_over_after)
    assert (lane_of(own), lane_of(other)) == ("gsm1", "")
    lines.ready.append(LineFacts("fax3", Service.FAX))
    chores(clock.now + lines.surroundings.hand_over_after)
    assert lane_of(own) == ""


def test_it_counts_from_when_the_line_died_and_not_from_the_look(chores, clock, lines, dead, queued, lane_of):
    made = queued(lane="gsm1")
    chores(clock.now + lines.surroundings.hand_over_after)
    assert lane_of(made) == ""


def test_a_line_that_comes_back_keeps_its_work(chores, clock, lines, dead, seen, queued, lane_of):
    made = queued(lane="gsm1")
    chores(clock.now)
    seen("gsm1", "ready")
    chores(clock.now)
    clock.now += 30.0
    seen("gsm1", "failed")
    chores(clock.now + lines.surroundings.hand_over_after - 1.0)
    assert lane_of(made) == "gsm1"


def test_work_that_is_bound_to_its_line_stays(chores, clock, dead, queued, lane_of):
    made = queued(lane="gsm1", bound=True)
    chores(clock.now)
    chores(clock.now + 1e6)
    assert lane_of(made) == "gsm1"


def test_nothing_is_handed_over_where_that_is_not_wanted(chores, clock, settings, dead, queued, lane_of):
    settings.change_box(hand_over=False)
    made = queued(lane="gsm1")
    chores(clock.now)
    chores(clock.now + 1e6)
    assert lane_of(made) == "gsm1"


@pytest.mark.parametrize(
    "other",
    [
        LineFacts("gsm2", Service.SMS, prefixes=("+49",)),
        LineFacts("gsm2", Service.SMS, healthy=False),
        LineFacts("gsm2", Service.SMS, active=False),
        LineFacts("fax2", Service.FAX),
    ],
)
def test_nothing_is_handed_over_to_nobody(chores, clock, lines, dead, queued, lane_of, other):
    lines.ready = [other]
    made = queued(lane="gsm1")
    chores(clock.now)
    chores(clock.now + 1e6)
    assert lane_of(made) == "gsm1"


def test_old_counts_are_forgotten_once_a_day(chores, clock, spool, monkeypatch):
    forgotten: list[float] = []
    monkeypatch.setattr(usage, "forget", lambda db, now: forgotten.append(now))
    for later in (0.0, 10.0, TIDY_EVERY, TIDY_EVERY + 10.0):
        chores(clock.now + later)
    assert forgotten == [clock.now, clock.now + TIDY_EVERY]


def test_a_chore_that_fails_keeps_no_other_from_its_work(chores, clock, lines, queued, course, monkeypatch, caplog):
    made = queued(expires_at=clock.now)

    def fail() -> None:
        raise OSError("no more")

    lines.missing = fail
    with caplog.at_level(logging.ERROR):
        chores(clock.now)
        later = clock.now + lines.surroundings.looked_for
        assert chores(later) == later + TRY_AGAIN
    assert course(made).verdict == "expired"
    assert "a chore failed" in caplog.text


def test_F30_a_full_disk_is_tried_again(chores, clock, full, queued, course):
    made = queued(expires_at=clock.now)
    full()
    due = chores(clock.now)
    assert due is not None
    assert due <= clock.now + TRY_AGAIN
    full.free()
    chores(due)
    assert course(made).verdict == "expired"


def test_a_great_many_are_promoted_in_one_round(chores, clock, lines, spool, queued):
    for _ in range(150):
        queued()
    spool.write(lambda db: db.execute("UPDATE attempts SET state = 'waiting', not_before = ?", (clock.now,)))
    chores(clock.now)
    assert queue.depth(spool.read(), "") == 150
