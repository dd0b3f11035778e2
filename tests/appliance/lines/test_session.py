"""One modem in the service of one line: getting ready, carrying, listening, and what happens to it meanwhile."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator

import pytest

from appliance.domain import Line
from appliance.errors import NotReady
from appliance.lines.session import Session
from appliance.lines.standing import KEEPS_NONE, TAKES_NONE
from appliance.spool import events, line_states
from drivers.capabilities import (
    CallEnded,
    IncomingCall,
    LateSubmit,
    MessageStored,
    Notice,
    PinState,
    Registration,
    RegistrationChanged,
    RegistrationState,
    Restarted,
    SimChanged,
    StorageFull,
    Unreadable,
    UssdReply,
)
from drivers.errors import Cause, CommandRefused, NoAnswer, PortLost, SubmitInDoubt

PATIENCE = 30.0
SIM = "8901010000000010017"
LONG = "x" * 400


class Running:
    """A session in a thread, as its worker has it."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.error: Exception | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self.session.run()
        except Exception as error:  # noqa: BLE001  what a worker would see
            self.error = error

    def ended(self) -> Exception | None:
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()
        return self.error

    def stop(self) -> None:
        self.session.stop()
        assert self.ended() is None


@pytest.fixture
def session(home, modem, line) -> Session:
    return Session(home, modem, line, "/dev/gsm0")


@pytest.fixture
def start(session, modem) -> Iterator[Callable[[], Running]]:
    running: list[Running] = []

    def starting(rests: int = 1) -> Running:
        """The session, once it waits for the first time."""
        running.append(Running(session))
        for _ in range(rests):
            rest(modem)
        return running[-1]

    yield starting
    for one in running:
        one.session.stop()
        one.ended()


def rest(modem) -> None:
    """Until the session waits for its modem, once more."""
    assert modem.waiting.acquire(timeout=PATIENCE)


def test_a_line_gets_ready(start, session, modem, spool):
    start()
    seen = line_states.get(spool.read(), "gsm1")
    assert (seen.state, seen.operator, seen.registration, seen.signal_dbm) == ("ready", "SIMNET", "home", -73)
    assert (seen.iccid, seen.imsi, seen.number) == (SIM, "001010000001001", "+15550001001")
    assert (seen.port, seen.imei, seen.model) == ("/dev/gsm0", modem.identity.imei, "Fake")
    assert (modem.sms.enabled, modem.initialised) == (1, 0)
    assert session.healthy
    assert session.idle


def test_a_number_that_the_sim_does_not_tell_is_the_configured_one(home, modem, spool, clock):
    modem.sim.card = type(modem.sim.card)(SIM)
    session = Session(home, modem, Line("gsm1", number="+4917099"), "/dev/gsm0")
    running = Running(session)
    rest(modem)
    assert line_states.get(spool.read(), "gsm1").number == "+4917099"
    running.stop()


def test_what_waited_in_the_modem_is_in_the_spool_before_anything_is_sent(start, modem, air, bodies, queued):
    modem.sms.waiting = [air.stored(air.message("while you were away"))]
    queued()
    sent = []
    modem.sms.before_submit = lambda: sent.append(bodies())
    start()
    assert sent == [["while you were away"]]
    assert modem.sms.waiting == []


def test_work_that_is_there_is_carried_and_others_are_told_before_it_is(start, home, modem, queued, course):
    made = queued()
    told: list[list[str]] = []
    modem.sms.before_submit = lambda: told.append(list(home.calls))
    start()
    assert course(made).verdict == "sent"
    assert "claimed" in told[0]


def test_a_wake_has_it_look(start, session, modem, queued, course):
    start()
    made = queued()
    session.wake()
    rest(modem)
    assert course(made).verdict == "sent"
    assert session.idle


def test_it_is_idle_before_the_last_look(start, session, modem, home):
    """Who queues work after that look finds it idle and wakes it; between look and wait nothing may be missed."""
    idle: list[bool] = []
    outbox_look = home.spool.write
    start()

    def looking(work: Callable) -> object:
        idle.append(session.idle)
        return outbox_look(work)

    home.spool.write = looking
    session.wake()
    rest(modem)
    assert idle[-1] is True


