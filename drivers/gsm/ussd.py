"""Unstructured supplementary service data (27.007 7.15, 23.038 5)."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

from drivers.at.chat import Chat
from drivers.at.syntax import Command, Unsolicited
from drivers.at.values import field, integer, parameters, quoted
from drivers.capabilities import ModemEvent, UssdReply
from drivers.errors import CommandRefused, NoAnswer
from drivers.gsm.alphabet import decode_septets, decode_ucs2, encode_septets
from drivers.gsm.arrivals import Arrivals, Handlers
from drivers.gsm.quirks import Quirks
from drivers.gsm.septets import pack, unpack

# Characters with the same code in IRA and in the GSM alphabet, so that +CSCS can't change them; no quote, no control.
_CODE = re.compile(r"[0-9A-Za-z*#+ !%&'(),\-./:;<=>?]{1,160}")
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2})+")
_UCS2 = re.compile(r"(?:0[0-6][0-9A-Fa-f]{2})+")  # as it looks in hex: Latin, Greek, Cyrillic, Hebrew, Arabic
_SEVEN_BITS = 15  # 23.038 5: GSM 7 bit, language unspecified
_LANGUAGE_THEN_UCS2 = 0x11

_DONE, _WANTED = 0, 1
_SHORTEST_PACKED = 8  # a shorter run of hex digits is rather a number that the network tells
_LONGEST_NUMBER = 15  # E.164: more decimal digits are no telephone number
_CHARACTERS = frozenset((*range(0x20, 0x7F), 0x0A, 0x0D))


def parse_cusd(line: str) -> UssdReply:
    """`+CUSD: <m>[,<str>,<dcs>]`, its text decoded by <dcs>; a <dcs> that is left out is 15, a bad <m> is 4."""
    values = parameters(line)
    status, dcs = integer(field(values, 0)), integer(field(values, 2))
    return UssdReply(4 if status is None else status, decode(field(values, 1), _SEVEN_BITS if dcs is None else dcs))


def decode(text: str, dcs: int) -> str:
    """The text of a +CUSD string (27.007 7.15).

    8 bit and UCS2 come in hex by the standard. 7 bit text comes plain, but under +CSCS UCS2 or HEX in hex, and from
    some modems as packed septets in hex; what looks like none of them stays as it is.
    """
    if not _HEX.fullmatch(text):
        return text
    octets = bytes.fromhex(text)
    if dcs == _LANGUAGE_THEN_UCS2:
        return decode_ucs2(_without_language(octets))
    group, alphabet = dcs >> 4, dcs >> 2 & 3
    if group in (4, 5, 6, 7, 9) and alphabet == 2:
        return decode_ucs2(octets)
    if group in (4, 5, 6, 7, 9, 15) and alphabet == 1:
        return octets.decode("latin-1")
    return _seven_bits(text, octets)


def _without_language(octets: bytes) -> bytes:
    """What follows the two letters of an ISO 639 code, packed into two octets (23.038 5); all of it where none is."""
    letters = unpack(octets, 2) if len(octets) > 1 else b""
    return octets[2:] if letters.islower() and letters.isalpha() else octets


def _seven_bits(text: str, octets: bytes) -> str:
    if _UCS2.fullmatch(text):
        return decode_ucs2(octets)
    if len(text) < _SHORTEST_PACKED or (text.isdigit() and len(text) <= _LONGEST_NUMBER):
        return text
    if _CHARACTERS.issuperset(octets):
        return octets.decode("ascii")
    if text.isdigit():
        return text
    unpacked = decode_septets(unpack(octets, len(octets) * 8 // 7)).rstrip("\r@")
    return unpacked if unpacked.replace("\n", "").replace("\r", "").isprintable() else text


def packed(code: str) -> str:
    """Septets packed into octets, in hex; seven bits left over hold a CR, as zeros would be an @ (23.038 6.1.2.3).

    Raises ValueError for what the GSM alphabet lacks.
    """
    septets = encode_septets(code)
    return pack(septets + b"\r" if len(septets) % 8 == 7 else septets).hex().upper()


class GsmUssd:
    """The Ussd capability: one session at a time."""

    def __init__(
        self, chat: Chat, quirks: Quirks, arrivals: Arrivals, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._chat = chat
        self._quirks = quirks
        self._arrivals = arrivals
        self._clock = clock

    def request(self, code: str, timeout: float) -> UssdReply:
        """Start a session or answer in the open one, and wait up to `timeout` seconds for the network's word.

        Raises ValueError for a code of more than 160 characters or with others than letters, digits and plain signs;
        NoAnswer, CommandRefused.
        """
        if not _CODE.fullmatch(code):
            raise ValueError("a USSD code has 1 to 160 letters, digits, * # + and plain signs")
        end = self._clock() + timeout
        lines = self._send(code, timeout)
        reply = parse_cusd(lines[-1]) if lines else self._awaited(end)
        if reply is None:
            raise NoAnswer(f"no +CUSD within {timeout:g} s")
        return self._filled(reply, end)

    def _send(self, code: str, timeout: float) -> list[str]:
        """What the modem says to the code at once."""
        command = Command(f"AT+CUSD=1,{quoted(self._coded(code))},{_SEVEN_BITS}", ("+CUSD:",))
        return [information.line for information in self._chat.run(command, timeout).lines]

    def _awaited(self, end: float) -> UssdReply | None:
        """The network's word, where it comes in time. Raises CommandRefused for a family's own word for a refusal."""
        unsolicited = self._arrivals.wait_for(("+CUSD",), max(0.0, end - self._clock()))
        return parse_cusd(unsolicited.line) if unsolicited else None

    def _filled(self, reply: UssdReply, end: float) -> UssdReply:
        """Some networks answer with an empty text first (F18): the one that follows it soon, else the empty one."""
        if reply.text or reply.status not in (_DONE, _WANTED):
            return reply
        return self._awaited(min(end, self._clock() + self._quirks.ussd_grace)) or reply

    def _coded(self, code: str) -> str:
        """The code in the modem's character set: UCS2 and HEX take hex, all others these characters as they are."""
        try:
            charset = self._chat.run(Command("AT+CSCS?", ("+CSCS:",)), self._quirks.command_timeout).text()
        except CommandRefused:
            return code
        if "UCS2" in charset:
            return code.encode("utf-16-be").hex().upper()
        return encode_septets(code).hex().upper() if "HEX" in charset else code

    def cancel(self) -> None:
        """End the session (27.007 7.15 <n> 2). Raises CommandRefused, NoAnswer."""
        self._chat.run(Command("AT+CUSD=2", ("+CUSD:",)), self._quirks.command_timeout)

    def handlers(self) -> Handlers:
        """What the network says unasked."""
        return {"+CUSD": _told}


def _told(unsolicited: Unsolicited) -> tuple[ModemEvent, ...]:
    return (parse_cusd(unsolicited.line),)
