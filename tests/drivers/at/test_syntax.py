"""V.250, 27.005 and 27.007 as modems really say them, into events."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.at.syntax import (
    LINE_LIMIT,
    ONLINE_FINALS,
    Command,
    Connect,
    Event,
    FinalResult,
    InformationText,
    Prompt,
    Syntax,
    Unsolicited,
)
from drivers.errors import Cause

PDU = "07911326040000F0040B911346610089F60000208062917314080CC8F71D14969741F977FD07"
HEADER_LENGTH = len(PDU) // 2 - 8

AT = Command("AT")
CREG = Command("AT+CREG?", prefixes=("+CREG:",), accepts=lambda line: line.count(",") >= 1)
CSQ = Command("AT+CSQ", prefixes=("+CSQ:",))
CGSN = Command("AT+CGSN", bare=True)
CMGS = Command("AT+CMGS=20", prefixes=("+CMGS:",), prompt=True)
CMGR = Command("AT+CMGR=1", prefixes=("+CMGR:",), payload=("+CMGR:",))
CMGL = Command("AT+CMGL=4", prefixes=("+CMGL:",), payload=("+CMGL:",))
CUSD = Command('AT+CUSD=1,"*100#",15', prefixes=("+CUSD:",))
DIAL = Command("ATDT555", finals=ONLINE_FINALS)

OK = FinalResult(True, None, "OK")


def events(command: Command | None, *chunks: bytes | str, syntax: Syntax | None = None) -> list[Event]:
    syntax = syntax or Syntax()
    if command is not None:
        syntax.expect(command)
    found = []
    for chunk in chunks:
        found += syntax.feed(chunk.encode("latin-1") if isinstance(chunk, str) else chunk)
    return found


@pytest.mark.parametrize("text", ["AT\rATD1;", "AT\n", "AT\x1a", "AT\x1b", "AT\x00", "ATé", "AT\x7f", "AT\x85"])
def test_a_command_line_takes_no_control_and_no_foreign_letter(text: str) -> None:
    with pytest.raises(ValueError, match="not a command line"):
        Command(text)


def test_information_text_and_final_result() -> None:
    assert events(CSQ, "\r\n+CSQ: 17,0\r\n\r\nOK\r\n") == [InformationText("+CSQ: 17,0"), OK]


@pytest.mark.parametrize(
    "raw",
    [
        "\r\n+CSQ: 17,0\r\n\r\nOK\r\n",
        "+CSQ: 17,0\r\nOK\r\n",
        "+CSQ: 17,0\rOK\r",
        "+CSQ: 17,0\nOK\n",
        "\r\r\n+CSQ: 17,0\r\r\n\r\r\nOK\r\r\n",
        "\0\r\n\0+CSQ: 17,0\0\r\n\r\n\0OK\r\n\0",
        "\r\n+CS\0Q: 17,0 \r\n\r\nOK \r\n",
        "AT+CSQ\r\r\n+CSQ: 17,0\r\n\r\nOK\r\n",
        "AT+CSQ\r\n+CSQ: 17,0\r\n\r\nOK\r\n",
        "\x1b\r\nAT+CSQ\r\r\n+CSQ: 17,0\r\n\r\nOK\r\n",
    ],
)
def test_line_ends_noise_and_echo_make_no_difference(raw: str) -> None:
    assert events(CSQ, raw) == [InformationText("+CSQ: 17,0"), OK]


def test_an_echo_with_an_unsolicited_line_before_it_or_in_it_is_dropped() -> None:
    ring, message = Unsolicited("RING"), Unsolicited('+CMTI: "SM",3')
    assert events(CSQ, "\r\nRING\r\nAT+CSQ\r\r\n+CSQ: 1,99\r\n\r\nOK\r\n") == [ring, InformationText("+CSQ: 1,99"), OK]
    assert events(CSQ, 'AT+C\r\n+CMTI: "SM",3\r\nSQ\r\r\nOK\r\n') == [message, OK]


def test_an_echo_that_comes_after_the_command_was_given_up_is_dropped() -> None:
    syntax = Syntax()
    syntax.expect(CSQ)
    syntax.reset()
    assert syntax.feed(b"AT+CSQ\r\r\nERROR\r\n") == [Unsolicited("ERROR")]


@pytest.mark.parametrize(
    ("line", "cause"),
    [
        ("ERROR", Cause("V250", None, "ERROR")),
        ("+CME ERROR: 10", Cause("CME", 10, "SIM not inserted")),
        ("+CME ERROR: SIM not inserted", Cause("CME", 10, "SIM not inserted")),
        ("+CMS ERROR: 500", Cause("CMS", 500, "unknown error")),
        ("+CMS ERROR: Memory full", Cause("CMS", 322, "Memory full")),
        ("+CMS ERROR: no idea", Cause("CMS", None, "no idea")),
    ],
)
def test_F17_every_form_of_error_is_final_and_names_its_cause(line: str, cause: Cause) -> None:
    assert events(AT, f"\r\n{line}\r\n") == [FinalResult(False, cause, line)]


def test_a_family_may_have_further_final_results() -> None:
    line = "COMMAND NOT SUPPORT"
    refused = FinalResult(False, Cause("V250", None, line), line)
    assert events(AT, f"\r\n{line}\r\n", syntax=Syntax(finals=(line,))) == [refused]
    assert events(AT, f"\r\n{line}\r\n") == [Unsolicited(line)]


@pytest.mark.parametrize(
    "raw",
    ["\r\n> ", "\r\n>", "> ", ">", ">\r\n", "\r\n>\r\n", "\r\n> \r\n", "AT+CMGS=20\r\r\n> ", "AT+CMGS=20\r> ", "\0> "],
)
def test_F01_the_prompt_in_every_shape(raw: str) -> None:
    answer = "\r\n+CMGS: 12\r\n\r\nOK\r\n"
    expected = [Prompt(), InformationText("+CMGS: 12"), OK]
    assert events(CMGS, raw, answer) == expected
    assert events(CMGS, *raw, *answer) == expected


@pytest.mark.parametrize("echo", [f"{PDU}\x1a\r\n", f"{PDU}\r\n", f"{PDU}\x1a", f"{PDU[:30]}\r\n{PDU[30:]}\r\n"])
def test_F01_the_echo_of_a_payload_is_no_answer(echo: str) -> None:
    syntax = Syntax()
    syntax.expect(CMGS)
    assert syntax.feed(b"\r\n> ") == [Prompt()]
    syntax.handed_over(PDU)
    assert syntax.feed(f"{echo}\r\n+CMGS: 12\r\n\r\nOK\r\n".encode()) == [InformationText("+CMGS: 12"), OK]


def test_F01_a_prompt_that_nobody_asked_for_is_none() -> None:
    assert events(AT, "\r\n> \r\nOK\r\n") == [OK]
    assert events(None, '> \r\n> +CMTI: "SM",1\r\n') == [Unsolicited('+CMTI: "SM",1')]


def test_F01_a_prompt_left_from_before_is_not_the_next_commands() -> None:
    syntax = Syntax()
    assert syntax.feed(b"\r\n> ") == []
    syntax.expect(CMGS)
    assert syntax.feed(b"\r\n") == []
    assert syntax.feed(b"\r\n> ") == [Prompt()]


def test_a_greater_than_sign_inside_a_line_is_no_prompt() -> None:
    assert events(CMGS, '\r\n+CUSD: 0,"a > b"\r\n') == [Unsolicited('+CUSD: 0,"a > b"')]


@pytest.mark.parametrize(
    "raw", ['\r\n> \r\n+CMTI: "SM",3\r\n', '> +CMTI: "SM",3\r\n', '>\r\n\r\n+CMTI: "SM",3\r\n', '>+CMTI: "SM",3\r\n']
)
def test_F05_an_unsolicited_line_at_the_prompt_is_not_lost(raw: str) -> None:
    assert events(CMGS, raw) == [Prompt(), Unsolicited('+CMTI: "SM",3')]
    assert events(CMGS, '\r\n+CMTI: "SM",3\r\n\r\n> ') == [Unsolicited('+CMTI: "SM",3'), Prompt()]


URCS = ["RING", '+CMTI: "SM",3', "^RSSI: 12", "^BOOT:1,2,3", "OVER-VOLTAGE WARNNING", '+CUSD: 0,"hi",15', "NO CARRIER",
        "BUSY", "+CREG: 1", "Call Ready", "NORMAL POWER DOWN"]  # fmt: skip


@pytest.mark.parametrize("urc", URCS)
@pytest.mark.parametrize(
    ("command", "answer"),
    [
        (CSQ, ["+CSQ: 17,0", "OK"]),
        (CREG, ['+CREG: 2,1,"00C3","1F2A"', "OK"]),
        (CGSN, ["860000000000001", "OK"]),
        (CMGR, [f"+CMGR: 1,,{HEADER_LENGTH}", PDU, "OK"]),
        (CMGL, [f"+CMGL: 1,1,,{HEADER_LENGTH}", PDU, f"+CMGL: 2,1,,{HEADER_LENGTH}", PDU, "OK"]),
        (AT, ["+CMS ERROR: 38"]),
    ],
)
def test_F05_an_unsolicited_line_in_the_middle_of_any_answer(command: Command, answer: list[str], urc: str) -> None:
    plain = events(command, "".join(f"\r\n{line}\r\n" for line in answer))
    assert not any(isinstance(event, Unsolicited) for event in plain)
    for place in range(len(answer) + 1):
        lines = [*answer[:place], urc, *answer[place:]]
        found = events(command, "".join(f"\r\n{line}\r\n" for line in lines))
        assert [event for event in found if not isinstance(event, Unsolicited)] == plain
        assert [event for event in found if isinstance(event, Unsolicited)] == [Unsolicited(urc)]


def test_an_answer_is_told_from_an_unsolicited_line_of_the_same_name() -> None:
    found = events(CREG, "\r\n+CREG: 1\r\n\r\n+CREG: 2,1\r\n\r\n+CREG: 5\r\n\r\nOK\r\n")
    assert found == [Unsolicited("+CREG: 1"), InformationText("+CREG: 2,1"), Unsolicited("+CREG: 5"), OK]


def test_a_delivery_in_the_middle_of_a_listing() -> None:
    delivery = f"\r\n+CMT: ,{HEADER_LENGTH}\r\n{PDU}\r\n"
    found = events(CMGL, f"\r\n+CMGL: 1,1,,{HEADER_LENGTH}\r\n{delivery}{PDU}\r\n{delivery}\r\nOK\r\n")
    urc = Unsolicited(f"+CMT: ,{HEADER_LENGTH}", PDU)
    assert found == [urc, InformationText(f"+CMGL: 1,1,,{HEADER_LENGTH}", PDU), urc, OK]


def test_a_final_result_between_the_header_and_the_payload_of_a_delivery() -> None:
    found = events(AT, f"\r\n+CMT: ,{HEADER_LENGTH}\r\n\r\nOK\r\n{PDU}\r\n")
    assert found == [OK, Unsolicited(f"+CMT: ,{HEADER_LENGTH}", PDU)]


def test_an_entry_without_a_pdu_does_not_take_the_next_ones() -> None:
    found = events(CMGL, f"+CMGL: 1,1,,0\r\n\r\n+CMGL: 2,1,,{HEADER_LENGTH}\r\n{PDU}\r\n+CMGL: 3,0,,0\r\n\r\nOK\r\n")
    assert found == [
        InformationText("+CMGL: 1,1,,0"),
        InformationText(f"+CMGL: 2,1,,{HEADER_LENGTH}", PDU),
        InformationText("+CMGL: 3,0,,0"),
        OK,
    ]


def test_F19_a_line_in_place_of_a_pdu_is_given_as_it_came() -> None:
    assert events(CMGR, "\r\n+CMGR: 1,,23\r\n--\r\n\r\nOK\r\n") == [InformationText("+CMGR: 1,,23", "--"), OK]
    assert events(None, "\r\n+CMT: ,23\r\nnonsense\xe9\r\n") == [Unsolicited("+CMT: ,23", "nonsense\xe9")]


def test_a_delivery_whose_pdu_never_came_does_not_eat_a_bare_answer() -> None:
    found = events(CGSN, "\r\n+CMT: ,23\r\n\r\n860000000000001\r\n\r\nOK\r\n")
    assert found == [InformationText("860000000000001"), OK]


def test_a_delivery_whose_pdu_never_came_is_told_when_the_next_comes() -> None:
    found = events(None, f"\r\n+CMT: ,23\r\n\r\n+CMT: ,{HEADER_LENGTH}\r\n{PDU}\r\n")
    assert found == [Unsolicited("+CMT: ,23"), Unsolicited(f"+CMT: ,{HEADER_LENGTH}", PDU)]


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n", "\r\r\n"])
def test_text_mode_gives_the_next_line_whatever_it_is(end: str) -> None:
    header = '+CMT: "+491711234567",,"24/03/01,12:00:00+04"'
    for text in ["hello", "OK", "RING", " spaced ", "AT"]:
        assert events(None, f"\r\n{header}{end}{text}{end}") == [Unsolicited(header, text)]
    if end != "\r\r\n":
        assert events(None, f"{header}\r\n\r\n") == [Unsolicited(header, "")]


def test_a_report_in_text_mode_has_no_payload() -> None:
    line = '+CDS: 6,12,"+491711234567",145,"24/03/01,12:00:00+04","24/03/01,12:00:09+04",0'
    assert events(AT, f"\r\n{line}\r\n\r\nOK\r\n") == [Unsolicited(line), OK]


def test_a_ussd_menu_goes_on_over_line_ends() -> None:
    found = events(CUSD, '\r\nOK\r\n\r\n+CUSD: 1,"Menu\r\n1: +5 GB\r\n\r\n+CMTI: "SM",1\r\n2: OK\r\n",15\r\n')
    assert found == [OK, Unsolicited('+CMTI: "SM",1'), Unsolicited('+CUSD: 1,"Menu\n1: +5 GB\n2: OK\n",15')]
    assert events(CUSD, '\r\n+CUSD: 1,"a\nb",15\r\n\r\nOK\r\n') == [InformationText('+CUSD: 1,"a\nb",15'), OK]


def test_a_ussd_string_that_never_closes_does_not_outlive_the_next_command() -> None:
    syntax = Syntax()
    assert syntax.feed(b'\r\n+CUSD: 0,"cut off\r\n') == []
    assert events(AT, "\r\n+CREG: 1\r\n\r\nOK\r\n", syntax=syntax) == [
        Unsolicited('+CUSD: 0,"cut off'),
        Unsolicited("+CREG: 1"),
        OK,
    ]


@pytest.mark.parametrize("line", ["NO CARRIER", "BUSY", "NO DIALTONE", "NO ANSWER"])
def test_F22_a_call_result_ends_a_dial_and_nothing_else(line: str) -> None:
    [result] = events(DIAL, f"\r\n{line}\r\n")
    assert isinstance(result, FinalResult)
    assert result.cause is not None
    assert result.cause.text == line
    assert events(AT, f"\r\n{line}\r\n\r\nOK\r\n") == [Unsolicited(line), OK]


def test_what_follows_connect_is_data() -> None:
    data = b"\x10\x02\r\nOK\r\n\0\xff"
    syntax = Syntax()
    syntax.expect(DIAL)
    assert syntax.feed(b"\r\nCONNECT 115200\r\n" + data) == [Connect("CONNECT 115200")]
    assert syntax.feed(b"more") == []
    assert syntax.take() == data + b"more"
    assert syntax.take() == b""


def test_a_command_ends_the_online_data_state() -> None:
    syntax = Syntax()
    events(DIAL, "\r\nCONNECT\r\n", syntax=syntax)
    assert events(AT, "\r\nOK\r\n", syntax=syntax) == [OK]


def test_F03_an_answer_that_comes_after_it_was_given_up_is_unsolicited() -> None:
    syntax = Syntax()
    assert events(CMGS, "\r\n> ", syntax=syntax) == [Prompt()]
    syntax.reset()
    late = [Unsolicited("+CMGS: 12"), Unsolicited("OK")]
    assert syntax.feed(b"\r\n+CMGS: 12\r\n\r\nOK\r\n") == late
    assert events(AT, "\r\nOK\r\n", syntax=syntax) == [OK]


def test_F03_a_late_answer_does_not_end_the_next_command() -> None:
    syntax = Syntax()
    events(CMGS, "\r\n> ", syntax=syntax)
    syntax.reset()
    assert events(AT, "\r\nOK\r\n", syntax=syntax) == [OK]
    found = events(CSQ, "\r\n+CMGS: 12\r\n\r\nOK\r\n\r\n+CSQ: 9,0\r\n\r\nOK\r\n", syntax=syntax)
    assert found == [Unsolicited("+CMGS: 12"), Unsolicited("OK"), InformationText("+CSQ: 9,0"), OK]


@pytest.mark.parametrize("late", [["+CMGS: 12", "OK"], ["+CMS ERROR: 38"], ["OK"]])
def test_F03_what_comes_before_the_prompt_is_not_the_next_messages(late: list[str]) -> None:
    syntax = Syntax()
    events(CMGS, "\r\n> ", syntax=syntax)
    syntax.reset()
    found = events(CMGS, *(f"\r\n{line}\r\n" for line in late), "\r\n> ", syntax=syntax)
    assert found == [*map(Unsolicited, late), Prompt()]
    assert syntax.feed(b"\r\n+CMGS: 13\r\n\r\nOK\r\n") == [InformationText("+CMGS: 13"), OK]


def test_a_refusal_in_place_of_the_prompt() -> None:
    [result] = events(CMGS, "\r\n+CMS ERROR: 304\r\n")
    assert result == FinalResult(False, Cause("CMS", 304, "invalid PDU mode parameter"), "+CMS ERROR: 304")


def test_expecting_the_next_command_gives_the_one_before_up() -> None:
    syntax = Syntax()
    syntax.expect(CSQ)
    assert events(AT, "\r\n+CSQ: 1,0\r\n\r\nOK\r\n\r\nOK\r\n", syntax=syntax) == [
        Unsolicited("+CSQ: 1,0"),
        Unsolicited("OK"),
        OK,
    ]


def test_idle_lines_are_unsolicited() -> None:
    assert events(None, "\r\nRDY\r\n\r\n+CFUN: 1\r\n\r\nOK\r\n") == [
        Unsolicited("RDY"),
        Unsolicited("+CFUN: 1"),
        Unsolicited("OK"),
    ]


def test_noise_without_a_line_end_is_bounded() -> None:
    syntax = Syntax()
    for _ in range(100):
        assert syntax.feed(b"\xff" * 1000) == []
    assert syntax.feed(b'\r\n+CMTI: "SM",1\r\n') == [Unsolicited("\xff" * LINE_LIMIT), Unsolicited('+CMTI: "SM",1')]


PIECES = [
    *(f"\r\n{urc}\r\n" for urc in URCS),
    "\r\n", "\r", "\n", "\0", " ", ">", "> ", "\r\n> ", "\x1a", "\x1b", "\r\r\n",
    "\r\nOK\r\n", "\r\nERROR\r\n", "\r\n+CME ERROR: 10\r\n", "\r\n+CMS ERROR: x\r\n", "\r\nCONNECT\r\n",
    "AT+CSQ\r", "AT+CMGS=20\r", "AT+CR", "EG?", "\r\n+CSQ: 17,0\r\n", "\r\n+CREG: 2,1\r\n", "\r\n+CMGS: 12\r\n",
    "\r\n860000000000001\r\n", f"\r\n+CMT: ,{HEADER_LENGTH}\r\n", f"\r\n+CMGL: 1,1,,{HEADER_LENGTH}\r\n", f"{PDU}\r\n",
    '\r\n+CMT: "+49",,"24/01/01,00:00:00+00"\r', '\r\n+CUSD: 1,"menu\r\n', '1: x\r\n2: y"\r\n', "x" * 5000, "\xe9",
]  # fmt: skip
STREAMS = st.lists(st.sampled_from(PIECES) | st.text('\r\n\0> OK+:,"1A\x1a', max_size=6), max_size=14).map("".join)
COMMANDS = st.sampled_from([None, AT, CREG, CSQ, CGSN, CMGS, CMGR, CMGL, CUSD, DIAL])


@given(command=COMMANDS, stream=STREAMS, cuts=st.lists(st.integers(0, 10_000), max_size=12))
def test_chunking_never_changes_the_events(command: Command | None, stream: str, cuts: list[int]) -> None:
    places = sorted({0, *(cut % (len(stream) + 1) for cut in cuts), len(stream)})
    chunks = [stream[start:end] for start, end in pairwise(places)]
    whole, cut = Syntax(), Syntax()
    expected = events(command, stream, syntax=whole)
    assert events(command, *chunks, syntax=cut) == expected
    assert cut.take() == whole.take()
    if len(stream) < 400:
        assert events(command, *stream) == expected


@given(
    answer=st.sampled_from([(CSQ, ["+CSQ: 17,0", "OK"]), (CMGR, [f"+CMGR: 1,,{HEADER_LENGTH}", PDU, "OK"])]),
    urcs=st.lists(st.tuples(st.sampled_from(URCS), st.integers(0, 3)), max_size=8),
)
def test_F06_no_unsolicited_line_is_lost_or_invented(
    answer: tuple[Command, list[str]], urcs: list[tuple[str, int]]
) -> None:
    command, lines = answer
    mixed: list[str] = []
    for place in range(len(lines) + 1):
        mixed += [urc for urc, where in urcs if min(where, len(lines)) == place]
        mixed += lines[place : place + 1]
    found = events(command, "".join(f"\r\n{line}\r\n" for line in mixed))
    assert sorted(event.line for event in found if isinstance(event, Unsolicited)) == sorted(urc for urc, _ in urcs)
    assert [event for event in found if isinstance(event, FinalResult)] == [OK]
    [information] = [event for event in found if isinstance(event, InformationText)]
    assert information.payload == (PDU if command is CMGR else None)
