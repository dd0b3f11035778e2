"""From a claim to the air, part by part, each step on disk before and after it."""

from __future__ import annotations

import logging
from collections.abc import Callable

from appliance import pacing
from appliance.domain import Claim, Line, Outcome, Service, Verdict
from appliance.errors import BoxError
from appliance.lines.carrier import parts_of
from appliance.lines.home import Home
from appliance.lines.lanes import Lanes
from appliance.lines.meter import Meter
from appliance.retry import NOT_HANDED_OVER, NOT_YET, CauseClass, RetryPolicy, classify, decide, leaves_doubt, pause
from appliance.spool import queue, sims
from appliance.spool.listing import Connection
from drivers.capabilities import Sms
from drivers.errors import Cause, CommandRefused, NoAnswer, NotYet, PortLost

log = logging.getLogger(__name__)

_SENT = Outcome(Verdict.SENT)
_End = Callable[[Connection, Claim, int, float], None]


def cause_key(cause: Cause) -> str:
    """The cause as the retry table knows it: "CMS 38", "CME 10", or the bare result."""
    bare = cause.domain == "V250" or cause.code is None
    return cause.text if bare else f"{cause.domain} {cause.code}"


def _refusal(refused: CommandRefused) -> Outcome:
    cause, key = refused.cause, cause_key(refused.cause)
    if isinstance(refused, NotYet):
        return Outcome(Verdict.FAILED, NOT_YET, str(cause))
    if leaves_doubt(key):
        return Outcome(Verdict.IN_DOUBT, key, cause.text)
    rejected = classify(key) is CauseClass.GIVE_UP
    return Outcome(Verdict.REJECTED if rejected else Verdict.FAILED, key, cause.text)


