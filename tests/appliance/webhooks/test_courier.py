"""The threads that tell: each event once, in order, whatever becomes of other targets."""

from __future__ import annotations

import random
import threading
from collections import Counter

import pytest

from appliance.office.desk import Actor
from appliance.spool import deliveries
from appliance.webhooks import courier as module
from appliance.webhooks.courier import CARRIERS, FOR_FAILING, Courier
from appliance.webhooks.patience import MOST, TWO_DAYS, delay
from appliance.webhooks.posting import Answer

WELL = Answer(200, "it answered 200 OK")
DOWN = Answer(None, "nobody there")
NO = Answer(500, "it answered 500")


class Targets:
    """Answers for all targets; keeps what was posted, by target, as (event, attempt)."""

    def __init__(self) -> None:
        self.posts: list[tuple[int, int, int]] = []
        self.answer = lambda configuration, delivery: WELL
        self.told = threading.Condition()

    def __call__(self, configuration, delivery):
        answer = self.answer(configuration, delivery)
        with self.told:
            self.posts.append((configuration.id, delivery.event_id, delivery.attempts + 1))
            self.told.notify_all()
        return answer

    def wait(self, count):
        with self.told:
            assert self.told.wait_for(lambda: len(self.posts) >= count, 30.0), self.posts
            return list(self.posts)


@pytest.fixture
def targets():
    return Targets()


@pytest.fixture
def courier(told, spool, targets, clock):
    one = Courier(spool, told.fan_out, targets, clock)
    spool.listen(one.wake)
    yield one
    one.stop()


@pytest.fixture
def carry(told, courier):
    """carry(): send what is due now, one target after the other, in this thread."""

    def go():
        while told.fan_out.step():
            pass
        now = courier._clock()
        for each in deliveries.waiting(told.spool.read()):
            if each.due <= now:
                while courier._step(each.configuration_id):
                    pass

    return go


def states(told):
    return [(each.state, each.attempts) for each in told.deliveries()]


def test_what_happens_is_told_in_order(told, courier, targets):
    told.target()
    courier.start()
    told.happen(50)
    posts = targets.wait(50)
    assert posts == sorted(posts) and len(set(posts)) == 50
    assert {attempt for _, _, attempt in posts} == {1}


def test_what_was_told_is_kept_as_success(told, carry):
    told.target()
    told.happen(2)
    carry()
    assert states(told) == [("success", 1)] * 2
    assert told.configuration().delivered_at == told.office.desk.clock()
    assert {each.status for each in told.deliveries()} == {200}


def test_a_target_that_is_down_gets_all_of_it_in_order_when_it_is_back(told, carry, targets, clock):
    told.target()
    targets.answer = lambda configuration, delivery: DOWN
    told.happen(3)
    carry()
    assert states(told) == [("retry", 1), ("pending", 0), ("pending", 0)]
    clock.now += 1.0
    carry()
    assert len(targets.posts) == 1  # it rests
    clock.now += 1.0
    carry()
    assert targets.posts[1][2] == 2
    targets.answer = lambda configuration, delivery: WELL
    clock.now += 4.0
    carry()
    assert [attempt for _, _, attempt in targets.posts] == [1, 2, 3, 1, 1]
    assert states(told) == [("success", 3), ("success", 1), ("success", 1)]
    found = told.configuration()
    assert (found.failures, found.failing_since, found.rests_until, found.trouble) == (0, None, None, "")


def test_what_one_event_meets_holds_up_the_others_for_a_moment_only(told, carry, targets, clock):
    told.target()
    told.happen(3)
    targets.answer = lambda configuration, delivery: NO if "hello 0" in delivery.fields else WELL
    for _ in range(4):
        carry()
        clock.now += 60.0
    assert states(told)[1:] == [("success", 1), ("success", 1)]
    state, attempts = states(told)[0]
    assert state == "retry" and attempts > 3


