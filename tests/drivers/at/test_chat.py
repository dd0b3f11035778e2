"""The dialogue: deadlines, the point of no return, wake-ups, data mode."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.at.chat import DRAIN, FINAL, Chat, Response
from drivers.at.syntax import ONLINE_FINALS, Command, InformationText, Unsolicited
from drivers.errors import CommandRefused, NoAnswer, PortLost, ProtocolError, SubmitInDoubt
from drivers.replay import ReplayPort
from drivers.trace import Entry, Trace, Transcript

CSQ = Command("AT+CSQ", prefixes=("+CSQ:",))
CMGS = Command("AT+CMGS=10", prefixes=("+CMGS:",), prompt=True)
DIAL = Command("ATDT555", finals=ONLINE_FINALS)
PDU = b"0011000B911346610089F6"


class Talk:
    def __init__(self, text: str) -> None:
        self.port = ReplayPort.of(text)
        self.trace = Trace(clock=self.port.clock)
        self.chat = Chat(self.port, clock=self.port.clock, trace=self.trace)


class StreamPort:
    """A modem that says the same without end, each line `pace` seconds after the one before."""

    def __init__(self, said: bytes, pace: float) -> None:
        self.said, self.pace, self.now = said, pace, 0.0
        self.written = b""

    def clock(self) -> float:
        return self.now

    def read(self, timeout: float | None) -> bytes:
        self.now += self.pace
        return self.said

    def write(self, data: bytes) -> None:
        self.written += data

    def wake(self) -> None: ...

    def close(self) -> None: ...


def test_a_command_and_its_answer() -> None:
    talk = Talk("> AT+CSQ\n< +CSQ: 17,0\n< OK")
    response = talk.chat.run(CSQ)
    assert response == Response((InformationText("+CSQ: 17,0"),))
    assert response.text("+CSQ:") == "17,0"
    with pytest.raises(ProtocolError, match="CREG"):
        response.text("+CREG:")
    talk.port.assert_done()


def test_a_command_may_be_plain_text_but_only_one_line() -> None:
    talk = Talk("> AT+CMGF=0\n< OK")
    assert talk.chat.run("AT+CMGF=0") == Response()
    with pytest.raises(ValueError, match="not a command line"):
        talk.chat.run("AT\rATD112;")


def test_a_refusal_has_its_cause() -> None:
    with pytest.raises(CommandRefused) as refused:
        Talk("> AT+CSQ\n< +CME ERROR: 10").chat.run(CSQ)
    assert refused.value.cause.code == 10


def test_F07_a_silent_modem_is_not_waited_for_beyond_the_deadline() -> None:
    talk = Talk('> AT+CPIN="1234"')
    with pytest.raises(NoAnswer) as error:
        talk.chat.run('AT+CPIN="1234"', timeout=3.0)
    assert talk.port.clock() == pytest.approx(3.0, abs=1e-3)
    assert "1234" not in str(error.value)
    assert str(talk.trace.transcript()).splitlines()[-1] == "! no answer"


@pytest.mark.parametrize("said", [b"\r\nRING\r\n", b"\r\n+CSQ: 17,0\r\n", b"\xff"])
def test_F06_a_modem_that_never_stops_does_not_outlast_the_deadline(said: bytes) -> None:
    port = StreamPort(said, pace=0.02)
    with pytest.raises(NoAnswer):
        Chat(port, clock=port.clock).run(CSQ, timeout=5.0)
    assert port.now < 5.1


def test_F06_a_storm_of_unsolicited_lines_does_not_hide_the_answer() -> None:
    storm = "\n".join(f"< ^RSSI: {number}" for number in range(200))
    talk = Talk(f"> AT+CSQ\n{storm}\n< +CSQ: 17,0\n{storm}\n< OK")
    assert talk.chat.run(CSQ).text("+CSQ:") == "17,0"
    assert len(talk.chat.unsolicited()) == 400


def test_an_answer_that_is_already_there_counts_though_the_deadline_has_passed() -> None:
    port = StreamPort(b"\r\nOK\r\n", pace=0.0)
    assert Chat(port, clock=port.clock).run("AT", timeout=-1.0) == Response()


def test_a_message_is_handed_over_after_the_prompt() -> None:
    talk = Talk(f"> AT+CMGS=10\n< AT+CMGS=10\\r\\\n< >\n> {PDU.decode()}\\x1a\n< +CMGS: 12\n< OK")
    assert talk.chat.submit(CMGS, PDU, timeout=60.0).text("+CMGS:") == "12"
    talk.chat.settle()
    talk.port.assert_done()


def test_a_payload_is_taken_when_its_reference_comes_and_its_final_result_is_not_the_next_commands() -> None:
    talk = Talk(f"> AT+CMGS=10\n< >\n> {PDU.decode()}\\x1a\n< +CMGS: 12\n< RING\n< OK\n> AT+CSQ\n< +CSQ: 17,0\n< OK")
    assert talk.chat.submit(CMGS, PDU, timeout=60.0).text("+CMGS:") == "12"
    assert talk.chat.unsolicited() == []
    assert talk.chat.run(CSQ).text("+CSQ:") == "17,0"
    assert talk.chat.unsolicited() == [Unsolicited("RING")]
    talk.port.assert_done()


SUBMITTED = (Entry(">", b"AT+CMGS=10\r"), Entry("<", b"\r\n> "), Entry(">", PDU + b"\x1a"))
ASKED_AGAIN = (Entry(">", b"AT+CSQ\r"), Entry("<", b"\r\n+CSQ: 17,0\r\n\r\nOK\r\n"))


def said(answer: bytes, cuts: list[int]) -> tuple[Entry, ...]:
    """`answer` in pieces, cut at those places."""
    places = [0, *sorted({cut % len(answer) for cut in cuts} - {0}), len(answer)]
    return tuple(Entry("<", answer[start:end]) for start, end in pairwise(places))


@given(
    st.sampled_from(("OK", "ERROR", "+CMS ERROR: 38", "RING\r\n\r\nOK")), st.lists(st.integers(min_value=0), max_size=9)
)
def test_a_reference_counts_however_its_answer_is_cut_and_whatever_follows_it(end: str, cuts: list[int]) -> None:
    answer = f"\r\n+CMGS: 12\r\n\r\n{end}\r\n".encode()
    port = ReplayPort(Transcript((*SUBMITTED, *said(answer, cuts), *ASKED_AGAIN)))
    chat = Chat(port, clock=port.clock)
    assert chat.submit(CMGS, PDU, timeout=60.0).text("+CMGS:") == "12"
    assert chat.run(CSQ).text("+CSQ:") == "17,0"
    port.assert_done()


@given(st.lists(st.integers(min_value=0), max_size=9))
def test_a_refusal_is_one_however_it_is_cut(cuts: list[int]) -> None:
    port = ReplayPort(Transcript((*SUBMITTED, *said(b"\r\n+CMS ERROR: 38\r\n", cuts), *ASKED_AGAIN)))
    chat = Chat(port, clock=port.clock)
    with pytest.raises(CommandRefused):
        chat.submit(CMGS, PDU, timeout=60.0)
    assert chat.run(CSQ).text("+CSQ:") == "17,0"
    port.assert_done()


def test_a_port_that_is_lost_before_the_final_result_is_lost_to_the_next_command_only() -> None:
    talk = Talk(f"> AT+CMGS=10\n< >\n> {PDU.decode()}\\x1a\n< +CMGS: 12\n! port lost")
    assert talk.chat.submit(CMGS, PDU, timeout=60.0).text("+CMGS:") == "12"
    with pytest.raises(PortLost):
        talk.chat.submit(CMGS, PDU, timeout=60.0)


def test_a_final_result_is_owed_no_longer_after_an_escape() -> None:
    talk = Talk(f"> AT+CMGS=10\n< >\n> {PDU.decode()}\\x1a\n< +CMGS: 12\n> \\e\n< OK\n> AT\n< OK")
    talk.chat.submit(CMGS, PDU, timeout=60.0)
    talk.chat.escape()
    assert talk.chat.run("AT") == Response()
    talk.port.assert_done()


def test_a_final_result_that_is_owed_is_no_event() -> None:
    talk = Talk(f"> AT+CMGS=10\n< >\n> {PDU.decode()}\\x1a\n< +CMGS: 12\n< OK\n< RING")
    talk.chat.submit(CMGS, PDU, timeout=60.0)
    assert talk.chat.wait(1.0) == [Unsolicited("RING")]


def test_a_final_result_that_never_comes_holds_up_the_next_command_for_a_moment_only() -> None:
    talk = Talk(f"> AT+CMGS=10\n< >\n> {PDU.decode()}\\x1a\n< +CMGS: 12\n! silence\n> AT\n< OK\n")
    talk.chat.submit(CMGS, PDU, timeout=60.0)
    assert talk.chat.run("AT") == Response()
    assert FINAL <= talk.port.clock() < FINAL + 1.0


@pytest.mark.parametrize("payload", [b"00\x1aAT+CMGD=1,4\r", b"\x1b"])
def test_a_payload_cannot_end_itself(payload: bytes) -> None:
    talk = Talk("")
    with pytest.raises(ValueError, match="in a payload"):
        talk.chat.submit(CMGS, payload, timeout=60.0)
    talk.port.assert_done()


def test_F01_a_prompt_that_never_comes_is_left_by_escape_and_nothing_is_sent() -> None:
    talk = Talk('> AT+CMGS=10\n! silence\n> \\e\n< OK\n< +CMTI: "SM",1\n> AT\n< OK')
    with pytest.raises(NoAnswer):
        talk.chat.submit(CMGS, PDU, timeout=60.0, prompt_timeout=4.0)
    talk.chat.run("AT")
    assert talk.chat.unsolicited() == [Unsolicited('+CMTI: "SM",1')]
    talk.port.assert_done()


def test_F01_a_late_prompt_is_still_a_prompt() -> None:
    talk = Talk(f"> AT+CMGS=10\n< ^RSSI: 3\n< >\\\n< \\x20\\\n> {PDU.decode()}\\x1a\n< +CMGS: 1\n< OK")
    assert talk.chat.submit(CMGS, PDU, timeout=60.0).text("+CMGS:") == "1"


def test_a_refusal_before_the_prompt_is_definite() -> None:
    talk = Talk("> AT+CMGS=10\n< +CMS ERROR: 304")
    with pytest.raises(CommandRefused):
        talk.chat.submit(CMGS, PDU, timeout=60.0)


def test_a_refusal_that_comes_with_the_prompt_is_heard_before_the_payload_goes_out() -> None:
    talk = Talk("> AT+CMGS=10\n< \\r\\n> \\r\\n+CMS ERROR: 310\\r\\n\\")
    with pytest.raises(CommandRefused):
        talk.chat.submit(CMGS, PDU, timeout=60.0)
    talk.port.assert_done()


def test_a_refusal_after_the_payload_is_definite() -> None:
    talk = Talk(f"> AT+CMGS=10\n< >\n> {PDU.decode()}\\x1a\n< +CMS ERROR: 28")
    with pytest.raises(CommandRefused) as refused:
        talk.chat.submit(CMGS, PDU, timeout=60.0)
    assert refused.value.cause.code == 28


def test_F03_no_answer_after_the_payload_is_doubt_and_a_late_one_is_heard() -> None:
    talk = Talk(f"> AT+CMGS=10\n< >\n> {PDU.decode()}\\x1a\n! silence\n> AT\n< OK\n< +CMGS: 12\n< OK")
    with pytest.raises(SubmitInDoubt):
        talk.chat.submit(CMGS, PDU, timeout=60.0)
    talk.chat.run("AT")
    assert talk.chat.wait(1.0) == [Unsolicited("+CMGS: 12")]


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("> AT+CMGS=10\n! port lost", PortLost),
        ("> AT+CMGS=10\n< >\n! port lost", SubmitInDoubt),
        (f"> AT+CMGS=10\n< >\n> {PDU.decode()}\\x1a\n! port lost", SubmitInDoubt),
    ],
)
def test_F08_a_port_lost_before_the_payload_is_certain_and_after_it_is_doubt(text: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        Talk(text).chat.submit(CMGS, PDU, timeout=60.0)


def test_F02_escape_leaves_a_prompt_and_hears_the_modem_out() -> None:
    talk = Talk("> \\e\n< >\n< OK\n< +CMGS: 9\n< ERROR")
    talk.chat.escape()
    assert talk.chat.unsolicited() == [Unsolicited("+CMGS: 9")]
    talk.port.assert_done()


def test_F02_escape_does_not_listen_for_ever() -> None:
    port = StreamPort(b"\r\nRING\r\n", pace=0.02)
    Chat(port, clock=port.clock).escape()
    assert port.written == b"\x1b"
    assert port.now < DRAIN + 0.1


def test_waiting_gives_what_came_meanwhile_at_once() -> None:
    talk = Talk("> AT\n< RING\n< OK\n< +CLIP: 1")
    talk.chat.run("AT")
    assert talk.chat.wait(None) == [Unsolicited("RING")]
    assert talk.chat.wait(None) == [Unsolicited("+CLIP: 1")]
    assert talk.chat.wait(2.5) == []
    assert talk.port.clock() == pytest.approx(2.5, abs=1e-3)


def test_waiting_goes_on_until_a_line_is_whole() -> None:
    talk = Talk('< \\r\\n+CM\\\n< TI: "SM",1\\r\\n\\')
    assert talk.chat.wait(1.0) == [Unsolicited('+CMTI: "SM",1')]


def test_a_wake_ends_the_wait() -> None:
    talk = Talk("< RING")
    talk.port.wake()
    assert talk.chat.wait(None) == []
    assert talk.chat.wait(None) == [Unsolicited("RING")]


def test_a_wake_in_the_middle_of_a_command_is_kept_for_the_wait() -> None:
    talk = Talk("> AT\n< OK\n> \\e\n< OK")
    for act in (lambda: talk.chat.run("AT"), talk.chat.escape):
        talk.port.wake()
        act()
        assert talk.chat.wait(None) == []


def test_online_data_state_and_back() -> None:
    talk = Talk(
        """
        > ATDT555
        < CONNECT 9600
        < \\x10\\x02data\\
        > sent\\
        < tail\\
        ! silence
        > +++\\
        < more\\r\\nO\\
        < K\\r\\n\\r\\nRING\\r\\n\\
        """
    )
    assert talk.chat.dial(DIAL, 60.0).line == "CONNECT 9600"
    assert talk.chat.data_read(1.0) == b"\x10\x02data"
    talk.chat.data_write(b"sent")
    assert talk.chat.leave_data_mode() == b"tailmore"
    assert talk.chat.wait(0.0) == [Unsolicited("RING")]
    talk.port.assert_done()


def test_data_that_came_with_connect_is_read_first() -> None:
    talk = Talk("> ATDT555\n< \\r\\nCONNECT\\r\\nfirst\\\n< second\\")
    talk.chat.dial(DIAL, 60.0)
    assert [talk.chat.data_read(1.0), talk.chat.data_read(1.0), talk.chat.data_read(1.0)] == [b"first", b"second", b""]


def test_an_escape_that_is_not_answered_is_told() -> None:
    talk = Talk("> ATDT555\n< CONNECT\n! silence\n> +++\\")
    talk.chat.dial(DIAL, 60.0)
    with pytest.raises(NoAnswer):
        talk.chat.leave_data_mode()


@pytest.mark.parametrize(("line", "error"), [("BUSY", CommandRefused), ("OK", ProtocolError)])
def test_a_dial_that_does_not_connect(line: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        Talk(f"> ATDT555\n< {line}").chat.dial(DIAL, 60.0)


def test_a_connect_that_was_not_asked_for_is_an_error() -> None:
    with pytest.raises(ProtocolError):
        Talk("> ATDT555\n< CONNECT").chat.run(DIAL)


@pytest.mark.parametrize("loss", ["! silence", "! port lost"])
def test_F03_a_reference_whose_ok_gets_lost_is_no_doubt(loss: str) -> None:
    talk = Talk(f"> AT+CMGS=10\n< >\n> {PDU.decode()}\\x1a\n< +CMGS: 7\n{loss}")
    assert talk.chat.submit(CMGS, PDU, timeout=60.0).text("+CMGS:") == "7"
