"""`send`, `spool` and `inbox` on a box's data."""

from __future__ import annotations

import threading

import pytest

from appliance.commands.table import moment
from appliance.domain import Service
from appliance.spool import queue

PARTY = "+15550002000"


def open_attempt(data, transmission: int = 1) -> None:
    """As when a line works on it."""
    data.use(lambda spool: spool.write(lambda db: queue.claim(db, "gsm1", "sim", Service.SMS, ("",), 2_000_000_000.0)))


def in_doubt(data) -> None:
    """As after a crash in the middle."""
    open_attempt(data)
    data.use(lambda spool: spool.write(lambda db: queue.recover(db, 2_000_000_000.0)))


# --- send


def test_a_text_is_queued_and_told_how_it_goes(modembox, data):
    done = modembox("send", "+1 (555) 000-2000", "See you at 9:00.")
    assert (done.status, done.out, done.err) == (0, "queued as 1: 1 part, GSM7\n", "")
    assert data.rows("attempts") == 1
    assert modembox("send", PARTY, "привет " * 20).out == "queued as 2: 3 parts, UCS2\n"


def test_a_text_from_standard_input(modembox):
    assert modembox("send", PARTY, "-", stdin="from a pipe\nof two lines\n").status == 0
    assert modembox("spool", "--json").json[0]["text"] == "from a pipe\nof two lines"


def test_a_flash(modembox, data):
    assert modembox("send", PARTY, "now!", "--flash").status == 0
    options = data.use(lambda spool: spool.read().execute("SELECT options FROM transmissions").fetchone()[0])
    assert '"message_class": 0' in options
    assert data.rows("texts") == 0


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("send", "no number", "hi"), "is no phone number"),
        (("send", PARTY, ""), "no text"),
        (("send", PARTY, "x" * 153 * 256), "255"),
        (("send", "no number", "hi", "--flash"), "is no phone number"),
        (("send", PARTY, "x" * 153 * 256, "--flash"), "255"),
        (("send", PARTY, "hi", "--priority", "99"), "priority"),
        (("send", PARTY, "hi", "--expires", "-5"), "expires"),
        (("send", PARTY, "broken \udcff text"), "encoding"),
    ],
)
def test_bad_input_changes_nothing(modembox, data, arguments, complaint):
    before = data.everything()
    done = modembox(*arguments)
    assert done.status == 1
    assert done.out == ""
    assert complaint in done.err
    assert done.err.startswith("modembox: ")
    assert data.everything() == before


def test_where_no_line_will_do_nothing_stays(modembox, data):
    data.see("gsm1", "absent")
    before = data.everything()
    done = modembox("send", PARTY, "hi", "--flash")
    assert (done.status, done.out) == (1, "")
    assert "no line offers sms" in done.err
    assert data.everything() == before


def test_standard_input_in_another_encoding_is_refused(modembox, data):
    before = data.everything()
    done = modembox("send", PARTY, "-", stdin=b"caf\xe9")
    assert done.status == 1
    assert "encoding" in done.err
    assert data.everything() == before


def test_waiting_for_what_came_of_it(modembox, data):
    modembox("send", PARTY, "hi")
    waiting = threading.Event()

    def carry() -> None:
        waiting.wait(30.0)
        data.execute("UPDATE transmissions SET state = 'done', verdict = 'failed', cause_text = 'no \x1b[31mcredit'")

    def wait(*_: object) -> None:
        waiting.set()
        thread.join()

    thread = threading.Thread(target=carry)
    thread.start()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("appliance.commands.messages.time.sleep", wait)
        done = modembox("send", PARTY, "hi", "--wait", "60")
    assert done.status == 1
    assert done.out.splitlines()[1] == "failed no \\x1b[31mcredit"


def test_waiting_in_vain(modembox):
    done = modembox("send", PARTY, "hi", "--wait", "0")
    assert done.status == 1
    assert "it stays queued" in done.err


# --- spool


def test_what_goes_out_is_listed_the_newest_first(modembox, data):
    assert modembox("spool").out == "nothing is on its way, and nothing went out yet\n"
    modembox("send", PARTY, "first")
    modembox("send", PARTY, "second")
    data.came_in("not this one")
    lines = modembox("spool").out.splitlines()
    assert lines[0].split() == ["id", "direction", "number", "standing", "parts", "at", "text", "cause"]
    assert [line.split()[0] for line in lines[1:]] == ["2", "1"]


def test_programs_get_the_whole_text(modembox):
    modembox("send", PARTY, "x" * 60)
    (row,) = modembox("spool", "--json").json
    assert row["text"] == "x" * 60
    assert isinstance(row["at"], float)
    assert (row["id"], row["number"], row["standing"], row["parts"]) == (1, PARTY, "active", 1)
    assert "x" * 39 + "…" in modembox("spool").out


