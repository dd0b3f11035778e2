"""Requests: what is asked wrongly is refused in words."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        ({"verb": "dance"}, "no verb 'dance'; there are help, state"),
        ({}, "no verb None"),
        ({"verb": ["state"]}, "no verb ['state']"),
        ({"verb": "sms"}, "missing: modem, text"),
        ({"verb": "sms", "modem": "gsm0", "text": "x", "colour": 1}, "unknown: colour; sms takes modem, text, number"),
        ({"verb": "sms", "modem": "gsm0", "text": 5}, "text is a str, not 5"),
        ({"verb": "sms", "modem": "gsm0", "text": "x", "bits": True}, "bits is a int, not True"),
        ({"verb": "sms", "modem": "gsm0", "text": "x", "bits": 12}, "8 or 16"),
        ({"verb": "sms", "modem": "gsm0", "text": "x", "number": "way too long a name"}, "1 to 11"),
        ({"verb": "sms", "modem": "gsm0", "text": "x", "order": "2"}, "parts 1 to 1"),
        ({"verb": "sms", "modem": "gsm9", "text": "x"}, "no modem 'gsm9'; there are gsm0, gsm1"),
        ({"verb": "raw", "modem": "gsm0", "tpdu": "zz"}, "raw:"),
        ({"verb": "state", "modem": "gsm9"}, "no modem"),
        ({"verb": "latency", "submit": -1}, "less than 0"),
        ({"verb": "latency", "submit": "1"}, "submit is a float"),
        ({"verb": "storage", "modem": "gsm0", "memory": "XX"}, "there are SM, ME"),
        ({"verb": "storage", "modem": "gsm0", "fill": 99}, "only 30 slots"),
        ({"verb": "subscriber", "number": "1", "status": 256}, "0..255"),
        ({"verb": "sim", "modem": "gsm0", "number": "x"}, "not a number"),
        ({"verb": "fault", "name": "F05", "options": [1]}, "options are an object"),
        ({"verb": "clear", "name": "F99"}, "no fault"),
        ({"verb": "wait", "event": "miracle"}, "submit, refused"),
    ],
)
def test_wrong_requests(world, request_, words):
    answers = []
    world._verbs.answer(request_, answers.append)
    assert words in answers[0]["error"]


def test_a_modem_goes_by_name_IMEI_or_number(world):
    for name in ("gsm1", "350000010000020", "+15550001002"):
        assert world.ask("state", modem=name)["modems"][0]["name"] == "gsm1"


def test_help_names_every_verb_with_its_parameters(world):
    verbs = world.ask("help")["verbs"]
    assert verbs["sms"]["modem"] == "required"
    assert verbs["wait"]["timeout"] == 30.0
    assert {"state", "sms", "fault", "clear", "journal", "latency", "storage", "sim"} < set(verbs)


def test_without_a_SIM_what_is_sent_to_it_waits(world):
    world.ask("sim", modem="gsm0", absent=True)
    assert world.ask("sms", modem="gsm0", text="x")["ok"]
    world.clock.advance(60)
    assert not world.events("delivered")
    world.ask("sim", modem="gsm0", absent=False)
    world.clock.advance(1)
    assert world.ask("state", modem="gsm0")["modems"][0]["storage"]["SM"]["used"] == 1


def test_without_a_SIM_there_is_none_to_take_out(world):
    world.ask("sim", modem="gsm0", absent=True)
    assert world.ask("sim", modem="gsm0", absent=True)["error"] == "sim: SIM not inserted"
    assert world.ask("state", modem="gsm0")["modems"][0]["sim"] is None
