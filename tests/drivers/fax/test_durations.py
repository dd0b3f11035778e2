from __future__ import annotations

import pytest

from drivers.fax.durations import data_seconds, frames_seconds, training_seconds
from drivers.fax.frames import Fcf, Frame, encode_train
from drivers.fax.rates import BY_CODE, SLOWEST, training_check
from drivers.fax.steps import Send, Transmit

V17 = BY_CODE[145]


def test_a_short_frame_is_mostly_preamble() -> None:
    assert frames_seconds(Send(encode_train((Frame(Fcf.CFR),), x=False))) == pytest.approx(1.168)


def test_a_training_check_takes_a_second_and_a_half_behind_its_training() -> None:
    check = Transmit(SLOWEST, training_check(SLOWEST))
    assert data_seconds(check) - training_seconds(check) == pytest.approx(1.5)


def test_only_v17_trains_shortly() -> None:
    assert training_seconds(Transmit(V17, b"", short_training=True)) < training_seconds(Transmit(V17, b""))
    assert training_seconds(Transmit(SLOWEST, b"", short_training=True)) == training_seconds(Transmit(SLOWEST, b""))