def test_after_two_days_it_is_a_dead_letter(told, carry, targets, clock):
    told.target()
    targets.answer = lambda configuration, delivery: NO
    began = clock.now
    told.happen()
    for tries in range(1, MOST + 1):
        carry()
        assert states(told)[0][1] == tries
        clock.now += delay(tries)
    assert states(told) == [("failed", MOST)]
    assert TWO_DAYS * 0.9 < clock.now - began < TWO_DAYS * 1.2
    assert told.deliveries()[0].trouble == "it answered 500"
    assert deliveries.dead(told.spool.read()) == 1


def test_what_waited_behind_it_for_two_days_is_given_up_with_it(told, carry, targets, clock):
    told.target()
    targets.answer = lambda configuration, delivery: DOWN
    told.happen(3)
    carry()
    clock.now += TWO_DAYS + 1.0
    told.happen(1, "late")
    carry()
    assert [state for state, _ in states(told)] == ["failed", "failed", "failed", "pending"]


def test_a_box_that_was_off_for_days_tries_all_the_same(told, carry, targets, clock):
    told.target()
    told.told(2)
    clock.now += 10 * TWO_DAYS
    targets.answer = lambda configuration, delivery: DOWN
    carry()
    assert [state for state, _ in states(told)] == ["retry", "pending"]


def test_a_dead_letter_is_sent_again_as_the_same_event(told, carry, targets, clock):
    told.target()
    targets.answer = lambda configuration, delivery: DOWN
    told.happen()
    carry()
    clock.now += TWO_DAYS + 1.0
    carry()
    assert states(told) == [("failed", 2)]
    targets.answer = lambda configuration, delivery: WELL
    told.office.telling.deliveries.replay_all(told.alice)
    carry()
    assert states(told) == [("success", 1)]
    assert {event for _, event, _ in targets.posts} == {told.deliveries()[0].event_id}


@pytest.mark.parametrize("seed", range(5))
def test_whatever_targets_do_each_has_each_event_once(told, carry, targets, clock, seed):
    fate, taken = random.Random(seed), []

    def answer(configuration, delivery):
        found = fate.choice((WELL, WELL, WELL, NO, DOWN, Answer(404, "no"), Answer(503, "busy", 7.0)))
        if found.delivered:
            taken.append((configuration.id, delivery.event_id))
        return found

    targets.answer = answer
    for _ in range(3):
        told.target()
    for _ in range(10):
        told.happen(3)
        carry()
        clock.now += fate.uniform(0.0, 5.0)
    while any(each.state in ("pending", "retry") for each in told.deliveries()):
        carry()
        clock.now += 60.0
    assert len(taken) == len(set(taken)) == 90
    assert all(each.state == "success" for each in told.deliveries())
    tried = Counter((target, event) for target, event, _ in targets.posts)
    assert {(each.configuration_id, each.event_id): each.attempts for each in told.deliveries()} == tried


def test_a_target_that_is_switched_off_gets_nothing_until_it_is_on_again(told, carry, targets):
    target = told.target()
    told.told()
    told.office.telling.configurations.update(told.alice, target, active=False)
    told.happen(1, "meanwhile")
    carry()
    assert targets.posts == []
    told.office.telling.configurations.update(told.alice, target, active=True)
    carry()
    assert len(targets.posts) == 1


def test_nothing_goes_to_a_program_that_is_kept_out(told, carry, targets, people, spool):
    told.office.applications.add("app", "alice")
    told.alice = Actor(told.alice.user_id, "alice", told.alice.grants, application_id=1)
    told.target()
    told.told()
    told.office.applications.set_active("app", active=False)
    told.happen(1, "meanwhile")
    carry()
    assert targets.posts == []
    told.office.applications.set_active("app", active=True)
    carry()
    assert len(targets.posts) == 1


