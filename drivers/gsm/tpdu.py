"""SMS-SUBMIT, SMS-DELIVER and SMS-STATUS-REPORT (23.040 9.2.2), both ways."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from drivers.gsm import status as tp_status
from drivers.gsm.address import Address, encode_address, read_address
from drivers.gsm.header import EMPTY, UserDataHeader
from drivers.gsm.octets import PduError, Reader
from drivers.gsm.timestamp import OCTETS, decode_timestamp, encode_timestamp
from drivers.gsm.userdata import Content, encode_user_data, read_user_data
from drivers.gsm.validity import Validity, encode_validity, read_validity

# the first octet, 9.2.3.1 on
_MTI = 0x03
_DELIVER, _SUBMIT, _STATUS_REPORT, _RESERVED = 0x00, 0x01, 0x02, 0x03
_COMMAND = 0x02
_REJECT_DUPLICATES = _NO_MORE_MESSAGES = 0x04
_LOOP_PREVENTION = 0x08
_REPORT = 0x20  # TP-SRR, TP-SRI, TP-SRQ
_HEADER = 0x40
_REPLY_PATH = 0x80

# TP-Parameter-Indicator, 9.2.3.27
_HAS_PROTOCOL, _HAS_CODING, _HAS_DATA = 0x01, 0x02, 0x04
_PADDING = 0xFF  # a SIM's unused octets behind a report, not an indicator


@dataclass(frozen=True, slots=True)
class Submit(Content):
    """SMS-SUBMIT (9.2.2.2), from us to the service centre. `reference` is TP-MR: the modem sets its own."""

    destination: Address
    user_data: bytes = b""
    data_coding: int = 0
    header: UserDataHeader = EMPTY
    protocol_identifier: int = 0
    validity: Validity = None
    status_report_requested: bool = False
    reject_duplicates: bool = False
    reply_path: bool = False
    reference: int = 0

    def encode(self) -> bytes:
        """The TPDU. Raises ValueError where a field can't hold its value."""
        form, validity = encode_validity(self.validity)
        first = (
            _SUBMIT
            | _REJECT_DUPLICATES * self.reject_duplicates
            | form << 3
            | _REPORT * self.status_report_requested
            | _HEADER * bool(self.header)
            | _REPLY_PATH * self.reply_path
        )
        head = bytes((first, self.reference)) + encode_address(self.destination)
        return head + bytes((self.protocol_identifier, self.data_coding)) + validity + encode_user_data(self)

    @classmethod
    def decode(cls, tpdu: bytes) -> Submit:
        """Raises PduError naming the place."""
        reader = Reader(tpdu)
        first = _first(reader, _SUBMIT)
        reference = reader.octet("TP-MR")
        destination = read_address(reader, "TP-DA")
        protocol_identifier = reader.octet("TP-PID")
        data_coding = reader.octet("TP-DCS")
        validity = read_validity(reader, first >> 3 & 3)
        header, user_data = read_user_data(reader, data_coding, bool(first & _HEADER))
        return cls(
            destination,
            user_data,
            data_coding,
            header,
            protocol_identifier,
            validity,
            bool(first & _REPORT),
            bool(first & _REJECT_DUPLICATES),
            bool(first & _REPLY_PATH),
            reference,
        )

    def delivered(self, originator: Address, timestamp: datetime) -> Deliver:
        """What the service centre makes of it for the destination (3.2.9)."""
        return Deliver(
            originator,
            timestamp,
            self.user_data,
            self.data_coding,
            self.header,
            self.protocol_identifier,
            status_report_indication=False,
            reply_path=self.reply_path,
        )


@dataclass(frozen=True, slots=True)
class Deliver(Content):
    """SMS-DELIVER (9.2.2.1), from the service centre to us. `timestamp` is None where it was no date."""

    originator: Address
    timestamp: datetime | None
    user_data: bytes = b""
    data_coding: int = 0
    header: UserDataHeader = EMPTY
    protocol_identifier: int = 0
    more_messages: bool = False
    status_report_indication: bool = False
    reply_path: bool = False
    loop_prevention: bool = False

    def encode(self) -> bytes:
        """The TPDU. Raises ValueError where a field can't hold its value."""
        first = (
            _DELIVER
            | _NO_MORE_MESSAGES * (not self.more_messages)
            | _LOOP_PREVENTION * self.loop_prevention
            | _REPORT * self.status_report_indication
            | _HEADER * bool(self.header)
            | _REPLY_PATH * self.reply_path
        )
        middle = bytes((self.protocol_identifier, self.data_coding)) + encode_timestamp(self.timestamp)
        return bytes((first,)) + encode_address(self.originator) + middle + encode_user_data(self)

    @classmethod
    def decode(cls, tpdu: bytes) -> Deliver:
        """Raises PduError naming the place. The reserved TP-MTI 11 is read as a DELIVER (9.2.3.1)."""
        reader = Reader(tpdu)
        first = _first(reader, _DELIVER, _RESERVED)
        originator = read_address(reader, "TP-OA")
        protocol_identifier = reader.octet("TP-PID")
        data_coding = reader.octet("TP-DCS")
        timestamp = decode_timestamp(reader.take(OCTETS, "TP-SCTS"))
        header, user_data = read_user_data(reader, data_coding, bool(first & _HEADER))
        return cls(
            originator,
            timestamp,
            user_data,
            data_coding,
            header,
            protocol_identifier,
            not first & _NO_MORE_MESSAGES,
            bool(first & _REPORT),
            bool(first & _REPLY_PATH),
            bool(first & _LOOP_PREVENTION),
        )


