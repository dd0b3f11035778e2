"""A file of contacts that is taken in while the box is killed, and written out again."""

from __future__ import annotations

import csv
import io
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from appliance.commands import data
from appliance.spool.contactjobs import IMPORTS

SCG, CONTENT = "scg-external-api/api/v1", "scg-attachment/api/v1/messaging/attachments"
PATIENCE, LOOK_AGAIN = 60.0, 0.01
ROWS = 4000
BAD = range(0, ROWS, 100)
FILE = "external_id,first_name,primary_mdn\n" + "".join(
    f"E{row},n{row},{'nobody' if row in BAD else f'+49171{row:06}'}\n" for row in range(ROWS)
)


def table(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline=""), strict=True))


def fetched(world: Any, attachment: str) -> bytes:
    token = world.http("POST", f"messaging/attachments/{attachment}/access_tokens", {}, dialect=SCG)["id"]
    content: bytes = world.octets("GET", f"{token}/content", dialect=CONTENT)
    return content


def reached(folder: Path) -> int:
    """Waits until another part of the file is taken in; how many rows are."""
    with data.spool_in(folder) as spool:
        before, pause, deadline = count(spool), threading.Event(), time.monotonic() + PATIENCE
        while (now := count(spool)) == before and time.monotonic() < deadline:
            pause.wait(LOOK_AGAIN)  # another process writes: nothing tells of it
    return now


def count(spool: Any) -> int:
    return IMPORTS.find(spool.read()).rows[0].imported_count


@pytest.mark.long
def test_killed_on_its_way_an_import_goes_on_and_nobody_is_there_twice(world: Any, killed: Any) -> None:
    world.box()
    attachment = world.http("POST", "messaging/attachments", {"name": "list"}, dialect=SCG)["id"]
    token = world.http("POST", f"messaging/attachments/{attachment}/access_tokens", {}, dialect=SCG)["id"]
    world.octets("POST", f"{token}/content", FILE.encode(), "Application/octet-stream", dialect=CONTENT)
    world.stop()
    with data.opened(world.data) as found:
        found.office.contact_imports.create(found.operator, attachment_id=1)
    seen = []
    for _ in range(2):
        with killed(world):
            seen.append(reached(world.data))
    world.box()
    (job,) = world.until(lambda: done(world, "contactimport"), "the import is completed")
    assert (job["imported_count"], job["failed_count"]) == (ROWS - len(BAD), len(BAD))
    failed = table(fetched(world, job["failures_attachment_id"]))
    assert [each["external_id"] for each in failed] == [f"E{row}" for row in BAD]
    assert 0 < seen[0] < seen[1] < ROWS - len(BAD)

    world.http("POST", "contactexport", {}, dialect=SCG)
    (job,) = world.until(lambda: done(world, "contactexport"), "the export is completed")
    written = table(fetched(world, job["export_attachment_id"]))
    expected = [(f"E{row}", f"n{row}", f"+49171{row:06}") for row in range(ROWS) if row not in BAD]
    assert [(each["external_id"], each["first_name"], each["primary_mdn"]) for each in written] == expected


def done(world: Any, path: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = world.http("GET", f"{path}?state=COMPLETED", dialect=SCG)["list"]
    return found
