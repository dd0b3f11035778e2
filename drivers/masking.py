"""What must not leave the box with a recording or a log: PINs, telephone numbers, and what messages say."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SECRET = re.compile(r'([+^*$%#]\w*(?:PIN\d?|PUK|PWD|LCK)=(?:"[A-Z]{2}",)?(?:\d,)?)(.+)', re.IGNORECASE | re.DOTALL)
_WORD = re.compile(r'"[^"]*"?|\d+')
_IDENTITY = re.compile(r"\s*[+^*$%#]?\w*(?:CCID|CIMI|GSN)", re.IGNORECASE)
# Quoted, dialled (V.250 6.3.1), or a caller's (V.253 9.2.3.2); a code such as *101*VOUCHER# is one, too.
_NUMBERS = (
    re.compile(r'(")(\+?[\d*#() .-]{7,})'),
    re.compile(r"^(\s*AT[^=?]*?D[TP]?)(\+?[\d*#,W()-]{5,})", re.IGNORECASE),
    re.compile(r"((?:NMBR|NAME|CALLER NUMBER)\s*[=:]\s*)([^\r\n]+)", re.IGNORECASE),
)
_USSD = re.compile(r'(")([^"\r\n]+)("?)')
_PDU = re.compile(r"()([0-9A-Fa-f]{24,})")
_BINARY = re.compile(rb"[^\t-\r\x1a\x1b -~]")
_LONGEST_BINARY = 16  # octets: of a fax the DIS may be seen, the sender's number and the page not
_CHARACTER = re.compile(rb"[^\r\n\x1a]")


def mask(line: str) -> str:
    """A line without the PIN, PUK or password in it (27.007 7.4, 7.5, 8.3) and without telephone numbers.

    IMEI, IMSI and ICCID stay: they name the modem and the SIM that a recording is about.
    """
    secret = _SECRET.search(line)
    if secret is not None:
        return line[: secret.start(2)] + _WORD.sub('"****"', secret[2])
    if _IDENTITY.match(line):
        return line
    for number in _NUMBERS:
        line = number.sub(_stars, line)
    return line


def _stars(found: re.Match[str]) -> str:
    before, hidden, *after = found.groups()
    return "".join((before, "*" * len(hidden), *after))


@dataclass(frozen=True, slots=True)
class _Body:
    """What follows a header: hidden up to the line that `end` fits, and that one too unless it is `shown`."""

    end: re.Pattern[str]
    shown: bool = False


_HEADER = r"\s*\+(?:CMT|CDS|CBM|CMGR|CMGL):"
_ANSWER = re.compile(
    r"\s*(?:OK|ERROR|RING|>|\+CM[ES] ERROR: \d+)\s*$|\s*\+C(?:MGL|MTI?|DSI?|BMI?|USD|LIP|[5EG]?REG): ?[\d\"]"
)
# In PDU mode one line follows, in text mode as many as the text has (27.005 3.4); a USSD text goes on to its quote.
_BODIES = (
    (re.compile(rf'{_HEADER}[^"]*(?:"[^"]*",)?\d*\s*$'), _Body(re.compile(""))),
    (re.compile(_HEADER), _Body(_ANSWER, shown=True)),
    (re.compile(r'\s*\+CUSD:[^"]*"[^"]*$'), _Body(re.compile('[^"]*"'))),
)


class Masking:
    """Hides what a dialogue carries, line by line in turn: each character of it is a `*`."""

    def __init__(self) -> None:
        self._body: _Body | None = None

    def written(self, data: bytes) -> bytes:
        """A line that was written, as it may be told."""
        return _starred(data) if data.endswith(b"\x1a") or _is_binary(data) else _told(data)

    def heard(self, data: bytes) -> bytes:
        """A line that was heard, as it may be told."""
        text = data.decode("latin-1")
        if not text.strip():
            return data
        if self._hides(text):
            return _starred(data)
        self._body = next((body for header, body in _BODIES if header.match(text)), None)
        return _starred(data) if text.endswith("\x1a") or _is_binary(data) else _told(data)

    def _hides(self, text: str) -> bool:
        body = self._body
        if body is None:
            return False
        if not body.end.match(text):
            return True
        self._body = None
        return not body.shown


def _is_binary(data: bytes) -> bool:
    """Whether it is rather what was carried in online data state than a line."""
    return len(data) > _LONGEST_BINARY and _BINARY.search(data) is not None


def _starred(data: bytes) -> bytes:
    return _CHARACTER.sub(b"*", data)


def _told(data: bytes) -> bytes:
    text = data.decode("latin-1")
    told = _USSD.sub(_stars, text) if text.lstrip().startswith("+CUSD:") else mask(text)
    return _PDU.sub(_stars, told).encode("latin-1")
