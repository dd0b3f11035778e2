"""What holds for every test: how hypothesis searches, and that no thread outlives the run."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from hypothesis import settings

settings.register_profile("short", derandomize=True, deadline=None, max_examples=50)
settings.register_profile("long", deadline=None, max_examples=2000)
settings.load_profile("short")


@pytest.fixture(autouse=True, scope="session")
def no_thread_outlives_the_run() -> Iterator[None]:
    """A thread that isn't a daemon would keep the interpreter from ending; this names it."""
    before = set(threading.enumerate())
    yield
    others = [thread for thread in threading.enumerate() if thread not in before and not thread.daemon]
    for thread in others:
        thread.join(30.0)  # a conversion that its client did not wait for ends by itself
    left = [thread.name for thread in others if thread.is_alive()]
    assert not left, f"threads still running: {left}"
