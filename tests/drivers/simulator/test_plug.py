"""Ports that are pulled out and put in again."""

from __future__ import annotations

from pathlib import Path

import pytest

from drivers.errors import PortLost
from drivers.port import SerialPort
from drivers.simulator.simulation import Simulation


def test_a_port_that_is_pulled_out_hangs_up_and_is_there_again_under_another_name(tmp_path: Path) -> None:
    with Simulation(gsm=1, links=tmp_path) as simulation:
        port = SerialPort.open(str(tmp_path / "gsm0"))
        simulation.ask("unplug", modem="gsm0")
        assert not list(tmp_path.iterdir())
        assert simulation.ports == [""]
        with pytest.raises(PortLost):
            port.read(5.0)
        port.close()
        answer = simulation.ask("plug", modem="gsm0", link="ttyUSB3")
        assert answer["port"] == str((tmp_path / "ttyUSB3").resolve())
        port = SerialPort.open(str(tmp_path / "ttyUSB3"))
        port.write(b"ATE0\r")
        heard = b""
        while b"OK" not in heard:
            heard += port.read(5.0)
        port.close()


@pytest.mark.parametrize(("verb", "arguments"), [("plug", {}), ("unplug", {}), ("plug", {"link": "../up"})])
def test_what_can_t_be(tmp_path: Path, verb: str, arguments: dict[str, str]) -> None:
    with Simulation(gsm=1, links=tmp_path) as simulation:
        if verb == "unplug" or arguments:
            simulation.ask("unplug", modem="gsm0")
        with pytest.raises(ValueError, match=r"it is|name of a file"):
            simulation.ask(verb, modem="gsm0", **arguments)
