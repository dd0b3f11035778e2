"""From a claim to the far end: one call for each, the pages from the first that is not confirmed on."""

from __future__ import annotations

import logging
import math
import threading
from collections.abc import Callable

from appliance.domain import Claim, Line, Outcome, Service, Verdict
from appliance.errors import BoxError
from appliance.lines.fax.causes import NO_DIALTONE, call_ended, in_doubt, not_connected
from appliance.lines.fax.sending import Sending, Stopped
from appliance.lines.home import Home
from appliance.lines.lanes import Lanes
from appliance.lines.outbox import cause_key
from appliance.retry import CALLING_LASTS, NOT_HANDED_OVER, Retry, RetryPolicy, decide
from appliance.routing import spellings
from appliance.spool import pages, queue
from appliance.spool.listing import Connection
from drivers.errors import CommandRefused, NotConnected
from drivers.facsimile import Fax
from drivers.fax.call import Call

log = logging.getLogger(__name__)

NO_SIM = ""
"""What stands for the SIM in the rows of a fax: any line may go on with its pages."""

PLUGGED_IN_AFTER = 60.0  # seconds until a line without a dial tone is tried again

_SENT = Outcome(Verdict.SENT)
_OWN = Outcome(Verdict.REJECTED, text="it is the line's own number, which it can't call")
_STOPPED = Outcome(Verdict.UNANSWERED, NOT_HANDED_OVER, "the line stopped")


class FaxOutbox:
    """Of one line, for its thread. `ending` tells that the box stops."""

    def __init__(self, home: Home, fax: Fax, line: Line, ending: Callable[[], bool]) -> None:
        self._home = home
        self._spool = home.spool
        self._fax = fax
        self._line = line
        self._ending = ending
        self._clock = home.surroundings.clock
        self._lanes = Lanes(line)
        self._own = spellings(line.number)
        self._services = line.services & Service.FAX
        self._closed_until = -math.inf
        self._sending: Sending | None = None
        self._calling = threading.Lock()  # held while `_sending` is forgotten, so that no later call is aborted
        self.trouble = ""

    def serves(self, lane: str) -> bool:
        """Whether it takes work from that lane."""
        return bool(self._services) and self._lanes.has(self._spool.read(), lane)

    def next_chance(self) -> float:
        """The Unix time from which it may call again where its line is out of order, else infinity."""
        return self._closed_until if self._closed_until > self._clock() else math.inf

    def find(self) -> Claim | None:
        """Take the next fax. What it gives is to be carried, or the attempt stays open."""
        if not self._services or self._closed_until > self._clock():
            return None
        return self._spool.write(self._claim)

    def _claim(self, db: Connection) -> Claim | None:
        lanes = self._lanes.now(db)
        return queue.claim_but(db, self._line.name, NO_SIM, self._services, lanes, self._own, self._clock())

    def carry(self, claim: Claim) -> None:
        """Call and send. How it ended is on disk when this returns; raises what a failing modem or disk raises."""
        if claim.party in self._own:
            self._end(claim, None, _OWN)
            return
        try:
            sending = Sending(self._spool, self._clock, self._home.surroundings.media, claim, self._line, self._ending)
        except (BoxError, ValueError, LookupError, OSError) as error:
            self._end(claim, None, Outcome(Verdict.REJECTED, "", f"its pages can't be read: {error}"))
            return
        call, self._sending = sending.call, sending
        try:
            outcome = self._called(claim, call, sending)
        except Exception as error:
            self._end(claim, call, _broken(call, sending.first, error))
            raise
        finally:
            with self._calling:
                self._sending = None
        self._end(claim, call, outcome)

    def hurry(self) -> None:
        """The box stops: end the call under way, but for one with a page on its way, which ends behind that. For any
        thread.
        """
        sending = self._sending
        if sending is None or not sending.in_a_page:
            self._fax.abort()

    def heed(self) -> None:
        """Where the fax of the call under way was called off, end the call, in a page as well. For any thread."""
        with self._calling:
            if self._sending is not None and self._sending.called_off():
                self._fax.abort()

    def _called(self, claim: Claim, call: Call, sending: Sending) -> Outcome:
        try:
            sending.go_on()  # what was said until now
            termination = self._fax.send(claim.party, call, sending)
        except Stopped:
            return in_doubt(call, sending.first, NOT_HANDED_OVER, _STOPPED.text) or _STOPPED
        except NotConnected as refused:
            return not_connected(refused)
        except CommandRefused as refused:
            return Outcome(Verdict.UNANSWERED, cause_key(refused.cause), refused.cause.text)
        except ValueError as error:
            return in_doubt(call, sending.first, "", str(error)) or Outcome(Verdict.REJECTED, "", str(error))
        if sending.first + call.confirmed > claim.parts:
            return _SENT
        return call_ended(termination, call, sending.first)

    def _end(self, claim: Claim, call: Call | None, outcome: Outcome) -> None:
        self.trouble = outcome.text if outcome.cause == NO_DIALTONE else ""
        if self.trouble:
            self._closed_until = self._clock() + PLUGGED_IN_AFTER
        self._spool.write(lambda db: self._end_in(db, claim, call, outcome))
        self._home.due()

    def _end_in(self, db: Connection, claim: Claim, call: Call | None, outcome: Outcome) -> None:
        now = self._clock()
        pages.call_over(db, claim, _mark(call), now)
        queue.finish(db, claim, outcome, _decision(db, claim, outcome, now), now)


def _decision(db: Connection, claim: Claim, outcome: Outcome, now: float) -> Retry | None:
    policy = RetryPolicy(tries_allowed=claim.tries_allowed, doubt=claim.doubt)
    decision = decide(policy, claim.tries, claim.dials, outcome, now)
    if decision is None or decision.at > pages.calling_since(db, claim.transmission_id) + CALLING_LASTS:
        return None
    return decision


def _mark(call: Call | None) -> pages.Mark:
    if call is None or call.in_doubt is None:
        return queue.part_unsent
    return queue.part_refused if call.refused else queue.part_in_doubt


def _broken(call: Call, first: int, error: Exception) -> Outcome:
    """The modem or the box failed in the call."""
    unsent = Outcome(Verdict.UNANSWERED, NOT_HANDED_OVER, str(error))
    return in_doubt(call, first, NOT_HANDED_OVER, str(error)) or unsent
