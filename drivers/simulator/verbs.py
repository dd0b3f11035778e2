"""What a person or a test can ask of a running simulator."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from drivers.at.results import CME, CMS
from drivers.simulator.answers import Refusal
from drivers.simulator.control import Answer
from drivers.simulator.exchange import Exchange
from drivers.simulator.faults import PartsShuffled, catalogue, make
from drivers.simulator.gsm import GsmModem
from drivers.simulator.injection import parts_of
from drivers.simulator.journal import EVENTS, Journal, Record
from drivers.simulator.loop import Clock
from drivers.simulator.sim import SimCard
from drivers.simulator.stores import REC_READ, Store, Stored
from drivers.simulator.ussd import Menu

_KINDS: Mapping[str, tuple[type, ...]] = {
    "str": (str,),
    "int": (int,),
    "float": (int, float),
    "bool": (bool,),
    "float | None": (int, float),
    "bool | None": (bool,),
    "Any": (object,),
}
_TEXTS = {"CMS": CMS, "CME": CME}
_FILLER = bytes.fromhex("040B915155001000F100006211210000000004D4F29C0E")
Reply = dict[str, Any]


class Verbs:
    """One method for each verb; its parameters are the verb's."""

    def __init__(
        self,
        clock: Clock,
        exchange: Exchange,
        journal: Journal,
        modems: Mapping[str, GsmModem],
        port_of: Callable[[str], str],
    ) -> None:
        self._clock = clock
        self._exchange = exchange
        self._journal = journal
        self._modems = modems
        self._port_of = port_of
        self._reference = 0
        self._cards: dict[str, SimCard] = {}
        self._table: dict[str, Callable[..., Reply]] = {
            "help": self._help,
            "state": self._state,
            "sms": self._sms,
            "call": self._call,
            "hangup": self._hang_up,
            "ussd": self._ussd,
            "signal": self._signal,
            "registration": self._registration,
            "latency": self._latency,
            "storage": self._storage,
            "sim": self._sim,
            "reboot": self._reboot,
            "subscriber": self._subscriber,
            "fault": self._fault,
            "faults": self._faults,
            "clear": self._clear,
            "journal": self._records,
        }

    def answer(self, request: Reply, answer: Answer) -> None:
        """Do what `request` says; `answer` gets {"ok": true, ..} or {"error": text}."""
        arguments = dict(request)
        verb = arguments.pop("verb", None)
        try:
            if verb == "wait":
                _check("wait", self._wait, {**arguments, "answer": None})
                self._wait(answer, **arguments)
            elif verb in self._table:
                _check(verb, self._table[verb], arguments)
                answer({"ok": True, **self._table[verb](**arguments)})
            else:
                answer({"error": f"no verb {verb!r}; there are {', '.join([*self._table, 'wait'])}"})
        except Refusal as refusal:
            answer({"error": f"{verb}: {_TEXTS[refusal.domain][refusal.code]}"})
        except ValueError as reason:
            answer({"error": str(reason)})

    def _modem(self, name: str) -> GsmModem:
        for modem in self._modems.values():
            card = modem.slot.card
            if name in (modem.name, modem.equipment.plate.imei, card.number if card else None):
                return modem
        raise ValueError(f"no modem {name!r}; there are {', '.join(self._modems)}")

    def _each(self, name: str) -> list[GsmModem]:
        return [self._modem(name)] if name else list(self._modems.values())

    # Looking

    def _help(self) -> Reply:
        signatures = {verb: str(inspect.signature(method)).split(" ->")[0] for verb, method in self._table.items()}
        waiting = str(inspect.signature(self._wait)).split(" ->")[0].replace("answer: 'Answer', ", "")
        return {"verbs": {**signatures, "wait": waiting}}

    def _state(self, modem: str = "") -> Reply:
        return {
            "modems": [self._modem_state(each) for each in self._each(modem)],
            "counts": dict(self._journal.counts),
            "sequence": self._journal.sequence,
        }

    def _modem_state(self, modem: GsmModem) -> Reply:
        card = modem.slot.card
        subscriber = self._exchange.subscribers.get(card.number.lstrip("+")) if card else None
        stores = [*([card.store] if card else []), modem.storage.equipment]
        return {
            "name": modem.name,
            "port": self._port_of(modem.name),
            "imei": modem.equipment.plate.imei,
            "sim": None if card is None else _card_state(card),
            "registration": {domain: modem.network.state(domain) for domain in modem.network.air},
            "signal": {"rssi": modem.network.rssi, "ber": modem.network.ber},
            "storage": {store.name: {"used": store.used, "capacity": store.capacity} for store in stores},
            "queued": len(subscriber.queue) if subscriber else 0,
            "ringing": modem.calls.incoming.number if modem.calls.incoming else None,
            "faults": modem.faults.armed(),
        }

    def _records(self, after: int = 0, limit: int = 1000) -> Reply:
        """Records with a higher number than `after`, the oldest `limit` of those still in memory."""
        return {"records": [record for record, _ in zip(self._journal.since(after), range(limit), strict=False)]}

    # Traffic

    def _sms(
        self,
        modem: str,
        number: str = "+15550002000",
        *,
        text: str = "",
        tpdu: str = "",
        order: str = "",
        late: float = 0.0,
        flash: bool = False,
        bits: int = 8,
        reference: int = -1,
    ) -> Reply:
        """A message for the SIM in `modem` from `number` (or name), or `tpdu` as it stands."""
        target = self._modem(modem)
        if target.slot.card is None:
            raise ValueError(f"{modem} has no SIM")
        if tpdu:
            parts, last_late = [bytes.fromhex(tpdu)], 0.0
        else:
            self._reference += 1
            named = self._reference if reference < 0 else reference
            whole = parts_of(number, text, named, self._clock.wall(), flash=flash, bits=bits)
            parts, last_late = _arranged(target, whole, order, late)
        self._inject(target.slot.card.number, parts, last_late)
        return {"parts": [part.hex().upper() for part in parts]}

    def _inject(self, number: str, parts: list[bytes], late: float) -> None:
        if late and parts:
            self._clock.later(late, lambda: self._exchange.inject(number, parts[-1]))
        for part in parts[:-1] if late else parts:
            self._exchange.inject(number, part)

    def _call(self, modem: str, number: str = "+15550002000", kind: str = "VOICE", rings: int = 12) -> Reply:
        self._modem(modem).calls.ring(number, kind, rings)
        return {}

    def _hang_up(self, modem: str) -> Reply:
        self._modem(modem).calls.hang_up()
        return {}

    def _ussd(self, modem: str, menu: Any, code: str = "", delay: float = 0.05) -> Reply:
        """What the network answers to `code`; without a code it says so by itself, at once."""
        ussd = self._modem(modem).ussd
        ussd.delay = delay
        if code:
            ussd.services[code] = Menu.read(menu)
        else:
            ussd.push(Menu.read(menu))
        return {}

    # Circumstances

    def _signal(self, modem: str, rssi: int, ber: int = 0) -> Reply:
        self._modem(modem).network.set_signal(rssi, ber)
        return {}

    def _registration(self, modem: str, state: int, domain: str = "") -> Reply:
        self._modem(modem).network.set_registration(state, domain)
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
        for each in self._each(modem):
            _change(each.submission.latency, prompt=prompt, submit=submit, linked=linked)
            _change(each.arrivals, acknowledge_seconds=acknowledge)
        _change(self._exchange.timing, transit=transit, report=report, retry=retry)
        return {}

    def _storage(self, modem: str, memory: str = "SM", capacity: int = -1, fill: int = 0, urc: str = "") -> Reply:
        """Set the slots of `memory`, put `fill` old messages in, set the line told when a message is held back."""
        target = self._modem(modem)
        store = _store(target, memory)
        if capacity >= 0:
            store.capacity = capacity
            store.slots = {index: message for index, message in store.slots.items() if index <= capacity}
        for _ in range(fill):
            if store.put(Stored(REC_READ, b"\0", _FILLER)) is None:
                raise ValueError(f"{memory} has only {store.capacity} slots")
        if urc:
            target.arrivals.full_urc = urc
        target.storage.settled()
        return {"used": store.used, "capacity": store.capacity}

    def _sim(
        self, modem: str, pin: str = "", absent: bool | None = None, number: str = "", reference: int = -1
    ) -> Reply:
        """Lock with `pin`, take out, put back, or put another in that has `number`; or set the last TP-MR used."""
        target = self._modem(modem)
        if absent:
            self._cards[target.name] = target.slot.require_card()
            target.insert(None)
        elif number:
            digits = number.lstrip("+")
            target.insert(SimCard(number, f"00101{digits[-10:]:0>10}", f"8901010{digits[-12:]:0>12}"))
        elif absent is not None:
            target.insert(self._cards.pop(target.name, target.slot.card))
        card = target.slot.card
        if pin and card is not None:
            card.pin, card.locked = pin, True
            target.slot.power_on()
        if reference >= 0 and card is not None:
            card.reference = reference & 0xFF
        return {"sim": None if card is None else _card_state(card)}

    def _reboot(self, modem: str) -> Reply:
        self._modem(modem).reboot()
        return {}

    def _subscriber(self, number: str, status: int = 0) -> Reply:
        """The TP-Status that reports on messages to an outside `number` give."""
        if not 0 <= status <= 255:
            raise ValueError("status is 0..255 (23.040 9.2.3.15)")
        self._exchange.outside[number] = status
        return {}

    # Faults

    def _fault(self, modem: str, name: str, options: Any = None, after: int = 0, count: int = 0) -> Reply:
        fault = make(name, options or {})
        for each in self._each(modem):
            each.arm(name, fault, after, count)
        return {}

    def _faults(self) -> Reply:
        return {"faults": [{"name": name, "does": does, "options": options} for name, does, options in catalogue()]}

    def _clear(self, modem: str = "", name: str = "") -> Reply:
        for each in self._each(modem):
            each.disarm(name)
        return {}

    # Waiting

    def _wait(
        self,
        answer: Answer,
        *,
        event: str = "submit",
        count: int = 1,
        after: int = 0,
        modem: str = "",
        number: str = "",
        destination: str = "",
        timeout: float = 30.0,
    ) -> None:
        """Answer once `count` records of `event` after number `after` are there, with them."""
        if event not in EVENTS:
            raise ValueError(f"wait: event is one of {', '.join(EVENTS)}")
        wanted = {"event": event, "modem": modem, "number": number, "destination": destination}
        wanted = {key: value for key, value in wanted.items() if value}
        found = list(_matching(self._journal.since(after), wanted))
        if len(found) >= count:
            answer({"ok": True, "records": found[:count]})
            return

        def heard(record: Record) -> None:
            found.extend(_matching(iter((record,)), wanted))
            if len(found) >= count:
                timer.cancel()
                self._journal.leave(heard)
                answer({"ok": True, "records": found})

        def over() -> None:
            self._journal.leave(heard)
            answer({"error": f"wait: after {timeout} s there are {len(found)} of {count} {event}"})

        timer = self._clock.later(timeout, over)
        self._journal.listen(heard)


