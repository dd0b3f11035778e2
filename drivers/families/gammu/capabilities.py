"""Network, SIM, USSD and calls by libGammu."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from drivers.capabilities import (
    CallEnded,
    IncomingCall,
    ModemEvent,
    Notice,
    PinState,
    Registration,
    RegistrationState,
    Signal,
    SimIdentity,
    UssdReply,
)
from drivers.errors import CommandRefused, NoAnswer
from drivers.families.gammu.link import Link

_STATES = {
    "HomeNetwork": RegistrationState.HOME,
    "RoamingNetwork": RegistrationState.ROAMING,
    "RequestingNetwork": RegistrationState.SEARCHING,
    "RegistrationDenied": RegistrationState.DENIED,
    "NoNetwork": RegistrationState.NOT_REGISTERED,
}
_BEST_DBM, _WORST_DBM = -51, -113  # what +CSQ can tell (27.007 8.5)

_LOCKS = {
    None: PinState.READY,
    "PIN": PinState.PIN,
    "PUK": PinState.PUK,
    "PIN2": PinState.PIN2,
    "PUK2": PinState.PUK2,
}
_NO_SIM = (10, 13, 15)

_USSD = ("NoActionNeeded", "ActionNeeded", "Terminated", "AnotherClient", "NotSupported", "Timeout")
_UNKNOWN_USSD = 4
_CODE = re.compile(r"[0-9A-Za-z*#+ !%&'(),\-./:;<=>?]{1,160}")

_ENDED = ("CallEnd", "CallRemoteEnd", "CallLocalEnd")
_RINGS_FOR = 10.0  # seconds without a sign after which a call counts as over


class GammuNetwork:
    """The Network capability."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def registration(self) -> Registration:
        """Circuit, else packet registration (F34). UNKNOWN where the phone can't tell. Raises NoAnswer, PortLost."""
        told = self._told()
        circuit = _registration(told.get("State"), told.get("LAC"), told.get("CID"))
        packet = _registration(told.get("PacketState"), told.get("PacketLAC"), told.get("PacketCID"))
        return packet if packet.sms and not circuit.sms else circuit

    def signal(self) -> Signal:
        """Strength and bit errors, None where the phone can't tell. Raises NoAnswer, PortLost."""
        told = self._link.ask_if_known("GetSignalQuality", default={})
        errors = told.get("BitErrorRate", -1)
        return Signal(_dbm(told), errors if 0 <= errors <= 7 else None)

    def operator(self) -> str:
        """The operator's name, '' where not registered. Raises NoAnswer, PortLost."""
        told = self._told()
        return told.get("NetworkName") or self._link.network_name(told.get("NetworkCode") or "")

    def _told(self) -> Mapping[str, Any]:
        told: Mapping[str, Any] = self._link.ask_if_known("GetNetworkInfo", default={})
        return told


def _registration(state: str | None, area: str | None, cell: str | None) -> Registration:
    return Registration(_STATES.get(state or "", RegistrationState.UNKNOWN), area or "", cell or "")


def _dbm(told: Mapping[str, Any]) -> int | None:
    """By the strength where that is one, else by the percentage, which libGammu takes from +CSQ."""
    strength, percent = told.get("SignalStrength", -1), told.get("SignalPercent", -1)
    if _WORST_DBM <= strength <= _BEST_DBM:
        return int(strength)
    return _WORST_DBM + round(percent * (_BEST_DBM - _WORST_DBM) / 100) if 0 <= percent <= 100 else None


class GammuSim:
    """The Sim capability."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def state(self) -> PinState:
        """What the SIM waits for; READY where the phone can't tell. Raises CommandRefused, NoAnswer, PortLost."""
        try:
            return _LOCKS.get(self._link.ask_if_known("GetSecurityStatus"), PinState.OTHER)
        except CommandRefused as refusal:
            if refusal.cause.code in _NO_SIM:
                return PinState.ABSENT
            raise

    def unlock(self, pin: str) -> None:
        """Enter the PIN once. Raises CommandRefused where it is wrong, NoAnswer, PortLost."""
        self._link.ask("EnterSecurityCode", "PIN", pin)

    def identity(self) -> SimIdentity:
        """The IMSI alone. Raises NoAnswer, PortLost."""
        return SimIdentity(imsi=self._link.ask_if_taken("GetSIMIMSI", default=""))


class GammuUssd:
    """The Ussd capability."""

    def __init__(self, link: Link, clock: Callable[[], float]) -> None:
        self._link = link
        self._clock = clock

    def request(self, code: str, timeout: float) -> UssdReply:
        """Start a session or answer in the open one. Raises NoAnswer, CommandRefused, PortLost, ValueError."""
        if not _CODE.fullmatch(code):
            raise ValueError("a USSD code has 1 to 160 letters, digits, * # + and plain signs")
        end = self._clock() + timeout
        self._link.ask("DialService", code)
        while (reply := self._heard()) is None:
            if self._clock() >= end:
                raise NoAnswer(f"no answer to the USSD code within {timeout:g} s")
            self._link.ask("ReadDevice", True)
        return reply

    def _heard(self) -> UssdReply | None:
        for place, (kind, data) in enumerate(self._link.heard):
            if kind == "USSD":
                del self._link.heard[place]
                return ussd_reply(data)
        return None

    def cancel(self) -> None:
        """End the session. Raises CommandRefused, NoAnswer, PortLost."""
        self._link.ask("CancelCall", 0, True)


def ussd_reply(data: Mapping[str, Any]) -> UssdReply:
    """What the network said."""
    status = data["Status"]
    return UssdReply(_USSD.index(status) if status in _USSD else _UNKNOWN_USSD, data["Text"] or "")


class GammuCalls:
    """The Calls capability: one IncomingCall a call, one CallEnded."""

    def __init__(self, link: Link, clock: Callable[[], float]) -> None:
        self._link = link
        self._clock = clock
        self._rang: float | None = None

    def hang_up(self) -> None:
        """End or refuse the call. Raises CommandRefused, NoAnswer, PortLost."""
        self._link.ask("CancelCall", 0, True)

    def heard(self, data: Mapping[str, Any]) -> tuple[ModemEvent, ...]:
        """What a call event means."""
        if data["Status"] == "IncomingCall":
            again, self._rang = self._rang is not None, self._clock()
            return () if again else (IncomingCall(data.get("Number") or ""),)
        if data["Status"] in _ENDED and self._rang is not None:
            self._rang = None
            return (CallEnded(),)
        return (Notice(f"call: {data['Status']}"),)

    def expired(self) -> tuple[ModemEvent, ...]:
        """The end of a call that has stopped ringing without a word (F22)."""
        if self._rang is None or self._clock() < self._rang + _RINGS_FOR:
            return ()
        self._rang = None
        return (CallEnded(),)
