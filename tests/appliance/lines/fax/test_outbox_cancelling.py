"""A fax that is cancelled: before its call, in it, and when it is too late."""

from __future__ import annotations

import threading

import pytest

from appliance.errors import Conflict
from appliance.lines.fax.session import FaxSession
from appliance.spool import events, queue
from appliance.spool.recovery import recover
from tests.appliance.lines.conftest import PATIENCE, Course
from tests.appliance.lines.fax.modems import Line, busy


@pytest.fixture
def call_off(spool, clock, outbox):
    """call_off(made): as the office and the line's worker do it; in another thread, as there."""

    def work(made: int) -> str | None:
        line = spool.write(lambda db: queue.call_off(db, made, clock()))
        other = threading.Thread(target=outbox.heed)
        other.start()
        other.join(PATIENCE)
        assert not other.is_alive()
        return line

    return work


@pytest.fixture
def in_page(modem):
    """in_page(number, work): done when the far end has that page, from 0, and has not confirmed it yet."""

    def arrange(number, work) -> None:
        desk = modem.fax.far.desk
        kept = desk._verdict

        def verdict(page):
            if page.number == number:
                work()
            return kept(page)

        desk._verdict = verdict

    return arrange


def test_before_its_call_none_is_dialled(faxed, outbox, call_off, modem, course, part_states):
    made = faxed(3)
    claim = outbox.find()
    assert call_off(made) == "fax1"
    outbox.carry(claim)
    assert modem.fax.dialled == []
    assert course(made) == Course("done", "cancelled", "", "cancelled: 0 of 3 pages confirmed", 0, 1)
    assert part_states(made) == {}
    assert outbox.find() is None


def test_before_a_line_has_it_it_is_cancelled_at_once(faxed, outbox, call_off, course):
    made = faxed(3)
    assert call_off(made) is None
    assert course(made) == Course("done", "cancelled", "", "cancelled", 0, 0)
    assert outbox.find() is None


def test_while_it_is_dialled_the_call_ends(faxed, carry, call_off, modem, course, part_states, outbox):
    made = faxed(3)
    modem.fax.dialling = lambda: call_off(made)
    carry()
    assert (len(modem.fax.dialled), modem.fax.aborted) == (1, 1)
    assert modem.fax.far.desk.kept == []
    assert course(made) == Course("done", "cancelled", "", "cancelled: 0 of 3 pages confirmed", 0, 1)
    assert part_states(made) == {}
    assert outbox.find() is None


def test_a_number_that_was_busy_meanwhile_is_not_dialled_again(faxed, carry, modem, course, outbox, spool, clock):
    made = faxed(3)
    claim = outbox.find()
    modem.fax.script.append(busy())
    modem.fax.send = _before(modem.fax.send, lambda: spool.write(lambda db: queue.call_off(db, made, clock())))
    outbox.carry(claim)
    assert course(made).verdict == "cancelled"
    assert queue.next_due(spool.read()) is None


def _before(send, work):
    def both(*arguments):
        work()
        return send(*arguments)

    return both


def test_in_a_page_what_was_confirmed_stays_and_that_page_is_in_doubt(
    faxed, carry, call_off, in_page, modem, course, part_states, outbox, told_pages, spool
):
    made = faxed(3)
    in_page(1, lambda: call_off(made))
    carry()
    assert modem.fax.aborted == 1
    assert part_states(made) == {1: "accepted", 2: "in_doubt"}
    told = "cancelled: 1 of 3 pages confirmed, page 2 may have arrived"
    found = course(made)
    assert (found.state, found.verdict, found.text) == ("done", "cancelled", told)
    assert told_pages() == [1]
    assert outbox.find() is None
    assert queue.next_due(spool.read()) is None
    done = [each.data for each in events.after(spool.read(), 0) if each.kind == events.TRANSMISSION_DONE]
    assert done == [{"verdict": "cancelled", "text": told}]


def test_between_two_pages_none_is_begun_even_where_nothing_aborts_the_call(
    faxed, carry, in_page, modem, course, part_states, spool, clock
):
    made = faxed(3)
    in_page(0, lambda: spool.write(lambda db: queue.call_off(db, made, clock())))
    carry()
    assert modem.fax.aborted == 0
    assert part_states(made) == {1: "accepted"}
    assert course(made).text == "cancelled: 1 of 3 pages confirmed"


def test_after_the_last_confirmation_it_stays_sent(faxed, carry, call_off, modem, course, outbox):
    made = faxed(2)
    modem.fax.send = _after_all(modem.fax.send, lambda: call_off(made))
    carry()
    assert modem.fax.aborted == 1
    assert course(made) == Course("done", "sent", "", "", 1, 0)


def _after_all(send, work):
    def both(number, call, station):
        confirmed = station.confirmed

        def told(step):
            confirmed(step)
            if step.number == 1:
                work()

        station.confirmed = told
        return send(number, call, station)

    return both


def test_a_call_that_is_over_is_not_ended_and_no_later_one(faxed, carry, modem, outbox, course, spool, clock):
    made = faxed(2)
    carry()
    outbox.heed()
    assert modem.fax.aborted == 0
    with pytest.raises(Conflict, match="not queued"):
        spool.write(lambda db: queue.call_off(db, made, clock()))
    assert course(made).verdict == "sent"


def test_another_fax_in_its_call_goes_on(faxed, carry, in_page, call_off, modem, course):
    made, other = faxed(2), faxed(2, file="other.tif")
    in_page(1, lambda: call_off(other))
    carry()
    assert modem.fax.aborted == 0
    assert course(made).verdict == "sent"
    assert course(other).verdict == "cancelled"


def test_F04_a_crash_right_after_the_wish_dials_no_more(faxed, outbox, spool, clock, course):
    made = faxed(3)
    assert outbox.find() is not None
    spool.write(lambda db: queue.call_off(db, made, clock()))
    spool.write(lambda db: recover(db, clock()))
    assert course(made) == Course("done", "cancelled", "", "cancelled: 0 of 3 pages confirmed", 0, 1)
    assert outbox.find() is None


def test_asked_again_it_goes_on_with_what_was_not_confirmed(faxed, carry, in_page, modem, course, spool, clock):
    made = faxed(3)
    in_page(0, lambda: spool.write(lambda db: queue.call_off(db, made, clock())))
    carry()
    modem.fax.far.desk._verdict = type(modem.fax.far.desk)._verdict.__get__(modem.fax.far.desk)
    options = {"document_id": 1, "file": "doc.tif", "pages": 3}
    about = {"party": "+49301234", "body": "", "options": options, "parts": 3, "concat_reference": 0}
    spool.write(lambda db: queue.enqueue(db, made, **about, lane="", not_before=None, now=clock()))
    carry()
    assert course(made).verdict == "sent"
    assert len(modem.fax.far.desk.kept) == 3


def test_a_line_that_is_woken_looks_whether_its_fax_was_called_off(
    home, modem, line, faxed, spool, clock, course, told
):
    session = FaxSession(home, modem, line, "/dev/fax0", lambda why: None, lambda: False)
    made = faxed(3)

    def dialling() -> None:
        spool.write(lambda db: queue.call_off(db, made, clock()))
        session.wake()
        session.stop()

    modem.fax.dialling = dialling
    modem.fax.script.append(Line())
    session.run()
    assert modem.fax.aborted == 1
    assert course(made).verdict == "cancelled"
