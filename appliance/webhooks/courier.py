"""The thread that has events copied for those who are told of them, and those that carry them there."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from appliance import rounds
from appliance.office.fanout import FanOut
from appliance.rounds import Rounds
from appliance.spool import deliveries
from appliance.spool.listing import Connection, exactly
from appliance.spool.store import Spool
from appliance.spool.webhooks import CONFIGURATIONS, Configuration, Delivery
from appliance.webhooks.patience import LONGEST, TWO_DAYS, weighed
from appliance.webhooks.posting import Answer

log = logging.getLogger(__name__)

CARRIERS = 6  # at once, each at a target of its own
FOR_FAILING = 3  # of them, at most, at targets that failed last
TURN = 2.0  # seconds in which another delivery to the same target may begin, until other targets have their turn
LONGEST_SLEEP = 3600.0  # seconds without a look
PATIENCE = 5.0  # seconds that what is under way has at the end

Post = Callable[[Configuration, Delivery], Answer]
"""Posts once; says what came of it."""


class Courier(Rounds):
    """Only `wake` and `stop` may be called by others.

    A carrier is a thread that lives while there is something for its target: who waits for nothing costs nothing.
    """

    def __init__(self, spool: Spool, fan_out: FanOut, post: Post, clock: Callable[[], float] = time.time) -> None:
        super().__init__("webhooks", "events wait to be told")
        self._spool = spool
        self._fan_out = fan_out
        self._post = post
        self._clock = clock
        self._lock = threading.Lock()
        self._carriers: dict[int, tuple[threading.Thread, bool]] = {}

    def stop(self) -> None:
        """End; what is under way has a moment, and else is sent again by the next to come."""
        super().stop()
        deadline = time.monotonic() + PATIENCE
        for thread, _ in list(self._carriers.values()):
            thread.join(max(0.0, deadline - time.monotonic()))

    def step(self) -> bool:
        """Have some events copied, and what is due sent out."""
        if not self._fan_out.step():
            return False
        self.rest()
        return True

    def rest(self) -> float:
        """Begin a carrier for each target that has something due, as far as there is room; seconds until the next."""
        now, rest = self._clock(), LONGEST_SLEEP
        for each in deliveries.waiting(self._spool.read()):
            if each.due > now + LONGEST:  # the clock was put back
                target = each.configuration_id
                self._spool.write(lambda db, target=target: deliveries.bring_forward(db, target, now))  # type: ignore[misc]
                rest = 0.0
            elif each.due > now:
                rest = min(rest, each.due - now)
            else:
                self._begin(each.configuration_id, failing=each.failures > 0)
        return rest  # where there was no room, a carrier that ends rings the bell

    def _begin(self, configuration_id: int, failing: bool) -> None:
        with self._lock:
            at_failing = sum(each for _, each in self._carriers.values())
            full = len(self._carriers) >= CARRIERS or (failing and at_failing >= FOR_FAILING)
            if full or configuration_id in self._carriers or self._ended.is_set():
                return
            name = f"webhook {configuration_id}"
            thread = threading.Thread(target=self._carry, args=(configuration_id,), name=name, daemon=True)
            self._carriers[configuration_id] = thread, failing
        thread.start()

    def _carry(self, configuration_id: int) -> None:
        try:
            end = time.monotonic() + TURN
            while not self._ended.is_set() and self._step(configuration_id) and time.monotonic() < end:
                pass
        except Exception:
            if not self._ended.is_set():  # else the spool was closed behind it
                log.exception("what is told to the target %d waits", configuration_id)
            self._ended.wait(rounds.AFTER_TROUBLE)
        finally:
            with self._lock:
                del self._carriers[configuration_id]
            self._bell.set()

    def _step(self, configuration_id: int) -> bool:
        """Send one; whether another may follow."""
        db, now = self._spool.read(), self._clock()
        configuration = CONFIGURATIONS.newest(db, exactly(id=configuration_id, active=1))
        delivery = deliveries.upcoming(db, configuration_id, now)
        if configuration is None or delivery is None or (configuration.rests_until or 0.0) > now:
            return False
        answer = self._post(configuration, delivery)
        if self._ended.is_set() and not answer.delivered:
            return False  # it may be we who broke it off: it stands as it was
        self._spool.write(lambda db: self._write_down(db, configuration, delivery, answer))
        if not answer.delivered:
            self._give_up(configuration_id, answer.text)
        return answer.delivered

    def _write_down(self, db: Connection, configuration: Configuration, delivery: Delivery, answer: Answer) -> None:
        now = self._clock()
        if answer.delivered and answer.status is not None:
            deliveries.delivered(db, delivery, answer.status, now)
        else:
            deliveries.missed(db, delivery, weighed(configuration, delivery, answer, now), now)

    def _give_up(self, configuration_id: int, trouble: str) -> None:
        """A little at a time: lines want to write, too."""
        now = self._clock()
        while self._spool.write(lambda db: deliveries.give_up(db, configuration_id, trouble, now - TWO_DAYS, now)):
            pass
