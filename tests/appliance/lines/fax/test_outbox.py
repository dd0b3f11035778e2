"""From a claim to the far end: what is dialled, what goes out, and what is on disk whatever happens."""

from __future__ import annotations

import sqlite3

import pytest

from appliance.domain import Doubt
from appliance.domain import Line as Configured
from appliance.lines.fax.outbox import FaxOutbox
from appliance.spool import events, queue
from appliance.spool.recovery import recover
from drivers.errors import NoAnswer, PortLost
from drivers.fax.dis import Dis
from drivers.fax.frames import Fcf
from tests.appliance.lines.conftest import Course
from tests.appliance.lines.fax.modems import Line, busy


def test_each_page_is_told_of_when_the_far_end_has_it(faxed, carry, modem, course, part_states, told_pages, spool):
    made = faxed(3)
    carry()
    assert modem.fax.dialled == ["+49301234"]
    assert len(modem.fax.far.desk.kept) == 3
    assert course(made) == Course("done", "sent", "", "", 1, 0)
    assert part_states(made) == {1: "accepted", 2: "accepted", 3: "accepted"}
    assert told_pages() == [1, 2, 3]
    row = spool.read().execute("SELECT amount, connected_at IS NOT NULL, sim FROM attempts").fetchone()
    assert row == (3, 1, "")


def test_who_we_are_is_said_and_stands_on_the_page(faxed, carry, modem):
    faxed(1)
    carry()
    (admitted,) = modem.fax.far.desk.admitted
    assert admitted.far.ident == "+4930555"
    (page,) = modem.fax.far.desk.kept
    assert len(page.rows.rows) > 80


def test_a_page_is_in_flight_on_disk_before_it_goes(faxed, carry, modem, spool, part_states):
    made = faxed(2)
    seen = []
    answer = modem.fax.far.desk.reply
    modem.fax.far.desk.reply = lambda step: (seen.append(part_states(made)), answer(step))[1]
    carry()
    assert {1: "in_flight"} in seen
    assert {1: "accepted", 2: "in_flight"} in seen
    assert {1: "accepted", 2: "accepted"} not in seen


@pytest.mark.parametrize(
    ("said", "cause", "rest"),
    [
        ("BUSY", "BUSY", 180),
        ("NO ANSWER", "NO ANSWER", 300),
        ("NO CARRIER", "NO CARRIER", 300),
        ("NO DIALTONE", "NO DIALTONE", 300),
        ("NO DIAL TONE", "NO DIALTONE", 300),
    ],
)
def test_F28_without_a_call_it_is_dialled_again_and_no_page_was_begun(
    said, cause, rest, faxed, carry, due, modem, course, part_states
):
    made = faxed(1)
    modem.fax.script.append(busy(said))
    carry()
    found = course(made)
    assert (found.state, found.tries, found.dials) == ("active", 0, 1)
    assert part_states(made) == {}
    assert due() == rest
    carry()
    assert course(made) == Course("done", "sent", "", "", 1, 1)


def test_F28_a_number_that_stays_busy_is_given_up_after_twelve_dials(faxed, carry, due, modem, course):
    made = faxed(1)
    modem.fax.script.extend(busy() for _ in range(20))
    carry()
    for _ in range(11):
        due()
        carry()
    assert course(made) == Course("done", "unanswered", "BUSY", "the number is busy", 0, 12)


def test_F28_calling_ends_after_three_hours(faxed, carry, due, modem, course, clock):
    made = faxed(1)
    modem.fax.script.extend(busy() for _ in range(20))
    carry()
    due()
    clock.now += 3 * 3600 - 200
    carry()
    assert course(made).verdict == "unanswered"
    assert course(made).dials == 2


def test_F28_training_that_fails_is_a_try_and_no_page_was_begun(faxed, carry, due, modem, course, part_states):
    made = faxed(1)
    modem.fax.script.extend(Line(bit_errors=20_000) for _ in range(3))
    for again in (True, True, False):
        carry()
        if again:
            assert due() == 60
    found = course(made)
    assert (found.verdict, found.cause, found.text) == ("failed", "FHS 27", "training failed at every rate")
    assert (found.tries, found.dials) == (3, 0)
    assert part_states(made) == {}


def test_who_can_t_receive_is_not_called_again(faxed, carry, modem, course):
    made = faxed(1)
    modem.fax.far.dis = Dis(receives=False)
    carry()
    assert course(made).verdict == "rejected"
    assert course(made).cause == "FHS 21"


