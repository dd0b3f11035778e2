"""Faults around a modem, in memory: who hangs up, loses power, is called, is stolen from, has no message service."""

from __future__ import annotations

SUBMIT = "0001000B915155001000F2000002E834"


def submit(dte) -> str:
    assert "> " in dte.say("AT+CMGS=15\r")
    return dte.say(f"{SUBMIT}\x1a")


def test_F09_a_clone_tells_its_twin_s_number(world, dte):
    world.ask("fault", modem="gsm0", name="F09.clone", options={"imei": "490154203237518"})
    assert dte.at("AT+CGSN") == ["490154203237518", "OK"]
    world.ask("clear", modem="gsm0", name="F09.clone")
    assert dte.at("AT+GSN") == ["350000010000012", "OK"]


def test_F09_a_modem_that_tells_no_number(world, dte):
    world.ask("fault", modem="gsm0", name="F09.clone")
    assert dte.at("AT+CGSN") == ["ERROR"]


def test_F11_what_resets_is_in_the_journal(world, dte):
    dte.at("AT+CFUN=1,1")
    world.clock.advance(1)
    assert [record["event"] for record in world.journal.recent] == ["function", "restart"]
    assert world.events("function")[0] | {"function": 1, "restart": True} == world.events("function")[0]


def test_F20_a_brown_out_on_a_command(world, dte):
    world.ask("fault", modem="gsm0", name="F20", options={"lines": "RDY|+CFUN: 1|+CPIN: {wants}"}, count=1)
    assert dte.at("AT+CMEE=1") == []
    world.clock.advance(0)
    assert dte.at("AT") == []
    world.clock.advance(1)
    assert dte.look().split() == ["RDY", "+CFUN:", "1", "+CPIN:", "READY"]
    assert dte.at("ATE0;+CMEE?")[-2:] == ["+CMEE: 0", "OK"]


def test_F20_a_brown_out_once_the_network_has_the_text(world, dte):
    world.ask("fault", modem="gsm0", name="F20", options={"on": "text", "lines": "none"}, count=1)
    assert submit(dte) == ""
    world.clock.advance(1)
    assert dte.look() == ""
    assert len(world.events("submit")) == 1


def test_F20_power_that_is_low_until_somebody_sees_to_it(world, dte):
    world.ask("fault", modem="gsm0", name="F20", options={"lines": "RDY", "seconds": 0}, count=1)
    dte.at("AT")
    world.clock.advance(60)
    assert dte.at("AT") == []
    world.ask("clear", modem="gsm0", name="F20")
    assert dte.look().split() == ["RDY"]
    world.ask("clear", modem="gsm0")
    assert dte.look() == ""


def test_F20_a_brown_out_in_place_of_the_prompt(world, dte):
    world.ask("fault", modem="gsm0", name="F20", options={"on": "prompt"}, count=1)
    assert dte.say("AT+CMGS=15\r") == ""
    world.clock.advance(1)
    assert dte.say("ATE0\r").endswith("OK\r\n")
    assert not world.events("submit")


def test_F21_what_another_program_reads_is_gone(world, dte):
    world.ask("fault", modem="gsm0", name="F21.stolen", after=1, count=1)
    assert [dte.at("AT") for _ in range(3)] == [["OK"], [], ["OK"]]


def test_F22_a_call_without_end_is_forgotten_without_a_word(world, dte):
    world.ask("fault", modem="gsm0", name="F22")
    world.clock.advance(600)
    assert dte.look().count("RING") == 121
    world.ask("clear", modem="gsm0")
    world.clock.advance(60)
    assert dte.look() == ""


def test_F22_no_carrier_in_every_response(world, dte):
    world.ask("fault", modem="gsm0", name="F22.carrier")
    assert dte.at("AT+CMEE?") == ["NO CARRIER", "+CMEE: 0", "NO CARRIER", "OK"]
    assert dte.say("AT+CMGS=15\r") == "\r\nNO CARRIER\r\n\r\n> "


