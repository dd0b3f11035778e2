"""Messages as libGammu's dictionaries, and what libGammu makes of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import gammu
import pytest

from drivers.gsm.address import Address, encode_sca
from drivers.gsm.alphabet import Encoding
from drivers.gsm.concat import MessageOptions, segment
from drivers.gsm.libgammu import carries, received_tpdu, submit_message
from drivers.gsm.tpdu import Deliver, StatusReport, Submit

CENTRE = "+4912345"
NUMBER = Address.parse("+491701234567")
SUMMER = datetime(2024, 6, 15, 22, 58, 22, tzinfo=UTC)


def parts(content: str | bytes, **fields: Any) -> tuple[Submit, ...]:
    return segment(NUMBER, content, 7, MessageOptions(**fields))


def carried(submit: Submit) -> bool:
    return carries(gammu.EncodePDU(submit_message(submit, CENTRE), "Submit"), submit)


@pytest.mark.parametrize(
    ("content", "fields"),
    [
        ("hello", {}),
        ("{€}[]\\~^|", {}),
        ("x" * 160, {}),
        ("Привет 😀", {}),
        ("hello " * 60, {}),
        ("Привет 😀" * 20, {"reference_bits": 16}),
        (b"\x00\x01\xff", {}),
        (b"q" * 300, {"ports": (1234, 5678)}),
        ("q", {"message_class": 0}),
        ("я", {"message_class": 1}),
        ("q", {"validity": timedelta(minutes=5)}),
        ("q", {"validity": timedelta(hours=13)}),
        ("q", {"validity": timedelta(days=30)}),
        ("q", {"validity": timedelta(weeks=63)}),
        ("q", {"status_report": True}),
        ("q", {"reject_duplicates": True}),
        ("q", {"reply_path": True}),
        ("q", {"replace_type": 3}),
        ("ç" * 20, {"languages": (1, 2, 3)}),
        ("ğ" * 20, {"languages": (1,)}),
    ],
)
def test_carried(content: str | bytes, fields: dict[str, Any]) -> None:
    for submit in parts(content, **fields):
        assert carried(submit)


@pytest.mark.parametrize("number", ["+1", "0170123456", "12345"])
def test_numbers_carried(number: str) -> None:
    assert carried(segment(Address.parse(number), "hello", 7, MessageOptions())[0])


@pytest.mark.parametrize(
    "fields",
    [
        {"validity": timedelta(weeks=5)},
        {"replace_type": 0},
    ],
)
def test_not_carried(fields: dict[str, Any]) -> None:
    (submit,) = parts("q", **fields)
    assert not carried(submit)


def test_a_moment_is_not_carried() -> None:
    assert not carried(Submit(NUMBER, b"q", validity=SUMMER))


def test_rubbish_is_not_carried() -> None:
    (submit,) = parts("q")
    assert not carries(b"\x00\x00", submit)


def read(message: Deliver | StatusReport) -> dict[str, Any]:
    """What libGammu tells of a message that came in."""
    told: dict[str, Any] = gammu.DecodePDU(encode_sca(Address.parse(CENTRE)) + message.encode(), True)
    return told


@pytest.mark.parametrize(
    ("content", "fields"),
    [
        ("hello", {}),
        ("a€b", {}),
        ("Привет 😀", {}),
        ("Привет 😀😀😀😀" * 20, {"reference_bits": 16}),
        ("hello " * 60, {}),
        (b"\x00\x01\xff", {}),
        (b"q", {"ports": (1234, 5678)}),
        ("q", {"message_class": 0}),
        ("ç" * 20, {"languages": (1, 2, 3)}),
    ],
)
def test_received(content: str | bytes, fields: dict[str, Any]) -> None:
    for submit in parts(content, **fields):
        deliver = submit.delivered(NUMBER, SUMMER)
        assert Deliver.decode(received_tpdu(read(deliver))) == deliver


def test_half_a_pair_at_the_edge_of_a_part() -> None:
    deliver = Deliver(NUMBER, SUMMER, b"\xd8\x3d", Encoding.UCS2.value)
    assert received_tpdu({**read(deliver), "Text": "\ud83d"}) == deliver.encode()


def test_a_name_for_a_sender() -> None:
    deliver = Deliver(Address.alphanumeric("Vodafone"), SUMMER, b"hello")
    assert Deliver.decode(received_tpdu(read(deliver))) == deliver


def test_no_date() -> None:
    assert (
        Deliver.decode(received_tpdu({**read(Deliver(NUMBER, SUMMER, b"hello")), "DateTime": None})).timestamp is None
    )


def test_text_that_its_coding_can_not_hold() -> None:
    told = {**read(Deliver(NUMBER, SUMMER, b"hello")), "Text": "Привет"}
    assert Deliver.decode(received_tpdu(told)).text == "Привет"


def test_a_report() -> None:
    report = StatusReport(7, NUMBER, SUMMER, SUMMER + timedelta(minutes=1), 0x46)
    assert StatusReport.decode(received_tpdu(read(report))) == report
