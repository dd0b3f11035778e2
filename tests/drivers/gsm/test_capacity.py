import pytest

from drivers.gsm.capacity import capacity, cut
from drivers.gsm.data_coding import Encoding


@pytest.mark.parametrize(
    ("encoding", "elements", "size"),
    [
        (Encoding.GSM7, 0, 160),
        (Encoding.GSM7, 5, 153),
        (Encoding.GSM7, 6, 152),
        (Encoding.GSM7, 3, 155),
        (Encoding.GSM7, 8, 149),
        (Encoding.UCS2, 0, 140),
        (Encoding.UCS2, 5, 134),
        (Encoding.UCS2, 6, 132),
        (Encoding.DATA8, 0, 140),
        (Encoding.DATA8, 5, 134),
        (Encoding.DATA8, 6, 133),
    ],
)
def test_what_fits_beside_a_header(encoding: Encoding, elements: int, size: int) -> None:
    assert capacity(encoding, elements) == size


def test_a_cut_spares_an_escape() -> None:
    assert cut(b"ab\x1be", Encoding.GSM7, 3) == [b"ab", b"\x1be"]


def test_a_cut_spares_a_surrogate_pair() -> None:
    coded = "a😀b".encode("utf-16-be")
    assert cut(coded, Encoding.UCS2, 4) == [coded[:2], coded[2:6], coded[6:]]


def test_octets_are_cut_anywhere() -> None:
    assert cut(b"\x1b\x1b\xd8\xd8\x1b", Encoding.DATA8, 2) == [b"\x1b\x1b", b"\xd8\xd8", b"\x1b"]


def test_nothing_is_one_empty_piece() -> None:
    assert cut(b"", Encoding.GSM7, 153) == [b""]
