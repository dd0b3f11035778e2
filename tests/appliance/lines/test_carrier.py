"""The core's words as TPDUs: numbers, sizes, options, and the same parts at every try."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain import Claim, Service
from appliance.errors import Invalid
from appliance.lines.carrier import SmsCarrier, content_of, options_of, parts_of
from drivers.gsm.alphabet import Encoding


def claim(body: str = "hi", party: str = "+15550002000", **options: object) -> Claim:
    return Claim(1, 2, Service.SMS, "gsm1", "sim", party, body, options, concat_reference=300, parts=1)


@pytest.mark.parametrize(
    ("typed", "dialled"),
    [
        ("+1 (555) 000-2000", "+15550002000"),
        (" 0171/123.45.67 ", "01711234567"),
        ("+49\u00a0171", "+49171"),
        ("*100#", "*100#"),
        ("112", "112"),
        ("+" + "1" * 20, "+" + "1" * 20),
    ],
)
def test_a_number_as_people_type_it(typed, dialled):
    assert SmsCarrier().dialable(typed) == dialled


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "+",
        "hello",
        "12+34",
        "++49171",
        "1" * 21,
        "+15550002000\r",
        '+1555"\rAT+CMGD=1',
        "+1555\x1a",
        "+1555\n",
        "1555;ATD1",
        "٠١٢٣",
        "+1555\x00",
        "1,2",
        "491711234567.0",
        "+491711234567.00",
    ],
)
def test_F31_what_is_no_number_never_comes_near_a_modem(typed):
    with pytest.raises(Invalid, match="is no phone number"):
        SmsCarrier().dialable(typed)


@given(st.text(max_size=30))
def test_F31_what_is_dialled_is_dialable(typed):
    try:
        dialled = SmsCarrier().dialable(typed)
    except Invalid:
        return
    assert set(dialled) <= set("+*#0123456789")
    assert SmsCarrier().dialable(dialled) == dialled
    (part,) = parts_of(claim(party=dialled))
    assert part.encode()


@pytest.mark.parametrize(
    ("body", "options", "expected"),
    [
        ("hello", {}, ("GSM7", 1, 155)),
        ("x" * 161, {}, ("GSM7", 2, 145)),
        ("привет", {}, ("UCS2", 1, 64)),
        ("00FF", {"binary": True}, ("DATA8", 1, 138)),
        ("hello", {"encoding": "UCS2"}, ("UCS2", 1, 65)),
    ],
)
def test_the_size_of_a_message(body, options, expected):
    found = SmsCarrier().measure(body, options)
    assert (found.encoding, found.parts, found.units_left) == expected


@pytest.mark.parametrize(
    ("body", "options"),
    [
        ("x" * 153 * 255 + "x", {}),
        ("abc", {"binary": True}),
        ("no hex", {"binary": True}),
        ("привет", {"encoding": "GSM7"}),
        ("hi", {"encoding": "EBCDIC"}),
        ("hi", {"message_class": 9}),
        ("hi", {"ports": [1]}),
        ("hi", {"ports": "no"}),
        ("hi", {"validity": "long"}),
        ("hi", {"languages": 5}),
    ],
)
def test_what_cannot_go_is_refused_with_a_reason(body, options):
    with pytest.raises(Invalid):
        SmsCarrier().measure(body, options)


def test_255_parts_may_go():
    assert SmsCarrier().measure("x" * 153 * 255, {}).parts == 255


@given(st.text(max_size=400))
def test_what_was_measured_is_what_goes(body):
    try:
        found = SmsCarrier().measure(body, {})
    except Invalid:
        return
    assert len(parts_of(claim(body))) == found.parts


def test_options_as_they_are_stored():
    found = options_of(
        {
            "message_class": 0,
            "ports": [2948, 9200],
            "validity": 3600,
            "status_report": True,
            "reply_path": True,
            "languages": [1, 2],
            "encoding": "UCS2",
        }
    )
    assert (found.message_class, found.ports, found.validity) == (0, (2948, 9200), timedelta(hours=1))
    assert (found.status_report, found.reply_path) == (True, True)
    assert (found.languages, found.encoding) == ((1, 2), Encoding.UCS2)


def test_no_options_are_the_standards():
    found = options_of({})
    assert (found.message_class, found.ports, found.validity, found.status_report) == (None, None, None, False)


def test_binary_content_is_hex():
    assert content_of("0aFF", {"binary": True}) == b"\x0a\xff"
    assert content_of("0aFF", {}) == "0aFF"


def test_the_parts_are_the_same_at_every_try():
    one = claim("x" * 400, status_report=True)
    assert [part.encode() for part in parts_of(one)] == [part.encode() for part in parts_of(one)]
    assert len(parts_of(one)) == 3
    assert all(part.status_report_requested for part in parts_of(one))
