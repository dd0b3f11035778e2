"""The owner of a port: whatever goes wrong, its line shows it, it is logged, and it is tried again."""

from __future__ import annotations

import dataclasses
import itertools
import logging
import threading
from collections import deque
from pathlib import Path

import pytest

from appliance.domain import Line, Service
from appliance.errors import Invalid, NotReady
from appliance.lines import worker as workers
from appliance.lines.recorder import EVERY, recordings
from appliance.lines.surroundings import Surroundings
from appliance.lines.worker import NotOurs, Worker
from appliance.spool import canaries, events
from appliance.spool.canaries import Plan
from drivers.errors import Cause, CommandRefused, NoAnswer, PortBusy, PortLost, ProtocolError
from drivers.recovery import Pace, Rung
from drivers.trace import Trace

PATIENCE = 30.0
LONG = "x" * 400
PACES = tuple(Pace(rung, 0.0) for rung in Rung if rung is not Rung.WAIT)


class Outlet:
    """A port with that modem; `script`: what the next openings meet in its place."""

    def __init__(self, modem) -> None:
        self.modem = modem
        self.script: deque[Exception | None] = deque()
        self.answers: deque[Exception] = deque()
        self.opened: list[int] = []
        self.given: dict[str, object] = {}
        self.closed = 0

    def open(self, url: str, baud: int = 115200) -> Outlet:
        self.opened.append(baud)
        error = self.script.popleft() if self.script else None
        if error is not None:
            raise error
        return self

    def open_modem(self, trace: Trace, **given: object):
        self.given = given
        trace.wrote(b"AT\r")
        if self.answers:
            raise self.answers.popleft()
        return self.modem

    def known_modem(self, identity, trace: Trace, **given: object):
        trace.wrote(b"AT+KNOWN\r")
        return self.modem

    def close(self) -> None:
        self.closed += 1


@pytest.fixture
def outlet(modem, monkeypatch):
    one = Outlet(modem)
    monkeypatch.setattr(workers, "open_url", one.open)
    return one


class Manager:
    """What a worker needs of all the lines."""

    def __init__(self, home, line: Line, recordings: Path) -> None:
        self.spool, self.settings, self.owner = home.spool, home.settings, home.owner
        self.hear = home.hear
        self.claimed, self.due = home.claimed, home.due
        self.surroundings = Surroundings(
            clock=home.surroundings.clock, settle=0.0, reopen_after=(0.0,), paces=PACES, check_every=PATIENCE
        )
        self.surroundings = dataclasses.replace(self.surroundings, recordings=recordings)
        self.line = line
        self.refusal: Exception | None = None
        self.changed = False
        self.bound: list[str] = []
        self.losses: list[tuple[str, str, str]] = []
        self.troubles: list[tuple[str, str, bool]] = []
        self._told = threading.Condition()

    def bind(self, worker: Worker, identity, services=Service.SMS) -> Line:
        if self.refusal:
            raise self.refusal
        self._note(self.bound, "bind")
        return self.line

    def unbind(self, worker: Worker) -> None:
        self._note(self.bound, "unbind")

    def stands(self, line: Line) -> bool:
        changed, self.changed = self.changed, False
        return not changed

    def baud(self, url: str) -> int:
        return 9600

    def fax_class(self, url: str) -> str:
        return "2.0"

    def lost(self, line: Line, state: str, detail: str) -> None:
        self._note(self.losses, (line.name, state, detail))

    def troubled(self, url: str, error: Exception, there: bool) -> None:
        self._note(self.troubles, (url, str(error), there))

    def _note(self, where: list, what: object) -> None:
        with self._told:
            where.append(what)
            self._told.notify_all()

    def until(self, condition) -> None:
        with self._told:
            assert self._told.wait_for(condition, PATIENCE)


@pytest.fixture
def manager(home, line, tmp_path):
    return Manager(home, line, tmp_path / "recordings")


@pytest.fixture
def recorded(manager):
    """recorded(): the recordings as they stand, the newest first."""
    return lambda: [path.read_text() for path in recordings(manager.surroundings.recordings)]


