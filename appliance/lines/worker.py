"""The one owner of a port, from its opening to its loss: a thread that serves a line with the modem it finds there."""

from __future__ import annotations

import functools
import logging
import threading
from concurrent.futures import Future
from typing import Protocol, cast

from appliance.domain import Line, Service
from appliance.errors import NotReady
from appliance.lines.errands import outcome
from appliance.lines.home import Home
from appliance.lines.mending import Mender, Reopen
from appliance.lines.recorder import Recorder
from appliance.lines.serving import Serving, services_of, session_of
from appliance.spool import queue
from drivers.capabilities import Identity
from drivers.errors import CommandRefused, ModemError, NoAnswer, PortBusy, PortLost
from drivers.facsimile import AnyModem
from drivers.recovery import Rung
from drivers.registry import Outlet, open_url
from drivers.trace import Trace

log = logging.getLogger(__name__)

USSD_PATIENCE = 60.0  # seconds for what the modem is at before its turn comes


class NotOurs(Exception):
    """The modem at this port is served at another port already, or its line is switched off."""


class Manager(Home, Protocol):
    """Who gives workers their lines."""

    def bind(self, worker: Worker, identity: Identity, services: Service = Service.SMS) -> Line: ...

    def unbind(self, worker: Worker) -> None: ...

    def stands(self, line: Line) -> bool: ...

    def baud(self, url: str) -> int: ...

    def fax_class(self, url: str) -> str: ...

    def lost(self, line: Line, state: str, detail: str) -> None: ...

    def troubled(self, url: str, error: Exception, there: bool) -> None: ...


