"""The subset of the Velocity Template Language that messages are written in (spec/SCG.md 6), read in linear time.

`${name}`, `$name`, and `$!{name}` that may be missing; `#set($name = "value")`, the value a string, a number or a
reference; `#parse("Template")`; `#track("url")` and `#trackurl("url", "label")`. In double quotes references count, in
single ones they do not; a quote within is doubled or has `\\` in front. `\\` in front of any of these makes it plain
text, `\\\\` is one `\\` then; anywhere else `\\`, `$` and `#` mean themselves. The end of a line goes with a `#set` or
`#parse` in front of it. There are no comments, and a `$` or `#` that begins nothing is no error.

A body without `#set` and `#parse` is no template: of that only tracked links and the attributes of a contact in
braces, `${first_name}`, count, and all else goes out as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from appliance.composition.parts import Assign, BadTemplate, Include, Part, Reference, Track

ATTRIBUTES = frozenset(
    (
        "external_id",
        "first_name",
        "last_name",
        "birth_date",
        "first_acquisition_date",
        "last_acquisition_date",
        "primary_mdn",
        "primary_addr_line1",
        "primary_addr_line2",
        "primary_addr_city",
        "primary_addr_zip",
        "primary_addr_state",
        "primary_addr_country",
        "primary_email_addr",
        "primary_social_handle",
        "preferred_language",
        "voice_preference",
    )
)
"""Those of a contact that say something in a text; beside them `fast_access.x` and `extended_attributes.x`."""

_SIGN = re.compile(r"[\\$#]")
_BACKSLASHES = re.compile(r"\\+")
_REFERENCE = re.compile(
    r"\$(?P<quiet>!?)(?:\{(?P<braced>[A-Za-z][\w.-]*+)\}"
    r"|(?P<bare>(?:fast_access|extended_attributes)\.[A-Za-z]\w*+|[A-Za-z]\w*+))",
    re.ASCII,
)
_HEADS = {
    "set": re.compile(r"#(?:set|\{set\})\s*+\(\s*+(?=\$)"),
    "parse": re.compile(r"#(?:parse|\{parse\})\s*+\(\s*+(?=[\"'])"),
    "track": re.compile(r"#(?:track|\{track\})\s*+\(\s*+(?=[\"']|https?:)"),
    "trackurl": re.compile(r"#(?:trackurl|\{trackurl\})\s*+\(\s*+(?=[\"'])"),
}
_QUOTED = {
    '"': re.compile(r'"((?:[^"\\]++|\\.|"")*+)"', re.DOTALL),
    "'": re.compile(r"'((?:[^']++|'')*+)'"),
}
_QUOTE_WITHIN = {'"': re.compile(r'""|\\"'), "'": re.compile("''")}
_BARE_URL = re.compile(r"[^\s()\"',]+")
_NUMBER = re.compile(r"-?[0-9]{1,30}(?:\.[0-9]{1,30})?")
_EQUALS = re.compile(r"\s*+=\s*+")
_COMMA = re.compile(r"\s*+,\s*+")
_CLOSE = re.compile(r"\s*+\)")
_REST_OF_LINE = re.compile(r"(?:[ \t]*+\r?\n)?")

_Read = tuple[Part, int]
"""A part, and where in the text it ends."""
_Reads = Callable[[str, int], _Read | None]
"""What is at this place; None where that is plain text. Raises BadTemplate where it begins as more and breaks off."""


def body(text: str) -> tuple[Part, ...]:
    """The parts of a message's body, template or not. Raises BadTemplate."""
    parts = pattern(text)
    return parts if is_template(parts) else _parts(text, _in_plain_text)


def is_template(parts: tuple[Part, ...]) -> bool:
    """Whether those of a body make it one."""
    return any(isinstance(each, Assign | Include) for each in parts)


def pattern(text: str) -> tuple[Part, ...]:
    """The parts of a template's pattern. Raises BadTemplate."""
    return _parts(text, _in_template)


def _parts(text: str, read: _Reads) -> tuple[Part, ...]:
    writer = _Writer()
    at = 0
    while found := _SIGN.search(text, at):
        writer.plain(text[at : found.start()])
        at = found.start()
        if run := _BACKSLASHES.match(text, at):
            at = _escapes(text, run, read, writer)
        elif part := read(text, at):
            writer.part(part[0])
            at = part[1]
        else:
            writer.plain(text[at])
            at += 1
    writer.plain(text[at:])
    return writer.all()


class _Writer:
    """Collects parts, plain text next to plain text as one."""

    def __init__(self) -> None:
        self._parts: list[Part] = []
        self._plain: list[str] = []

    def plain(self, text: str) -> None:
        self._plain.append(text)

    def part(self, part: Part) -> None:
        self._end_of_text()
        self._parts.append(part)

    def all(self) -> tuple[Part, ...]:
        self._end_of_text()
        return tuple(self._parts)

    def _end_of_text(self) -> None:
        if text := "".join(self._plain):
            self._parts.append(text)
        self._plain.clear()


