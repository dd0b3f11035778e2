"""Listing, reading, writing and deleting (27.005 3.4, 3.5.3, 3.5.4)."""

from __future__ import annotations

import pytest

SUBMIT = "0001000B915155001000F2000002E834"  # no service centre; SMS-SUBMIT to +15550001002: hi


def write(dte, status=None):
    suffix = "" if status is None else f",{status}"
    assert dte.say(f"AT+CMGW=15{suffix}\r") == "\r\n> "
    return [line for line in dte.say(f"{SUBMIT}\x1a").split("\r\n") if line]


@pytest.fixture
def filled(world, dte):
    """A store with one message of each status, slot n holding status n - 1."""
    dte.at("AT+CMEE=1")
    world.ask("sms", modem="gsm0", text="new")
    world.ask("sms", modem="gsm0", text="old")
    dte.at("AT+CMGR=2")
    write(dte, 2)
    write(dte, 3)
    return dte


def test_an_empty_store_lists_nothing(dte):
    assert dte.at("AT+CMGL=4") == ["OK"]
    assert dte.at("AT+CMGL") == ["OK"]


@pytest.mark.parametrize(("status", "slot"), [(0, 1), (1, 2), (2, 3), (3, 4)])
def test_messages_are_listed_by_status(filled, status, slot):
    head, pdu, result = filled.at(f"AT+CMGL={status}")
    assert head.startswith(f"+CMGL: {slot},{status},,")
    assert len(pdu) // 2 - 1 - int(pdu[:2], 16) == int(head.rsplit(",", 1)[1])
    assert result == "OK"


def test_listing_marks_as_read(filled):
    filled.at("AT+CMGL=0")
    assert filled.at("AT+CMGL=0") == ["OK"]


def test_reading_marks_as_read(filled):
    assert filled.at("AT+CMGR=1")[0].startswith("+CMGR: 0,,")
    assert filled.at("AT+CMGR=1")[0].startswith("+CMGR: 1,,")


@pytest.mark.parametrize("command", ["AT+CMGR=20", "AT+CMGR=99", "AT+CMGD=99", "AT+CMGD=0"])
def test_slots_that_are_none_are_refused(filled, command):
    assert filled.at(command) == ["+CMS ERROR: 321"]


@pytest.mark.parametrize(
    ("command", "left"),
    [
        ("AT+CMGD=2", [1, 3, 4]),
        ("AT+CMGD=20", [1, 2, 3, 4]),
        ("AT+CMGD=1,0", [2, 3, 4]),
        ("AT+CMGD=0,1", [1, 3, 4]),
        ("AT+CMGD=0,2", [1, 3]),
        ("AT+CMGD=0,3", [1]),
        ("AT+CMGD=0,4", []),
    ],
)
def test_deleting(filled, command, left):
    filled_first = filled.at("AT+CMGD=?")
    assert filled_first == ["+CMGD: (1,2,3,4),(0-4)", "OK"]
    assert filled.at(command) == ["OK"]
    slots = ",".join(map(str, left))
    assert filled.at("AT+CMGD=?") == [f"+CMGD: ({slots}),(0-4)", "OK"]


def test_a_full_store_takes_no_more(world, dte):
    dte.at("AT+CMEE=1")
    world.ask("storage", modem="gsm0", capacity=1)
    assert write(dte) == ["+CMGW: 1", "OK"]
    assert write(dte) == ["+CMS ERROR: 322"]


def test_what_was_written_can_be_sent(world, dte):
    write(dte)
    assert dte.at("AT+CMSS=1") == ["+CMSS: 0", "OK"]
    assert dte.at("AT+CMGR=1")[0].startswith("+CMGR: 3,,")
    assert dte.at('AT+CMSS=1,"+15559"') == ["+CMSS: 1", "OK"]
    assert [record["destination"] for record in world.events("submit")] == ["+15550001002", "+15559"]
    assert dte.at("AT+CMSS=9") == ["ERROR"]


def test_messages_in_text_mode(world, dte):
    dte.at("AT+CMGF=1")
    assert dte.at("AT+CMGL=?") == ['+CMGL: ("REC UNREAD","REC READ","STO UNSENT","STO SENT","ALL")', "OK"]
    dte.say('AT+CMGW="+15550001002"\r')
    assert dte.say("hi\x1a") == "\r\n+CMGW: 1\r\n\r\nOK\r\n"
    assert dte.at('AT+CMGL="ALL"') == ['+CMGL: 1,"STO UNSENT","+15550001002",,', "hi", "OK"]
    assert dte.at('AT+CMGL="EVERY"') == ["ERROR"]


def test_F14_deletion_fails(world, filled):
    world.ask("fault", modem="gsm0", name="F14.delete", options={"slot": 2})
    assert filled.at("AT+CMGD=2") == ["+CMS ERROR: 320"]
    assert filled.at("AT+CMGD=1") == ["OK"]
    assert filled.at("AT+CMGD=?")[0] == "+CMGD: (2,3,4),(0-4)"


def test_F16_deletion_lies(world, filled):
    world.ask("fault", modem="gsm0", name="F16", count=1)
    assert filled.at("AT+CMGD=1") == ["OK"]
    assert filled.at("AT+CMGD=?")[0] == "+CMGD: (1,2,3,4),(0-4)"
    assert filled.at("AT+CMGD=1") == ["OK"]
    assert filled.at("AT+CMGD=?")[0] == "+CMGD: (2,3,4),(0-4)"
