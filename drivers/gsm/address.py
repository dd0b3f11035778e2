"""Address fields: TP-OA, TP-DA, TP-RA (23.040 9.1.2.5) and the service centre's RP address (24.011 8.2.5)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from drivers.gsm.alphabet import decode_septets, encode_septets
from drivers.gsm.octets import PduError, Reader
from drivers.gsm.septets import pack, unpack

UNKNOWN, INTERNATIONAL, NATIONAL, ALPHANUMERIC = 0, 1, 2, 5  # type of number
ISDN = 1  # numbering plan E.164

_NUMBER = re.compile(r"\+[0-9]{1,20}|[0-9*#]{1,20}")
_SENDER_SEPTETS = 11
_TO_NIBBLES = str.maketrans("*#abcdef ", "abcdexxxx")  # x is no nibble, so refused
_FROM_NIBBLES = str.maketrans("abcde", "*#abc")
_SWAP = bytes((octet & 0x0F) << 4 | octet >> 4 for octet in range(256))


@dataclass(frozen=True, slots=True)
class Address:
    """A number, or a name: `digits` without any plus, or the text of an alphanumeric address.

    `ton` is the type of number, `npi` the numbering plan identification.
    """

    digits: str
    ton: int = UNKNOWN
    npi: int = ISDN

    @classmethod
    def parse(cls, text: str) -> Address:
        """A number as dialled: `+` and up to 20 digits is international, else up to 20 of 0-9, * and #.

        Raises ValueError for anything else.
        """
        if not _NUMBER.fullmatch(text):
            raise ValueError(f"not a telephone number (an optional +, then up to 20 digits): {text[:40]!r}")
        if text[0] == "+":
            return cls(text[1:], INTERNATIONAL)
        return cls(text)

    @classmethod
    def alphanumeric(cls, text: str) -> Address:
        """A sender's name, up to 11 septets of the default alphabet. Raises ValueError where it is none."""
        if not 0 < len(encode_septets(text)) <= _SENDER_SEPTETS:
            raise ValueError(f"a sender's name has 1 to 11 characters of the GSM 7 bit alphabet: {text[:40]!r}")
        return cls(text, ALPHANUMERIC, 0)

    @property
    def number(self) -> str:
        """As people write it: `+4917...`, bare digits, or the name."""
        return f"+{self.digits}" if self.ton == INTERNATIONAL else self.digits

    @property
    def is_name(self) -> bool:
        """Whether it is alphanumeric, so can't be answered."""
        return self.ton == ALPHANUMERIC

    @property
    def type_octet(self) -> int:
        """Type-of-Address."""
        return 0x80 | self.ton << 4 | self.npi

    def __str__(self) -> str:
        return self.number


def _semi_octets(digits: str) -> bytes:
    """Semi-octets, low half first, filled up with 1111. Raises ValueError for what is no digit."""
    nibbles = digits.translate(_TO_NIBBLES)
    try:
        return bytes.fromhex(nibbles + "f" if len(nibbles) % 2 else nibbles).translate(_SWAP)
    except ValueError:
        raise ValueError(f"not digits: {digits[:40]!r}") from None


def _digits(octets: bytes, count: int) -> str:
    """The first `count` digits; the filler 1111 ends them early."""
    return octets.translate(_SWAP).hex()[:count].partition("f")[0].translate(_FROM_NIBBLES)


def encode_address(address: Address) -> bytes:
    """TP-OA, TP-DA or TP-RA: length in semi-octets, type, value. Raises ValueError where it has no code."""
    if address.ton == ALPHANUMERIC:
        septets = encode_septets(address.digits)
        return bytes(((len(septets) * 7 + 3) // 4, address.type_octet)) + pack(septets)
    return bytes((len(address.digits), address.type_octet)) + _semi_octets(address.digits)


def decode_address(data: bytes, offset: int, field: str = "TP address") -> tuple[Address, int]:
    """The address that starts at `offset`, and the offset behind it. Raises PduError naming `field`."""
    reader = Reader(data, offset)
    address = read_address(reader, field)
    return address, reader.position


def read_address(reader: Reader, field: str) -> Address:
    """The address at the reader. Raises PduError naming `field`."""
    length = reader.octet(field)
    kind = reader.octet(field)
    value = reader.take((length + 1) // 2, field)
    ton, npi = kind >> 4 & 7, kind & 15
    if ton == ALPHANUMERIC:
        return Address(decode_septets(unpack(value, length * 4 // 7)), ton, npi)
    return Address(_digits(value, length), ton, npi)


def encode_sca(address: Address | None) -> bytes:
    """The service centre address before a TPDU (27.005 3.1 <pdu>): length in octets; None is the SIM's own."""
    if address is None:
        return b"\0"
    value = _semi_octets(address.digits)
    return bytes((len(value) + 1, address.type_octet)) + value


def decode_sca(data: bytes, offset: int = 0) -> tuple[Address | None, int]:
    """The service centre address at `offset` (None where empty), and where the TPDU starts. Raises PduError."""
    reader = Reader(data, offset)
    length = reader.octet("service centre address")
    if not length:
        return None, reader.position
    if length > 11:
        raise PduError("service centre address", offset, f"length {length} is more than 11 octets")
    kind = reader.octet("service centre address")
    value = reader.take(length - 1, "service centre address")
    return Address(_digits(value, 2 * len(value)), kind >> 4 & 7, kind & 15), reader.position
