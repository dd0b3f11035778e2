"""Whom a message request writes to: its recipients one after the other, groups member by member."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from appliance import identifiers
from appliance.domain import Service
from appliance.errors import Invalid, NotFound
from appliance.office.desk import Actor, Desk
from appliance.office.groups import group_in
from appliance.office.people import contact_in
from appliance.recipients import BEYOND, Recipient, Way, recipient
from appliance.spool import membership, people
from appliance.spool.listing import Connection, exactly
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
    contact: Contact | None = None
    trouble: str = ""


def targets(db: Connection, desk: Desk, actor: Actor, addresses: Sequence[str]) -> list[Target]:
    """What the addresses lead to. Raises Invalid for a record that is not there, and where nobody can be reached."""
    if len(addresses) > MOST_NAMED:
        raise Invalid(f"{len(addresses)} recipients, {MOST_NAMED} at most: make a group of them")
    found = [_target(db, actor, each) for each in addresses]
    troubles = [_trouble(desk, way, value) for way, value in found]
    if found and all(troubles):
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
    return found.way.value, found.value


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
    try:
        return desk.party(Service.SMS, number, ""), ""
    except Invalid as error:
        return number, error.detail


def following(db: Connection, desk: Desk, request: Request, most: int) -> list[Candidate]:
    """The next of its recipients, `most` of them; fewer where it has no more."""
    left = islice(enumerate(json.loads(request.targets)), request.element, None)
    return list(islice(_all(db, desk, request, left, most), most))


def _all(
    db: Connection, desk: Desk, request: Request, left: Iterable[tuple[int, Target]], most: int
) -> Iterator[Candidate]:
    reached = request.position
    for element, (way, value) in left:
        if way == Way.GROUP:
            yield from _members(db, desk, element, value, reached, most)
        else:
            yield _single(db, desk, request, element + 1, way, value)
        reached = 0


def _members(db: Connection, desk: Desk, element: int, group_id: int, reached: int, most: int) -> Iterator[Candidate]:
    """Who has no number is no recipient."""
    while found := membership.after(db, group_id, reached, most):
        for position, contact in found:
            reached = position
            if contact.phone:
                party, trouble = _dialled(desk, contact.phone)
                yield Candidate(element, position, party, contact, trouble)


def _single(db: Connection, desk: Desk, request: Request, after: int, way: str, value: Any) -> Candidate:
    if way == Way.CONTACT:
        return _contact(db, desk, request, after, value)
    if way in BEYOND:
        return Candidate(after, 0, f"{way}:{value}", trouble=BEYOND[Way(way)])
    party, trouble = _dialled(desk, value)
    contact = None if trouble else people.contact_of_number(db, request.user_id, party)
    return Candidate(after, 0, party, contact, trouble)


def _contact(db: Connection, desk: Desk, request: Request, after: int, contact_id: int) -> Candidate:
    contact = CONTACTS.newest(db, exactly(id=contact_id))
    if contact is None or not contact.phone:
        why = "the contact has no number" if contact else "the contact was deleted"
        return Candidate(after, 0, f"contact:{identifiers.encode('contact', contact_id)}", contact, why)
    party, trouble = _dialled(desk, contact.phone)
    return Candidate(after, 0, party, contact, trouble)
