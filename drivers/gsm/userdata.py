"""TP-User-Data with its length, header and coding (23.040 9.2.3.16, 9.2.3.24), and what a message says."""

from __future__ import annotations

from drivers.gsm.alphabet import decode_septets, decode_ucs2
from drivers.gsm.capacity import USER_DATA_OCTETS
from drivers.gsm.data_coding import DataCoding, Encoding, MessageWaiting, decode_data_coding
from drivers.gsm.header import EMPTY, Concatenation, UserDataHeader, decode_header
from drivers.gsm.octets import PduError, Reader
from drivers.gsm.septets import pack, unpack

_SEPTETS = USER_DATA_OCTETS * 8 // 7
_REPLACE_TYPE_0 = 0x40  # TP-PID 0x40 is short message type 0, 0x41 to 0x47 replace types 1 to 7 (9.2.3.9)


class Content:
    """What a message says, seen alike in SUBMIT, DELIVER and STATUS-REPORT.

    `user_data` is what follows the header: septets, one a byte, in the GSM 7 bit alphabet, else octets.
    """

    __slots__ = ()

    protocol_identifier: int
    data_coding: int
    header: UserDataHeader
    user_data: bytes

    @property
    def coding(self) -> DataCoding:
        """TP-DCS in words."""
        return decode_data_coding(self.data_coding)

    @property
    def encoding(self) -> Encoding:
        return self.coding.encoding

    @property
    def message_class(self) -> int | None:
        """0 (flash) to 3, None where none is meant."""
        return self.coding.message_class

    @property
    def text(self) -> str | None:
        """The text of this message or part, None where it is 8-bit data or compressed. Never raises."""
        coding = self.coding
        if coding.compressed or coding.encoding is Encoding.DATA8:
            return None
        if coding.encoding is Encoding.UCS2:
            return decode_ucs2(self.user_data)
        return decode_septets(self.user_data, self.header.locking, self.header.single)

    @property
    def data(self) -> bytes | None:
        """The octets of 8-bit data or of a compressed text, None where `text` is given."""
        return self.user_data if self.coding.compressed or self.encoding is Encoding.DATA8 else None

    @property
    def concatenation(self) -> Concatenation | None:
        return self.header.concatenation

    @property
    def ports(self) -> tuple[int, int] | None:
        """Application ports, destination first."""
        return self.header.ports

    @property
    def waiting(self) -> tuple[MessageWaiting, ...]:
        """Messages that wait elsewhere: the header's indications, else that of TP-DCS; stored where either says so."""
        by_coding = self.coding.waiting
        by_header = self.header.waiting
        if by_coding is None:
            return by_header
        if not by_header:
            return (by_coding,)
        return tuple(MessageWaiting(w.kind, w.active, w.count, w.store or by_coding.store) for w in by_header)

    @property
    def replace_type(self) -> int | None:
        """0 (shown to nobody) or 1 to 7: replaces the one before of that type; None where it does neither."""
        number = self.protocol_identifier - _REPLACE_TYPE_0
        return number if 0 <= number <= 7 else None


def encode_user_data(content: Content) -> bytes:
    """TP-UDL and TP-UD. Raises ValueError where they don't fit into one message."""
    header = content.header.encode()
    if not content.coding.septets:
        length = len(header) + len(content.user_data)
        _must_fit(length, USER_DATA_OCTETS, "octets")
        return bytes((length,)) + header + content.user_data
    header_septets = (len(header) * 8 + 6) // 7
    length = header_septets + len(content.user_data)
    _must_fit(length, _SEPTETS, "septets")
    return bytes((length,)) + header + pack(content.user_data, header_septets * 7 - len(header) * 8)


def _must_fit(length: int, most: int, unit: str) -> None:
    if length > most:
        raise ValueError(f"user data of {length} {unit} is more than the {most} of one message")


def read_user_data(reader: Reader, data_coding: int, has_header: bool) -> tuple[UserDataHeader, bytes]:
    """The header and what follows it, from TP-UDL on; octets beyond TP-UDL are padding. Raises PduError."""
    septets = decode_data_coding(data_coding).septets
    start = reader.position
    length = reader.octet("TP-UDL")
    most = _SEPTETS if septets else USER_DATA_OCTETS
    if length > most:
        raise PduError("TP-UDL", start, f"{length} is more than {most} {'septets' if septets else 'octets'}")
    octets = reader.take((length * 7 + 7) // 8 if septets else length, "TP-UD")
    header_octets, header = _leading_header(octets, start + 1) if has_header else (0, EMPTY)
    if not septets:
        return header, octets[header_octets:]
    header_septets = (header_octets * 8 + 6) // 7
    if header_septets > length:
        raise PduError("TP-UDH", start + 1, f"{header_septets} septets in a TP-UD of {length}")
    fill_bits = header_septets * 7 - header_octets * 8
    return header, unpack(octets[header_octets:], length - header_septets, fill_bits)


def _leading_header(octets: bytes, start: int) -> tuple[int, UserDataHeader]:
    """How many octets the header takes, UDHL included, and the header. Raises PduError."""
    if not octets:
        raise PduError("TP-UDHL", start, "1 octet needed, 0 there", fault="truncated")
    size = octets[0] + 1
    if size > len(octets):
        raise PduError("TP-UDH", start + len(octets), f"{size} octets needed, {len(octets)} there", fault="truncated")
    return size, decode_header(octets[1:size])
