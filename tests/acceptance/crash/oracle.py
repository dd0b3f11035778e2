"""What the spool says against what the service centre saw: nothing lost, nothing sent twice, doubt shown as doubt."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from appliance.spool import connection
from appliance.spool.connection import Connection
from tests.acceptance.crash.ledger import CONFIRMED, Ledger
from tests.acceptance.crash.load import Message, mark_of

TAKEN = ("accepted", "delivered", "undelivered")
TELLING = ("in_flight", "in_doubt", *TAKEN)  # of a part that may be out

_TRANSMISSIONS = "SELECT id, direction, body, parts, state, verdict, doubt, party FROM transmissions"
_PARTS = "SELECT transmission_id, number, state, copies, reference, attempt_id FROM parts"
_ATTEMPTS = "SELECT id, transmission_id, state, line FROM attempts"
_EVENTS = "SELECT transmission_id, attempt_id, kind, json_extract(data, '$.verdict') FROM events ORDER BY id"
_RECEIVED = "SELECT sim, tpdu, count(*) FROM received GROUP BY sim, tpdu"


@dataclass(frozen=True, slots=True)
class Part:
    """A row of `parts`. `permitted`: how many copies may be out."""

    state: str
    permitted: int
    reference: int | None
    attempt: int


@dataclass(slots=True)
class Told:
    """A row of `transmissions` with all that belongs to it."""

    id: int
    direction: str
    body: str
    count: int
    state: str
    verdict: str | None
    doubt: str
    party: str
    parts: dict[int, Part] = field(default_factory=dict)
    attempts: list[tuple[int, str, str | None]] = field(default_factory=list)
    events: list[tuple[int | None, str, str | None]] = field(default_factory=list)


@dataclass(slots=True)
class Account:
    """All that a spool says: by id, outbound ones by mark too; how often each TPDU was received, by SIM."""

    transmissions: dict[int, Told]
    outbound: dict[int, Told]
    inbound: dict[str, list[Told]]
    received: Counter[tuple[str, bytes]]


def read(spool: Path) -> Account:
    """What the spool in that file says, its file found sound."""
    db = connection.reader(spool)
    try:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return _read(db)
    finally:
        db.close()


def _read(db: Connection) -> Account:
    told = {row[0]: Told(*row) for row in db.execute(_TRANSMISSIONS).fetchall()}
    for transmission, number, state, copies, reference, attempt in db.execute(_PARTS).fetchall():
        told[transmission].parts[number] = Part(state, copies, reference, attempt)
    for attempt, transmission, state, line in db.execute(_ATTEMPTS).fetchall():
        told[transmission].attempts.append((attempt, state, line))
    for transmission, attempt, kind, verdict in db.execute(_EVENTS).fetchall():
        if transmission is not None:
            told[transmission].events.append((attempt, kind, verdict))
    inbound = defaultdict(list)
    for each in told.values():
        if each.direction == "inbound":
            inbound[each.body].append(each)
    asked = {mark: each for each in told.values() if each.direction == "outbound" and (mark := mark_of(each.body))}
    received = Counter({(sim, bytes(tpdu)): count for sim, tpdu, count in db.execute(_RECEIVED).fetchall()})
    return Account(told, asked, inbound, received)


class Oracle:
    """`sims` gives the ICCID of an IMSI. Its checks give what is wrong, one line each."""

    def __init__(self, ledger: Ledger, sims: Mapping[str, str]) -> None:
        self._ledger = ledger
        self._sims = sims

    def always(self, account: Account) -> Iterator[str]:
        """What holds at any moment, so of any image of the disk: what went out was on it before, and permitted."""
        for stray in self._ledger.strays:
            yield f"nobody asked for {stray}"
        for (mark, number), references in self._ledger.copies.items():
            yield from self._covered(account, mark, number, references)
        for mark, told in account.outbound.items():
            yield from self._consistent(mark, told)
        for (imsi, tpdu), ways in self._ledger.given.items():
            yield from self._confirmed(account, self._sims[imsi], tpdu, ways)
        yield from _one_at_a_time(account)

    def earlier(self, account: Account) -> Iterator[str]:
        """What holds of a disk that knows less than the service centre, once a box has settled what was left open."""
        for mark, told in account.outbound.items():
            yield from self._consistent(mark, told)
        yield from self.at_rest(account)

    def at_rest(self, account: Account) -> Iterator[str]:
        """What holds while no line works: none has left anything open."""
        for told in account.transmissions.values():
            if any(state == "open" for _, state, _ in told.attempts):
                yield f"transmission {told.id} is left open"
        yield from _one_at_a_time(account)

    def kept(self, account: Account, asked: Mapping[int, Message]) -> Iterator[str]:
        """Everything that was taken in is there as it was `asked` for, by mark."""
        for mark, message in asked.items():
            yield from _kept(account, mark, message)

    def over(self, account: Account) -> Iterator[str]:
        """What holds once nothing is under way any more."""
        for mark, told in account.outbound.items():
            if told.state != "draft":
                yield from self._over(mark, told)
        for (imsi, tpdu), _ in self._ledger.given.items():
            if account.received[self._sims[imsi], tpdu] != 1:
                yield f"received {account.received[self._sims[imsi], tpdu]} times: {tpdu.hex()}"

    def texts(self, account: Account, expected: Mapping[str, int]) -> Iterator[str]:
        """Every text that was sent to a SIM of ours, and how often, is in the inbox just so, and told of so."""
        for text, count in expected.items():
            found = account.inbound.get(text, [])
            if len(found) != count:
                yield f"{len(found)} messages, not {count}, came in as {text[:20]!r}"
            for each in found:
                kinds = [kind for _, kind, _ in each.events]
                if each.verdict != "sent" or kinds != ["sms.received"]:
                    yield f"{text[:20]!r} came in {each.verdict}, told as {kinds}"
        for text in account.inbound.keys() - expected.keys():
            yield f"nobody sent {text[:40]!r}"

    def _covered(self, account: Account, mark: int, number: int, references: list[int]) -> Iterator[str]:
        told = account.outbound.get(mark)
        part = told.parts.get(number) if told else None
        if told is None or part is None or part.state not in TELLING:
            yield f"message {mark} part {number} went out, its row says {part}"
        elif len(references) > part.permitted:
            yield f"message {mark} part {number} went out {len(references)} times, {part.permitted} permitted"

    def _consistent(self, mark: int, told: Told) -> Iterator[str]:
        for number, part in told.parts.items():
            seen = self._ledger.copies.get((mark, number), [])
            if part.state in TAKEN and not seen:
                yield f"message {mark} part {number} is {part.state}, nobody saw it"
            if part.state in TAKEN and part.reference is not None and part.reference not in seen:
                yield f"message {mark} part {number} has TP-MR {part.reference}, it was {seen}"
            if part.permitted > 1 and told.doubt != "resend" and not _asked_again(told):
                yield f"message {mark} part {number} was repeated without permission"
            if not 1 <= number <= told.count:
                yield f"message {mark} has a part {number} of {told.count}"

    def _confirmed(self, account: Account, sim: str, tpdu: bytes, ways: list[str]) -> Iterator[str]:
        if any(way not in CONFIRMED for way in ways):
            yield f"given to the box without its confirmation: {ways}"
        if "acknowledged" in ways and (sim, tpdu) not in account.received:
            yield f"acknowledged, not in the spool: {tpdu.hex()}"

    def _over(self, mark: int, told: Told) -> Iterator[str]:
        states = [part.state for part in told.parts.values()]
        taken = sum(state in TAKEN for state in states)
        if told.state != "done" or "in_flight" in states:
            yield f"message {mark} is not done: {told.state}, {states}"
        if (told.verdict == "sent") != (taken == told.count):
            yield f"message {mark} is {told.verdict}, {taken} of {told.count} parts taken"
        if (told.verdict == "in_doubt") != ("in_doubt" in states):
            yield f"message {mark} is {told.verdict}, its parts {states}"
        if told.verdict == "sent":
            yield from self._whole(mark, told)
        yield from _events(mark, told)

    def _whole(self, mark: int, told: Told) -> Iterator[str]:
        texts = [self._ledger.texts.get((mark, number), "") for number in range(1, told.count + 1)]
        if "".join(texts) != told.body:
            yield f"message {mark} went out as {texts}"


def _one_at_a_time(account: Account) -> Iterator[str]:
    held = [
        (line, attempt)
        for told in account.transmissions.values()
        for attempt, state, line in told.attempts
        if state == "open"
    ]
    if len({line for line, _ in held}) != len(held):
        yield f"a line holds two attempts: {held}"
    open_ones = {attempt for _, attempt in held}
    for told in account.transmissions.values():
        flying = [part.attempt for part in told.parts.values() if part.state == "in_flight"]
        if len(flying) > 1 or not open_ones.issuperset(flying):
            yield f"transmission {told.id} has parts in flight of attempts {flying}, open are {open_ones}"


def _kept(account: Account, mark: int, message: Message) -> Iterator[str]:
    told = account.outbound.get(mark)
    if told is None or told.state == "draft":
        yield f"message {mark} was taken in and is lost"
    elif (told.body, told.count, told.party) != (message.body, message.parts, message.party):
        yield f"message {mark} is not what was asked for"


def _asked_again(told: Told) -> bool:
    """Whether a person had it sent again."""
    return sum(kind == "transmission.queued" for _, kind, _ in told.events) > 1


def _events(mark: int, told: Told) -> Iterator[str]:
    """Each attempt began once and ended once; what was done stays done, unless that was doubt."""
    ends = [verdict for _, kind, verdict in told.events if kind == "transmission.done"]
    if not ends or ends[-1] != told.verdict or set(ends[:-1]) - {"in_doubt", "failed"}:
        yield f"message {mark} is {told.verdict}, told as {ends}"
    kinds = Counter((attempt, kind) for attempt, kind, _ in told.events)
    for attempt, state, line in told.attempts:
        begun, over = kinds[attempt, "attempt.started"], kinds[attempt, "transmission.retry"]
        over = over or min(1, kinds[attempt, "transmission.done"])  # told again when its doubt was settled
        if state != "ended" or begun != (line is not None) or (begun and over != 1):
            yield f"attempt {attempt} of message {mark} is {state}, began {begun} and ended {over} times"
    if sum(kind == "sms.delivered" for _, kind, _ in told.events) > 1:
        yield f"message {mark} was told delivered twice"
