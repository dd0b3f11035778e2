"""The words of service class 2 (SP-2388-A) and of class 2.0 (TIA-592, T.32) as tables, and what is reported in them.

Without input or output.
"""

from __future__ import annotations

import functools
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from drivers.at.syntax import DIAL_FINALS
from drivers.fax.frames import Fcf
from drivers.fax.sessionparameters import CLASS_2, CLASS_2_0, NAMES, Notation, SessionParameters
from drivers.fax.termination import Termination

FINALS = frozenset((*DIAL_FINALS, "CONNECT"))
REPORTS = ("+F",)

AFTER: Mapping[Fcf, int] = {Fcf.MPS: 0, Fcf.EOM: 1, Fcf.EOP: 2}
VERDICTS: Mapping[Fcf, int] = {Fcf.MCF: 1, Fcf.RTN: 2, Fcf.RTP: 3}
ARRIVED = frozenset((1, 3, 5))  # MCF, RTP, PIP


@dataclass(frozen=True, slots=True)
class Connected:
    """There is a fax machine at the other end."""


@dataclass(frozen=True, slots=True)
class FarNumber:
    """As CSI, TSI or CIG had it."""

    number: str


@dataclass(frozen=True, slots=True)
class Abilities:
    """Of the far end, by its DIS or DTC."""

    parameters: SessionParameters


@dataclass(frozen=True, slots=True)
class Session:
    """What holds for the pages, by a DCS."""

    parameters: SessionParameters


@dataclass(frozen=True, slots=True)
class Polled:
    """The far end has a document to be polled, or polls."""


@dataclass(frozen=True, slots=True)
class PageStatus:
    """What the receiver of a page says, or will say, of it."""

    status: int


@dataclass(frozen=True, slots=True)
class PageEnd:
    """What comes after a page that was received."""

    after: int


@dataclass(frozen=True, slots=True)
class HungUp:
    """The call is over."""

    termination: Termination


Report = Connected | FarNumber | Abilities | Session | Polled | PageStatus | PageEnd | HungUp

_REPORT = re.compile(r"(\+F[A-Z]+)\s*:?\s*(.*)")
_NUMBER = re.compile(r"\d+")
_GROUP = re.compile(r"\(([^()]*)\)|([0-9A-Fa-f]+)")
_MOST_VALUES = 0x80


@dataclass(frozen=True, slots=True)
class Words:
    """`reports`: what each line says, by its name. `set_up` follows +FCLASS at each call, each where the modem has it.

    `identity`, `polls_as`: our number, as who is called and as who polls; `polls` and `gives`: whether we want, or
    have, a document to be polled. `page_ends`: what goes behind the last octet and DLE; in class 2 the rest is told by
    `page_end`. `verdict`: the parameter by which a page is refused. `turned`: pages that come have the bits of each
    octet the other way round.
    """

    service_class: str
    notation: Notation
    reports: Mapping[str, Callable[[Notation, str], Report]]
    set_up: tuple[str, ...]
    capabilities: str
    session: str
    identity: str
    polls_as: str
    polls: str
    gives: str
    page_ends: Mapping[Fcf, bytes]
    page_end: str
    verdict: str
    abort: str

    def report(self, line: str) -> Report | None:
        """What a line says; None where it says nothing of a call, or not as it should."""
        match = _REPORT.fullmatch(line.strip())
        if match is None or match[1] not in self.reports:
            return None
        try:
            return self.reports[match[1]](self.notation, match[2])
        except ValueError:
            return None

    def limits(self, told: str) -> Limits | None:
        """The answer to a test of `capabilities`; None where it can't be read."""
        groups = [group[0] or group[1] for group in _GROUP.findall(told.partition(":")[2] or told)]
        try:
            values = tuple(_values(group, self.notation.base) for group in groups)
        except ValueError:
            return None
        return Limits(values[: len(NAMES)], self.notation.masks) if len(values) >= len(NAMES) else None


