import pytest

from drivers.gsm.data_coding import DataCoding, Encoding, MessageWaiting, decode_data_coding

# 23.038 4, each row worked from the table of coding groups
ROWS = [
    (0x00, DataCoding(Encoding.GSM7)),
    (0x04, DataCoding(Encoding.DATA8)),
    (0x08, DataCoding(Encoding.UCS2)),
    (0x10, DataCoding(Encoding.GSM7, 0)),
    (0x15, DataCoding(Encoding.DATA8, 1)),
    (0x1A, DataCoding(Encoding.UCS2, 2)),
    (0x20, DataCoding(Encoding.GSM7, compressed=True)),
    (0x48, DataCoding(Encoding.UCS2, automatic_deletion=True)),
    (0x7B, DataCoding(Encoding.UCS2, 3, compressed=True, automatic_deletion=True)),
    (0xC8, DataCoding(Encoding.GSM7, waiting=MessageWaiting("voicemail", True, store=False))),
    (0xD1, DataCoding(Encoding.GSM7, waiting=MessageWaiting("fax", False))),
    (0xEA, DataCoding(Encoding.UCS2, waiting=MessageWaiting("email", True))),
    (0xDB, DataCoding(Encoding.GSM7, waiting=MessageWaiting("other", True))),
]


@pytest.mark.parametrize(("octet", "coding"), ROWS)
def test_both_ways(octet: int, coding: DataCoding) -> None:
    assert decode_data_coding(octet) == coding
    assert coding.encode() == octet


@pytest.mark.parametrize(
    ("octet", "coding"),
    [
        (0x0C, DataCoding(Encoding.GSM7)),  # reserved alphabet
        (0x03, DataCoding(Encoding.GSM7)),  # class bits without the bit that gives them meaning
        (0x80, DataCoding(Encoding.GSM7)),  # reserved groups
        (0xBF, DataCoding(Encoding.GSM7)),
        (0xF0, DataCoding(Encoding.GSM7, 0)),
        (0xF6, DataCoding(Encoding.DATA8, 2)),
    ],
)
def test_reserved_and_message_class_groups_are_read(octet: int, coding: DataCoding) -> None:
    assert decode_data_coding(octet) == coding


def test_every_octet_means_something() -> None:
    for octet in range(256):
        again = decode_data_coding(octet)
        assert decode_data_coding(again.encode()) == again


@pytest.mark.parametrize(
    "coding",
    [
        DataCoding(Encoding.DATA8, waiting=MessageWaiting("fax", True)),
        DataCoding(Encoding.UCS2, waiting=MessageWaiting("fax", True, store=False)),
        DataCoding(Encoding.GSM7, waiting=MessageWaiting("video", True)),
    ],
)
def test_waiting_without_a_code_is_refused(coding: DataCoding) -> None:
    with pytest.raises(ValueError, match="no TP-DCS"):
        coding.encode()