@pytest.fixture
def worker(manager, outlet, tmp_path):
    port = tmp_path / "gsm0"
    port.touch()
    one = Worker(str(port), manager)
    yield one
    one.stop()
    if one.ident is not None:
        one.join(PATIENCE)
        assert not one.is_alive()


def rest(modem) -> None:
    assert modem.waiting.acquire(timeout=PATIENCE)


def end(worker: Worker) -> None:
    worker.stop()
    worker.join(PATIENCE)
    assert not worker.is_alive()


def test_it_serves_the_modem_it_finds(worker, manager, outlet, modem, queued, course):
    made = queued()
    worker.start()
    rest(modem)
    assert course(made).verdict == "sent"
    assert (worker.line_name, worker.healthy, worker.idle, worker.serves("")) == ("gsm1", True, True, True)
    assert outlet.opened == [9600]
    assert outlet.given["service_classes"] == ("2.0",)
    end(worker)
    assert (worker.healthy, worker.idle, worker.serves(""), worker.finished) == (False, False, False, True)
    assert outlet.closed == 1
    assert manager.bound[-1] == "unbind"


def test_before_it_has_a_modem_it_is_neither_idle_nor_healthy(worker):
    assert (worker.line_name, worker.idle, worker.healthy, worker.serves("")) == ("", False, False, False)
    worker.wake()
    worker.restart()
    with pytest.raises(NotReady):
        worker.ussd("*100#", 1.0)


def test_what_an_earlier_run_left_open_is_settled_before_it_sends(worker, manager, modem, home, line, queued, course):
    from appliance.lines.outbox import Outbox

    made = queued()
    Outbox(home, modem.sms, line, "8901010000000010017").look()
    worker.start()
    rest(modem)
    assert course(made).verdict == "in_doubt"
    assert modem.sms.submitted == []


def test_a_wake_reaches_its_modem(worker, modem, queued, course):
    worker.start()
    rest(modem)
    made = queued()
    worker.wake()
    rest(modem)
    assert course(made).verdict == "sent"


@pytest.mark.parametrize("error", [PortLost("no such file"), PortBusy("in use by minicom")])
def test_a_port_that_cannot_be_opened_is_told_and_tried_again(worker, manager, outlet, modem, error):
    outlet.script.extend([error] * 3)
    worker.start()
    rest(modem)
    assert len(outlet.opened) == 4
    assert manager.troubles == [(worker.url, str(error), True)] * 3


def test_a_port_that_stays_away_is_one_line_in_the_log(worker, outlet, modem, caplog):
    outlet.script.extend([PortLost("no such file")] * 5)
    with caplog.at_level(logging.WARNING):
        worker.start()
        rest(modem)
        modem.fail(PortLost("no such file"))
        rest(modem)
    assert caplog.text.count("no such file") == 2  # once it was there in between


@pytest.mark.parametrize(
    "error",
    [ValueError("unknown scheme"), RuntimeError("a fault of ours"), Invalid("box.json is not JSON"), OSError("EIO")],
)
def test_nothing_unexpected_ends_it(worker, outlet, modem, error, caplog):
    outlet.script.extend([error] * 2)
    with caplog.at_level(logging.WARNING):
        worker.start()
        rest(modem)
    assert worker.healthy
    assert str(error) in caplog.text


@pytest.mark.parametrize(
    ("error", "there", "shown"),
    [
        (PortLost("hung up"), True, "failed"),
        (PortLost("hung up"), False, "absent"),
        (PortBusy("in use"), False, "failed"),
        (RuntimeError("a fault of ours"), True, "failed"),
    ],
)
def test_a_line_whose_modem_is_lost_shows_it(worker, manager, modem, error, there, shown):
    worker.start()
    rest(modem)
    if not there:
        Path(worker.url).unlink()
    modem.fail(error)
    manager.until(lambda: manager.losses)
    rest(modem)
    assert manager.losses[0] == ("gsm1", shown, str(error))
    assert worker.healthy


