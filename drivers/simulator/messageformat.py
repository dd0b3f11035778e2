"""How messages are shown and taken: PDU or text mode and its settings (27.005 3.2.3, 3.3.4, 3.3.5)."""

from __future__ import annotations

from drivers.gsm.address import decode_sca
from drivers.gsm.octets import PduError
from drivers.gsm.tpdu import Deliver, StatusReport, Submit, decode_from_centre, decode_to_centre
from drivers.simulator import textmode
from drivers.simulator.answers import OK, Outcome, cms, info
from drivers.simulator.charset import Charset
from drivers.simulator.commandline import Command, number, number_in
from drivers.simulator.stores import STO_UNSENT, Stored
from drivers.simulator.textmode import Parameters

STATUS_NAMES = ("REC UNREAD", "REC READ", "STO UNSENT", "STO SENT", "ALL")


class MessageFormat:
    """The settings, and messages by them; `text` is `+CMGF=1`, `detailed` `+CSDH=1`."""

    def __init__(self, charset: Charset) -> None:
        self._charset = charset
        self.reset()

    def reset(self) -> None:
        """As after power on."""
        self.text = False
        self.detailed = False
        self.parameters = Parameters()

    def commands(self) -> dict[str, Command]:
        return {
            "+CMGF": Command(
                set=self._set_text,
                read=lambda: info(f"+CMGF: {int(self.text)}"),
                test=lambda: info("+CMGF: (0,1)"),
                messages=True,
            ),
            "+CSDH": Command(
                set=self._set_detailed,
                read=lambda: info(f"+CSDH: {int(self.detailed)}"),
                test=lambda: info("+CSDH: (0,1)"),
                messages=True,
            ),
            "+CSMP": Command(set=self._set_parameters, read=self._read_parameters, test=lambda: OK, messages=True),
        }

    def submit(self, number_text: str, text: str) -> bytes:
        """The TPDU of a message typed in text mode. Raises CMS 305."""
        try:
            return textmode.submit(number_text, text, self.parameters, self._charset).encode()
        except ValueError as reason:
            raise cms(305) from reason

    def listed(self, index: int, message: Stored) -> str:
        """A `+CMGL` entry: both its lines."""
        if not self.text:
            return f"+CMGL: {index},{message.status},,{_pdu_lines(message.centre, message.tpdu)}"
        head = f'+CMGL: {index},"{STATUS_NAMES[message.status]}"'
        decoded = _decoded(message)
        if decoded is None:
            return f'{head},"",,""\r\n{message.tpdu.hex().upper()}'
        if isinstance(decoded, StatusReport):
            return f"{head},{textmode.report_fields(decoded, message.tpdu[0], self._charset)}"
        fields = textmode.listed_fields(decoded, self.detailed, self._charset)
        return f"{head},{fields}\r\n{textmode.data(decoded, self._charset)}"

    def read(self, message: Stored) -> str:
        """What `+CMGR` shows: both its lines."""
        if not self.text:
            return f"+CMGR: {message.status},,{_pdu_lines(message.centre, message.tpdu)}"
        return f'+CMGR: "{STATUS_NAMES[message.status]}",{self._fields(message, self.detailed)}'

    def direct(self, centre: bytes, tpdu: bytes) -> str:
        """A `+CMT`, or `+CDS` for a status report."""
        report = bool(tpdu) and tpdu[0] & 3 == 2
        if not self.text:
            head, length = ("+CDS: ", "") if report else ("+CMT: ", ",")
            return f"{head}{length}{_pdu_lines(centre, tpdu)}"
        return f"{'+CDS' if report else '+CMT'}: {self._fields(Stored(0, centre, tpdu), self.detailed)}"

    def _fields(self, message: Stored, detailed: bool) -> str:
        decoded = _decoded(message)
        first = message.tpdu[0] if message.tpdu else 0
        if decoded is None:
            return f'"",,""\r\n{message.tpdu.hex().upper()}'
        if isinstance(decoded, StatusReport):
            return textmode.report_fields(decoded, first, self._charset)
        centre = _centre_number(message.centre)
        if isinstance(decoded, Submit):
            fields = textmode.submit_fields(decoded, first, centre, detailed, self._charset)
        else:
            fields = textmode.deliver_fields(decoded, first, centre, detailed, self._charset)
        return f"{fields}\r\n{textmode.data(decoded, self._charset)}"

    def _set_text(self, values: list[str]) -> Outcome:
        self.text = number_in(values, 0, range(2), 0) == 1
        return OK

    def _set_detailed(self, values: list[str]) -> Outcome:
        self.detailed = number_in(values, 0, range(2), 0) == 1
        return OK

    def _set_parameters(self, values: list[str]) -> Outcome:
        old = self.parameters
        self.parameters = Parameters(
            number_in(values, 0, range(256), old.first),
            number_in(values, 1, range(256), old.validity),
            number_in(values, 2, range(256), old.pid),
            number_in(values, 3, range(256), old.dcs),
        )
        return OK

    def _read_parameters(self) -> Outcome:
        now = self.parameters
        return info(f"+CSMP: {now.first},{now.validity},{now.pid},{now.dcs}")


def pdu_of(text: str, length: int) -> tuple[bytes, bytes]:
    """Service centre address and TPDU of a PDU as typed; `length` counts the TPDU's octets. Raises CMS 304."""
    try:
        octets = bytes.fromhex(text)
    except ValueError as reason:
        raise cms(304) from reason
    start = octets[0] + 1 if octets else 0
    if len(octets) - start != length or length < 1:
        raise cms(304)
    return octets[:start], octets[start:]


def length_of(values: list[str]) -> int:
    """<length> of `+CMGS` or `+CMGW` in PDU mode. Raises CMS 304 for none or one that no TPDU has."""
    if not values[0].isdecimal() or not 7 <= number(values, 0) <= 164:
        raise cms(304)
    return number(values, 0)


def _pdu_lines(centre: bytes, tpdu: bytes) -> str:
    return f"{len(tpdu)}\r\n{(centre + tpdu).hex().upper()}"


def _decoded(message: Stored) -> Deliver | StatusReport | Submit | None:
    try:
        if message.status >= STO_UNSENT:
            return decode_to_centre(message.tpdu)
        return decode_from_centre(message.tpdu)
    except PduError:
        return None


def _centre_number(centre: bytes) -> str:
    try:
        address = decode_sca(centre)[0]
    except PduError:
        return ""
    return address.number if address else ""
