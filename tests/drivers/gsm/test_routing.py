"""The choice of +CNMI, by what modems offer."""

from __future__ import annotations

import pytest

from drivers.at.values import compounds
from drivers.gsm.routing import resting, routings

# labelled: the answers to AT+CNMI=? of modems, from their manuals and from field reports
OFFERED = {
    "SIM800L, faucamp/python-gsmmodem#60": "+CNMI: (0-3),(0-3),(0,2),(0,1),(0,1)",
    "27.005, everything": "+CNMI: (0-3),(0-3),(0-3),(0-2),(0,1)",
    "stored only": "+CNMI: (0,1,2),(0,1),(0,2),(0,2),(0,1)",
    "reports direct only": "+CNMI: (0,1,2),(0,1),(0,2),(0,1),(1)",
    "no indication at all": "+CNMI: (0),(0),(0),(0),(1)",
    "single values": "+CNMI: 2,1,0,2,0",
    "short list": "+CNMI: (0,1),(0,1)",
    "nothing known": "",
}


@pytest.mark.parametrize(
    ("modem", "acknowledged", "command"),
    [
        ("SIM800L, faucamp/python-gsmmodem#60", True, "AT+CNMI=2,2,0,1,0"),
        ("SIM800L, faucamp/python-gsmmodem#60", False, "AT+CNMI=2,1,0,1,0"),
        ("27.005, everything", True, "AT+CNMI=2,2,0,1,0"),
        ("27.005, everything", False, "AT+CNMI=2,1,0,2,0"),
        ("stored only", True, "AT+CNMI=2,1,0,2,0"),
        ("reports direct only", False, "AT+CNMI=2,1,0,1,1"),
        ("no indication at all", True, "AT+CNMI=0,0,0,0,1"),
        ("single values", True, "AT+CNMI=2,1,0,2,0"),
        ("short list", False, "AT+CNMI=1,1,0,2,0"),
        ("nothing known", True, "AT+CNMI=2,2,0,1,0"),
        ("nothing known", False, "AT+CNMI=2,1,0,2,0"),
    ],
)
def test_the_best_that_is_offered(modem: str, acknowledged: bool, command: str) -> None:
    assert next(routings(compounds(OFFERED[modem]), (2, 1, 3, 0), acknowledged)).command == command


def test_without_acknowledgement_no_message_is_ever_routed_past_the_storage() -> None:
    assert all(routing.mt < 2 for routing in routings([], (2, 1, 3, 0), acknowledged=False))


@pytest.mark.parametrize(
    ("modem", "commands"),
    [
        ("SIM800L, faucamp/python-gsmmodem#60", ["AT+CNMI=0,1,0,1,0", "AT+CNMI=0,1,0,1,1"]),
        ("27.005, everything", ["AT+CNMI=2,1,0,2,0", "AT+CNMI=2,1,0,2,1"]),
        ("stored only", ["AT+CNMI=2,1,0,2,0", "AT+CNMI=2,1,0,2,1"]),
        ("reports direct only", ["AT+CNMI=0,1,0,1,1"]),
        ("no indication at all", []),
        ("nothing known", ["AT+CNMI=2,1,0,2,0", "AT+CNMI=2,1,0,2,1"]),
    ],
)
def test_while_nobody_listens_nothing_is_dropped(modem: str, commands: list[str]) -> None:
    assert [each.command for each in resting(compounds(OFFERED[modem]), (2, 1, 3, 0))][:2] == commands
