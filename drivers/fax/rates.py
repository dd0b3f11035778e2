"""Modulations of the message and their data signalling rates: in T.30 (table 2), in T.31 (table 5), in fall-back."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable
from dataclasses import dataclass

from drivers.fax import timers

_ENOUGH_TRAINING = 1.0  # seconds of clean zeros, of the 1.5 that are sent


class Scheme(enum.Enum):
    """A modulation scheme."""

    V27TER = "V.27ter"
    V29 = "V.29"
    V17 = "V.17"


@dataclass(frozen=True, slots=True)
class Modulation:
    """A scheme at a `rate` in bit/s. `dcs` are bits 11 to 14 of a DCS, in this order; `code` and `short_code` say it to
    a class 1 modem (+FTM, +FRM), with long and with short training."""

    scheme: Scheme
    rate: int
    dcs: str
    code: int
    short_code: int

    def octets(self, seconds: float) -> int:
        """So many octets, at least, take so long."""
        return -(-int(seconds * self.rate) // 8)

    def seconds(self, octets: int) -> float:
        return octets * 8 / self.rate

    def __str__(self) -> str:
        return f"{self.scheme.value} {self.rate}"


# In the order of fall-back: the next after one that failed is the next that both have.
MODULATIONS = (
    Modulation(Scheme.V17, 14400, "0001", 145, 146),
    Modulation(Scheme.V17, 12000, "0101", 121, 122),
    Modulation(Scheme.V17, 9600, "1001", 97, 98),
    Modulation(Scheme.V29, 9600, "1000", 96, 96),
    Modulation(Scheme.V17, 7200, "1101", 73, 74),
    Modulation(Scheme.V29, 7200, "1100", 72, 72),
    Modulation(Scheme.V27TER, 4800, "0100", 48, 48),
    Modulation(Scheme.V27TER, 2400, "0000", 24, 24),
)
BY_DCS = {modulation.dcs: modulation for modulation in MODULATIONS}
BY_CODE = {code: modulation for modulation in MODULATIONS for code in (modulation.code, modulation.short_code)}
SLOWEST = MODULATIONS[-1]

# Bits 11 to 14 of a DIS or DTC. 0000 is V.27ter at 2400 only.
_V27TER_AND_V29 = frozenset(each for each in MODULATIONS if each.scheme is not Scheme.V17)
BY_DIS = {
    "0000": frozenset((SLOWEST,)),
    "0100": frozenset(each for each in MODULATIONS if each.scheme is Scheme.V27TER),
    "1000": frozenset(each for each in MODULATIONS if each.scheme is Scheme.V29),
    "1100": _V27TER_AND_V29,
    "1110": _V27TER_AND_V29,  # and V.33, long withdrawn
    "1101": frozenset(MODULATIONS),
}


def dis_code(modulations: frozenset[Modulation]) -> str:
    """Bits 11 to 14 that announce as much of `modulations` as a DIS can without announcing more."""
    announced = [code for code, those in BY_DIS.items() if those <= modulations]
    return max(announced, key=lambda code: len(BY_DIS[code]), default="0000")


def in_order(modulations: Iterable[Modulation]) -> tuple[Modulation, ...]:
    """The same, the first to try first."""
    return tuple(sorted(modulations, key=MODULATIONS.index))


def training_check(modulation: Modulation) -> bytes:
    """TCF: zeros for 1.5 seconds (T.30 5.3.6.1.3)."""
    return bytes(modulation.octets(timers.TRAINING_CHECK.seconds))


def training_succeeded(received: bytes, modulation: Modulation) -> bool:
    """Whether what was `received` holds a TCF: a second of zeros with no error. A modem may add junk at both ends."""
    return max(map(len, re.findall(rb"\0+", received)), default=0) >= modulation.octets(_ENOUGH_TRAINING)
