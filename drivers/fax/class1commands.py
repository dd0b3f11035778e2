"""The commands of T.31, and what their results mean to who waits for a carrier; without input or output."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable, Mapping

from drivers.at.syntax import DIAL_FINALS, Command, Connect, FinalResult
from drivers.fax.rates import BY_CODE, MODULATIONS, Modulation, Scheme

FINALS = frozenset((*DIAL_FINALS, "CONNECT", "+FCERROR"))
# V.21 was there instead of a message, and goes on as if +FRH=3 had been given (T.31, +FAR)
_FRAMES_COME = "+FRH:3"

TRANSMIT_FRAMES = Command("AT+FTH=3", finals=FINALS)
RECEIVE_FRAMES = Command("AT+FRH=3", finals=FINALS)
TRANSMITS = Command("AT+FTM=?", ("+FTM:",), bare=True)
RECEIVES = Command("AT+FRM=?", ("+FRM:",), bare=True)

_EVERY_MODEM_HAS = frozenset(each for each in MODULATIONS if each.scheme is not Scheme.V17)
_CODE = re.compile(r"\d+")


def transmit(modulation: Modulation, *, short_training: bool) -> Command:
    """Training, then what is written."""
    return Command(f"AT+FTM={_code(modulation, short_training)}", finals=FINALS)


def receive(modulation: Modulation, *, short_training: bool) -> Command:
    """Wait for the carrier, then give what comes."""
    return Command(f"AT+FRM={_code(modulation, short_training)}", (_FRAMES_COME,), finals=FINALS)


def _code(modulation: Modulation, short_training: bool) -> int:
    return modulation.short_code if short_training else modulation.code


def silence(tens_of_milliseconds: int) -> Command:
    """Stop transmitting, and say nothing for so long."""
    return Command(f"AT+FTS={tens_of_milliseconds}", finals=FINALS)


def quiet(tens_of_milliseconds: int) -> Command:
    """Wait until nothing has been heard for so long."""
    return Command(f"AT+FRS={tens_of_milliseconds}", finals=FINALS)


def modulations(told: str) -> frozenset[Modulation]:
    """Those in the answer to +FTM=? or +FRM=?. V.17 takes both trainings; where nothing is told, what all have."""
    codes = {int(code) for code in _CODE.findall(told)}
    known = frozenset(BY_CODE[code] for code in codes if code in BY_CODE)
    return frozenset(each for each in known if {each.code, each.short_code} <= codes) or _EVERY_MODEM_HAS


class Meaning(enum.Enum):
    """Of a result to who waits for a carrier."""

    CARRIER = enum.auto()
    FRAMES = enum.auto()  # the carrier of frames, where a message was waited for
    OTHER = enum.auto()  # another carrier
    NOT_YET = enum.auto()
    REFUSED = enum.auto()  # as on hook


_MEANINGS: Mapping[str, Meaning] = {
    "OK": Meaning.NOT_YET,
    "NO CARRIER": Meaning.NOT_YET,
    "+FCERROR": Meaning.OTHER,
}


def meaning(result: FinalResult | Connect, told: Iterable[str] = ()) -> Meaning:
    """Of what +FRH or +FRM gave, and `told` before."""
    if isinstance(result, Connect):
        return Meaning.FRAMES if _FRAMES_COME in told else Meaning.CARRIER
    return _MEANINGS.get(result.line, Meaning.REFUSED)
