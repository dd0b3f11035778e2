"""Kill the box over and over while it works, then let it finish, and call it to account."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from random import Random
from signal import SIGKILL, SIGTERM

from appliance.box import DATABASE
from appliance.spool import queue
from appliance.spool.store import Spool
from tests.acceptance.crash import image
from tests.acceptance.crash.boxes import Boxes, Life
from tests.acceptance.crash.ledger import Ledger
from tests.acceptance.crash.load import Author, Client, Customer, Message, queue_directly
from tests.acceptance.crash.oracle import TAKEN, Account, Oracle, Told, read
from tests.acceptance.crash.plant import IMPATIENT, Plant, any_trigger

BACKLOG = 40  # messages that wait when the first life begins
DIRECTLY, OVER_HTTP, INBOUND = 10, 4, 3  # messages for each life, at most
REPORTS = (0.02, 0.02, 2.0)  # seconds until they come: in the same life, or in a later one
TROUBLED = 0.5  # of the lives see trouble with a modem as well
PATIENCE = 120.0  # seconds for all that is under way to come to its end
CUSTOMERS = 500_000  # marks from here on are theirs


@dataclass(frozen=True, slots=True)
class Tally:
    """What came of a campaign: doubts that arose, and those that a report settled."""

    kills: int
    messages: int
    parts: int
    received: int
    promised: int
    doubts: int
    settled: int
    seconds: float


class Campaign:
    """One box, one plant, one seed."""

    def __init__(self, folder: Path, seed: int, modems: int = 3) -> None:
        self._seed = seed
        self._random = Random(seed)
        self._folder = folder
        self._spool = folder / "data" / DATABASE
        self._plant = Plant(folder, modems)
        self._boxes = Boxes(folder / "data", self._plant.ports)
        self._numbers = [self._plant.number_of(modem) for modem in self._plant.modems]
        self._author = Author(self._random, self._numbers)
        self._customer = Customer(Author(Random(seed + 1), self._numbers, CUSTOMERS))
        self._ledger = Ledger(self._plant.journal)
        self._oracle = Oracle(self._ledger, self._plant.sims)
        self._queued: dict[int, Message] = {}
        self._texts: list[str] = []
        self._by_itself: Account | None = None  # how all stood before people decided

    def run(self, kills: int, whole: int = 0, images: int = 1) -> Tally:
        """Kill so often; each `whole`th box is started as users do it (0: none), each `images`th death looked at."""
        began = time.monotonic()
        self._plant.start()
        self._customer.start()
        try:
            for count in range(1, kills + 1):
                self._die(self._boxes.start if whole and count % whole == 0 else self._boxes.fork)
                if count % images == 0:
                    self._look()
            account = self._finish()
        finally:
            self._customer.stop()
            self._boxes.close()
            self._plant.stop()
        return self._tally(kills, account, time.monotonic() - began)

    # One life

    def _die(self, start: Callable[[], Life]) -> None:
        self._load()
        life = start()
        trigger = any_trigger(self._random)
        killed = self._plant.condemn(life, trigger)
        address = life.ready()
        if address is not None:
            self._customer.go(address, self._random.randint(0, OVER_HTTP))
        killed.wait()
        status = life.ended()
        if status == 0 and trigger.gently:
            self._expect(self._oracle.at_rest(read(self._spool)), "stopped")
        elif status != (-SIGTERM if trigger.gently else -SIGKILL):
            self._expect([f"the box ended by itself: {status}", self._boxes.log.read_text()[-3000:]])

    def _load(self) -> None:
        count = self._random.randint(-4, DIRECTLY) if self._queued else BACKLOG
        if count > 0:  # else the box itself finds the log as the crash left it
            self._queue(count)
        for _ in range(self._random.randint(0, INBOUND)):
            self._text_in()
        self._plant.report_after(self._random.choice(REPORTS))
        if self._random.random() < TROUBLED:
            self._plant.trouble(self._random)

    def _queue(self, count: int) -> None:
        messages = [self._author.write() for _ in range(count)]
        queue_directly(self._spool.parent, messages)
        self._queued.update((message.mark, message) for message in messages)

    def _text_in(self) -> None:
        text, order = self._author.text()
        self._texts.append(text)
        sender, bits = f"+1555{4_000_000 + len(self._texts)}", self._random.choice((8, 16))
        self._plant.sms(self._random.choice(self._plant.modems), text, number=sender, order=order, bits=bits)

    # What a death left

    def _look(self) -> None:
        """The disk as the crash left it, with a torn end, and as one a little earlier would have left it."""
        left = image.taken(self._spool, self._folder / "image")
        self._ledger.read_on()
        torn = image.taken(left, self._folder / "torn")
        image.tear(torn, self._random)
        earlier = image.taken(left, self._folder / "earlier")
        image.shorten(earlier, self._random)
        self._expect(self._oracle.always(read(left)), "as it was killed")
        account = read(torn)
        self._expect([*self._oracle.always(account), *self._oracle.kept(account, self._taken_in())], "torn")
        recover(earlier)
        self._expect(self._oracle.earlier(read(earlier)), "earlier")

    def _taken_in(self) -> dict[int, Message]:
        return {**self._queued, **self._customer.promised.copy()}

    # The end

    def _finish(self) -> Account:
        self._plant.peace()
        life = self._boxes.start()
        address = life.ready()
        assert address is not None, self._boxes.log.read_text()[-3000:]
        self._customer.go(address, 1)
        self._customer.wait()
        self._expect(self._customer.refusals, "over HTTP")
        assert not self._customer.unanswered
        with closing(Client(address)) as client:
            client.log_in()
            self._settle_down(client)
            self._by_itself = self._check()
            self._decide(client)
            self._settle_down(client)
        life.terminate()
        self._expect([] if life.ended() == 0 else ["the box did not end well"])
        account = self._check()
        doubtful = [mark for mark, told in account.outbound.items() if told.verdict == "in_doubt"]
        self._expect([f"still in doubt: {doubtful}"] if doubtful else [])
        return account

    def _settle_down(self, client: Client) -> None:
        """Until nothing is under way; what waits to be repeated is told to go at once."""
        deadline = time.monotonic() + PATIENCE
        while not self._settled(client):
            if time.monotonic() > deadline:
                self._expect(["it does not come to an end", self._boxes.log.read_text()[-3000:]])

    def _settled(self, client: Client) -> bool:
        status, told = client.ask("GET", "/box/v1/events?after=1000000000")
        assert status == 200, told
        waiting, active = under_way(self._spool)
        for transmission in waiting:
            client.ask("POST", f"/api/transmissions/{transmission}/send")
        return not active and self._plant.quiet()

    def _check(self) -> Account:
        self._ledger.read_on()
        account = read(self._spool)
        wrong = [*self._oracle.always(account), *self._oracle.kept(account, self._taken_in())]
        wrong += [*self._oracle.over(account), *self._oracle.texts(account, self._expected_texts(account))]
        patient = self._ledger.thrown_away.keys() - {self._plant.modems[IMPATIENT]}
        wrong += [f"{modem} threw {self._ledger.thrown_away[modem]} reports away" for modem in patient]
        self._expect(wrong, "at the end")
        return account

    def _expected_texts(self, account: Account) -> Counter[str]:
        """What was injected, and what the SIMs sent each other where every part of it arrived."""
        expected = Counter(self._texts)
        for mark, told in account.outbound.items():
            if told.party in self._numbers and all(
                (mark, part + 1) in self._ledger.copies for part in range(told.count)
            ):
                expected[told.body] += 1
        return expected

    def _decide(self, client: Client) -> None:
        """People settle every doubt: by what the recipient says, or by having it sent again."""
        for mark, told in read(self._spool).outbound.items():
            if told.verdict == "in_doubt":
                self._decide_one(client, mark, told)

    def _decide_one(self, client: Client, mark: int, told: Told) -> None:
        doubtful = [number for number, part in told.parts.items() if part.state == "in_doubt"]
        came = {bool(self._ledger.copies.get((mark, number))) for number in doubtful}
        if len(came) == 1 and (told.party in self._numbers or self._random.random() < 0.5):
            status, answer = client.ask("POST", f"/box/v1/transmissions/{told.id}/settle", sent=came.pop())
        else:
            status, answer = client.ask("POST", f"/api/transmissions/{told.id}/send")
        assert status == 200, answer

    def _expect(self, wrong: Iterable[str], when: str = "") -> None:
        found = list(wrong)
        assert not found, f"seed {self._seed}, {when}: {len(found)} wrong:\n" + "\n".join(found[:20])

    def _tally(self, kills: int, account: Account, seconds: float) -> Tally:
        assert self._by_itself is not None
        ends = [_ends(told) for told in self._by_itself.outbound.values()]
        return Tally(
            kills=kills,
            messages=len(account.outbound),
            parts=sum(part.state in TAKEN for told in account.outbound.values() for part in told.parts.values()),
            received=sum(account.received.values()),
            promised=len(self._customer.promised),
            doubts=sum("in_doubt" in each for each in ends),
            settled=sum(each[:2] == ["in_doubt", "sent"] for each in ends),
            seconds=seconds,
        )


def _ends(told: Told) -> list[str | None]:
    """The verdicts it was told to have, one after the other."""
    return [verdict for _, kind, verdict in told.events if kind == "transmission.done"]


def recover(spool: Path) -> None:
    """As a box does it first."""
    opened = Spool(spool)
    opened.open()
    opened.write(lambda db: queue.recover(db, time.time()))
    opened.close()


def under_way(spool: Path) -> tuple[list[int], int]:
    """The transmissions that wait for their time, and how many are not done."""
    opened = Spool(spool)
    opened.open()
    db = opened.read()
    waiting = [row[0] for row in db.execute("SELECT transmission_id FROM attempts WHERE state = 'waiting'").fetchall()]
    active = db.execute("SELECT count(*) FROM transmissions WHERE state = 'active'").fetchone()[0]
    opened.close()
    return waiting, active