@pytest.mark.parametrize("state", [RegistrationState.SEARCHING, RegistrationState.DENIED])
def test_without_a_network_nothing_is_sent(start, session, modem, spool, queued, course, state):
    made = queued()
    modem.network.now = state
    start()
    seen = line_states.get(spool.read(), "gsm1")
    assert (seen.state, seen.registration) == ("not_registered", state.name.lower())
    assert course(made).state == "active"
    assert not session.healthy
    assert not session.idle
    assert modem.sms.submitted == []


def test_it_sends_as_soon_as_the_network_is_there(start, modem, queued, course):
    made = queued()
    modem.network.now = RegistrationState.SEARCHING
    start()
    modem.put(RegistrationChanged(Registration(RegistrationState.ROAMING)))
    rest(modem)
    assert course(made).verdict == "sent"


def test_a_sim_that_cannot_send_shows_as_paused_and_is_not_idle(start, session, modem, home, spool, queued):
    queued()
    modem.sms.script.append(CommandRefused(Cause("CMS", 313, "SIM failure")))
    start()
    seen = line_states.get(spool.read(), "gsm1")
    assert (seen.state, seen.detail) == ("paused", "SIM failure")
    assert not session.idle
    assert home.calls.count("claimed") >= 1  # what is left may go over another line


@pytest.mark.parametrize(
    ("state", "shown"), [(PinState.PIN, "pin"), (PinState.PUK, "puk"), (PinState.ABSENT, "sim_absent")]
)
def test_a_sim_that_is_not_ready_is_shown_and_waited_for(start, modem, spool, queued, course, state, shown):
    """Once it spun: each look ordered the next one at once."""
    made = queued()
    modem.sim.now = state
    start()
    assert line_states.get(spool.read(), "gsm1").state == shown
    assert modem.sms.enabled == 0
    assert course(made).state == "active"
    assert modem.waited[0] > 0.0
    modem.wake()
    rest(modem)
    assert modem.initialised == 0


def test_a_sim_put_in_makes_it_ready(start, session, modem, queued, course):
    made = queued()
    modem.sim.now = PinState.ABSENT
    start()
    modem.sim.now = PinState.READY
    modem.put(SimChanged(PinState.READY))
    rest(modem)
    assert course(made).verdict == "sent"
    assert (modem.initialised, modem.sms.enabled) == (1, 1)


def test_a_sim_that_says_ready_again_changes_nothing(start, modem):
    start()
    modem.put(SimChanged(PinState.READY))
    rest(modem)
    assert (modem.initialised, modem.sms.enabled) == (0, 1)


def test_pin2_guards_no_messages(start, session, modem):
    modem.sim.now = PinState.PIN2
    start()
    assert session.healthy
    modem.put(SimChanged(PinState.PIN2))
    rest(modem)
    assert session.healthy


def test_a_sim_unlocked_needs_its_init_again(home, modem):
    modem.sim.now, modem.sim.pin = PinState.PIN, "1234"
    running = Running(Session(home, modem, Line("gsm1", pin="1234"), "/dev/gsm0"))
    rest(modem)
    assert running.session.healthy
    assert (modem.sim.tried, modem.initialised) == (["1234"], 1)
    running.stop()


def test_a_sim_taken_out_is_shown_and_what_was_held_goes_back(start, session, modem, spool, queued, attempts):
    modem.sms.before_submit = lambda: modem.put(SimChanged(PinState.ABSENT))
    queued(LONG)
    start()
    assert line_states.get(spool.read(), "gsm1").state == "sim_absent"
    assert attempts() == [("ended", "failed"), ("waiting", None)]
    assert len(modem.sms.submitted) == 1
    assert not session.serves("")


def test_F20_a_modem_that_restarts_in_the_middle_of_a_long_one_goes_on_with_the_rest(
    start, modem, queued, clock, course, told
):
    """Once the message that was held was forgotten, and the line could claim nothing ever again."""
    made = queued(LONG)
    once = iter([True])
    modem.sms.before_submit = lambda: modem.put(Restarted()) if next(once, False) else None
    running = start()
    assert (modem.initialised, modem.sms.enabled) == (1, 2)
    assert course(made).state == "active"
    clock.now += 100.0
    running.session.wake()
    rest(modem)
    assert course(made).verdict == "sent"
    assert len(modem.sms.submitted) == 3
    assert len(told.all(events.MODEM_RESTARTED)) == 1


