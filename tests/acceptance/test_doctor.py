"""`modembox doctor` beside a box whose lines have what lines have."""

from __future__ import annotations

import json

from appliance.__main__ import main


def doctor(world, capsys) -> tuple[int, list[tuple[str, str]]]:
    """Its status, and what it finds where."""
    capsys.readouterr()
    status = main(["doctor", "--json", "--data", str(world.data)])
    return status, [(found["line"], found["code"]) for found in json.loads(capsys.readouterr().out)]


def test_a_box_that_is_well_and_one_that_does_not_run(world, capsys) -> None:
    world.box()
    assert doctor(world, capsys) == (0, [])
    world.stop()
    assert doctor(world, capsys) == (1, [("", "not-running")])


def test_pins_and_puks(pair, capsys) -> None:
    pair.line(1)
    pair.line(2, pin="9999")
    for modem in ("gsm0", "gsm1"):
        pair.ask("sim", modem=modem, pin="4321")
    pair.box(ready=False)
    pair.await_line("gsm1", "pin")
    pair.await_line("gsm2", "pin")
    assert doctor(pair, capsys) == (1, [("gsm1", "pin-needed"), ("gsm2", "pin-wrong")])


def test_F07_a_modem_that_falls_silent_leaves_a_recording(world, capsys) -> None:
    world.impatient()
    world.box()
    world.fault("F07")
    world.await_line("gsm1", "failed")
    assert doctor(world, capsys) == (0, [("gsm1", "modem-failing"), ("", "recordings")])


def test_F34_a_network_that_carries_no_messages(world, capsys) -> None:
    world.box()
    world.fault("F34")
    sent = world.send()
    for count in range(1, 4):
        world.await_event("transmission.retry", count=count, transmission_id=sent)
        world.turn(3600)
    assert ("gsm1", "no-sms-service") in doctor(world, capsys)[1]


def test_a_message_in_doubt_waits_for_a_person(world, capsys) -> None:
    world.settings.change_box(reports=False)
    world.impatient()
    world.box()
    world.fault("F03", count=1)
    doubtful = world.send()
    world.await_standing(doubtful, "in_doubt")
    status, found = doctor(world, capsys)
    assert status == 1
    assert ("", "in-doubt") in found
