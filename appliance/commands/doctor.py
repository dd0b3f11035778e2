"""`modembox doctor`: what is wrong, and what to do about it."""

from __future__ import annotations

import argparse
import dataclasses
import time
from collections.abc import Sequence
from pathlib import Path

from appliance.box import CONTROL, SETTINGS
from appliance.checkup import Running, facts_of
from appliance.commands import place
from appliance.commands.data import spool_in
from appliance.commands.table import add_json, plain, show_json
from appliance.control import ask
from appliance.errors import NotReady
from appliance.office.advice import findings
from appliance.office.findings import Finding
from appliance.settings import Settings


def add_doctor(parser: argparse.ArgumentParser) -> None:
    """Options of `doctor`."""
    parser.description = "What is wrong with the box and its lines, and what to do about it."
    parser.epilog = "Status 0 where nothing needs a person, 1 where something does (needs_you in JSON)."
    add_json(parser)
    place.add_data(parser)
    parser.set_defaults(action=doctor)


def doctor(arguments: argparse.Namespace) -> int:
    """Look at all of it."""
    folder = place.data_of(arguments).absolute()
    running = _running(folder)
    with spool_in(folder) as spool:
        found = findings(facts_of(folder, spool, Settings(folder / SETTINGS), time.time(), running))
    if arguments.json:
        show_json([dataclasses.asdict(each) for each in found])
    else:
        _show(found)
    return 1 if any(each.needs_you for each in found) else 0


def _running(folder: Path) -> Running | None:
    try:
        return Running(**ask(folder / CONTROL, "about"))
    except NotReady:
        return None


def _show(found: Sequence[Finding]) -> None:
    for each in found:
        mark, about = "!" if each.needs_you else "-", f"{each.line}: " if each.line else ""
        print(plain(f"{mark} {about}{each.what}"))
        for file in each.files:
            print(f"    {plain(file)}")
        print(f"    {plain(each.advice)}")
    if not any(each.needs_you for each in found):
        print("nothing needs you" if found else "all is well")
