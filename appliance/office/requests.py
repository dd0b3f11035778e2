"""Message requests: asked for, looked at, resumed, cancelled, taken away. `dispatch.py` carries them out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from appliance.domain import Service
from appliance.errors import Conflict, Invalid, MessageTooLong, Stale
from appliance.office import audience
from appliance.office.anywhere import From
from appliance.office.asking import Made
from appliance.office.composing import Composition, prepare, validators_of
from appliance.office.course import Courses
from appliance.office.desk import Actor, Desk
from appliance.office.enclosing import Enclosing
from appliance.office.ending import settle, stop
from appliance.office.preparing import Preparing
from appliance.office.room import Direct
from appliance.programs.kind import Message
from appliance.recipients import Way, listed
from appliance.spool import membership, requests
from appliance.spool.listing import Condition, Connection, Found, Page, exactly
from appliance.spool.requests import FINAL, REQUESTS, Request, RequestState

FEW = 20  # recipients, members of groups among them: their messages are made, and asked to go, while the caller waits
LONGEST_PAUSE = 86_400.0  # seconds
FURTHEST_AHEAD = 366 * 86_400.0  # seconds; what is planned beyond is taken for a slip
MDN = "MDN"
"""The one address of a contact that this box can send to."""

_STEPS = 3  # of priority between two channels: one for few, one for many


@dataclass(frozen=True, slots=True)
class Moment:
    """A time, `at` as Unix time and as it was `said`."""

    said: str
    at: float


class Requests:
    """Each owner's own."""

    def __init__(self, desk: Desk, courses: Courses, preparing: Preparing, enclosing: Enclosing) -> None:
        self._desk = desk
        self._enclosing = enclosing
        self._courses = courses
        self._preparing = preparing

    def create(self, actor: Actor, **fields: Any) -> int:
        """Take a request in; its id. To few it is prepared, and asked to go, at once.

        Raises Invalid, MessageTooLong, BadCriteria.
        """
        now = self._desk.clock()

        def change(db: Connection) -> tuple[int, Made]:
            origin = self._origin(db, actor, fields.get("origin", ""))
            request_id = requests.insert(db, self._row(db, actor, fields, origin, now), now)
            requests.set_state(db, request_id, RequestState.ACCEPTED, now)
            requests.set_state(db, request_id, RequestState.PREPARING, now)
            return request_id, self._begin(db, actor, request_id, origin, now)

        request_id, made = self._desk.write(change)
        for lane in made.lanes:
            self._desk.wake(lane)
        self._desk.due()
        return request_id

    def _origin(self, db: Connection, actor: Actor, given: str) -> From:
        origin = self._courses.origin(db, actor, given)
        if not origin.carries(Service.SMS):
            raise Invalid("from: it carries no texts")
        return origin

    def _begin(self, db: Connection, actor: Actor, request_id: int, origin: From, now: float) -> Made:
        request, made = _get(db, request_id), Made()
        if not audience.are_few(db, json.loads(request.targets), FEW):
            return made
        found = audience.following(db, self._desk, request, FEW + 1)
        course = self._courses.begun(db, request, actor, origin)
        self._preparing.prepare(db, course, found, Direct(), made, now)
        return settle(db, request_id, made, now)

    def find(self, actor: Actor, where: tuple[Condition, ...], page: Page) -> Found[Request]:
        """Those that match, the newest first."""
        conditions = [*actor.own("transmission"), *where, *exactly(deleted=0)]
        return REQUESTS.find(self._desk.read(), conditions, page)

    def read(self, actor: Actor, request_id: int) -> Request:
        """One of them. Raises NotFound."""
        return _request_in(self._desk.read(), actor, request_id)

    def change(self, actor: Actor, request_id: int, state: str = "", expected: int | None = None) -> Request:
        """Resume one that is paused (TRANSMITTING) or cancel it (CANCELED); no state changes nothing.

        Raises NotFound, Stale, Invalid for any other state, Conflict where it is too late.
        """

        def change(db: Connection) -> Request:
            request = _request_in(db, actor, request_id)
            if expected is not None and expected != request.version:
                raise Stale(f"it has version {request.version}, the change is of {expected}")
            if state and state != request.state:
                _CHANGES.get(state, _refuse)(db, request, self._desk.clock())
            return _request_in(db, actor, request_id)

        changed = self._desk.write(change)
        self._desk.due()
        return changed

    def delete(self, actor: Actor, request_id: int) -> None:
        """Cancel what is left of it and take it away; its messages stay. Raises NotFound."""

        def change(db: Connection) -> None:
            request = _request_in(db, actor, request_id)
            if request.state not in FINAL:
                stop(db, request_id, RequestState.CANCELED, self._desk.clock(), "it was deleted")
            requests.mark_deleted(db, request_id)

        self._desk.write(change)
        self._desk.due()

    def _row(self, db: Connection, actor: Actor, given: Mapping[str, Any], origin: From, now: float) -> dict[str, Any]:
        addresses = _addresses(given)
        found = _checked_targets(db, self._desk, actor, addresses, given.get("criteria", ""))
        if MDN not in (given.get("address_priority") or (MDN,)):
            raise Invalid(f"contact_delivery_address_priority: this box sends to no address but {MDN}")
        enclosed = self._enclosing.words(db, actor, given.get("attachments", ()), now)
        composition = self._composed(db, actor, given.get("body", "") + enclosed, origin)
        times = _times(given, now)
        return {
            **_contents(given),
            **times,
            **actor.owner,
            "recipients": json.dumps(addresses),
            "targets": json.dumps(found),
            "composition": composition.kept(),
            "priority": _STEPS * origin.priority - (not audience.are_few(db, found, FEW)),
            "test": int(given.get("test", False)),
            "pauses": int(given.get("pauses", False)),
        }

    def _composed(self, db: Connection, actor: Actor, body: str, origin: From) -> Composition:
        """Its words. Raises Invalid, BadTrackingUrl, MessageTooLong where it is so whoever gets it."""
        if not body:
            raise Invalid("body is missing")
        composition = prepare(db, actor, body, validators_of(db, origin.templates))
        said = composition.text({})
        if not said.failed:
            self._measure(said.body)
        return composition

    def _measure(self, body: str) -> None:
        try:
            self._desk.parts(Service.SMS, self._desk.ready(Service.SMS, Message(body, {})))
        except Invalid as error:
            raise MessageTooLong(error.detail) from error


