"""What a program type is: its name, its traffic, its parameters and what it says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from appliance.domain import Direction, Service
from appliance.programs.tokens import Facts
from appliance.spool.listing import Condition, Connection
from appliance.spool.programs import Program


@dataclass(frozen=True, slots=True)
class Message:
    """What goes to the carrier: `body` with the carrier's `options`."""

    body: str
    options: Mapping[str, Any]


Own = Callable[[str], tuple[Condition, ...]]
"""Of a kind of record ("account"), the conditions that one must meet for the caller to see it."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A program type.

    `check(db, own, given)` returns the parameters to keep; raises Invalid for missing ones, NotFound for records that
    the caller can't see. `render(db, program, facts)` gives the message to send, `facts` being what tokens stand for;
    raises Conflict where the content is gone.
    """

    name: str
    service: Service
    direction: Direction
    check: Callable[[Connection, Own, Mapping[str, Any]], dict[str, Any]]
    render: Callable[[Connection, Program, Facts], Message]
