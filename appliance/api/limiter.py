"""Slows down whoever guesses passwords: after some failures each further one doubles the wait."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from appliance.errors import BoxError


class TooManyLogins(BoxError):
    """Too many failed logins."""

    def __init__(self, seconds: float) -> None:
        self.retry_after = int(seconds) + 1
        super().__init__(f"try again in {self.retry_after} seconds")


@dataclass(frozen=True, slots=True)
class Allowance:
    """`free` failures without any wait, then 1 s, 2 s, 4 s ... up to `longest` seconds."""

    free: int
    longest: float

    def wait(self, failures: int) -> float:
        """Seconds to wait after that many failures in a row."""
        over = failures - self.free
        return 0.0 if over < 0 else min(2.0 ** min(over, 30), self.longest)


# A name is guarded less long than an address: who knows a name must not be able to lock its owner out for good.
ALLOWANCES = {"name": Allowance(free=8, longest=30.0), "address": Allowance(free=8, longest=300.0)}
_REMEMBERED = 2048


class LoginLimiter:
    """Counts failures by name and by address, in memory, forgetting the longest unused beyond a bound."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failures: OrderedDict[tuple[str, str], tuple[int, float]] = OrderedDict()

    def check(self, name: str, address: str) -> None:
        """Raises TooManyLogins while one of them has to wait."""
        with self._lock:
            until = max(self._failures.get(key, (0, 0.0))[1] for key in _keys(name, address))
        if until > self._clock():
            raise TooManyLogins(until - self._clock())

    def failed(self, name: str, address: str) -> None:
        """Count a failure."""
        with self._lock:
            for key in _keys(name, address):
                failures = self._failures.pop(key, (0, 0.0))[0] + 1
                self._failures[key] = (failures, self._clock() + ALLOWANCES[key[0]].wait(failures))
            while len(self._failures) > _REMEMBERED:
                self._failures.popitem(last=False)

    def succeeded(self, name: str, address: str) -> None:
        """Forget their failures."""
        with self._lock:
            for key in _keys(name, address):
                self._failures.pop(key, None)


def _keys(name: str, address: str) -> tuple[tuple[str, str], tuple[str, str]]:
    return ("name", name[:128].lower()), ("address", address)
