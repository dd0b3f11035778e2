"""A crash at every boundary of what the outbox does, and again at every boundary of the life that follows it."""

from __future__ import annotations

import itertools
import json
import shutil
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from appliance.domain import Claim, Doubt, Line, Service
from appliance.errors import NotReady
from appliance.lines.carrier import SmsCarrier, parts_of
from appliance.lines.outbox import Outbox
from appliance.lines.surroundings import Surroundings
from appliance.spool import queue
from appliance.spool.queue import Draft
from appliance.spool.store import Spool
from drivers.errors import Cause, CommandRefused, ModemError, NoAnswer, SubmitInDoubt

LINE, SIM, PARTY = Line("gsm1"), "8901010000000010017", "+15550002000"
TEXTS = {1: "one", 2: "two " * 50, 3: "three " * 60}
START = 1_700_000_000.0
LATER = 90.0  # seconds between two lives: longer than any pause before a retry here
MOST_LIVES = 12
ACCOUNTED = ("accepted", "delivered", "undelivered")

COLUMNS = ("id", "party", "body", "options", "concat_reference", "parts", "state", "verdict", "doubt")
TRANSMISSIONS = f"SELECT {', '.join(COLUMNS)} FROM transmissions ORDER BY id"
PARTS = "SELECT number, state, copies, reference FROM parts WHERE transmission_id = ?"
IN_DOUBT = "SELECT transmission_id, number FROM parts WHERE state = 'in_doubt'"
EVENTS = "SELECT kind, attempt_id, json_extract(data, '$.verdict') FROM events WHERE transmission_id = ? ORDER BY id"
ATTEMPTS = "SELECT id, state FROM attempts WHERE transmission_id = ?"


class Crash(BaseException):
    """The power went."""


class Steps:
    """Counts the boundaries; at number `at` it raises `error`, once."""

    def __init__(self, at: int | None = None, error: BaseException | None = None) -> None:
        self.at = at
        self.error = error or Crash()
        self.names: list[str] = []

    def reach(self, name: str) -> None:
        self.names.append(name)
        if len(self.names) - 1 == self.at:
            raise self.error


class SteppedSpool(Spool):
    """A boundary before each commit and one after it."""

    def __init__(self, path: Path, steps: Steps) -> None:
        super().__init__(path)
        self._steps = steps

    def write(self, work):
        self._steps.reach("before a commit")
        result = super().write(work)
        if isinstance(self._steps.error, Crash):
            self._steps.reach("after a commit")
        return result


@dataclass
class Home:
    """As much of a house as an outbox needs."""

    spool: Spool
    surroundings: Surroundings

    def claimed(self) -> None: ...

    def due(self) -> None: ...


@dataclass
class Modem:
    """Hands over to a service centre that has `seen` each copy with its TP-MR. Does as `answers` say, then accepts."""

    answers: deque[str]
    steps: Steps = field(default_factory=Steps)
    seen: list[tuple[bytes, int]] = field(default_factory=list)

    def submit(self, tpdu: bytes, *, more: bool = False, service_centre: str = "") -> int:
        self._reach("before the first byte")
        answer = self.answers.popleft() if self.answers else "accepts"
        if answer.startswith("CMS"):
            raise CommandRefused(Cause("CMS", int(answer.split()[-1]), "no"))
        if answer == "no prompt":
            raise NoAnswer
        if answer == "lost on the way":
            raise SubmitInDoubt
        reference = len(self.seen) & 0xFF
        self.seen.append((tpdu, reference))
        self._reach("accepted, the answer not read")
        if answer == "answer lost":
            raise SubmitInDoubt
        return reference

    def _reach(self, name: str) -> None:
        if isinstance(self.steps.error, Crash):
            self.steps.reach(name)


