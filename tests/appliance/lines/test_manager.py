"""All the lines: which port gets a worker, which modem is which line, who is woken, what people see."""

from __future__ import annotations

import logging
import queue as queues
import threading
from dataclasses import replace

import pytest

from appliance.domain import Line, Service
from appliance.errors import NotFound, NotReady
from appliance.lines import manager as managers
from appliance.lines.manager import Lines
from appliance.lines.surroundings import Surroundings
from appliance.lines.worker import NotOurs
from appliance.spool import line_states, usage
from appliance.spool.inbound import nobody
from appliance.spool.line_states import LineState
from drivers.capabilities import Identity
from drivers.discovery import Candidate
from drivers.errors import NoAnswer, PortBusy, PortDenied, PortLost

PATIENCE = 30.0
IMEI, OTHER = "350000010000012", "350000010000020"


class FakeWorker:
    """Does nothing by itself; `ended` is what a thread does at its end."""

    def __init__(self, url: str, home: Lines) -> None:
        self.url, self.home = url, home
        self.line: Line | None = None
        self.finished = self.started = self.stopped = False
        self.idle = self.held = self.healthy = False
        self.lanes: tuple[str, ...] = ("",)
        self.calls: list[str] = []

    @property
    def line_name(self) -> str:
        return self.line.name if self.line else ""

    def start(self) -> None:
        self.started = True

    def stop(self) -> None:
        self.stopped = True

    def join(self) -> None:
        self.ended()

    def ended(self) -> None:
        self.finished = True
        self.home.unbind(self)

    def wake(self) -> None:
        self.calls.append("wake")

    def restart(self) -> None:
        self.calls.append("restart")

    def serves(self, lane: str) -> bool:
        return lane in self.lanes

    def ussd(self, code: str, timeout: float) -> str:
        return f"{code} over {self.line_name}"

    def revive(self, failures: int) -> None:
        self.calls.append(f"revive {failures}")

    def bound(self, imei: str = IMEI, services: Service = Service.SMS) -> Line:
        """As when it has found a modem."""
        self.line = self.home.bind(self, Identity(imei=imei), services)
        self.idle = self.healthy = True
        return self.line


class FakeWatch:
    """Tells what is put in; an exception is raised."""

    def __init__(self, found: queues.Queue) -> None:
        self._found = found

    def wait(self, stop: threading.Event):
        while not stop.is_set():
            try:
                found = self._found.get(timeout=0.01)
            except queues.Empty:
                continue
            if isinstance(found, Exception):
                raise found
            return tuple(Candidate(url, url) for url in found)
        return None


class Box:
    """All the lines of one box, and the workers they made."""

    def __init__(self, spool, settings, clock, pinned: tuple[str, ...] = (), patience: float = 0.0) -> None:
        self.found: queues.Queue = queues.Queue()
        self.due: list[int] = []
        given = Surroundings(clock=clock, watch=lambda: FakeWatch(self.found), patience=patience)
        self.lines = Lines(spool, settings, nobody, pinned, given, lambda: self.due.append(1))
        self.workers: list[FakeWorker] = []
        self._told = threading.Condition()

    def worker(self, url: str) -> FakeWorker:
        """The newest at that port, waiting for it."""

        def newest() -> FakeWorker | None:
            return next((worker for worker in reversed(self.workers) if worker.url == url), None)

        with self._told:
            assert self._told.wait_for(newest, PATIENCE)
            return newest()

    def made(self, worker: FakeWorker) -> FakeWorker:
        with self._told:
            self.workers.append(worker)
            self._told.notify_all()
        return worker


@pytest.fixture
def box(spool, settings, clock, monkeypatch):
    """box(pinned ports): started, and stopped in the end. Of its ports none waits for another to be known."""
    boxes: list[Box] = []

    def make(*pinned: str, patience: float = 0.0) -> Box:
        boxes.append(one := Box(spool, settings, clock, pinned, patience))
        monkeypatch.setattr(managers, "Worker", lambda url, home: one.made(FakeWorker(url, home)))
        one.lines.start()
        return one

    yield make
    for one in boxes:
        one.lines.stop()


@pytest.fixture
def shown(spool):
    """shown(line): state and detail that people see; None where it is not known."""

    def read(line: str = "gsm1"):
        state = line_states.get(spool.read(), line)
        return (state.state, state.detail) if state else None

    return read


