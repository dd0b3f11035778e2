"""From a body to what each message says: templates are put in once, the values of each recipient later.

All is bounded, so that no templates that include each other, and no values that double each other, cost more than a
message may.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from appliance.composition import vtl
from appliance.composition.parts import Assign, BadTemplate, Include, Part, Program, Reference, Track

LONGEST = 40_000  # characters of a message: 255 parts of 153 septets are 39,015
LONGEST_VALUE = 4_000  # of what #set keeps
LONGEST_PROGRAM = 60_000  # of a body and all that it includes
MOST_SETS = 200
MOST_INCLUDES = 32
DEEPEST = 4  # templates within templates

Find = Callable[[str], str | None]
"""The pattern of a template by its name; None where there is none."""

Values = Callable[[str], str | None]
"""The value of a name; None where it has none."""


class NoTemplate(BadTemplate):
    """No template is called so."""


class Unfilled(ValueError):
    """A message can't be put together; the text says why, for people."""


class Overlong(Unfilled):
    """It comes to more than a message can be."""


@dataclass(frozen=True, slots=True)
class Link:
    """A tracked link in a message: where it leads to."""

    url: str
    label: str = ""


Piece = str | Link


def written(body: str, find: Find) -> Program:
    """What a body comes to with the templates that it includes. Raises BadTemplate, NoTemplate."""
    parts = vtl.body(body)
    program = _bounded(_included(parts, find, _Budget(len(body))))
    return _trimmed(program) if vtl.is_template(parts) else program


def of_pattern(pattern: str, find: Find) -> Program:
    """Likewise, of a template's pattern by itself."""
    return _bounded(_included(vtl.pattern(pattern), find, _Budget(len(pattern))))


@dataclass(slots=True)
class _Budget:
    length: int
    includes: int = 0

    def spend(self, pattern: str, depth: int) -> None:
        self.includes += 1
        self.length += len(pattern)
        if depth > DEEPEST:
            raise BadTemplate(f"templates include each other more than {DEEPEST} deep")
        if self.includes > MOST_INCLUDES:
            raise BadTemplate(f"more than {MOST_INCLUDES} templates are included")
        if self.length > LONGEST_PROGRAM:
            raise BadTemplate(f"with its templates it has more than {LONGEST_PROGRAM} characters")


def _included(parts: Iterable[Part], find: Find, budget: _Budget, depth: int = 1) -> Iterator[Part]:
    for part in parts:
        if not isinstance(part, Include):
            yield part
            continue
        pattern = find(part.name)
        if pattern is None:
            raise NoTemplate(f"there is no template {part.name!r}")
        budget.spend(pattern, depth)
        yield from _included(vtl.pattern(pattern), find, budget, depth + 1)


def _bounded(parts: Iterable[Part]) -> Program:
    program = tuple(each for each in parts if not isinstance(each, Include))
    if sum(isinstance(each, Assign) for each in program) > MOST_SETS:
        raise BadTemplate(f"more than {MOST_SETS} values are set")
    return program


def _trimmed(program: Program) -> Program:
    """Without the blank lines around it that its directives leave."""
    return tuple(reversed(_begun(reversed(_begun(program, str.lstrip)), str.rstrip)))


def _begun(program: Iterable[str | Reference | Assign | Track], strip: Callable[[str], str]) -> Program:
    begun, found = False, []
    for part in program:
        kept = strip(part) if isinstance(part, str) and not begun else part
        begun = begun or not (isinstance(part, Assign) or kept == "")
        if kept != "":
            found.append(kept)
    return tuple(found)


def pieces(program: Program, values: Values) -> tuple[Piece, ...]:
    """What the message of a recipient says, by what their values are. Raises Unfilled.

    What takes a name's place is text and not looked at again.
    """
    assigned: dict[str, str] = {}

    def known(name: str) -> str | None:
        return assigned[name] if name in assigned else values(name)

    found: list[Piece] = []
    length = 0
    for part in program:
        if isinstance(part, Assign):
            assigned[part.name] = _joined(part.value, known, LONGEST_VALUE)
            continue
        piece = Link(_joined(part.url, known, LONGEST_VALUE), part.label) if isinstance(part, Track) else part
        piece = _value(piece, known) if isinstance(piece, Reference) else piece
        length += len(piece.url if isinstance(piece, Link) else piece)
        _within(length, LONGEST)
        found.append(piece)
    return tuple(found)


def names(program: Program) -> Iterator[str]:
    """Those whose values a program asks for: each that it does not set itself before."""
    assigned: set[str] = set()
    for part in program:
        yield from (each.name for each in _asked(part) if each.name not in assigned)
        if isinstance(part, Assign):
            assigned.add(part.name)


def urls(program: Program) -> Iterator[tuple[str | Reference, ...]]:
    """Those of its tracked links, as they are written."""
    return (each.url for each in program if isinstance(each, Track))


def _asked(part: str | Reference | Assign | Track) -> Iterator[Reference]:
    match part:
        case Reference():
            yield part
        case Assign(_, within) | Track(within, _):
            yield from (each for each in within if isinstance(each, Reference))


def told(found: Iterable[Piece]) -> str:
    """Pieces as text, tracked links as what they lead to."""
    return "".join(each.url if isinstance(each, Link) else each for each in found)


def _joined(parts: Iterable[str | Reference], known: Values, longest: int) -> str:
    found, length = [], 0
    for part in parts:
        found.append(_value(part, known) if isinstance(part, Reference) else part)
        length += len(found[-1])
        _within(length, longest)
    return "".join(found)


def _value(reference: Reference, known: Values) -> str:
    value = known(reference.name)
    if value is None and not reference.quiet:
        raise Unfilled(f"${{{reference.name}}} has no value")
    return value or ""


def _within(length: int, longest: int) -> None:
    if length > longest:
        raise Overlong(f"it comes to more than {longest} characters")