def _escapes(text: str, run: re.Match[str], read: _Reads, writer: _Writer) -> int:
    """Backslashes, and what they escape; where that ends."""
    count, end = len(run[0]), run.end()
    if end == len(text) or text[end] not in "$#" or (found := read(text, end)) is None:
        writer.plain(run[0])
        return end
    writer.plain("\\" * (count // 2))
    if count % 2:
        writer.plain(text[end : found[1]])
        return found[1]
    return end


def _in_template(text: str, at: int) -> _Read | None:
    return _reference(text, at) if text[at] == "$" else _directive(text, at, ("set", "parse", "track", "trackurl"))


def _in_plain_text(text: str, at: int) -> _Read | None:
    if text[at] == "#":
        return _directive(text, at, ("track", "trackurl"))
    found = _REFERENCE.match(text, at)
    return _reference(text, at) if found and found["braced"] and _is_of_contact(found["braced"]) else None


def _in_quotes(text: str, at: int) -> _Read | None:
    return _reference(text, at) if text[at] == "$" else None


def _is_of_contact(name: str) -> bool:
    return name in ATTRIBUTES or name.startswith(("fast_access.", "extended_attributes."))


def _reference(text: str, at: int) -> tuple[Reference, int] | None:
    found = _REFERENCE.match(text, at)
    return None if found is None else (Reference(found["braced"] or found["bare"], bool(found["quiet"])), found.end())


def _directive(text: str, at: int, names: tuple[str, ...]) -> _Read | None:
    for name in names:
        if head := _HEADS[name].match(text, at):
            return _READ[name](text, head.end())
    return None


def _set(text: str, at: int) -> _Read:
    target = _reference(text, at)
    equals = _EQUALS.match(text, target[1]) if target else None
    if target is None or equals is None:
        raise BadTemplate(f'{_shown(text, at)}: #set is written #set($name = "value")')
    value, at = _value(text, equals.end())
    return Assign(target[0].name, value), _line_over(text, _closed(text, at, "#set"))


def _value(text: str, at: int) -> tuple[tuple[str | Reference, ...], int]:
    if text[at : at + 1] in _QUOTED:
        return _interpolated(text, at, "#set")
    if number := _NUMBER.match(text, at):
        return (number[0],), number.end()
    if found := _reference(text, at) if text[at : at + 1] == "$" else None:
        return (found[0],), found[1]
    raise BadTemplate(f"{_shown(text, at)}: the value of #set is a string in quotes, a number or a reference")


def _parse(text: str, at: int) -> _Read:
    name, at = _string(text, at, "#parse")
    return Include(name), _line_over(text, _closed(text, at, "#parse"))


def _track(text: str, at: int) -> _Read:
    if text[at] not in _QUOTED and (bare := _BARE_URL.match(text, at)):
        return Track((bare[0],)), _closed(text, bare.end(), "#track")
    url, at = _interpolated(text, at, "#track")
    return Track(url), _closed(text, at, "#track")


def _track_url(text: str, at: int) -> _Read:
    url, at = _interpolated(text, at, "#trackurl")
    label = ""
    if (comma := _COMMA.match(text, at)) and text[comma.end() : comma.end() + 1] in _QUOTED:
        label, at = _string(text, comma.end(), "#trackurl")
    return Track(url, label), _closed(text, at, "#trackurl")


_READ: dict[str, Callable[[str, int], _Read]] = {"set": _set, "parse": _parse, "track": _track, "trackurl": _track_url}


def _interpolated(text: str, at: int, of: str) -> tuple[tuple[str | Reference, ...], int]:
    """A string, its references counting where it is in double quotes."""
    within, end = _string(text, at, of)
    parts = _parts(within, _in_quotes) if text[at] == '"' else (within,) if within else ()
    return tuple(each for each in parts if isinstance(each, str | Reference)), end


def _string(text: str, at: int, of: str) -> tuple[str, int]:
    quote = text[at]
    found = _QUOTED[quote].match(text, at)
    if found is None:
        raise BadTemplate(f"{_shown(text, at)}: the string of {of} does not end")
    return _QUOTE_WITHIN[quote].sub(quote, found[1]), found.end()


def _closed(text: str, at: int, of: str) -> int:
    close = _CLOSE.match(text, at)
    if close is None:
        raise BadTemplate(f"{_shown(text, at)}: {of} lacks its closing bracket")
    return close.end()


def _line_over(text: str, at: int) -> int:
    rest = _REST_OF_LINE.match(text, at)
    return rest.end() if rest else at


def _shown(text: str, at: int) -> str:
    line = text.count("\n", 0, at) + 1
    return f"line {line}, at {text[max(at - 10, 0) : at + 20]!r}"
