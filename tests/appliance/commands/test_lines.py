"""`modembox lines`: what is seen of each, and its settings."""

from __future__ import annotations

import time

import pytest

from appliance.box import CONTROL
from appliance.control import ControlServer
from appliance.domain import Line, Service
from appliance.errors import NotReady
from appliance.spool import balances, line_states, sims, usage
from appliance.spool.line_states import LineState


@pytest.fixture
def box(folder):
    """The box that runs: what it was told, and its USSD."""
    calls: list[str] = []

    def ussd(line: str, code: str) -> str:
        if line != "gsm1":
            raise NotReady(f"line {line} has no modem now")
        return f"{code}:\nbalance \x1b[31m5.00"

    verbs = {"reload": lambda: calls.append("reload"), "ussd": ussd, "balance": lambda line: 12.3}
    server = ControlServer(folder / CONTROL, verbs)
    server.start()
    yield calls
    server.stop()


def test_what_is_seen_of_each_line(modembox):
    out = modembox("lines").out.splitlines()
    titles = "line state number operator signal hour day month to balance model port detail"
    assert out[0].split() == titles.split()
    assert out[1].split() == ["gsm1", "ready", "+15550001001", "SIMNET", "-73", "dBm", "0", "0", "0", "Fake"]


def test_a_port_that_has_no_line_yet_says_why(modembox, data):
    seen = LineState("gsm2", "absent", "/dev/ttyUSB7 can't be opened: No such file or directory", port="/dev/ttyUSB7")
    data.use(lambda spool: spool.write(lambda db: line_states.save(db, seen, time.time())))
    out = modembox("lines").out.splitlines()
    assert out[2].split(maxsplit=3) == ["gsm2", "absent", "/dev/ttyUSB7", seen.detail]


def test_F33_that_a_line_receives_nothing_is_shown(modembox, data):
    data.execute("INSERT INTO canaries (line, counts_from, receiving) VALUES ('gsm1', 0, 0)")
    assert modembox("lines").out.splitlines()[1].endswith("Fake         it sends and receives nothing")
    assert modembox("lines", "--json").json[0]["receiving"] is False


def test_what_its_sim_has_sent_is_shown_beside_its_limits(modembox, data):
    data.settings.change_line("gsm1", per_hour=30, per_day=200, recipients_per_month=50)
    sim, now = sims.key_of("", "", "gsm1"), time.time()
    data.use(lambda spool: spool.write(lambda db: usage.record(db, sim, "+49", now, 12)))
    data.use(lambda spool: spool.write(lambda db: balances.read(db, sim, "gsm1", 4.5, 5.0, now)))
    assert modembox("lines").out.splitlines()[1].split()[6:] == ["12/30", "12/200", "12", "1/50", "4.50", "low", "Fake"]
    (row,) = modembox("lines", "--json").json
    assert (row["sent_today"], row["per_day"], row["sent_this_month"], row["per_month"]) == (12, 200, 12, 0)
    assert (row["recipients_this_month"], row["balance"], row["balance_low"]) == (1, 4.5, True)
    data.settings.change_line("gsm1", recipients_per_month=0)
    (row,) = modembox("lines", "--json").json
    assert row["recipients_this_month"] is None


def test_a_balance_that_the_network_did_not_tell_is_shown_so(modembox, data):
    sim = sims.key_of("", "", "gsm1")
    data.use(lambda spool: spool.write(lambda db: balances.failed(db, sim, "no answer")))
    assert "(not told)" in modembox("lines").out
    data.use(lambda spool: spool.write(lambda db: balances.read(db, sim, "gsm1", 4.5, 0.0, 1.0)))
    data.use(lambda spool: spool.write(lambda db: balances.failed(db, sim, "no answer")))
    assert "4.50 (not told)" in modembox("lines").out


def test_the_network_is_asked_for_a_balance(modembox, box):
    assert modembox("lines", "balance", "gsm1").out == "12.30\n"


def test_how_a_balance_is_asked_for_is_set(modembox, data):
    done = modembox(
        "lines", "set", "gsm1", "balance_ussd=*100#", "balance_below=2,50", r"balance_pattern=(\d+\.\d\d) EUR"
    )
    assert done.status == 0, done.err
    line = data.settings.line("gsm1")
    assert (line.balance_ussd, line.balance_below, line.balance_every_hours) == ("*100#", 2.5, 24)
    for wrong, complaint in (("balance_below=much", "balance_below"), ("balance_pattern=(a", "balance_pattern")):
        done = modembox("lines", "set", "gsm1", wrong)
        assert (done.status, complaint in done.err) == (1, True)


def test_a_sim_is_let_send_on(modembox, data):
    sim = sims.key_of("", "", "gsm1")
    data.use(lambda spool: spool.write(lambda db: sims.pause(db, sim, 9e9, "blocked", 1.0)))
    assert modembox("lines", "resume", "gsm1").status == 0
    assert data.use(lambda spool: sims.paused(spool.read(), sim)).until == 0.0
    done = modembox("lines", "resume", "gsm1")
    assert (done.status, "nothing holds line gsm1" in done.err) == (1, True)
    assert "gsm9" in modembox("lines", "resume", "gsm9").err


