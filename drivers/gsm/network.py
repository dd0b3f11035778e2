"""Registration, signal and operator (27.007 7.2, 7.3, 8.5, 10.1.20, 10.1.22)."""

from __future__ import annotations

import re

from drivers.at.chat import Chat
from drivers.at.syntax import Command, Unsolicited
from drivers.at.values import field, integer, parameters
from drivers.capabilities import ModemEvent, Registration, RegistrationChanged, RegistrationState, Signal
from drivers.errors import CommandRefused
from drivers.gsm.alphabet import decode_ucs2
from drivers.gsm.arrivals import Handlers
from drivers.gsm.quirks import Quirks

# The read command's answer starts <n>,<stat>; unsolicited it starts <stat>, then four hex digits or a quote follow.
_READ = re.compile(r"\+C5?[EG]?REG:\s*\d\s*,\s*\d{1,2}\s*(?:,|$)")
_UCS2 = re.compile(r"(?:[0-9A-Fa-f]{4}){2,}")

# <stat> beyond capabilities.RegistrationState: 9 and 10 are "CSFB not preferred", 11 is emergency (27.007 10.1.22).
_FURTHER_STATES = {9: RegistrationState.HOME, 10: RegistrationState.ROAMING, 11: RegistrationState.EMERGENCY_ONLY}
_STATES = {state.value: state for state in RegistrationState} | _FURTHER_STATES

# Of several registrations the one that tells most: registered, then what may still become it, then a plain no.
_RANK = (1, 5, 6, 7, 2, 3, 8, 4, 0)

_UNREGISTERED = Registration(RegistrationState.UNKNOWN)

# <rssi> (27.007 8.5), as (first, last, dBm of the first, dB a step); 100 to 191 are TD-SCDMA.
_RSSI = ((0, 31, -113, 2), (100, 191, -116, 1))


def answers_read(line: str) -> bool:
    """Whether a `+CREG:` line or its kin answers the read command, and did not come unasked."""
    return bool(_READ.match(line))


def parse_creg(line: str) -> Registration:
    """`+CREG: [<n>,]<stat>[,<lac>,<ci>...]` and its kin, answered or unsolicited; UNKNOWN for a strange <stat>."""
    values = parameters(line)
    if answers_read(line):
        values = values[1:]
    state = integer(field(values, 0))
    known = _STATES.get(-1 if state is None else state, RegistrationState.UNKNOWN)
    return Registration(known, field(values, 1).upper(), field(values, 2).upper())


def parse_csq(line: str) -> Signal:
    """`+CSQ: <rssi>,<ber>`: 99 and 199 are not known."""
    values = parameters(line)
    rssi, ber = integer(field(values, 0)), integer(field(values, 1))
    return Signal(_dbm(rssi), ber if ber is not None and 0 <= ber <= 7 else None)


def _dbm(rssi: int | None) -> int | None:
    for first, last, dbm, step in _RSSI:
        if rssi is not None and first <= rssi <= last:
            return min(max(dbm + (rssi - first) * step, -113), -51)
    return None


def parse_cops(line: str) -> str:
    """<oper> of `+COPS: <mode>[,<format>,<oper>[,<AcT>]]`, as name or number; also where +CSCS makes it UCS2 in hex."""
    name = field(parameters(line), 2).strip()
    if _UCS2.fullmatch(name):
        decoded = decode_ucs2(bytes.fromhex(name))
        return decoded if decoded.isprintable() else name
    return name


class GsmNetwork:
    """The Network capability of a modem that keeps to 27.007."""

    def __init__(self, chat: Chat, quirks: Quirks) -> None:
        self._chat = chat
        self._timeout = quirks.command_timeout
        self._names = quirks.registration

    def registration(self) -> Registration:
        """The best of circuit, packet and LTE registration: on LTE alone messages go over IMS or SGs (F34)."""
        best = _UNREGISTERED
        for name in self._names:
            found = self._asked(name)
            if found and found.sms:
                return found
            if found:
                best = min((found, best), key=_rank)
        return best

    def _asked(self, name: str) -> Registration | None:
        """What one read command tells; None where the modem does not know it."""
        try:
            response = self._chat.run(Command(f"AT+{name}?", (f"+{name}:",), accepts=answers_read), self._timeout)
        except CommandRefused:
            return None
        return parse_creg(response.lines[0].line) if response.lines else None

    def signal(self) -> Signal:
        """Strength and bit errors. Raises CommandRefused, NoAnswer."""
        return parse_csq(self._chat.run(Command("AT+CSQ", ("+CSQ:",)), self._timeout).text())

    def operator(self) -> str:
        """The operator's name, '' where not registered. Raises CommandRefused, NoAnswer."""
        return parse_cops(self._chat.run(Command("AT+COPS?", ("+COPS:",)), self._timeout).text())

    def handlers(self) -> Handlers:
        """What the modem says about registration unasked, by name."""
        return dict.fromkeys([f"+{name}" for name in self._names], _changed)


def _rank(registration: Registration) -> int:
    return _RANK.index(registration.state.value)


def _changed(unsolicited: Unsolicited) -> tuple[ModemEvent, ...]:
    return (RegistrationChanged(parse_creg(unsolicited.line)),)