def test_F20_what_a_modem_said_before_it_restarted_by_itself_is_recorded(home, modem, line):
    recorded: list[str] = []
    session = Session(home, modem, line, "/dev/gsm0", recorded.append)
    modem.put(Restarted())
    running = Running(session)
    rest(modem)
    running.stop()
    assert recorded == ["the modem restarted by itself"]


def test_a_modem_that_forgot_its_settings_without_a_word_begins_anew(home, modem, line):
    modem.sms.well = False
    modem.sms.before = modem.sms.enable

    def enable() -> None:
        modem.sms.before()
        modem.sms.well = modem.sms.enabled > 1

    modem.sms.enable = enable
    home.surroundings = type(home.surroundings)(clock=home.surroundings.clock, check_every=0.0)
    running = Running(Session(home, modem, line, "/dev/gsm0"))
    rest(modem)
    rest(modem)
    assert (modem.initialised, modem.sms.enabled) == (1, 2)
    running.stop()


def test_a_look_at_the_network_comes_by_itself(home, modem, line, told):
    home.surroundings = type(home.surroundings)(clock=home.surroundings.clock, check_every=0.0, sweep_every=0.0)
    running = Running(Session(home, modem, line, "/dev/gsm0"))
    rest(modem)
    modem.network.now = RegistrationState.SEARCHING
    told.until_state("not_registered")
    running.stop()


def test_a_signal_that_wavers_is_no_row_on_the_card(start, modem, spool):
    start()
    for dbm, shown in ((-70, -73), (-78, -73), (-79, -79), (None, None)):
        modem.network.dbm = dbm
        modem.put(RegistrationChanged(Registration(RegistrationState.HOME)))
        rest(modem)
        assert line_states.get(spool.read(), "gsm1").signal_dbm == shown


def test_a_message_that_comes_in_is_kept_then_confirmed(start, modem, air, bodies):
    start()
    first, second = air.direct(air.message("one")), air.stored(air.message("two", second=1))
    modem.put(first, second)
    rest(modem)
    assert bodies() == ["one", "two"]
    assert modem.sms.confirmed == [first, second]


def test_F15_an_indication_has_the_store_read(start, modem, air, bodies):
    start()
    modem.sms.waiting = [air.stored(air.message("stored"))]
    modem.put(MessageStored("ME", None))
    rest(modem)
    assert bodies() == ["stored"]


def test_F14_a_full_store_is_told_of_and_swept(start, modem, air, bodies, told):
    start()
    modem.sms.waiting = [air.stored(air.message(str(n), second=n), n) for n in range(3)]
    modem.put(StorageFull("SM"))
    rest(modem)
    assert bodies() == ["0", "1", "2"]
    assert [event.data for event in told.all(events.STORAGE_FULL)] == [{"memory": "SM"}]


def test_F14_a_memory_that_stays_full_is_shown_until_there_is_room(start, modem, spool, told, queued, course):
    start()
    modem.sms.no_room = True
    for _ in range(2):
        modem.put(StorageFull("SM"))
        rest(modem)
    assert line_states.get(spool.read(), "gsm1").detail == KEEPS_NONE
    made = queued()
    modem.wake()
    rest(modem)
    assert course(made).verdict == "sent"  # what goes out needs no room
    modem.sms.no_room = False
    modem.put(StorageFull("SM"))
    rest(modem)
    seen = [event.data["state"] for event in told.all(events.LINE_STATE)]
    assert seen == ["starting", "ready", "memory_full", "ready"]


def test_F14_a_full_memory_that_takes_nothing_to_send_keeps_what_is_queued(start, modem, spool, queued, course):
    made = queued()
    modem.sms.no_room = True
    modem.sms.script.append(CommandRefused(Cause("CMS", 322, "memory full")))
    start()
    assert line_states.get(spool.read(), "gsm1").detail == TAKES_NONE
    assert (course(made).state, course(made).dials) == ("active", 1)
    other = queued("next")
    modem.wake()
    rest(modem)
    assert (course(other).dials, modem.sms.submitted) == (0, [])


