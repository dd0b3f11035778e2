"""From what a message goes: a sender id, or a channel of several (spec/SCG.md 5)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from appliance import identifiers, numbers, pacing, routing
from appliance.classes import COMMERCIAL, OTHER, SenderClass
from appliance.domain import Service
from appliance.errors import Invalid, NotFound, Unserved
from appliance.office.desk import Actor
from appliance.office.outlets import Configuration
from appliance.office.senderbook import ACTIVE, BROKEN, IMPLEMENTED, LEAVING, TAKEN, Book, SenderId, digits
from appliance.pacing import Turn
from appliance.routing import LineFacts
from appliance.spool import channels, hours, senders
from appliance.spool.channels import CHANNELS, Channel
from appliance.spool.listing import Connection, exactly

PRIORITIES = {"HIGH": 3, "NORMAL": 0, "LOW": -2}
"""Of channels, each with what it is in the queue: below 0 whatever else is sent goes first."""

_KIND = re.compile(r"(sender_id|channel)[:-](.*)", re.DOTALL)
_SENDS = (ACTIVE, IMPLEMENTED, BROKEN)
_EVERYBODY = 0


@dataclass(frozen=True, slots=True)
class Origin:
    """`senders`: the one, or those of the channel that can be used; `classes` are theirs.

    `priority` is what the channel's is in the queue. `bound`: by no other line, even if this one is dead.
    """

    senders: tuple[SenderId, ...]
    classes: tuple[SenderClass, ...]
    channel: Channel | None = None

    @property
    def name(self) -> str:
        """What people call it."""
        return self.channel.name if self.channel else self.senders[0].name

    @property
    def number(self) -> str:
        """What recipients see; "" where it depends on which line of a channel is free first."""
        return self.senders[0].address if len(self.senders) == 1 else ""

    @property
    def sender_id(self) -> int | None:
        """The sender id, None where it depends on which line of a channel is free first."""
        return self.senders[0].id if len(self.senders) == 1 else None

    @property
    def sender_ids(self) -> tuple[int, ...]:
        """All that it may be; of a line under another name the line's own, by which consent goes."""
        return tuple(dict.fromkeys(each.line_id or each.id for each in self.senders))

    @property
    def channel_id(self) -> int | None:
        """The channel, where it is one."""
        return self.channel.id if self.channel else None

    @property
    def consent_managed(self) -> str:
        """Who asks people whether they want to be written to: SCG (the box), where any says so, else USER."""
        return "SCG" if any(each.consent_managed_by == "SCG" for each in self.senders) else "USER"

    @property
    def check_white_list(self) -> bool:
        """Whether it may only go to who is on the white list."""
        return any(each.check_white_list for each in self.senders)

    @property
    def templates(self) -> tuple[int, ...]:
        """The numbers of the templates that any of them or the channel has."""
        own = channels.templates(self.channel) if self.channel else ()
        return tuple(dict.fromkeys((*own, *(number for each in self.senders for number in each.templates))))

    @property
    def price(self) -> float | None:
        """What each part of a message costs at most, None where nobody says."""
        return max((each.price for each in self.classes), default=0.0) or None

    @property
    def priority(self) -> int:
        """Of its messages in the queue."""
        return PRIORITIES[self.channel.priority] if self.channel else PRIORITIES["NORMAL"]

    @property
    def bound(self) -> bool:
        """Whether the number that recipients see must be kept."""
        return self.channel is None and self.senders[0].keep_sender_address == "YES"

    @property
    def reports(self) -> bool:
        """Whether it is to be known that messages came."""
        return any(each.dr_required == "YES" for each in self.senders)

    def carries(self, service: Service) -> bool:
        """Whether any can carry that."""
        return any(each.services & service for each in self.senders)

    def lane(self, number: str, service: Service, lines: Sequence[LineFacts]) -> str:
        """The lane for a message to `number`; `lines` are all of the box. Raises NotReady, Unserved.

        That of a channel is served by all its lines without prefixes; those with prefixes are asked first. Where the
        classes of some of them are not for the number's country, it goes by one of the others.
        """
        serving = {each.line.name for each in self.senders if each.line and self._is_for(each, number)}
        candidates = [line for line in lines if line.name in serving]
        if not serving:
            raise Unserved(f"no class of {self.name} is for numbers of {numbers.country(number) or 'nowhere'}")
        chosen = routing.choose(number, service, candidates)
        if chosen != routing.SHARED:
            return chosen
        if self.channel and len(serving) == len({each.line_id for each in self.senders}):
            return routing.lane_of_channel(self.channel.id)
        return (routing.order_to_wake(candidates) or candidates)[0].name

    def _is_for(self, sender: SenderId, number: str) -> bool:
        """Whether its class may write to that country."""
        countries = next((each.countries for each in self.classes if each.name == sender.class_id), (OTHER,))
        return OTHER in countries or numbers.country(number) in countries

    def opens(self, number: str, now: float) -> float:
        """When a message to `number` may go, from `now` on (Unix time): its recipient's day has its hours for it."""
        return numbers.opens([each.hours for each in self.classes], number, now)

    def keep(self, db: Connection, transmission_id: int) -> None:
        """Have its hours kept for a message that is asked to go, however long that waits for a line."""
        hours.keep(db, transmission_id, [each.hours for each in self.classes])

    def booked(self, db: Connection, number: str, user_id: int) -> float:
        """Until when (Unix time) the turns of that user's messages to where `number` is are given away, 0 for none."""
        limited = [each for each in self.classes if each.limited]
        country = numbers.country(number) if limited else ""
        last = [senders.turns(db, each.name, whose, country) for each in limited for whose in (user_id, _EVERYBODY)]
        return max((turn[0] for turn in last if turn), default=0.0)

    def turn(self, db: Connection, number: str, user_id: int, now: float) -> float:
        """Take the next turn of a message of that user to `number`; when it is, in the hours for it.

        In a transaction: a turn is given away once.
        """
        limited = [each for each in self.classes if each.limited]
        if not limited:
            return self.opens(number, now)
        country = numbers.country(number)
        return max(self._turn(db, each, number, country, user_id, now) for each in limited)

    def _turn(self, db: Connection, limits: SenderClass, number: str, country: str, user_id: int, now: float) -> float:
        given = ((user_id, limits.per_second, limits.per_day), (_EVERYBODY, limits.total_per_second, 0))
        at = self.opens(number, now)
        for whose, per_second, per_day in given:
            if per_second or per_day:
                last = senders.turns(db, limits.name, whose, country)
                mine = pacing.turn(
                    Turn(*last) if last else None, per_second, per_day, at, lambda moment: self.opens(number, moment)
                )
                senders.take_turn(db, limits.name, whose, country, *mine)
                at = mine.at
        return at


