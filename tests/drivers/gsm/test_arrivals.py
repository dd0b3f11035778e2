"""Nothing unsolicited is lost to who comes first."""

from __future__ import annotations

from drivers.at.chat import Chat
from drivers.gsm.arrivals import Arrivals, name_of
from drivers.replay import ReplayPort


def lines(arrived) -> list[str]:
    return [unsolicited.line for unsolicited in arrived]


def arrivals(text: str) -> tuple[Arrivals, ReplayPort]:
    port = ReplayPort.of(text)
    return Arrivals(Chat(port, clock=port.clock), port.clock), port


def test_names() -> None:
    assert [name_of(line) for line in ("+CMT: ,23", "RING", '^SMMEMFULL:"SM"', "+CUSD : 0")] == [
        "+CMT",
        "RING",
        "^SMMEMFULL",
        "+CUSD",
    ]


def test_what_is_passed_over_is_kept_in_order() -> None:
    waiting, _ = arrivals('< +CMTI: "SM",1\n< RING\n< +CUSD: 0,"x",15\n< +CREG: 1')
    found = waiting.wait_for(("+CUSD",), 10.0)
    assert found is not None
    assert found.line == '+CUSD: 0,"x",15'
    assert lines(waiting.wait(0.0)) == ['+CMTI: "SM",1', "RING"]
    assert lines(waiting.wait(5.0)) == ["+CREG: 1"]


def test_a_line_that_does_not_come_costs_its_time_and_nothing_else() -> None:
    waiting, port = arrivals("< RING")
    assert waiting.wait_for(("+CUSD",), 7.0) is None
    assert 7.0 <= port.clock() < 7.1
    assert lines(waiting.take()) == ["RING"]


def test_a_wake_while_something_is_awaited_is_kept() -> None:
    waiting, port = arrivals("< +CUSD: 2")
    port.wake()
    assert waiting.wait_for(("+CUSD",), 7.0) is not None
    assert waiting.wait(None) == []
