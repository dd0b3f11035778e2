"""DIS and DTC, what a station can do, and DCS, what a transmitter has chosen of it (T.30 5.3.6.2, table 2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from drivers.fax import scantime
from drivers.fax.bits import Bit, decode_bits, encode_bits
from drivers.fax.frames import FrameError
from drivers.fax.page import Coding, Length, PageFormat, Resolution, Width
from drivers.fax.rates import BY_DCS, BY_DIS, MODULATIONS, SLOWEST, Modulation, dis_code
from drivers.fax.scantime import ScanLineTime

_T = TypeVar("_T")

_NO_SCAN_LINE_TIME = ScanLineTime()
_STANDARD_PAGE = PageFormat()

_RATE = (Bit.SIGNALLING_RATE_1, Bit.SIGNALLING_RATE_2, Bit.SIGNALLING_RATE_3, Bit.SIGNALLING_RATE_4)
_SCAN = (Bit.SCAN_LINE_TIME_1, Bit.SCAN_LINE_TIME_2, Bit.SCAN_LINE_TIME_3)

# The bit of each value; a value without a bit is what every station has. The last that is set counts.
_RESOLUTIONS: Mapping[Resolution, Bit] = {
    Resolution.FINE: Bit.FINE,
    Resolution.SUPERFINE: Bit.SUPERFINE,
    Resolution.R300: Bit.R300,
    Resolution.R16: Bit.R16,
}
_WIDTHS: Mapping[Width, Bit] = {Width.B4: Bit.WIDTH_B4, Width.A3: Bit.WIDTH_A3}
_LENGTHS: Mapping[Length, Bit] = {Length.B4: Bit.LENGTH_B4, Length.UNLIMITED: Bit.LENGTH_UNLIMITED}
_CODINGS: Mapping[Coding, Bit] = {Coding.MR: Bit.TWO_DIMENSIONAL, Coding.MMR: Bit.T6}

# What is there or not: the attribute, and its bit
_DIS_FLAGS: Mapping[str, Bit] = {
    "receives": Bit.RECEIVE,
    "document_waits": Bit.READY_TO_TRANSMIT,
    "ecm": Bit.ECM,
    "short_frames_preferred": Bit.FRAMES_OF_64_PREFERRED,
    "subaddress": Bit.SUBADDRESS,
    "password": Bit.PASSWORD,
    "selective_polling": Bit.SELECTIVE_POLLING,
}
_DCS_FLAGS: Mapping[str, Bit] = {
    "ecm": Bit.ECM,
    "short_frames": Bit.FRAMES_OF_64,
    "subaddress": Bit.SUBADDRESS,
    "sender_identification": Bit.PASSWORD,
}


@dataclass(frozen=True, slots=True)
class Dis:
    """What a station can do (DIS), or can do as a receiver that polls (DTC).

    `resolutions` and `codings` beside the standard's own, `width` and `length` as the largest. `document_waits` to be
    polled. In a DTC, `password` and `selective_polling` say that PWD and SEP are sent along.
    """

    modulations: frozenset[Modulation] = frozenset(MODULATIONS)
    resolutions: frozenset[Resolution] = frozenset((Resolution.STANDARD,))
    codings: frozenset[Coding] = frozenset((Coding.MH,))
    width: Width = Width.A4
    length: Length = Length.A4
    scan_line_time: ScanLineTime = _NO_SCAN_LINE_TIME
    receives: bool = True
    document_waits: bool = False
    ecm: bool = False
    short_frames_preferred: bool = False
    subaddress: bool = False
    password: bool = False
    selective_polling: bool = False

    def encode(self) -> bytes:
        """The facsimile information field. Raises ValueError where a field has no code."""
        bits = {
            *_chosen(dis_code(self.modulations), _RATE),
            *_chosen(scantime.encode_capability(self.scan_line_time), _SCAN),
            *(bit for value, bit in _RESOLUTIONS.items() if value in self.resolutions),
            *(bit for value, bit in _CODINGS.items() if value in self.codings),
            *_bit_of(self.width, _WIDTHS),
            *_bit_of(self.length, _LENGTHS),
            *(bit for name, bit in _DIS_FLAGS.items() if getattr(self, name)),
        }
        if self.scan_line_time.halved_superfine:
            bits.add(Bit.HALF_SCAN_LINE_TIME)
        return encode_bits(bits)

    @classmethod
    def decode(cls, fif: bytes) -> Dis:
        """What is missing counts as not there; a signalling rate that is reserved as V.27ter at 2400."""
        bits = decode_bits(fif)
        return cls(
            modulations=BY_DIS.get(_code(bits, _RATE), frozenset((SLOWEST,))),
            resolutions=frozenset((Resolution.STANDARD, *_announced(bits, _RESOLUTIONS))),
            codings=frozenset((Coding.MH, *_announced(bits, _CODINGS))),
            width=_last(bits, _WIDTHS, Width.A4),
            length=_last(bits, _LENGTHS, Length.A4),
            scan_line_time=scantime.decode_capability(_code(bits, _SCAN), Bit.HALF_SCAN_LINE_TIME in bits),
            **{name: bit in bits for name, bit in _DIS_FLAGS.items()},
        )


@dataclass(frozen=True, slots=True)
class Dcs:
    """What a transmitter has chosen. `scan_line_time` in milliseconds; `short_frames` of 64 octets rather than 256;
    `subaddress` and `sender_identification` say that SUB and SID are sent along."""

    modulation: Modulation
    format: PageFormat = _STANDARD_PAGE
    coding: Coding = Coding.MH
    scan_line_time: int = 0
    ecm: bool = False
    short_frames: bool = False
    subaddress: bool = False
    sender_identification: bool = False

    def encode(self) -> bytes:
        """The facsimile information field. Raises ValueError for a scan line time that has no code."""
        return encode_bits(
            {
                Bit.RECEIVE,
                *_chosen(self.modulation.dcs, _RATE),
                *_chosen(scantime.encode_command(self.scan_line_time), _SCAN),
                *_bit_of(self.format.resolution, _RESOLUTIONS),
                *_bit_of(self.coding, _CODINGS),
                *_bit_of(self.format.width, _WIDTHS),
                *_bit_of(self.format.length, _LENGTHS),
                *(bit for name, bit in _DCS_FLAGS.items() if getattr(self, name)),
            }
        )

    @classmethod
    def decode(cls, fif: bytes) -> Dcs:
        """Raises FrameError where the signalling rate is none of V.27ter, V.29 and V.17."""
        bits = decode_bits(fif)
        rate = _code(bits, _RATE)
        if rate not in BY_DCS:
            raise FrameError(f"signalling rate {rate} of the DCS is not known")
        resolution = _last(bits, _RESOLUTIONS, Resolution.STANDARD)
        return cls(
            modulation=BY_DCS[rate],
            format=PageFormat(_last(bits, _WIDTHS, Width.A4), resolution, _last(bits, _LENGTHS, Length.A4)),
            coding=_last(bits, _CODINGS, Coding.MH),
            scan_line_time=scantime.decode_command(_code(bits, _SCAN)),
            **{name: bit in bits for name, bit in _DCS_FLAGS.items()},
        )


def _chosen(code: str, bits: tuple[Bit, ...]) -> Iterator[Bit]:
    """Those of `bits` that are 1 in a `code` such as "0110"."""
    return (bit for bit, digit in zip(bits, code, strict=True) if digit == "1")


def _code(present: frozenset[int], bits: tuple[Bit, ...]) -> str:
    return "".join(str(int(bit in present)) for bit in bits)


def _bit_of(value: _T, table: Mapping[_T, Bit]) -> Iterator[Bit]:
    return (bit for each, bit in table.items() if each is value)


def _announced(present: frozenset[int], table: Mapping[_T, Bit]) -> Iterator[_T]:
    return (value for value, bit in table.items() if bit in present)


def _last(present: frozenset[int], table: Mapping[_T, Bit], otherwise: _T) -> _T:
    return [otherwise, *_announced(present, table)][-1]
