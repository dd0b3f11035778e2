"""TP-Data-Coding-Scheme (23.038 4): which alphabet, which message class, which message waits."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from functools import cache
from typing import Literal

WaitingKind = Literal["voicemail", "fax", "email", "other", "video"]

WAITING_KINDS: tuple[WaitingKind, ...] = ("voicemail", "fax", "email", "other")


class Encoding(enum.Enum):
    """How user data is coded (23.038 4, bits 3 and 2 of the general group); the value is those bits in place."""

    GSM7 = 0x00
    DATA8 = 0x04
    UCS2 = 0x08


_ALPHABETS = (Encoding.GSM7, Encoding.DATA8, Encoding.UCS2, Encoding.GSM7)  # the fourth is reserved: as GSM 7 bit
_WAITING_GROUPS = {0xC0: (Encoding.GSM7, False), 0xD0: (Encoding.GSM7, True), 0xE0: (Encoding.UCS2, True)}


@dataclass(frozen=True, slots=True)
class MessageWaiting:
    """Messages of a `kind` wait elsewhere (23.038 4, 23.040 9.2.3.24.2).

    `count` is None where only the DCS tells; `store` is false where the message itself may be discarded.
    """

    kind: WaitingKind
    active: bool
    count: int | None = None
    store: bool = True


@dataclass(frozen=True, slots=True)
class DataCoding:
    """The meaning of a TP-DCS. `message_class` 0 is flash; 1 ME, 2 SIM, 3 TE specific; None where none is meant."""

    encoding: Encoding
    message_class: int | None = None
    compressed: bool = False
    automatic_deletion: bool = False
    waiting: MessageWaiting | None = None

    @property
    def septets(self) -> bool:
        """Whether TP-UDL counts septets (23.040 9.2.3.16): GSM 7 bit, not compressed."""
        return self.encoding is Encoding.GSM7 and not self.compressed

    def encode(self) -> int:
        """The TP-DCS octet. Raises ValueError where the waiting groups have no code for it."""
        if self.waiting is not None:
            return _encode_waiting(self.encoding, self.waiting)
        flags = 0x40 * self.automatic_deletion | 0x20 * self.compressed
        message_class = 0 if self.message_class is None else 0x10 | self.message_class
        return flags | message_class | self.encoding.value


@cache
def decode_data_coding(octet: int) -> DataCoding:
    """What TP-DCS `octet` means; reserved codings are read as the GSM 7 bit default alphabet (23.038 4)."""
    group = octet & 0xF0
    if group < 0x80:
        message_class = octet & 3 if octet & 0x10 else None
        encoding = _ALPHABETS[octet >> 2 & 3]
        return DataCoding(encoding, message_class, bool(octet & 0x20), bool(octet & 0x40))
    if group == 0xF0:
        return DataCoding(Encoding.DATA8 if octet & 4 else Encoding.GSM7, octet & 3)
    if group in _WAITING_GROUPS:
        encoding, store = _WAITING_GROUPS[group]
        return DataCoding(encoding, waiting=MessageWaiting(WAITING_KINDS[octet & 3], bool(octet & 8), None, store))
    return DataCoding(Encoding.GSM7)


def _encode_waiting(encoding: Encoding, waiting: MessageWaiting) -> int:
    for group, key in _WAITING_GROUPS.items():
        if key == (encoding, waiting.store) and waiting.kind in WAITING_KINDS:
            return group | 8 * waiting.active | WAITING_KINDS.index(waiting.kind)
    raise ValueError(f"no TP-DCS says {waiting} in {encoding.name}")