# --- ports


def test_pinned_ports_and_no_others_are_served(box):
    one = box("/dev/a", "/dev/b")
    one.found.put(["/dev/c"])
    assert [worker.url for worker in one.workers] == ["/dev/a", "/dev/b"]
    assert all(worker.started for worker in one.workers)


def test_ports_are_served_as_they_come_and_go(box):
    one = box()
    one.found.put(["/dev/a", "/dev/b"])
    first = one.worker("/dev/a")
    one.found.put(["/dev/b", "/dev/c"])
    one.worker("/dev/c")
    assert first.stopped
    assert not one.worker("/dev/b").stopped
    one.found.put(["/dev/a", "/dev/c"])
    one.found.put(["/dev/d"])
    one.worker("/dev/d")
    assert one.worker("/dev/a") is not first


def test_a_line_whose_port_goes_is_shown_absent(box, shown):
    one = box()
    one.found.put(["/dev/a"])
    worker = one.worker("/dev/a")
    worker.bound()
    one.found.put(["/dev/b"])
    one.worker("/dev/b")
    worker.ended()
    assert shown() == ("absent", "its port is gone")


def test_F09_a_port_that_was_renumbered_leaves_its_line_be(box, shown):
    one = box()
    one.found.put(["/dev/ttyUSB0"])
    before = one.worker("/dev/ttyUSB0")
    before.bound()
    one.found.put(["/dev/ttyUSB3"])
    after = one.worker("/dev/ttyUSB3")
    with pytest.raises(NotOurs):
        after.bound()
    one.lines.unbind(before)
    assert after.bound().name == "gsm1"
    before.ended()
    assert shown() is None


def test_looking_for_ports_goes_on_after_a_failure(box, monkeypatch, caplog):
    monkeypatch.setattr(managers, "LOOK_AGAIN", 0.0)
    one = box()
    with caplog.at_level(logging.ERROR):
        one.found.put(OSError("sysfs has gone"))
        one.found.put(["/dev/a"])
        one.worker("/dev/a")
    assert "ports can't be looked for" in caplog.text


def test_a_port_on_the_network_is_served_though_nobody_finds_it(box, settings):
    settings.add_line(Line("far", port="socket://10.0.0.5:4001"))
    settings.add_line(Line("off", port="socket://10.0.0.6:4001", active=False))
    one = box()
    worker = one.worker("socket://10.0.0.5:4001")
    one.found.put(["/dev/a"])
    one.worker("/dev/a")
    assert not worker.stopped
    settings.change_line("off", active=True)
    one.lines.reload()
    assert one.worker("socket://10.0.0.6:4001").started
    assert [worker.url for worker in one.workers].count("socket://10.0.0.5:4001") == 1


def test_the_rate_of_a_port(box, settings, spool, clock):
    settings.add_line(Line("gsm1", port="/dev/a", baud=9600))
    settings.add_line(Line("gsm2", imei=IMEI, baud=57600))
    one = box("/dev/a", "/dev/b")
    spool.write(lambda db: line_states.save(db, LineState("gsm2", "ready", port="/dev/b"), clock.now))
    assert [one.lines.baud(url) for url in ("/dev/a", "/dev/b", "/dev/c")] == [9600, 57600, 115200]


def test_the_service_class_at_a_port(box, settings):
    settings.add_line(Line("fax1", port="/dev/a", fax_class="2.0"))
    settings.add_line(Line("fax2", port="/dev/b"))
    one = box("/dev/a", "/dev/b")
    assert [one.lines.fax_class(url) for url in ("/dev/a", "/dev/b", "/dev/c")] == ["2.0", "", ""]


# --- which modem is which line


def test_a_new_modem_gets_a_line(box, settings):
    worker = box("/dev/a").worker("/dev/a")
    assert worker.bound() == Line("gsm1", imei=IMEI)
    assert settings.lines() == (Line("gsm1", imei=IMEI),)


def test_F09_a_modem_is_known_by_its_imei_at_any_port(box, settings):
    settings.add_line(Line("office", imei=IMEI))
    assert box("/dev/zzz").worker("/dev/zzz").bound().name == "office"
    assert len(settings.lines()) == 1


