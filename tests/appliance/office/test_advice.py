"""Each finding and what it is found from, row by row; what is no finding; and that all can be read by anybody."""

from __future__ import annotations

import dataclasses
import re
from datetime import UTC, datetime
from typing import Any

import pytest

from appliance.office.advice import (
    BOX,
    DAY,
    EARLIEST,
    HOUR,
    LEAST_FREE,
    LINE,
    MENDING,
    NO_SMS_SERVICE,
    OFTEN,
    RECORDINGS,
    RENEWAL,
    SEARCHING,
    UNTOLD,
    WEAK,
    findings,
)
from appliance.office.findings import Facts, LineFacts

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC).timestamp()
READY = LineFacts("gsm1", "ready", registration="home", signal_dbm=-73, has_pin=True, since=DAY)
WELL = Facts("/data", running=True, now=NOW, lines=(READY,), last_event=NOW - 1, free=9 * 10**9, size=10**10)


def box(**facts: Any) -> Facts:
    return dataclasses.replace(WELL, **facts)


def line(**facts: Any) -> Facts:
    return box(lines=(dataclasses.replace(READY, **facts),))


def down(seconds: float) -> Facts:
    return box(target="mine", target_down_since=NOW - seconds, target_trouble="it answered 500")


def paused(detail: str, **facts: Any) -> Facts:
    return line(state="paused", detail=detail, **facts)


FOUND = [
    ("not-running", box(running=False), "no box runs on /data"),
    ("settings", box(broken="box.json is not JSON: line 3"), "line 3"),
    ("clock-unset", box(now=12.0, last_event=0.0), "1970-01-01 00:00 UTC"),
    ("clock-unset", box(now=EARLIEST - 1), "2024-12-31"),
    ("clock-back", box(last_event=NOW + HOUR + 1), "2026-11-21 12:00 UTC"),
    ("disk-read-only", box(read_only=True), "nothing can be written"),
    ("disk-full", box(free=LEAST_FREE - 1), "499 MB are free"),
    ("disk-full", box(free=90_000_000, size=10**9), "90 MB are free"),
    ("certificate", box(certificate_ends=NOW + RENEWAL - 1), "2026-12-21"),
    ("certificate", box(certificate_ends=NOW - DAY), "2026-11-20"),
    (
        "mqtt",
        box(broker="10.0.0.2", mqtt="it refuses the box: Not authorized"),
        "10.0.0.2 is not connected: it refuses",
    ),
    ("target-down", down(UNTOLD), "posted to mine for 60 minutes: it answered 500"),
    ("target-down", down(3 * HOUR), "for 3 hours"),
    ("target-down", down(2 * DAY), "for 2 days"),
    ("dead-letters", box(dead_letters=1), "1 event could not"),
    ("dead-letters", box(dead_letters=2), "2 events could not"),
    ("in-doubt", box(in_doubt=1), "1 message is in doubt"),
    ("in-doubt", box(in_doubt=2), "2 messages are in doubt"),
    ("no-modem", box(lines=()), "no modem was found"),
    ("modem-absent", line(state="absent", detail="its modem is not there; in use by minicom"), "in use by minicom"),
    ("modem-failed", line(state="failed", detail="no answer", since=MENDING), "fails: no answer"),
    ("modem-failing", line(state="failed", detail="no answer", since=MENDING - 1), "just failed: no answer"),
    ("no-dial-tone", line(state="no_dial_tone", detail="there is no dial tone"), "there is no dial tone"),
    ("slow-start", line(state="starting", since=MENDING), "does not get ready"),
    ("sim-absent", line(state="sim_absent"), "no SIM"),
    ("pin-needed", line(state="pin", has_pin=False), "asks for its PIN"),
    ("pin-wrong", line(state="pin", detail="the PIN that is set does not unlock the SIM"), "does not unlock"),
    ("puk-needed", line(state="puk"), "blocked"),
    ("network-denied", line(state="not_registered", registration="denied", since=1.0), "refuses the SIM"),
    ("network-denied", line(state="not_registered", registration="emergency_only"), "refuses the SIM"),
    ("no-network", line(state="not_registered", registration="searching", since=SEARCHING), "finds no network"),
    ("no-sms-service", line(refused=NO_SMS_SERVICE[0]), "takes no messages (CMS 331)"),
    ("no-sms-service", paused("no network service", rests=True, refused=NO_SMS_SERVICE[1]), "(CME 30)"),
    ("sim-rests", paused("unidentified subscriber", rests=True, refused="CMS 28"), "unidentified subscriber"),
    ("refused", line(refused="CMS 21"), "refused (CMS 21)"),
    ("not-receiving", line(receiving=False), "does not come in"),
    ("balance-low", line(balance=4.5, low=True), "pay with: 4.50"),
    ("limit", paused("limit of 200 a day"), "waits: limit of 200 a day"),
    ("memory-full", line(state="memory_full", detail="its memory is full", full=OFTEN), "memory is full"),
    ("storage-full", line(full=OFTEN), "full 3 times"),
    ("storage-was-full", line(full=OFTEN - 1), "full within the last hour"),
    ("weak-signal", line(signal_dbm=WEAK), "-105 dBm"),
    ("weak-signal", paused("limit of 200 a day", signal_dbm=WEAK - 2), "-107 dBm"),
    ("recordings", box(recordings=("/data/recordings/one.txt",)), "recorded"),
]
GOOD_TO_KNOW = {"modem-failing", "limit", "storage-was-full", "weak-signal", "recordings"}


