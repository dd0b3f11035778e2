"""Rows for people's terminals, or JSON for programs."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

_CONTROLS = {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160))}


def add_json(parser: argparse.ArgumentParser) -> None:
    """The option for programs."""
    parser.add_argument("--json", action="store_true", help="print JSON")


def plain(value: Any) -> str:
    """A cell: nothing that a sender wrote may steer the terminal."""
    return "" if value is None else str(value).translate(_CONTROLS)


def moment(value: float | None) -> str:
    """Unix time as people read it, in the box's time zone."""
    return "" if value is None else time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(value))


def show(rows: Sequence[Mapping[str, Any]], columns: Sequence[str], as_json: bool, nothing: str) -> None:
    """Print `rows`, each in the order of `columns`; `nothing` where there are none."""
    if as_json:
        print(json.dumps(list(rows), ensure_ascii=False, indent=2))
    elif not rows:
        print(nothing)
    else:
        _print_table([columns, *([plain(row.get(name)) for name in columns] for row in rows)])


def _print_table(cells: Iterable[Sequence[str]]) -> None:
    lines = list(cells)
    widths = [max(len(line[place]) for line in lines) for place in range(len(lines[0]))]
    for line in lines:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
