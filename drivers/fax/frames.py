"""The frames of the procedure: facsimile control fields and their information fields (T.30 5.3).

Octets are in the order of the line, the first bit the lowest, as a class 1 modem takes and gives them; the frame check
sequence is not part of them.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

ADDRESS = 0xFF
CONTROL, CONTROL_FINAL = 0x03, 0x13
_FINAL = 0x10
_X = 0x01  # the first bit: set by the station that has received a DIS (5.3.6.1)

IDENT_LENGTH = 20


class FrameError(ValueError):
    """What was received is no frame of the procedure."""


class Fcf(enum.IntEnum):
    """Facsimile control fields (T.30 5.3.6.1), with the X bit clear where they have one."""

    # from the called station, to identify itself
    DIS = 0x80
    CSI = 0x40
    NSF = 0x20
    # from a calling station that wants to receive
    DTC = 0x81
    CIG = 0x41
    NSC = 0x21
    PWD = 0xC1
    SEP = 0xA1
    PSA = 0x61
    CIA = 0xE1
    ISP = 0x11
    # from the transmitter, before the message
    DCS = 0x82
    TSI = 0x42
    NSS = 0x22
    SUB = 0xC2
    SID = 0xA2
    TSA = 0x62
    IRA = 0xE2
    CTC = 0x12
    # from the receiver, before the message
    CFR = 0x84
    FTT = 0x44
    CTR = 0xC4
    CSA = 0x24
    # from the transmitter, after the message
    EOM = 0x8E
    MPS = 0x4E
    EOP = 0x2E
    PRI_EOM = 0x9E
    PRI_MPS = 0x5E
    PRI_EOP = 0x3E
    EOS = 0x1E
    PPS = 0xBE
    EOR = 0xCE
    RR = 0x6E
    # from the receiver, after the message
    MCF = 0x8C
    RTP = 0xCC
    RTN = 0x4C
    PIP = 0xAC
    PIN = 0x2C
    PPR = 0xBC
    RNR = 0xEC
    ERR = 0x1C
    FDM = 0xFC
    # of either
    DCN = 0xFA
    CRP = 0x1A
    FNV = 0xCA
    TNR = 0xEA
    TR = 0x6A
    PID = 0x6C
    # in frames of the message itself (T.4 annex A)
    FCD = 0x06
    RCP = 0x86


# What follows a page, by the command behind it. Who asks for an operator is answered as who does not; that refuses it
# (T.30 5.3.6.1.7).
AFTER_PAGE: Mapping[Fcf, Fcf] = {
    Fcf.MPS: Fcf.MPS,
    Fcf.EOM: Fcf.EOM,
    Fcf.EOP: Fcf.EOP,
    Fcf.PRI_MPS: Fcf.MPS,
    Fcf.PRI_EOM: Fcf.EOM,
    Fcf.PRI_EOP: Fcf.EOP,
}


def _has_x(fcf: Fcf) -> bool:
    """All but those of the group of DIS and of DTC, where it tells one from the other, and those in the message."""
    return fcf & 0x0E not in (0x00, 0x06)


_BY_OCTET = {int(fcf): fcf for fcf in Fcf} | {fcf | _X: fcf for fcf in Fcf if _has_x(fcf)}


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame: its facsimile control field and information field, and whether it is the last of a train."""

    fcf: Fcf
    fif: bytes = b""
    final: bool = True

    def encode(self, *, x: bool) -> bytes:
        """Address, control, FCF and FIF. `x` is true at the station that has received a DIS."""
        marked = self.fcf | _X if x and _has_x(self.fcf) else self.fcf
        return bytes((ADDRESS, CONTROL_FINAL if self.final else CONTROL, marked)) + self.fif

    @classmethod
    def decode(cls, octets: bytes) -> Frame:
        """Raises FrameError."""
        if len(octets) < 3 or octets[0] != ADDRESS or octets[1] | _FINAL != CONTROL_FINAL:
            raise FrameError(f"{octets[:3].hex()} begins no frame")
        if octets[2] not in _BY_OCTET:
            raise FrameError(f"{octets[2]:02x} is no facsimile control field")
        return cls(_BY_OCTET[octets[2]], octets[3:], bool(octets[1] & _FINAL))

    def __str__(self) -> str:
        return f"{self.fcf.name} {self.fif.hex()}".rstrip()


def encode_train(frames: Iterable[Frame], *, x: bool) -> tuple[bytes, ...]:
    """Frames that follow each other behind one preamble, the last of them marked as final."""
    *first, last = frames
    return (
        *(Frame(frame.fcf, frame.fif, final=False).encode(x=x) for frame in first),
        Frame(last.fcf, last.fif).encode(x=x),
    )


def encode_ident(text: str) -> bytes:
    """A FIF of CSI, CIG, TSI, SUB, SEP, SID or PWD: 20 characters, the last one first (5.3.6.2.4 and on).

    Digits, +, * and # are the standard's; any printable ASCII is sent, as many stations do. Raises ValueError.
    """
    if len(text) > IDENT_LENGTH:
        raise ValueError(f"{text!r} is longer than {IDENT_LENGTH} characters")
    if not (text.isascii() and text.isprintable()) and text:
        raise ValueError(f"{text!r} has a character that facsimile can't carry: use digits, +, * and #")
    return text[::-1].ljust(IDENT_LENGTH).encode("ascii")


def decode_ident(fif: bytes) -> str:
    """The text of such a field, without the spaces around it and what can't be printed."""
    text = fif[::-1].decode("ascii", "replace")
    return "".join(letter for letter in text if letter.isascii() and letter.isprintable()).strip()
