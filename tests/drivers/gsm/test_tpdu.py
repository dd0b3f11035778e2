from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.gsm.address import Address
from drivers.gsm.header import (
    Concatenation,
    InformationElement,
    UserDataHeader,
    concatenation_element,
    ports_element,
)
from drivers.gsm.octets import PduError
from drivers.gsm.tpdu import Deliver, StatusReport, Submit, decode_from_centre, decode_to_centre
from drivers.gsm.validity import EnhancedValidity

SWEDE = Address.parse("+46708251358")
SUMMER = datetime(2024, 6, 15, 22, 58, 22, tzinfo=UTC)
SWEDE_OCTETS = "0B916407281553F8"
SUMMER_OCTETS = "42605122852200"
HELLO = "0AE8329BFD4697D9EC37"

PART = UserDataHeader((concatenation_element(Concatenation(0xA5, 2, 1)),))
WIDE_PART = UserDataHeader((concatenation_element(Concatenation(0xBEEF, 3, 2, 16)),))
TURKISH = UserDataHeader((InformationElement(0x24, b"\x01"),))
WAP_PUSH = UserDataHeader((ports_element((2948, 9200)),))

# each worked by hand from 23.040 9.2.2.2 and 23.038 6.1.2.1
SUBMITS = [
    (Submit(SWEDE, b"hellohello"), f"0100{SWEDE_OCTETS}0000{HELLO}"),
    (Submit(SWEDE, b"hellohello", validity=timedelta(days=4)), f"1100{SWEDE_OCTETS}0000AA{HELLO}"),
    (
        Submit(SWEDE, b"hellohello", validity=SUMMER, status_report_requested=True, reference=7),
        f"3907{SWEDE_OCTETS}0000{SUMMER_OCTETS}{HELLO}",
    ),
    (
        Submit(SWEDE, b"a", validity=EnhancedValidity(timedelta(seconds=30), single_shot=True)),
        f"0900{SWEDE_OCTETS}0000421E00000000000161",
    ),
    (
        Submit(SWEDE, b"hellohello", 0x10, protocol_identifier=0x43, reject_duplicates=True, reply_path=True),
        f"8500{SWEDE_OCTETS}4310{HELLO}",
    ),
    (Submit(Address.parse("12345")), "0100058121" + "43F5000000"),
    # one fill bit: 'a' = 1100001 behind 48 + 1 bits
    (Submit(SWEDE, b"a", 0, PART), f"4100{SWEDE_OCTETS}000008050003A50201C2"),
    # 56 bits of header: no fill bits
    (Submit(SWEDE, b"abc", 0, WIDE_PART), f"4100{SWEDE_OCTETS}00000B060804BEEF030261F118"),
    # three fill bits before ESC 0x73: 0x399B << 3
    (Submit(SWEDE, b"\x1bs", 0, TURKISH), f"4100{SWEDE_OCTETS}00000703240101D8CC01"),
    (
        Submit(SWEDE, bytes.fromhex("0061D83DDE00"), 0x08, PART),
        f"4100{SWEDE_OCTETS}00080C050003A502010061D83DDE00",
    ),
    (Submit(SWEDE, b"\x01\x02\xff", 0x04, WAP_PUSH), f"4100{SWEDE_OCTETS}00040A0605040B8423F00102FF"),
]

DELIVERS = [
    (
        Deliver(
            Address("27838890001", 4, 8),
            datetime(1999, 3, 29, 15, 16, 59, tzinfo=timezone(timedelta(hours=2))),
            b"hellohello",
        ),
        f"040BC87238880900F1000099309251619580{HELLO}",
    ),
    (
        Deliver(
            Address.alphanumeric("Vodafone"),
            SUMMER,
            b"a",
            0x10,
            PART,
            0x41,
            more_messages=True,
            status_report_indication=True,
            reply_path=True,
            loop_prevention=True,
        ),
        f"E80ED0D637396C7EBBCB4110{SUMMER_OCTETS}08050003A50201C2",
    ),
    (Deliver(SWEDE, None, b""), f"04{SWEDE_OCTETS}00000000000000000000"),
]

REPORTS = [
    (StatusReport(7, SWEDE, SUMMER, SUMMER, 0), f"0607{SWEDE_OCTETS}{SUMMER_OCTETS}{SUMMER_OCTETS}00"),
    (
        StatusReport(7, SWEDE, SUMMER, None, 0x46, more_messages=True, loop_prevention=True, on_command=True),
        f"2A07{SWEDE_OCTETS}{SUMMER_OCTETS}0000000000000046",
    ),
    (
        StatusReport(
            255,
            SWEDE,
            SUMMER,
            SUMMER,
            0x30,
            user_data=b"\x04\x31",
            data_coding=8,
            header=PART,
            protocol_identifier=0x40,
        ),
        f"46FF{SWEDE_OCTETS}{SUMMER_OCTETS}{SUMMER_OCTETS}30074008" + "08050003A502010431",
    ),
]


