"""USSD: codes, menus with sessions, the network's own word."""

from __future__ import annotations

import pytest


def ask(world, dte, text, charset="IRA"):
    assert dte.at(f'AT+CUSD=1,"{text}",15') == ["OK"]
    world.clock.advance(0.1)
    return dte.look()


def test_the_balance_is_a_menu(world, dte):
    answer = ask(world, dte, "*100#")
    assert answer.startswith('\r\n+CUSD: 1,"Balance: 12.34 EUR\n1 Top up')
    assert ask(world, dte, "1") == '\r\n+CUSD: 1,"Enter voucher code",15\r\n'
    assert ask(world, dte, "123456") == '\r\n+CUSD: 0,"Topped up by 10.00 EUR",15\r\n'
    assert ask(world, dte, "1") == "\r\n+CUSD: 4\r\n"


def test_a_session_is_cancelled(world, dte):
    ask(world, dte, "*100#")
    assert dte.at("AT+CUSD=2") == ["OK"]
    assert ask(world, dte, "1") == "\r\n+CUSD: 4\r\n"


def test_a_wrong_choice_ends_the_session(world, dte):
    ask(world, dte, "*100#")
    assert ask(world, dte, "9") == '\r\n+CUSD: 0,"Unknown choice",15\r\n'


def test_own_number(world, dte):
    assert ask(world, dte, "*101#") == '\r\n+CUSD: 0,"+15550001001",15\r\n'


@pytest.mark.parametrize(
    ("charset", "code", "answer"),
    [
        ("IRA", "*1#", '"Hi",15'),
        ("GSM", "*1#", '"Hi",15'),
        ("HEX", "2A3123", '"4869",15'),
        ("UCS2", "002A00310023", '"00480069",72'),
    ],
)
def test_text_travels_in_the_character_set(world, dte, charset, code, answer):
    world.ask("ussd", modem="gsm0", code="*1#", menu="Hi")
    dte.at(f'AT+CSCS="{charset}"')
    assert ask(world, dte, code) == f"\r\n+CUSD: 0,{answer}\r\n"


def test_the_network_speaks_first(world, dte):
    world.ask("ussd", modem="gsm0", menu={"text": "Yes?", "choices": {"1": "Thanks"}})
    assert dte.look() == ""
    dte.at("AT+CUSD=1")
    world.ask("ussd", modem="gsm0", menu={"text": "Yes?", "choices": {"1": "Thanks"}})
    assert dte.look() == '\r\n+CUSD: 1,"Yes?",15\r\n'
    assert ask(world, dte, "1") == '\r\n+CUSD: 0,"Thanks",15\r\n'


def test_what_is_no_menu_is_refused(world):
    assert "USSD menu" in world.ask("ussd", modem="gsm0", menu=[1])["error"]
    assert "USSD menu" in world.ask("ussd", modem="gsm0", menu={"choices": {}})["error"]


def test_text_not_of_the_character_set_is_refused(dte):
    dte.at('AT+CSCS="UCS2";+CMEE=1')
    assert dte.at('AT+CUSD=1,"*100#"') == ["+CME ERROR: 50"]
