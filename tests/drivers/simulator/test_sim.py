"""The SIM: PIN, PUK, lock, identity (27.007 5.5, 7.1, 7.4, 7.5, 8.3)."""

from __future__ import annotations

import pytest


@pytest.fixture
def locked(world, dte):
    world.ask("sim", modem="gsm0", pin="4321")
    dte.at("AT+CMEE=1")
    return dte


def test_a_SIM_without_lock_is_ready(dte):
    assert dte.at("AT+CPIN?") == ["+CPIN: READY", "OK"]
    assert dte.at("AT+CIMI") == ["001010000001001", "OK"]
    assert dte.at("AT+CCID") == ["+CCID: 8901010000000010016", "OK"]
    assert dte.at("AT+CNUM") == ['+CNUM: "","+15550001001",145', "OK"]


def test_a_locked_SIM_wants_its_PIN_first(locked):
    assert locked.at("AT+CPIN?") == ["+CPIN: SIM PIN", "OK"]
    assert locked.at("AT+CIMI") == ["+CME ERROR: 11"]
    assert locked.at("AT+CMGF=0") == ["+CMS ERROR: 311"]
    assert locked.at("AT+CREG?") == ["+CREG: 0,0", "OK"]
    assert locked.at('AT+CPIN="4321"') == ["OK"]
    assert locked.at("AT+CPIN?") == ["+CPIN: READY", "OK"]
    assert locked.at("AT+CREG?") == ["+CREG: 0,1", "OK"]


def test_three_wrong_PINs_ask_for_the_PUK(locked):
    assert locked.at("AT+CPIN=1111") == ["+CME ERROR: 16"]
    assert locked.at("AT+CPINR") == ["+CPINR: SIM PIN,2,3", "+CPINR: SIM PUK,10,10", "OK"]
    assert locked.at("AT+CPIN=1111") == ["+CME ERROR: 16"]
    assert locked.at("AT+CPIN=1111") == ["+CME ERROR: 12"]
    assert locked.at("AT+CPIN?") == ["+CPIN: SIM PUK", "OK"]
    assert locked.at("AT+CPIN=4321") == ["+CME ERROR: 12"]
    assert locked.at("AT+CPIN=12345678,9999") == ["OK"]
    assert locked.at("AT+CPIN?") == ["+CPIN: READY", "OK"]


def test_a_right_PIN_restores_the_tries(locked):
    locked.at("AT+CPIN=1111")
    locked.at("AT+CPIN=4321")
    assert locked.at("AT+CPINR")[0] == "+CPINR: SIM PIN,3,3"


def test_ten_wrong_PUKs_kill_the_card(locked):
    for _ in range(3):
        locked.at("AT+CPIN=1111")
    answers = [locked.at("AT+CPIN=11111111,9999") for _ in range(10)]
    assert answers == [["+CME ERROR: 16"]] * 9 + [["+CME ERROR: 13"]]
    assert locked.at("AT+CPIN?") == ["+CME ERROR: 13"]


def test_a_PIN_that_nobody_asks_for_is_refused(dte):
    dte.at("AT+CMEE=1")
    assert dte.at("AT+CPIN=1234") == ["+CME ERROR: 3"]


def test_without_a_SIM(world, dte):
    world.ask("sim", modem="gsm0", absent=True)
    dte.at("AT+CMEE=2")
    assert dte.at("AT+CPIN?") == ["+CME ERROR: SIM not inserted"]
    assert dte.at("AT+CMGL=4") == ["+CMS ERROR: (U)SIM not inserted"]
    world.ask("sim", modem="gsm0", absent=False)
    assert dte.at("AT+CPIN?") == ["+CPIN: READY", "OK"]


def test_the_lock_is_set_and_asked_for_after_a_restart(dte, clock, world):
    assert dte.at('AT+CLCK="SC",2') == ["+CLCK: 0", "OK"]
    assert dte.at('AT+CLCK="SC",1,"1234"') == ["OK"]
    assert dte.at('AT+CLCK="SC",2') == ["+CLCK: 1", "OK"]
    assert dte.at("AT+CPIN?") == ["+CPIN: READY", "OK"]
    world.ask("reboot", modem="gsm0")
    world.clock.advance(1)
    assert dte.at("ATE0") and dte.at("AT+CPIN?") == ["+CPIN: SIM PIN", "OK"]


def test_the_PIN_is_changed(locked):
    locked.at("AT+CPIN=4321")
    assert locked.at('AT+CPWD="SC","1111","5678"') == ["+CME ERROR: 16"]
    assert locked.at('AT+CPWD="SC","4321","5678"') == ["OK"]
    assert locked.at('AT+CLCK="SC",0,"5678"') == ["OK"]


def test_another_card_has_its_own_number(world, dte):
    world.ask("sim", modem="gsm0", number="+4915512345")
    assert dte.at("AT+CNUM") == ['+CNUM: "","+4915512345",145', "OK"]
