import pytest

from drivers.fax.frames import Fcf, Frame
from drivers.fax.identification import Identification


def test_what_is_not_told_has_no_frame() -> None:
    assert not list(Identification().frame(Fcf.CSI))


@pytest.mark.parametrize(
    ("fcf", "told"),
    [
        (Fcf.CSI, Identification(ident="12")),
        (Fcf.CIG, Identification(ident="12")),
        (Fcf.TSI, Identification(ident="12")),
        (Fcf.SUB, Identification(subaddress="12")),
        (Fcf.SID, Identification(sender_identification="12")),
        (Fcf.SEP, Identification(selective_polling="12")),
        (Fcf.PWD, Identification(password="12")),
    ],
)
def test_each_field_has_its_frame(fcf: Fcf, told: Identification) -> None:
    frame = Frame(fcf, b"21".ljust(20))
    assert list(told.frame(fcf)) == [frame]
    assert Identification().heard(frame) == told


def test_other_frames_tell_nothing_of_it() -> None:
    known = Identification("1", "2")
    assert known.heard(Frame(Fcf.NSF, b"3")) == known
