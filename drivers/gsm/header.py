"""TP-User-Data-Header: information elements (23.040 9.2.3.24)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from drivers.gsm.data_coding import WAITING_KINDS, MessageWaiting, WaitingKind

CONCATENATION_8, CONCATENATION_16 = 0x00, 0x08
SPECIAL_INDICATION = 0x01
PORTS_8, PORTS_16 = 0x04, 0x05
SINGLE_SHIFT, LOCKING_SHIFT = 0x24, 0x25

_VIDEO = 0x07  # 9.2.3.24.2: the basic type 11 with the extended type 001


@dataclass(frozen=True, slots=True)
class Concatenation:
    """Part `number` of `total` (from 1) of the message `reference` of `bits` 8 or 16 (9.2.3.24.1, .8)."""

    reference: int
    total: int
    number: int
    bits: int = 8


@dataclass(frozen=True, slots=True)
class InformationElement:
    """One element: its identifier and its octets."""

    identifier: int
    data: bytes

    def encode(self) -> bytes:
        """Identifier, length, data."""
        return bytes((self.identifier, len(self.data))) + self.data


def concatenation_element(concatenation: Concatenation) -> InformationElement:
    """Element 0x00 or 0x08, by the bits of the reference. Raises ValueError for what doesn't fit."""
    tail = bytes((concatenation.total, concatenation.number))
    try:
        reference = concatenation.reference.to_bytes(concatenation.bits // 8, "big")
    except OverflowError:
        raise ValueError(f"{concatenation.reference} is no {concatenation.bits} bit reference") from None
    return InformationElement(CONCATENATION_8 if concatenation.bits == 8 else CONCATENATION_16, reference + tail)


def ports_element(ports: tuple[int, int]) -> InformationElement:
    """Element 0x05, the destination port and the originator's. Raises ValueError for a port beyond 65535."""
    if not all(0 <= port <= 0xFFFF for port in ports):
        raise ValueError(f"ports are 0 to 65535: {ports}")
    return InformationElement(PORTS_16, ports[0].to_bytes(2, "big") + ports[1].to_bytes(2, "big"))


def waiting_element(waiting: MessageWaiting) -> InformationElement:
    """Element 0x01, the special SMS message indication; an inactive one counts 0, an uncounted one 1."""
    kind = _VIDEO if waiting.kind == "video" else WAITING_KINDS.index(waiting.kind)
    count = min(1 if waiting.count is None else waiting.count, 0xFF) if waiting.active else 0
    return InformationElement(SPECIAL_INDICATION, bytes((0x80 * waiting.store | kind, count)))


@dataclass(frozen=True, slots=True)
class UserDataHeader:
    """The elements in their order; empty and false where there is no header."""

    elements: tuple[InformationElement, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.elements)

    def encode(self) -> bytes:
        """UDHL and the elements; b'' where there are none. Raises ValueError where they are too long."""
        if not self.elements:
            return b""
        octets = b"".join([element.encode() for element in self.elements])
        return bytes((len(octets),)) + octets

    def last(self, identifier: int, length: int) -> bytes | None:
        """The data of the last such element of that length: of repeated ones the last counts (9.2.3.24)."""
        for element in reversed(self.elements):
            if element.identifier == identifier and len(element.data) == length:
                return element.data
        return None

    @property
    def concatenation(self) -> Concatenation | None:
        """Which part this is, None where the message is whole; an element that can't be true is ignored."""
        for element in reversed(self.elements):
            found = _concatenation(element)
            if found is not None:
                return found
        return None

    @property
    def ports(self) -> tuple[int, int] | None:
        """The application ports, destination first (9.2.3.24.3, .4)."""
        wide = self.last(PORTS_16, 4)
        if wide is not None:
            return int.from_bytes(wide[:2], "big"), int.from_bytes(wide[2:], "big")
        narrow = self.last(PORTS_8, 2)
        return None if narrow is None else (narrow[0], narrow[1])

    @property
    def locking(self) -> int:
        """The national language of the locking shift table, 0 for the default alphabet."""
        return (self.last(LOCKING_SHIFT, 1) or b"\0")[0]

    @property
    def single(self) -> int:
        """The national language of the single shift table, 0 for the default extension."""
        return (self.last(SINGLE_SHIFT, 1) or b"\0")[0]

    @property
    def waiting(self) -> tuple[MessageWaiting, ...]:
        """The special SMS message indications, in order."""
        return tuple(_waiting(element.data) for element in self.elements if _indicates(element))


EMPTY = UserDataHeader()


def decode_header(octets: bytes) -> UserDataHeader:
    """The header whose elements are `octets`, without UDHL.

    Where the last element's length doesn't fit, the whole header is ignored, as 9.2.3.24 says. Never raises.
    """
    try:
        return UserDataHeader(tuple(_elements(octets)))
    except IndexError:
        return EMPTY


def _elements(octets: bytes) -> Iterator[InformationElement]:
    start = 0
    while start < len(octets):
        end = start + 2 + octets[start + 1]
        if end > len(octets):
            raise IndexError
        yield InformationElement(octets[start], octets[start + 2 : end])
        start = end


def _concatenation(element: InformationElement) -> Concatenation | None:
    bits = {(CONCATENATION_8, 3): 8, (CONCATENATION_16, 4): 16}.get((element.identifier, len(element.data)))
    if bits is None:
        return None
    *reference, total, number = element.data
    if not 0 < number <= total:
        return None
    return Concatenation(int.from_bytes(bytes(reference), "big"), total, number, bits)


def _indicates(element: InformationElement) -> bool:
    return element.identifier == SPECIAL_INDICATION and len(element.data) == 2


def _waiting(data: bytes) -> MessageWaiting:
    kind: WaitingKind = "video" if data[0] & 0x1F == _VIDEO else WAITING_KINDS[data[0] & 3]
    return MessageWaiting(kind, data[1] > 0, data[1], bool(data[0] & 0x80))
