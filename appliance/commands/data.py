"""A box's data, opened by a command beside the box or without it."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from appliance.assembly import office_of
from appliance.box import CONTROL, DATABASE, MEDIA, SETTINGS
from appliance.control import ask
from appliance.errors import NotFound, NotReady
from appliance.lines.facts import facts_of
from appliance.office import Office
from appliance.office.desk import Actor, actor_of
from appliance.settings import Settings
from appliance.spool.store import Spool


@dataclass(frozen=True, slots=True)
class Data:
    """What a command works with. `operator` is whoever may read the folder: the first administrator."""

    folder: Path
    spool: Spool
    settings: Settings
    office: Office
    operator: Actor


@contextlib.contextmanager
def opened(folder: Path) -> Iterator[Data]:
    """The data of a box. Raises NotFound where no box ever ran there."""
    with spool_in(folder) as spool:
        settings = Settings(folder / SETTINGS)
        office = office_of(
            spool,
            settings,
            folder / MEDIA,
            lambda: facts_of(spool, settings, time.time()),
            lambda lane: wake(folder),
            due=lambda: wake(folder),
            call_off=lambda line: wake(folder),
        )
        yield Data(folder, spool, settings, office, _operator(office))


@contextlib.contextmanager
def spool_in(folder: Path) -> Iterator[Spool]:
    """The spool of a box, whatever its settings. Raises NotFound where no box ever ran there."""
    if not (folder / DATABASE).exists():
        raise NotFound(f"a box's data in {folder}; start a box, or name its folder with --data")
    spool = Spool(folder / DATABASE)
    spool.open()
    try:
        yield spool
    finally:
        spool.close()


def _operator(office: Office) -> Actor:
    admin = next((user for user in office.people.users() if user.is_admin), None)
    if admin is None:
        raise NotFound("an administrator: the box makes one at its start")
    return actor_of(admin)


def wake(folder: Path) -> None:
    """Tell a running box that there is work; where none runs, it will look when it starts."""
    with contextlib.suppress(NotReady):
        ask(folder / CONTROL, "wake")
