"""State, journal and waiting."""

from __future__ import annotations


def test_state_tells_all(world, dte):
    world.ask("sms", modem="gsm0", text="x")
    world.ask("call", modem="gsm0", number="+1999")
    world.ask("fault", modem="gsm0", name="F05", after=1, count=2)
    (modem,) = world.ask("state", modem="gsm0")["modems"]
    assert modem["port"] == "/dev/gsm0"
    assert modem["imei"] == "350000010000012"
    assert modem["sim"]["number"] == "+15550001001"
    assert modem["registration"] == {"CREG": 1, "CGREG": 1, "CEREG": 1}
    assert modem["storage"]["SM"] == {"used": 1, "capacity": 30}
    assert modem["ringing"] == "+1999"
    assert (modem["faults"]["F05"]["after"], modem["faults"]["F05"]["left"]) == (1, 2)


def test_the_journal_is_read_from_a_place_on(world):
    for text in ("a", "b", "c"):
        world.ask("sms", modem="gsm0", text=text)
    assert [record["seq"] for record in world.ask("journal", after=1)["records"]] == [2, 3]
    assert [record["seq"] for record in world.ask("journal", limit=1)["records"]] == [1]


def test_waiting_for_what_is_there_already(world):
    world.ask("sms", modem="gsm0", text="a")
    assert len(world.ask("wait", event="delivered")["records"]) == 1


def test_waiting_for_what_comes(world):
    answers = world.asks("wait", event="delivered", count=2, number="+15550001001")
    world.ask("sms", modem="gsm0", text="a")
    world.ask("sms", modem="gsm1", text="not that one")
    assert answers == []
    world.ask("sms", modem="gsm0", text="b")
    assert [record["seq"] for record in answers[0]["records"]] == [1, 3]


def test_waiting_in_vain(world):
    answers = world.asks("wait", event="submit", timeout=5.0)
    world.clock.advance(5)
    assert answers == [{"error": "wait: after 5 s there are 0 of 1 submit"}]
    world.ask("sms", modem="gsm0", text="b")


def test_waiting_for_the_prompt(world, dte):
    answers = world.asks("wait", event="prompt", modem="gsm0")
    dte.say("AT+CMGS=20\r")
    assert answers[0]["ok"]


def test_waiting_only_for_what_is_new(world):
    world.ask("sms", modem="gsm0", text="a")
    answers = world.asks("wait", event="delivered", after=1)
    assert answers == []
    world.ask("sms", modem="gsm0", text="b")
    assert answers[0]["records"][0]["seq"] == 2