@pytest.mark.parametrize(("submit", "octets"), SUBMITS)
def test_submit_vectors(submit: Submit, octets: str) -> None:
    assert submit.encode().hex().upper() == octets
    assert decode_to_centre(bytes.fromhex(octets)) == submit


@pytest.mark.parametrize(("deliver", "octets"), DELIVERS)
def test_deliver_vectors(deliver: Deliver, octets: str) -> None:
    assert deliver.encode().hex().upper() == octets
    assert decode_from_centre(bytes.fromhex(octets)) == deliver


@pytest.mark.parametrize(("report", "octets"), REPORTS)
def test_status_report_vectors(report: StatusReport, octets: str) -> None:
    assert report.encode().hex().upper() == octets
    assert decode_from_centre(bytes.fromhex(octets)) == report


def test_outcome_of_a_report() -> None:
    report = StatusReport(1, SWEDE, SUMMER, SUMMER, 0x46)
    assert (report.outcome, report.reason) == ("failed", "validity period expired")


def test_what_the_centre_makes_of_a_submit() -> None:
    submit = Submit(SWEDE, b"a", 0x10, PART, 0x41, reply_path=True, status_report_requested=True)
    assert submit.delivered(Address.parse("112"), SUMMER) == Deliver(
        Address.parse("112"), SUMMER, b"a", 0x10, PART, 0x41, reply_path=True
    )


class TestLenient:
    def test_octets_behind_the_user_data_are_padding(self) -> None:
        submit, octets = SUBMITS[0]
        assert Submit.decode(bytes.fromhex(octets) + b"\xff" * 20) == submit

    def test_a_sims_padding_behind_a_report(self) -> None:
        report, octets = REPORTS[0]
        assert StatusReport.decode(bytes.fromhex(octets) + b"\xff" * 20) == report

    def test_a_time_stamp_that_is_no_date(self) -> None:
        deliver = decode_from_centre(bytes.fromhex(f"04{SWEDE_OCTETS}0000FFFFFFFFFFFFFF0161"))
        assert isinstance(deliver, Deliver)
        assert (deliver.timestamp, deliver.text) == (None, "a")

    def test_the_reserved_kind_is_read_as_a_deliver(self) -> None:
        deliver, octets = DELIVERS[0]
        assert decode_from_centre(bytes.fromhex("07" + octets[2:])) == deliver

    def test_a_header_that_does_not_add_up_is_ignored(self) -> None:
        deliver = decode_from_centre(bytes.fromhex(f"44{SWEDE_OCTETS}0004{SUMMER_OCTETS}050200FF6162"))
        assert (deliver.header.elements, deliver.data) == ((), b"ab")


START = f"0100{SWEDE_OCTETS}00"
START_HEADER = f"4100{SWEDE_OCTETS}00"
REFUSED = [
    (decode_to_centre, START + "00A1" + "00" * 141, "TP-UDL refused at octet 12: 161 is more than 160 septets"),
    (decode_to_centre, START + "088D" + "00" * 141, "TP-UDL refused at octet 12: 141 is more than 140 octets"),
    (decode_to_centre, START_HEADER + "0400", "TP-UDHL truncated at octet 13: 1 octet needed, 0 there"),
    (decode_to_centre, START_HEADER + "0403050003", "TP-UDH truncated at octet 16: 6 octets needed, 3 there"),
    (decode_to_centre, START_HEADER + "0006050003A50201", "TP-UDH refused at octet 13: 7 septets in a TP-UD of 6"),
    (decode_to_centre, "00", "TP-MTI refused at octet 0: an SMS-DELIVER-REPORT carries no message"),
    (decode_to_centre, "02", "TP-MTI refused at octet 0: SMS-COMMAND is not supported"),
    (decode_to_centre, "03", "TP-MTI refused at octet 0: 3 is reserved"),
    (decode_from_centre, "01", "TP-MTI refused at octet 0: an SMS-SUBMIT-REPORT carries no message"),
    (Deliver.decode, "01", "TP-MTI refused at octet 0: 1 is not this kind of message"),
]