def test_F28_a_page_that_is_not_confirmed_is_in_doubt_and_never_sent_again_silently(
    faxed, carry, modem, course, part_states, outbox, told_pages
):
    made = faxed(3)
    modem.fax.script.append(Line(drops_at=1))
    carry()
    found = course(made)
    assert (found.state, found.verdict) == ("done", "in_doubt")
    assert found.text.startswith("page 2 was not confirmed")
    assert part_states(made) == {1: "accepted", 2: "in_doubt"}
    assert told_pages() == [1]
    assert outbox.find() is None


def test_by_permission_it_goes_on_with_the_first_page_that_is_not_confirmed(
    faxed, carry, due, modem, course, part_states
):
    made = faxed(3, doubt=Doubt.RESEND)
    modem.fax.script.append(Line(drops_at=1))
    carry()
    kept, modem.fax.far.desk.kept = modem.fax.far.desk.kept, []
    assert len(kept) == 1
    due()
    carry()
    assert course(made).verdict == "sent"
    assert [len(page.rows.rows) for page in modem.fax.far.desk.kept] == [
        len(kept[0].rows.rows) + more for more in (2, 4)
    ]


def test_a_person_says_that_the_page_came_and_the_rest_goes(faxed, carry, modem, course, spool, clock, told_pages):
    made = faxed(3)
    modem.fax.script.append(Line(drops_at=1))
    carry()
    spool.write(lambda db: queue.settle(db, made, True, clock()))
    carry()
    assert course(made).verdict == "sent"
    assert told_pages() == [1, 3]


def test_F28_a_page_that_is_refused_to_the_end_is_sent_again_later(faxed, carry, due, modem, course, part_states):
    made = faxed(2)
    modem.fax.far.dis = Dis()  # without error correction
    modem.fax.far.desk.verdicts = {1: [Fcf.RTN] * 3}
    carry()
    assert part_states(made) == {1: "accepted", 2: "refused"}
    assert due() == 60
    carry()
    assert course(made) == Course("done", "sent", "", "", 2, 0)


def test_F28_a_refused_page_that_went_out_again_unanswered_is_in_doubt(faxed, carry, modem, course, part_states):
    made = faxed(1)
    modem.fax.far.dis = Dis()
    modem.fax.far.desk.verdicts = {0: [Fcf.RTN]}
    dropping = modem.fax.far.desk._verdict

    def verdict(page):
        said = dropping(page)
        if said is Fcf.MCF:
            line.armed = True
        return said

    line = Line()
    modem.fax.far.desk._verdict = verdict
    modem.fax.script.append(line)
    carry()
    assert course(made).verdict == "in_doubt"
    assert part_states(made) == {1: "in_doubt"}


def test_a_modem_that_fails_before_the_call_has_sent_nothing(faxed, outbox, modem, course, part_states):
    made = faxed(1)
    modem.fax.script.append(NoAnswer("AT"))
    with pytest.raises(NoAnswer):
        outbox.carry(outbox.find())
    assert course(made).state == "active"
    assert course(made).dials == 1
    assert part_states(made) == {}


def test_a_modem_that_fails_in_a_page_leaves_that_one_in_doubt(faxed, outbox, modem, course, part_states):
    made = faxed(2)
    kept = modem.fax.far.desk._verdict

    def verdict(page):
        if page.number == 1:
            raise PortLost("pulled out")
        return kept(page)

    modem.fax.far.desk._verdict = verdict
    with pytest.raises(PortLost):
        outbox.carry(outbox.find())
    assert course(made).verdict == "in_doubt"
    assert part_states(made) == {1: "accepted", 2: "in_doubt"}


def test_F04_a_crash_in_a_call_puts_just_the_page_in_flight_in_doubt(faxed, outbox, modem, course, part_states, spool):
    made = faxed(3)
    kept = modem.fax.far.desk._verdict

    class Crash(BaseException):
        pass

    def verdict(page):
        if page.number == 1:
            raise Crash
        return kept(page)

    modem.fax.far.desk._verdict = verdict
    with pytest.raises(Crash):
        outbox.carry(outbox.find())
    spool.write(lambda db: recover(db, 1_700_000_100.0))
    assert course(made).verdict == "in_doubt"
    assert course(made).text.startswith("page 2 was not confirmed")
    assert part_states(made) == {1: "accepted", 2: "in_doubt"}


