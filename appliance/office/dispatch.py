"""Carries message requests out: their messages are made and asked to go a few at a time.

Each step is one transaction, so that a crash anywhere leaves each recipient with one message or none, and no message
is asked to go twice.
"""

from __future__ import annotations

import logging
from collections import deque

from appliance.errors import Invalid, NotFound, NotReady
from appliance.office.asking import Asking, Made
from appliance.office.audience import Following, following
from appliance.office.course import Course, Courses
from appliance.office.desk import Desk
from appliance.office.ending import give_up, open_in, outcome_of, settle, sweep
from appliance.office.origins import Resting
from appliance.office.preparing import Preparing
from appliance.office.room import Room
from appliance.spool import requests
from appliance.spool.listing import Connection

log = logging.getLogger(__name__)

AT_ONCE = 50  # messages in one transaction
STEPS = 12  # that do something, in one round: the box has other chores
MOST_LOOKED_AT = 200  # requests in one round
LOOK_AGAIN = 60.0  # seconds; one that can't go on is told when it may, this is for what nobody tells

_NOWHERE = ""


class Dispatch:
    """Called with the time whenever a request may go on; returns when it next wants to be, None for not known.

    While `waits`, one of them waits for what a line does, which an event tells.
    """

    def __init__(self, desk: Desk, courses: Courses, preparing: Preparing, asking: Asking) -> None:
        self._desk = desk
        self._courses = courses
        self._preparing = preparing
        self._asking = asking
        self._room = Room()
        self._served: dict[int, int] = {}
        self._turns = 0
        self._ailing: dict[int, float] = {}
        self.waits = False

    def __call__(self, now: float) -> float | None:
        """Do what is due at `now` (Unix time)."""
        self.waits = True  # what is told meanwhile must not be missed
        self._room.look_again()
        blocked, left = self._round(now)
        db = self._desk.read()
        self.waits = bool(blocked) or requests.any_under_way(db)
        if left:
            return now
        times = (requests.next_at(db), *blocked)
        return min((each for each in times if each is not None), default=None)

    def _round(self, now: float) -> tuple[list[float], bool]:
        """Step by step in turn; when to look again at those that can't go on, and whether others could at once."""
        waiting, steps = deque(self._in_turn(now)), 0
        blocked: list[float] = []
        while waiting and steps < STEPS:
            request_id = waiting.popleft()
            self._room.glance()
            made = self._step(request_id, now)
            steps += made.more or made.asked > 0
            if made.asked:
                self._turns += 1
                self._served[request_id] = self._turns
            if made.more:
                waiting.append(request_id)
            elif made.full or made.waits:
                blocked.append(made.until or now + LOOK_AGAIN)
        more = self._end_finished(now)  # however much there is to do for others
        return blocked, more or bool(waiting)

    def _end_finished(self, now: float) -> bool:
        """Whether there are more of them."""
        ended = requests.finished(self._desk.read(), MOST_LOOKED_AT)
        if ended:
            self._desk.write(lambda db: [settle(db, each, Made(), now) for each in ended])
        return len(ended) == MOST_LOOKED_AT

    def _in_turn(self, now: float) -> list[int]:
        """The highest priority first; of the same one, whose turn was longest ago."""
        self._ailing = {each: until for each, until in self._ailing.items() if until > now}
        due = requests.due(self._desk.read(), now, MOST_LOOKED_AT)
        found = [each for each in due if each[0] not in self._ailing]
        self._served = {each: self._served.get(each, 0) for each, _ in found}
        return [each for each, _ in sorted(found, key=lambda known: (-known[1], self._served[known[0]]))]

    def _step(self, request_id: int, now: float) -> Made:
        try:
            found = self._following(request_id, now)
            made = self._desk.write(lambda db: self._go(db, request_id, found, now))
        except Resting:
            return Made(full={_NOWHERE})
        except (NotFound, Invalid) as gone:
            why = str(gone)
            return self._desk.write(lambda db: give_up(db, request_id, why, now))
        except NotReady:
            raise
        except Exception:  # a fault of ours with this one: the others go on
            log.exception("message request %d waits", request_id)
            self._ailing[request_id] = now + LOOK_AGAIN
            return Made(full={_NOWHERE})
        for lane in made.lanes:
            self._desk.wake(lane)
        return made

    def _following(self, request_id: int, now: float) -> Following | None:
        """None where nobody does, or nobody is to be written to any more."""
        db = self._desk.read()
        request = open_in(db, request_id)
        if request is None or request.prepared or outcome_of(request, now) is not None:
            return None
        return following(db, self._desk, request, AT_ONCE)

    def _go(self, db: Connection, request_id: int, found: Following | None, now: float) -> Made:
        """What is held first, then those who follow."""
        request, made = open_in(db, request_id), Made()
        if request is None:
            return made
        if outcome_of(request, now) is not None:
            return sweep(db, request_id, now)
        course = self._courses.of(db, request)
        if not request.pauses:
            self._ask(db, course, made, now)
        if found and not request.prepared:
            self._preparing.prepare(db, course, found, self._room, made, now)
        return settle(db, request_id, made, now)

    def _ask(self, db: Connection, course: Course, made: Made, now: float) -> None:
        for lane in requests.lanes(db, course.request.id):
            held = requests.held(db, course.request.id, lane, now, AT_ONCE)
            for each in held:
                self._asking.ask(db, course, each, self._room, made, now)
                if lane in made.full:
                    break
            else:
                made.more = made.more or len(held) == AT_ONCE