def test_a_target_that_is_changed_is_tried_at_once(told, carry, targets):
    target = told.target()
    targets.answer = lambda configuration, delivery: DOWN
    told.happen()
    carry()
    targets.answer = lambda configuration, delivery: WELL
    told.office.telling.configurations.update(told.alice, target, address="http://127.0.0.1:1/other")
    carry()
    assert states(told) == [("success", 2)]


def test_a_target_that_hangs_holds_up_no_other(told, courier, targets, spool):
    hanging = threading.Event()
    hung = [told.target() for _ in range(CARRIERS - 1)]
    well = told.target()

    def answer(configuration, delivery):
        if configuration.id in hung:
            hanging.wait(30.0)
        return WELL

    targets.answer = answer
    courier.start()
    told.happen(5)
    assert {target for target, _, _ in targets.wait(5)} == {well}
    hanging.set()
    targets.wait(20)


def test_targets_that_fail_never_have_all_carriers(told, courier, targets, spool):
    """Even where more of them hang than there are carriers."""
    hanging, begun = threading.Event(), threading.Semaphore(0)
    failing = [told.target() for _ in range(CARRIERS + 1)]
    spool.write(lambda db: db.execute("UPDATE delivery_configurations SET failures = 1"))
    well = told.target()

    def answer(configuration, delivery):
        if configuration.id in failing:
            begun.release()
            hanging.wait(30.0)
        return WELL

    targets.answer = answer
    courier.start()
    told.happen(1)
    for _ in range(FOR_FAILING):
        begun.acquire(timeout=30.0)
    told.happen(1)
    assert {target for target, _, _ in targets.wait(2)} == {well}
    hanging.set()
    targets.wait(2 * (CARRIERS + 2))


def test_a_slow_target_has_its_turn_and_no_more(told, courier, targets, clock, monkeypatch):
    monkeypatch.setattr(module, "TURN", 0.0)
    monkeypatch.setattr(module, "CARRIERS", 1)

    def answer(configuration, delivery):
        clock.now += 1.0
        return WELL

    targets.answer = answer
    for _ in range(2):
        told.target()
    told.told(3)
    courier.start()
    assert [target for target, _, _ in targets.wait(6)] == [1, 2, 1, 2, 1, 2]


@pytest.mark.parametrize("answer", [DOWN, NO])
def test_a_clock_that_was_years_ahead_puts_nothing_off(told, courier, targets, clock, answer):
    told.target()
    clock.now += 1e9
    told.told(2)
    targets.answer = lambda configuration, delivery: answer
    for _ in range(3):
        courier._step(1)
        clock.now += 100.0
    clock.now -= 1e9
    targets.answer = lambda configuration, delivery: WELL
    courier.start()
    targets.wait(5)


def test_at_its_end_what_is_under_way_stands_as_it_was(told, courier, targets, monkeypatch):
    monkeypatch.setattr(module, "PATIENCE", 0.1)
    begun, go = threading.Event(), threading.Event()

    def answer(configuration, delivery):
        begun.set()
        go.wait(30.0)
        return DOWN

    targets.answer = answer
    told.target()
    courier.start()
    told.happen()
    assert begun.wait(30.0)
    courier.stop()
    carriers = [thread for thread, _ in courier._carriers.values()]
    go.set()
    for thread in carriers:
        thread.join()
    assert states(told) == [("pending", 0)]


def test_it_goes_on_after_a_fault_of_ours(told, courier, targets, monkeypatch, caplog):
    monkeypatch.setattr("appliance.rounds.AFTER_TROUBLE", 0.01)
    faults = [OSError("a fault")]

    def answer(configuration, delivery):
        if faults:
            raise faults.pop()
        return WELL

    targets.answer = answer
    told.target()
    courier.start()
    told.happen()
    targets.wait(1)
    assert "waits" in caplog.text


def test_who_has_nothing_to_carry_has_no_thread(told, courier, targets):
    told.target()
    courier.start()
    told.happen(3)
    targets.wait(3)
    courier.stop()
    assert not courier._carriers