def test_a_modem_that_tells_no_imei_is_known_by_its_port(box, settings):
    one = box("/dev/a", "/dev/b")
    assert one.worker("/dev/a").bound("") == Line("gsm1", port="/dev/a")
    assert one.worker("/dev/b").bound("") == Line("gsm2", port="/dev/b")
    one.lines.unbind(one.worker("/dev/a"))
    assert one.worker("/dev/a").bound("").name == "gsm1"


def test_an_imei_counts_for_more_than_a_port(box, settings):
    settings.add_line(Line("desk", port="/dev/a"))
    settings.add_line(Line("office", imei=IMEI))
    one = box("/dev/a")
    assert one.worker("/dev/a").bound().name == "office"
    one.lines.unbind(one.worker("/dev/a"))
    assert one.worker("/dev/a").bound(OTHER).name == "desk"


def test_pinned_ports_name_new_lines_by_their_place(box):
    one = box("/dev/a", "/dev/b")
    assert one.worker("/dev/b").bound(OTHER).name == "gsm2"
    assert one.worker("/dev/a").bound(IMEI).name == "gsm1"


def test_pinned_ports_are_counted_by_kind(box):
    one = box("/dev/a", "/dev/b", "/dev/c")
    assert one.worker("/dev/a").bound().name == "gsm1"
    assert one.worker("/dev/b").bound("", Service.FAX).name == "fax1"
    assert one.worker("/dev/c").bound("", Service.FAX).name == "fax2"


@pytest.mark.parametrize("found_first", [True, False], ids=["found", "pinned"])
def test_new_modems_found_at_once_are_named_in_the_order_of_their_ports(box, found_first):
    ports = ["/dev/a", "/dev/b", "/dev/c", "/dev/d"]
    one = box(*([] if found_first else ports), patience=PATIENCE)
    one.found.put(ports)
    first, silent, third, last = (one.worker(url) for url in ports)
    names: dict[str, str] = {}

    def later(worker: FakeWorker) -> threading.Thread:
        thread = threading.Thread(target=lambda: names.update({worker.url: worker.bound("", Service.FAX).name}))
        thread.start()
        return thread

    waiting = [later(last), later(third)]
    one.lines.troubled(silent.url, NoAnswer("AT"), True)
    assert not names
    first.bound("", Service.FAX)
    for thread in waiting:
        thread.join(PATIENCE)
    assert first.line_name == "fax1"
    assert sorted(names) == ["/dev/c", "/dev/d"]
    assert names["/dev/c"] < names["/dev/d"]


def test_a_box_that_stops_keeps_no_modem_waiting_for_its_name(box):
    one = box("/dev/a", "/dev/b", patience=PATIENCE)
    waiting = threading.Thread(target=one.worker("/dev/b").bound)
    waiting.start()
    one.lines.stop()
    waiting.join(PATIENCE / 2)
    assert not waiting.is_alive()


def test_names_that_are_taken_are_passed_over(box, settings):
    for name in ("gsm1", "gsm2"):
        settings.add_line(Line(name, imei=f"35000001000{name[-1]}000"))
    one = box("/dev/a")
    assert one.worker("/dev/a").bound().name == "gsm3"


def test_a_modem_with_two_ports_is_served_at_one_and_at_the_other_when_that_ends(box):
    one = box("/dev/a", "/dev/b")
    first, second = one.worker("/dev/a"), one.worker("/dev/b")
    first.bound()
    with pytest.raises(NotOurs, match="served at /dev/a"):
        second.bound()
    second.ended()
    assert one.worker("/dev/b") is second
    one.lines.unbind(first)
    again = one.worker("/dev/b")
    assert again is not second
    assert again.bound().name == "gsm1"


def test_a_port_whose_modem_is_given_up_elsewhere_while_it_is_let_be_is_tried_again(box):
    one = box("/dev/a", "/dev/b")
    first, second = one.worker("/dev/a"), one.worker("/dev/b")
    first.bound()
    with pytest.raises(NotOurs):
        second.bound()
    one.lines.unbind(first)
    assert one.worker("/dev/b") is second
    second.ended()
    assert one.worker("/dev/b") is not second
    assert one.worker("/dev/b").bound().name == "gsm1"


