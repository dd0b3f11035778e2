"""The faults that are armed on a modem, and when they strike."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any, TypeVar

from drivers.simulator.faults import FAULTS

Kind = TypeVar("Kind")


@dataclass(slots=True)
class _Armed:
    name: str
    fault: Any
    after: int
    left: int | None


class Faults:
    """The faults armed on one modem, at most one of a kind."""

    def __init__(self) -> None:
        self._armed: dict[type[Any], _Armed] = {}

    def arm(self, name: str, fault: Any, after: int = 0, count: int = 0) -> None:
        """From the occasion `after` on, `count` times (0: until disarmed)."""
        self._armed[type(fault)] = _Armed(name, fault, after, count or None)

    def take(self, kind: type[Kind], occasion: str = "") -> Kind | None:
        """The fault of that kind, if it strikes on this occasion; counts the occasion, unless it waits for another."""
        if not self._armed or (armed := self._armed.get(kind)) is None:
            return None
        if occasion and armed.fault.on != occasion:
            return None
        if armed.after:
            armed.after -= 1
            return None
        if armed.left is not None:
            armed.left -= 1
            if not armed.left:
                del self._armed[kind]
        fault: Kind = armed.fault
        return fault

    def has(self, kind: type[Kind]) -> Kind | None:
        """The fault of that kind, for what lasts and has no occasions."""
        armed = self._armed.get(kind)
        return None if armed is None else armed.fault

    def disarm(self, name: str = "") -> None:
        """That fault, or all. Raises ValueError for a name that is none."""
        if name and name not in FAULTS:
            raise ValueError(f"no fault {name!r}; there are {', '.join(FAULTS)}")
        self._armed = {kind: armed for kind, armed in self._armed.items() if name and armed.name != name}

    def armed(self) -> dict[str, dict[str, Any]]:
        """Name to options, for people."""
        return {
            armed.name: {**dataclasses.asdict(armed.fault), "after": armed.after, "left": armed.left}
            for armed in self._armed.values()
        }
