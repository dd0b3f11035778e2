"""Which line carries what: pure, from what is known of the lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from appliance.domain import Service
from appliance.errors import NotReady, Unserved

SHARED = ""
"""The lane that every line without prefixes serves, whichever is free first."""

MAIL = "mail"
"""The lane of what goes by mail, and the name of what carries it."""

TRANSLATION = "@translation"
"""Who is woken, as a lane is, for texts that wait for a translation. No line is called so."""

CHANNEL = "channel:"
"""How the lane of a channel begins; every line in it that has no prefixes serves it, whichever is free first."""

_INTERNATIONAL = re.compile(r"^(?:\+|00)")


@dataclass(frozen=True, slots=True)
class LineFacts:
    """A line as routing sees it, with its own `number`. `healthy`: it could send now; `used_recently`: parts, over
    whatever span is the same for all; `weight`: lighter is used more.
    """

    name: str
    services: Service
    prefixes: tuple[str, ...] = ()
    weight: int = 1
    healthy: bool = True
    queue_depth: int = 0
    used_recently: int = 0
    active: bool = True
    number: str = ""


def choose(number: str, service: Service, lines: Sequence[LineFacts]) -> str:
    """The lane for `number`: SHARED, or the name of a line. Raises NotReady where no active line offers the service,
    Unserved where those that do have other prefixes, or it is the number of the only fax line that would do.

    Of the lines with the longest matching prefix: the healthy ones before the dead, then the shortest queue times
    weight, then the least used. Dead lines of a prefix give way to healthy lines of shorter ones. A fax to a line's own
    number goes to another line by name: that line would find itself engaged.
    """
    offering = [line for line in lines if line.active and line.services & service]
    if not offering:
        raise NotReady(f"no line offers {(service.name or str(service)).lower()}")
    ranked = [(line, length) for line in offering if (length := _match(line, number)) is not None]
    if not ranked:
        raise Unserved(f"no line serves {number}")
    others = [each for each in ranked if not _calls_itself(each[0], number, service)]
    if not others:
        raise Unserved(
            f"{number} is the number of {ranked[0][0].name}, which can't fax to itself, and no other line can"
        )
    usable = [each for each in others if each[0].healthy] or others
    longest = max(length for _, length in usable)
    best = [line for line, length in usable if length == longest]
    if longest == 0 and others == ranked:
        return SHARED
    return min(best, key=_load).name


def lane_of_channel(channel_id: int) -> str:
    """The lane of what is sent from that channel."""
    return f"{CHANNEL}{channel_id}"


def order_to_wake(idle: Sequence[LineFacts]) -> list[LineFacts]:
    """Idle lines in the order in which to offer them shared work: lighter and less used first, dead ones left out."""
    return sorted((line for line in idle if line.active and line.healthy), key=_load)


def first_to_wake(idle: Sequence[LineFacts]) -> list[LineFacts]:
    """Of each service the idle line to offer shared work to first."""
    order = order_to_wake(idle)
    best = [next((line for line in order if line.services & service), None) for service in Service]
    return list(dict.fromkeys(filter(None, best)))


def takes(line: LineFacts, number: str) -> bool:
    """Whether `line` serves that destination."""
    return _match(line, number) is not None


def spellings(number: str) -> tuple[str, ...]:
    """Every way to write the same digits: as they are, with + and with 00 in front; none of ""."""
    digits = _INTERNATIONAL.sub("", number)
    return (digits, f"+{digits}", f"00{digits}") if digits else ()


def _calls_itself(line: LineFacts, number: str, service: Service) -> bool:
    return service is Service.FAX and number in spellings(line.number)


def _match(line: LineFacts, number: str) -> int | None:
    """The length of the longest prefix that matches, 0 for a line that takes all, None for one that won't take it."""
    if not line.prefixes:
        return 0
    plain = _INTERNATIONAL.sub("+", number)
    return max((len(each) for each in line.prefixes if plain.startswith(_INTERNATIONAL.sub("+", each))), default=None)


def _load(line: LineFacts) -> tuple[float, int, str]:
    weight = max(line.weight, 1)
    return ((line.queue_depth + line.used_recently) * weight, weight, line.name)
