import pytest

from appliance.api.limiter import ALLOWANCES, LoginLimiter, TooManyLogins


class Clock:
    now = 1000.0

    def __call__(self):
        return self.now


def fail(limiter, times, name="bob", address="10.0.0.1"):
    for _ in range(times):
        limiter.failed(name, address)


def test_some_failures_are_free():
    limiter = LoginLimiter(Clock())
    fail(limiter, ALLOWANCES["name"].free - 1)
    limiter.check("bob", "10.0.0.1")


def test_further_failures_wait_twice_as_long_each():
    clock = Clock()
    limiter = LoginLimiter(clock)
    waits = []
    fail(limiter, ALLOWANCES["name"].free - 1)
    for _ in range(4):
        fail(limiter, 1)
        with pytest.raises(TooManyLogins) as refusal:
            limiter.check("bob", "10.0.0.1")
        waits.append(refusal.value.retry_after)
        clock.now += 1000
    assert waits == [2, 3, 5, 9]


def test_a_name_is_slowed_from_any_address_and_an_address_for_any_name():
    limiter = LoginLimiter(Clock())
    fail(limiter, 9)
    for name, address in (("bob", "10.9.9.9"), ("alice", "10.0.0.1"), ("BOB", "10.9.9.9")):
        with pytest.raises(TooManyLogins):
            limiter.check(name, address)
    limiter.check("alice", "10.9.9.9")


def test_the_wait_ends_and_success_forgets():
    clock = Clock()
    limiter = LoginLimiter(clock)
    fail(limiter, 9)
    clock.now += 3
    limiter.check("bob", "10.0.0.1")
    limiter.succeeded("bob", "10.0.0.1")
    fail(limiter, 7)
    limiter.check("bob", "10.0.0.1")


def test_the_longest_wait_is_bounded():
    assert ALLOWANCES["name"].wait(10_000) == 30.0
    assert ALLOWANCES["address"].wait(10_000) == 300.0


def test_what_is_remembered_is_bounded():
    limiter = LoginLimiter(Clock())
    for number in range(5000):
        limiter.failed(f"name{number}", f"address{number}")
    assert len(limiter._failures) <= 2048