def test_a_line_switched_off_is_not_served(box, settings, shown):
    settings.add_line(Line("gsm1", imei=IMEI, active=False))
    with pytest.raises(NotOurs, match="switched off"):
        box("/dev/a").worker("/dev/a").bound()
    assert shown() == ("off", "switched off")


# --- what people see


def test_at_the_start_every_line_is_looked_for(box, settings, shown):
    settings.add_line(Line("gsm1", imei=IMEI))
    settings.add_line(Line("gsm2", imei=OTHER, active=False))
    one = box("/dev/a")
    assert shown("gsm1") == ("starting", "looking for its modem")
    assert shown("gsm2") == ("off", "switched off")
    one.lines.missing()
    assert shown("gsm1") == ("absent", "its modem is not there")
    assert shown("gsm2") == ("off", "switched off")


def test_a_line_that_has_its_modem_is_not_missing(box, settings, shown):
    settings.add_line(Line("gsm1", imei=IMEI))
    one = box("/dev/a")
    one.worker("/dev/a").bound()
    one.lines.missing()
    assert shown("gsm1")[0] == "starting"


BUSY = PortBusy("/dev/a: in use by getty (pid 7)")
DENIED = PortDenied("/dev/a can't be opened: Permission denied")
GONE = PortLost("/dev/a can't be opened: No such file or directory")


@pytest.mark.parametrize("error", [BUSY, DENIED])
def test_F21_a_missing_modem_may_be_at_a_port_that_can_not_be_opened(box, settings, shown, error):
    settings.add_line(Line("gsm1", imei=IMEI))
    one = box()
    one.found.put(["/dev/a"])
    one.worker("/dev/a")
    one.lines.troubled("/dev/a", error, False)
    assert shown() == ("starting", f"looking for its modem; {error.detail}")
    one.lines.missing()
    assert shown() == ("absent", f"its modem is not there; {error.detail}")
    one.found.put([])
    one.found.put(["/dev/b"])
    one.worker("/dev/b")
    assert shown() == ("absent", "its modem is not there")


@pytest.mark.parametrize("error", [GONE, NoAnswer("AT")])
def test_a_port_that_is_found_and_has_no_modem_is_nobodys_trouble(box, settings, shown, error):
    settings.add_line(Line("gsm1", imei=IMEI))
    one = box()
    one.found.put(["/dev/a"])
    one.worker("/dev/a")
    one.lines.troubled("/dev/a", BUSY, False)
    one.lines.troubled("/dev/a", error, False)
    assert shown() == ("starting", "looking for its modem")


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (GONE, "/dev/a can't be opened: No such file or directory"),
        (DENIED, "/dev/a can't be opened: Permission denied"),
        (BUSY, "/dev/a: in use by getty (pid 7)"),
        (NoAnswer("AT"), "/dev/a: The modem did not answer in time: AT"),
        (ValueError("invalid URL"), "/dev/a: invalid URL"),
    ],
)
def test_a_pinned_port_that_never_had_a_modem_is_shown_until_it_has_one(box, settings, shown, error, told):
    one = box("/dev/a")
    one.lines.troubled("/dev/a", error, False)
    assert shown() == ("absent", told)
    one.lines.reload()
    assert shown() == ("absent", told)
    assert not settings.lines()
    assert one.worker("/dev/a").bound().name == "gsm1"
    one.lines.lost(settings.line("gsm1"), "failed", "hung up")
    assert shown() == ("failed", "hung up")


def test_a_pinned_port_that_is_there_and_will_not_do_has_failed(box, shown):
    one = box("/dev/a")
    one.lines.troubled("/dev/a", DENIED, True)
    assert shown() == ("failed", DENIED.detail)


def test_a_pinned_port_is_shown_with_its_place(box, spool):
    one = box("/dev/a", "/dev/b")
    one.lines.troubled("/dev/b", PortLost("/dev/b can't be opened: No such file or directory"), False)
    (row,) = line_states.all_lines(spool.read())
    assert (row.line, row.port) == ("gsm2", "/dev/b")


def test_a_modem_that_is_missed_may_be_at_a_pinned_port_until_it_is_found_at_another(box, settings, shown):
    settings.add_line(Line("desk", imei=IMEI))
    one = box("/dev/a", "/dev/b")
    one.lines.troubled("/dev/a", GONE, False)
    assert shown("desk") == ("starting", f"looking for its modem; {GONE.detail}")
    assert shown("gsm1") is None
    one.worker("/dev/b").bound()
    assert shown("gsm1") == ("absent", GONE.detail)


