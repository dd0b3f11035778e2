"""Registration, signal, operator (27.007 7.2, 7.3, 8.5)."""

from __future__ import annotations

import pytest


def test_signal(world, dte):
    assert dte.at("AT+CSQ") == ["+CSQ: 20,0", "OK"]
    world.ask("signal", modem="gsm0", rssi=5, ber=3)
    assert dte.at("AT+CSQ") == ["+CSQ: 5,3", "OK"]


def test_operator_in_each_format(dte):
    assert dte.at("AT+COPS?") == ['+COPS: 0,0,"SIMNET",7', "OK"]
    assert dte.at("AT+COPS=3,2;+COPS?") == ['+COPS: 0,2,"00101",7', "OK"]
    assert dte.at("AT+COPS=?") == ['+COPS: (2,"SIMNET","SIM","00101",7),,(0-4),(0-2)', "OK"]


@pytest.mark.parametrize("domain", ["CREG", "CGREG", "CEREG"])
def test_registration_is_read_and_reported(world, dte, domain):
    assert dte.at(f"AT+{domain}=2") == ["OK"]
    assert dte.at(f"AT+{domain}?") == [f'+{domain}: 2,1,"00C3","0000A1B2",7', "OK"]
    world.ask("registration", modem="gsm0", state=2)
    assert dte.look() == f"\r\n+{domain}: 2\r\n"
    world.ask("registration", modem="gsm0", state=5)
    assert dte.look() == f'\r\n+{domain}: 5,"00C3","0000A1B2",7\r\n'


def test_registration_isn_t_reported_unasked(world, dte):
    world.ask("registration", modem="gsm0", state=0)
    assert dte.look() == ""
    assert dte.at("AT+CREG?;+COPS?") == ["+CREG: 0,0", "+COPS: 0", "OK"]


def test_one_domain_alone(world, dte):
    world.ask("registration", modem="gsm0", state=0, domain="CREG")
    assert dte.at("AT+CREG?;+CEREG?") == ["+CREG: 0,0", "+CEREG: 0,1", "OK"]


def test_deregistered_on_request(dte):
    dte.at("AT+CREG=1")
    assert dte.at("AT+COPS=2") == ["OK", "+CREG: 0"]
    assert dte.at("AT+COPS=0") == ["OK", "+CREG: 1"]


def test_the_radio_switched_off(dte):
    assert dte.at("AT+CFUN=4;+CSQ;+CREG?") == ["+CSQ: 99,99", "+CREG: 0,0", "OK"]
    assert dte.at("AT+CFUN=1;+CREG?") == ["+CREG: 0,1", "OK"]


@pytest.mark.parametrize("command", ["AT+CREG=3", "AT+COPS=9", "AT+CGATT=0", "AT+CREG=x"])
def test_values_out_of_range_are_refused(dte, command):
    dte.at("AT+CMEE=1")
    assert dte.at(command) == ["+CME ERROR: 50"]


def test_signal_and_state_of_no_standard_are_refused(world):
    assert "0..31" in world.ask("signal", modem="gsm0", rssi=40)["error"]
    assert "0..8" in world.ask("registration", modem="gsm0", state=11)["error"]
