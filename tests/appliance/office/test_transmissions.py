import threading

import pytest

from appliance.errors import Conflict, Invalid, NotFound, NotReady
from appliance.spool.listing import Page


@pytest.fixture
def made(office, people):
    """A draft of alice's."""
    alice = people["alice"]
    office.contacts.create(alice, phone="+491711234567")
    office.texts.create(alice, name="t", data="hello")
    program = office.programs.create(alice, "sendsms", text_id=1)
    return office.transmissions.create(alice, program, contact_id=1)


def test_a_draft_is_not_in_the_queue(office, made, spool, routes):
    assert spool.read().execute("SELECT count(*) FROM attempts").fetchone() == (0,)
    assert routes.woken == ()


def test_what_is_sent_carries_its_content_and_the_options_of_every_message(office, made, people, spool):
    office.transmissions.send(people["alice"], made)
    row = spool.read().execute("SELECT party, body, options, parts, concat_reference FROM transmissions").fetchone()
    assert row == ("+491711234567", "hello", '{"status_report": true}', 1, 1)


def test_the_lane_that_was_chosen_is_woken_after_the_commit(office, made, people, spool, routes, monkeypatch):
    seen = []
    monkeypatch.setattr(routes, "route", lambda number, service: "gsm7")
    object.__setattr__(office.desk, "route", routes.route)
    object.__setattr__(
        office.desk,
        "wake",
        lambda lane: seen.append((lane, spool.read().execute("SELECT lane FROM attempts").fetchone())),
    )
    office.transmissions.send(people["alice"], made)
    assert seen == [("gsm7", ("gsm7",))]


def test_a_message_sent_twice_at_once_goes_once(office, made, people, spool):
    gate = threading.Barrier(8)
    outcomes = []

    def send():
        gate.wait()
        try:
            outcomes.append(office.transmissions.send(people["alice"], made))
        except Conflict:
            outcomes.append(None)

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes, key=str) == [1] + [None] * 7
    assert spool.read().execute("SELECT count(*) FROM attempts").fetchone() == (1,)


def test_a_request_key_used_at_once_makes_one(office, made, people):
    gate = threading.Barrier(8)
    ids = []

    def create():
        gate.wait()
        ids.append(office.transmissions.create(people["alice"], 1, contact_id=1, request_key="k"))

    threads = [threading.Thread(target=create) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(ids) == {2} and len(ids) == 8


@pytest.mark.parametrize("ask", ["create_with", "create_and_send"])
def test_a_request_key_makes_one_message_by_one_program_and_asks_once(office, people, routes, ask):
    fields = {"name": "sendsms", "phone": "+4917012345", "message": "Hi", "request_key": "order-7"}
    made = [getattr(office.transmissions, ask)(people["alice"], "sendsms", **fields) for _ in range(3)]
    assert made == [1, 1, 1]
    assert len(office.programs.find(people["alice"], (), Page()).rows) == 1
    assert len(routes.woken) == (ask == "create_and_send")


def test_without_a_line_nothing_is_written(office, made, people, routes, spool):
    routes.ready = False
    before = list(spool.read().iterdump())
    with pytest.raises(NotReady):
        office.transmissions.send(people["alice"], made)
    assert list(spool.read().iterdump()) == before


def test_another_users_draft_is_not_there(office, made, people):
    with pytest.raises(NotFound):
        office.transmissions.send(people["bob"], made)
    assert office.transmissions.find(people["bob"], (), Page()).rows == ()
    assert office.transmissions.read(people["admin"], made).username == "alice"


def test_a_text_that_grew_too_long_since_is_refused_at_sending(office, made, people, spool):
    spool.write(lambda db: db.execute("UPDATE texts SET data = ?", ("x" * 50_000,)))
    with pytest.raises(Invalid, match="255"):
        office.transmissions.send(people["alice"], made)
    assert office.transmissions.standing(people["alice"], made) == "draft"