def test_only_its_own_port_keeps_a_line_that_goes_by_its_port(box, settings, shown):
    settings.add_line(Line("desk", port="/dev/b"))
    settings.add_line(Line("far", imei=IMEI))
    one = box("/dev/a", "/dev/b")
    one.lines.troubled("/dev/b", PortLost("/dev/b can't be opened: No such file or directory"), False)
    assert shown("desk")[1].endswith("; /dev/b can't be opened: No such file or directory")
    assert shown("far") == ("starting", "looking for its modem")


def test_what_a_port_was_shown_as_ends_with_the_box(box, shown):
    one = box("/dev/a")
    one.lines.troubled("/dev/a", GONE, False)
    one.lines.stop()
    assert shown() is None


def test_what_an_earlier_run_left_of_a_port_is_forgotten(box, spool, clock, shown):
    spool.write(lambda db: line_states.save(db, LineState("gsm1", "absent", port="/dev/a"), clock.now))
    box("/dev/a")
    assert shown() is None


def test_a_port_that_is_lost_is_opened_at_its_rate_again(box, settings, spool, clock):
    settings.add_line(Line("gsm1", imei=IMEI, baud=9600))
    spool.write(lambda db: line_states.save(db, LineState("gsm1", "ready", port="/dev/a"), clock.now))
    one = box("/dev/a")
    assert one.lines.baud("/dev/a") == 9600
    one.lines.lost(settings.line("gsm1"), "failed", "hung up")
    assert one.lines.baud("/dev/a") == 9600


def test_what_is_lost_is_shown_and_housekeeping_told(box, settings, shown):
    line = settings.add_line(Line("gsm1", imei=IMEI, number="+49"))
    one = box("/dev/a")
    one.due.clear()
    one.lines.lost(line, "failed", "hung up")
    assert shown() == ("failed", "hung up")
    assert one.due


def test_when_the_box_stops_every_line_says_so(box, settings, shown):
    settings.add_line(Line("gsm1", imei=IMEI))
    one = box("/dev/a")
    worker = one.worker("/dev/a")
    worker.bound()
    one.lines.stop()
    assert (worker.stopped, worker.finished) == (True, True)
    assert shown() == ("stopped", "the box is not running")


def test_F30_a_full_disk_keeps_the_box_from_no_end(box, settings, full, caplog):
    settings.add_line(Line("gsm1", imei=IMEI))
    one = box("/dev/a")
    full()
    with caplog.at_level(logging.ERROR):
        one.lines.stop()
    assert one.worker("/dev/a").finished
    assert "can't be shown" in caplog.text
    full.free()


def test_after_the_end_no_port_is_served(box):
    one = box()
    one.lines.stop()
    one.lines._attend_to(["/dev/a"])
    assert one.workers == []


# --- who is woken


@pytest.fixture
def three(box, spool, clock):
    """Three lines that are idle; the third serves +49 alone, the second is used least."""
    one = box("/dev/a", "/dev/b", "/dev/c")
    for number, (url, imei) in enumerate([("/dev/a", IMEI), ("/dev/b", OTHER), ("/dev/c", "350000010000038")], 1):
        worker = one.worker(url)
        worker.bound(imei)
        worker.lanes = ("", f"gsm{number}", f"sim:{number}")
        state = LineState(f"gsm{number}", "ready", iccid=str(number))
        spool.write(lambda db, state=state: line_states.save(db, state, clock.now))
    spool.write(lambda db: usage.record(db, "1", "+1", clock.now, 10))
    one.workers[2].lanes = ("gsm3", "sim:3")
    return one


def woken(one: Box) -> list[str]:
    return [worker.line_name for worker in one.workers if "wake" in worker.calls]


def test_for_shared_work_the_best_that_serves_it_is_woken(three):
    three.lines.wake("")
    assert woken(three) == ["gsm2"]


def test_for_shared_work_one_that_is_busy_is_passed_over(three):
    three.worker("/dev/b").idle = False
    three.lines.wake("")
    assert woken(three) == ["gsm1"]


