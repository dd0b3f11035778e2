"""Work of channels without a line that could carry it."""

import pytest

from appliance.domain import Line, Service
from appliance.lines.chores import Chores
from appliance.lines.stranded import stranded
from appliance.lines.surroundings import Surroundings
from appliance.routing import LineFacts
from appliance.spool import channels, line_states, senders
from appliance.spool.channels import CHANNELS
from appliance.spool.inbound import nobody
from appliance.spool.line_states import LineState
from appliance.spool.providers import PROVIDERS


class FakeLines:
    def __init__(self, clock):
        self.surroundings = Surroundings(clock=clock)
        self.owner = nobody

    def wake(self, lane=None): ...

    def missing(self): ...

    def facts(self):
        return [LineFacts("gsm2", Service.SMS)]


@pytest.fixture
def lane(spool, settings, clock):
    """The lane of a channel with gsm1, which is dead; gsm2, which is not in it, serves everybody."""
    for name, state in (("gsm1", "failed"), ("gsm2", "ready")):
        settings.add_line(Line(name))
        spool.write(lambda db, name=name, state=state: line_states.save(db, LineState(name, state), clock.now))

    def change(db):
        line = PROVIDERS.insert(db, {"outlet": "gsm1", "created_at": 0.0})
        senders.tell_lines(db)
        channel = CHANNELS.insert(db, {"created_at": 0.0})
        channels.add(db, channel, line, line)
        return f"channel:{channel}"

    return spool.write(change)


@pytest.fixture
def lane_of(spool):
    statement = "SELECT lane FROM attempts WHERE transmission_id = ? ORDER BY id DESC LIMIT 1"
    return lambda made: spool.read().execute(statement, (made,)).fetchone()[0]


def test_only_work_that_nobody_living_serves_is_stranded(spool, lane, queued):
    assert stranded(spool.read(), ["gsm2"]) == []
    queued(lane=lane)
    assert stranded(spool.read(), ["gsm1", "gsm2"]) == []
    assert stranded(spool.read(), ["gsm2"]) == [(lane, Service.SMS)]


def test_a_channel_whose_lines_are_dead_for_long_gives_its_work_to_all(spool, settings, clock, lane, queued, lane_of):
    chores, made, bound = Chores(spool, settings, FakeLines(clock)), queued(lane=lane), queued(lane=lane, bound=True)
    chores(clock.now)
    assert lane_of(made) == lane
    chores(clock.now + 3600.0)
    assert lane_of(made) == ""
    assert lane_of(bound) == lane


def test_not_where_that_is_not_wanted(spool, settings, clock, lane, queued, lane_of):
    settings.change_box(hand_over=False)
    made = queued(lane=lane)
    Chores(spool, settings, FakeLines(clock))(clock.now + 3600.0)
    assert lane_of(made) == lane


def test_a_channel_without_lines_gives_it_away_at_once(spool, settings, clock, lane, queued, lane_of):
    made = queued(lane=lane)
    spool.write(lambda db: db.execute("DELETE FROM channel_members"))
    Chores(spool, settings, FakeLines(clock))(clock.now)
    assert lane_of(made) == ""