@dataclass
class World:
    """One folder, one modem, one clock; boxes live and die in it."""

    folder: Path
    modem: Modem
    reports: bool = False
    reported: int = 0
    now: float = START

    def fork(self, folder: Path) -> World:
        shutil.copytree(self.folder, folder)
        modem = Modem(deque(self.modem.answers), seen=list(self.modem.seen))
        return World(folder, modem, self.reports, self.reported, self.now)

    def live(self, steps: Steps | None = None) -> Steps:
        """A box starts, settles what an earlier one left, and sends what there is."""
        self.modem.steps = steps = steps or Steps()
        self.now += LATER
        spool = SteppedSpool(self.folder / "spool.sqlite", steps)
        spool.open()
        try:
            spool.write(lambda db: queue.recover(db, self.now))
            self._report(spool)
            while self._session(spool):
                self.now += LATER
        finally:
            spool.close()
        return steps

    def _session(self, spool: Spool) -> bool:
        """As a line's worker does it; whether modem or disk failed, so that another session follows."""
        outbox = None
        try:
            spool.write(lambda db: queue.recover(db, self.now, LINE.name))
            outbox = Outbox(Home(spool, Surroundings(clock=lambda: self.now)), self.modem, LINE, SIM)
            while outbox.step():
                self._report(spool)
        except (ModemError, NotReady):
            if outbox is not None:
                outbox.release()
            return True
        return False

    def _report(self, spool: Spool) -> None:
        """The network reports on what it delivered and repeats a report that was not confirmed."""
        while self.reports and self.reported < len(self.modem.seen):
            found = {"reference": self.modem.seen[self.reported][1], "recipient": PARTY, "outcome": "delivered"}
            found |= {"status": 0, "discharge": self.now, "tpdu": b"", "now": self.now}
            spool.write(lambda db, found=found: queue.report(db, SIM, **found))
            self.reported += 1

    def live_on(self) -> list[str]:
        """Boxes live on until nothing is left to do; the verdicts, once all is as the service centre saw it."""
        for _ in range(MOST_LIVES):
            self.live()
            spool = Spool(self.folder / "spool.sqlite")
            spool.open()
            try:
                found = [dict(zip(COLUMNS, row, strict=True)) for row in spool.read().execute(TRANSMISSIONS).fetchall()]
                if all(each["state"] == "done" for each in found):
                    self._check_settled(spool, {each["id"]: tpdus_of(each) for each in found})
                    return [self._checked(spool, each) for each in found]
            finally:
                spool.close()
        raise AssertionError("it never comes to an end")

    def _check_settled(self, spool: Spool, tpdus: dict[int, list[bytes]]) -> None:
        """A report settles a doubt, unless it may be about another in doubt as well."""
        doubtful = spool.read().execute(IN_DOUBT).fetchall()
        if self.reports and len(doubtful) == 1:
            ((transmission, number),) = doubtful
            assert tpdus[transmission][number - 1] not in dict(self.modem.seen)

    def _checked(self, spool: Spool, told: dict[str, Any]) -> str:
        db = spool.read()
        parts = {number: rest for number, *rest in db.execute(PARTS, (told["id"],)).fetchall()}
        copies = Counter(tpdu for tpdu, _ in self.modem.seen)
        for number, tpdu in enumerate(tpdus_of(told), 1):
            state, permitted, reference = parts.get(number, ("never begun", 0, None))
            assert permitted <= 1 or told["doubt"] == "resend"
            least = 1 if state in ACCOUNTED else 0
            most = permitted if state in (*ACCOUNTED, "in_doubt") else 0
            assert least <= copies[tpdu] <= most, (number, state)
            assert state not in ACCOUNTED or (tpdu, reference) in self.modem.seen
        states = [state for state, *_ in parts.values()]
        assert (told["verdict"] == "sent") == (sum(state in ACCOUNTED for state in states) == told["parts"])
        assert (told["verdict"] == "in_doubt") == ("in_doubt" in states)
        check_events(db.execute(EVENTS, (told["id"],)).fetchall(), db.execute(ATTEMPTS, (told["id"],)).fetchall())
        return told["verdict"]


def check_events(events: Sequence[tuple[str, int, str | None]], attempts: Sequence[tuple[int, str]]) -> None:
    """Each attempt was told of when it began and when it ended; the last end stands, those before it were doubt."""
    told = Counter((kind, attempt) for kind, attempt, _ in events)
    ends = [verdict for kind, _, verdict in events if kind == "transmission.done"]
    for attempt, state in attempts:
        assert state == "ended"
        assert told["attempt.started", attempt] <= 1
        assert told["transmission.retry", attempt] <= 1
        assert told["transmission.retry", attempt] or told["transmission.done", attempt]
    assert set(ends[:-1]) <= {"in_doubt"}
    assert [kind for kind, *_ in events if kind.startswith(("transmission.", "attempt."))][-1] == "transmission.done"


def tpdus_of(told: dict[str, Any]) -> list[bytes]:
    content = (told["party"], told["body"], json.loads(told["options"]))
    return [part.encode() for part in parts_of(Claim(0, 0, Service.SMS, "", "", *content, told["concat_reference"], 0))]


