"""What a fax modem can do, as Protocols, and what a call asks of the one who has it made.

The expected order of calls, for the one thread that owns a modem:

    modem = registry.open_modem(port)
    loop:
        for event in modem.events(timeout): ...     # an IncomingCall for each RING, CallEnded where they cease
        modem.fax.answer(call, station)
        modem.fax.send(number, call, station)
    modem.close()

What became of the pages is in the `Call`; how it ended is the Termination. A `Station` may commit to disk whenever it
is asked: whoever performs the call keeps the line busy, or within its timers, meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol, runtime_checkable

from drivers.capabilities import Identity, Modem, ModemEvent
from drivers.fax.call import Call
from drivers.fax.frames import Fcf
from drivers.fax.page import PageFormat
from drivers.fax.steps import Admit, CodedPage, Confirmed, Deliver, NextFormat, NextPage, Reply
from drivers.fax.termination import Termination


class Station(Protocol):
    """Whoever has the document that is sent, or takes the one that comes; see `drivers.fax.steps`.

    Whatever it raises ends the call as fast as the procedure allows and passes through.
    """

    def format(self, step: NextFormat) -> PageFormat: ...

    def page(self, step: NextPage) -> CodedPage:
        """From here on the page may be at the far end: note that on disk before this returns."""

    def confirmed(self, step: Confirmed) -> None: ...

    def admit(self, step: Admit) -> bool: ...

    def deliver(self, step: Deliver) -> Fcf:
        """MCF, RTP, RTN or RNR; with MCF and RTP the page is on disk before this returns."""


_ASKED: Mapping[type[object], Callable[[Station, Any], Reply]] = {
    NextFormat: lambda station, step: station.format(step),
    NextPage: lambda station, step: station.page(step),
    Confirmed: lambda station, step: station.confirmed(step),
    Admit: lambda station, step: station.admit(step),
    Deliver: lambda station, step: station.deliver(step),
}


def asked(station: Station, step: NextFormat | NextPage | Confirmed | Admit | Deliver) -> Reply:
    """The station's reply to a step that is its."""
    return _ASKED[type(step)](station, step)


class Fax(Protocol):
    """Facsimile by the modem's service class (T.31, T.32, SP-2388): one call at a time, ended when it returns.

    Of what `call.dis` says, the modem's driver takes away what the modem can't do. An IncomingCall has the caller's
    number where that was told by then. All raise NoAnswer or PortLost where the modem is gone; what the `Call` tells
    of the pages holds then, too.
    """

    @property
    def service_class(self) -> str:
        """The one that is used: "1", "1.0", "2" or "2.0"."""

    def send(self, number: str, call: Call, station: Station) -> Termination:
        """Dial `number` and send. Raises NotConnected where there was no call; ValueError for what can't be dialled."""

    def poll(self, number: str, call: Call, station: Station) -> Termination:
        """Dial `number` and ask for its document. Raises what `send` does."""

    def answer(self, call: Call, station: Station) -> Termination:
        """Take the call that rings; receive, or be polled. Raises NotConnected where nobody calls any more."""

    def abort(self) -> None:
        """End the call under way, as Termination.ABORTED; for any thread."""


@runtime_checkable
class FaxModem(Protocol):
    """One modem, owned by one thread; only `wake` and `fax.abort` may be called by others. The rest as `Modem` says."""

    @property
    def identity(self) -> Identity: ...

    @property
    def fax(self) -> Fax: ...

    def events(self, timeout: float | None) -> list[ModemEvent]: ...

    def pending(self) -> list[ModemEvent]: ...

    def wake(self) -> None: ...

    def close(self) -> None: ...

    def alive(self) -> None: ...

    def escape_and_drain(self) -> None: ...

    def attention(self) -> None: ...

    def initialise(self) -> None: ...

    def restart(self) -> None: ...


AnyModem = Modem | FaxModem
"""Told apart by `isinstance(modem, FaxModem)`."""
