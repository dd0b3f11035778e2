"""Who serves a modem, by what it can do."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Protocol

from appliance.domain import Line, Service
from appliance.lines.errands import Errand
from appliance.lines.home import Home
from appliance.lines.session import Session
from appliance.lines.standing import Standing
from appliance.spool import faxes
from drivers.facsimile import AnyModem, FaxModem


class Serving(Protocol):
    """What a worker needs of a session of any kind: see `Session`."""

    line: Line
    idle: bool
    standing: Standing

    @property
    def healthy(self) -> bool: ...

    @property
    def held(self) -> bool: ...

    def serves(self, lane: str) -> bool: ...

    def wake(self) -> None: ...

    def stop(self) -> None: ...

    def ask(self, errand: Errand) -> Future[object]: ...

    def ask_balance(self) -> Future[float]: ...

    def close(self) -> None: ...

    def hears_again(self) -> bool: ...

    def run(self) -> None: ...


def services_of(modem: AnyModem) -> Service:
    """What a new line with that modem offers."""
    return Service.FAX if isinstance(modem, FaxModem) else Service.SMS


def session_of(
    home: Home, modem: AnyModem, line: Line, url: str, record: Callable[[str], object], ending: Callable[[], bool]
) -> Serving:
    """The session of that modem for a line. `ending` tells that the box stops."""
    if isinstance(modem, FaxModem):
        from appliance.lines.fax.session import FaxSession  # noqa: PLC0415  3 MB, for fax lines alone

        return FaxSession(home, modem, line, url, record, ending)
    return Session(home, modem, line, url, record)


def keep_interrupted(home: Home) -> None:
    """What came by fax until a crash cut its call becomes a document, at the start."""
    if faxes.held(home.spool.read()):
        from appliance.lines.fax import inbox  # noqa: PLC0415  as above

        inbox.keep_interrupted(home)
