"""The flight recorder and its text: nothing lost, nothing secret told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.trace import Entry, Trace, Transcript

PDU = "07911326040000F0040B911346610089F60000208062917314080CC8F71D14969741F977FD07"


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize(
    ("line", "entry"),
    [
        ("> AT", Entry(">", b"AT\r")),
        ("> \\e", Entry(">", b"\x1b")),
        ("> +++\\", Entry(">", b"+++")),
        ("> 0011\\x1a", Entry(">", b"0011\x1a")),
        ("< OK", Entry("<", b"\r\nOK\r\n")),
        ("< >", Entry("<", b"\r\n> ")),
        ("< >\\", Entry("<", b">")),
        ("< AT\\r\\", Entry("<", b"AT\r")),
        ("< \\\\", Entry("<", b"\r\n\\\r\n")),
        ("< \\xe9\\x00\\", Entry("<", b"\xe9\0")),
        ("! no answer", Entry("!", b"no answer")),
        ("# seen on a SIM800", Entry("#", b"seen on a SIM800")),
    ],
)
def test_a_line_of_a_transcript_means_these_bytes(line: str, entry: Entry) -> None:
    assert Transcript.parse(f"\n    {line}\n\n").entries == (entry,)
    assert Transcript.parse(str(entry)).entries == (entry,)


def test_what_is_no_line_of_a_transcript_is_refused() -> None:
    with pytest.raises(ValueError, match="not a line of a transcript"):
        Transcript.parse("AT+CREG?")


ENTRIES = st.builds(Entry, st.sampled_from("<>"), st.binary(max_size=12)) | st.builds(
    Entry, st.sampled_from("<>"), st.text("AT+> \r\n\\\x1a\x1b", max_size=8).map(str.encode)
)


@given(st.lists(ENTRIES, max_size=5))
def test_text_and_transcript_mean_the_same(entries: list[Entry]) -> None:
    transcript = Transcript(tuple(entries))
    assert Transcript.parse(str(transcript)) == transcript


@given(st.lists(st.tuples(st.sampled_from("<>"), st.binary(min_size=1, max_size=8), st.sampled_from([0.0, 0.5]))))
def test_a_recording_keeps_every_byte_in_order(said: list[tuple[str, bytes, float]]) -> None:
    clock = Clock()
    trace = Trace(clock=clock)
    for direction, data, pause in said:
        clock.now += pause
        (trace.wrote if direction == ">" else trace.heard)(data)
    told = [entry for entry in trace.unmasked().entries if entry.direction != "#"]
    for direction in "<>":
        assert b"".join(entry.data for entry in told if entry.direction == direction) == b"".join(
            data for way, data, _ in said if way == direction
        )


def test_a_recording_reads_like_a_dialogue() -> None:
    clock = Clock()
    trace = Trace(clock=clock)
    trace.wrote(b"AT+CMGS=20\r")
    trace.heard(b"AT+CMGS=20\r\r\n+CMTI: ")
    clock.now = 0.5
    trace.heard(b'"SM",3\r\n\r\n> ')
    clock.now = 4.0
    trace.note("no\nanswer")
    trace.wrote(b"\x1b")
    assert str(trace.transcript()).splitlines() == [
        "> AT+CMGS=20",
        "< AT+CMGS=20\\r\\",
        '< +CMTI: "SM",3',
        "< >",
        "# 3.500 s",
        "! no answer",
        "> \\e",
    ]


def test_the_ring_keeps_the_latest() -> None:
    trace = Trace(size=2)
    for line in (b"AT+A\r", b"AT+B\r", b"AT+C\r"):
        trace.wrote(line)
    assert [entry.data for entry in trace.unmasked().entries] == [b"AT+B\r", b"AT+C\r"]


def test_F32_what_may_be_the_rest_of_a_secret_is_let_go_with_it() -> None:
    trace = Trace(size=3)
    for said in (b'AT+CPIN="12', b'34"\r', b"\r\nOK\r\n", b"\r\nRING\r\n"):
        trace.heard(said)
    assert str(trace.transcript()) == "< OK\n< RING\n"


def test_whether_anything_was_said() -> None:
    trace = Trace()
    assert trace.silent
    trace.wrote(b"AT\r")
    assert not trace.silent


def test_F32_what_messages_say_is_masked_and_the_rest_is_not() -> None:
    said = Transcript.parse(
        f"""
        > AT+CPIN="1234"
        < AT+CPIN="1234"\\r\\
        > AT+CMGS=20
        < >
        > {PDU}\\x1a
        < {PDU}\\x1a\\r\\n\\
        < +CMGS: 12
        < +CMT: ,23
        < {PDU}
        < +CMT: "+491711234567",,"24/03/01,12:00:00+04"
        < the secret of the box
        < OK
        < +CCID: 8949020000123456789
        """
    )
    text = str(said.masked())
    assert '1234"' not in text
    assert PDU[:24] not in text
    assert "secret" not in text
    assert "+CMGS: 12" in text
    assert "8949020000123456789" in text
    assert "*" * len(PDU) + "\\x1a" in text
