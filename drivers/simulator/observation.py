"""Verbs that look and wait: state, journal, wait."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice

from drivers.simulator.circumstances import card_state
from drivers.simulator.control import Answer, Reply
from drivers.simulator.exchange import Exchange
from drivers.simulator.gsm import GsmModem
from drivers.simulator.journal import EVENTS, Journal, Record
from drivers.simulator.loop import Clock
from drivers.simulator.verbs import Modems, Verb


class Observation:
    """`port_of` gives the path of a modem's port, `url_of` its place on the network."""

    def __init__(
        self,
        clock: Clock,
        exchange: Exchange,
        journal: Journal,
        modems: Modems,
        *,
        port_of: Callable[[str], str],
        url_of: Callable[[str], str] = lambda name: "",
    ) -> None:
        self._clock = clock
        self._exchange = exchange
        self._journal = journal
        self._modems = modems
        self._port_of = port_of
        self._url_of = url_of

    def verbs(self) -> Mapping[str, Verb]:
        return {"state": self._state, "journal": self._records, "wait": self._wait}

    def _state(self, modem: str = "") -> Reply:
        return {
            "modems": [self._modem(each) for each in self._modems.each(modem)],
            "counts": dict(self._journal.counts),
            "sequence": self._journal.sequence,
        }

    def _modem(self, modem: GsmModem) -> Reply:
        card = modem.slot.card
        subscriber = self._exchange.subscribers.get(card.number.lstrip("+")) if card else None
        stores = [*([card.store] if card else []), modem.storage.equipment]
        return {
            "name": modem.name,
            "port": self._port_of(modem.name),
            "url": self._url_of(modem.name),
            "imei": modem.equipment.plate.imei,
            "sim": None if card is None else card_state(card),
            "registration": {domain: modem.network.state(domain) for domain in modem.network.air},
            "signal": {"rssi": modem.network.rssi, "ber": modem.network.ber},
            "storage": {store.name: {"used": store.used, "capacity": store.capacity} for store in stores},
            "queued": len(subscriber.queue) if subscriber else 0,
            "ringing": None if modem.calls.incoming is None else modem.calls.incoming.number,
            "faults": modem.faults.armed(),
        }

    def _records(self, after: int = 0, limit: int = 1000) -> Reply:
        """Records with a higher number than `after`, the oldest `limit` of those still in memory."""
        return {"records": list(islice(self._journal.since(after), limit))}

    def _wait(
        self,
        event: str = "submit",
        count: int = 1,
        *,
        after: int = 0,
        modem: str = "",
        number: str = "",
        destination: str = "",
        timeout: float = 30.0,
    ) -> Callable[[Answer], None]:
        """Answer with the first `count` records of `event` after number `after`, once they are there."""
        if event not in EVENTS:
            raise ValueError(f"event is one of {', '.join(EVENTS)}")
        wanted = {"event": event, "modem": modem, "number": number, "destination": destination}
        given = {key: value for key, value in wanted.items() if value}
        found = list(islice(_matching(self._journal.since(after), given), count))
        return lambda answer: self._await(answer, found, wanted=given, count=count, timeout=timeout)

    def _await(
        self, answer: Answer, found: list[Record], *, wanted: Mapping[str, str], count: int, timeout: float
    ) -> None:
        if len(found) >= count:
            answer({"ok": True, "records": found})
            return

        def heard(record: Record) -> None:
            found.extend(_matching((record,), wanted))
            if len(found) >= count:
                timer.cancel()
                self._journal.leave(heard)
                answer({"ok": True, "records": found})

        def over() -> None:
            self._journal.leave(heard)
            answer({"error": f"wait: after {timeout:g} s there are {len(found)} of {count} {wanted['event']}"})

        timer = self._clock.later(timeout, over)
        self._journal.listen(heard)


def _matching(records: Iterable[Record], wanted: Mapping[str, str]) -> Iterator[Record]:
    return (record for record in records if all(record.get(key) == value for key, value in wanted.items()))
