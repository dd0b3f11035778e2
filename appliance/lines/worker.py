"""The one owner of a port, from its opening to its loss: a thread that serves a line with the modem it finds there."""

from __future__ import annotations

import contextlib
import logging
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from appliance.domain import Line
from appliance.errors import Invalid, NotReady
from appliance.lines.home import Home
from appliance.lines.session import Session
from appliance.spool import queue
from drivers.capabilities import Identity
from drivers.errors import CommandRefused, ModemError, NoAnswer, PortBusy, PortLost
from drivers.modem import GsmModem
from drivers.port import SerialPort
from drivers.recovery import Ladder, Rung
from drivers.registry import known_modem, open_modem

log = logging.getLogger(__name__)

POWER_TIMEOUT = 30.0


class NotOurs(Exception):
    """The modem at this port is served at another port already, or its line is switched off."""


class Reopen(PortLost):
    """The port is let go of and opened again."""


class Manager(Home, Protocol):
    """Who gives workers their lines."""

    def bind(self, worker: Worker, identity: Identity) -> Line: ...

    def unbind(self, worker: Worker) -> None: ...

    def lost(self, line: Line, state: str, detail: str) -> None: ...


class Worker(threading.Thread):
    """Serves the modem at `url`. Only `wake`, `ussd`, `stop` and `restart` may be called by others."""

    def __init__(self, url: str, home: Manager, baud: int = 115200) -> None:
        super().__init__(name=f"line at {url}", daemon=True)
        self.url = url
        self.line: Line | None = None
        self.finished = False
        self._home = home
        self._baud = baud
        self._session: Session | None = None
        self._given = home.surroundings
        self._known: Identity | None = None
        self._ladder = Ladder(paces=self._given.paces, name=url)
        self._stopping = threading.Event()

    @property
    def line_name(self) -> str:
        return self.line.name if self.line else ""

    @property
    def idle(self) -> bool:
        """Whether it waits for work that it could carry now."""
        session = self._session
        return session is not None and session.idle

    def serves(self, lane: str) -> bool:
        """Whether it takes work from that lane."""
        session = self._session
        return session is not None and session.serves(lane)

    @property
    def healthy(self) -> bool:
        session = self._session
        return session is not None and session.healthy

    def wake(self) -> None:
        """There may be work."""
        if (session := self._session) is not None:
            session.wake()

    def restart(self) -> None:
        """Begin anew with the modem, for settings that have changed."""
        if (session := self._session) is not None:
            session.stop()

    def stop(self) -> None:
        """End after the step under way."""
        self._stopping.set()
        self.restart()

    def ussd(self, code: str, timeout: float) -> str:
        """Ask the network and return its answer. Raises NotReady, Invalid."""
        session = self._session
        if session is None:
            raise NotReady(f"line {self.line_name} has no modem now")
        future = session.ask(lambda modem: modem.ussd.request(code, timeout).text)
        try:
            return str(future.result(timeout + 60.0))
        except ValueError as error:
            raise Invalid(str(error)) from error
        except (ModemError, TimeoutError) as error:
            raise NotReady(str(error)) from error

    def run(self) -> None:
        failures = 0
        while not self._stopping.is_set():
            try:
                self._attend()
                failures = 0
            except NotOurs as reason:
                log.info("%s: %s", self.url, reason)
                break
            except Reopen:
                failures = 0
            except (ModemError, NotReady) as error:
                self._tell_lost(error)
                rests = self._given.reopen_after
                self._stopping.wait(rests[min(failures, len(rests) - 1)])
                failures += 1
        self.finished = True
        self._home.unbind(self)

    def _attend(self) -> None:
        port = SerialPort.open(self.url, self._baud)
        try:
            self._serve(self._opened(port))
        finally:
            self._session = None
            port.close()
            self._home.unbind(self)

    def _opened(self, port: SerialPort) -> GsmModem:
        """The modem at the port. One that has fallen silent since it was known is climbed for, others are let be."""
        given = self._given
        try:
            return open_modem(port, patience=given.patience, families=given.families)
        except NoAnswer as error:
            if self._known is None:
                raise
            self._home.lost(self._home.bind(self, self._known), "failed", str(error))
            self._mend(known_modem(port, self._known, families=given.families))
            return open_modem(port, patience=given.patience, families=given.families)

    def _serve(self, modem: GsmModem) -> None:
        home, before = self._home, self.line
        self._known = modem.identity
        self.line = line = home.bind(self, modem.identity)
        if before is None or (before.name, before.power_command) != (line.name, line.power_command):
            self._ladder = Ladder(line.power_command, self._given.paces, line.name)
        self._ladder.recovered()
        home.spool.write(lambda db: queue.recover(db, self._given.clock(), line.name))
        self._session = session = Session(home, modem, line, self.url)
        if self._stopping.is_set():
            return
        while not self._served(session, modem):
            pass

    def _served(self, session: Session, modem: GsmModem) -> bool:
        try:
            session.run()
        except PortLost:
            raise
        except CommandRefused as refused:
            session.say("failed", str(refused))
            self._stopping.wait(self._given.settle)
            return self._stopping.is_set()
        except ModemError as error:
            session.say("failed", str(error))
            self._mend(modem)
            return self._stopping.is_set()
        return True

    def _mend(self, modem: GsmModem) -> None:
        """Climb until the modem answers again. Raises PortLost where the port is to be opened anew."""
        while not self._stopping.is_set():
            step = self._ladder.next(time.monotonic(), present=_present(self.url))
            if step.rung is Rung.WAIT:
                self._stopping.wait(step.wait)
                continue
            try:
                self._stand_on(step.rung, step.command, modem)
                modem.alive()
            except PortLost:
                raise
            except ModemError:
                continue
            self._ladder.recovered()
            return

    def _stand_on(self, rung: Rung, command: tuple[str, ...], modem: GsmModem) -> None:
        if rung is Rung.REOPEN:
            raise Reopen
        if rung is Rung.POWER:
            subprocess.run(command, timeout=POWER_TIMEOUT, check=False, stdin=subprocess.DEVNULL)
            raise Reopen
        _RUNGS[rung](modem)

    def _tell_lost(self, error: ModemError | NotReady) -> None:
        log.warning("%s: %s", self.url, error)
        line = self.line
        if line is not None:
            state = "failed" if isinstance(error, PortBusy) or _present(self.url) else "absent"
            with contextlib.suppress(NotReady):  # a disk that takes nothing keeps what was seen last
                self._home.lost(line, state, str(error))


_RUNGS: dict[Rung, Callable[[GsmModem], None]] = {
    Rung.ESCAPE: GsmModem.escape_and_drain,
    Rung.ATTENTION: GsmModem.attention,
    Rung.INITIALISE: GsmModem.initialise,
    Rung.RESTART: GsmModem.restart,
}


def _present(url: str) -> bool:
    return "://" in url or Path(url).exists()
