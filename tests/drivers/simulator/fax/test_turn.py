"""Whose move it is, from what passes."""

from __future__ import annotations

import pytest

from drivers.simulator.fax.turn import State, Turn


@pytest.fixture
def turn() -> Turn:
    return Turn()


def test_a_command_is_the_modems_move_until_its_result(turn) -> None:
    turn.host(b"AT+FCLASS?\r")
    assert turn.state is State.BUSY
    turn.modem(b"\r\n1\r\n")
    turn.modem(b"\r\nOK\r\n")
    assert turn.state is State.COMMAND
    assert not turn.modem_moves(held=False)


def test_a_ring_is_no_result(turn) -> None:
    turn.host(b"ATA\r")
    turn.modem(b"\r\nRING\r\n")
    assert turn.state is State.BUSY


def test_sending_is_the_hosts_move_unless_it_is_held(turn) -> None:
    turn.host(b"AT+FTM=145\r")
    turn.modem(b"\r\nCONNECT\r\n")
    turn.host(b"\x00\x10\x10\x03 and on")
    assert turn.state is State.SENDING
    assert not turn.modem_moves(held=False)
    assert turn.modem_moves(held=True)
    turn.host(b"\x10\x03")
    assert turn.state is State.DRAINING
    assert turn.modem_moves(held=False)
    turn.modem(b"\r\nOK\r\n")
    assert turn.state is State.COMMAND


@pytest.mark.parametrize("command", ["AT+FRM=146", "at+frh=3", "ATDT5551"])
def test_receiving_goes_to_dle_etx_and_its_result(turn, command) -> None:
    turn.host(command.encode() + b"\r")
    turn.modem(b"\r\nCONNECT\r\n\xff\x13\x10\x10OK\r\n")
    assert turn.state is State.RECEIVING
    turn.modem(b"\x10\x03")
    assert turn.state is State.BUSY
    turn.modem(b"\r\nOK\r\n")
    assert turn.state is State.COMMAND


def test_who_speaks_while_the_modem_receives_ends_that(turn) -> None:
    turn.host(b"AT+FRM=146\r")
    turn.modem(b"\r\nCONNECT\r\n\x55")
    turn.host(b"\x18")
    assert turn.state is State.BUSY


def test_it_tells_of_command_lines() -> None:
    lines: list[str] = []
    Turn(lines.append).host(b"\rate0v1\r\nAT+VCID=1")
    assert lines == ["ATE0V1"]
