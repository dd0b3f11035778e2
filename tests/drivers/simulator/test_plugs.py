"""Faults of ports and power, on real ptys and TCP ports."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.errors import PortBusy, PortLost
from drivers.port import SerialPort
from drivers.simulator.simulation import Simulation


@pytest.fixture
def simulation(tmp_path: Path) -> Iterator[Simulation]:
    with Simulation(2, links=tmp_path, listen=("127.0.0.1", 0)) as running:
        yield running


def said(port: SerialPort, command: str) -> str:
    port.write(f"{command}\r".encode())
    heard = b""
    while b"OK\r\n" not in heard:
        heard += port.read(10.0) or b"(nothing)OK\r\n"
    return heard.decode()


def fault(simulation: Simulation, name: str, count: int = 0, **options: object) -> None:
    simulation.ask("fault", modem="gsm0", name=name, options=options, count=count)


def events(simulation: Simulation) -> list[str]:
    return [record["event"] for record in simulation.ask("journal")["records"]]


@pytest.mark.parametrize("over", ["pty", "tcp"])
def test_F08_a_port_that_hangs_up_on_a_command(simulation: Simulation, tmp_path: Path, over: str) -> None:
    url = str(tmp_path / "gsm0") if over == "pty" else simulation.url_of("gsm0")
    port = SerialPort.open(url)
    fault(simulation, "F08", count=1, seconds=0)
    port.write(b"AT\r")
    with pytest.raises(PortLost):
        while True:
            port.read(10.0)
    with pytest.raises(PortLost):
        for _ in range(3):
            port.write(b"AT\r")
    port.close()
    with pytest.raises(PortLost):
        SerialPort.open(url)
    simulation.ask("clear", modem="gsm0")
    port = SerialPort.open(url)
    assert "OK" in said(port, "ATE0")
    port.close()


def test_F09_a_port_that_moves(simulation: Simulation, tmp_path: Path) -> None:
    fault(simulation, "F09", link="ttyUSB3", seconds=0)
    assert not (tmp_path / "gsm0").exists()
    simulation.ask("clear")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["gsm1", "ttyUSB3"]


@pytest.mark.parametrize("link", ["../up", "mine"])
def test_F09_a_name_that_can_t_be(simulation: Simulation, tmp_path: Path, link: str) -> None:
    (tmp_path / "mine").write_text("a file")
    with pytest.raises(ValueError, match=r"name of a file|no symlink"):
        fault(simulation, "F09", link=link)
    SerialPort.open(str(tmp_path / "gsm0")).close()


def test_F09_two_that_swap(simulation: Simulation, tmp_path: Path) -> None:
    fault(simulation, "F09.swap", other="gsm1", seconds=0)
    simulation.ask("clear")
    port = SerialPort.open(str(tmp_path / "gsm0"))
    assert "350000010000020" in said(port, "AT+CGSN")
    port.close()


def test_F10_something_that_speaks_no_AT_first(simulation: Simulation, tmp_path: Path) -> None:
    simulation.ask("fault", modem="gsm0", name="F10", options={"seconds": 0, "strange": 3600})
    assert not (tmp_path / "gsm0").exists()
    simulation._loop.post(simulation._plugs["gsm0"]._pending[0][1])
    simulation.ask("state")
    port = SerialPort.open(str(tmp_path / "gsm0"))
    port.write(b"AT\r")
    assert port.read(0.1) == b""
    port.close()
    simulation.ask("clear")
    port = SerialPort.open(str(tmp_path / "gsm0"))
    assert "OK" in said(port, "AT")
    port.close()


def test_F11_a_port_that_is_not_there(simulation: Simulation, tmp_path: Path) -> None:
    fault(simulation, "F11")
    with pytest.raises(PortLost):
        SerialPort.open(str(tmp_path / "gsm0"))
    simulation.ask("clear", name="F11")
    SerialPort.open(str(tmp_path / "gsm0")).close()
    assert events(simulation) == []


def test_F12_power_that_can_t_be_switched(simulation: Simulation, tmp_path: Path) -> None:
    fault(simulation, "F12", count=1)
    with pytest.raises(ValueError, match="can't be switched"):
        simulation.ask("power", modem="gsm0")
    assert (tmp_path / "gsm0").exists()
    assert simulation.ask("power", modem="gsm0", seconds=0)["cycled"] == ["gsm0"]
    assert events(simulation) == ["power", "power", "restart"]


def test_F12_siblings_that_bounce(simulation: Simulation, tmp_path: Path) -> None:
    fault(simulation, "F12.siblings")
    assert simulation.ask("power", modem="gsm0", seconds=0)["cycled"] == ["gsm0", "gsm1"]
    assert not list(tmp_path.iterdir())
    simulation.ask("clear")
    assert len(list(tmp_path.iterdir())) == 2


def test_F21_a_port_that_another_program_has(simulation: Simulation, tmp_path: Path) -> None:
    fault(simulation, "F21")
    with pytest.raises(PortBusy):
        SerialPort.open(str(tmp_path / "gsm0"))
    simulation.ask("clear", modem="gsm0")
    SerialPort.open(str(tmp_path / "gsm0")).close()


def test_a_port_on_the_network_has_one_owner(simulation: Simulation) -> None:
    url = simulation.url_of("gsm0")
    assert url == simulation.ask("state", modem="gsm0")["modems"][0]["url"]
    port = SerialPort.open(url)
    assert "Modem Box" in said(port, "ATI")
    second = SerialPort.open(url)
    with pytest.raises(PortLost):
        second.read(10.0)
    second.close()
    assert "OK" in said(port, "AT")
    port.close()
    port = SerialPort.open(simulation.url_of("gsm1"))
    assert "350000010000020" in said(port, "AT+CGSN")
    port.close()