def test_F14_a_modem_that_stores_what_comes_is_asked_for_its_room_at_the_start(start, modem, air, bodies, spool):
    modem.sms.stores = modem.sms.no_room = True
    modem.sms.waiting = [air.stored(air.message("taken"))]
    start()
    assert bodies() == ["taken"]
    assert line_states.get(spool.read(), "gsm1").state == "memory_full"


@pytest.mark.parametrize(
    ("refused", "state", "shown"), [(310, PinState.ABSENT, "sim_absent"), (311, PinState.PIN, "pin")]
)
def test_a_sim_that_goes_while_messages_go_out_is_shown_at_once(
    start, modem, spool, queued, course, refused, state, shown
):
    made = queued()

    def gone() -> None:
        modem.sim.now = state

    modem.sms.before_submit = gone
    modem.sms.script.append(CommandRefused(Cause("CMS", refused, "")))
    start()
    assert line_states.get(spool.read(), "gsm1").state == shown
    modem.sim.now = PinState.READY
    modem.sms.before_submit = lambda: None
    modem.put(SimChanged(PinState.READY))
    rest(modem)
    assert line_states.get(spool.read(), "gsm1").state == "ready"
    assert course(made).state == "active"


def test_a_registration_lost_with_its_sim_shows_the_sim(start, modem, spool):
    start()
    modem.sim.now = PinState.ABSENT
    modem.put(RegistrationChanged(Registration(RegistrationState.NOT_REGISTERED)))
    rest(modem)
    assert line_states.get(spool.read(), "gsm1").state == "sim_absent"
    modem.sim.now = PinState.READY
    modem.put(RegistrationChanged(Registration(RegistrationState.HOME)))
    rest(modem)
    assert line_states.get(spool.read(), "gsm1").state == "ready"


def test_F03_a_late_answer_settles_the_doubt(start, session, modem, queued, course):
    made = queued()
    modem.sms.script.append(SubmitInDoubt("no answer"))
    assert isinstance(Running(session).ended(), SubmitInDoubt)
    assert course(made).verdict == "in_doubt"
    start()
    modem.put(LateSubmit(17))
    rest(modem)
    assert course(made).verdict == "sent"


@pytest.mark.parametrize(
    ("happened", "kind", "data"),
    [
        (IncomingCall("+49171"), events.CALL_INCOMING, {"number": "+49171"}),
        (CallEnded(), events.CALL_ENDED, {}),
        (UssdReply(0, "5.00"), events.USSD_RECEIVED, {"status": 0, "text": "5.00"}),
    ],
)
def test_what_happens_is_told(start, modem, told, happened, kind, data):
    start()
    modem.put(happened)
    rest(modem)
    assert [(event.line, event.data) for event in told.all(kind)] == [("gsm1", data)]


def test_F19_what_is_no_message_is_kept(start, modem, told):
    start()
    modem.put(Unreadable("not hex", acknowledge=True))
    rest(modem)
    assert len(told.all(events.SMS_UNREADABLE)) == 1
    assert modem.sms.confirmed


@pytest.mark.parametrize(
    ("said", "logged"),
    [
        ("+QIND: something new", "+QIND, 20 characters"),
        ("RDY", "RDY, 3 characters"),
        ("my secret, in the clear", "a line, 23 characters"),
        ("07911326040000F0040B911346610089F6", "a line, 34 characters"),
    ],
)
def test_a_line_of_the_modem_is_logged_without_what_it_says(start, modem, caplog, said, logged):
    start()
    with caplog.at_level(logging.DEBUG):
        modem.put(Notice(said))
        rest(modem)
    assert logged in caplog.text
    for secret in ("something", "secret", "0791"):
        assert secret not in caplog.text


def test_an_errand_is_run_between_two_messages(start, session, modem):
    start()
    assert session.ask(lambda modem: modem.ussd.request("*100#", 1.0).text).result(PATIENCE) == "*100# is 5.00"