def test_where_nobody_idle_serves_it_nobody_is_woken(three):
    for url in ("/dev/a", "/dev/b"):
        three.worker(url).idle = False
    three.lines.wake("")
    assert woken(three) == []


@pytest.mark.parametrize(("lane", "line"), [("gsm1", "gsm1"), ("gsm3", "gsm3"), ("sim:3", "gsm3"), ("gsm9", None)])
def test_work_of_one_line_or_one_sim_wakes_that(three, lane, line):
    three.lines.wake(lane)
    assert woken(three) == ([line] if line else [])


def test_all_are_woken_where_nobody_knows(three):
    three.lines.wake()
    assert woken(three) == ["gsm1", "gsm2", "gsm3"]


def test_a_line_whose_fax_was_called_off_looks_whatever_it_is_at(three):
    three.worker("/dev/b").idle = False
    three.lines.call_off("gsm2")
    three.lines.call_off("gsm9")
    assert woken(three) == ["gsm2"]


def test_one_that_a_limit_holds_may_be_let_do_just_this(three):
    """It may go on to those it has written to this month, and another may not."""
    held = three.worker("/dev/a")
    held.idle, held.held = False, True
    three.lines.wake("")
    assert woken(three) == ["gsm1", "gsm2"]


def test_one_that_found_work_has_the_next_one_look(three):
    three.worker("/dev/b").idle = False
    three.lines.claimed()
    assert woken(three) == ["gsm1"]


def test_the_lines_are_ready_when_every_pinned_port_is(three):
    assert three.lines.ready()
    three.worker("/dev/b").healthy = False
    assert not three.lines.ready()


def test_without_pinned_ports_one_is_enough(box):
    one = box()
    assert not one.lines.ready()
    one.found.put(["/dev/a"])
    one.worker("/dev/a").bound()
    assert one.lines.ready()


# --- settings that change


def test_only_lines_that_changed_begin_anew(three, settings):
    settings.change_line("gsm1", weight=2)
    three.lines.reload()
    assert [worker.calls for worker in three.workers] == [["restart"], [], []]


def test_a_line_taken_away_begins_anew_and_is_forgotten(three, settings, shown):
    settings.remove_line("gsm1")
    three.lines.reload()
    assert three.workers[0].calls == ["restart"]
    assert shown("gsm1") is None


def test_lines_made_and_switched_are_shown(box, settings, shown):
    one = box("/dev/a")
    settings.add_line(Line("gsm1", imei=IMEI))
    one.lines.reload()
    assert shown() == ("starting", "looking for its modem")
    settings.change_line("gsm1", active=False)
    one.lines.reload()
    assert shown() == ("off", "switched off")
    settings.change_line("gsm1", active=True)
    one.lines.reload()
    assert shown() == ("starting", "looking for its modem")
    one.lines.missing()
    one.lines.reload()
    assert shown() == ("absent", "its modem is not there")


def test_a_line_switched_on_again_gets_a_worker_again(box, settings):
    settings.add_line(Line("gsm1", imei=IMEI, active=False))
    one = box("/dev/a")
    first = one.worker("/dev/a")
    with pytest.raises(NotOurs):
        first.bound()
    first.ended()
    settings.change_line("gsm1", active=True)
    one.lines.reload()
    assert one.worker("/dev/a") is not first


def test_whether_a_line_is_as_it_was(box, settings):
    one = box("/dev/a")
    line = one.worker("/dev/a").bound()
    assert one.lines.stands(line)
    settings.change_line("gsm1", weight=7)
    assert not one.lines.stands(line)
    assert one.lines.stands(replace(line, weight=7))


# --- the rest


def test_ussd_goes_to_the_lines_modem(three):
    assert three.lines.ussd("gsm2", "*100#") == "*100# over gsm2"


def test_F33_who_receives_nothing_is_revived(three):
    three.lines.revive("gsm2", 3)
    three.lines.revive("gsm9", 1)
    assert [worker.line_name for worker in three.workers if "revive 3" in worker.calls] == ["gsm2"]


def test_ussd_over_a_line_without_a_modem(box, settings):
    settings.add_line(Line("gsm1", imei=IMEI))
    lines = box("/dev/a").lines
    with pytest.raises(NotReady, match="no modem now"):
        lines.ussd("gsm1", "*100#")
    with pytest.raises(NotFound):
        lines.ussd("gsm9", "*100#")