def test_F30_a_full_disk_shows_as_failed_and_sends_again_when_there_is_room(
    worker, manager, modem, full, queued, course
):
    worker.start()
    rest(modem)
    made = queued()
    full(2)  # the look for work, and the claim that is to be settled at the next start
    worker.wake()
    manager.until(lambda: len(manager.losses) >= 2)
    assert manager.losses[0] == ("gsm1", "failed", "database or disk is full")
    rest(modem)
    assert course(made).verdict == "sent"
    assert len(modem.sms.submitted) == 1


def test_that_it_cannot_even_be_shown_does_not_end_it(worker, manager, modem, caplog):
    def refuse(line: Line, state: str, detail: str) -> None:
        raise OSError("read-only file system")

    worker.start()
    rest(modem)
    manager.lost = refuse
    modem.fail(PortLost("hung up"))
    rest(modem)
    assert worker.healthy
    assert "can't be shown" in caplog.text


def test_another_ports_modem_is_let_be(worker, manager, outlet):
    manager.refusal = NotOurs("its modem is served at /dev/ttyUSB1")
    worker.start()
    worker.join(PATIENCE)
    assert worker.finished
    assert outlet.closed == 1
    assert manager.bound[-1] == "unbind"


def test_a_command_refused_shows_and_is_tried_again(worker, manager, modem, told):
    enable = modem.sms.enable
    refusals = deque([CommandRefused(Cause("CMS", 314, "SIM busy"))] * 2)

    def refusing() -> None:
        if refusals:
            raise refusals.popleft()
        enable()

    modem.sms.enable = refusing
    worker.start()
    rest(modem)
    states = [event.data["state"] for event in told.all(events.LINE_STATE)]
    assert states[-1] == "ready"
    assert "failed" in states
    assert states.index("failed") == len(states) - 2  # it shows so until it is ready
    assert manager.losses == []


def test_F07_a_modem_that_falls_silent_is_climbed_for(worker, manager, modem, told):
    climbed: list[str] = []
    modem.escape_and_drain = lambda: climbed.append("escape")
    modem.attention = lambda: climbed.append("attention")
    silent = deque([NoAnswer("AT")] * 1)

    def alive() -> None:
        if silent:
            raise silent.popleft()

    modem.alive = alive
    worker.start()
    rest(modem)
    modem.fail(NoAnswer("AT+CSQ"))
    told.until_state("failed")
    rest(modem)
    assert climbed == ["escape", "attention"]
    assert worker.healthy
    assert manager.losses == []


def test_F07_the_climb_reaches_the_power_and_opens_the_port_anew(worker, manager, outlet, modem, tmp_path, line):
    switched = tmp_path / "switched"
    manager.line = Line("gsm1", power_command=("/bin/sh", "-c", f"echo once >> {switched}"))
    for rung in ("escape_and_drain", "attention", "initialise", "restart"):
        setattr(modem, rung, lambda: None)
    worker.start()
    rest(modem)

    def dead() -> None:
        raise NoAnswer("AT")

    modem.alive = dead
    outlet.answers.extend([NoAnswer("AT")])  # after the port was reopened; the climb goes on there
    modem.fail(NoAnswer("AT+CSQ"))
    rest(modem)
    assert switched.read_text() == "once\n"
    assert worker.healthy


@pytest.mark.parametrize("command", [("/no/such/command",), ("/bin/false",), ("/etc/passwd",)])
def test_F12_a_power_command_that_fails_ends_nothing(worker, manager, outlet, modem, command, caplog):
    manager.line = Line("gsm1", power_command=command)
    manager.surroundings = Surroundings(
        clock=manager.surroundings.clock, reopen_after=(0.0,), paces=(Pace(Rung.POWER, PATIENCE),)
    )
    worker = Worker(worker.url, manager)
    worker.start()
    rest(modem)
    with caplog.at_level(logging.ERROR):
        modem.fail(NoAnswer("AT"))
        rest(modem)
    assert worker.healthy
    assert "power could not be switched" in caplog.text
    end(worker)


@pytest.fixture
def missing(spool, clock):
    """missing(): a text to gsm1 did not come."""

    def miss() -> None:
        made = spool.write(lambda db: canaries.begin(db, Plan("gsm1", "+1", "gsm2", "0" * 32, 1e10, 60.0), clock.now))
        (one,) = canaries.awaited(spool.read())
        assert one.transmission_id == made
        spool.write(lambda db: canaries.failed(db, one, 60.0, clock.now))

    return miss


