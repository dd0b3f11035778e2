"""Text mode (27.005 3.3, 3.4, 3.5): TPDUs as header fields and text, and text as an SMS-SUBMIT."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from drivers.gsm.address import Address
from drivers.gsm.alphabet import Encoding, encode_septets, encode_ucs2
from drivers.gsm.data_coding import decode_data_coding
from drivers.gsm.septets import pack
from drivers.gsm.tpdu import Deliver, StatusReport, Submit
from drivers.gsm.userdata import Content
from drivers.gsm.validity import RELATIVE, relative_octet, relative_period
from drivers.simulator.answers import Refusal, cms
from drivers.simulator.charset import Charset

_REPORT_ASKED, _REPLY_PATH, _REJECT_DUPLICATES = 0x20, 0x80, 0x04


@dataclass(frozen=True, slots=True)
class Parameters:
    """`+CSMP` (27.005 3.3.4): first octet, relative validity, protocol identifier, data coding of what is sent."""

    first: int = 17
    validity: int = 167
    pid: int = 0
    dcs: int = 0


def submit(number: str, text: str, parameters: Parameters, charset: Charset) -> Submit:
    """What `+CMGS` or `+CMGW` in text mode sends. Raises CMS 305 where a parameter or the text doesn't fit."""
    first = parameters.first
    try:
        return Submit(
            _destination(number, charset),
            _user_data(text, parameters.dcs, charset),
            parameters.dcs,
            protocol_identifier=parameters.pid,
            validity=relative_period(parameters.validity) if first >> 3 & 3 == RELATIVE else None,
            status_report_requested=bool(first & _REPORT_ASKED),
            reject_duplicates=bool(first & _REJECT_DUPLICATES),
            reply_path=bool(first & _REPLY_PATH),
        )
    except ValueError as reason:
        raise cms(305) from reason


def deliver_fields(message: Deliver, first: int, centre: str, detailed: bool, charset: Charset) -> str:
    """<oa>,[<alpha>],<scts>[,<tooa>,<fo>,<pid>,<dcs>,<sca>,<tosca>,<length>], as in `+CMT` and `+CMGR`."""
    fields = f'"{_number(message.originator, charset)}",,"{stamp(message.timestamp)}"'
    if not detailed:
        return fields
    return (
        f"{fields},{message.originator.type_octet},{first},{message.protocol_identifier},{message.data_coding},"
        f"{_centre(centre)},{_length(message)}"
    )


def submit_fields(message: Submit, first: int, centre: str, detailed: bool, charset: Charset) -> str:
    """<da>,[<alpha>][,<toda>,<fo>,<pid>,<dcs>,[<vp>],<sca>,<tosca>,<length>], as in `+CMGR`."""
    fields = f'"{_number(message.destination, charset)}",'
    if not detailed:
        return fields
    validity = relative_octet(message.validity) if isinstance(message.validity, timedelta) else ""
    return (
        f"{fields},{message.destination.type_octet},{first},{message.protocol_identifier},{message.data_coding},"
        f"{validity},{_centre(centre)},{_length(message)}"
    )


def report_fields(message: StatusReport, first: int, charset: Charset) -> str:
    """<fo>,<mr>,[<ra>],[<tora>],<scts>,<dt>,<st>, as in `+CDS`."""
    recipient = f'"{_number(message.recipient, charset)}",{message.recipient.type_octet}'
    times = f'"{stamp(message.timestamp)}","{stamp(message.discharge)}"'
    return f"{first},{message.reference},{recipient},{times},{message.status}"


def listed_fields(message: Deliver | Submit, detailed: bool, charset: Charset) -> str:
    """<oa/da>,[<alpha>],[<scts>][,<tooa/toda>,<length>], as in `+CMGL`."""
    address = message.originator if isinstance(message, Deliver) else message.destination
    when = f'"{stamp(message.timestamp)}"' if isinstance(message, Deliver) else ""
    fields = f'"{_number(address, charset)}",,{when}'
    return f"{fields},{address.type_octet},{_length(message)}" if detailed else fields


def data(message: Content, charset: Charset) -> str:
    """<data> (27.005 3.1): text in the TE character set, hexadecimal where there is a header or no text."""
    if message.header or message.text is None:
        return _octets(message).hex().upper()
    return charset.encode(message.text)


def stamp(moment: datetime | None) -> str:
    """<scts>: yy/MM/dd,hh:mm:ss and the zone in quarters of an hour."""
    if moment is None:
        return ""
    offset = moment.utcoffset() or timedelta()
    quarters = round(offset / timedelta(minutes=15))
    return f"{moment:%y/%m/%d,%H:%M:%S}{quarters:+03d}"


def _destination(number: str, charset: Charset) -> Address:
    """The number as typed, or in the TE character set, which UCS2 asks for."""
    try:
        return Address.parse(charset.decode(number))
    except (ValueError, Refusal):
        return Address.parse(number)


def _user_data(text: str, dcs: int, charset: Charset) -> bytes:
    encoding = decode_data_coding(dcs).encoding
    if encoding is Encoding.DATA8:
        return bytes.fromhex(text)
    plain = charset.decode(text)
    return encode_septets(plain) if encoding is Encoding.GSM7 else encode_ucs2(plain)


def _number(address: Address, charset: Charset) -> str:
    return charset.encode(address.number)


def _centre(centre: str) -> str:
    return f'"{centre}",{145 if centre.startswith("+") else 129}'


def _length(message: Content) -> int:
    return len(message.user_data)


def _octets(message: Content) -> bytes:
    header = message.header.encode()
    return header + (pack(message.user_data) if message.coding.septets else message.user_data)
