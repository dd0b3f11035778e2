import re

import pytest

from appliance.composition.program import Link
from appliance.errors import NotFound
from appliance.office import tracking
from appliance.spool import events, links, queue

A, B = Link("https://a.example"), Link("https://b.example", "b")


@pytest.fixture
def message(office, clock):
    return office.desk.write(lambda db: queue.create(db, queue.Draft(party="+491711234567"), clock.now))


@pytest.fixture
def write(office, message):
    def some(*pieces):
        short = office.tracking.shortened(pieces)
        office.desk.write(lambda db: short.keep(db, message))
        return short.text

    return some


def test_links_stay_as_they_are_where_the_box_is_reached_nowhere(office, write, message):
    assert write("Go: ", A, " or ", B) == "Go: https://a.example or https://b.example"
    assert links.of_transmission(office.desk.read(), message) == []


def test_each_message_has_links_of_its_own(office, configured, write, message):
    configured.change_box(public_url="http://10.0.0.2:8080/x")
    first, second = write("Go: ", A, " or ", B), write(A)
    assert re.fullmatch(r"Go: http://10.0.0.2:8080/x/l/\w{11} or http://10.0.0.2:8080/x/l/\w{11}", first)
    kept = links.of_transmission(office.desk.read(), message)
    assert [(each.url, each.label) for each in kept] == [(A.url, ""), (B.url, "b"), (A.url, "")]
    assert len({each.token for each in kept}) == 3
    assert second.endswith(kept[2].token)


def test_a_click_counts_and_a_look_does_not(office, configured, write, message, clock):
    configured.change_box(public_url="http://10.0.0.2")
    made = write(A).rpartition("/")[2]
    assert office.tracking.target(made) == A.url
    clock.now += 5
    first = clock.now
    assert office.tracking.click(made) == A.url
    clock.now += 5
    office.tracking.click(made)
    [kept] = links.of_transmission(office.desk.read(), message)
    assert (kept.clicks, kept.clicked_at) == (2, first)
    clicked = [each for each in events.of_transmission(office.desk.read(), message) if each.kind == events.LINK_CLICKED]
    assert [each.data["clicks"] for each in clicked] == [1, 2]


def test_the_first_click_converts_its_message(office, configured, write, message, clock):
    configured.change_box(public_url="http://10.0.0.2")
    first, second = (each.rpartition("/")[2] for each in (write(A), write(B)))
    for made in (first, first, second):
        clock.now += 5
        office.tracking.click(made)
    facts = "SELECT converted_at, conversion_source FROM message_facts WHERE transmission_id = ?"
    assert office.desk.read().execute(facts, (message,)).fetchone() == (clock.now - 10, "SCG/URL")
    told = [each.kind for each in events.of_transmission(office.desk.read(), message)]
    assert told.count(events.MESSAGE_CONVERTED) == 1


def test_clicks_without_end_cost_nothing_in_the_end(office, configured, write, message, monkeypatch):
    monkeypatch.setattr(tracking, "MOST_COUNTED", 2)
    configured.change_box(public_url="http://10.0.0.2")
    made = write(A).rpartition("/")[2]
    assert [office.tracking.click(made) for _ in range(4)] == [A.url] * 4
    [kept] = links.of_transmission(office.desk.read(), message)
    assert kept.clicks == 2


@pytest.mark.parametrize("way", ["click", "target"])
def test_a_link_that_nobody_made(office, message, way):
    before = events.newest(office.desk.read())
    with pytest.raises(NotFound):
        getattr(office.tracking, way)("AAAAAAAAAAA")
    assert events.newest(office.desk.read()) == before
