"""All the lines of the box: finds ports, gives each a worker, binds modems to lines, wakes who may carry."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence

from appliance import routing
from appliance.domain import Line, Service
from appliance.errors import Conflict, NotReady
from appliance.lines.board import OFF, Board, Trouble
from appliance.lines.facts import facts_of
from appliance.lines.serving import keep_interrupted
from appliance.lines.surroundings import STANDARD, Surroundings
from appliance.lines.turns import Turns
from appliance.lines.worker import NotOurs, Worker
from appliance.routing import SHARED, LineFacts
from appliance.settings import Settings
from appliance.spool import line_states
from appliance.spool.inbound import Hear, OwnerOf, silent
from appliance.spool.store import Spool
from drivers.capabilities import Identity
from drivers.discovery import Watch
from drivers.errors import PortBusy, PortDenied, PortLost

log = logging.getLogger(__name__)

USSD_TIMEOUT = 60.0
STANDARD_BAUD = 115_200
LOOK_AGAIN = 5.0  # seconds after looking for ports has failed


class Lines:
    """Owns the workers. `pinned` ports are served and no others; with none, all that are found.

    `due` is called when something may have become due earlier than was known; `hear` listens to what comes in.
    """

    def __init__(
        self,
        spool: Spool,
        settings: Settings,
        owner: OwnerOf,
        pinned: Sequence[str] = (),
        surroundings: Surroundings = STANDARD,
        due: Callable[[], None] = lambda: None,
        hear: Hear = silent,
    ) -> None:
        self.spool = spool
        self.settings = settings
        self.owner = owner
        self.hear = hear
        self.surroundings = surroundings
        self.due = due
        self._pinned = tuple(pinned)
        self._workers: dict[str, Worker] = {}
        self._bound: dict[str, Worker] = {}
        self._refused: dict[Worker, int] = {}  # at which count of `_freed`
        self._freed = 0  # how often ports that were let be were tried again
        self._lock = threading.RLock()
        self._turns = Turns(self._lock, pinned, surroundings.patience)
        self._board = Board(spool, settings, self._turns, surroundings.clock, due)
        self._stopping = threading.Event()
        self._scanner = threading.Thread(target=self._scan_for_ever, name="ports", daemon=True)

    def start(self) -> None:
        """Show every configured line as starting, and begin to look for its modem."""
        self._board.begin()
        keep_interrupted(self)
        self._attend_all(self._pinned)
        if not self._pinned:
            self._scanner.start()

    def stop(self) -> None:
        """End every worker after the step it is at, and say so of its line."""
        with self._lock:
            self._stopping.set()
            self._turns.over()
        workers = self._all_workers()
        for worker in workers:
            worker.stop()
        for worker in workers:
            worker.join()
        if self._scanner.is_alive():
            self._scanner.join()
        self._board.end()

    def wake(self, lane: str | None = None) -> None:
        """Work may be there, in that lane or (None) anywhere. One that a limit holds may be let do just this."""
        workers = self._all_workers()
        woken = workers if lane is None else [worker for worker in workers if worker.held and worker.serves(lane)]
        for worker in woken:
            worker.wake()
        if lane is not None:
            self._wake_idle(lane)

    def _wake_idle(self, lane: str) -> None:
        """Those that wait for work of that lane: of the shared one, only who is best."""
        idle = [worker for worker in self._all_workers() if worker.idle and worker.serves(lane)]
        if lane == SHARED and len(idle) > 1:
            idle = self._best_of(idle)
        for worker in idle:
            worker.wake()

    def claimed(self) -> None:
        """A worker that was idle has found work, or left some: another may look for more."""
        self._wake_idle(SHARED)

    def reload(self) -> None:
        """The settings have changed: each worker whose line is not what it was starts anew."""
        lines = {line.name: line for line in self.settings.lines()}
        for worker in self._all_workers():
            if worker.line is not None and lines.get(worker.line_name) != worker.line:
                worker.restart()
        with self._lock:
            self._board.changed(self._bound)
        self._try_again()
        if not self._pinned:
            self._attend_to_addresses()

    def missing(self) -> None:
        """Show as absent every line that still waits for its modem."""
        with self._lock:
            self._board.missing(self._bound)

    def troubled(self, url: str, error: Exception, there: bool) -> None:
        """Nobody knows what modem is at a port, which is `there` or not: it may be one that a line lacks (F21)."""
        pinned = url in self._pinned
        with self._lock:
            self._turns.known(url)
            if pinned or _is_address(url) or isinstance(error, PortBusy | PortDenied):
                self._board.trouble(Trouble(url, _why(url, error), there, pinned), self._bound)
            else:  # not every port that is found has a modem
                self._board.well(url, self._bound)

    def ready(self) -> bool:
        """Whether every pinned port, or else any line, can send."""
        healthy = [worker for worker in self._all_workers() if worker.healthy]
        return len(healthy) >= max(len(self._pinned), 1)

    def ussd(self, line: str, code: str) -> str:
        """Ask the network by USSD over a line and return its answer. Raises NotFound, NotReady, Invalid."""
        return self._worker_of(line).ussd(code, USSD_TIMEOUT)

    def balance(self, line: str) -> float:
        """Ask the network what a line's SIM has to pay with. Raises NotFound, NotReady, Conflict."""
        configured = self.settings.line(line)
        if not (configured.balance_ussd or configured.balance_sms_to):
            raise Conflict(f"line {line} has no balance_ussd and no balance_sms_to to ask with")
        return self._worker_of(line).balance(USSD_TIMEOUT)

    def _worker_of(self, line: str) -> Worker:
        """Raises NotFound, NotReady."""
        with self._lock:
            worker = self._bound.get(line)
        if worker is None:
            self.settings.line(line)
            raise NotReady(f"line {line} has no modem now")
        return worker

    def revive(self, line: str, failures: int) -> None:
        """Do something about a line that sends and does not receive, the more the oftener it failed in a row."""
        with self._lock:
            worker = self._bound.get(line)
        if worker is not None:
            worker.revive(failures)

    def call_off(self, line: str) -> None:
        """The fax that a line is at is not wanted any more, as stands on disk: have it look."""
        with self._lock:
            worker = self._bound.get(line)
        if worker is not None:
            worker.wake()

    def bind(self, worker: Worker, identity: Identity, services: Service = Service.SMS) -> Line:
        """The line of the modem that `worker` has found, made where it is new, for `services`. Raises NotOurs."""
        with self._lock:
            line = self._line_of(worker.url, identity) or self._new_line(worker.url, identity, services)
            self._turns.known(worker.url, services)
            try:
                self._hand(line, worker)
            except NotOurs:
                self._refused[worker] = self._freed
                raise
            finally:
                self._board.well(worker.url, self._bound)
            return line

    def _hand(self, line: Line, worker: Worker) -> None:
        holder = self._bound.get(line.name)
        if holder is not None and holder is not worker:
            raise NotOurs(f"its modem is served at {holder.url}")
        if not line.active:
            self._board.show(line, *OFF)
            raise NotOurs(f"line {line.name} is switched off")
        self._bound[line.name] = worker

    def unbind(self, worker: Worker) -> None:
        """`worker` no longer serves its line: ports that were let be because it did are tried again."""
        with self._lock:
            bound = [name for name, holder in self._bound.items() if holder is worker]
            for name in bound:
                del self._bound[name]
            if bound:
                self._try_again()
            if worker.finished:
                self._turns.known(worker.url)
                self._ended(worker)

    def _ended(self, worker: Worker) -> None:
        line = worker.line
        unplugged = self._workers.get(worker.url) is not worker
        if unplugged and line is not None and line.name not in self._bound and not self._stopping.is_set():
            self._board.try_to_show(line, "absent", "its port is gone")
        if self._refused.pop(worker, self._freed) != self._freed:
            self._replace(worker)  # what it was refused for was over before it had ended

    def stands(self, line: Line) -> bool:
        """Whether the settings still say just this of a line."""
        return line in self.settings.lines()

    def baud(self, url: str) -> int:
        """The rate to open a port with."""
        line = self._line_at(url)
        return line.baud if line else STANDARD_BAUD

    def fax_class(self, url: str) -> str:
        """The service class of facsimile to use at a port where its modem offers it, "" for the best."""
        line = self._line_at(url)
        return line.fax_class if line else ""

    def _line_at(self, url: str) -> Line | None:
        """Which is bound to the port, or was seen there last."""
        db = self.spool.read()
        seen = {state.line for state in line_states.all_lines(db) if state.port == url}
        return next((line for line in self.settings.lines() if line.port == url or line.name in seen), None)

    def facts(self) -> list[LineFacts]:
        """What routing must know of every line."""
        return facts_of(self.spool, self.settings, self.surroundings.clock())

    def lost(self, line: Line, state: str, detail: str) -> None:
        """A line's modem can't be reached."""
        self._board.show(line, state, detail)

    def _try_again(self) -> None:
        """Attend to the ports whose modem was served elsewhere or whose line was switched off."""
        with self._lock:
            self._freed += 1
            for worker in [worker for worker in self._workers.values() if worker.finished]:
                self._refused.pop(worker, None)
                self._replace(worker)

    def _replace(self, worker: Worker) -> None:
        if self._workers.get(worker.url) is worker:
            del self._workers[worker.url]
            self._attend(worker.url)

    def _best_of(self, idle: list[Worker]) -> list[Worker]:
        named = {worker.line_name: worker for worker in idle}
        best = routing.first_to_wake([facts for facts in self.facts() if facts.name in named])
        return [named[each.name] for each in best] or idle

    def _line_of(self, url: str, identity: Identity) -> Line | None:
        lines = self.settings.lines()
        for line in (*(line for line in lines if line.imei), *(line for line in lines if not line.imei)):
            if line.imei == identity.imei if line.imei else line.port == url:
                return line
        return None

    def _new_line(self, url: str, identity: Identity, services: Service) -> Line:
        self._turns.wait(url)
        if (line := self._line_of(url, identity)) is not None:  # made while this waited: a modem with two ports
            return line
        name = next(self._board.names_for(url, services))
        log.info("a new modem, IMEI %s, at %s: made line %s for it", identity.imei or "not told", url, name)
        port = "" if identity.imei else url
        return self.settings.add_line(Line(name, imei=identity.imei, port=port, services=services))

    def _all_workers(self) -> list[Worker]:
        with self._lock:
            return list(self._workers.values())

    def _attend(self, url: str) -> None:
        with self._lock:
            if url not in self._workers and not self._stopping.is_set():
                self._turns.expect(url)
                self._workers[url] = Worker(url, self)
                self._workers[url].start()

    def _attend_all(self, urls: Sequence[str]) -> None:
        with self._lock:  # none is known before all are expected
            for url in urls:
                self._attend(url)

    def _scan_for_ever(self) -> None:
        while not self._stopping.is_set():
            try:
                self._scan(self.surroundings.watch())
            except Exception:  # else what is plugged in later would never be seen
                log.exception("ports can't be looked for; trying again")
                self._stopping.wait(LOOK_AGAIN)

    def _scan(self, watch: Watch) -> None:
        self._attend_to_addresses()
        while (found := watch.wait(self._stopping)) is not None:
            self._attend_to([candidate.url for candidate in found])

    def _attend_to_addresses(self) -> None:
        """Lines whose port is on the network, where nobody finds it."""
        for line in self.settings.lines():
            if line.active and not line.imei and _is_address(line.port):
                self._attend(line.port)

    def _attend_to(self, urls: Sequence[str]) -> None:
        """Serve the ports that are there now; the workers of those that are gone end."""
        with self._lock:
            gone = [worker for url, worker in self._workers.items() if url not in urls and not _is_address(url)]
            for worker in gone:
                del self._workers[worker.url]
                worker.stop()
                self._turns.known(worker.url)
                self._board.well(worker.url, self._bound)
            self._attend_all(urls)


def _is_address(url: str) -> bool:
    return not url.startswith("/")


def _why(url: str, error: Exception) -> str:
    said = error.detail if isinstance(error, PortLost) else str(error)
    return said if url in said else f"{url}: {said}"