def test_F33_a_modem_that_receives_nothing_is_set_up_anew_and_restarted(worker, modem, missing, recorded):
    restarted = threading.Event()
    modem.restart = restarted.set
    worker.start()
    rest(modem)
    missing()
    worker.revive(1)
    assert restarted.wait(PATIENCE)
    rest(modem)
    assert (modem.initialised, modem.sms.enabled) == (1, 2)
    assert worker.healthy
    assert recorded() == ["# Simulator Fake 1: it sends and receives nothing\n> AT\n"]


def test_F33_what_was_missing_lay_in_the_modem(worker, modem, missing, air, told):
    modem.restart = lambda: pytest.fail("needlessly")
    worker.start()
    rest(modem)
    missing()
    modem.sms.waiting.append(air.stored(air.message("Somebody's")))
    worker.revive(1)
    told.until(lambda: told.all(events.CANARY_OK))
    rest(modem)
    assert worker.healthy
    assert modem.sms.waiting == []


@pytest.mark.parametrize(("failures", "switches"), [(1, 0), (2, 1)])
def test_F33_power_is_switched_where_a_restart_was_in_vain(
    worker, manager, modem, missing, tmp_path, failures, switches
):
    switched = tmp_path / "switched"
    manager.line = Line("gsm1", power_command=("/bin/sh", "-c", f"echo >> {switched}"))
    worker.start()
    rest(modem)
    missing()
    worker.revive(failures)
    rest(modem)
    assert switched.exists() == bool(switches)
    assert worker.healthy


def test_F33_a_line_without_a_modem_is_let_be(worker, modem):
    worker.revive(1)
    assert modem.initialised == 0


def test_what_the_standard_does_not_allow_is_mended(worker, modem, told):
    worker.start()
    rest(modem)
    modem.fail(ProtocolError("no +CREG in the answer"))
    told.until_state("failed")
    rest(modem)
    assert worker.healthy


def test_what_was_said_before_a_fault_is_kept_and_then_it_is_mended(worker, modem, told, recorded):
    found: list[str] = []
    modem.escape_and_drain = lambda: found.extend(recorded())
    worker.start()
    rest(modem)
    modem.fail(NoAnswer('AT+CPIN="****"'))
    told.until_state("failed")
    rest(modem)
    assert found == ['# Simulator Fake 1: The modem did not answer in time: AT+CPIN="****"\n> AT\n']
    assert recorded() == found


def test_what_was_said_before_a_port_was_lost_is_kept(worker, modem, recorded):
    worker.start()
    rest(modem)
    modem.fail(PortLost("hung up"))
    rest(modem)
    assert recorded() == ["# Simulator Fake 1: The port is gone or failed: hung up\n> AT\n"]


def test_a_modem_that_is_silent_when_its_port_is_opened_anew_is_recorded(worker, outlet, modem, manager, recorded):
    worker.start()
    rest(modem)
    outlet.answers.append(NoAnswer("AT"))
    worker.restart()
    rest(modem)
    assert recorded() == ["# Simulator Fake 1: The modem did not answer in time: AT\n> AT\n"]


def test_a_port_that_the_ladder_opens_anew_is_no_fault_of_its_own(worker, outlet, modem, manager, recorded):
    passing = itertools.count(1_700_000_000.0, EVERY)
    manager.surroundings = dataclasses.replace(
        manager.surroundings, clock=lambda: next(passing), paces=(Pace(Rung.REOPEN, 0.0),)
    )
    worker = Worker(worker.url, manager)
    worker.start()
    rest(modem)
    modem.fail(NoAnswer("AT+CSQ"))
    rest(modem)
    assert len(outlet.opened) == 2
    assert recorded() == ["# Simulator Fake 1: The modem did not answer in time: AT+CSQ\n> AT\n"]
    end(worker)


def test_a_port_that_can_t_be_opened_is_not_recorded(worker, outlet, modem, recorded):
    outlet.script.extend([PortLost("no such file")] * 2)
    worker.start()
    rest(modem)
    assert recorded() == []


