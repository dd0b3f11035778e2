"""The minimum scan line time: what a printing receiver needs and a transmitter keeps (T.30 table 2, bits 21 on)."""

from __future__ import annotations

from dataclasses import dataclass

from drivers.fax.page import Resolution


@dataclass(frozen=True, slots=True)
class ScanLineTime:
    """Milliseconds a line at 3.85 lines/mm; half of that at 7.7 lines/mm where `halved_fine`; half again at 15.4 where
    `halved_superfine`."""

    standard: int = 0
    halved_fine: bool = False
    halved_superfine: bool = False

    def at(self, resolution: Resolution) -> int:
        """Milliseconds a line, one of those that a DCS can say."""
        if resolution is Resolution.STANDARD:
            return self.standard
        halvings = self.halved_fine + (self.halved_superfine and resolution in _AT_15_4)
        exact = self.standard / 2**halvings
        return min(each for each in _DCS_CODES if each >= exact)


# Bits 21, 22, 23
_DIS_CODES = {
    "000": ScanLineTime(20),
    "001": ScanLineTime(40),
    "010": ScanLineTime(10),
    "011": ScanLineTime(10, halved_fine=True),
    "100": ScanLineTime(5),
    "101": ScanLineTime(40, halved_fine=True),
    "110": ScanLineTime(20, halved_fine=True),
    "111": ScanLineTime(0),
}
_DCS_CODES = {20: "000", 40: "001", 10: "010", 5: "100", 0: "111"}
_BY_DCS_CODE = {code: time for time, code in _DCS_CODES.items()}
_AT_15_4 = (Resolution.SUPERFINE, Resolution.R16)


def encode_capability(time: ScanLineTime) -> str:
    """Bits 21, 22, 23 of a DIS; bit 46 is `halved_superfine`. Raises ValueError for a time that has no code."""
    for code, each in _DIS_CODES.items():
        if (each.standard, each.halved_fine) == (time.standard, time.halved_fine):
            return code
    raise ValueError(f"no DIS says {time}")


def decode_capability(code: str, halved_superfine: bool) -> ScanLineTime:
    """What bits 21, 22, 23 and 46 of a DIS say."""
    time = _DIS_CODES[code]
    return ScanLineTime(time.standard, time.halved_fine, halved_superfine)


def encode_command(milliseconds: int) -> str:
    """Bits 21, 22, 23 of a DCS. Raises ValueError for a time that has no code."""
    if milliseconds not in _DCS_CODES:
        raise ValueError(f"no DCS says {milliseconds} ms")
    return _DCS_CODES[milliseconds]


def decode_command(code: str) -> int:
    """Milliseconds; what is reserved counts as the longest."""
    return _BY_DCS_CODE.get(code, max(_DCS_CODES))
