"""What every use case works with, and who asks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, TypeVar

from appliance.addresses import mailbox
from appliance.domain import Service
from appliance.errors import Forbidden, Invalid
from appliance.programs.kind import Message
from appliance.routing import LineFacts
from appliance.spool.listing import Condition, Connection, Match, exactly
from appliance.spool.pages import MOST as MOST_PAGES
from appliance.spool.people import User
from appliance.spool.store import Spool

R = TypeVar("R")

_LIFTS = "admin"
_FAX_NUMBER = re.compile(r"\+?[0-9]+")


class Measure(Protocol):
    """How a content will go: `encoding` GSM7, DATA8 or UCS2, in `parts` parts."""

    @property
    def encoding(self) -> str:
        """By name."""

    @property
    def parts(self) -> int:
        """From 1 to 255."""

    @property
    def units_left(self) -> int:
        """How many septets, octets or UCS2 units still fit the last part."""


class Carrier(Protocol):
    """What the box must know of the air before it takes a message in."""

    def dialable(self, number: str) -> str:
        """The number as it goes on the wire. Raises Invalid."""

    def measure(self, body: str, options: Mapping[str, Any]) -> Measure:
        """How `body` will go. Raises Invalid where it can't."""

    def beyond(self, body: str, options: Mapping[str, Any]) -> str:
        """The characters of `body`, each once, that the 7 bit alphabet lacks."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks. `grants`: the permissions that they were given (spec/ICTCORE.md 13).

    `application_id`: the program that asks for them, where it is one that is kept apart from their others.
    """

    user_id: int
    username: str
    grants: frozenset[str] = frozenset()
    application_id: int | None = field(default=None, kw_only=True)

    def may(self, permission: str) -> bool:
        """Whether they hold it, by itself or by its family: `contact` gives every `contact_x` but `contact_admin`."""
        family, _, verb = permission.rpartition("_")
        return permission in self.grants or (family in self.grants and verb != _LIFTS)

    def need(self, permissions: Iterable[str]) -> None:
        """Raises Forbidden naming the first that they don't hold."""
        for each in permissions:
            if not self.may(each):
                raise Forbidden(f"the permission {each} is needed")

    def own(self, kind: str) -> tuple[Condition, ...]:
        """The conditions that a record must meet for this actor to see it; `contact_admin` lifts those of a contact.

        An application sees what no other has made.
        """
        theirs = () if self.may(f"{kind}_{_LIFTS}") else exactly(user_id=self.user_id)
        if self.application_id is None:
            return theirs
        return (*theirs, Condition("application_id", Match.OURS, self.application_id))

    @property
    def owner(self) -> dict[str, int | None]:
        """Whose a record is that this actor makes."""
        return {"user_id": self.user_id, "application_id": self.application_id}


def actor_of(user: User) -> Actor:
    """That user, asking."""
    return Actor(user.id, user.username, user.grants)


@dataclass(frozen=True, slots=True)
class Desk:
    """See `Office` for what each is. `cover`: the owner's template of a cover page, where there is one."""

    spool: Spool
    carrier: Carrier
    clock: Callable[[], float]
    wake: Callable[[str], None]
    route: Callable[[str, Service], str]
    options: Mapping[str, Any]
    due: Callable[[], None] = lambda: None
    cover: Path | None = None
    call_off: Callable[[str], None] = lambda line: None
    line_facts: Callable[[], Sequence[LineFacts]] = lambda: ()

    def write(self, change: Callable[[Connection], R]) -> R:
        """Do it in one transaction; returns when it is on disk."""
        return self.spool.write(change)

    def read(self) -> Connection:
        """This thread's read connection."""
        return self.spool.read()

    def party(self, service: Service, phone: str, email: str) -> str:
        """The far end as the service knows it: a number as it is dialled, or a mailbox. Raises Invalid.

        A fax goes to digits alone: a code such as *21# would change what the telephone line does.
        """
        if service is Service.EMAIL:
            return mailbox(email)
        if not phone.strip():
            raise Invalid("there is no number to send to")
        number = self.carrier.dialable(phone)
        if service is Service.FAX and not _FAX_NUMBER.fullmatch(number):
            raise Invalid(f"{phone!r} can't be faxed to: digits, with + in front for an international number")
        return number

    def parts(self, service: Service, message: Message) -> int:
        """In how many SMS-SUBMITs or pages it goes, 0 for what has neither. Raises Invalid where it can't."""
        if service is Service.FAX:
            return _pages(message)
        return self.carrier.measure(message.body, message.options).parts if service is Service.SMS else 0

    def measure(self, message: Message) -> Measure:
        """How a message will go, with the options of every message. Raises Invalid where it can't."""
        return self.carrier.measure(message.body, self.all_options(message))

    def all_options(self, message: Message) -> dict[str, Any]:
        """A text's own options over those of every text."""
        return {**self.options, **message.options}

    def ready(self, service: Service, message: Message) -> Message:
        """The message with all that the service wants said of it."""
        return Message(message.body, self.all_options(message)) if service is Service.SMS else message


def _pages(message: Message) -> int:
    pages = int(message.options["pages"])
    if pages > MOST_PAGES:
        raise Invalid(f"a fax has at most {MOST_PAGES} pages, this one {pages}: send it as several")
    return pages