def test_what_waits_says_why_and_until_when(modembox, data):
    modembox("send", PARTY, "hi")
    open_attempt(data)
    data.execute("UPDATE attempts SET state = 'ended', cause = 'BUSY', cause_text = 'the number is busy'")
    data.execute(
        "INSERT INTO attempts (transmission_id, service, state, not_before, queued_at) VALUES (1, 4, 'waiting', ?, 1)",
        2_000_000_300.0,
    )
    due = moment(2_000_000_300.0)
    assert f"BUSY the number is busy, next try at {due}" in modembox("spool").out
    assert f"BUSY the number is busy, next try at {due}" in modembox("spool", "show", "1").out
    (row,) = modembox("spool", "--json").json
    assert (row["standing"], row["cause"], row["next_at"]) == ("waiting", "BUSY the number is busy", 2_000_000_300.0)


def test_only_those_that_stand_so(modembox):
    modembox("send", PARTY, "one")
    modembox("spool", "cancel", "1")
    modembox("send", PARTY, "two")
    assert [row["id"] for row in modembox("spool", "--standing", "cancelled", "--json").json] == [1]
    assert modembox("spool", "--standing", "nonsense").status == 2


def test_no_more_than_are_wanted(modembox):
    for text in ("one", "two", "three"):
        modembox("send", PARTY, text)
    assert [row["id"] for row in modembox("spool", "--limit", "2", "--json").json] == [3, 2]
    assert modembox("spool", "--limit", "0").status == 1


def test_one_with_all_that_happened_to_it(modembox):
    modembox("send", PARTY, "x" * 60)
    shown = modembox("spool", "show", "1").out
    assert "x" * 60 in shown
    assert "transmission.queued" in shown
    found = modembox("spool", "show", "1", "--json").json
    assert (found["id"], found["text"]) == (1, "x" * 60)
    assert [event["what"] for event in found["events"]] == ["transmission.created", "transmission.queued"]


def test_cancelled_it_does_not_go_and_goes_again_when_asked(modembox):
    modembox("send", PARTY, "hi")
    assert modembox("spool", "cancel", "1").out == "1 is cancelled\n"
    assert modembox("spool", "cancel", "1").status == 1
    assert modembox("spool", "retry", "1").out == "1 is queued again\n"
    assert modembox("spool", "--json").json[0]["standing"] == "active"


def test_a_fax_in_its_call_is_said_to_be_ended(modembox, data):
    modembox("send", PARTY, "hi")
    as_fax = "UPDATE %s SET service = 2"
    for table in ("transmissions", "attempts"):
        data.use(lambda spool, table=table: spool.write(lambda db: db.execute(as_fax % table)))
    data.use(lambda spool: spool.write(lambda db: queue.claim(db, "fax1", "", Service.FAX, ("",), 2_000_000_000.0)))
    assert modembox("spool", "cancel", "1").out == "1: its call is being ended\n"


@pytest.mark.parametrize(("word", "standing"), [("sent", "sent"), ("unsent", "failed")])
def test_a_doubt_is_settled(modembox, data, word, standing):
    modembox("send", PARTY, "hi")
    in_doubt(data)
    assert modembox("spool", "--json").json[0]["standing"] == "in_doubt"
    assert modembox("spool", "settle", "1", word).out == f"1 is settled as {word}\n"
    assert modembox("spool", "--json").json[0]["standing"] == standing
    assert modembox("spool", "settle", "1", word).status == 1


@pytest.mark.parametrize("verb", ["show", "retry", "cancel"])
def test_one_that_is_not_there(modembox, verb):
    done = modembox("spool", verb, "99")
    assert done.status == 1
    assert "No such record: transmission 99" in done.err


@pytest.mark.parametrize("verb", ["retry", "cancel"])
def test_one_that_a_line_works_on_is_let_be(modembox, data, verb):
    modembox("send", PARTY, "hi")
    open_attempt(data)
    assert modembox("spool", verb, "1").status == 1


@pytest.mark.parametrize("place", ["before", "after"])
def test_the_folder_may_be_named_before_the_verb_or_after_it(modembox, folder, place):
    """Once the verb's own default won, and the command went to another box."""
    modembox("send", PARTY, "hi")
    where = ("--data", str(folder))
    arguments = ("spool", *where, "show", "1") if place == "before" else ("spool", "show", "1", *where)
    assert modembox(*arguments, data=None).status == 0
    assert modembox("spool", "--json", *where, "show", "1", data=None).json["id"] == 1


# --- inbox


def test_what_came_in(modembox, data):
    assert modembox("inbox").out == "nothing came in yet\n"
    data.came_in("is 10:00 possible?")
    (row,) = modembox("inbox", "--json").json
    assert (row["number"], row["standing"], row["text"]) == ("+4917012345678", "received", "is 10:00 possible?")


def test_F31_what_came_in_steers_no_terminal(modembox, data):
    data.came_in("\x1b]0;owned\x07\x1b[2J\r\nid  direction\u202e")
    for done in (modembox("inbox"), modembox("spool", "show", "1"), modembox("inbox", "--json")):
        assert done.status == 0
        assert not any(ord(each) < 0x20 and each != "\n" for each in done.out)
        assert "\u202e" not in done.out
    assert len(modembox("inbox").out.splitlines()) == 2


def test_where_there_is_no_box(modembox, tmp_path):
    done = modembox("inbox", data=tmp_path / "nowhere")
    assert done.status == 1
    assert "start a box, or name its folder with --data" in done.err
