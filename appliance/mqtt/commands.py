"""Commands that come over MQTT: the office's use cases by name, each answered with the caller's transaction."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from appliance.errors import BoxError, Conflict, Forbidden, Invalid, NotReady
from appliance.office import Office
from appliance.office.desk import Actor, actor_of

log = logging.getLogger(__name__)

LARGEST_REQUEST = 65_536  # octets
MOST_WAITING = 1000  # commands that were taken and are not done yet
ORIGIN = "mqtt"

Ussd = Callable[[str, str], str]
Answer = Callable[[str, Mapping[str, Any]], None]
Fields = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Asker:
    """With what, and in whose name, a command is done."""

    office: Office
    actor: Actor
    ussd: Ussd


def _words(longest: int) -> Callable[[str, Any], str]:
    def check(name: str, value: Any) -> str:
        if not isinstance(value, str) or not 1 <= len(value) <= longest:
            raise Invalid(f"{name} is 1 to {longest} characters")
        if not value.isascii() and any("\ud800" <= each <= "\udfff" for each in value):
            raise Invalid(f"{name} has half a surrogate pair")
        return value

    return check


def _number(name: str, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 1 << 63:
        raise Invalid(f"{name} is a whole number")
    return value


def _truth(name: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise Invalid(f"{name} is true or false")
    return value


Check = Callable[[str, Any], Any]
_TRANSMISSION: Mapping[str, Check] = {"transmission": _number}


@dataclass(frozen=True, slots=True)
class Verb:
    """`act` gives what is answered. Those of one `lane` are done one after the other, in the order that they came.

    `permissions`: those that whoever asks must have, all of them (spec/ICTCORE.md 13).
    """

    act: Callable[[Asker, Fields], Mapping[str, Any]]
    needs: Mapping[str, Check]
    takes: Mapping[str, Check]
    lane: str
    permissions: tuple[str, ...]


def send(asker: Asker, fields: Fields, origin: str = ORIGIN) -> Mapping[str, Any]:
    """Text `number`. The same `id` makes one message, however often it is asked for.

    Raises as the office does, and Conflict where the `id` was that of another message.
    """
    use, actor = asker.office.transmissions, asker.actor
    content = {"phone": fields["number"], "message": fields["text"], "request_key": fields.get("id")}
    made = use.create_and_send(actor, "sendsms", name="sendsms", origin=origin, **content)
    view = use.read(actor, made)
    if (view.party, view.body) != (asker.office.desk.carrier.dialable(fields["number"]), fields["text"]):
        raise Conflict("that id was used for another message")
    return {"transmission": made, "standing": view.standing}


def _retry(asker: Asker, fields: Fields) -> Mapping[str, Any]:
    asker.office.transmissions.send(asker.actor, fields["transmission"])
    return _status(asker, fields)


def _cancel(asker: Asker, fields: Fields) -> Mapping[str, Any]:
    asker.office.transmissions.cancel(asker.actor, fields["transmission"])
    return _status(asker, fields)


def _settle(asker: Asker, fields: Fields) -> Mapping[str, Any]:
    asker.office.transmissions.settle(asker.actor, fields["transmission"], fields["sent"])
    return _status(asker, fields)


def _status(asker: Asker, fields: Fields) -> Mapping[str, Any]:
    view = asker.office.transmissions.read(asker.actor, fields["transmission"])
    return {"transmission": view.id, "standing": view.standing, "cause": view.cause, "reason": view.cause_text}


def _ussd(asker: Asker, fields: Fields) -> Mapping[str, Any]:
    return {"line": fields["line"], "text": asker.ussd(fields["line"], fields["code"])}


_DESK, _AIR = "desk", "air"  # what the network is asked over the air may take a minute
VERBS: Mapping[str, Verb] = {
    "send": Verb(
        send,
        {"number": _words(64), "text": _words(40_000)},
        {"id": _words(255)},
        _DESK,
        ("transmission_create", "transmission_send"),
    ),
    "status": Verb(_status, _TRANSMISSION, {}, _DESK, ("transmission_read",)),
    "cancel": Verb(_cancel, _TRANSMISSION, {}, _DESK, ("transmission_update",)),
    "retry": Verb(_retry, _TRANSMISSION, {}, _DESK, ("transmission_send",)),
    "settle": Verb(_settle, {**_TRANSMISSION, "sent": _truth}, {}, _DESK, ("transmission_update",)),
    "ussd": Verb(_ussd, {"line": _words(32), "code": _words(182)}, {}, _AIR, ("configuration_write",)),
}


class Commands:
    """`username` names whose rights they have, '' the first administrator. `answer(verb, document)` is called in any
    thread. `ussd(line, code)` gives the network's answer."""

    def __init__(self, office: Office, username: str, ussd: Ussd, answer: Answer) -> None:
        self._office = office
        self._username = username
        self._ussd = ussd
        self._answer = answer
        self._lanes = {name: ThreadPoolExecutor(1, f"mqtt-{name}") for name in (_DESK, _AIR)}
        self._waiting = threading.BoundedSemaphore(MOST_WAITING)

    def take(self, verb: str, payload: bytes) -> None:
        """Have a command done and answered."""
        transaction = None
        try:
            request = parsed(payload)
            transaction = request.pop("transaction", None)
            found = VERBS.get(verb)
            if found is None:
                raise Invalid(f"there are {', '.join(VERBS)}")
            fields = checked(found, request)
        except BoxError as error:
            self._answer(verb, _refusal(transaction, error))
            return
        self.hand_over(
            found,
            lambda asker: self._answer(verb, _done(transaction, found.act(asker, fields))),
            lambda error: self._answer(verb, _refusal(transaction, error)),
        )

    def hand_over(self, verb: Verb, act: Callable[[Asker], None], refuse: Callable[[BoxError], None]) -> None:
        """Have `act` done in its turn, or `refuse` called with what is in the way."""
        if not self._waiting.acquire(blocking=False):
            refuse(NotReady(f"{MOST_WAITING} commands wait already"))
            return
        self._lanes[verb.lane].submit(self._do, verb, act, refuse)

    def _do(self, verb: Verb, act: Callable[[Asker], None], refuse: Callable[[BoxError], None]) -> None:
        try:
            asker = self._asker()
            asker.actor.need(verb.permissions)
            act(asker)
        except BoxError as error:
            refuse(error)
        except Exception:  # who asked must hear of it
            log.exception("a command over MQTT failed")
            refuse(BoxError("it failed, see the log"))
        finally:
            self._waiting.release()

    def _asker(self) -> Asker:
        users = [user for user in self._office.people.users() if user.active]
        wanted = [user for user in users if user.username == (self._username or user.username)]
        for user in wanted:
            if self._username or user.is_admin:
                return Asker(self._office, actor_of(user), self._ussd)
        raise Forbidden(f"there is no active user {self._username or 'who is an administrator'}")

    def stop(self) -> None:
        """Take no more. What waits is not done: nobody was told that it is."""
        for lane in self._lanes.values():
            lane.shutdown(wait=False, cancel_futures=True)


def parsed(payload: bytes) -> dict[str, Any]:
    """A JSON object. Raises Invalid."""
    if len(payload) > LARGEST_REQUEST:
        raise Invalid(f"it has more than {LARGEST_REQUEST} octets")
    try:
        found = json.loads(payload)
    except (ValueError, RecursionError) as error:
        raise Invalid("it is not JSON") from error
    if not isinstance(found, dict):
        raise Invalid("it is not a JSON object")
    return found


def checked(verb: Verb, request: Fields) -> Fields:
    """The fields of a command. Raises Invalid naming the one that does not hold."""
    known = {**verb.needs, **verb.takes}
    missing = [name for name in verb.needs if name not in request]
    strange = [name for name in request if name not in known]
    if missing or strange:
        raise Invalid(f"{', '.join(missing)} is missing" if missing else f"{', '.join(strange)} means nothing here")
    return {name: known[name](name, value) for name, value in request.items()}


def _done(transaction: Any, data: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"transaction": transaction, "status": "ok", "data": data}


def _refusal(transaction: Any, error: BoxError) -> Mapping[str, Any]:
    return {"transaction": transaction, "status": "error", "error": str(error)}
