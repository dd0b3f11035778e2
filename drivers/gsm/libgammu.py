"""Messages as libGammu's dictionaries, which have no TPDU: to and from ours (python-gammu, "SMS object").

libGammu knows no national language tables: such text passes as what its septets mean in the default alphabet. It
always asks for a validity, so a message without one asks for the longest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from drivers.gsm.address import Address, decode_sca
from drivers.gsm.alphabet import decode_septets, decode_ucs2, encode_septets
from drivers.gsm.data_coding import DataCoding, Encoding
from drivers.gsm.header import EMPTY, UserDataHeader, decode_header
from drivers.gsm.octets import PduError
from drivers.gsm.tpdu import Deliver, StatusReport, Submit

Message = dict[str, Any]

_CODINGS = {
    Encoding.GSM7: "Default_No_Compression",
    Encoding.UCS2: "Unicode_No_Compression",
    Encoding.DATA8: "8bit",
}
_ENCODINGS = {name: encoding for encoding, name in _CODINGS.items()}
_LONGEST = timedelta(weeks=63)


def submit_message(submit: Submit, service_centre: str) -> Message:
    """What SendSMS takes. That all of `submit` is in it is only known once `carries` says so."""
    message: Message = {
        "SMSC": {"Number": service_centre, "Validity": _validity(submit)},
        "Number": submit.destination.number,
        "Text": _text(submit),
        "Coding": _CODINGS[submit.encoding],
        "Class": -1 if submit.message_class is None else submit.message_class,
        "Type": "Status_Report" if submit.status_report_requested else "Submit",
        "RejectDuplicates": int(submit.reject_duplicates),
        "ReplyViaSameSMSC": int(submit.reply_path),
        "ReplaceMessage": submit.replace_type or 0,
        "Folder": 1,
        "Location": 0,
    }
    if submit.header:
        message["UDH"] = {"Type": "UserUDH", "Text": submit.header.encode()}
    return message


def _validity(submit: Submit) -> str:
    validity = submit.validity
    if not isinstance(validity, timedelta) or validity >= _LONGEST:
        return "Max"
    return f"{validity // timedelta(minutes=1)}M"


def _text(submit: Submit) -> str | bytes:
    if submit.encoding is Encoding.DATA8:
        return submit.user_data
    return decode_ucs2(submit.user_data) if submit.encoding is Encoding.UCS2 else decode_septets(submit.user_data)


def carries(encoded: bytes, submit: Submit) -> bool:
    """Whether what libGammu makes of the message (its service centre's address, then the TPDU) means the same."""
    try:
        made = Submit.decode(encoded[decode_sca(encoded)[1] :])
    except PduError:
        return False
    wanted = submit.validity or _LONGEST
    return made.coding == submit.coding and made == replace(
        submit, reference=made.reference, data_coding=made.data_coding, validity=wanted
    )


def received_tpdu(message: Mapping[str, Any]) -> bytes:
    """The SMS-DELIVER or SMS-STATUS-REPORT that the message was. Raises ValueError where that can't be told."""
    if message["Type"] == "Status_Report":
        return _report(message).encode()
    encoding, data = _user_data(message)
    message_class = message["Class"]
    return Deliver(
        _address(message["Number"]),
        message["DateTime"],
        data,
        DataCoding(encoding, message_class if 0 <= message_class <= 3 else None).encode(),
        _header(message["UDH"]["Text"]),
        0x40 | message["ReplaceMessage"] if message["ReplaceMessage"] else 0,
        reply_path=bool(message["ReplyViaSameSMSC"]),
    ).encode()


def _report(message: Mapping[str, Any]) -> StatusReport:
    return StatusReport(
        message["MessageReference"],
        _address(message["Number"]),
        message["DateTime"],
        message["SMSCDateTime"],
        message["DeliveryStatus"],
    )


def _user_data(message: Mapping[str, Any]) -> tuple[Encoding, bytes]:
    """How the text is coded, and that; text that the default alphabet lacks, for whatever reason, becomes UCS2."""
    text = message["Text"]
    if isinstance(text, bytes):
        return Encoding.DATA8, text
    text = text.rstrip("\0")  # one for each escape, which libGammu counts but does not fill
    encoding = _ENCODINGS.get(message["Coding"], Encoding.UCS2)
    if encoding is Encoding.GSM7:
        try:
            return encoding, encode_septets(text)
        except ValueError:
            pass
    return Encoding.UCS2, text.encode("utf-16-be", "surrogatepass")  # a part may begin with half a pair


def _header(octets: bytes) -> UserDataHeader:
    return decode_header(octets[1:]) if octets else EMPTY


def _address(number: str) -> Address:
    try:
        return Address.parse(number)
    except ValueError:
        return Address.alphanumeric(number)
