"""Debian's gammu uses the simulator as hardware."""

from __future__ import annotations

import subprocess

import pytest

pytestmark = pytest.mark.peer


@pytest.fixture
def gammu(tmp_path, program):
    """Runs commands of gammu on a modem, all in one session; gives what it prints."""
    path = program("gammu", "gammu")

    def run(modem, *commands):
        config, batch = tmp_path / f"gammurc-{modem}", tmp_path / f"batch-{modem}"
        config.write_text(f"[gammu]\ndevice={tmp_path / 'modems' / modem}\nconnection=at\nmodel=at\n")
        batch.write_text("\n".join(commands) + "\n")
        done = subprocess.run(
            [path, "-c", str(config), "batch", str(batch)],
            check=False,
            capture_output=True,
            text=True,
            timeout=25,
            env={"LC_ALL": "C.UTF-8"},
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return run


def test_it_knows_what_it_talks_to(simulation, gammu):
    told = gammu("gsm0", "identify", "networkinfo", "getsmsc", "getussd *100#")
    assert "Manufacturer         : Modem Box" in told
    assert "IMEI                 : 350000010000012" in told
    assert "SIM IMSI             : 001010000001001" in told
    assert "Network state        : home network" in told
    assert 'Number               : "+15550009999"' in told
    assert "Balance: 12.34 EUR" in told


def test_it_sends_and_gets_its_report(simulation, gammu):
    told = gammu("gsm0", "monitor 1", 'sendsms TEXT +15559999 -report -text "Hello from gammu"')
    assert "OK, message reference=0" in told
    (record,) = simulation.ask("wait", event="submit")["records"]
    assert (record["destination"], record["text"]) == ("+15559999", "Hello from gammu")
    simulation.ask("wait", event="delivered", modem="gsm0")
    told = gammu("gsm0", "getallsms")
    assert "SMS status report" in told
    assert "Delivery status      : Delivered" in told


def test_it_reads_what_came_in_and_deletes_it(simulation, gammu):
    simulation.ask("sms", modem="gsm0", number="+15557001", text="Grüße aus Köln")
    simulation.ask("sms", modem="gsm0", number="+15557002", text="Long " + "and longer " * 20)
    simulation.ask("wait", event="delivered", number="+15550001001", count=3)
    told = gammu("gsm0", "geteachsms", "deleteallsms 1")
    assert "Grüße aus Köln" in told
    assert 'Remote number        : "+15557001"' in told
    assert "3 SMS parts in 2 SMS sequences" in told
    assert simulation.ask("state", modem="gsm0")["modems"][0]["storage"]["SM"]["used"] == 0


def test_it_sends_a_long_text_to_another_modem_where_it_reads_it(simulation, gammu):
    text = "Schöne Grüße an alle " * 12
    gammu("gsm0", f'sendsms TEXT +15550001002 -len {len(text)} -textutf8 "{text}"')
    simulation.ask("wait", event="delivered", number="+15550001002", count=2)
    assert text in gammu("gsm1", "geteachsms")
