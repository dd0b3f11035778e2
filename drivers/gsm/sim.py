"""The SIM: its lock and its identity (27.007 5.5, 8.3, 8.18, 8.65, 7.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from drivers.at.chat import Chat, Response
from drivers.at.syntax import Command, Unsolicited
from drivers.at.values import field, integer, parameters
from drivers.capabilities import ModemEvent, PinState, SimChanged, SimIdentity
from drivers.errors import Cause, CommandRefused, ModemError
from drivers.gsm.arrivals import Handlers
from drivers.gsm.quirks import Quirks

_PIN = re.compile(r"[0-9]{4,8}")
_ICCID = re.compile(r"(?:89|98)[0-9A-Fa-f]{16,18}")
_IMSI = re.compile(r"[0-9]{6,15}")

_STATES = {state.value: state for state in PinState if state not in (PinState.OTHER, PinState.ABSENT)}
# +CME ERROR in place of the answer: SIM not inserted, SIM PIN, PUK required, SIM failure, SIM wrong, PIN2, PUK2.
_REFUSED_STATES = {
    10: PinState.ABSENT,
    11: PinState.PIN,
    12: PinState.PUK,
    13: PinState.ABSENT,
    15: PinState.ABSENT,
    17: PinState.PIN2,
    18: PinState.PUK2,
}
_UNLOCKED = (PinState.READY, PinState.PIN2, PinState.PUK2)  # PIN2 guards fixed dialling and charges, not messages
_LOCKED_CAUSES = {
    PinState.PUK: Cause("CME", 12, "SIM PUK required"),
    PinState.ABSENT: Cause("CME", 10, "SIM not inserted"),
    PinState.OTHER: Cause("CME", 3, "operation not allowed"),
}


class LastTry(ModemError):
    """The SIM has only one PIN try left, which is never used without a person."""


def parse_cpin(line: str) -> PinState:
    """`+CPIN: <code>` (27.007 8.3); OTHER for the locks of the phone and the network."""
    return _STATES.get(line.partition(":")[2].strip().strip('"'), PinState.OTHER)


def parse_iccid(text: str) -> str:
    """The ICCID (E.118: 18 to 20 digits from 89 on) in an answer, without filler; as EF-ICCID holds it, digits swapped.

    '' where there is none.
    """
    found = _ICCID.search(text)
    if not found:
        return ""
    digits = found.group().upper()
    if digits.startswith("98"):
        digits = "".join(digits[place : place + 2][::-1] for place in range(0, len(digits), 2))
    return digits.rstrip("F")


class GsmSim:
    """The Sim capability of a modem that keeps to 27.007."""

    def __init__(self, chat: Chat, quirks: Quirks) -> None:
        self._chat = chat
        self._quirks = quirks
        self._lines = dict(quirks.sim_lines)

    def state(self) -> PinState:
        """What the SIM waits for. Raises CommandRefused where the modem can't tell yet (SIM busy), NoAnswer."""
        try:
            line = self._cpin()
        except CommandRefused as refusal:
            state = _REFUSED_STATES.get(refusal.cause.code or 0) if refusal.cause.domain == "CME" else None
            if state is None:
                raise
            return state
        return self._state(line) if line else PinState.OTHER

    def _cpin(self) -> str:
        """The line that answers AT+CPIN?, "" for none."""
        lines = self._run(Command("AT+CPIN?", ("+CPIN:",))).lines
        return lines[0].line if lines else ""

    def _state(self, line: str) -> PinState:
        return self._lines.get(line) or parse_cpin(line)

    def unlock(self, pin: str) -> None:
        """Enter the PIN once; nothing where none is asked. Afterwards the modem needs its init again.

        Raises ValueError for what is no PIN (4 to 8 digits), CommandRefused where it is wrong (the caller must never
        try the same again) or the SIM wants its PUK or is not there, LastTry where one wrong try would block the SIM.
        """
        if not _PIN.fullmatch(pin):
            raise ValueError("a SIM PIN has 4 to 8 digits")
        state = self.state()
        if state in _UNLOCKED:
            return
        if state is not PinState.PIN:
            raise CommandRefused(_LOCKED_CAUSES[state])
        left = self.tries_left()
        if left is not None and left <= 1:
            raise LastTry
        self._chat.run(f'AT+CPIN="{pin}"', self._quirks.pin_timeout)

    def tries_left(self) -> int | None:
        """How many PIN tries the SIM has left; None where the modem tells none."""
        for command in self._quirks.pin_tries:
            for line in self._told(command):
                counts = [count for value in parameters(line) if (count := integer(value)) is not None]
                if counts:
                    return counts[0]
        return None

    def identity(self) -> SimIdentity:
        """Whatever of ICCID, IMSI and own number the modem tells. Raises NoAnswer, PortLost."""
        return SimIdentity(self._iccid(), self._imsi(), self._number())

    def _iccid(self) -> str:
        for command in self._quirks.iccid:
            for line in self._told(command):
                if found := parse_iccid(line):
                    return found
        return ""

    def _imsi(self) -> str:
        found = (_IMSI.search(line) for line in self._told(Command("AT+CIMI", ("+CIMI:",), bare=True)))
        return next((match.group() for match in found if match), "")

    def _number(self) -> str:
        """The first own number that is filled in (27.007 7.1): `+CNUM: [<alpha>],<number>,<type>...`."""
        numbers = (_dialled(parameters(line)) for line in self._told(Command("AT+CNUM", ("+CNUM:",))))
        return next((number for number in numbers if number), "")

    def _told(self, command: Command) -> Iterator[str]:
        """The lines of an answer; none where the command is refused."""
        try:
            yield from [information.line for information in self._run(command).lines]
        except CommandRefused:
            return

    def _run(self, command: Command) -> Response:
        return self._chat.run(command, self._quirks.command_timeout)

    def handlers(self) -> Handlers:
        """What the modem says about the SIM unasked: by name, and the family's own whole lines."""
        return {**dict.fromkeys(self._lines, self._changed), "+CPIN": self._changed}

    def _changed(self, unsolicited: Unsolicited) -> tuple[ModemEvent, ...]:
        return (SimChanged(self._state(unsolicited.line)),)


def _dialled(values: list[str | None]) -> str:
    """<number> with the plus that <type> 145 stands for (24.008 10.5.4.7)."""
    number = field(values, 1)
    return f"+{number}" if number and number[0] != "+" and field(values, 2) == "145" else number
