"""A home with a fax line, documents to send, and what the spool tells of their pages."""

from __future__ import annotations

import dataclasses

import pytest

from appliance.domain import Line, Service
from appliance.lines.fax.outbox import FaxOutbox
from appliance.spool import events, queue
from appliance.spool.queue import Draft
from drivers.fax.tiff import encode_tiff
from tests.appliance.lines.fax.modems import MemoryFaxModem, sheet

NUMBER = "+49301234"


@pytest.fixture
def line() -> Line:
    return Line("fax1", number="+4930999", services=Service.FAX)


@pytest.fixture
def modem() -> MemoryFaxModem:
    return MemoryFaxModem()


@pytest.fixture
def home(home, tmp_path):
    home.surroundings = dataclasses.replace(home.surroundings, media=tmp_path)
    return home


@pytest.fixture
def ending() -> list[bool]:
    """True in it tells that the box stops."""
    return []


@pytest.fixture
def outbox(home, modem, line, ending) -> FaxOutbox:
    return FaxOutbox(home, modem.fax, line, lambda: any(ending))


@pytest.fixture
def faxed(spool, clock, tmp_path):
    """faxed(pages, ..): a document asked to go; its transmission's id."""

    def enqueue(
        pages: int = 3, file: str = "doc.tif", party: str = NUMBER, lane: str = "", cover: str = "", **draft: object
    ) -> int:
        (tmp_path / file).write_bytes(encode_tiff(sheet(number) for number in range(pages)))
        options = {"document_id": 1, "file": file, "pages": pages, "header": "Minutes", "station": "+4930555"}
        if cover:
            pages, options = pages + 1, {**options, "pages": pages + 1, "cover": cover}

        def work(db) -> int:
            made = queue.create(db, Draft(party=party, service=Service.FAX, **{"tries_allowed": 3, **draft}), clock())
            ask(db, made, clock(), options, pages, party, lane)
            return made

        return spool.write(work)

    return enqueue


def ask(db, made: int, now: float, options: dict, pages: int, party: str = NUMBER, lane: str = "") -> int:
    """Have it go, as the office does."""
    about = {"party": party, "body": "", "options": options, "parts": pages, "concat_reference": 0}
    return queue.enqueue(db, made, **about, lane=lane, not_before=None, now=now)


@pytest.fixture
def carry(outbox, clock):
    """carry(): the next fax that may go is carried; the time is moved on to when the next try is due."""

    def work() -> None:
        claim = outbox.find()
        assert claim is not None
        outbox.carry(claim)

    return work


@pytest.fixture
def due(spool, clock):
    """due(): seconds until the next try; the clock is moved there."""

    def wait() -> float:
        at = queue.next_due(spool.read())
        assert at is not None
        rest, clock.now = at - clock.now, at
        return rest

    return wait


@pytest.fixture
def told_pages(spool):
    """told_pages(): the numbers of the pages that events tell of."""
    return lambda: [each.data["page"] for each in events.after(spool.read(), 0) if each.kind == events.FAX_PAGE]
