from __future__ import annotations

import json
import sqlite3
from typing import Any

import pytest

from appliance.domain import Direction, Doubt, Service
from appliance.errors import Conflict, Invalid, NotFound
from appliance.spool import events, queue


def test_a_draft_becomes_active(bench: Any) -> None:
    transmission_id = queue.create(bench.db, queue.Draft(party="+49", title="t", doubt=Doubt.RESEND), bench.now)
    assert bench.transmission(transmission_id) == ("draft", None)
    attempt_id = bench.ask(transmission_id, parts=2, lane="gsm2")
    assert bench.transmission(transmission_id) == ("active", None)
    assert bench.attempts(transmission_id) == [("queued", None, "gsm2")]
    assert bench.column("last_run", transmission_id) == bench.now
    assert json.loads(bench.column("options", transmission_id)) == {"status_report": True}
    told = events.of_transmission(bench.db, transmission_id)
    assert [(each.kind, each.attempt_id) for each in told] == [
        (events.TRANSMISSION_CREATED, None),
        (events.TRANSMISSION_QUEUED, attempt_id),
    ]


def test_not_before(bench: Any) -> None:
    transmission_id = queue.create(bench.db, queue.Draft(), bench.now)
    bench.ask(transmission_id, not_before=bench.now + 10)
    assert bench.attempts(transmission_id) == [("waiting", None, "")]
    assert bench.look() is None
    bench.now += 10
    assert bench.claim().transmission_id == transmission_id


def test_a_time_gone_by_does_not_wait(bench: Any) -> None:
    transmission_id = queue.create(bench.db, queue.Draft(), bench.now)
    bench.ask(transmission_id, not_before=bench.now - 10)
    assert bench.attempts(transmission_id) == [("queued", None, "")]


def test_asked_twice_or_sent_is_refused(bench: Any) -> None:
    transmission_id = bench.send()
    with pytest.raises(Conflict):
        bench.ask(transmission_id)
    bench.carry(bench.claim())
    with pytest.raises(Conflict):
        bench.ask(transmission_id)


def test_unknown_deleted_inbound_and_partless_are_refused(bench: Any, db: sqlite3.Connection) -> None:
    with pytest.raises(NotFound):
        bench.ask(99)
    transmission_id = queue.create(db, queue.Draft(), bench.now)
    with pytest.raises(Invalid):
        bench.ask(transmission_id, parts=0)
    db.execute("UPDATE transmissions SET deleted = 1")
    with pytest.raises(NotFound):
        bench.ask(transmission_id)
    inbound = queue.create(db, queue.Draft(direction=Direction.INBOUND), bench.now)
    with pytest.raises(Conflict):
        bench.ask(inbound)


def test_a_service_without_parts(bench: Any, db: sqlite3.Connection) -> None:
    transmission_id = queue.create(db, queue.Draft(service=Service.FAX), bench.now)
    bench.ask(transmission_id, parts=0)
    claim = queue.claim(db, "fax1", "fax1", Service.FAX | Service.VOICE, ("",), bench.now)
    assert claim is not None
    assert claim.service is Service.FAX
    assert bench.parts(transmission_id) == {}
    bench.carry(claim)
    assert bench.transmission(transmission_id) == ("done", "sent")


def test_a_request_key_makes_one(bench: Any, db: sqlite3.Connection) -> None:
    draft = queue.Draft(user_id=1, request_key="k")
    queue.create(db, draft, bench.now)
    with pytest.raises(Conflict, match="'k'"):
        queue.create(db, draft, bench.now)
    queue.create(db, queue.Draft(user_id=2, request_key="k"), bench.now)


def test_asking_again_with_other_content_forgets_the_doubt(bench: Any) -> None:
    transmission_id = bench.send()
    bench.lose(bench.claim())
    bench.ask(transmission_id, body="other")
    assert bench.parts(transmission_id) == {}


def test_asking_again_counts_dials_anew_and_tries_on(bench: Any) -> None:
    transmission_id = bench.send()
    bench.refuse(bench.claim(), "CMS 38")
    assert (bench.column("tries", transmission_id), bench.transmission(transmission_id)) == (1, ("done", "failed"))
    bench.ask(transmission_id)
    bench.refuse(bench.claim(), "CMS 314")
    assert (bench.column("tries", transmission_id), bench.column("dials", transmission_id)) == (1, 1)


def test_the_rest_of_a_message_goes_as_it_began_and_by_its_sim(bench: Any) -> None:
    transmission_id = bench.send(parts=2)
    claim = bench.claim()
    bench.accept(claim)
    queue.begin_part(bench.db, claim, 2, bench.now)
    bench.refuse(claim, "CMS 38", 2)
    bench.ask(transmission_id, party="+1", parts=5, lane="gsm2", body="other")
    assert bench.look("gsm2", "sim2", ("", "gsm2")) is None
    again = bench.claim("gsm9", "sim1", ())
    assert (again.body, again.party, again.parts, again.accepted) == ("hello", "+491700000001", 2, {1})
    assert bench.parts(transmission_id) == {1: "accepted", 2: "in_flight"}
    bench.carry(again)
    assert bench.transmission(transmission_id) == ("done", "sent")
