"""Signals and the silences between them, by transcripts."""

from __future__ import annotations

import pytest

from drivers.at.online import OnlineChat
from drivers.fax.class1line import Line
from drivers.fax.frames import Fcf, Frame, encode_train
from drivers.fax.quirks import FaxQuirks
from drivers.fax.rates import MODULATIONS
from drivers.fax.steps import Collect, Collected, Heard, LineDropped, Listen, Send, Transmit
from drivers.replay import ReplayPort

V17 = MODULATIONS[0]
MCF = Send(encode_train((Frame(Fcf.MCF),), x=False))
TSI_DCS = Send(encode_train((Frame(Fcf.TSI, b"1"), Frame(Fcf.DCS, b"\0\x62\x10")), x=True))
SAYS_MCF = "> AT+FRS=7\n< OK\n> AT+FTH=3\n< CONNECT\n> \\xff\\x13\\x8c\\x10\\x03\\\n< OK\n"
HEARS_EOP = "> AT+FRH=3\n< CONNECT\n< \\xff\\x13.ab\\x10\\x03\\\n< OK\n"


class Wire:
    def __init__(self, text: str, *, answered: bool = True) -> None:
        self.port = ReplayPort.of(text)
        self.chat = OnlineChat(self.port, clock=self.port.clock)
        self.line = Line(self.chat, FaxQuirks(), answered=answered, clock=self.port.clock)

    def begun(self) -> Line:
        """Past the frames that an answer begins with."""
        self.line.perform(MCF)
        return self.line


BEGUN = "> \\xff\\x13\\x8c\\x10\\x03\\\n< OK\n"


def test_who_answers_sends_at_once() -> None:
    wire = Wire(BEGUN)
    assert wire.line.perform(MCF) is None
    wire.port.assert_done()


def test_who_dials_hears_at_once_and_waits_for_silence_before_answering() -> None:
    wire = Wire(
        HEARS_EOP.partition("CONNECT\n")[2]
        + "> AT+FRS=7\n< OK\n> AT+FTH=3\n< CONNECT\n> \\xff\\x03C1\\x10\\x03\\\n< CONNECT\n"
        "> \\xff\\x13\\x83\\x00b\\x10\\x10\\x10\\x03\\\n< OK\n"
        "> AT+FTS=8\n< OK\n> AT+FTM=145\n< CONNECT\n> ab\\x10\\x10\\x10\\x03\\\n< OK\n"
        "> AT+FRH=3\n! silence\n> \\x18\\\n< OK",
        answered=False,
    )
    assert wire.line.perform(Listen(35.0)) == Heard((b"\xff\x13.",))
    wire.line.perform(TSI_DCS)
    wire.line.perform(Transmit(V17, b"ab\x10"))
    assert wire.line.perform(Listen(3.0)) == Heard()
    wire.port.assert_done()


def test_frames_follow_a_message_after_a_silence() -> None:
    wire = Wire(
        BEGUN + "> AT+FTS=8\n< OK\n> AT+FTM=146\n< CONNECT\n> a\\x10\\x03\\\n< OK\n> AT+FTS=8\n< OK\n"
        "> AT+FTH=3\n< CONNECT\n> \\xff\\x13\\x8c\\x10\\x03\\\n< OK"
    )
    wire.begun().perform(Transmit(V17, b"a", short_training=True))
    wire.line.perform(MCF)
    wire.port.assert_done()


def test_a_modem_that_ends_the_train_too_early_begins_another() -> None:
    wire = Wire(
        "> \\xff\\x03C1\\x10\\x03\\\n< OK\n> AT+FTH=3\n< CONNECT\n> \\xff\\x13\\x83\\x00b\\x10\\x10\\x10\\x03\\\n< OK"
    )
    wire.line.perform(TSI_DCS)
    wire.port.assert_done()


def test_a_modem_that_waits_for_more_is_told_that_there_is_none() -> None:
    wire = Wire("> \\xff\\x13\\x8c\\x10\\x03\\\n< CONNECT\n> \\x10\\x03\\\n< OK")
    wire.line.perform(MCF)
    wire.port.assert_done()


def test_a_line_that_is_never_silent_is_spoken_on() -> None:
    wire = Wire(BEGUN + HEARS_EOP + "> AT+FRS=7\n! silence\n> \\x18\\\n< OK\n" + SAYS_MCF.partition("OK\n")[2])
    wire.begun().perform(Listen(3.0))
    wire.line._clock = lambda: 0.0
    wire.line.perform(MCF)
    wire.port.assert_done()


def test_no_carrier_in_the_middle_of_a_page() -> None:
    page = b"a" * 1500
    wire = Wire(f"{BEGUN}> AT+FTS=8\n< OK\n> AT+FTM=145\n< CONNECT\n> {'a' * 512}\\\n< NO CARRIER\n")
    with pytest.raises(LineDropped):
        wire.begun().perform(Transmit(V17, page))
    wire.port.assert_done()


@pytest.mark.parametrize("command", ["AT+FTS=8\n< ERROR", "AT+FTS=8\n< OK\n> AT+FTM=145\n< NO CARRIER"])
def test_a_modem_on_hook(command: str) -> None:
    wire = Wire(f"{BEGUN}> {command}")
    with pytest.raises(LineDropped):
        wire.begun().perform(Transmit(V17, b"a"))


def test_a_line_that_drops_behind_the_page() -> None:
    wire = Wire(f"{BEGUN}> AT+FTS=8\n< OK\n> AT+FTM=145\n< CONNECT\n> a\\x10\\x03\\\n< NO CARRIER")
    with pytest.raises(LineDropped):
        wire.begun().perform(Transmit(V17, b"a"))


def test_a_message_that_is_collected() -> None:
    wire = Wire(BEGUN + "> AT+FRM=145\n< CONNECT\n< ab\\x10\\x03\\\n< NO CARRIER")
    came: list[bytes] = []
    assert wire.begun().perform(Collect(V17, 3.0, came.append)) is Collected.ENDED
    assert b"".join(came) == b"ab"


def test_who_is_late_answers_the_command_when_it_is_repeated() -> None:
    wire = Wire(BEGUN + HEARS_EOP + HEARS_EOP + SAYS_MCF)
    wire.begun().perform(Listen(3.0))
    wire.port.read(2.5)
    wire.line.perform(MCF)
    wire.port.assert_done()


def test_who_is_late_and_is_not_waited_for_any_longer() -> None:
    wire = Wire(BEGUN + HEARS_EOP + HEARS_EOP.replace("\\x13.ab", "\\x13\\xfbab"))
    wire.begun().perform(Listen(3.0))
    wire.port.read(2.5)
    with pytest.raises(LineDropped):
        wire.line.perform(MCF)


def test_what_the_modem_is_at_is_left() -> None:
    wire = Wire("> \\x18\\\n< OK")
    wire.line.leave()
    wire.port.assert_done()