@dataclass(frozen=True, slots=True)
class Limits:
    """The values that a modem takes, for each parameter; those of VR are added up where they are `masks`."""

    values: tuple[frozenset[int], ...]
    masks: bool

    def narrowed(self, wanted: SessionParameters) -> SessionParameters:
        """The most of `wanted` that there is."""
        named = zip(NAMES, self.values, strict=True)
        chosen = SessionParameters(**{name: self._most(values, getattr(wanted, name)) for name, values in named})
        every = functools.reduce(operator.or_, self.values[0], 0)
        return replace(chosen, vr=wanted.vr & every) if self.masks else chosen

    @staticmethod
    def _most(values: frozenset[int], wanted: int) -> int:
        return max((value for value in values if value <= wanted), default=0)


LEAST = Limits(tuple(frozenset(range(most + 1)) for most in (1, 3, 0, 2, 0, 0, 0, 7)), masks=False)
"""What every modem has."""


def _values(group: str, base: int) -> frozenset[int]:
    values: set[int] = set()
    for part in group.split(","):
        low, _, high = part.strip().partition("-")
        first = int(low, base)
        values |= set(range(first, min(int(high, base) if high else first, first + _MOST_VALUES) + 1))
    return frozenset(values)


def _far_number(_notation: Notation, text: str) -> Report:
    return FarNumber(text.strip().strip('"').strip())


def _abilities(notation: Notation, text: str) -> Report:
    return Abilities(notation.decode(text))


def _session(notation: Notation, text: str) -> Report:
    return Session(notation.decode(text))


def _first(text: str) -> int:
    number = _NUMBER.match(text)
    if number is None:
        raise ValueError(text)
    return int(number[0])


def _status(_notation: Notation, text: str) -> Report:
    return PageStatus(_first(text))


def _page_end(_notation: Notation, text: str) -> Report:
    return PageEnd(_first(text))


SP_2388 = Words(
    "2",
    CLASS_2,
    reports={
        "+FCON": lambda _notation, _text: Connected(),
        **dict.fromkeys(("+FCSI", "+FTSI", "+FCIG"), _far_number),
        **dict.fromkeys(("+FDIS", "+FDTC"), _abilities),
        "+FDCS": _session,
        "+FPOLL": lambda _notation, _text: Polled(),
        "+FPTS": _status,
        "+FET": _page_end,
        "+FHNG": lambda _notation, text: HungUp(Termination.of_class_2(_first(text))),
    },
    set_up=("+FCR=1", "+FBOR=0", "+FCQ=1"),
    capabilities="+FDCC",
    session="+FDIS",
    identity="+FLID",
    polls_as="+FCIG",
    polls="+FSPL",
    gives="+FLPL",
    page_ends=dict.fromkeys(AFTER, b"\x03"),
    page_end="+FET",
    verdict="+FPTS",
    abort="+FK",
)

T_32 = Words(
    "2.0",
    CLASS_2_0,
    reports={
        "+FCO": lambda _notation, _text: Connected(),
        **dict.fromkeys(("+FCI", "+FTI", "+FPI"), _far_number),
        **dict.fromkeys(("+FIS", "+FTC"), _abilities),
        "+FCS": _session,
        "+FPO": lambda _notation, _text: Polled(),
        "+FPS": _status,
        "+FET": _page_end,
        "+FHS": lambda _notation, text: HungUp(Termination.of_class_2_0(text.strip())),
    },
    set_up=("+FCR=1", "+FBO=0", "+FNR=1,1,1,0", "+FCQ=1,0"),
    capabilities="+FCC",
    session="+FIS",
    identity="+FLI",
    polls_as="+FPI",
    polls="+FSP",
    gives="+FLP",
    page_ends={Fcf.MPS: b",", Fcf.EOM: b";", Fcf.EOP: b"."},
    page_end="",
    verdict="+FPS",
    abort="+FKS",
)

WORDS: Mapping[str, Words] = {words.service_class: words for words in (SP_2388, T_32)}