def test_programs_see_all_of_it(modembox):
    (row,) = modembox("lines", "--json").json
    assert (row["line"], row["state"], row["signal_dbm"]) == ("gsm1", "ready", -73)
    assert "pin" not in row


def test_a_line_whose_modem_was_never_there_is_listed_and_one_taken_away_is_not(modembox, data):
    data.settings.add_line(Line("spare", imei="350000010000020"))
    data.see("gone", "ready")
    rows = modembox("lines", "--json").json
    assert [(row["line"], row["state"]) for row in rows] == [("gsm1", "ready"), ("spare", "absent")]


def test_no_lines(modembox, data):
    data.settings.remove_line("gsm1")
    assert "no lines yet" in modembox("lines").out


def test_a_line_is_made_changed_shown_and_taken_away(modembox, data):
    assert modembox("lines", "add", "two", "imei=350000010000020", "pin=4711", "prefixes=+49,+43").status == 0
    assert modembox("lines", "set", "two", "per_day=200", "active=no", "power_command=uhubctl,-a,cycle").status == 0
    line = data.settings.line("two")
    assert (line.pin, line.prefixes, line.per_day, line.active) == ("4711", ("+49", "+43"), 200, False)
    assert line.power_command == ("uhubctl", "-a", "cycle")
    shown = modembox("lines", "show", "two").json
    assert (shown["per_day"], shown["prefixes"]) == (200, ["+49", "+43"])
    assert modembox("lines", "remove", "two").status == 0
    assert [line.name for line in data.settings.lines()] == ["gsm1"]


def test_a_pin_is_not_shown(modembox, data):
    data.settings.change_line("gsm1", pin="4711")
    done = modembox("lines", "show", "gsm1")
    assert done.json["pin"] == "****"
    assert "4711" not in done.out


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("set", "gsm1", "pin=12"), "PIN of 4 to 8 digits"),
        (("set", "gsm1", "pin=1234\rAT"), "PIN of 4 to 8 digits"),
        (("set", "gsm1", "weight=0"), "1 to 1000"),
        (("set", "gsm1", "weight=heavy"), "1 to 1000"),
        (("set", "gsm1", "colour=red"), "no setting is named colour"),
        (("set", "gsm1", "active=perhaps"), "true or false"),
        (("set", "gsm1", "pin"), "is no SETTING=VALUE"),
        (("set", "gsm1", "name=gsm2"), "keeps its name"),
        (("set", "gsm1", "port=http://x"), "a port is"),
        (("set", "gsm9", "weight=1"), "line gsm9"),
        (("add", "gsm2", "pin=1234"), "imei=... or port=..."),
        (("add", "gsm1", "imei=350000010000020"), "there already"),
        (("add", "gsm2", "imei=350000010000012"), "there already"),
        (("add", "Büro", "imei=350000010000020"), "a-z"),
        (("remove", "gsm9"), "line gsm9"),
        (("show", "gsm9"), "line gsm9"),
    ],
)
def test_bad_input_changes_nothing(modembox, data, box, arguments, complaint):
    done = modembox("lines", *arguments)
    assert done.status == 1
    assert complaint in done.err
    assert done.out == ""
    assert data.settings.lines() == (Line("gsm1", imei="350000010000012"),)
    assert box == []


def test_a_bad_pin_is_not_repeated(modembox):
    assert "98765" not in modembox("lines", "set", "gsm1", "pin=987650000").err


def test_a_box_that_runs_is_told(modembox, box):
    modembox("lines", "set", "gsm1", "pin=4711")
    modembox("lines", "add", "two", "port=socket://10.0.0.5:4001")
    modembox("lines", "remove", "two")
    assert box == ["reload"] * 3


def test_ussd_goes_through_the_box(modembox, box):
    done = modembox("lines", "ussd", "gsm1", "*100#")
    assert (done.status, done.out) == (0, "*100#:\nbalance \\x1b[31m5.00\n")


def test_ussd_that_cannot_be_asked(modembox, box):
    done = modembox("lines", "ussd", "gsm2", "*100#")
    assert done.status == 1
    assert "no modem now" in done.err


def test_ussd_without_a_box(modembox):
    done = modembox("lines", "ussd", "gsm1", "*100#")
    assert done.status == 1
    assert "no box runs on" in done.err


@pytest.mark.parametrize("verb", [("show", "gsm1"), ("set", "gsm1", "weight=2")])
def test_the_folder_may_be_named_before_the_verb(modembox, folder, verb):
    assert modembox("lines", "--data", str(folder), *verb, data=None).status == 0


def test_a_fax_line_counts_nothing_and_takes_no_limit(modembox, data):
    data.settings.add_line(Line("fax1", port="/dev/ttyUSB9", services=Service.FAX))
    seen = LineState("fax1", "ready", model="Fake", port="/dev/ttyUSB9")
    data.use(lambda spool: spool.write(lambda db: line_states.save(db, seen, time.time())))
    assert modembox("lines").out.splitlines()[2].split() == ["fax1", "ready", "Fake", "/dev/ttyUSB9"]
    done = modembox("lines", "set", "fax1", "per_day=5")
    assert (done.status, "per_day: fax1 is a fax line" in done.err) == (1, True)
