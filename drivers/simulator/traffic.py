"""Verbs for what comes to the modems from outside: messages, calls, USSD."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from drivers.gsm.address import Address
from drivers.gsm.concat import MessageOptions, segment
from drivers.simulator.control import Reply
from drivers.simulator.cutting import cut_blindly
from drivers.simulator.exchange import Exchange, moment
from drivers.simulator.faults import PartsShuffled
from drivers.simulator.garbling import NOISES, CutBlindly, NoiseArrives
from drivers.simulator.gsm import GsmModem
from drivers.simulator.loop import Clock
from drivers.simulator.ussd import Menu
from drivers.simulator.verbs import Modems, Verb

OUTSIDE = "+15550002000"


class Traffic:
    """What outside subscribers and the network do."""

    def __init__(self, clock: Clock, exchange: Exchange, modems: Modems) -> None:
        self._clock = clock
        self._exchange = exchange
        self._modems = modems
        self._reference = 0

    def verbs(self) -> Mapping[str, Verb]:
        return {
            "sms": self._sms,
            "raw": self._raw,
            "call": self._call,
            "hangup": self._hang_up,
            "ussd": self._ussd,
            "subscriber": self._subscriber,
        }

    def strikes(self) -> Mapping[type[Any], Callable[[GsmModem, Any], None]]:
        """The faults of the network that strike at once."""
        return {NoiseArrives: lambda modem, fault: self._inject(modem, [bytes.fromhex(NOISES[fault.kind])], 0.0)}

    def _sms(
        self,
        modem: str,
        text: str,
        *,
        number: str = OUTSIDE,
        order: str = "",
        late: float = 0.0,
        flash: bool = False,
        bits: int = 8,
        reference: int = -1,
    ) -> Reply:
        """A message from `number`, which may be a name. `order` such as 1,3,2,2 arranges, repeats and drops parts."""
        target = self._modems.one(modem)
        self._reference += 1
        named = self._reference if reference < 0 else reference
        cut = target.faults.take(CutBlindly)
        whole = (
            parts_of(number, text, named, self._clock.wall(), flash=flash, bits=bits)
            if cut is None
            else cut_blindly(sender_of(number), text, named, moment(self._clock.wall()), cut.at)
        )
        parts, seconds = _arranged(target, whole, order, late)
        self._inject(target, parts, seconds)
        return {"parts": [part.hex().upper() for part in parts]}

    def _raw(self, modem: str, tpdu: str) -> Reply:
        """A TPDU in hexadecimal, sound or not."""
        self._inject(self._modems.one(modem), [bytes.fromhex(tpdu)], 0.0)
        return {}

    def _inject(self, modem: GsmModem, parts: list[bytes], late: float) -> None:
        """Queue the parts, the last one `late` seconds later."""
        number = modem.slot.number
        for part in parts[:-1] if late else parts:
            self._exchange.inject(number, part)
        if late and parts:
            self._clock.later(late, lambda: self._exchange.inject(number, parts[-1]))

    def _call(self, modem: str, number: str = OUTSIDE, kind: str = "VOICE", rings: int = 12) -> Reply:
        self._modems.one(modem).calls.ring(number, kind, rings)
        return {}

    def _hang_up(self, modem: str) -> Reply:
        self._modems.one(modem).calls.hang_up()
        return {}

    def _ussd(self, modem: str, menu: Any, code: str = "", delay: float = 0.05) -> Reply:
        """What the network answers to `code`; without a code it says so by itself, at once."""
        ussd = self._modems.one(modem).ussd
        ussd.delay = delay
        if code:
            ussd.services[code] = Menu.read(menu)
        else:
            ussd.push(Menu.read(menu))
        return {}

    def _subscriber(self, number: str, status: int = 0) -> Reply:
        """The TP-Status in the reports on messages to an outside `number`."""
        if not 0 <= status <= 255:
            raise ValueError("status is 0..255 (23.040 9.2.3.15)")
        self._exchange.outside[number] = status
        return {}


def parts_of(number: str, text: str, reference: int, at: float, *, flash: bool = False, bits: int = 8) -> list[bytes]:
    """The SMS-DELIVERs of `text` from `number`, or from a name of up to 11 letters. Raises ValueError for neither."""
    if bits not in (8, 16):
        raise ValueError("bits are 8 or 16")
    options = MessageOptions(message_class=0 if flash else None, reference_bits=16 if bits == 16 else 8)
    submits = segment(Address("0"), text, reference, options)
    sender = sender_of(number)
    return [submit.delivered(sender, moment(at)).encode() for submit in submits]


def sender_of(text: str) -> Address:
    """A number where it is one, else a name. Raises ValueError where it is neither."""
    try:
        return Address.parse(text)
    except ValueError:
        return Address.alphanumeric(text)


def _arranged(modem: GsmModem, parts: list[bytes], order: str, late: float) -> tuple[list[bytes], float]:
    """The parts in the order asked for, else in that of F13, and how late the last one is."""
    shuffled = modem.faults.take(PartsShuffled) if len(parts) > 1 and not order else None
    if shuffled is not None:
        order, late = shuffled.order, shuffled.late
    if not order:
        return parts, late
    places = order.split(",")
    if not all(place.isdecimal() and 1 <= int(place) <= len(parts) for place in places):
        raise ValueError(f"order names parts 1 to {len(parts)}, such as 2,1: not {order!r}")
    return [parts[int(place) - 1] for place in places], late