def _matching(records: Iterator[Record], wanted: Mapping[str, str]) -> Iterator[Record]:
    return (record for record in records if all(record.get(key) == value for key, value in wanted.items()))


def _check(verb: str, method: Callable[..., Any], arguments: Reply) -> None:
    """Raises ValueError where the arguments aren't the verb's."""
    signature = inspect.signature(method)
    try:
        bound = signature.bind(**arguments)
    except TypeError as reason:
        raise ValueError(f"{verb}: {reason}; it takes {_takes(signature)}") from reason
    for name, value in bound.arguments.items():
        kinds = _KINDS.get(str(signature.parameters[name].annotation), (object,))
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds and object not in kinds):
            raise ValueError(f"{verb}: {name} is a {kinds[-1].__name__}, not {value!r}")


def _change(target: object, **seconds: float | None) -> None:
    for name, value in seconds.items():
        if value is not None:
            if value < 0:
                raise ValueError("a latency can't be less than 0 seconds")
            setattr(target, name, float(value))


def _takes(signature: inspect.Signature) -> str:
    return ", ".join(name for name in signature.parameters if name != "answer") or "nothing"


def _card_state(card: SimCard) -> Reply:
    return {"number": card.number, "imsi": card.imsi, "iccid": card.iccid, "pin": card.wants(), "tries": card.pin_tries}


def _store(modem: GsmModem, memory: str) -> Store:
    stores = {"SM": modem.slot.require_card().store, "ME": modem.storage.equipment}
    if memory not in stores:
        raise ValueError(f"no memory {memory!r}; there are {', '.join(stores)}")
    return stores[memory]


def _arranged(modem: GsmModem, parts: list[bytes], order: str, late: float) -> tuple[list[bytes], float]:
    """The parts in the order asked for, else in that of F13, and how late the last one is."""
    if not order and len(parts) > 1:
        shuffled = modem.faults.take(PartsShuffled)
        if shuffled is not None:
            order, late = shuffled.order, shuffled.late
    if not order:
        return parts, late
    try:
        return [parts[int(place) - 1] for place in order.split(",") if int(place) > 0], late
    except (ValueError, IndexError) as reason:
        raise ValueError(f"order names parts 1 to {len(parts)}, such as 2,1: not {order!r}") from reason
