"""F28 of the list of field faults: what is armed on a fax line strikes there, as often as said."""

from __future__ import annotations

import pytest

from drivers.simulator.fax.afflicted import Afflicted, Instead
from drivers.simulator.fax.failures import (
    CallFails,
    ConnectLate,
    DleNotDoubled,
    Dropped,
    Hangs,
    Noisy,
    TrainingFails,
    WrongCarrier,
)
from drivers.simulator.fax.noise import Noise
from drivers.simulator.fax.pagewatch import TRAINING


@pytest.fixture
def afflicted() -> Afflicted:
    return Afflicted()


def test_without_faults_all_is_well(afflicted) -> None:
    assert afflicted.instead("AT+FRM=146") is None
    assert afflicted.late(b"\r\nCONNECT\r\n") == 0.0
    assert afflicted.said(b"\x10\x10") == b"\x10\x10"
    assert not any(afflicted.drops(page, 100.0, page) for page in (TRAINING, 1, 0))
    assert afflicted.noise("out") is None


def test_F28_the_connection_fails_in_a_page(afflicted) -> None:
    afflicted.faults.arm("F28", Dropped(page=2, seconds=1.0), count=1)
    assert not afflicted.drops(1, 5.0, 1)
    assert not afflicted.drops(2, 0.5, 2)
    assert afflicted.drops(2, 1.0, 2)
    afflicted.over()
    assert not afflicted.drops(2, 5.0, 2)


def test_F28_the_connection_fails_before_a_page_is_confirmed(afflicted) -> None:
    afflicted.faults.arm("F28", Dropped(page=1, on="confirmation"))
    assert not afflicted.drops(1, 50.0, 1)
    assert not afflicted.drops(0, 0.0, 1)
    assert afflicted.drops(0, 1.0, 2)


def test_F28_a_page_is_spoilt_as_often_as_said(afflicted) -> None:
    afflicted.faults.arm("F28.noise", Noisy(page=1, way="in"), count=2)
    struck = []
    for page in (1, 0, 1, 0, TRAINING, 1, 0):
        afflicted.drops(page, 0.0, page)
        struck.append(afflicted.noise("in") is not None)
        assert afflicted.noise("out") is None
    assert struck == [True, False, True, False, False, False, False]


def test_F28_training_fails(afflicted) -> None:
    afflicted.faults.arm("F28.training", TrainingFails())
    afflicted.drops(TRAINING, 0.0, TRAINING)
    noise = afflicted.noise("out")
    assert noise is not None
    assert all(noise.strikes(TRAINING, frame) for frame in range(75, 200))
    afflicted.drops(1, 0.0, 1)
    assert afflicted.noise("out") is None


def test_F28_commands_get_something_else(afflicted) -> None:
    afflicted.faults.arm("F28.fcerror", WrongCarrier(), count=1)
    assert afflicted.instead("AT+FRM=?") is None
    assert afflicted.instead("AT+FRM=146") == Instead("+FCERROR")
    assert afflicted.instead("AT+FRM=146") is None
    afflicted.faults.arm("F28.dial", CallFails("NO CARRIER", 30.0))
    assert afflicted.instead("ATDT5551") == Instead("NO CARRIER", 30.0)
    afflicted.faults.arm("F28.hang", Hangs())
    assert afflicted.instead("ATDT5551") == Instead("")
    assert afflicted.instead("AT+FCLASS=1") is None


def test_F28_what_is_said_is_late_or_wrong(afflicted) -> None:
    afflicted.faults.arm("F28.connect", ConnectLate(2.0), count=1)
    assert afflicted.late(b"\r\nOK\r\n") == 0.0
    assert afflicted.late(b"\r\nCONNECT\r\n") == 2.0
    assert afflicted.late(b"\r\nCONNECT\r\n") == 0.0
    afflicted.faults.arm("F28.dle", DleNotDoubled())
    assert afflicted.said(b"a\x10\x10b\x10\x03") == b"a\x10b\x10\x03"


@pytest.mark.parametrize("make", [lambda: Dropped(on="never"), lambda: Noisy(way="up"), lambda: CallFails("MAYBE")])
def test_what_a_fault_can_not_be_is_refused(make) -> None:
    with pytest.raises(ValueError, match=r"never|up|MAYBE"):
        make()


def test_noise_has_its_time() -> None:
    noise = Noise(page=1, after=2.0, seconds=1.2, frames=3)
    struck = [frame for frame in range(300) if noise.strikes(1, frame)]
    assert struck == [120, 121, 122, 150, 151, 152]
    assert not noise.strikes(2, 120)
