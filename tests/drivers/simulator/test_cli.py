"""`modembox simulate` and `modembox sim`."""

from __future__ import annotations

import argparse
import json
import signal
import subprocess
import sys

import pytest

from drivers.port import SerialPort
from drivers.simulator.arguments import VERBS
from drivers.simulator.cli import add_sim_arguments, add_simulate_arguments, default_control, run_sim, run_simulate
from drivers.simulator.control import Control
from drivers.simulator.simulation import Simulation

PROGRAM = """
import argparse, sys
from drivers.simulator.cli import add_simulate_arguments, run_simulate
parser = argparse.ArgumentParser()
add_simulate_arguments(parser)
sys.exit(run_simulate(parser.parse_args()))
"""


@pytest.fixture
def running(tmp_path):
    with Simulation(2, control=tmp_path / "control") as simulation:
        yield simulation


@pytest.fixture
def sim(running, tmp_path, capsys):
    def run(*words):
        parser = argparse.ArgumentParser()
        add_sim_arguments(parser)
        code = run_sim(parser.parse_args(["--control", str(tmp_path / "control"), *words]))
        return code, *capsys.readouterr()

    return run


def test_what_is_asked_is_shown(sim):
    assert sim("sms", "gsm0", "hello there", "--number", "Bank")[0] == 0
    assert sim("wait", "delivered")[0] == 0
    code, out, err = sim("state")
    assert (code, err) == (0, "")
    assert "gsm0" in out and "+15550001001 READY" in out and "SM 1/30" in out and "delivered=1" in out
    assert "event=delivered" in sim("journal")[1]


def test_faults_are_armed_with_options(sim):
    assert sim("fault", "F05", "lines=RING", "--modem", "gsm1", "--count", "2") == (0, "ok\n", "")
    assert "fault F05 lines=RING after=0 left=2" in sim("state", "gsm1")[1]
    assert sim("clear", "gsm1")[0] == 0
    assert "fault" not in sim("state")[1]
    assert "F26.foreign" in sim("faults")[1]


def test_answers_as_JSON(sim):
    assert json.loads(sim("--json", "signal", "gsm0", "9")[1]) == {"ok": True}


@pytest.mark.parametrize(
    "words",
    [
        ["call", "gsm0", "--number", "+155", "--rings", "1"],
        ["ussd", "gsm0", "Hello", "--code", "*5#"],
        ["ussd", "gsm0", '{"text": "a", "choices": {"1": "b"}}'],
        ["sim", "gsm0", "--pin", "1111"],
        ["sim", "gsm0", "--absent"],
        ["registration", "gsm0", "2", "--domain", "CREG"],
        ["latency", "--submit", "0.5"],
        ["latency", "gsm0", "--prompt", "0.5"],
        ["storage", "gsm0", "--memory", "ME", "--fill", "3"],
        ["raw", "gsm0", "04FF"],
        ["subscriber", "+1999", "--status", "70"],
        ["reboot", "gsm1"],
        ["help"],
    ],
)
def test_each_verb(sim, words):
    assert sim(*words)[0] == 0


def test_refusals_are_told(sim):
    code, out, err = sim("fault", "F99")
    assert (code, out) == (1, "")
    assert "no fault 'F99'" in err


def test_no_simulator(tmp_path, capsys):
    parser = argparse.ArgumentParser()
    add_sim_arguments(parser)
    assert run_sim(parser.parse_args(["--control", str(tmp_path / "none"), "state"])) == 1
    assert "no simulator at" in capsys.readouterr().err


def test_a_wrong_option_is_a_usage_error(sim):
    with pytest.raises(SystemExit):
        sim("fault", "F05", "lines")


def test_the_words_are_those_of_the_simulator(running):
    known = running.ask("help")["verbs"]
    assert set(VERBS) == set(known)
    for verb, (_, arguments) in VERBS.items():
        names = {argument.options.get("dest", argument.name.lstrip("-")) for argument in arguments}
        assert names <= set(known[verb])


def test_the_control_socket_may_be_named(monkeypatch):
    monkeypatch.setenv("MODEMBOX_SIM", "/somewhere/else")
    assert str(default_control()) == "/somewhere/else"
    monkeypatch.delenv("MODEMBOX_SIM")
    assert default_control().name.startswith("modembox-sim-")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_simulate_runs_until_told_to_stop(tmp_path, number):
    control = tmp_path / "control"
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "--gsm", "1", "--control", str(control), "--links", str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
    )
    lines = iter(process.stdout.readline, "modembox: simulator ready\n")
    assert any("+15550001001" in line for line in lines)
    process.send_signal(number)
    process.communicate()
    assert process.returncode == 0
    assert not control.exists()


def test_simulate_runs_until_nobody_holds_its_standard_input(tmp_path):
    control = tmp_path / "control"
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "--gsm", "1", "--control", str(control), "--until-eof"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert any(line == "modembox: simulator ready\n" for line in process.stdout)
    process.stdin.write("not the end\n")
    process.stdin.flush()
    with Control(control) as asked:
        assert asked.ask("state")["modems"]
    process.communicate()
    assert process.returncode == 0
    assert not control.exists()


def test_simulate_picks_families_and_serves_them_over_tcp(tmp_path):
    options = ["--gsm", "2", "--family", "huawei", "--family", "zte", "--listen", "127.0.0.1:0"]
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *options, "--control", str(tmp_path / "control")],
        stdout=subprocess.PIPE,
        text=True,
    )
    lines = list(iter(process.stdout.readline, "modembox: simulator ready\n"))
    for line, maker in zip(lines, ("huawei", "ZTE CORPORATION"), strict=False):
        port = SerialPort.open(line.split()[-1])
        port.write(b"AT+CGMI\r")
        heard = b""
        while b"OK" not in heard:
            heard += port.read(10.0)
        assert maker.encode() in heard
        port.close()
    process.terminate()
    process.communicate()


@pytest.mark.parametrize("option", [["--family", "nokia"], ["--listen", "here"], ["--listen", "127.0.0.1:99999"]])
def test_simulate_refuses_what_it_doesn_t_know(option):
    parser = argparse.ArgumentParser()
    add_simulate_arguments(parser)
    with pytest.raises(SystemExit):
        parser.parse_args(option)


def test_simulate_says_why_it_can_t(tmp_path, capsys):
    (tmp_path / "control").write_text("mine")
    parser = argparse.ArgumentParser()
    add_simulate_arguments(parser)
    assert run_simulate(parser.parse_args(["--control", str(tmp_path / "control")])) == 1
    assert "no socket" in capsys.readouterr().err


def test_simulate_has_sound_defaults():
    parser = argparse.ArgumentParser()
    add_simulate_arguments(parser)
    arguments = parser.parse_args([])
    assert (arguments.gsm, arguments.links, arguments.baud) == (2, None, None)
