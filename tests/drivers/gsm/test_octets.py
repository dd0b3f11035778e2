import pytest

from drivers.gsm.octets import PduError, Reader


def test_octets_are_read_in_order() -> None:
    reader = Reader(b"\x01\x02\x03\x04", 1)
    assert (reader.octet("a"), reader.take(2, "b"), reader.left, reader.position) == (2, b"\x03\x04", 0, 4)


def test_nothing_can_always_be_taken() -> None:
    assert Reader(b"").take(0, "a") == b""


def test_the_end_is_named() -> None:
    reader = Reader(b"\x01\x02")
    with pytest.raises(PduError, match=r"^TP-UD truncated at octet 2: 3 octets needed, 2 there$") as caught:
        reader.take(3, "TP-UD")
    assert (caught.value.field, caught.value.offset) == ("TP-UD", 2)
    reader.take(2, "TP-UD")
    with pytest.raises(PduError, match=r"^TP-ST truncated at octet 2: 1 octet needed, 0 there$"):
        reader.octet("TP-ST")


def test_it_is_a_value_error() -> None:
    assert isinstance(PduError("TP-MTI", 0, "3 is reserved"), ValueError)