def test_an_errand_that_is_refused_ends_nothing(start, session, modem):
    start()
    with pytest.raises(ValueError, match="1 to 160"):
        session.ask(lambda modem: modem.ussd.request("", 1.0)).result(PATIENCE)
    assert session.ask(lambda modem: 1).result(PATIENCE) == 1


def test_an_errand_that_the_modem_does_not_survive_is_told_of_and_ends_the_run(start, session, modem):
    running = start()

    def fail(modem) -> None:
        raise NoAnswer("AT+CUSD")

    with pytest.raises(NoAnswer):
        session.ask(fail).result(PATIENCE)
    assert isinstance(running.ended(), NoAnswer)


def test_errands_that_nobody_will_run_end(session):
    waiting = session.ask(lambda modem: 1)
    session.close()
    late = session.ask(lambda modem: 1)
    for future in (waiting, late):
        with pytest.raises(PortLost):
            future.result(PATIENCE)


def test_told_to_stop_it_ends_its_step_and_gives_back_the_rest(start, session, modem, queued, attempts, part_states):
    made = queued(LONG)
    modem.sms.before_submit = session.stop
    assert Running(session).ended() is None
    assert part_states(made) == {1: "accepted"}
    assert attempts()[0] == ("ended", "failed")
    assert not session.idle


def test_F04_told_to_stop_it_takes_what_came_and_leaves_the_rest_in_the_modem(session, modem, air, queued, bodies):
    left: list[list[str]] = []

    def leave() -> None:
        left.append(bodies())
        modem.put(air.direct(air.message("as it was left")))

    modem.sms.leave = leave
    modem.sms.before_submit = lambda: (modem.put(air.direct(air.message("while it sent"))), session.stop())
    queued()
    assert Running(session).ended() is None
    assert left == [["while it sent"]]
    assert bodies() == ["while it sent", "as it was left"]
    assert len(modem.sms.confirmed) == 2


def test_a_modem_that_fails_as_it_is_left_is_left_all_the_same(start, modem):
    def fail() -> None:
        raise NoAnswer("AT+CNMI")

    running = start()
    modem.sms.leave = fail
    running.stop()


def test_a_modem_that_failed_or_was_never_set_up_is_not_left(start, session, modem):
    modem.sim.now = PinState.PIN
    start().stop()
    modem.sim.now = PinState.READY
    modem.fail(PortLost("hung up"))
    session._stopping = False
    assert isinstance(Running(session).ended(), PortLost)
    assert modem.sms.left == 0


def test_stopped_before_it_ran_it_sends_nothing(session, modem, queued):
    queued()
    session.stop()
    assert Running(session).ended() is None
    assert modem.sms.submitted == []


def test_F08_a_port_that_is_lost_ends_the_run_with_nothing_held(start, session, modem, queued, course):
    running = start()
    modem.fail(PortLost("hung up"))
    assert isinstance(running.ended(), PortLost)
    assert not session.idle
    assert not session.serves("")


def test_a_run_after_a_failure_is_as_the_first(start, session, modem, queued, course):
    made = queued()
    modem.sms.script.append(NoAnswer("AT+CMGS"))
    assert isinstance(Running(session).ended(), NoAnswer)
    assert course(made).dials == 1
    start()
    assert session.healthy
    assert modem.sms.enabled == 2


def test_a_line_that_failed_shows_so_until_it_is_ready(session, modem, spool, told):
    session.standing.say("failed", "the modem refused")
    modem.sms.enable = lambda: modem.fail(NoAnswer("AT")) or modem.events(0.0)
    assert isinstance(Running(session).ended(), NoAnswer)
    assert line_states.get(spool.read(), "gsm1").state == "failed"
    assert [event.data["state"] for event in told.all(events.LINE_STATE)] == ["failed", "failed"]  # the SIM is new


def test_F30_a_full_disk_confirms_nothing_to_the_modem(start, modem, air, full, bodies):
    running = start()
    full()
    modem.put(air.direct(air.message("precious")))
    assert isinstance(running.ended(), Exception)
    assert modem.sms.confirmed == []
    assert bodies() == []


def test_a_spool_that_is_closed_ends_the_run(session, spool):
    spool.close()
    assert isinstance(Running(session).ended(), NotReady)