def test_F22_a_call_between_prompt_and_answer(world, dte):
    world.ask("fault", modem="gsm0", name="F22.submit", count=1)
    assert dte.say("AT+CMGS=15\r") == "\r\nRING\r\n\r\n> "
    assert dte.say(f"{SUBMIT}\x1a").split("\r\n")[1::2] == ["NO CARRIER", "+CMGS: 0", "OK"]
    assert len(world.events("submit")) == 1


def test_F34_registered_for_lte_and_no_messages(world, dte):
    world.ask("fault", modem="gsm0", name="F34")
    dte.at("AT+CMEE=1")
    assert dte.at("AT+CREG?;+CEREG?") == ["+CREG: 0,0", "+CEREG: 0,1", "OK"]
    assert "+CMS ERROR: 331" in submit(dte)
    world.ask("sms", modem="gsm0", text="kept")
    assert not world.events("delivered")
    world.ask("clear", modem="gsm0")
    assert dte.at("AT+CREG?") == ["+CREG: 0,1", "OK"]
    assert world.events("delivered")


def test_F34_the_other_domain_carries_messages(world, dte):
    world.ask("fault", modem="gsm0", name="F34.cgsms", options={"service": 2})
    dte.at("AT+CMEE=1")
    assert "+CMS ERROR: 331" in submit(dte)
    assert dte.at("AT+CGSMS=2;+CGSMS?") == ["+CGSMS: 2", "OK"]
    assert "+CMGS: 0" in submit(dte)


def test_F34_no_message_service_at_all(world, dte):
    world.ask("fault", modem="gsm0", name="F34.csms")
    assert dte.at("AT+CSMS?") == ["+CSMS: 0,0,0,0", "OK"]
    assert dte.at("AT+CSMS=1") == ["+CSMS: 0,0,0", "OK"]


def test_an_occasion_that_there_is_none_of(world):
    assert "on is one of command, prompt, text" in world.ask("fault", name="F08", options={"on": "monday"})["error"]


def heard(world, dte) -> str:
    """What a DTE is told that wants everything at once, a second after somebody has written."""
    dte.at("AT+CSMS=1;+CNMI=2,2,0,1")
    world.ask("sms", modem="gsm0", text="Anybody there?")
    world.clock.advance(1)
    return dte.look()


def test_F33_a_modem_that_sends_and_is_told_of_nothing(world, dte, other):
    world.ask("fault", modem="gsm0", name="F33")
    assert heard(world, dte) == ""
    assert "+CMGS: " in submit(dte)
    assert dte.at("AT+CREG?") == ["+CREG: 0,1", "OK"]
    world.clock.advance(1)
    assert [record["event"] for record in world.journal.recent] == ["submit", "delivered"]
    assert dte.look() == ""
    world.ask("clear", modem="gsm0", name="F33")
    assert dte.look().startswith("\r\n+CMT: ")


def test_F33_what_was_eaten_is_told_nobody_and_counts_as_delivered(world, dte):
    world.ask("fault", modem="gsm0", name="F33", options={"fate": "eaten"})
    assert heard(world, dte) == ""
    assert [record["by"] for record in world.events("delivered")] == ["acknowledged"]
    world.ask("clear", modem="gsm0")
    world.clock.advance(60)
    assert dte.look() == ""
    assert "+CMT" in heard(world, dte)


def test_F33_a_restart_cures_it_or_does_not(world, dte):
    for cure, found in (("none", 0), ("restart", 1)):
        world.ask("fault", modem="gsm0", name="F33", options={"cure": cure})
        heard(world, dte)
        dte.at("AT+CFUN=1,1")
        world.clock.advance(1)
        dte.say("ATE0\r")
        assert len([line for line in dte.at("AT+CMGL=4") if line.startswith("+CMGL")]) == found * 2
