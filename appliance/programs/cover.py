"""The words of a fax's cover page: a template, line by line, with what is known of the fax in place of its tokens."""

from __future__ import annotations

from appliance.programs.tokens import Facts, render

TEMPLATE = """FAX

To:         [cover:to]
To fax:     [cover:to_number]

From:       [cover:from]
Company:    [cover:company]
From fax:   [cover:from_number]

Subject:    [cover:subject]
Pages:      [cover:pages]
Date:       [cover:date]

________________________________________________________________

[cover:comments]
"""
"""Where the owner has none. The first line is its heading."""

LONGEST_FIELD, LONGEST = 120, 8000  # characters: of a field, and of a whole cover page, which is more than a page holds
_UNKNOWN: Facts = {"cover": {}, "transmission": {}}


def words(template: str, facts: Facts) -> str:
    """What stands on the page. A line whose tokens leave nothing is left out; there are no controls but line breaks."""
    lines = (_line(line, facts) for line in template.expandtabs(8).splitlines())
    return _plain("\n".join(line for line in lines if line is not None))[:LONGEST].rstrip()


def field(value: object) -> str:
    """A value on one line, cut where nobody would read on."""
    line = " ".join(_plain(str(value)[: 8 * LONGEST_FIELD]).split())
    return line if len(line) <= LONGEST_FIELD else line[: LONGEST_FIELD - 1] + "…"


def comments(value: str) -> str:
    """Words on lines of their own."""
    return _plain("\n".join(value[:LONGEST].expandtabs(8).splitlines())).strip("\n")


def _line(line: str, facts: Facts) -> str | None:
    blank, filled = render(line, _UNKNOWN), render(line, facts)
    return None if line != blank == filled else filled


def _plain(text: str) -> str:
    return "".join(each if each == "\n" or each.isprintable() else " " for each in text)
