import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.fax.frames import Fcf, Frame, FrameError, decode_ident, encode_ident, encode_train

# as T.30 5.3.6.1 prints them, the first bit on the line first
PRINTED = {
    Fcf.DIS: "00000001",
    Fcf.CSI: "00000010",
    Fcf.NSF: "00000100",
    Fcf.DTC: "10000001",
    Fcf.CIG: "10000010",
    Fcf.NSC: "10000100",
    Fcf.PWD: "10000011",
    Fcf.SEP: "10000101",
    Fcf.PSA: "10000110",
    Fcf.CIA: "10000111",
    Fcf.ISP: "10001000",
    Fcf.DCS: "X1000001",
    Fcf.TSI: "X1000010",
    Fcf.NSS: "X1000100",
    Fcf.SUB: "X1000011",
    Fcf.SID: "X1000101",
    Fcf.TSA: "X1000110",
    Fcf.IRA: "X1000111",
    Fcf.CTC: "X1001000",
    Fcf.CFR: "X0100001",
    Fcf.FTT: "X0100010",
    Fcf.CTR: "X0100011",
    Fcf.CSA: "X0100100",
    Fcf.EOM: "X1110001",
    Fcf.MPS: "X1110010",
    Fcf.EOP: "X1110100",
    Fcf.PRI_EOM: "X1111001",
    Fcf.PRI_MPS: "X1111010",
    Fcf.PRI_EOP: "X1111100",
    Fcf.EOS: "X1111000",
    Fcf.PPS: "X1111101",
    Fcf.EOR: "X1110011",
    Fcf.RR: "X1110110",
    Fcf.MCF: "X0110001",
    Fcf.RTP: "X0110011",
    Fcf.RTN: "X0110010",
    Fcf.PIP: "X0110101",
    Fcf.PIN: "X0110100",
    Fcf.PPR: "X0111101",
    Fcf.RNR: "X0110111",
    Fcf.ERR: "X0111000",
    Fcf.FDM: "X0111111",
    Fcf.DCN: "X1011111",
    Fcf.CRP: "X1011000",
    Fcf.FNV: "X1010011",
    Fcf.TNR: "X1010111",
    Fcf.TR: "X1010110",
    Fcf.PID: "X0110110",
    Fcf.FCD: "01100000",
    Fcf.RCP: "01100001",
}


def on_the_line(printed: str) -> int:
    return int(printed[::-1], 2)


@pytest.mark.parametrize("fcf", Fcf)
def test_each_control_field_is_the_standards(fcf: Fcf) -> None:
    printed = PRINTED[fcf]
    assert Frame(fcf).encode(x=False) == bytes((0xFF, 0x13, on_the_line(printed.replace("X", "0"))))
    assert Frame(fcf).encode(x=True) == bytes((0xFF, 0x13, on_the_line(printed.replace("X", "1"))))


@given(st.sampled_from(Fcf), st.binary(max_size=40), st.booleans(), st.booleans())
def test_both_ways(fcf: Fcf, fif: bytes, final: bool, x: bool) -> None:
    frame = Frame(fcf, fif, final)
    assert Frame.decode(frame.encode(x=x)) == frame


@pytest.mark.parametrize("octets", ["", "ff", "ff13", "fe1380", "ff8380", "ff1300", "ff13ff"])
def test_what_is_no_frame_is_refused(octets: str) -> None:
    with pytest.raises(FrameError):
        Frame.decode(bytes.fromhex(octets))


def test_the_last_of_a_train_is_marked() -> None:
    train = encode_train((Frame(Fcf.TSI, b"1"), Frame(Fcf.DCS, b"2")), x=True)
    assert [octets.hex() for octets in train] == ["ff034331", "ff138332"]


def test_an_ident_begins_with_its_last_character() -> None:
    assert encode_ident("+49 123") == b"321 94+             "
    assert decode_ident(b"321 94+             ") == "+49 123"


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=20).map(str.strip))
def test_idents_both_ways(text: str) -> None:
    assert decode_ident(encode_ident(text)) == text


@pytest.mark.parametrize("text", ["1" * 21, "ü", "1\n2"])
def test_an_ident_that_does_not_go_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"longer|can't carry"):
        encode_ident(text)


def test_of_a_strange_ident_what_can_be_read_is_kept() -> None:
    assert decode_ident(b"2\xff1\x00") == "12"


def test_frames_are_told_by_name() -> None:
    assert str(Frame(Fcf.MCF)) == "MCF"
    assert str(Frame(Fcf.DCS, b"\x00\xa2")) == "DCS 00a2"
