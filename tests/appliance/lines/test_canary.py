"""Who texts whom and when, what counts as proof, what as a failure; on a clock that is turned by hand."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain import Line, Outcome, Service, Verdict
from appliance.errors import NotFound, NotReady
from appliance.lines.canary import Canaries, Outlet, sender_for
from appliance.lines.inbox import Inbox
from appliance.lines.surroundings import Surroundings
from appliance.routing import LineFacts
from appliance.spool import canaries, events, line_states, queue
from appliance.spool.inbound import nobody, silent
from appliance.spool.line_states import LineState

HOUR, BOUND = 3600.0, 900.0
PERIOD = 24 * HOUR


def outlet(number: int, **facts: object) -> Outlet:
    return Outlet(replace(LineFacts(f"gsm{number}", Service.SMS), **facts), f"+1555000100{number}", True)


@given(count=st.integers(2, 9), failures=st.integers(0, 20))
def test_each_is_tested_by_another_and_each_tests_one(count: int, failures: int) -> None:
    ring = [outlet(number) for number in range(count)]
    by = [sender_for(each, ring, failures) for each in ring]
    assert all(name != each.name for name, each in zip(by, ring, strict=True))
    assert sorted(by) == [each.name for each in ring]


def test_after_a_failure_another_tests_where_there_is_one() -> None:
    ring = [outlet(number) for number in (1, 2, 3)]
    assert [sender_for(ring[0], ring, failures) for failures in range(3)] == ["gsm3", "gsm2", "gsm3"]
    assert [sender_for(ring[0], ring[:2], failures) for failures in range(2)] == ["gsm2", "gsm2"]


@pytest.mark.parametrize(
    "other", [outlet(2, healthy=False), outlet(2, prefixes=("+49",)), replace(outlet(2), number="+15550001001")]
)
def test_who_cannot_or_may_not_text_it_does_not(other) -> None:
    one = outlet(1)
    assert sender_for(one, [one, other], 0) is None
    assert sender_for(one, [one, other, outlet(3)], 0) == "gsm3"


def test_a_line_that_serves_the_number_may_text_it() -> None:
    assert sender_for(outlet(1), [outlet(1), outlet(2, prefixes=("+1555",))], 0) == "gsm2"


class FakeLines:
    def __init__(self, clock) -> None:
        self.surroundings = Surroundings(clock=clock)
        self.ready: list[LineFacts] = []
        self.woken: list[str | None] = []
        self.revived: list[tuple[str, int]] = []

    def facts(self) -> list[LineFacts]:
        return self.ready

    def wake(self, lane: str | None = None) -> None:
        self.woken.append(lane)

    def due(self) -> None: ...

    def revive(self, line: str, failures: int) -> None:
        self.revived.append((line, failures))


class House:
    """gsm1 and gsm2 are ready, canaries go once a day; `pass_` lets time go by."""

    def __init__(self, spool, settings, clock, air) -> None:
        self.spool, self.settings, self.clock, self.air = spool, settings, clock, air
        self.lines = FakeLines(clock)
        self.chore = Canaries(spool, settings, self.lines)
        settings.change_box(canary_hours=24)
        for number in (1, 2):
            settings.add_line(Line(f"gsm{number}", number=f"+1555000100{number}"))
            self.see(f"gsm{number}", "ready")

    def see(self, name: str, state: str, **facts: object) -> None:
        self.spool.write(lambda db: line_states.save(db, LineState(name, state), self.clock.now))
        others = [each for each in self.lines.ready if each.name != name]
        fresh = replace(LineFacts(name, Service.SMS, healthy=state == "ready"), **facts)
        self.lines.ready = sorted([*others, fresh], key=lambda each: each.name)

    def pass_(self, seconds: float = 0.0) -> float | None:
        """When it is next needed, in seconds from then."""
        self.clock.now += seconds
        due = self.chore(self.clock.now)
        return None if due is None else due - self.clock.now

    def rows(self, columns: str = "lane, party") -> list[tuple[object, ...]]:
        statement = f"SELECT {columns} FROM transmissions WHERE origin = 'canary' ORDER BY id"
        return self.spool.read().execute(statement).fetchall()

    def carry(self, line: str, verdict: Verdict = Verdict.SENT) -> None:
        self.spool.write(lambda db: self._carry(db, line, verdict))

    def _carry(self, db, line: str, verdict: Verdict) -> None:
        claim = queue.claim(db, line, f"sim of {line}", Service.SMS, (line,), self.clock.now)
        assert claim is not None
        mark = {Verdict.IN_DOUBT: queue.part_in_doubt, Verdict.REJECTED: queue.part_refused}.get(verdict)
        if mark is None:
            queue.part_accepted(db, claim, 1, 1, self.clock.now)
        else:
            mark(db, claim, 1, self.clock.now)
        queue.finish(db, claim, Outcome(verdict), None, self.clock.now)

    def come(self, line: str, text: str = "Hello", second: int = 0) -> None:
        home = SimpleNamespace(spool=self.spool, owner=nobody, hear=silent, surroundings=self.lines.surroundings)
        sms = SimpleNamespace(confirm=lambda delivery: None)
        message = self.air.direct(self.air.message(text, second=second))
        Inbox(home, sms, line, f"sim of {line}").take([message])

    def told(self) -> list[tuple[str, str]]:
        every = events.after(self.spool.read(), 0)
        return [(event.kind, event.line) for event in every if event.kind.startswith("canary")]


@pytest.fixture
def house(spool, settings, clock, air) -> House:
    return House(spool, settings, clock, air)


def test_each_line_is_texted_by_the_other_once_a_period(house) -> None:
    assert house.pass_() == BOUND
    assert house.rows() == [("gsm2", "+15550001001"), ("gsm1", "+15550001002")]
    assert house.lines.woken == ["gsm2", "gsm1"]
    house.pass_(60.0)
    assert len(house.rows()) == 2


def test_nothing_is_sent_where_that_is_not_wanted(house) -> None:
    house.settings.change_box(canary_hours=0)
    assert house.pass_() is None
    assert house.rows() == []


def test_the_next_one_goes_a_period_later(house) -> None:
    house.pass_()
    for _, (body,) in zip((1, 2), house.rows("body"), strict=True):
        house.carry("gsm2" if "1 " in body else "gsm1")
    house.come("gsm1", house.rows("body")[0][0])
    house.come("gsm2", house.rows("body")[1][0])
    assert house.told() == [("canary.ok", "gsm1"), ("canary.ok", "gsm2")]
    assert house.pass_() == PERIOD
    assert house.pass_(PERIOD - 1.0) == 1.0
    assert len(house.rows()) == 2
    house.pass_(1.0)
    assert len(house.rows()) == 4


def test_a_line_that_received_something_needs_none(house) -> None:
    house.come("gsm1")
    due = house.pass_(PERIOD - 10.0)
    assert house.rows() == [("gsm1", "+15550001002")]
    assert due is not None
    assert due <= 10.0
    house.pass_(due)
    assert house.rows()[1:] == [("gsm2", "+15550001001")]


def test_one_line_alone_tests_nobody(house) -> None:
    house.see("gsm2", "failed")
    assert house.pass_() is None
    assert house.rows() == []
    house.see("gsm2", "ready")
    house.pass_()
    assert len(house.rows()) == 2


@pytest.mark.parametrize("state", ["failed", "starting", "not_registered", "absent", "off"])
def test_nothing_is_sent_to_a_line_that_is_down(house, state) -> None:
    house.see("gsm2", state)
    house.see("gsm3", "ready")
    house.settings.add_line(Line("gsm3", number="+15550001003"))
    house.pass_()
    assert house.rows() == [("gsm3", "+15550001001"), ("gsm1", "+15550001003")]


def test_a_line_that_a_limit_holds_is_tested_and_tests_nobody(house) -> None:
    house.see("gsm2", "paused")
    house.pass_()
    assert house.rows() == [("gsm1", "+15550001002")]


def test_a_line_without_a_number_is_left_out(house) -> None:
    house.settings.change_line("gsm2", number="")
    house.pass_()
    assert house.rows() == []
    house.spool.write(lambda db: line_states.save(db, LineState("gsm2", "ready", number="+15550001099"), 1.0))
    house.pass_()
    assert house.rows() == [("gsm2", "+15550001001"), ("gsm1", "+15550001099")]


def test_what_does_not_come_in_its_bound_is_told_and_something_is_done(house) -> None:
    house.settings.change_line("gsm1", number="")
    house.see("gsm1", "ready", services=Service.VOICE)
    house.see("gsm3", "ready")
    house.settings.add_line(Line("gsm3", number="+15550001003"))
    house.come("gsm3")
    house.pass_()
    assert house.pass_(100.0) == BOUND
    house.carry("gsm3")
    assert house.pass_(BOUND - 1.0) == 1.0
    assert house.told() == []
    assert house.pass_(1.0) == PERIOD - BOUND - 100.0
    assert house.told() == [("canary.failed", "gsm2")]
    assert house.lines.revived == [("gsm2", 1)]
    house.pass_(60.0)
    assert house.told() == [("canary.failed", "gsm2")]
    assert len(house.rows()) == 1


def one_sent(house) -> None:
    """gsm1 has texted gsm2, and needs no text itself."""
    house.come("gsm1")
    house.pass_()
    house.carry("gsm1")


def test_the_bound_is_that_of_the_settings(house) -> None:
    house.settings.change_box(canary_bound_minutes=2)
    one_sent(house)
    assert house.pass_() == 120.0


def test_a_text_that_is_not_sent_yet_is_not_missed(house) -> None:
    house.come("gsm1")
    house.pass_()
    assert house.pass_(2 * BOUND) == BOUND
    assert house.told() == []
    house.carry("gsm1")
    house.pass_(BOUND)
    assert house.told() == [("canary.failed", "gsm2")]


@pytest.mark.parametrize("verdict", [Verdict.IN_DOUBT, Verdict.REJECTED])
def test_one_that_may_not_have_gone_out_tells_nothing(house, verdict) -> None:
    house.come("gsm1")
    house.pass_()
    house.carry("gsm1", verdict)
    house.pass_(2 * BOUND)
    assert house.told() == []
    assert house.lines.revived == []
    assert canaries.awaited(house.spool.read()) == []
    house.come("gsm1", "Again", second=1)
    house.pass_(PERIOD - 2 * BOUND)
    assert len(house.rows()) == 2


def test_while_its_line_is_down_no_text_is_missed(house) -> None:
    one_sent(house)
    house.pass_(BOUND - 10.0)
    house.see("gsm2", "failed")
    house.pass_(60.0)
    house.pass_(3600.0)
    assert house.told() == []
    house.see("gsm2", "ready")
    assert house.pass_() == BOUND
    house.pass_(BOUND - 1.0)
    assert house.told() == []
    house.pass_(1.0)
    assert house.told() == [("canary.failed", "gsm2")]


def test_a_text_to_a_line_that_went_down_is_taken_back(house) -> None:
    house.come("gsm1")
    house.pass_()
    house.see("gsm2", "failed")
    house.pass_(1.0)
    assert house.rows("state, verdict") == [("done", "cancelled")]
    house.see("gsm2", "ready")
    house.pass_(1.0)
    assert house.rows("state") == [("done",), ("active",)]


def test_a_text_waits_for_the_line_that_is_to_send_it_until_the_next_is_due(house) -> None:
    house.come("gsm1")
    house.pass_()
    house.see("gsm1", "failed")
    house.pass_(PERIOD - 1.0)
    assert house.rows("state") == [("active",)]
    house.spool.write(lambda db: queue.expire(db, house.clock.now + 1.0))
    house.see("gsm1", "ready")
    house.come("gsm1", "Again", second=1)
    house.pass_(1.0)
    assert house.rows("state, verdict") == [("done", "expired"), ("active", None)]


def test_the_next_text_after_a_failure_comes_from_another(house) -> None:
    one_sent(house)
    house.pass_(BOUND)
    assert house.lines.revived == [("gsm2", 1)]
    house.see("gsm3", "ready")
    house.settings.add_line(Line("gsm3", number="+15550001003"))
    for line in ("gsm1", "gsm3"):
        house.come(line, "Again", second=2)
    house.pass_(PERIOD - BOUND)
    assert house.rows()[1:] == [("gsm3", "+15550001002")]
    house.carry("gsm3")
    house.pass_(BOUND)
    assert house.lines.revived[1:] == [("gsm2", 2)]


def test_what_is_known_survives_a_restart_of_the_box(house) -> None:
    one_sent(house)
    house.chore = Canaries(house.spool, house.settings, house.lines)
    house.see("gsm2", "starting")
    house.pass_(2 * BOUND)
    house.see("gsm2", "ready")
    house.pass_()
    house.pass_(BOUND)
    assert house.told() == [("canary.failed", "gsm2")]
    house.chore = Canaries(house.spool, house.settings, house.lines)
    house.pass_(BOUND)
    assert len(house.told()) == 1


def test_a_clock_that_was_ahead_keeps_nothing_from_its_turn(house) -> None:
    one_sent(house)
    house.come("gsm2", house.rows("body")[0][0])
    house.pass_(-10 * PERIOD)
    assert len(house.rows()) > 1


def test_a_person_asks(house) -> None:
    house.settings.change_box(canary_hours=0)
    assert house.chore.ask(["gsm2"]) == [{"line": "gsm2", "by": "gsm1", "transmission": 1}]
    assert [each["line"] for each in house.chore.ask()] == ["gsm1", "gsm2"]
    assert len(house.rows()) == 2
    house.carry("gsm1")
    house.pass_(BOUND)
    assert house.told() == [("canary.failed", "gsm2")]


def test_what_a_person_cannot_have(house) -> None:
    with pytest.raises(NotFound, match="gsm9"):
        house.chore.ask(["gsm9"])
    house.settings.change_line("gsm2", number="")
    with pytest.raises(NotReady, match="gsm2 is off or has no number"):
        house.chore.ask(["gsm2"])
    with pytest.raises(NotReady, match="another line"):
        house.chore.ask(["gsm1"])
    with pytest.raises(NotReady, match="another line"):
        house.chore.ask()
    house.see("gsm1", "failed")
    with pytest.raises(NotReady, match="gsm1 is not ready"):
        house.chore.ask(["gsm1"])
    assert house.rows() == []


def test_tokens_differ(house) -> None:
    house.pass_()
    tokens = [str(body).split()[-1] for (body,) in house.rows("body")]
    assert all(one != other and len(one) == 32 for one, other in pairwise(tokens))