def test_F30_a_disk_that_takes_no_recording_stops_nothing(worker, manager, modem, caplog):
    manager.surroundings.recordings.write_text("in the folder's place")
    worker.start()
    rest(modem)
    with caplog.at_level(logging.ERROR):
        modem.fail(PortLost("hung up"))
        rest(modem)
    assert worker.healthy
    assert "can't be kept" in caplog.text


def test_settings_that_changed_begin_it_anew(worker, manager, outlet, modem):
    worker.start()
    rest(modem)
    manager.line = Line("gsm1", prefixes=("+49",))
    worker.restart()
    rest(modem)
    assert worker.line == manager.line
    assert (worker.serves(""), worker.serves("gsm1")) == (False, True)
    assert len(outlet.opened) == 2


def test_settings_that_change_while_it_opens_are_not_missed(worker, manager, outlet, modem):
    manager.changed = True  # after `bind` read them, before there is a session to be restarted
    worker.start()
    rest(modem)
    assert len(outlet.opened) == 2


def test_stopped_while_it_opens_it_serves_nothing(worker, manager, outlet, modem):
    opening, go_on = threading.Event(), threading.Event()

    def slow(**given: object):
        opening.set()
        assert go_on.wait(PATIENCE)
        return modem

    outlet.open_modem = slow
    worker.start()
    assert opening.wait(PATIENCE)
    worker.stop()
    go_on.set()
    worker.join(PATIENCE)
    assert not worker.is_alive()
    assert modem.sms.enabled == 0
    assert outlet.closed == 1


def test_stopped_before_it_began_it_opens_nothing(worker, outlet):
    worker.stop()
    worker.start()
    worker.join(PATIENCE)
    assert outlet.opened == []


def test_stopped_in_the_middle_of_a_long_one_the_rest_is_queued(worker, modem, queued, part_states, attempts):
    made = queued(LONG)
    modem.sms.before_submit = worker.stop
    worker.start()
    worker.join(PATIENCE)
    assert part_states(made) == {1: "accepted"}
    assert attempts()[-1] == ("waiting", None)


def test_ussd(worker, modem):
    worker.start()
    rest(modem)
    assert worker.ussd("*100#", 1.0) == "*100# is 5.00"
    with pytest.raises(Invalid, match="1 to 160"):
        worker.ussd("", 1.0)


@pytest.mark.parametrize("error", [NoAnswer("no +CUSD"), CommandRefused(Cause("CME", 30, "no network service"))])
def test_ussd_that_the_network_does_not_answer(worker, modem, error):
    def fail(code: str, timeout: float) -> None:
        raise error

    worker.start()
    rest(modem)
    modem.ussd.request = fail
    with pytest.raises(NotReady):
        worker.ussd("*100#", 1.0)


def test_ussd_that_has_no_turn_is_not_asked_later(worker, modem, monkeypatch):
    monkeypatch.setattr(workers, "USSD_PATIENCE", 0.0)
    asked: list[str] = []
    modem.ussd.request = lambda code, timeout: asked.append(code)
    worker.start()
    rest(modem)
    wake, modem.wake = modem.wake, lambda: None
    with pytest.raises(NotReady, match="busy"):
        worker.ussd("*100#", 0.0)
    modem.wake = wake
    worker.wake()
    rest(modem)
    assert asked == []


def test_who_waits_for_ussd_hears_that_the_modem_is_gone(worker, manager, modem):
    worker.start()
    rest(modem)
    modem.wake = lambda: modem.fail(PortLost("hung up"))
    with pytest.raises(NotReady):
        worker.ussd("*100#", PATIENCE)
    del modem.wake


def test_no_secret_is_logged(worker, manager, modem, queued, caplog, air):
    manager.line = Line("gsm1", pin="4711")
    modem.sim.pin = "0815"
    modem.sim.now = type(modem.sim.now).PIN
    with caplog.at_level(logging.DEBUG):
        queued("a secret of mine")
        worker.start()
        rest(modem)
        end(worker)
    for secret in ("4711", "0815", "secret"):
        assert secret not in caplog.text