class Outbox:
    """Carries one claim at a time over a line's modem. One for each session with a modem; used by its thread only.

    `met`: what the last step was refused for, None where it was not.
    """

    def __init__(self, home: Home, sms: Sms, line: Line, sim: str) -> None:
        self._home = home
        self._spool = home.spool
        self._sms = sms
        self._line = line
        self._sim = sim
        self._clock = home.surroundings.clock
        self._services = line.services & Service.SMS
        self._lanes = Lanes(line)
        self._meter = Meter(line, sim)
        self._claim: Claim | None = None
        self._put_off: list[float] = []
        self._tpdus: tuple[bytes, ...] = ()
        self._left: list[int] = []
        self.met: CauseClass | None = None

    @property
    def busy(self) -> bool:
        """Whether a claim is held."""
        return self._claim is not None

    @property
    def carried(self) -> int:
        """How many parts went out."""
        return self._meter.carried

    def next_chance(self) -> float:
        """When a limit, not the lack of work, keeps the line idle: the Unix time at which it lifts; else infinity."""
        return self._meter.closed_until

    def held(self) -> str:
        """What keeps the line from sending for more than a minute, for people; "" where nothing does."""
        return self._meter.why if self._meter.closed_until > self._clock() + pacing.MINUTE else ""

    def serves(self, lane: str) -> bool:
        """Whether it takes work from that lane."""
        if lane == queue.lane_of_sim(self._sim):
            return bool(self._services)
        return bool(self._services) and self._lanes.has(self._spool.read(), lane)

    def step(self) -> bool:
        """Hand over one part, or find out that there is none: False. Raises ModemError where the modem failed."""
        self.met = None
        if not self.look():
            return False
        assert self._claim is not None
        self._hand_over(self._claim)
        return True

    def look(self) -> bool:
        """Claim something where nothing is held; whether something is held now."""
        while self._claim is None:
            claim = self._spool.write(self._next)
            self._tell_what_waits()
            if claim is None:
                return False
            self._hold(claim)
        return True

    def _tell_what_waits(self) -> None:
        """What is outside its hours is queued again by whoever keeps the time."""
        if self._put_off:
            self._put_off.clear()
            self._home.due()

    def release(self) -> None:
        """Give back what is held and surely not sent: it is queued again as it was."""
        if self._claim is not None:
            self._end(Outcome(Verdict.FAILED, NOT_HANDED_OVER, "the line stopped"), queue.part_unsent)

    def _next(self, db: Connection) -> Claim | None:
        now = self._clock()
        claim = self._find(db, now) if self._meter.open(db, now) else None
        if claim is None:
            self._meter.note(db, "", now)
        return claim

    def _find(self, db: Connection, now: float) -> Claim | None:
        find = queue.claim_to_known if self._meter.full(db, now) else queue.claim
        return find(db, self._line.name, self._sim, self._services, self._lanes.now(db), now, self._put_off.append)

    def _hold(self, claim: Claim | None) -> None:
        self._claim = claim
        if claim is not None:
            self._left = claim.left
            self._encode(claim)

    def _encode(self, claim: Claim) -> None:
        """One that can't be put into the parts it was accounted for is refused: it must not hold up the others."""
        try:
            self._tpdus = tuple(part.encode() for part in parts_of(claim))
            if len(self._tpdus) != claim.parts:
                raise ValueError(f"it takes {len(self._tpdus)} parts now, it was accounted for {claim.parts}")
        except (BoxError, ValueError, LookupError, TypeError) as error:
            kind = type(error).__name__  # its words may be the message's
            log.error("line %s: transmission %d can't be encoded: %s", self._line.name, claim.transmission_id, kind)
            self._end(Outcome(Verdict.REJECTED, "", f"it can't be encoded: {error}"), queue.part_refused)

    def _hand_over(self, claim: Claim) -> None:
        number = self._left[0]
        try:
            reference = self._sms.submit(self._tpdus[number - 1], more=len(self._left) > 1)
        except CommandRefused as refused:
            outcome = _refusal(refused)
            self.met = classify(outcome.cause)
            self._end(outcome, queue.part_in_doubt if outcome.verdict is Verdict.IN_DOUBT else queue.part_refused)
        except (NoAnswer, PortLost) as error:
            self._end(Outcome(Verdict.FAILED, NOT_HANDED_OVER, str(error)), queue.part_unsent)
            raise
        except Exception as error:  # SubmitInDoubt, and all else that does not say that it surely did not go out
            self._end(Outcome(Verdict.IN_DOUBT, "", str(error)), queue.part_in_doubt)
            raise
        else:
            self._accepted(claim, number, reference)

    def _end(self, outcome: Outcome, mark: _End) -> None:
        claim, number = self._claim, self._left[0]
        assert claim is not None
        self._claim = None  # where the disk takes no more it stays open, for `recover`: it must not pass for unsent
        self._spool.write(lambda db: self._end_in(db, claim, number, outcome, mark))
        self._home.due()

    def _end_in(self, db: Connection, claim: Claim, number: int, outcome: Outcome, mark: _End) -> None:
        now = self._clock()
        mark(db, claim, number, now)
        self._meter.note(db, "", now)
        policy = RetryPolicy(tries_allowed=claim.tries_allowed, doubt=claim.doubt)
        queue.finish(db, claim, outcome, decide(policy, claim.tries, claim.dials, outcome, now), now)
        if rest := pause(outcome):
            sims.pause(db, self._sim, now + rest, outcome.text, now)

    def _accepted(self, claim: Claim, number: int, reference: int) -> None:
        self._claim = None  # as above
        del self._left[0]
        if self._left:
            self._spool.write(lambda db: self._advance(db, claim, number, reference))
            self._claim = claim
        else:
            following = self._spool.write(lambda db: self._finish_and_claim(db, claim, number, reference))
            self._tell_what_waits()
            self._hold(following)

    def _advance(self, db: Connection, claim: Claim, number: int, reference: int) -> None:
        self._record(db, claim, number, reference)
        queue.begin_part(db, claim, self._left[0], self._clock())

    def _finish_and_claim(self, db: Connection, claim: Claim, number: int, reference: int) -> Claim | None:
        self._record(db, claim, number, reference)
        queue.finish(db, claim, _SENT, None, self._clock())
        return self._next(db)

    def _record(self, db: Connection, claim: Claim, number: int, reference: int) -> None:
        now = self._clock()
        queue.part_accepted(db, claim, number, reference, now)
        self._meter.count(db, claim.party, now)