@pytest.mark.parametrize(("decode", "octets", "message"), REFUSED)
def test_F19_broken_is_refused_with_its_place(decode: Callable[[bytes], object], octets: str, message: str) -> None:
    with pytest.raises(PduError) as caught:
        decode(bytes.fromhex(octets))
    assert str(caught.value) == message


def fields(*widths: tuple[str, int]) -> list[str]:
    """The name of the field that each octet belongs to."""
    return [name for name, width in widths for _ in range(width)]


SUBMIT_FIELDS = fields(
    ("TP-MTI", 1), ("TP-MR", 1), ("TP-DA", 8), ("TP-PID", 1), ("TP-DCS", 1), ("TP-VP", 7), ("TP-UDL", 1), ("TP-UD", 9)
)
DELIVER_FIELDS = fields(
    ("TP-MTI", 1), ("TP-OA", 9), ("TP-PID", 1), ("TP-DCS", 1), ("TP-SCTS", 7), ("TP-UDL", 1), ("TP-UD", 7)
)
REPORT_FIELDS = fields(
    ("TP-MTI", 1), ("TP-MR", 1), ("TP-RA", 8), ("TP-SCTS", 7), ("TP-DT", 7), ("TP-ST", 1), ("whole", 1), ("TP-PID", 1)
) + fields(("TP-DCS", 1), ("TP-UDL", 1), ("TP-UD", 8))


@pytest.mark.parametrize(
    ("decode", "octets", "names"),
    [
        (decode_to_centre, SUBMITS[2][1], SUBMIT_FIELDS),
        (decode_from_centre, DELIVERS[1][1], DELIVER_FIELDS),
        (decode_from_centre, REPORTS[2][1], REPORT_FIELDS),
    ],
    ids=["submit", "deliver", "report"],
)
def test_F19_truncated_anywhere_is_refused_with_its_place(
    decode: Callable[[bytes], object], octets: str, names: list[str]
) -> None:
    tpdu = bytes.fromhex(octets)
    assert len(names) == len(tpdu)
    for size, name in enumerate(names):
        if name == "whole":  # a report may end before its TP-PI
            decode(tpdu[:size])
            continue
        with pytest.raises(PduError, match=f"^{name} truncated at octet {size}: ") as caught:
            decode(tpdu[:size])
        assert (caught.value.field, caught.value.offset) == (name, size)


VALID = [bytes.fromhex(octets) for _, octets in (*SUBMITS, *DELIVERS, *REPORTS)]


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    octets = bytearray(draw(st.sampled_from(VALID)))
    for _ in range(draw(st.integers(1, 4))):
        octets[draw(st.integers(0, len(octets) - 1))] = draw(st.integers(0, 255))
    return bytes(octets)


@given(st.binary(max_size=180) | damaged())
@settings(max_examples=20 * settings().max_examples)
def test_F19_garbage_raises_nothing_but_pdu_errors(tpdu: bytes) -> None:
    for decode in (decode_from_centre, decode_to_centre):
        try:
            message = decode(tpdu)
        except PduError as error:
            assert 0 <= error.offset <= len(tpdu)
        else:
            views = (message.text, message.data, message.coding, message.concatenation, message.ports, message.waiting)
            assert views[:2].count(None) == 1
            assert message.replace_type is None or message.replace_type in range(8)


numbers = st.from_regex(r"\+[0-9]{1,15}|[0-9*#]{1,12}", fullmatch=True).map(Address.parse)
moments = st.datetimes(datetime(2000, 1, 1), datetime(2080, 1, 1), timezones=st.just(UTC))
seconds = moments.map(lambda moment: moment.replace(microsecond=0))
bodies = st.one_of(
    st.tuples(st.just(0x00), st.binary(max_size=140).map(lambda data: bytes(octet & 0x7F for octet in data))),
    st.tuples(st.sampled_from((0x04, 0x08, 0xF6, 0x20)), st.binary(max_size=120)),
)


submits = st.builds(
    lambda body, **fields: Submit(user_data=body[1], data_coding=body[0], **fields),
    bodies,
    destination=numbers,
    header=st.sampled_from((UserDataHeader(), PART, WIDE_PART, TURKISH, WAP_PUSH)),
    protocol_identifier=st.integers(0, 255),
    validity=seconds | st.none() | st.just(timedelta(hours=1)),
    status_report_requested=st.booleans(),
    reject_duplicates=st.booleans(),
    reply_path=st.booleans(),
    reference=st.integers(0, 255),
)


@given(submits)
def test_a_message_comes_back(submit: Submit) -> None:
    assert Submit.decode(submit.encode()) == submit
    deliver = submit.delivered(submit.destination, SUMMER)
    assert Deliver.decode(deliver.encode()) == deliver
