"""From a port to a modem."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from drivers.capabilities import Identity, Notice, PinState, Restarted, SimChanged
from drivers.errors import NoAnswer, PortLost
from drivers.faxmodem import PstnModem
from drivers.modem import GsmModem
from drivers.registry import (
    FAMILIES,
    FAX_FAMILIES,
    PortOutlet,
    device_of,
    family_of,
    fax_family_of,
    known_modem,
    open_modem,
    open_url,
    probe,
)
from drivers.replay import ReplayPort


def test_probe(played) -> None:
    port = played("probe-generic")
    found = probe(port, clock=port.clock)
    assert found.identity == Identity("Simulated", "M1", "1.0", "356938035643809")
    assert found.capabilities == {"+CGSM", "+DS"}


def test_open_a_modem_that_no_family_knows(played) -> None:
    port = played("probe-generic", "init-generic")
    modem = open_modem(port, clock=port.clock)
    assert modem.identity.imei == "356938035643809"
    assert modem.pending() == []


def test_F20_a_modem_that_boots_while_it_is_asked(played) -> None:
    port = played("probe-sim800", "init-sim800")
    modem = open_modem(port, clock=port.clock)
    assert modem.identity == Identity("SIMCOM_Ltd", "SIMCOM_SIM800L", "1418B05SIM800L24", "865067020000018")
    assert modem.pending() == [
        Restarted(),
        Notice("+CFUN: 1"),
        SimChanged(PinState.READY),
        Notice("Call Ready"),
        Notice("UNDER-VOLTAGE WARNNING"),
        Restarted(),
    ]


def test_F02_a_modem_left_in_a_prompt_is_freed_by_escape_never_by_ctrl_z() -> None:
    port = ReplayPort.of("< \\r\\n> \\\n> \\e\n< \\r\\n\\\n< OK\n> AT\n< OK\n> ATE0\n< ERROR\n! port lost")
    with pytest.raises(PortLost):
        probe(port, clock=port.clock)


def test_F07_a_silent_port_is_given_up_in_time() -> None:
    port = ReplayPort.of("> \\e\n" + "> AT\n! silence\n! silence\n" * 8)
    with pytest.raises(NoAnswer):
        open_modem(port, clock=port.clock)
    port.assert_done()
    assert port.clock() < 10.0


def test_F07_less_patience() -> None:
    port = ReplayPort.of("> \\e\n> AT\n! silence\n! silence\n")
    with pytest.raises(NoAnswer):
        probe(port, clock=port.clock, patience=0.2)
    assert port.clock() < 0.6


@pytest.mark.parametrize("noise", ["< \\xff\\x00\\xfe\\", "< \\r\\nNO CARRIER\\", "< BOOTLOADER v1"])
def test_F07_a_port_that_only_makes_noise_is_given_up(noise: str) -> None:
    port = ReplayPort.of(f"> \\e\n> AT\n{noise}\n! silence\n! silence\n")
    with pytest.raises(NoAnswer):
        probe(port, clock=port.clock, patience=1.0)


@pytest.mark.parametrize(
    ("manufacturer", "model", "family"),
    [
        ("SIMCOM_Ltd", "SIMCOM_SIM800L", "simcom"),
        ("SIMCOM_Ltd", "SIMCOM_SIM900", "simcom"),
        ("SIMCOM INCORPORATED", "SIMCOM_SIM5360E", "simcom-3g-lte"),
        ("SIMCOM INCORPORATED", "SIMCOM_SIM7600E-H", "simcom-3g-lte"),
        ("SIMCOM INCORPORATED", "SIM7670G-MNGV", "simcom-3g-lte"),
        ("INCORPORATED", "A7670E-FASE", "simcom-3g-lte"),
        ("huawei", "E173", "huawei-packed-ussd"),
        ("huawei", "E1731", "huawei"),
        ("Huawei Technologies Co., Ltd.", "ME909u-521", "huawei"),
        ("Quectel", "EC25", "quectel"),
        ("Quectel_Ltd", "Quectel_M95", "quectel"),
        ("Telit", "HE910-D", "telit"),
        ("Telit Cinterion", "FN990A28", "telit"),
        ("Cinterion", "MC75i", "cinterion"),
        ("SIEMENS", "TC65", "cinterion"),
        ("ZTE INCORPORATED", "K3565-Z", "zte"),
        ("ZTE CORPORATION", "MF286D", "zte"),
        ("u-blox", "SARA-R412M", "u-blox"),
        ("Simulated", "M1", "generic"),
        ("", "", "generic"),
    ],
)
def test_families(manufacturer: str, model: str, family: str) -> None:
    assert family_of(Identity(manufacturer, model)).name == family


@pytest.mark.parametrize(
    ("identity", "family"),
    [
        (Identity(model="5601", revision="U.S. Robotics 56K FAX EXT V4.11.2"), "usrobotics"),
        (Identity(manufacturer="USRobotics"), "usrobotics"),
        (Identity(model="LT V.92 1.0 MT5634ZBA"), "multitech"),
        (Identity(model="MT5600ZDX"), "multitech-zdx"),
        (Identity(model="LT V.90 Data+Fax Modem Version 5.57"), "agere"),
        (Identity("ZyXEL", "1496"), "zyxel-u1496"),
        (Identity("ZyXEL", "O288S"), "zyxel"),
        (Identity("CONEXANT", "V90"), "conexant"),
        (Identity(model="56000"), "conexant"),
        (Identity("www.soft-switch.org", "spandsp"), "class-1"),
        (Identity(), "class-1"),
    ],
)
def test_families_of_fax_modems(identity: Identity, family: str) -> None:
    assert fax_family_of(identity).name == family


PROBE = (
    "> \\e\n> AT\n< OK\n> ATE0\n< OK\n> AT+CMEE=1\n< OK\n> AT+CGMI\n< {maker}\n< OK\n> AT+CGMM\n< M1\n< OK\n"
    "> AT+CGMR\n< 1\n< OK\n> AT+CGSN\n< 123456789012345\n< OK\n> AT+GCAP\n< +GCAP: {capabilities}\n< OK\n"
)


@pytest.mark.parametrize(
    ("maker", "capabilities", "asked"),
    [
        ("Some", "+FCLASS,+DS", "AT+FCLASS=?"),
        ("Some", "+CGSM,+FCLASS,+DS", "ATE0"),
        ("Some", "+DS", "ATE0"),
        ("huawei", "+FCLASS", "ATE0"),
    ],
)
def test_which_modem_is_asked_whether_it_faxes(maker: str, capabilities: str, asked: str) -> None:
    """ATE0 begins the init of a GSM modem."""
    port = ReplayPort.of(PROBE.format(maker=maker, capabilities=capabilities) + f"> {asked}\n! port lost")
    with pytest.raises(PortLost):
        open_modem(port, clock=port.clock)
    port.assert_done()


def test_a_modem_without_an_imei_was_a_fax_modem() -> None:
    port = ReplayPort.of("")
    assert isinstance(known_modem(port, Identity(imei="356938035643809"), clock=port.clock), GsmModem)
    assert isinstance(known_modem(port, Identity(), clock=port.clock), PstnModem)


def test_the_last_family_fits_every_modem() -> None:
    assert FAMILIES[-1].fits(Identity())
    assert FAX_FAMILIES[-1].fits(Identity())


def test_a_port_by_its_url(played) -> None:
    outlet = PortOutlet(played("probe-generic", "init-generic"))
    modem = outlet.open_modem(patience=8.0, families=FAMILIES)
    assert modem.identity.imei == "356938035643809"
    assert outlet.known_modem(modem.identity, families=FAMILIES).identity == modem.identity
    outlet.close()


def test_a_port_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(PortLost):
        open_url(str(tmp_path / "ttyUSB0"))


def test_a_phone_by_its_url(tmp_path: Path) -> None:
    outlet = open_url(f"gammu:dummy:{tmp_path}")
    modem = outlet.open_modem(patience=8.0, families=FAMILIES)
    assert modem.identity.model == "Dummy"
    outlet.close()
    known = outlet.known_modem(modem.identity, families=FAMILIES)
    with pytest.raises(PortLost):
        known.alive()


def test_a_phone_whose_library_is_not_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "gammu", None)
    with pytest.raises(PortLost, match="python-gammu"):
        open_url(f"gammu:dummy:{tmp_path}")


@pytest.mark.parametrize(
    ("url", "device"),
    [
        ("/dev/ttyUSB0", Path("/dev/ttyUSB0")),
        ("gammu:at115200:/dev/ttyUSB0", Path("/dev/ttyUSB0")),
        ("gammu:bluephonet:00:11:22:33:44:55", None),
        ("socket://localhost:2000", None),
    ],
)
def test_what_is_there_only_while_the_device_is(url: str, device: Path | None) -> None:
    assert device_of(url) == device
