"""Debian's smstools use the simulator as hardware."""

from __future__ import annotations

import subprocess
import time

import pytest

pytestmark = pytest.mark.peer

CONFIG = """
devices = GSM1
outgoing = {home}/outgoing
checked = {home}/checked
failed = {home}/failed
incoming = {home}/incoming
report = {home}/report
sent = {home}/sent
logfile = {home}/smsd.log
infofile = {home}/smsd.running
pidfile = {home}/smsd.pid
loglevel = 7
delaytime = 1

[GSM1]
device = {port}
init = AT+CPMS="SM","SM","SM";+CNMI=2,0,0,2,1
incoming = yes
report = yes
mode = new
rtscts = no
"""
FOLDERS = ("outgoing", "checked", "failed", "incoming", "report", "sent")


@pytest.fixture
def smsd(tmp_path, simulation, program):
    """smsd at work on gsm0; its folders lie in what this gives."""
    home = tmp_path / "sms"
    for folder in FOLDERS:
        (home / folder).mkdir(parents=True)
    config = home / "smsd.conf"
    config.write_text(CONFIG.format(home=home, port=tmp_path / "modems" / "gsm0"))
    process = subprocess.Popen(
        [program("smsd", "smstools"), "-t", f"-c{config}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    yield home
    process.terminate()
    process.wait(timeout=20)


def file_in(folder, smsd, names="GSM1.*"):
    """The text of the first file of such a name that appears in `folder`."""
    deadline = time.monotonic() + 25
    while time.monotonic() < deadline:
        for path in folder.glob(names):
            if text := path.read_text(errors="replace"):
                return text
        time.sleep(0.05)
    raise AssertionError(f"nothing in {folder.name}; the log says:\n{(smsd / 'smsd.log').read_text()}")


def test_it_sends_and_gets_its_report(simulation, smsd):
    (smsd / "outgoing" / "one").write_text("To: 15559999\nReport: yes\n\nHello from smstools")
    (record,) = simulation.ask("wait", event="submit", timeout=25.0)["records"]
    assert (record["destination"], record["text"]) == ("+15559999", "Hello from smstools")
    assert "Message_id: 0" in file_in(smsd / "sent", smsd, "one")
    report = file_in(smsd / "report", smsd)
    assert "From: 15559999" in report
    assert "Status: 0" in report


def test_it_takes_what_comes_in_and_deletes_it(simulation, smsd):
    simulation.ask("sms", modem="gsm0", number="+15557001", text="Hello smsd")
    message = file_in(smsd / "incoming", smsd)
    assert "From: 15557001" in message
    assert message.endswith("Hello smsd")
    deadline = time.monotonic() + 25
    while simulation.ask("state", modem="gsm0")["modems"][0]["storage"]["SM"]["used"]:
        assert time.monotonic() < deadline
        time.sleep(0.05)
