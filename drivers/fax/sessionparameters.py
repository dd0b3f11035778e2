"""The subparameters of a session as service classes 2 and 2.0 write them: VR,BR,WD,LN,DF,EC,BF,ST.

Of +FDCC, +FDIS, +FDCS and +FDTC (SP-2388-A 8.5.1), and of +FCC, +FIS, +FCS and +FTC (T.32 8.5.1, table 21).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace

from drivers.fax.dis import Dcs, Dis
from drivers.fax.page import Coding, Length, PageFormat, Resolution, Width
from drivers.fax.rates import MODULATIONS, Modulation
from drivers.fax.scantime import ScanLineTime

_RATES = (2400, 4800, 7200, 9600, 12000, 14400)
_WIDTHS = (Width.A4, Width.B4, Width.A3)
_LENGTHS = (Length.A4, Length.B4, Length.UNLIMITED)
_CODINGS: Mapping[int, Coding] = {0: Coding.MH, 1: Coding.MR, 3: Coding.MMR}
_NO_CORRECTION = 0
_SCAN_LINE_TIMES = (
    ScanLineTime(0),
    ScanLineTime(5),
    ScanLineTime(10, halved_fine=True),
    ScanLineTime(10),
    ScanLineTime(20, halved_fine=True),
    ScanLineTime(20),
    ScanLineTime(40, halved_fine=True),
    ScanLineTime(40),
)


@dataclass(frozen=True, slots=True)
class SessionParameters:
    """Capabilities, each the most there is, or what holds for a session: vertical resolution, bit rate, width, length,
    data format, error correction, binary file transfer, scan time; as numbers that a `Notation` gives sense."""

    vr: int = 0
    br: int = 0
    wd: int = 0
    ln: int = 0
    df: int = 0
    ec: int = 0
    bf: int = 0
    st: int = 0


NAMES = tuple(field.name for field in fields(SessionParameters))


@dataclass(frozen=True, slots=True)
class Notation:
    """Numbers to the `base`; `resolutions` by their codes. As capabilities these add up where they are `masks`.
    `short_frames` and `long_frames` are the codes of error correction by frames of 64 octets and of 256; in class 2.0
    they are one, for who corrects can do both."""

    base: int
    resolutions: Mapping[int, Resolution]
    masks: bool
    short_frames: int
    long_frames: int

    def decode(self, text: str, otherwise: SessionParameters | None = None) -> SessionParameters:
        """What is left out is as `otherwise` has it, further values are not looked at. Raises ValueError."""
        told = {name: self._number(value) for name, value in zip(NAMES, text.split(","), strict=False) if value.strip()}
        return replace(otherwise or SessionParameters(), **told)

    def encode(self, parameters: SessionParameters) -> str:
        return ",".join(self._digits(getattr(parameters, name)) for name in NAMES)

    def dis(self, parameters: SessionParameters) -> Dis:
        """What a station with such capabilities can do. A number beyond the known ones counts as the largest known."""
        rate = _RATES[min(parameters.br, len(_RATES) - 1)]
        corrects = parameters.ec != _NO_CORRECTION
        return Dis(
            modulations=frozenset(each for each in MODULATIONS if each.rate <= rate),
            resolutions=frozenset((Resolution.STANDARD, *self._resolutions(parameters.vr))),
            codings=frozenset(coding for df, coding in _CODINGS.items() if df <= parameters.df),
            width=_WIDTHS[min(parameters.wd, 2)],
            length=_LENGTHS[min(parameters.ln, 2)],
            scan_line_time=_SCAN_LINE_TIMES[min(parameters.st, 7)],
            ecm=corrects,
            short_frames_preferred=self._are_short(parameters),
        )

    def of_dis(self, dis: Dis) -> SessionParameters:
        """The capabilities of a station. Raises ValueError for a scan line time without a code."""
        return SessionParameters(
            vr=self._vr(dis.resolutions),
            br=max(_RATES.index(each.rate) for each in dis.modulations),
            wd=_WIDTHS.index(dis.width),
            ln=_LENGTHS.index(dis.length),
            df=max(df for df, coding in _CODINGS.items() if coding in dis.codings),
            ec=self._correction(dis.ecm, dis.short_frames_preferred),
            st=_scan_time(replace(dis.scan_line_time, halved_superfine=False)),
        )

    def dcs(self, parameters: SessionParameters) -> Dcs:
        """What was chosen for a session. Which modulation has the rate is not told: V.17 where it may be."""
        resolution = self.resolutions.get(parameters.vr, Resolution.STANDARD)
        page = PageFormat(_WIDTHS[min(parameters.wd, 2)], resolution, _LENGTHS[min(parameters.ln, 2)])
        return Dcs(
            _modulation(_RATES[min(parameters.br, len(_RATES) - 1)]),
            page,
            _CODINGS.get(parameters.df, Coding.MR),
            _SCAN_LINE_TIMES[min(parameters.st, 7)].at(resolution),
            ecm=parameters.ec != _NO_CORRECTION,
            short_frames=self._are_short(parameters),
        )

    def of_dcs(self, dcs: Dcs) -> SessionParameters:
        """What was chosen for a session."""
        return SessionParameters(
            vr=self._code(dcs.format.resolution),
            br=_RATES.index(dcs.modulation.rate),
            wd=_WIDTHS.index(dcs.format.width),
            ln=_LENGTHS.index(dcs.format.length),
            df=next(df for df, coding in _CODINGS.items() if coding is dcs.coding),
            ec=self._correction(dcs.ecm, dcs.short_frames),
            st=_scan_time(ScanLineTime(dcs.scan_line_time)),
        )

    def of_format(self, page: PageFormat) -> SessionParameters:
        """The same of a page alone: `vr`, `wd` and `ln`."""
        return self.of_dcs(Dcs(MODULATIONS[0], page))

    def _are_short(self, parameters: SessionParameters) -> bool:
        return parameters.ec == self.short_frames != self.long_frames

    def _correction(self, corrects: bool, short: bool) -> int:
        if not corrects:
            return _NO_CORRECTION
        return self.short_frames if short else self.long_frames

    def _number(self, text: str) -> int:
        if not text.strip().isalnum():
            raise ValueError(f"{text!r} is no number of a session's parameters")
        return int(text, self.base)

    def _digits(self, number: int) -> str:
        return f"{number:X}" if self.base == 16 else str(number)

    def _resolutions(self, vr: int) -> Iterator[Resolution]:
        return (each for code, each in self.resolutions.items() if (vr & code if self.masks else code <= vr))

    def _vr(self, resolutions: frozenset[Resolution]) -> int:
        codes = [self._code(each) for each in resolutions]
        return sum(codes) if self.masks else max(codes, default=0)

    def _code(self, resolution: Resolution) -> int:
        """The first, where inches have another than millimetres; 0 where there is none."""
        return next((code for code, each in self.resolutions.items() if each is resolution), 0)


def _scan_time(time: ScanLineTime) -> int:
    return _SCAN_LINE_TIMES.index(time)


def _modulation(rate: int) -> Modulation:
    return next(each for each in MODULATIONS if each.rate == rate)


CLASS_2 = Notation(10, {0: Resolution.STANDARD, 1: Resolution.FINE}, masks=False, short_frames=1, long_frames=2)
CLASS_2_0 = Notation(
    16,
    {
        0x00: Resolution.STANDARD,
        0x01: Resolution.FINE,
        0x02: Resolution.SUPERFINE,
        0x04: Resolution.R16,
        0x10: Resolution.FINE,
        0x20: Resolution.SUPERFINE,
        0x40: Resolution.R300,
    },
    masks=True,
    short_frames=1,
    long_frames=1,
)
