"""PDU lines and indications."""

from __future__ import annotations

import pytest

from drivers.capabilities import Delivery, MessageStored, Slot, Unreadable
from drivers.gsm.delivery import parse_indication, parse_pdu

TPDU = bytes.fromhex("040B911346610089F60000208062917314080CC8F71D14969741F977FD07")
PDU = "07911326040000F0" + TPDU.hex().upper()
SLOT = Slot("SM", 3)


def test_a_delivery_with_its_service_centre() -> None:
    delivery = parse_pdu(f"+CMT: ,{len(TPDU)}", PDU, acknowledge=True)
    assert delivery == Delivery(TPDU, "+31624000000", (), True)


def test_an_empty_service_centre() -> None:
    assert parse_pdu(f"+CDS: {len(TPDU)}", "00" + TPDU.hex()) == Delivery(TPDU)


def test_a_pdu_without_any_service_centre() -> None:
    assert parse_pdu(f"+CMGR: 0,,{len(TPDU)}", TPDU.hex(), (SLOT,)) == Delivery(TPDU, "", (SLOT,))


@pytest.mark.parametrize(
    "payload", ["Hello there", "0791132", "07911326", "0C" + 30 * "11", "07911326040000F0", "00", "0791Z3"]
)
def test_F19_what_is_no_pdu_is_kept_as_it_came(payload: str) -> None:
    assert parse_pdu("+CMGL: 3,1,,24", payload, (SLOT,)) == Unreadable(payload, (SLOT,))


def test_F19_a_truncated_tpdu_is_left_to_the_codec() -> None:
    assert parse_pdu("+CMT: ,30", PDU[:-10]) == Delivery(TPDU[:-5], "+31624000000")


def test_a_delivery_whose_line_never_came() -> None:
    assert parse_pdu("+CMT: ,30", None) == Unreadable("+CMT: ,30")


@pytest.mark.parametrize(
    ("line", "notice"),
    [
        ('+CMTI: "SM",3', MessageStored("SM", 3)),
        ('+CMTI: "ME",0', MessageStored("ME", 0)),
        ('+CMTI: "SM",7,"MMS PUSH"', MessageStored("SM", 7)),  # SIM800 manual V1.09 19.3
        ('+CDSI: "SR", 1', MessageStored("SR", 1)),
        ("+CMTI: ,-1", MessageStored("", None)),  # Xinyuan-LilyGO/T-SIM7600X#63
        ("+CMTI: SM,4", MessageStored("SM", 4)),
        ('+CMTI: "SM"', MessageStored("SM", None)),
        ("+CMTI:", MessageStored("", None)),
    ],
)
def test_F15_indications(line: str, notice: MessageStored) -> None:
    assert parse_indication(line) == notice
