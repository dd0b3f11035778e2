"""What is garbled on its way: USSD, character sets, octets that are no text."""

from __future__ import annotations

import pytest

from drivers.simulator.garbling import NOISES


def menu(world, dte) -> list[str]:
    dte.at('AT+CUSD=1,"*100#",15')
    world.clock.advance(1)
    return [line for line in dte.look().split("\r\n") if line]


@pytest.fixture
def short(world):
    world.ask("ussd", modem="gsm0", code="*100#", menu="Hello you")


@pytest.mark.parametrize(
    ("form", "line"),
    [
        ("charset", '+CUSD: 0,"Hello you",15'),
        ("plain", '+CUSD: 0,"Hello you",15'),
        ("packed", '+CUSD: 0,"C8329BFD06E5DF75",15'),
        ("ucs2", '+CUSD: 0,"00480065006C006C006F00200079006F0075",72'),
    ],
)
def test_F18_forms_of_ussd(world, dte, short, form: str, line: str):
    world.ask("fault", modem="gsm0", name="F18", options={"form": form})
    assert menu(world, dte) == [line]


@pytest.mark.parametrize(("dcs", "line"), [(68, '+CUSD: 0,"Hello you",68'), (-1, '+CUSD: 0,"Hello you"')])
def test_F18_a_data_coding_that_lies(world, dte, short, dcs: int, line: str):
    world.ask("fault", modem="gsm0", name="F18.dcs", options={"dcs": dcs})
    assert menu(world, dte) == [line]


def test_F18_parts_an_empty_one_first_a_release_first(world, dte, short):
    world.ask("fault", modem="gsm0", name="F18.parts", options={"size": 5}, count=1)
    assert menu(world, dte) == ['+CUSD: 0,"Hello",15', '+CUSD: 0," you",15']
    world.ask("fault", modem="gsm0", name="F18.empty", count=1)
    assert menu(world, dte) == ['+CUSD: 0,"",15', '+CUSD: 0,"Hello you",15']
    world.ask("fault", modem="gsm0", name="F18.release", count=1)
    assert menu(world, dte) == ['+CUSD: 2,"Initiating Release",15', '+CUSD: 0,"Hello you",15']


def test_F18_a_modem_that_lacks_character_sets(world, dte):
    world.ask("fault", modem="gsm0", name="F18.cscs", options={"names": "UCS2|HEX"})
    assert dte.at("AT+CSCS?;+CSCS=?") == ['+CSCS: "UCS2"', '+CSCS: ("UCS2","HEX")', "OK"]
    assert dte.at('AT+CSCS="GSM"') == ["ERROR"]
    world.ask("clear", modem="gsm0")
    assert dte.at('AT+CSCS="GSM";+CSCS?') == ['+CSCS: "GSM"', "OK"]
    assert "names is one of" in world.ask("fault", modem="gsm0", name="F18.cscs", options={"names": "EBCDIC"})["error"]


def test_F19_octets_that_are_no_text(world, dte):
    world.ask("fault", modem="gsm0", name="F19.bytes", options={"octets": "00FF0D0A"})
    assert dte.look() == "\x00\xff\r\n"


def test_F19_every_noise_is_octets():
    assert all(bytes.fromhex(octets) for octets in NOISES.values())
