"""How a message request goes from state to state, and how what is left of one comes to its end."""

from __future__ import annotations

import contextlib

from appliance.domain import Outcome, Verdict
from appliance.errors import Conflict
from appliance.office.asking import Made
from appliance.spool import queue, requests, translations
from appliance.spool.listing import Connection, exactly
from appliance.spool.requests import REQUESTS, Request, RequestState

AT_ONCE = 200  # messages that end in one transaction

_GIVEN_UP = (RequestState.CANCELED, RequestState.REJECTED)
_CANCELLED = Outcome(Verdict.CANCELLED, text="its request was cancelled")
_TOO_LATE = Outcome(Verdict.EXPIRED, text="not sent in time")
_NOT_RESUMED = Outcome(Verdict.EXPIRED, text="its request was paused for too long")


def open_in(db: Connection, request_id: int) -> Request | None:
    """The request, where anything is left to do for it."""
    return REQUESTS.newest(db, exactly(id=request_id, open=1))


def outcome_of(request: Request, now: float) -> Outcome | None:
    """How its messages end that are held, None where they may still go."""
    if request.state in _GIVEN_UP:
        return _CANCELLED
    if request.state == RequestState.PAUSED and _is_over(request.pause_expires_at, now):
        return _NOT_RESUMED
    return _TOO_LATE if request.prepared and request.held and _is_over(request.expires_at, now) else None


def _is_over(moment: float | None, now: float) -> bool:
    return moment is not None and moment <= now


def settle(db: Connection, request_id: int, made: Made, now: float, reason: str = "") -> Made:
    """After a step: the state that it has brought the request to, and when that is to be looked at again.

    `reason`: why it is COMPLETED, where that is to be told.
    """
    request = REQUESTS.get(db, f"message request {request_id}", exactly(id=request_id))
    if made.asked and request.state == RequestState.PREPARING:
        requests.set_state(db, request_id, RequestState.TRANSMITTING, now)
    if not request.prepared:
        made.more = made.more or not made.waits
    elif not request.unfinished:
        _complete(db, request, now, reason)
    elif request.pauses:
        requests.set_state(db, request_id, RequestState.PAUSED, now)
        _look_at(db, request, _first(request.pause_expires_at, request.expires_at))
    else:
        _look_at(db, request, made.again if made.full or made.more else _next(db, request))
    return made


def _complete(db: Connection, request: Request, now: float, reason: str) -> None:
    """All its messages have ended; one that was given up meanwhile stays so."""
    reason = reason if request.recipient_count else "there was nobody to write to"
    requests.set_state(db, request.id, RequestState.COMPLETED, now, reason)
    requests.close(db, request.id)


def _next(db: Connection, request: Request) -> float | None:
    """When the first that is held is due, or expires."""
    if not request.held:
        return None
    return _first(requests.next_due(db, request.id), request.expires_at)


def _first(*moments: float | None) -> float | None:
    return min((each for each in moments if each is not None), default=None)


def _look_at(db: Connection, request: Request, moment: float | None) -> None:
    if request.next_at != moment:
        requests.wait_until(db, request.id, moment)


def stop(db: Connection, request_id: int, state: RequestState, now: float, reason: str = "") -> Made:
    """Nothing of it goes any more but what a line works on already: a few end now, the others step by step."""
    requests.set_state(db, request_id, state, now, reason)
    requests.wait_until(db, request_id, None)
    translations.forget(db, request_id)
    return sweep(db, request_id, now)


def give_up(db: Connection, request_id: int, reason: str, now: float) -> Made:
    """Something that it can't do without is gone."""
    request = open_in(db, request_id)
    if request is None:
        return Made()
    begun = request.state != RequestState.PREPARING
    return stop(db, request_id, RequestState.CANCELED if begun else RequestState.REJECTED, now, reason)


def sweep(db: Connection, request_id: int, now: float) -> Made:
    """End its messages that are held, and those that are queued; close it when none is left."""
    request = open_in(db, request_id)
    outcome = None if request is None else outcome_of(request, now)
    if request is None or outcome is None:
        return Made()
    for transmission_id in requests.queued(db, request_id) if request.state in _GIVEN_UP else ():
        with contextlib.suppress(Conflict):  # a line took it meanwhile
            queue.cancel(db, transmission_id, now)
    held = requests.any_held(db, request_id, AT_ONCE)
    for transmission_id in held:
        queue.rest(db, transmission_id, outcome, now, attempt_id=None)
    if len(held) < AT_ONCE:
        _swept(db, request_id, outcome, now)
    return Made(more=len(held) == AT_ONCE)


def _swept(db: Connection, request_id: int, outcome: Outcome, now: float) -> None:
    request = REQUESTS.get(db, f"message request {request_id}", exactly(id=request_id))
    if request.state not in _GIVEN_UP:
        requests.resume(db, request_id)
        settle(db, request_id, Made(), now, outcome.text)
    elif not request.unfinished:
        requests.close(db, request_id)
