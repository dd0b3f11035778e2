from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.at.syntax import Connect, FinalResult
from drivers.errors import Cause
from drivers.fax.class1commands import Meaning, meaning, modulations, receive, silence, transmit
from drivers.fax.rates import MODULATIONS, Scheme


def test_commands() -> None:
    v17 = MODULATIONS[0]
    assert transmit(v17, short_training=False).text == "AT+FTM=145"
    assert transmit(v17, short_training=True).text == "AT+FTM=146"
    assert receive(v17, short_training=True).text == "AT+FRM=146"
    assert silence(8).text == "AT+FTS=8"


@pytest.mark.parametrize(
    "told",
    ["24,48,72,73,74,96,97,98,121,122,145,146", "+FTM: (24,48,72,73,74,96,97,98,121,122,145,146)", "(3,24,48,72,73,74,"
     "96,97,98,121,122,145,146)"],
)  # fmt: skip
def test_every_modulation(told: str) -> None:
    assert modulations(told) == frozenset(MODULATIONS)


def test_some_modulations() -> None:
    assert {each.code for each in modulations("3,24,48,72,96")} == {24, 48, 72, 96}
    assert {each.code for each in modulations("24,145")} == {24}
    assert Scheme.V17 not in {each.scheme for each in modulations("")}


@pytest.mark.parametrize(
    ("line", "means"),
    [
        ("NO CARRIER", Meaning.NOT_YET),
        ("OK", Meaning.NOT_YET),
        ("+FCERROR", Meaning.OTHER),
        ("ERROR", Meaning.REFUSED),
        ("BUSY", Meaning.REFUSED),
    ],
)
def test_results(line: str, means: Meaning) -> None:
    assert meaning(FinalResult(line == "OK", None if line == "OK" else Cause("V250", None, line), line)) is means


@given(st.text())
def test_whatever_is_told_of_modulations_there_are_some_that_the_modem_has(told: str) -> None:
    assert modulations(told) <= frozenset(MODULATIONS)
    assert modulations(told)


@given(st.text())
def test_every_result_means_something_and_only_connect_is_a_carrier(line: str) -> None:
    found = meaning(FinalResult(False, Cause("V250", None, line), line), ("+FRH:3",))
    assert found in (Meaning.NOT_YET, Meaning.OTHER, Meaning.REFUSED)


def test_connections() -> None:
    assert meaning(Connect("CONNECT")) is Meaning.CARRIER
    assert meaning(Connect("CONNECT"), ("+FRH:3",)) is Meaning.FRAMES
