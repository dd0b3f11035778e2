"""A second opinion: what gammu's own codec makes of the same messages."""

from datetime import UTC, datetime, timedelta

import gammu
import pytest

from drivers.gsm.address import Address, encode_sca
from drivers.gsm.alphabet import Encoding
from drivers.gsm.concat import MessageOptions, segment
from drivers.gsm.header import Concatenation, UserDataHeader, concatenation_element
from drivers.gsm.national import locking_table
from drivers.gsm.tpdu import Deliver, StatusReport, Submit

NUMBER = "+46708251358"
SUMMER = datetime(2024, 6, 15, 22, 58, 22, tzinfo=UTC)
CENTRE = Address.parse("+27381000015")

GSM7, UCS2, DATA8 = "Default_No_Compression", "Unicode_No_Compression", "8bit"


def gammu_submit(text: str | bytes, coding: str, **fields: object) -> bytes:
    """gammu's SMS-SUBMIT; it puts an empty service centre address of two octets before it."""
    message = {
        "SMSC": {"Number": "", "Location": 0, "Validity": "2D"},
        "Number": NUMBER,
        "Text": text,
        "Coding": coding,
        "Class": -1,
        "Type": "Submit",
        "Folder": 1,
        "InboxFolder": 0,
        "Location": 0,
        "Memory": "SM",
        "Name": "",
        "State": "Sent",
    }
    octets: bytes = gammu.EncodePDU(message | fields, "Submit")
    assert octets[:2] == b"\x01\x81"
    return octets[2:]


def our_submit(content: str | bytes, number: str = NUMBER, **fields: object) -> bytes:
    options = MessageOptions(validity=timedelta(days=2), **fields)  # type: ignore[arg-type]
    (submit,) = segment(Address.parse(number), content, 0, options)
    return submit.encode()


TEXTS = [
    "a",
    "hellohello",
    "12345678",
    "{€}[]\\~^|",
    locking_table(0).replace("\x1b", "")[:127],
    "x" * 160,
    "€" * 80,
    "@" * 7,
    "Δ_ΦΓΛΩΠΨΣΘΞ",
    "line\nline\r\n",
]


@pytest.mark.parametrize("text", TEXTS)
def test_gsm7(text: str) -> None:
    assert our_submit(text) == gammu_submit(text, GSM7)


@pytest.mark.parametrize("text", ["ş", "ñandú ş😀", "Привет, мир", "你好", "😀" * 35, "a" * 70])
def test_ucs2(text: str) -> None:
    assert our_submit(text, encoding=Encoding.UCS2) == gammu_submit(text, UCS2)


@pytest.mark.parametrize("data", [b"\x01\x02\xff", bytes(140)])
def test_data(data: bytes) -> None:
    assert our_submit(data) == gammu_submit(data, DATA8)


@pytest.mark.parametrize("number", ["+1", "+491701234567", "12345", "0170123456"])
def test_numbers(number: str) -> None:
    assert our_submit("abc", number) == gammu_submit("abc", GSM7, Number=number)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ({"status_report": True}, {"Type": "Status_Report"}),
        ({"reject_duplicates": True}, {"RejectDuplicates": 1}),
        ({"reply_path": True}, {"ReplyViaSameSMSC": 1}),
        ({"replace_type": 3}, {"ReplaceMessage": 3}),
    ],
)
def test_options(ours: dict[str, object], theirs: dict[str, object]) -> None:
    assert our_submit("abc", **ours) == gammu_submit("abc", GSM7, **theirs)


def test_a_class_of_ucs2() -> None:
    ours = our_submit("ş", message_class=1)
    assert ours == gammu_submit("ş", UCS2, Class=1)


@pytest.mark.parametrize("size", range(1, 30))
@pytest.mark.parametrize("bits", [8, 16])
def test_fill_bits(size: int, bits: int) -> None:
    header = UserDataHeader((concatenation_element(Concatenation(5, 3, 2, bits)),))
    ours = Submit(Address.parse(NUMBER), b"abcdefgh" * 4, 0, header, 0, timedelta(days=2))
    theirs = gammu_submit("abcdefgh" * 4, GSM7, UDH={"Type": "UserUDH", "Text": header.encode()})
    assert ours.encode() == theirs
    ours = Submit(Address.parse(NUMBER), b"Q" * size, 0, header, 0, timedelta(days=2))
    assert ours.encode() == gammu_submit("Q" * size, GSM7, UDH={"Type": "UserUDH", "Text": header.encode()})


@pytest.mark.parametrize("text", ["hellohello", "x" * 160, "Δ_ΦΓΛΩ", "@" * 8])
def test_it_reads_our_deliver(text: str) -> None:
    (submit,) = segment(Address.parse(NUMBER), text, 0)
    read = gammu.DecodePDU(encode_sca(CENTRE) + submit.delivered(Address.parse(NUMBER), SUMMER).encode(), True)
    assert (read["Text"], read["Number"], read["DateTime"]) == (text, NUMBER, SUMMER)
    assert read["SMSC"]["Number"] == CENTRE.number


def test_it_reads_our_parts() -> None:
    text = "Пример длинного сообщения 😀 " * 6
    parts = segment(Address.parse(NUMBER), text, 0xBEEF, MessageOptions(reference_bits=16))
    assert len(parts) == 3
    delivers = [submit.delivered(Address.alphanumeric("Vodafone"), SUMMER) for submit in parts]
    read = [gammu.DecodePDU(encode_sca(CENTRE) + deliver.encode(), True) for deliver in delivers]
    assert "".join(each["Text"] for each in read) == text
    assert [(each["UDH"]["ID16bit"], each["UDH"]["AllParts"], each["UDH"]["PartNumber"]) for each in read] == [
        (0xBEEF, 3, number) for number in (1, 2, 3)
    ]
    assert {each["Number"] for each in read} == {"Vodafone"}


def test_it_reads_our_status_report() -> None:
    later = SUMMER + timedelta(minutes=1)
    report = StatusReport(7, Address.parse(NUMBER), SUMMER, later, 0x46)
    read = gammu.DecodePDU(encode_sca(CENTRE) + report.encode(), True)
    assert (read["Type"], read["MessageReference"], read["DeliveryStatus"]) == ("Status_Report", 7, 0x46)
    assert (read["Number"], read["DateTime"], read["SMSCDateTime"]) == (NUMBER, SUMMER, later)


def test_its_known_fault_is_still_there_so_escapes_are_not_compared() -> None:
    deliver = Deliver(Address.parse(NUMBER), SUMMER, b"\x1be")
    assert deliver.text == "€"
    assert gammu.DecodePDU(encode_sca(CENTRE) + deliver.encode(), True)["Text"] != "€"
