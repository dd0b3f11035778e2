"""How long a fax keeps the line, and what it costs: a class 1 modem, V.17 at 14400 bit/s, error correction, MMR."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import modems
from PIL import Image, ImageDraw, ImageFont
from scale import Scale
from table import Figures

from drivers.fax.call import Call
from drivers.fax.dis import Dis
from drivers.fax.frames import Fcf
from drivers.fax.identification import Identification
from drivers.fax.outgoing import Outgoing
from drivers.fax.page import Coding, Length, PageFormat, Resolution
from drivers.fax.sheet import Sheet
from drivers.fax.steps import Admit, CodedPage, Confirmed, Deliver, NextFormat, NextPage
from drivers.fax.termination import Termination
from drivers.fax.tiff import Document, encode_tiff
from drivers.faxmodem import PstnModem
from drivers.port import SerialPort
from drivers.registry import open_modem

PAGES, ROWS = 2, 2200
FINE = PageFormat(resolution=Resolution.FINE, length=Length.UNLIMITED)
ABLE = Dis(
    resolutions=frozenset((Resolution.STANDARD, Resolution.FINE)),
    codings=frozenset(Coding),
    length=Length.UNLIMITED,
    ecm=True,
)
FAR = "15550002000"


class Sender:
    """The station that has the document."""

    def __init__(self, document: Document) -> None:
        self._outgoing = Outgoing(document, None)

    def format(self, step: NextFormat) -> PageFormat:
        return self._outgoing.format(step)

    def page(self, step: NextPage) -> CodedPage:
        return self._outgoing.page(step)

    def confirmed(self, step: Confirmed) -> None: ...

    def admit(self, step: Admit) -> bool:
        return True

    def deliver(self, step: Deliver) -> Fcf:
        raise AssertionError(step)


def fax(home: Path, scale: Scale) -> Figures:
    """A document of two fine pages, from the dial to the end."""
    with modems.Modems(home, 0, fax=1) as air:
        document = home / "document.tif"
        document.write_bytes(encode_tiff(_sheets()))
        used = _sent(air.ports[0], Sender(Document(document)))
        record = air.faxed()
    modems.remove(home)
    assert record["ok"], record
    assert record["pages"] == PAGES, record
    return {"fax_line": record["seconds"], "fax_cpu": 1000 * used / PAGES}


def _sent(url: str, sender: Sender) -> float:
    """CPU seconds from the dial to the end."""
    modem = open_modem(SerialPort.open(url))
    assert isinstance(modem, PstnModem)
    began = time.process_time()
    ended = modem.fax.send(FAR, Call(Identification("+1 555 0001"), ABLE, time.monotonic), sender)
    used = time.process_time() - began
    modem.close()
    assert ended is Termination.NORMAL, ended
    return used


def _sheets() -> Iterator[Sheet]:
    """Letters: lines of text, with some space between."""
    for page in range(1, PAGES + 1):
        image = Image.new("1", (FINE.pels, ROWS), 1)
        draw, font = ImageDraw.Draw(image), ImageFont.load_default(36)
        for line, top in enumerate(range(120, ROWS - 200, 90), 1):
            draw.text((200, top), f"Page {page}, line {line}: the quick brown fox jumps over the lazy dog", 0, font)
        octets, width = image.tobytes("raw", "1;I"), FINE.pels // 8
        yield Sheet(FINE, tuple(octets[at : at + width] for at in range(0, len(octets), width)))
