"""Rows for people's terminals, or JSON for programs."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

# What a terminal obeys; what turns the direction of writing, so that one thing reads as another; what no encoding has.
_CONTROLS = {code: f"\\x{code:02x}" for code in (*range(0x20), *range(0x7F, 0xA0))}
_INVISIBLE = (0x61C, *range(0x200B, 0x2010), *range(0x2028, 0x202F), *range(0x2060, 0x2070), 0xFEFF)
_UNSHOWN = {**_CONTROLS, **{code: f"\\u{code:04x}" for code in (*_INVISIBLE, *range(0xD800, 0xE000))}}


def add_json(parser: argparse.ArgumentParser, default: object = False) -> None:
    """The option for programs."""
    parser.add_argument("--json", action="store_true", default=default, help="print JSON")


def plain(value: Any) -> str:
    """A cell: nothing that a sender wrote may steer the terminal."""
    return "" if value is None else str(value).translate(_UNSHOWN)


def moment(value: float | None) -> str:
    """Unix time as people read it, in the box's time zone."""
    return "" if value is None else time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(value))


def show_json(value: Any) -> None:
    """Print for programs: ASCII, so that no terminal is steered by it either."""
    print(json.dumps(value, indent=2))


def show(rows: Sequence[Mapping[str, Any]], columns: Sequence[str], as_json: bool, nothing: str) -> None:
    """Print `rows`, each in the order of `columns`; `nothing` where there are none."""
    if as_json:
        show_json(list(rows))
    elif not rows:
        print(nothing)
    else:
        _print_table([columns, *([plain(row.get(name)) for name in columns] for row in rows)])


def _print_table(cells: Iterable[Sequence[str]]) -> None:
    lines = list(cells)
    widths = [max(len(line[place]) for line in lines) for place in range(len(lines[0]))]
    for line in lines:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
