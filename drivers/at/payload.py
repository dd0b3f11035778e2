"""Lines that are not whole by themselves: a header with its PDU or text line, a string that goes on over line ends."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from drivers.at.values import integer, parameters

_HEX = "0123456789ABCDEFabcdef"


class Rest(enum.Enum):
    """What is still to come after a header."""

    PDU = enum.auto()
    TEXT = enum.auto()
    STRING = enum.auto()


@dataclass(slots=True)
class Header:
    """A line that waits for its rest. `answers`: it belongs to the command. `length`: the TPDU's octets (27.005 3.4.1).

    `open`: for TEXT, only a CR ended the line so far, so a LF that follows is no empty text line; for STRING, no
    command went out since.
    """

    line: str
    rest: Rest
    answers: bool
    length: int = 0
    open: bool = False

    def fits(self, pdu: str) -> bool:
        """Whether hex digits have the length that the header tells: service centre address, then `length` octets."""
        return len(pdu) == 2 * (1 + int(pdu[:2], 16) + self.length)


def header(line: str, *, answers: bool, ended: bool) -> Header | None:
    """The header in `line`; None where no line follows it: a report in text mode (27.005 3.4.1, `+CDS`).

    PDU mode ends in `<length>`, after at most <index>, <stat> and <alpha>; text mode has more or ends in a string.
    """
    values = parameters(line)
    length = integer(values[-1]) if 0 < len(values) <= 4 else None
    if length is not None:
        return Header(line, Rest.PDU, answers, length)
    return None if line.startswith("+CDS:") else Header(line, Rest.TEXT, answers, open=not ended)


def string(line: str, *, answers: bool) -> Header | None:
    """The header in a line whose last string is not closed, None in any other."""
    return Header(line, Rest.STRING, answers, open=True) if line.count('"') % 2 else None


def is_hex(line: str) -> bool:
    return not line.strip(_HEX)