@pytest.fixture
def world(tmp_path: Path) -> Callable[..., World]:
    """world(parts, doubt, answers): a message of so many parts is queued, and a short one after it."""

    def make(parts: int, doubt: Doubt = Doubt.HOLD, answers: Sequence[str] = (), tries=1, reports=False) -> World:
        folder = tmp_path / "first"
        folder.mkdir()
        spool = Spool(folder / "spool.sqlite")
        spool.open()
        for text in (TEXTS[parts], "and this"):
            queue_text(spool, text, Draft(party=PARTY, doubt=doubt, tries_allowed=tries), reports)
        spool.close()
        return World(folder, Modem(deque(answers)), reports)

    return make


def queue_text(spool: Spool, text: str, draft: Draft, reports: bool) -> None:
    made = spool.write(lambda db: queue.create(db, draft, START))
    asked = {"party": PARTY, "body": text, "options": {"status_report": reports}}
    asked["parts"] = SmsCarrier().measure(text, {}).parts
    spool.write(lambda db: queue.enqueue(db, made, **asked, concat_reference=made, lane="", not_before=None, now=START))


def crash_everywhere(world: World, deaths: int, told: tuple[str, ...] = ()) -> Counter[tuple[str, ...]]:
    """From `world` on, crash `deaths` lives in a row, each at every boundary it has; how often it ended how."""
    ends: Counter[tuple[str, ...]] = Counter()
    for at in itertools.count():
        fork = world.fork(world.folder.with_name(f"{world.folder.name}.{at}"))
        steps = Steps(at)
        try:
            fork.live(steps)
        except Crash:
            if deaths > 1:
                ends += crash_everywhere(fork, deaths - 1, (*told, f"{at}: {steps.names[at]}"))
        finished = len(steps.names) <= at
        try:
            ends[tuple(fork.live_on())] += 1
        except AssertionError as error:
            raise AssertionError(f"after {told}, {at}: {steps.names[at:]}: {error}") from error
        shutil.rmtree(fork.folder)
        if finished:
            return ends
    raise AssertionError


LONG = pytest.mark.long


@pytest.mark.parametrize("parts", [1, *(pytest.param(n, marks=LONG) for n in (2, 3))])
def test_F04_two_crashes_anywhere(world, parts):
    ends = crash_everywhere(world(parts), deaths=2)
    assert ("sent", "sent") in ends
    assert ("in_doubt", "sent") in ends
    assert ("in_doubt", "in_doubt") in ends


@pytest.mark.parametrize(("parts", "deaths"), [(2, 1), (3, 1), *(pytest.param(n, 2, marks=LONG) for n in (1, 2, 3))])
def test_F26_reports_settle_what_crashes_left_in_doubt(world, parts, deaths):
    ends = crash_everywhere(world(parts, reports=True), deaths)
    assert ends["sent", "sent"] > max(ends["in_doubt", "sent"], ends["sent", "in_doubt"], ends["in_doubt", "in_doubt"])


@pytest.mark.parametrize("parts", TEXTS)
def test_F04_a_crash_anywhere_with_permission_to_repeat(world, parts):
    ends = crash_everywhere(world(parts, Doubt.RESEND), deaths=1)
    assert set(ends) == {("sent", "sent")}


ANSWERS = {
    "refused for now": ["CMS 42", "accepts", "CMS 42"],
    "refused for good": ["CMS 304"],
    "a part refused for good": ["accepts", "CMS 304"],
    "the modem is not ready": ["CMS 500", "CMS 302", "accepts", "CMS 512"],
    "no prompt": ["no prompt", "accepts", "no prompt"],
    "answer lost": ["answer lost"],
    "a part's answer lost": ["accepts", "answer lost"],
    "lost on the way": ["accepts", "lost on the way"],
}


@pytest.mark.parametrize("doubt", Doubt)
@pytest.mark.parametrize("answers", ANSWERS)
def test_F04_a_crash_anywhere_while_the_network_makes_trouble(world, answers, doubt):
    crash_everywhere(world(2, doubt, ANSWERS[answers], tries=3), deaths=1)


@pytest.mark.parametrize("answers", [[], *ANSWERS.values()], ids=["accepted", *ANSWERS])
def test_F30_a_disk_that_is_full_at_any_commit(world, answers):
    """What was handed over when the outcome could not be written is in doubt, never sent again."""
    first = world(2, Doubt.HOLD, answers, tries=3)
    for at in range(len(first.fork(first.folder.with_name("count")).live(Steps(error=NotReady())).names)):
        fork = first.fork(first.folder.with_name(f"full{at}"))
        try:
            fork.live(Steps(at, NotReady("disk full")))
        except NotReady:
            assert at == 0  # the box does not start
        fork.live_on()
