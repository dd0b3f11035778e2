"""`modembox canary`: a box is asked, and what comes of it is looked up in its data."""

from __future__ import annotations

import pytest

from appliance.box import CONTROL
from appliance.control import ControlServer
from appliance.errors import NotReady
from appliance.spool import events

OK, FAILED, DONE = events.CANARY_OK, events.CANARY_FAILED, events.TRANSMISSION_DONE


@pytest.fixture
def box(folder):
    """The box that runs: which lines it was asked for."""
    calls: list[list[str]] = []

    def canary(names: list[str]) -> list[dict[str, object]]:
        if "gsm9" in names:
            raise NotReady("line gsm9 is not ready")
        calls.append(names)
        asked = [{"line": "gsm1", "by": "gsm2", "transmission": 1}, {"line": "gsm2", "by": "gsm1", "transmission": 2}]
        return asked[: len(names)] if names else asked

    server = ControlServer(folder / CONTROL, {"canary": canary})
    server.start()
    yield calls
    server.stop()


@pytest.fixture
def told(data):
    """told(kind, transmission, ..): that has happened."""

    def happen(kind: str, transmission: int, **facts: object) -> None:
        data.use(
            lambda spool: spool.write(
                lambda db: events.append(db, 1.0, kind, line="gsm1", transmission_id=transmission, data=facts)
            )
        )

    return happen


def test_without_a_box_nothing_is_sent(modembox):
    done = modembox("canary")
    assert (done.status, "no box runs" in done.err) == (1, True)


def test_all_lines_are_asked_for(modembox, box):
    done = modembox("canary")
    assert done.status == 0
    assert done.out.splitlines() == [
        "of gsm1 nothing is known yet: gsm2 texts it",
        "of gsm2 nothing is known yet: gsm1 texts it",
    ]
    assert box == [[]]


def test_the_outcome_is_waited_for(modembox, box, told):
    told(DONE, 1, verdict="sent")
    told(OK, 1, by="gsm2", seconds=2.34)
    told(FAILED, 2, by="gsm1", bound=900.0, failures=1)
    done = modembox("canary", "--wait", "30")
    assert done.status == 1
    assert done.out.splitlines() == [
        "gsm1 receives: what gsm2 sent it came after 2.3 s",
        "gsm2 receives nothing: what gsm1 sent it did not come within 900 s",
    ]
    rows = modembox("canary", "--wait", "30", "--json").json
    assert [(row["line"], row["receiving"]) for row in rows] == [("gsm1", True), ("gsm2", False)]


def test_status_0_is_for_lines_that_receive(modembox, box, told):
    told(FAILED, 1, by="gsm2", bound=900.0, failures=1)
    told(OK, 1, by="gsm2", seconds=2000.0)
    assert modembox("canary", "gsm1", "--wait", "30").status == 0
    assert modembox("canary", "gsm1", "gsm2", "--wait", "0.01").status == 1
    assert box == [["gsm1"], ["gsm1", "gsm2"]]


def test_what_could_not_be_sent_is_told(modembox, box, told):
    told(DONE, 1, verdict="rejected", cause="CMS 38")
    done = modembox("canary", "gsm1", "--wait", "30")
    assert (done.status, done.out) == (1, "of gsm1 nothing is known: gsm2 could not text it: rejected CMS 38\n")


def test_a_line_that_cannot_be_tested(modembox, box):
    done = modembox("canary", "gsm9")
    assert (done.status, done.out) == (1, "")
    assert "line gsm9 is not ready" in done.err
