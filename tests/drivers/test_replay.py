"""A transcript as a port."""

from __future__ import annotations

import pytest

from drivers.errors import PortLost
from drivers.replay import ReplayPort


def test_what_the_modem_says_can_be_read_once_it_was_asked() -> None:
    port = ReplayPort.of("< RDY\n> AT\n< OK\n< RING")
    assert port.read(None) == b"\r\nRDY\r\n"
    assert port.read(2.0) == b""
    assert port.clock() == pytest.approx(2.0, abs=1e-3)
    port.write(b"AT\r")
    assert [port.read(5.0), port.read(5.0), port.read(5.0)] == [b"\r\nOK\r\n", b"\r\nRING\r\n", b""]
    port.assert_done()


def test_what_was_not_read_before_a_write_is_not_lost() -> None:
    port = ReplayPort.of("< RDY\n> AT\n< OK")
    port.write(b"AT\r")
    assert [port.read(1.0), port.read(1.0)] == [b"\r\nRDY\r\n", b"\r\nOK\r\n"]


def test_a_line_may_be_written_in_parts_and_lines_together() -> None:
    port = ReplayPort.of("> AT\n> AT+CREG?")
    port.write(b"A")
    port.write(b"T\rAT+CRE")
    port.write(b"G?\r")
    port.assert_done()


@pytest.mark.parametrize("data", [b"AT+X\r", b"AT", b"ATX", b"AT\rAT\r"])
def test_other_bytes_than_the_transcripts_are_told(data: bytes) -> None:
    port = ReplayPort.of("> AT+CREG?\n")
    with pytest.raises(AssertionError, match=r"wrote .* where the transcript has|left of the transcript"):
        port.write(data)
        port.assert_done()


def test_what_masking_took_away_may_be_anything() -> None:
    port = ReplayPort.of('> AT+CPIN="****"\n> AT+CUSD=1,"*100#"')
    port.write(b'AT+CPIN="1234"\r')
    port.write(b'AT+CUSD=1,"*100#"\r')
    port.assert_done()


def test_a_silence_lets_one_read_time_out() -> None:
    port = ReplayPort.of("> AT\n! silence\n# later\n< OK")
    port.write(b"AT\r")
    assert port.read(5.0) == b""
    assert port.read(5.0) == b"\r\nOK\r\n"


def test_a_port_may_be_lost_when_read_and_when_written() -> None:
    with pytest.raises(PortLost):
        ReplayPort.of("! port lost").read(1.0)
    with pytest.raises(PortLost):
        ReplayPort.of("! port lost\n> AT").write(b"AT\r")
    with pytest.raises(PortLost, match="no more to say"):
        ReplayPort.of("").read(None)


def test_a_wake_is_remembered_once() -> None:
    port = ReplayPort.of("< RDY")
    port.wake()
    assert port.read(None) == b""
    assert port.clock() == 0.0
    assert port.read(None) == b"\r\nRDY\r\n"


def test_what_is_left_is_told() -> None:
    port = ReplayPort.of("< RDY\n> AT")
    with pytest.raises(AssertionError, match="RDY"):
        port.assert_done()
