"""Whom a message request writes to: its recipients one after the other, groups member by member."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from appliance import identifiers
from appliance.criteria import parsed
from appliance.domain import Service
from appliance.errors import Invalid, NotFound
from appliance.numbers import international
from appliance.office.desk import Actor, Desk
from appliance.office.groups import group_in
from appliance.office.people import contact_in
from appliance.recipients import BEYOND, Recipient, Way, recipient
from appliance.spool import membership, people
from appliance.spool.groups import GROUPS
from appliance.spool.listing import EVERY, Connection, exactly
from appliance.spool.people import CONTACTS, Contact
from appliance.spool.requests import Request

MOST_NAMED = 10_000  # recipients in one request; whoever writes to more makes a group of them
_LONGEST = 500

Target = tuple[str, Any]
"""A Way, and the number or the id of the record that it leads to."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody to write to. `element` and `position` are the place in the request once they are dealt with.

    `party` is the number as it is dialled; where it can't be, what was given, and `trouble` says why.
    """

    element: int
    position: int
    party: str
    trouble: str = ""
    contact: Contact | None = None


def are_few(db: Connection, found: Sequence[Target], few: int) -> bool:
    """Whether they lead to so many at most. Members of STATIC groups are counted; who meets criteria takes too long."""
    left = few
    for way, value in found:
        left -= _size(db, value, left + 1) if way in _MANY else 1
        if left < 0:
            return False
    return True


def _size(db: Connection, group_id: int | None, most: int) -> int:
    group = None if group_id is None else GROUPS.newest(db, exactly(id=group_id))
    if group is None or group.criteria is not None:
        return most
    return len(membership.after(db, group.id, 0, most))


def targets(db: Connection, desk: Desk, actor: Actor, addresses: Sequence[str]) -> list[Target]:
    """What the addresses lead to. Raises Invalid for a record that is not there, and where nobody can be reached."""
    if len(addresses) > MOST_NAMED:
        raise Invalid(f"{len(addresses)} recipients, {MOST_NAMED} at most: make a group of them")
    found = [_target(db, actor, each) for each in addresses]
    troubles = [_trouble(desk, way, value) for way, value in found]
    if troubles and all(troubles):
        raise Invalid(troubles[0])
    return found


def _target(db: Connection, actor: Actor, address: str) -> Target:
    if len(address) > _LONGEST:
        raise Invalid(f"a recipient has more than {_LONGEST} characters")
    found = recipient(address)
    if found.way is Way.RECORD:
        return _record(db, actor, found)
    if found.way in _LOOK_UP:
        return _known(db, actor, found.way, found)
    return found.way.value, international(found.value) if found.way is Way.MDN else found.value


EVERYBODY: Target = (Way.EVERYBODY.value, None)
"""All contacts who meet the criteria."""

_MANY = (Way.GROUP, Way.EVERYBODY)
_LOOK_UP = {Way.CONTACT: contact_in, Way.GROUP: group_in}


def _known(db: Connection, actor: Actor, way: Way, named: Recipient) -> Target:
    try:
        record_id = identifiers.decode(way.value, named.value)
        _LOOK_UP[way](db, actor, record_id)
    except NotFound as missing:
        raise Invalid(f"there is no {way} {named.value}") from missing
    return way.value, record_id


def _record(db: Connection, actor: Actor, named: Recipient) -> Target:
    """A bare id: a contact's, else a group's."""
    for way in _LOOK_UP:
        try:
            return _known(db, actor, way, named)
        except Invalid:
            continue
    raise Invalid(f"{named.value!r} is no number, no contact and no group")


def _trouble(desk: Desk, way: str, value: Any) -> str:
    if way in BEYOND:
        return BEYOND[Way(way)]
    return _dialled(desk, value)[1] if way == Way.MDN else ""


def _dialled(desk: Desk, number: str) -> tuple[str, str]:
    """As it is dialled, and why it can't be."""
    try:
        return desk.party(Service.SMS, number, ""), ""
    except Invalid as error:
        return number, error.detail


@dataclass(frozen=True, slots=True)
class Following:
    """The recipients who follow a `place` in a request, its element and position; `last` where there are no more."""

    place: tuple[int, int]
    candidates: tuple[Candidate, ...]
    last: bool


def following(db: Connection, desk: Desk, request: Request, most: int) -> Following:
    """The next recipients of a request, at most so many. Raises BadCriteria.

    Where few of very many contacts meet criteria this takes long: it is for a connection that keeps nobody waiting.
    """
    found = tuple(Audience(db, desk, request).next(most))
    return Following((request.element, request.position), found, len(found) < most)


class Audience:
    """The recipients of a request that are left, those alone who meet its criteria."""

    def __init__(self, db: Connection, desk: Desk, request: Request) -> None:
        self._db = db
        self._desk = desk
        self._request = request
        self._criteria = parsed(request.criteria) if request.criteria else None
        self._meeting = membership.meeting(request.criteria) if request.criteria else EVERY

    def next(self, most: int) -> list[Candidate]:
        """The next of them, `most`; fewer where there are no more."""
        left = islice(enumerate(json.loads(self._request.targets)), self._request.element, None)
        return list(islice(self._all(left, most), most))

    def _all(self, left: Iterable[tuple[int, Target]], most: int) -> Iterator[Candidate]:
        reached = self._request.position
        for element, (way, value) in left:
            if way in _MANY:
                yield from self._members(element, value, reached, most)
            elif (found := self._single(element + 1, way, value)) is not None:
                yield found
            reached = 0

    def _members(self, element: int, group_id: int | None, reached: int, most: int) -> Iterator[Candidate]:
        """Who has no number is no recipient."""
        while found := self._after(group_id, reached, most):
            for position, contact in found:
                reached = position
                if contact.phone:
                    yield Candidate(element, position, *_dialled(self._desk, contact.phone), contact)

    def _after(self, group_id: int | None, reached: int, most: int) -> list[tuple[int, Contact]]:
        if group_id is not None:
            seen_by = self._request.application_id
            return membership.after(self._db, group_id, reached, most, self._criteria, seen_by)
        assert self._criteria is not None
        owner = (self._request.user_id, self._request.application_id)
        return membership.among(self._db, *owner, reached, most, self._criteria)

    def _single(self, after: int, way: str, value: Any) -> Candidate | None:
        """None for one who does not meet the criteria: a number without a contact meets none."""
        if way in BEYOND:
            return Candidate(after, 0, f"{way}:{value}", BEYOND[Way(way)])
        if way == Way.CONTACT:
            found = self._contact(after, value)
        else:
            party, trouble = _dialled(self._desk, value)
            found = Candidate(after, 0, party, trouble, None if trouble else self._known(party))
        return found if self._meets(found.contact) else None

    def _known(self, party: str) -> Contact | None:
        request = self._request
        return people.contact_of_number(self._db, request.user_id, party, request.application_id)

    def _contact(self, after: int, contact_id: int) -> Candidate:
        contact = CONTACTS.newest(self._db, exactly(id=contact_id))
        if contact is None or not contact.phone:
            why = "the contact has no number" if contact else "the contact was deleted"
            return Candidate(after, 0, f"contact:{identifiers.encode('contact', contact_id)}", why, contact)
        return Candidate(after, 0, *_dialled(self._desk, contact.phone), contact)

    def _meets(self, contact: Contact | None) -> bool:
        if self._criteria is None:
            return True
        return contact is not None and CONTACTS.count(self._db, exactly(id=contact.id), self._meeting) > 0
