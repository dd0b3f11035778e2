"""GSM and fax modems on ptys behind their exchanges, put together; in a thread of their own or in the caller's."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from drivers.simulator.circumstances import Circumstances
from drivers.simulator.control import ControlServer
from drivers.simulator.dialects import DIALECTS, Dialect
from drivers.simulator.equipment import Nameplate
from drivers.simulator.exchange import Exchange
from drivers.simulator.fax.lines import FaxLines
from drivers.simulator.fax.verbs import FaxVerbs
from drivers.simulator.gsm import GsmModem
from drivers.simulator.journal import Journal
from drivers.simulator.loop import Loop
from drivers.simulator.observation import Observation
from drivers.simulator.plug import Plug
from drivers.simulator.plugs import Plugs
from drivers.simulator.sim import SimCard
from drivers.simulator.traffic import Traffic
from drivers.simulator.verbs import Modems, Verb, Verbs


class Simulation:
    """`gsm` modems named gsm0, gsm1 .. with the numbers +15550001001, +15550001002 .., and `fax` lines as `FaxLines`
    says, of service class `fax_class`, whose outside machines keep what they are sent in the folder `faxes`.

    `links` is a directory that gets a symlink to each port, `control` the path of the control socket, `journal` that
    of a file of JSON lines with all that the service centre saw; `baud` paces both directions like a UART. `families`
    are dealt to the modems in turn; `listen` is where the first is served over TCP, the others at the ports after it.
    """

    def __init__(
        self,
        gsm: int = 2,
        *,
        families: Sequence[str] = (),
        listen: tuple[str, int] | None = None,
        links: Path | None = None,
        control: Path | None = None,
        journal: Path | None = None,
        baud: int | None = None,
        fax: int = 0,
        faxes: Path | None = None,
        fax_class: str | None = None,
    ) -> None:
        """Raises OSError where a port, a link or a socket can't be made, SpandspMissing where fax lines need that."""
        self._loop = Loop()
        self._journal = Journal(journal, self._loop.wall)
        self.exchange = Exchange(self._loop, self._journal)
        self.modems: dict[str, GsmModem] = {}
        self._plugs: dict[str, Plug] = {}
        self._thread: threading.Thread | None = None
        if links is not None:
            links.mkdir(parents=True, exist_ok=True)
        names = [*(f"gsm{position}" for position in range(gsm)), *(f"fax{position}" for position in range(fax))]
        for position, name in enumerate(names):
            address = listen and (listen[0], listen[1] and listen[1] + position)
            self._plugs[name] = Plug(self._loop, name, links, baud, address)
        for position, name in enumerate(names[:gsm]):
            dialect = DIALECTS[families[position % len(families)] if families else "generic"]
            self._add_modem(position, dialect, self._plugs[name])
        self.fax = FaxLines(self._loop, self._journal, faxes, fax_class)
        for name in names[gsm:]:
            self.fax.add(self._plugs[name])
        self._verbs = Verbs(self._table())
        self._control = None if control is None else ControlServer(self._loop, control, self._verbs.answer)

    @property
    def ports(self) -> list[str]:
        """The paths of the ports, gsm0's first."""
        return [plug.port for plug in self._plugs.values()]

    def port_of(self, name: str) -> str:
        """The path of that modem's port."""
        return self._plugs[name].port

    def url_of(self, name: str) -> str:
        """Where that modem is served over TCP; "" where it isn't."""
        return self._plugs[name].url

    def start(self) -> None:
        """Serve in a thread."""
        self._thread = threading.Thread(target=self._loop.run, name="simulator", daemon=True)
        self._thread.start()

    def run(self) -> None:
        """Serve in this thread until `end`, then close everything."""
        self._thread = threading.current_thread()
        try:
            self._loop.run()
        finally:
            self._thread = None
            self._close()

    def end(self) -> None:
        """Have `run` return; for signal handlers and other threads."""
        self._loop.stop()

    def end_after(self, pipe: int) -> None:
        """Have `run` return when nobody holds the other end of `pipe` any more; what is said on it is let be."""
        self._loop.watch(pipe, lambda: None if os.read(pipe, 4096) else self.end())

    def stop(self) -> None:
        """End the thread and close everything."""
        self._loop.stop()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        self._close()

    def ask(self, verb: str, **arguments: Any) -> dict[str, Any]:
        """As over the control socket, from any thread but the simulator's. Raises ValueError as `Control.ask` does."""
        if self._thread is None:
            raise ConnectionError("the simulator doesn't run")
        answered: Future[dict[str, Any]] = Future()
        self._loop.post(lambda: self._verbs.answer({"verb": verb, **arguments}, answered.set_result))
        answer = self._result(answered)
        if "error" in answer:
            raise ValueError(answer["error"])
        return answer

    def __enter__(self) -> Simulation:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _add_modem(self, position: int, dialect: Dialect, plug: Plug) -> None:
        modem = GsmModem(
            name=plug.link,
            plate=Nameplate(imei_of(position), dialect.manufacturer, dialect.model, dialect.revision),
            card=card_of(position),
            exchange=self.exchange,
            clock=self._loop,
            send=plug.send,
            hang_up=plug.away,
            dialect=dialect,
        )
        self.modems[plug.link] = modem
        plug.receive = modem.receive
        plug.put_in()

    def _table(self) -> dict[str, Verb]:
        modems = Modems(self.modems)
        plugs = Plugs(modems, self._plugs, self._journal)
        observation = Observation(
            self._loop, self.exchange, self._journal, modems, port_of=self.port_of, url_of=self.url_of
        )
        traffic = Traffic(self._loop, self.exchange, modems)
        strikes = {**plugs.strikes(), **traffic.strikes()}
        circumstances = Circumstances(self.exchange, modems, strikes, plugs.clear)
        verbs = {**observation.verbs(), **traffic.verbs(), **circumstances.verbs(), **plugs.verbs()}
        return FaxVerbs(self._loop, self.fax).over(verbs)

    def _result(self, answered: Future[dict[str, Any]]) -> dict[str, Any]:
        """The answer, however long it takes. Raises ConnectionError where the simulator's thread has ended."""
        while self._thread is not None and self._thread.is_alive():
            with contextlib.suppress(TimeoutError):
                return answered.result(1.0)
        raise ConnectionError("the simulator has ended")

    def _close(self) -> None:
        if self._control is not None:
            self._control.close()
        self.fax.close()
        for plug in self._plugs.values():
            plug.close()
        self._journal.close()
        self._loop.close()


def imei_of(position: int) -> str:
    """An IMEI (23.003 6.2.1): type allocation code, serial number, check digit."""
    return with_check_digit(f"35000001{position + 1:06d}")


def card_of(position: int) -> SimCard:
    """A SIM of the test network 001 01 with number, IMSI (23.003 2.2) and ICCID (E.118)."""
    serial = 1001 + position
    return SimCard(
        number=f"+1555000{serial:04d}", imsi=f"00101{serial:010d}", iccid=with_check_digit(f"890101{serial:012d}")
    )


def with_check_digit(digits: str) -> str:
    """`digits` and their Luhn check digit (ISO/IEC 7812)."""
    doubled = (int(digit) * (2 - at % 2) for at, digit in enumerate(reversed(digits)))
    return digits + str(-sum(value // 10 + value % 10 for value in doubled) % 10)