class Resting(Invalid):
    """The sender can't send now."""


class Origins:
    """Makes an Origin of what a program says a message is from."""

    def __init__(self, book: Book, configuration: Configuration) -> None:
        self._book = book
        self._configuration = configuration

    def resolve(self, db: Connection, actor: Actor, given: str) -> Origin:
        """Of `sender_id:ID`, `channel:ID`, - in place of the colon, a bare id of either or a sender's number.

        Raises Invalid where there is none, or several have the number; Resting where it can't send now.
        """
        said = given.strip()
        kind, word = match.groups() if (match := _KIND.fullmatch(said)) else ("", said)
        known = self._book.seen_by(db, actor)
        found = self._of_sender(known, word) if kind != "channel" else None
        if found is None and kind != "sender_id":
            found = self._of_channel(db, actor, known, word)
        if found is None and kind:
            raise Invalid(f"from: no {kind.replace('_', ' ')} is {word[:64]!r}")
        return found or self._of_address(known, actor, word)

    def _of_sender(self, known: dict[int, SenderId], word: str) -> Origin | None:
        try:
            sender = known.get(identifiers.decode("sender", word))
        except NotFound:
            return None
        return None if sender is None else self._from([usable(sender)])

    def _of_channel(self, db: Connection, actor: Actor, known: dict[int, SenderId], word: str) -> Origin | None:
        try:
            channel = channel_in(db, actor, identifiers.decode("channel", word))
        except NotFound:
            return None
        members = [known[each] for each in channels.members(db, channel.id) if each in known]
        able = [each for each in members if can_send(each)]
        if not able:
            raise Resting(f"from: no sender id of channel {channel.name or word} can send")
        return self._from(able, channel)

    def _of_address(self, known: dict[int, SenderId], actor: Actor, word: str) -> Origin:
        same = [each for each in known.values() if digits(word) and digits(each.address) == digits(word)]
        if not same:
            raise Invalid(f"from: no sender id has the address {word[:64]!r}")
        own = [each for each in same if not each.is_line and each.user_id == actor.user_id and can_send(each)]
        best = own or [each for each in same if can_send(each)] or same
        if len(best) > 1:
            raise Invalid(f"from: {len(best)} sender ids have the address {word[:64]!r}; name one by its id")
        return self._from([usable(best[0])])

    def _from(self, found: Sequence[SenderId], channel: Channel | None = None) -> Origin:
        known = {each.name: each for each in self._configuration.sender_classes()}
        names = dict.fromkeys(each.class_id for each in found)
        return Origin(tuple(found), tuple(known.get(name) or known[COMMERCIAL] for name in names), channel)


def channel_in(db: Connection, actor: Actor, channel_id: int) -> Channel:
    """The channel, where the actor may see it. Raises NotFound."""
    where = [*actor.own("channel"), *exactly(id=channel_id, deleted=0)]
    return CHANNELS.get(db, f"channel {channel_id}", where)


def can_send(sender: SenderId) -> bool:
    """Whether it may be asked to; one whose modem is away counts, its messages wait or go by another."""
    return sender.state in _SENDS and sender.ownership != TAKEN


def usable(sender: SenderId) -> SenderId:
    """It, where it can send. Raises Resting where it may again, else Invalid."""
    if sender.ownership == TAKEN:
        raise Invalid(f"from: sender id {sender.name} was purchased by somebody else")
    if sender.state not in _SENDS:
        refusal = Invalid if sender.state == LEAVING else Resting
        raise refusal(f"from: sender id {sender.name} is {sender.state}")
    return sender