@pytest.mark.parametrize(("code", "facts", "words"), FOUND)
def test_what_is_found(code: str, facts: Facts, words: str) -> None:
    (found,) = [each for each in findings(facts) if each.code == code]
    assert words in found.what
    assert found.needs_you == (code not in GOOD_TO_KNOW)
    about_the_box = code in {row.code for row in (*BOX, RECORDINGS)}
    assert found.line == ("" if about_the_box else "gsm1")


def test_each_row_is_tried() -> None:
    assert {code for code, _, _ in FOUND} == {row.code for row in (*BOX, *LINE, RECORDINGS)}


@pytest.mark.parametrize(
    "facts",
    [
        WELL,
        box(last_event=NOW + HOUR),
        box(free=LEAST_FREE),
        box(free=200_000_000, size=10**9),
        box(certificate_ends=NOW + RENEWAL),
        box(broker="10.0.0.2", mqtt="connected to 10.0.0.2"),
        box(mqtt="off"),
        line(state="starting", since=MENDING - 1),
        line(state="not_registered", registration="searching", since=SEARCHING - 1),
        line(state="off"),
        line(signal_dbm=WEAK + 1),
        line(signal_dbm=None),
        line(receiving=True, balance=4.5),
        line(state="off", receiving=False),
        line(state="not_registered", registration="searching", signal_dbm=WEAK, since=0.0),
    ],
)
def test_what_is_well(facts: Facts) -> None:
    assert findings(facts) == []


def test_lines_of_a_box_that_does_not_run_are_not_told_of() -> None:
    found = findings(dataclasses.replace(line(state="absent"), running=False, broker="10.0.0.2"))
    assert [each.code for each in found] == ["not-running"]


def test_what_needs_a_person_comes_first() -> None:
    lines = (LineFacts("gsm1", "paused", "limit of 1 a day"), LineFacts("gsm2", "puk"), LineFacts("gsm3", "sim_absent"))
    found = findings(box(lines=lines, recordings=("one", "two")))
    assert [(each.line, each.code) for each in found] == [
        ("gsm2", "puk-needed"),
        ("gsm3", "sim-absent"),
        ("gsm1", "limit"),
        ("", "recordings"),
    ]
    assert found[-1].files == ("one", "two")


@pytest.mark.parametrize(("code", "facts", "words"), FOUND)
def test_advice_is_to_be_followed(code: str, facts: Facts, words: str) -> None:
    """Whole sentences, with the names in place; a text with braces in it is no template."""
    for each in findings(facts):
        assert re.fullmatch(r"[A-Z`].*\.", each.advice)
        assert "{" not in each.advice + each.what


def test_what_a_modem_says_is_no_template() -> None:
    (found,) = findings(line(state="absent", detail="{it} {0}"))
    assert found.what == "{it} {0}"