def _addresses(given: Mapping[str, Any]) -> tuple[str, ...]:
    """All of them, those that were named as records by themselves included."""
    records = {way: listed(given.get(f"{way}s", ())) for way in (Way.CONTACT, Way.GROUP)}
    return (
        *listed(given.get("recipients", ())),
        *(f"{way}:{each}" for way, ids in records.items() for each in ids),
    )


def _checked_targets(
    db: Connection, desk: Desk, actor: Actor, addresses: Sequence[str], criteria: str
) -> list[audience.Target]:
    """To whom it goes. Without any address to all contacts who meet the criteria. Raises Invalid, BadCriteria."""
    if criteria:
        membership.meeting(criteria)
    if not addresses and not criteria:
        raise Invalid("to is missing")
    return audience.targets(db, desk, actor, addresses) or [audience.EVERYBODY]


_TEXTS = (
    "origin",
    "body",
    "subject",
    "conversation_id",
    "campaign",
    "program",
    "external_id",
    "consent_requirement",
    "criteria",
    "content_type",
    "src_language",
    "dst_language",
)
_LISTS = ("attachments", "sender_criteria", "address_priority")


def _contents(given: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **{name: given.get(name, "") for name in _TEXTS},
        **{name: json.dumps(given.get(name, ())) for name in _LISTS},
        "translate": int(given.get("translate", False)),
        "price_threshold": given.get("price_threshold"),
    }


def _times(given: Mapping[str, Any], now: float) -> dict[str, Any]:
    """The columns of its times. Raises Invalid for one that is over, or too far ahead."""
    moments: dict[str, Moment] = {name: given[name] for name in _FURTHEST if given.get(name) is not None}
    for name, moment in moments.items():
        if moment.at > now + _FURTHEST[name]:
            raise Invalid(f"{name} is too far ahead: at most {_FURTHEST[name] / 3600:g} hours from now")
    for name in moments.keys() & _TO_COME:
        if moments[name].at <= now:
            raise Invalid(f"{name} is over")
    pause_ends = moments["pause_expiry_time"].at if "pause_expiry_time" in moments else now + LONGEST_PAUSE
    return {
        "scheduled_at": moments["scheduled_delivery_time"].at if "scheduled_delivery_time" in moments else None,
        "expires_at": moments["expiry_time"].at if "expiry_time" in moments else None,
        "pause_expires_at": pause_ends if given.get("pauses") else None,
        "local": int(given.get("local", False)),
        "said": json.dumps({name: moment.said for name, moment in moments.items()}),
    }


_FURTHEST = {
    "scheduled_delivery_time": FURTHEST_AHEAD,
    "expiry_time": 2 * FURTHEST_AHEAD,
    "pause_expiry_time": LONGEST_PAUSE,
}
_TO_COME = {"expiry_time", "pause_expiry_time"}


def _resume(db: Connection, request: Request, now: float) -> None:
    if request.state not in (RequestState.PAUSED, RequestState.PREPARING):
        raise Conflict(f"it is {request.state}")
    requests.resume(db, request.id)
    requests.set_state(db, request.id, RequestState.TRANSMITTING, now)


def _cancel(db: Connection, request: Request, now: float) -> None:
    if request.state in FINAL:
        raise Conflict(f"it is {request.state}")
    stop(db, request.id, RequestState.CANCELED, now)


def _refuse(db: Connection, request: Request, now: float) -> None:
    raise Invalid("state may be set to TRANSMITTING, which resumes, or to CANCELED")


_CHANGES = {RequestState.TRANSMITTING.value: _resume, RequestState.CANCELED.value: _cancel}


def _get(db: Connection, request_id: int) -> Request:
    return REQUESTS.get(db, f"message request {request_id}", exactly(id=request_id))


def _request_in(db: Connection, actor: Actor, request_id: int) -> Request:
    wanted = exactly(id=request_id, deleted=0)
    return REQUESTS.get(db, f"message request {request_id}", [*actor.own("transmission"), *wanted])
