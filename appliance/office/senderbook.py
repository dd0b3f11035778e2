"""Every sender id as it is now: what is kept of it, what its line's settings say and what is seen of the line."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from appliance import numbers
from appliance.domain import Line, Service
from appliance.office.desk import Actor, Desk
from appliance.office.outlets import Configuration
from appliance.office.ways import Ways
from appliance.spool import line_states
from appliance.spool.line_states import LineState
from appliance.spool.listing import Connection
from appliance.spool.senders import SENDERS, SenderRow

ACTIVE, INACTIVE, BROKEN = "ACTIVE", "INACTIVE", "BROKEN"
PENDING, IMPLEMENTED, LEAVING = "PENDING_IMPLEMENTATION", "IMPLEMENTED", "PENDING_DELETE"
STATES = (PENDING, IMPLEMENTED, ACTIVE, INACTIVE, BROKEN, LEAVING)
PRIVATE, SHARED, FREE, TAKEN = "PRIVATE", "SHARED", "PREPROVISIONED", "PURCHASED"
OWNERSHIPS = (PRIVATE, SHARED, FREE, TAKEN)

LONGCODE, FAX, VOICE = "LONGCODE", "FAX", "VOICE"
TYPES = (LONGCODE, FAX, VOICE)
_TYPE_OF = ((Service.FAX, FAX), (Service.SMS, LONGCODE), (Service.VOICE, VOICE))
SEEN = {"ready": ACTIVE, "paused": ACTIVE, "memory_full": ACTIVE, "starting": IMPLEMENTED}
"""Of the states in which a line is seen those in which it is not BROKEN."""
_NO_DIGIT = re.compile(r"\D")


def digits(number: str) -> str:
    """A number's digits as they are dialled from abroad, by which numbers are compared."""
    return _NO_DIGIT.sub("", number).removeprefix("00")


@dataclass(frozen=True, slots=True)
class SenderId(SenderRow):
    """A row completed: `line` is the one that it stands for, with the row `line_id`, None while it waits for one.

    `ownership` is whose it is now (spec/SCG.md 9), `carries` what its line can, or is asked to, `operators` the network
    that its SIM is in, `templates` the numbers of those whose words a message from it must have.
    """

    line: Line | None
    line_id: int | None
    carries: tuple[str, ...]
    operators: tuple[str, ...]
    templates: tuple[int, ...]

    @property
    def is_line(self) -> bool:
        """Whether it is the line itself, not another name for one."""
        return self.line_id == self.id

    @property
    def services(self) -> Service:
        """What its line carries."""
        return self.line.services if self.line else Service(0)

    @property
    def country(self) -> str:
        """Of its number."""
        return numbers.country(self.address)


class Book:
    """Looks all of them up; there are few."""

    def __init__(self, desk: Desk, configuration: Configuration) -> None:
        self._ways = Ways(desk, configuration)
        self._configuration = configuration

    def all(self, db: Connection) -> dict[int, SenderId]:
        """Every one, by id."""
        self._ways.within(db)
        lines = {line.name: line for line in self._configuration.lines()}
        seen = {state.line: state for state in line_states.all_lines(db)}
        rows = SENDERS.find(db).rows
        rows_of_lines = {row.outlet: row.id for row in rows if row.outlet and row.parent_id is None}
        by_number = {digits(number): line for line in lines.values() if (number := _number(line, seen))}
        found = [_sender(row, lines, by_number, rows_of_lines, seen) for row in rows if _is_ours(row, lines)]
        return {each.id: each for each in found}

    def seen_by(self, db: Connection, actor: Actor) -> dict[int, SenderId]:
        """Those that the actor may see: every line, and what they have or asked for themselves."""
        return {each: sender for each, sender in self.all(db).items() if _is_shown(sender, actor)}


def _number(line: Line, seen: Mapping[str, LineState]) -> str:
    return line.number or (seen[line.name].number if line.name in seen else "")


def _is_ours(row: SenderRow, lines: Mapping[str, Line]) -> bool:
    return row.outlet is None or row.outlet in lines


def _sender(
    row: SenderRow,
    lines: Mapping[str, Line],
    by_number: Mapping[str, Line],
    rows_of_lines: Mapping[str, int],
    seen: Mapping[str, LineState],
) -> SenderId:
    """One that was asked for stands for the line with its number once that is there."""
    line = lines[row.outlet] if row.outlet else by_number.get(digits(row.address)) if row.address else None
    told = {
        "templates": tuple(json.loads(row.message_templates)),
        "ownership": row.owned,
        "updated_at": row.updated_at or row.created_at,
    }
    told |= _waiting(row) if line is None else _standing(row, line, seen.get(line.name), rows_of_lines)
    return SenderId(**{**{each.name: getattr(row, each.name) for each in fields(SenderRow)}, **told})


def _waiting(row: SenderRow) -> dict[str, Any]:
    return {
        "line": None,
        "line_id": None,
        "state": PENDING,
        "type_id": row.type_id or LONGCODE,
        "carries": tuple(json.loads(row.capabilities)),
        "operators": (),
    }


def _standing(row: SenderRow, line: Line, seen: LineState | None, rows_of_lines: Mapping[str, int]) -> dict[str, Any]:
    return {
        "line": line,
        "line_id": rows_of_lines[line.name],
        "name": row.name or line.name,
        "address": line.number or (seen.number if seen else "") or row.address,
        "state": _state(row, line, seen),
        "type_id": next((name for service, name in _TYPE_OF if service in line.services), VOICE),
        "carries": tuple(str(each.name) for each in (Service.SMS, Service.VOICE, Service.FAX) if each in line.services),
        "operators": (seen.operator,) if seen and seen.operator else (),
    }


def _state(row: SenderRow, line: Line, seen: LineState | None) -> str:
    if row.state == LEAVING:
        return LEAVING
    if row.state == INACTIVE or not line.active:
        return INACTIVE
    return SEEN.get(seen.state if seen else "absent", BROKEN)


def _is_shown(sender: SenderId, actor: Actor) -> bool:
    if sender.is_line or actor.may("provider_admin"):
        return True
    same = actor.application_id is None or sender.application_id in (None, actor.application_id)
    return sender.user_id == actor.user_id and same
