"""When an armed fault strikes."""

from __future__ import annotations

import pytest

from drivers.simulator.arming import Faults
from drivers.simulator.faults import AnswerLost, DeleteLies


def test_it_strikes_until_disarmed():
    faults = Faults()
    assert faults.take(AnswerLost) is None
    faults.arm("F03", AnswerLost())
    assert [faults.take(AnswerLost) for _ in range(3)] == [AnswerLost()] * 3
    faults.disarm()
    assert faults.take(AnswerLost) is None


def test_it_lets_occasions_pass_and_strikes_so_often():
    faults = Faults()
    faults.arm("F03", AnswerLost(), after=2, count=2)
    assert [faults.take(AnswerLost) is not None for _ in range(6)] == [False, False, True, True, False, False]
    assert faults.armed() == {}


def test_one_is_disarmed_by_name():
    faults = Faults()
    faults.arm("F03", AnswerLost())
    faults.arm("F16", DeleteLies())
    faults.disarm("F03")
    assert list(faults.armed()) == ["F16"]
    with pytest.raises(ValueError, match="F99"):
        faults.disarm("F99")