def test_F04_a_crash_while_it_is_dialled_is_no_doubt(faxed, outbox, course, spool, clock):
    made = faxed(1)
    assert outbox.find() is not None
    spool.write(lambda db: recover(db, clock()))
    assert course(made).state == "active"
    assert course(made).dials == 1


def test_a_box_that_stops_ends_the_call_between_two_pages(faxed, carry, modem, course, part_states, ending):
    made = faxed(3)
    kept = modem.fax.far.desk._verdict
    modem.fax.far.desk._verdict = lambda page: (ending.append(True), kept(page))[1]
    carry()
    assert course(made).state == "active"
    assert part_states(made) == {1: "accepted"}


@pytest.mark.parametrize(("said", "aborted"), [("Admit", 1), ("Deliver", 0)])
def test_a_box_that_stops_ends_a_call_at_once_but_for_the_page_on_its_way(
    said, aborted, faxed, carry, modem, outbox, ending
):
    faxed(2)
    reply = modem.fax.far.desk.reply

    def stop(step):
        if type(step).__name__ == said:
            ending.append(True)
            outbox.hurry()
        return reply(step)

    modem.fax.far.desk.reply = stop
    carry()
    assert modem.fax.aborted == aborted
    outbox.hurry()  # it rings, perhaps
    assert modem.fax.aborted == aborted + 1


@pytest.mark.parametrize("content", [b"", b"no TIFF", None])
def test_a_document_that_can_t_be_read_is_refused_and_no_call_is_made(content, faxed, carry, modem, course, tmp_path):
    made = faxed(1)
    (tmp_path / "doc.tif").write_bytes(content) if content is not None else (tmp_path / "doc.tif").unlink()
    carry()
    assert course(made).verdict == "rejected"
    assert course(made).text.startswith("its pages can't be read")
    assert modem.fax.dialled == []


def test_what_can_t_be_dialled_is_refused(faxed, carry, modem, course):
    made = faxed(1)
    modem.fax.script.append(ValueError("not a number"))
    carry()
    assert course(made) == Course("done", "rejected", "", "not a number", 1, 0)


def test_where_the_disk_takes_no_intent_no_page_goes_out(faxed, outbox, modem, full, spool, clock, course):
    made = faxed(1)
    claim = outbox.find()
    full()
    with pytest.raises(sqlite3.OperationalError):
        outbox.carry(claim)
    assert modem.fax.far.desk.kept == []
    full.free()
    spool.write(lambda db: recover(db, clock()))
    assert course(made).state == "active"


def test_a_line_without_a_dial_tone_rests(faxed, carry, outbox, modem, clock):
    faxed(1)
    faxed(1, file="other.tif")
    modem.fax.script.append(busy("NO DIALTONE"))
    carry()
    assert outbox.trouble == "there is no dial tone: is the telephone line plugged in?"
    assert outbox.find() is None
    assert outbox.next_chance() == clock.now + 60
    clock.now += 60
    carry()
    assert outbox.trouble == ""


def test_a_line_that_is_not_for_fax_takes_none(home, modem, faxed):
    faxed(1)
    outbox = FaxOutbox(home, modem.fax, Configured("fax1"), lambda: False)
    assert not outbox.serves("")
    assert outbox.find() is None


def test_events_of_one_fax_in_order(faxed, carry, spool):
    faxed(1)
    carry()
    kinds = [each.kind for each in events.after(spool.read(), 0)]
    assert kinds == [
        "transmission.created",
        "transmission.queued",
        "attempt.started",
        "fax.page",
        "transmission.done",
    ]


@pytest.mark.parametrize("party", ["+4930999", "4930999", "004930999"])
def test_F28_its_own_number_is_for_another_line(party, faxed, outbox, home, modem, course):
    made = faxed(1, party=party)
    assert outbox.find() is None
    other = FaxOutbox(home, modem.fax, Configured("fax2", number="+4930998", services=outbox._services), lambda: False)
    other.carry(other.find())
    assert course(made) == Course("done", "sent", "", "", 1, 0)


def test_F28_its_own_number_in_its_own_lane_is_never_called(faxed, carry, modem, course):
    made = faxed(1, party="+4930999", lane="fax1")
    carry()
    assert modem.fax.dialled == []
    found = course(made)
    assert (found.verdict, found.text) == ("rejected", "it is the line's own number, which it can't call")
