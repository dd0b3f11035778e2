"""The ladder is climbed for a modem; the threads and ports around it are test_worker's."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from appliance.domain import Line
from appliance.lines.mending import Mender, Reopen
from drivers.errors import NoAnswer, PortLost
from drivers.recovery import PACES, Rung


@pytest.fixture
def mender(tmp_path: Path) -> Mender:
    """Of a port that is there."""
    port = tmp_path / "port"
    port.touch()
    return Mender(str(port), PACES, threading.Event())


def test_a_modem_that_answers_is_climbed_for_no_further(mender, modem) -> None:
    mender.mend(modem)
    assert modem.initialised == 0


def test_a_port_that_is_gone_is_not_climbed_for(mender, modem, tmp_path) -> None:
    (tmp_path / "port").unlink()
    with pytest.raises(PortLost, match="no longer there"):
        mender.mend(modem)
    assert not mender.present()


def test_a_box_that_stops_climbs_no_more(tmp_path, modem) -> None:
    stopping = threading.Event()
    stopping.set()
    Mender(str(tmp_path / "gone"), PACES, stopping).mend(modem)


def test_each_rung_does_its_own(mender, modem) -> None:
    mender.stand_on(Rung.INITIALISE, (), modem)
    assert modem.initialised == 1
    with pytest.raises(Reopen):
        mender.stand_on(Rung.REOPEN, (), modem)


def test_power_that_can_t_be_switched_is_part_of_why_until_the_modem_answers(mender, modem) -> None:
    with pytest.raises(Reopen):
        mender.stand_on(Rung.POWER, ("/bin/false",), modem)
    assert "power could not be switched" in mender.why(NoAnswer("AT"))
    mender.recovered(Line("gsm1"))
    assert mender.why(NoAnswer("AT")) == str(NoAnswer("AT"))