@dataclass(frozen=True, slots=True)
class StatusReport(Content):
    """SMS-STATUS-REPORT (9.2.2.3) on the message `reference` (its TP-MR) to `recipient`.

    `timestamp` is when the service centre got the message, `discharge` when `status` came about; None where no date.
    `on_command` is true where it answers an SMS-COMMAND.
    """

    reference: int
    recipient: Address
    timestamp: datetime | None
    discharge: datetime | None
    status: int = 0
    more_messages: bool = False
    loop_prevention: bool = False
    on_command: bool = False
    user_data: bytes = b""
    data_coding: int = 0
    header: UserDataHeader = EMPTY
    protocol_identifier: int = 0

    @property
    def outcome(self) -> tp_status.Outcome:
        """Delivered, still being tried, or failed for good."""
        return tp_status.outcome(self.status)

    @property
    def reason(self) -> str:
        """TP-ST in words."""
        return tp_status.reason(self.status)

    def encode(self) -> bytes:
        """The TPDU. Raises ValueError where a field can't hold its value."""
        first = (
            _STATUS_REPORT
            | _NO_MORE_MESSAGES * (not self.more_messages)
            | _LOOP_PREVENTION * self.loop_prevention
            | _REPORT * self.on_command
            | _HEADER * bool(self.header)
        )
        head = bytes((first, self.reference)) + encode_address(self.recipient)
        times = encode_timestamp(self.timestamp) + encode_timestamp(self.discharge)
        return head + times + bytes((self.status,)) + self._parameters()

    def _parameters(self) -> bytes:
        """TP-PI and what it announces; nothing where all is as by default."""
        present = {
            _HAS_PROTOCOL: bytes((self.protocol_identifier,)) if self.protocol_identifier else b"",
            _HAS_CODING: bytes((self.data_coding,)) if self.data_coding else b"",
            _HAS_DATA: encode_user_data(self) if self.user_data or self.header else b"",
        }
        indicator = sum(bit for bit, octets in present.items() if octets)
        return bytes((indicator,)) + b"".join(present.values()) if indicator else b""

    @classmethod
    def decode(cls, tpdu: bytes) -> StatusReport:
        """Raises PduError naming the place."""
        reader = Reader(tpdu)
        first = _first(reader, _STATUS_REPORT)
        reference = reader.octet("TP-MR")
        recipient = read_address(reader, "TP-RA")
        timestamp = decode_timestamp(reader.take(OCTETS, "TP-SCTS"))
        discharge = decode_timestamp(reader.take(OCTETS, "TP-DT"))
        status = reader.octet("TP-ST")
        indicator = reader.octet("TP-PI") if reader.left else 0
        present = 0 if indicator == _PADDING else indicator
        protocol_identifier = reader.octet("TP-PID") if present & _HAS_PROTOCOL else 0
        data_coding = reader.octet("TP-DCS") if present & _HAS_CODING else 0
        header, user_data = EMPTY, b""
        if present & _HAS_DATA:
            header, user_data = read_user_data(reader, data_coding, bool(first & _HEADER))
        return cls(
            reference,
            recipient,
            timestamp,
            discharge,
            status,
            not first & _NO_MORE_MESSAGES,
            bool(first & _LOOP_PREVENTION),
            bool(first & _REPORT),
            user_data,
            data_coding,
            header,
            protocol_identifier,
        )


def _first(reader: Reader, *expected: int) -> int:
    """The first octet, whose TP-MTI must be one of those expected. Raises PduError."""
    first = reader.octet("TP-MTI")
    if first & _MTI not in expected:
        raise PduError("TP-MTI", 0, f"{first & _MTI} is not this kind of message")
    return first


def decode_from_centre(tpdu: bytes) -> Deliver | StatusReport:
    """A TPDU that the service centre sent, by its TP-MTI. Raises PduError naming the place."""
    match Reader(tpdu).octet("TP-MTI") & _MTI:
        case 0x02:
            return StatusReport.decode(tpdu)
        case 0x01:
            raise PduError("TP-MTI", 0, "an SMS-SUBMIT-REPORT carries no message")
        case _:
            return Deliver.decode(tpdu)


def decode_to_centre(tpdu: bytes) -> Submit:
    """A TPDU for the service centre. Raises PduError naming the place, also for what is no SMS-SUBMIT."""
    match Reader(tpdu).octet("TP-MTI") & _MTI:
        case 0x01:
            return Submit.decode(tpdu)
        case 0x02:
            raise PduError("TP-MTI", 0, "SMS-COMMAND is not supported")
        case 0x00:
            raise PduError("TP-MTI", 0, "an SMS-DELIVER-REPORT carries no message")
        case _:
            raise PduError("TP-MTI", 0, "3 is reserved")
