"""A fax modem in the service of one line: getting ready, carrying what waits, what happens meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from appliance.domain import Line
from appliance.errors import NotReady
from appliance.lines.fax.session import NOT_FOR_FAX, FaxSession
from appliance.spool import events, faxes, line_states
from appliance.spool.contents import DOCUMENTS
from appliance.spool.inbound import Owner
from drivers.capabilities import CallEnded, IncomingCall, Notice, Restarted
from drivers.errors import PortLost
from drivers.fax.tiff import encode_tiff
from tests.appliance.lines.conftest import PATIENCE, Course
from tests.appliance.lines.fax.modems import FINE, busy, sheet
from tests.drivers.fax.link import Desk


@pytest.fixture
def recorded() -> list[str]:
    return []


@pytest.fixture
def session(home, modem, line, recorded, ending) -> FaxSession:
    return FaxSession(home, modem, line, "/dev/fax0", recorded.append, lambda: any(ending))


@pytest.fixture
def start(session, modem) -> Iterator[Callable[[], threading.Thread]]:
    running: list[threading.Thread] = []

    def starting() -> threading.Thread:
        """The session, once it waits for the first time."""
        running.append(threading.Thread(target=session.run, daemon=True))
        running[-1].start()
        assert modem.waiting.acquire(timeout=PATIENCE)
        return running[-1]

    yield starting
    session.stop()
    for one in running:
        one.join(PATIENCE)
        assert not one.is_alive()


def test_it_shows_itself_ready_and_carries_what_is_asked_later(start, session, faxed, told, course, spool):
    start()
    told.until_state("ready", "fax1")
    assert session.healthy
    assert session.idle
    assert session.serves("")
    assert session.serves("fax1")
    made = faxed(2)
    session.wake()
    told.until(lambda: course(made) == Course("done", "sent", "", "", 1, 0))
    seen = line_states.get(spool.read(), "fax1")
    assert (seen.port, seen.model, seen.number) == ("/dev/fax0", "Fax", "+4930999")


def test_who_waits_for_work_is_told_when_a_call_begins(faxed, start, home):
    faxed(1)
    start()
    assert home.calls.count("claimed") == 1


def test_a_line_without_a_dial_tone_shows_it_until_a_call_goes_through(
    start, session, modem, faxed, told, course, clock
):
    modem.fax.script.append(busy("NO DIALTONE"))
    made = faxed(1)
    start()
    told.until_state("no_dial_tone", "fax1")
    assert session.held
    assert not session.idle
    clock.now += 300
    session.wake()
    told.until(lambda: course(made).verdict == "sent")
    told.until(lambda: session.healthy)


def test_a_line_whose_services_are_others_says_so(home, modem, recorded, ending, told):
    session = FaxSession(home, modem, Line("fax1"), "/dev/fax0", recorded.append, lambda: False)
    session.stop()
    session.run()
    assert session.standing.seen.detail == NOT_FOR_FAX
    assert not session.healthy


def test_a_modem_that_restarts_is_set_up_again(start, modem, told, recorded):
    start()
    modem.put(Notice("what"), Restarted())
    told.until(lambda: told.all(events.MODEM_RESTARTED))
    assert modem.waiting.acquire(timeout=PATIENCE)
    assert modem.initialised == 1
    assert recorded == ["the modem restarted by itself"]


def test_it_answers_after_the_second_ring_and_keeps_what_comes(start, modem, told, spool):
    modem.fax.far.desk = Desk(((sheet().rows, FINE),))
    start()
    modem.put(IncomingCall())
    assert modem.waiting.acquire(timeout=PATIENCE)
    assert not modem.fax.calls
    modem.put(IncomingCall("+4930"))
    told.until(lambda: told.all(events.CALL_ENDED))
    assert [each.data for each in told.all(events.CALL_INCOMING)] == [{"number": "+4930"}]
    assert [each.data for each in told.all(events.FAX_RECEIVED)] == [{"pages": 1}]
    assert DOCUMENTS.find(spool.read()).rows[0].name == "Fax from +4930"


def test_while_it_rings_nothing_is_sent(start, session, modem, faxed, told, course):
    start()
    modem.put(IncomingCall())
    assert modem.waiting.acquire(timeout=PATIENCE)
    made = faxed(1)
    session.wake()
    assert modem.waiting.acquire(timeout=PATIENCE)
    assert course(made).state == "active"
    assert not modem.fax.dialled
    modem.put(CallEnded())
    told.until(lambda: course(made).verdict == "sent")
    assert [each.data for each in told.all(events.CALL_ENDED)] == [{}]


def test_a_line_with_no_rings_never_answers(home, modem, line, recorded, told):
    session = FaxSession(home, modem, replace(line, rings=0), "/dev/fax0", recorded.append, lambda: False)
    session._take([IncomingCall("+4930")] * 30 + [CallEnded()])
    assert not modem.fax.calls
    assert [each.kind for each in told.all()] == [events.CALL_INCOMING, events.CALL_ENDED]


def test_what_a_crash_has_left_is_kept_before_anything_else(session, spool, clock, tmp_path):
    name = "page-1.tif"
    (tmp_path / name).write_bytes(encode_tiff([sheet()]))

    def half(db) -> None:
        faxes.begin(db, "fax1", faxes.Caller("+4930"), Owner(), clock())
        faxes.add_page(db, faxes.held(db)[0], name, {}, clock())

    spool.write(half)
    session.stop()
    session.run()
    assert faxes.held(spool.read()) == []
    assert DOCUMENTS.find(spool.read()).rows[0].pages == 1


def test_a_modem_that_is_gone_ends_it(session, modem):
    modem.fail(PortLost("pulled out"))
    with pytest.raises(PortLost):
        session.run()
    assert not session.idle


def test_a_modem_that_says_nothing_is_asked_whether_it_is_there(session, modem, monkeypatch, home):
    def alive() -> None:
        session.stop()

    monkeypatch.setattr(modem, "alive", alive)
    monkeypatch.setattr(session, "_prepare", lambda: None)  # so that the first look is due at once
    session.run()


def test_it_has_no_sim_to_ask(session):
    for asked in (session.ask(lambda modem: None), session.ask_balance()):
        with pytest.raises(NotReady, match="no SIM"):
            asked.result(0)
    assert session.hears_again()
    session.close()
