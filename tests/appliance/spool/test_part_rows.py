from __future__ import annotations

import re
import sqlite3

import pytest

from appliance.spool import (
    attempts,
    canaries,
    claiming,
    drafts,
    events,
    inbound,
    parts,
    reports,
    sequence,
    settling,
    sims,
    usage,
)

MODULES = (attempts, canaries, claiming, drafts, events, inbound, parts, reports, sequence, settling, sims, usage)

# Statements that go through a whole index of few rows, or of its first row only, or of what is asked for all of.
THROUGH_AN_INDEX = {
    "claiming._COUNTS",
    "claiming._DEPTH",
    "claiming._DEPTH_AT",
    "claiming._NEXT_DUE",
    "claiming._OPENED",
    "claiming._REROUTE_WAITING",
    "reports._FLYING",
}
THROUGH_ALL = {
    "usage._LEARN",  # once, when a limit is new
    "canaries._ALL",  # a row for each line
    "canaries._AWAITED",
    "events._FORGET",  # the oldest, up to a limit, and a row for each reader
    "inbound._FORGET",
    "reports._FORGET_OLD",
}

STATEMENTS = [
    (f"{module.__name__.rpartition('.')[2]}.{name}", value)
    for module in MODULES
    for name, value in vars(module).items()
    if isinstance(value, str) and re.match(r"(SELECT|UPDATE|DELETE|INSERT)\b", value)
]


NO_TABLES = ("SCAN CONSTANT ROW", "SCAN json_each ")  # the second: values that were given


def plan(db: sqlite3.Connection, statement: str) -> list[str]:
    highest = max((int(each) for each in re.findall(r"\?(\d+)", statement)), default=0)
    count = max(highest, len(re.findall(r"\?(?!\d)", statement)) + highest)
    return [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {statement}", (1,) * count).fetchall()]


@pytest.mark.parametrize(("name", "statement"), STATEMENTS, ids=[name for name, _ in STATEMENTS])
def test_no_statement_looks_at_every_row(db: sqlite3.Connection, name: str, statement: str) -> None:
    steps = plan(db, statement)
    assert not [step for step in steps if "AUTOMATIC" in step]
    scans = [step for step in steps if step.startswith("SCAN") and not step.startswith(NO_TABLES)]
    assert not scans or name in THROUGH_AN_INDEX | THROUGH_ALL
    assert name in THROUGH_ALL or all("INDEX" in scan or "subquery" in scan for scan in scans)


def test_each_module_is_looked_at() -> None:
    assert {name.partition(".")[0] for name, _ in STATEMENTS} == {each.__name__.rpartition(".")[2] for each in MODULES}
