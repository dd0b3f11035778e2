"""A fax modem in memory: its calls go over a link of procedure steps to a far end that does as it is told."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from drivers.at.results import bare
from drivers.capabilities import Identity
from drivers.errors import NotConnected
from drivers.facsimile import Station, asked
from drivers.fax import t30
from drivers.fax.call import Call
from drivers.fax.dis import Dis
from drivers.fax.identification import Identification
from drivers.fax.page import Coding, Length, PageFormat, Resolution
from drivers.fax.sheet import Sheet
from drivers.fax.steps import Deliver, NextPage, Reply, Step
from drivers.fax.termination import Termination
from tests.appliance.lines.conftest import FakeModem
from tests.drivers.fax.link import Desk, End, Link
from tests.drivers.fax.pages import text_page

ABLE = Dis(
    resolutions=frozenset((Resolution.STANDARD, Resolution.FINE)),
    codings=frozenset(Coding),
    length=Length.UNLIMITED,
    ecm=True,
)
FINE = PageFormat(resolution=Resolution.FINE)


def sheet(number: int = 0) -> Sheet:
    """A small page, none like another."""
    return Sheet(FINE, text_page(1728, 80 + 2 * number))


@dataclass
class Line:
    """What happens on the line: it drops behind so many pages sent or delivered; `bit_errors` as in `link.Noise`."""

    drops_at: int | None = None
    bit_errors: float = 0
    lost: float = 0
    damaged: float = 0
    armed: bool = False
    aborted: bool = False

    @property
    def drops(self) -> float:
        return float(self.armed or self.aborted)


@dataclass
class Asked:
    """A station as a desk of the link."""

    station: Station
    line: Line

    def reply(self, step: Step) -> Reply:
        reply = asked(self.station, step)
        number = step.number if isinstance(step, NextPage) else step.page.number if isinstance(step, Deliver) else -1
        self.line.armed = number == self.line.drops_at
        return reply


@dataclass
class Far:
    """Who is at the far end."""

    desk: Desk = field(default_factory=Desk)
    dis: Dis = ABLE
    ident: str = "+49 30 1234"


class MemoryFax:
    """`script`: what the next calls meet, an exception in place of the call or a Line. `dialling` is called in each."""

    service_class = "2.0"

    def __init__(self) -> None:
        self.far = Far()
        self.script: deque[Exception | Line] = deque()
        self.dialled: list[str] = []
        self.calls: list[Call] = []
        self.aborted = 0
        self.dialling: Callable[[], object] = lambda: None
        self._line: Line | None = None

    def send(self, number: str, call: Call, station: Station) -> Termination:
        self.dialled.append(number)
        return self._connected(call, station, self._next(), caller=True)

    def poll(self, number: str, call: Call, station: Station) -> Termination:
        raise AssertionError("nobody polls")

    def answer(self, call: Call, station: Station) -> Termination:
        return self._connected(call, station, self._next(), caller=False)

    def abort(self) -> None:
        self.aborted += 1
        if self._line is not None:
            self._line.aborted = True

    def _next(self) -> Line:
        found = self.script.popleft() if self.script else Line()
        if isinstance(found, Exception):
            raise found
        return found

    def _connected(self, call: Call, station: Station, line: Line, caller: bool) -> Termination:
        self.calls.append(call)
        self._line = line
        try:
            self.dialling()
            ended = Termination.ABORTED if line.aborted else self._performed(call, station, line, caller)
        finally:
            self._line = None
        return Termination.ABORTED if line.aborted else ended

    def _performed(self, call: Call, station: Station, line: Line, caller: bool) -> Termination:
        near = End("near", call.own, call.dis, Asked(station, line))
        near.call, call.clock = call, lambda: near.now
        far = End("far", Identification(self.far.ident), self.far.dis, self.far.desk)
        ends = (near, far) if caller else (far, near)
        Link(*ends, line, seed=1).run(t30.send, t30.answer)
        assert near.termination is not None
        return near.termination


class MemoryFaxModem(FakeModem):
    def __init__(self) -> None:
        super().__init__()
        self.identity = Identity("Simulator", "Fax", "1")
        self.fax = MemoryFax()

    def close(self) -> None: ...


def busy(text: str = "BUSY") -> NotConnected:
    return NotConnected(bare(text))
