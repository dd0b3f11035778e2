"""Verbs for what surrounds the modems and ails them: radio, SIM, stores, latency, faults."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from drivers.simulator.control import Reply
from drivers.simulator.exchange import Exchange
from drivers.simulator.faults import catalogue, make
from drivers.simulator.gsm import GsmModem
from drivers.simulator.sim import SimCard
from drivers.simulator.stores import REC_READ, Store, Stored
from drivers.simulator.verbs import Modems, Verb

_FILLER = bytes.fromhex("040B915155000002F000006211210000000004D4F29C0E")
NO_STRIKES: Mapping[type[Any], Callable[[GsmModem, Any], None]] = {}


class Circumstances:
    """What can be set while the simulator runs. `strikes` are faults at once beyond the modem, `cleared` ends them."""

    def __init__(
        self,
        exchange: Exchange,
        modems: Modems,
        strikes: Mapping[type[Any], Callable[[GsmModem, Any], None]] = NO_STRIKES,
        cleared: Callable[[Iterable[GsmModem], str], None] = lambda modems, name: None,
    ) -> None:
        self._strikes = strikes
        self._cleared = cleared
        self._exchange = exchange
        self._modems = modems
        self._taken_out: dict[str, SimCard] = {}

    def verbs(self) -> Mapping[str, Verb]:
        return {
            "signal": self._signal,
            "registration": self._registration,
            "latency": self._latency,
            "storage": self._storage,
            "sim": self._sim,
            "reboot": self._reboot,
            "fault": self._fault,
            "faults": self._faults,
            "clear": self._clear,
        }

    def _signal(self, modem: str, rssi: int, ber: int = 0) -> Reply:
        """What `+CSQ` tells (27.007 8.5)."""
        self._modems.one(modem).network.set_signal(rssi, ber)
        return {}

    def _registration(self, modem: str, state: int, domain: str = "") -> Reply:
        """<stat> of 27.007 7.2, of one domain (CREG, CGREG, CEREG) or all."""
        self._modems.one(modem).network.set_registration(state, domain)
        return {}

    def _latency(
        self,
        modem: str = "",
        *,
        prompt: float | None = None,
        submit: float | None = None,
        linked: float | None = None,
        acknowledge: float | None = None,
        transit: float | None = None,
        report: float | None = None,
        retry: float | None = None,
    ) -> Reply:
        """Seconds. The first four are a modem's (all modems' without one), the last three the service centre's."""
        for each in self._modems.each(modem):
            _change(each.submission.latency, prompt=prompt, submit=submit, linked=linked)
            _change(each.arrivals, acknowledge_seconds=acknowledge)
        _change(self._exchange.timing, transit=transit, report=report, retry=retry)
        return {}

    def _storage(self, modem: str, memory: str = "SM", capacity: int = -1, fill: int = 0, urc: str = "") -> Reply:
        """Set the slots of `memory`, put `fill` old messages in, set the line told when a message is held back."""
        target = self._modems.one(modem)
        store = _store(target, memory)
        if capacity >= 0:
            store.resize(capacity)
        for _ in range(fill):
            if store.put(Stored(REC_READ, b"\0", _FILLER)) is None:
                raise ValueError(f"{memory} has only {store.capacity} slots")
        if urc:
            target.arrivals.full_urc = urc
        target.storage.settled()
        return {"used": store.used, "capacity": store.capacity}

    def _sim(
        self, modem: str, *, pin: str = "", absent: bool | None = None, number: str = "", reference: int = -1
    ) -> Reply:
        """Take the SIM out, put it back, or another that has `number`; lock it with `pin`; set the last TP-MR used."""
        target = self._modems.one(modem)
        if absent:
            self._taken_out[target.name] = target.slot.require_card()
            target.insert(None)
            return {"sim": None}
        if number:
            target.insert(other_card(number))
        elif target.name in self._taken_out:
            target.insert(self._taken_out.pop(target.name))
        card = target.slot.require_card()
        if pin:
            card.pin, card.locked = pin, True
            target.slot.power_on()
        if reference >= 0:
            card.reference = reference & 0xFF
        return {"sim": card_state(card)}

    def _reboot(self, modem: str) -> Reply:
        self._modems.one(modem).reboot()
        return {}

    def _fault(self, name: str, modem: str = "", options: Any = None, after: int = 0, count: int = 0) -> Reply:
        """Arm a fault on a modem (all without one), from occasion `after` on, `count` times (0: until cleared)."""
        if options is not None and not isinstance(options, dict):
            raise ValueError("options are an object")
        fault = make(name, options or {})
        strike = self._strikes.get(type(fault))
        for each in self._modems.each(modem):
            if strike is None:
                each.arm(name, fault, after, count)
            else:
                strike(each, fault)
        return {}

    def _faults(self) -> Reply:
        """All faults with their options."""
        return {"faults": [{"name": name, "does": does, "options": options} for name, does, options in catalogue()]}

    def _clear(self, modem: str = "", name: str = "") -> Reply:
        """Disarm a fault, or all."""
        for each in self._modems.each(modem):
            each.disarm(name)
        self._cleared(self._modems.each(modem), name)
        return {}


def card_state(card: SimCard) -> Reply:
    """A card for people."""
    return {"number": card.number, "imsi": card.imsi, "iccid": card.iccid, "pin": card.wants(), "tries": card.pin_tries}


def other_card(number: str) -> SimCard:
    """A new card with that number."""
    digits = number.lstrip("+")
    if not digits.isdecimal():
        raise ValueError(f"not a number: {number!r}")
    return SimCard(number, f"00101{digits[-10:]:0>10}", f"8901017{digits[-12:]:0>12}")


def _store(modem: GsmModem, memory: str) -> Store:
    stores = {"SM": modem.slot.require_card().store, "ME": modem.storage.equipment}
    if memory not in stores:
        raise ValueError(f"no memory {memory!r}; there are {', '.join(stores)}")
    return stores[memory]


def _change(target: object, **seconds: float | None) -> None:
    for name, value in seconds.items():
        if value is not None:
            if value < 0:
                raise ValueError("a latency can't be less than 0 seconds")
            setattr(target, name, float(value))
