"""What the messages of a request say (spec/SCG.md 6): its body is read once, at submit, the values for each later."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from appliance.composition import links, program
from appliance.composition.parts import BadTemplate, Program, Reference, packed, unpacked
from appliance.composition.program import Link, Overlong, Piece, Unfilled, pieces, told
from appliance.composition.validators import matches
from appliance.errors import BadTrackingUrl, Invalid, MessageTooLong, NotFound
from appliance.office.desk import Actor
from appliance.spool import contact_values
from appliance.spool.listing import Condition, Connection, Match, exactly
from appliance.spool.message_templates import MESSAGE_TEMPLATES, TEMPLATE, VALIDATOR, MessageTemplate

TEMPLATE_ERROR = "1006"
"""SCG's reason for a message that could not be put together (spec/SCG.md 3)."""


@dataclass(frozen=True, slots=True)
class Composed:
    """What one message says, or why it `failed`: a reason's code, and then the reason for people."""

    pieces: tuple[Piece, ...] = ()
    failed: str | None = None

    @property
    def body(self) -> str:
        """The text, tracked links as what they lead to."""
        return told(self.pieces)

    @property
    def links(self) -> tuple[Link, ...]:
        """The links that are tracked, in their order."""
        return tuple(each for each in self.pieces if isinstance(each, Link))


@dataclass(frozen=True, slots=True)
class Composition:
    """A body with all its templates in it, and the patterns of which what comes of it must match one, if there are any.

    It depends on nothing that may change: `kept` goes with the request, so that all its messages say the same.
    """

    program: Program
    validators: tuple[str, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        """Those whose values it asks for."""
        return frozenset(program.names(self.program))

    def text(self, values: Mapping[str, str]) -> Composed:
        """What the message of a recipient with those values says."""
        try:
            found = pieces(self.program, values.get)
            for link in found:
                if isinstance(link, Link):
                    links.checked(link.url)
        except (Unfilled, links.BadLink) as error:
            return Composed(failed=f"{TEMPLATE_ERROR} template error: {error}")
        if not self._allows(told(found)):
            return Composed(failed=f"{TEMPLATE_ERROR} template error: it matches none of its sender's templates")
        return Composed(found)

    def of(self, db: Connection, contact_id: int | None) -> Composed:
        """What the message of a contact says, or of a number that is nobody's."""
        return self.text({} if contact_id is None else contact_values.of(db, contact_id, self.names))

    def kept(self) -> str:
        """As JSON."""
        return json.dumps([packed(self.program), self.validators], ensure_ascii=False)

    def _allows(self, body: str) -> bool:
        return not self.validators or any(matches(pattern, body) for pattern in self.validators)


def restored(kept: str) -> Composition:
    """The composition that was `kept`."""
    parts, validators = json.loads(kept)
    return Composition(unpacked(parts), tuple(validators))


def prepare(db: Connection, actor: Actor, body: str, validators: Iterable[str] = ()) -> Composition:
    """Read a body; `validators` are the patterns of its sender's templates (see `validators_of`).

    Raises Invalid where it is no template or names one that is not there; BadTrackingUrl; and Invalid, MessageTooLong
    where it says to whoever gets it what the sender may not say, or too much.
    """
    composition = Composition(_program(db, actor, body), tuple(validators))
    _check_links(composition.program)
    if not composition.names:
        _check_said(composition)
    return composition


def _check_said(composition: Composition) -> None:
    try:
        pieces(composition.program, lambda name: None)
    except Overlong as error:
        raise MessageTooLong(str(error)) from error
    said = composition.text({})
    if said.failed:
        raise Invalid(said.failed.partition(": ")[2])


def validators_of(db: Connection, template_ids: Iterable[int]) -> tuple[str, ...]:
    """The patterns of those of a sender's templates that are validators, whoever made them."""
    ids = json.dumps(list(template_ids))
    found = MESSAGE_TEMPLATES.find(db, [Condition("id", Match.AMONG, ids), *exactly(designation=VALIDATOR)])
    return tuple(each.pattern for each in found.rows)


def compose_reply(db: Connection, actor: Actor, template_name: str, variables: Mapping[str, str]) -> str:
    """What a template says by itself with those values. Raises NotFound, Invalid where it can't be put together."""
    template = _named(db, actor, template_name)
    if template is None or template.designation != TEMPLATE:
        raise NotFound(f"template {template_name!r}")
    try:
        parts = program.of_pattern(template.pattern, lambda name: _pattern(db, actor, name))
        return told(pieces(parts, variables.get))
    except (BadTemplate, Unfilled) as error:
        raise Invalid(f"template {template_name!r}: {error}") from error


def _program(db: Connection, actor: Actor, body: str) -> Program:
    try:
        return program.written(body, lambda name: _pattern(db, actor, name))
    except BadTemplate as error:
        raise Invalid(f"body: {error}") from error


def _check_links(parts: Program) -> None:
    """Raises BadTrackingUrl for a link that can't be tracked whatever its values are."""
    for url in program.urls(parts):
        try:
            links.checked("".join("x" if isinstance(each, Reference) else each for each in url))
        except links.BadLink as error:
            raise BadTrackingUrl(str(error)) from error


def _pattern(db: Connection, actor: Actor, name: str) -> str | None:
    found = _named(db, actor, name)
    return found.pattern if found is not None and found.designation == TEMPLATE else None


def _named(db: Connection, actor: Actor, name: str) -> MessageTemplate | None:
    """The actor's template of that name; what the very same application made, or none, goes before all else."""
    found = MESSAGE_TEMPLATES.find(db, [*actor.own("message_template"), *exactly(name=name)]).rows
    return min(found, key=lambda each: each.application_id != actor.application_id, default=None)
