"""One thread that serves every port, the control socket and the timers."""

from __future__ import annotations

import heapq
import itertools
import os
import select
import time
from collections import deque
from collections.abc import Callable
from typing import Protocol

Call = Callable[[], None]


class Timer:
    """A call that is due at `when`, unless cancelled before."""

    __slots__ = ("call", "when")

    def __init__(self, when: float, call: Call) -> None:
        self.when = when
        self.call: Call | None = call

    def cancel(self) -> None:
        self.call = None


class Clock(Protocol):
    """Time as the simulator sees it; tests turn it by hand."""

    def now(self) -> float:
        """Seconds on a clock that never jumps."""

    def wall(self) -> float:
        """Seconds since 1970."""

    def later(self, seconds: float, call: Call) -> Timer:
        """Run `call` once, `seconds` from now."""


class Loop:
    """Readiness, timers, and calls posted by other threads."""

    def __init__(self) -> None:
        self._epoll = select.epoll()
        self._readers: dict[int, Call] = {}
        self._writers: dict[int, Call] = {}
        self._held: set[int] = set()
        self._timers: list[tuple[float, int, Timer]] = []
        self._serial = itertools.count()
        self._posted: deque[Call] = deque()
        self._event = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self._running = False
        self._due: float | None = None
        self.now = time.monotonic
        self.wall = time.time
        self.watch(self._event, self._posted_ready)

    def moment(self) -> float:
        """Now, or in a timer's call when that was due: delays counted from it don't add up the loop's lateness."""
        return self.now() if self._due is None else self._due

    def later(self, seconds: float, call: Call) -> Timer:
        return self.at(self.now() + seconds, call)

    def at(self, when: float, call: Call) -> Timer:
        """Run `call` once, at `when` of `now`'s clock."""
        timer = Timer(when, call)
        heapq.heappush(self._timers, (timer.when, next(self._serial), timer))
        return timer

    def watch(self, fd: int, readable: Call) -> None:
        """Call `readable` whenever `fd` has something to read."""
        self._readers[fd] = readable
        self._epoll.register(fd, select.EPOLLIN)

    def watch_writable(self, fd: int, writable: Call | None) -> None:
        """Call `writable` while `fd` takes bytes; None ends that. `fd` must be watched already."""
        if writable is None:
            self._writers.pop(fd, None)
        else:
            self._writers[fd] = writable
        self._renew(fd)

    def hold(self, fd: int, held: bool) -> None:
        """While `held`, what there is to read stays there. `fd` must be watched already."""
        (self._held.add if held else self._held.discard)(fd)
        self._renew(fd)

    def unwatch(self, fd: int) -> None:
        if self._readers.pop(fd, None) is not None:
            self._writers.pop(fd, None)
            self._held.discard(fd)
            self._epoll.unregister(fd)

    def post(self, call: Call) -> None:
        """Have the loop's thread run `call`; the one method any other thread may use."""
        self._posted.append(call)
        os.eventfd_write(self._event, 1)

    def stop(self) -> None:
        self.post(self._end)

    def run(self) -> None:
        """Serve until `stop`."""
        self._running = True
        while self._running:
            for fd, events in self._poll():
                self._dispatch(fd, events)
            self._run_timers()

    def close(self) -> None:
        self._epoll.close()
        os.close(self._event)

    def _renew(self, fd: int) -> None:
        reads = 0 if fd in self._held else select.EPOLLIN
        self._epoll.modify(fd, reads | (select.EPOLLOUT if fd in self._writers else 0))

    def _poll(self) -> list[tuple[int, int]]:
        while self._timers and self._timers[0][2].call is None:
            heapq.heappop(self._timers)
        if not self._timers:
            return self._epoll.poll()
        wait = self._timers[0][0] - self.now()
        if wait > 0:
            # epoll waits in whole milliseconds, too coarse for a paced UART; select takes microseconds.
            select.select([self._epoll], [], [], wait)
        return self._epoll.poll(0)

    def _dispatch(self, fd: int, events: int) -> None:
        if events & ~select.EPOLLOUT and (readable := self._readers.get(fd)) is not None:
            readable()
        if events & select.EPOLLOUT and (writable := self._writers.get(fd)) is not None:
            writable()

    def _run_timers(self) -> None:
        timers = self._timers
        now = self.now()
        while timers and timers[0][0] <= now:
            self._due, _, timer = heapq.heappop(timers)
            if timer.call is not None:
                timer.call()
        self._due = None

    def _posted_ready(self) -> None:
        os.eventfd_read(self._event)
        while self._posted:
            self._posted.popleft()()

    def _end(self) -> None:
        self._running = False
