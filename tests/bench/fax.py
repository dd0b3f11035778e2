"""Faxes by the box and by HylaFAX on one bench: a class 1 modem, V.17 at 14400 bit/s, error correction, MMR."""

from __future__ import annotations

import resource
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import box
import machine
import modems
from client import Client
from faxwaits import TimedBench
from PIL import Image, ImageDraw, ImageFont
from scale import Scale
from table import BOX, Figures

from drivers.fax.page import PageFormat, Resolution
from drivers.fax.sheet import Sheet
from drivers.fax.tiff import Document, encode_tiff
from drivers.simulator.fax.manners import Manners
from drivers.simulator.fax.pace import UNLIMITED
from drivers.simulator.fax.record import CallRecord
from tests.peers.faxbench import FAR
from tests.peers.hylafax import HylaFax, installed

PAGES = 2
ROWS = 2200
AT_ONCE = 8
AS_TIME_GOES = 1.0
PATIENCE = 300.0


def fax(home: Path, scale: Scale) -> Mapping[str, Figures]:
    """The box sends two pages and receives two; HylaFAX sends what came of the box, so both have the same tag line."""
    ours, came = _ours(home / "box", tuple(_pages()))
    theirs = _hylafax(home, came) if installed() else {}
    if theirs:
        ours["fax_share"] = ours["fax_line"] / theirs["fax_line"] * 100
    modems.remove(home)
    return {BOX: ours, "HylaFAX": theirs} if theirs else {BOX: ours}


def fax_eight(home: Path, scale: Scale) -> Figures:
    """Eight calls at once, as fast as time, out and then in: the longest that any modem waited in a call."""
    home.mkdir(parents=True)
    (page, *_) = _pages()
    with (
        TimedBench(Manners(), modems=AT_ONCE, most=AS_TIME_GOES, faxes=home) as bench,
        box.Box(home / "data", bench.ports) as ours,
    ):
        _eight_out(bench, Client(ours.address), page)
        _eight_in(bench, _written(home / "out.tif", [page]))
        longest = bench.longest()
    modems.remove(home)
    return {"fax_eight_wait": longest * 1e3}


def _eight_out(bench: TimedBench, client: Client, page: Sheet) -> None:
    document = _upload(client, [page])
    made = [_transmission(client, document, f"{FAR[:-1]}{number}") for number in range(AT_ONCE)]
    for each in made:
        client.ask("POST", f"/api/transmissions/{each}/send")
    for _ in made:
        _whole(bench.record(PATIENCE), 1)


def _eight_in(bench: TimedBench, document: Path) -> None:
    for modem in bench.modems:
        bench.call(Manners(document=document), modem.number)
    for _ in bench.modems:
        _whole(bench.record(PATIENCE), 1)


def _pages() -> Iterator[Sheet]:
    """Letters: lines of text, with some space between."""
    layout = PageFormat(resolution=Resolution.FINE)
    for page in range(1, PAGES + 1):
        image = Image.new("1", (layout.pels, ROWS), 1)
        draw, font = ImageDraw.Draw(image), ImageFont.load_default(36)
        for line, top in enumerate(range(120, ROWS - 200, 90), 1):
            draw.text((200, top), f"Page {page}, line {line}: the quick brown fox jumps over the lazy dog", 0, font)
        octets, width = image.tobytes("raw", "1;I"), layout.pels // 8
        yield Sheet(layout, tuple(octets[at : at + width] for at in range(0, len(octets), width)))


def _ours(home: Path, pages: Sequence[Sheet]) -> tuple[Figures, Sequence[Sheet]]:
    """And what the far end got."""
    home.mkdir(parents=True)
    manners = Manners(inbox=home / "in.tif")
    with TimedBench(manners, most=UNLIMITED) as bench, box.Box(home / "data", bench.ports) as ours:
        figures = {**_out(bench, ours, pages), **_in(bench, ours, _written(home / "out.tif", pages))}
    return figures, _read(home / "in.tif")


def _out(bench: TimedBench, ours: box.Box, pages: Sequence[Sheet]) -> Figures:
    client = Client(ours.address)
    made = _transmission(client, _upload(client, pages), FAR)
    start = machine.usage(ours.pid)
    client.ask("POST", f"/api/transmissions/{made}/send")
    sent = _whole(bench.record(PATIENCE), PAGES)
    ours.settle(made)
    used = machine.usage(ours.pid) - start
    return {
        "fax_line": sent.seconds,
        "fax_cpu": used.cpu / PAGES * 1e3,
        "fax_disk": used.written / PAGES,
        "fax_wait": bench.longest() * 1e3,
    }


def _in(bench: TimedBench, ours: box.Box, document: Path) -> Figures:
    start = machine.usage(ours.pid)
    bench.call(Manners(document=document))
    _whole(bench.record(PATIENCE), PAGES)
    used = machine.usage(ours.pid) - start
    return {"fax_in_cpu": used.cpu / PAGES * 1e3, "fax_in_wait": bench.longest() * 1e3}


def _hylafax(home: Path, pages: Sequence[Sheet]) -> Figures:
    with TimedBench(Manners(), most=UNLIMITED, faxes=home) as bench:
        with HylaFax(bench.url) as hylafax:
            start = _used_by_children()
            if not hylafax.send(FAR, pages):
                raise RuntimeError(hylafax.said())
            used = _used_by_children() - start
        sent = _whole(bench.record(PATIENCE), PAGES)
    return {"fax_line": sent.seconds, "fax_cpu": used / PAGES * 1e3, "fax_wait": bench.longest() * 1e3}


def _upload(client: Client, pages: Sequence[Sheet]) -> int:
    document = int(client.ask("POST", "/api/messages/documents", name="Bench")["document_id"])
    client.put(f"/api/messages/documents/{document}/media", encode_tiff(pages), "image/tiff")
    return document


def _transmission(client: Client, document: int, number: str) -> int:
    program = client.ask("POST", "/api/programs/sendfax", name="Bench", document_id=document)["program_id"]
    made = client.ask("POST", "/api/transmissions", program_id=program, phone=number)
    return int(made["transmission_id"])


def _whole(record: CallRecord, pages: int) -> CallRecord:
    """The same. Raises RuntimeError for a call that was not what is measured."""
    if not (record.ok and record.ecm and (record.pages, record.bad_rows, record.bit_rate) == (pages, 0, 14400)):
        raise RuntimeError(f"not as it should be: {record}")
    return record


def _written(path: Path, pages: Sequence[Sheet]) -> Path:
    path.write_bytes(encode_tiff(pages))
    return path


def _read(path: Path) -> Sequence[Sheet]:
    document = Document(path)
    return [document.sheet(number) for number in range(document.pages)]


def _used_by_children() -> float:
    """CPU seconds of those that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