class Worker(threading.Thread):
    """Serves the modem at `url`. `wake`, `ussd`, `balance`, `revive`, `stop` and `restart` alone are for others."""

    def __init__(self, url: str, home: Manager) -> None:
        super().__init__(name=f"line at {url}", daemon=True)
        self.url = url
        self.line: Line | None = None
        self.finished = False
        self._home = home
        self._session: Serving | None = None
        self._given = home.surroundings
        self._known: Identity | None = None
        self._recorder = Recorder(self._given.recordings, self._given.clock)
        self._failures = 0
        self._complaint = ""
        self._stopping = threading.Event()
        self._mender = Mender(url, self._given.paces, self._stopping)

    @property
    def line_name(self) -> str:
        return self.line.name if self.line else ""

    @property
    def idle(self) -> bool:
        """Whether it waits for work that it could carry now."""
        session = self._session
        return session is not None and session.idle

    @property
    def held(self) -> bool:
        """Whether a limit keeps it from some or all work."""
        session = self._session
        return session is not None and session.held

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
        future = self._at_work().ask(lambda modem: modem.ussd.request(code, timeout).text)
        return str(outcome(future, timeout + USSD_PATIENCE, self.line_name))

    def balance(self, timeout: float) -> float:
        """Ask the network what the SIM has to pay with. Raises NotReady, also where it has not answered in time."""
        session = self._at_work()
        asked = outcome(session.ask(lambda modem: session.ask_balance()), timeout + USSD_PATIENCE, self.line_name)
        try:
            return float(cast("Future[float]", asked).result(timeout))
        except TimeoutError as error:
            raise NotReady("it was asked, and no answer came yet; `modembox lines` shows it when it comes") from error

    def _at_work(self) -> Serving:
        """Raises NotReady."""
        session = self._session
        if session is None:
            raise NotReady(f"line {self.line_name} has no modem now")
        return session

    def revive(self, failures: int) -> None:
        """Its modem receives nothing: set it up and look into its stores anew, else restart it, or switch its power
        where that was in vain before.
        """
        if (session := self._session) is not None:
            session.ask(lambda modem: self._rouse(session, modem, failures))

    def run(self) -> None:
        try:
            while not self._stopping.is_set() and self._try():
                pass
        finally:
            self.finished = True
            self._home.unbind(self)

    def _try(self) -> bool:
        """Serve until that ends; whether to begin again. Whatever goes wrong, the line shows it and is tried again."""
        try:
            self._attend()
        except NotOurs as reason:
            log.info("%s: %s", self.url, reason)
            return False
        except Reopen:
            self._failures = 0
        except (ModemError, NotReady) as error:
            if isinstance(error, PortLost):
                self._record(str(error))
            self._complain(str(error))
            self._tell_lost(error)
            self._rest()
        except Exception as error:  # a disk that is full, settings that can't be read, a fault of ours
            log.exception("%s failed", self.url)
            self._tell_lost(error)
            self._rest()
        return True

    def _complain(self, complaint: str) -> None:
        """Once for each trouble: a port that stays away for days is no line in the log every half minute."""
        log.log(logging.DEBUG if complaint == self._complaint else logging.WARNING, "%s: %s", self.url, complaint)
        self._complaint = complaint

    def _record(self, why: str) -> None:
        """Keep what was said up to this fault."""
        who = self._known
        model = f"{who.manufacturer} {who.model} {who.revision}: " if who else ""
        self._recorder.save(self.line_name or self.url, model + why)

    def _rest(self, at_least: float = 0.0) -> None:
        """Longer after each failure, until the line was healthy again."""
        rests = self._given.reopen_after
        self._stopping.wait(max(at_least, rests[min(self._failures, len(rests) - 1)]))
        self._failures += 1

    def _attend(self) -> None:
        trace = self._recorder.begin()
        outlet = open_url(self.url, self._home.baud(self.url))
        try:
            self._serve(self._opened(outlet, trace))
        finally:
            self._end_session()
            outlet.close()
            self._home.unbind(self)

    def _end_session(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            session.close()

    def _opened(self, outlet: Outlet, trace: Trace) -> AnyModem:
        """The modem at the port. One that has fallen silent since it was known is climbed for, others are let be."""
        given, fax_class = self._given, self._home.fax_class(self.url)
        open_modem = functools.partial(
            outlet.open_modem,
            trace=trace,
            patience=given.patience,
            families=given.families,
            service_classes=(fax_class,) if fax_class else (),
        )
        try:
            return open_modem()
        except NoAnswer as error:
            if self._known is None:
                raise
            self._record(str(error))
            self._home.lost(self._home.bind(self, self._known), "failed", self._mender.why(error))
            self._mender.mend(outlet.known_modem(self._known, trace=trace, families=given.families))
            return open_modem()

    def _serve(self, modem: AnyModem) -> None:
        home = self._home
        self._known = modem.identity
        self.line = line = home.bind(self, modem.identity, services_of(modem))
        self._mender.recovered(line)
        home.spool.write(lambda db: queue.recover(db, self._given.clock(), line.name))
        self._session = session = session_of(home, modem, line, self.url, self._record, self._stopping.is_set)
        if not home.stands(line):  # changed since it was read: from here on, `restart` is heard
            return
        while not self._stopping.is_set() and not self._served(session, modem):
            pass

    def _served(self, session: Serving, modem: AnyModem) -> bool:
        """Whether it ended as it was told to; where not, it is to be run again."""
        try:
            session.run()
        except PortLost:
            self._look_back(session)
            raise
        except CommandRefused as refused:
            self._look_back(session)
            session.standing.say("failed", str(refused))
            self._rest(self._given.settle)
        except ModemError as error:
            self._look_back(session)
            self._record(str(error))
            session.standing.say("failed", str(error))
            self._mender.mend(modem)
        else:
            return True
        return False

    def _look_back(self, session: Serving) -> None:
        if session.healthy:
            self._failures, self._complaint = 0, ""

    def _rouse(self, session: Serving, modem: AnyModem, failures: int) -> None:
        self._record("it sends and receives nothing")
        if session.hears_again():
            return
        power = session.line.power_command if failures > 1 else ()
        self._mender.stand_on(Rung.POWER if power else Rung.RESTART, power, modem)

    def _tell_lost(self, error: Exception) -> None:
        line = self.line
        gone = isinstance(error, PortLost) and not isinstance(error, PortBusy) and not self._mender.present()
        try:
            if line is not None:
                self._home.lost(line, "absent" if gone else "failed", self._mender.why(error))
            else:
                self._home.troubled(self.url, error, self._mender.present())
        except Exception:  # a disk that takes nothing keeps what was seen last
            log.exception("%s: that it failed can't be shown", self.url)
