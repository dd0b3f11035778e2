"""Our fax modem at a port of the bench, and what it sent and took."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from types import TracebackType
from typing import Self

from drivers.capabilities import IncomingCall, ModemEvent
from drivers.fax.call import Call
from drivers.fax.dis import Dis
from drivers.fax.identification import Identification
from drivers.fax.page import Coding, Length, PageFormat, Resolution
from drivers.fax.rates import MODULATIONS, Modulation
from drivers.fax.sheet import Sheet
from drivers.fax.termination import Termination
from drivers.faxmodem import PstnModem
from drivers.port import SerialPort
from drivers.registry import open_modem
from drivers.trace import Trace
from tests.drivers.fax.link import Desk
from tests.drivers.fax.stations import DeskStation
from tests.peers.faxbench import FAR

EVERYTHING = Dis(
    resolutions=frozenset((Resolution.STANDARD, Resolution.FINE)),
    codings=frozenset(Coding),
    length=Length.UNLIMITED,
    ecm=True,
)


class FaxPort:
    """The modem at `url`, opened as the box opens it; one call with `document` and what `dis` says at a time."""

    def __init__(self, url: str, document: Sequence[Sheet] = (), dis: Dis = EVERYTHING) -> None:
        self._port = SerialPort.open(url)
        self._trace = Trace(5000)
        modem = open_modem(self._port, trace=self._trace)
        assert isinstance(modem, PstnModem)
        self.modem = modem
        self.desk = Desk(tuple((sheet.rows, _unlimited(sheet.format)) for sheet in document))
        self.station = DeskStation(self.desk)
        self.call = Call(Identification("+15550003001"), dis, time.monotonic)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.modem.close()

    def said(self) -> str:
        """What was said at the port, up to now."""
        return str(self._trace.unmasked())

    def send(self, number: str = FAR) -> Termination:
        return self.modem.fax.send(number, self.call, self.station)

    def poll(self, number: str = FAR) -> Termination:
        return self.modem.fax.poll(number, self.call, self.station)

    def answer(self) -> Termination:
        """The call that rings, or will."""
        self.rings()
        return self.modem.fax.answer(self.call, self.station)

    def rings(self) -> ModemEvent:
        """The first event of a call that comes in."""
        while True:
            for event in self.modem.events(30.0):
                if isinstance(event, IncomingCall):
                    return event

    def received(self) -> list[tuple[bytes, ...]]:
        """The rows of the pages that were kept."""
        return [page.rows.rows for page in self.desk.kept]


def _unlimited(layout: PageFormat) -> PageFormat:
    return PageFormat(layout.width, layout.resolution, Length.UNLIMITED)


def rows_of(document: Iterable[Sheet]) -> list[tuple[bytes, ...]]:
    return [sheet.rows for sheet in document]


def only(*codes: int) -> frozenset[Modulation]:
    """The modulations with those numbers of T.31."""
    return frozenset(each for each in MODULATIONS if each.code in codes)
