"""Readiness, timers and posted calls."""

from __future__ import annotations

import os
import threading

import pytest

from drivers.simulator.loop import Loop


@pytest.fixture
def loop():
    loop = Loop()
    yield loop
    loop.close()


def test_timers_run_in_order_and_can_be_cancelled(loop):
    ran = []
    loop.later(0.002, lambda: ran.append("second"))
    loop.later(0.001, lambda: ran.append("first"))
    loop.later(0.0, lambda: ran.append("never")).cancel()
    loop.later(0.003, loop.stop)
    loop.run()
    assert ran == ["first", "second"]


def test_the_moment_in_a_timer_is_when_it_was_due(loop):
    seen = []
    timer = loop.at(loop.now() - 5, lambda: seen.append(loop.moment()))
    loop.later(0, loop.stop)
    loop.run()
    assert seen == [timer.when]
    assert loop.moment() > timer.when + 4


def test_what_can_be_read_is_announced(loop):
    reader, writer = os.pipe()
    got = []

    def readable():
        got.append(os.read(reader, 10))
        loop.stop()

    loop.watch(reader, readable)
    os.write(writer, b"hi")
    loop.run()
    loop.unwatch(reader)
    loop.unwatch(reader)
    os.close(reader)
    os.close(writer)
    assert got == [b"hi"]


def test_other_threads_post_calls(loop):
    ran = []

    def other():
        loop.post(lambda: ran.append(threading.current_thread() is threading.main_thread()))
        loop.stop()

    thread = threading.Thread(target=other)
    thread.start()
    loop.run()
    thread.join()
    assert ran == [True]
