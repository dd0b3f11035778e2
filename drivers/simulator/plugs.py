"""The verbs and faults of ports and power: plugged in and out, renumbered, grabbed, switched."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from drivers.simulator.control import Reply
from drivers.simulator.gsm import GsmModem
from drivers.simulator.journal import Journal
from drivers.simulator.mishaps import (
    Absent,
    Grabbed,
    ModeSwitched,
    OrderSwapped,
    PowerFails,
    Renumbered,
    SiblingsBounce,
)
from drivers.simulator.plug import Plug
from drivers.simulator.verbs import Modems, Verb

Strike = Callable[[GsmModem, Any], None]
_RETURNING = ("", "F08", "F09", "F09.swap", "F10", "F11", "F12", "F12.siblings", "F21")


class Plugs:
    """The ports of all modems."""

    def __init__(self, modems: Modems, plugs: Mapping[str, Plug], journal: Journal) -> None:
        self._modems = modems
        self._plugs = plugs
        self._journal = journal

    def verbs(self) -> Mapping[str, Verb]:
        return {"unplug": self._unplug, "plug": self._plug, "power": self._power}

    def strikes(self) -> Mapping[type[Any], Strike]:
        """The faults of a port that strike at once."""
        return {
            Renumbered: lambda modem, fault: self._of(modem).away(fault.seconds, fault.link),
            OrderSwapped: lambda modem, fault: self._swap(modem, self._modems.one(fault.other), fault.seconds),
            ModeSwitched: lambda modem, fault: self._of(modem).masquerade(fault.seconds, fault.strange),
            Absent: lambda modem, fault: self._of(modem).away(fault.seconds),
            Grabbed: lambda modem, fault: self._of(modem).grab(fault.seconds),
        }

    def clear(self, modems: Iterable[GsmModem], name: str) -> None:
        """A fault is over: the ports that it took are back."""
        if name in _RETURNING:
            for modem in modems:
                self._of(modem).restore()

    def _of(self, modem: GsmModem) -> Plug:
        return self._plugs[modem.name]

    def _unplug(self, modem: str) -> Reply:
        """The port goes away, as with an adapter that is pulled out; the modem keeps its power."""
        self._of(self._modems.one(modem)).pull_out()
        return {}

    def _plug(self, modem: str, link: str = "") -> Reply:
        """The port is there again, under its old link or another."""
        plug = self._of(self._modems.one(modem))
        plug.put_in(link)
        return {"port": plug.port}

    def _power(self, modem: str, seconds: float = 1.0) -> Reply:
        """The power of the modem's port is switched off, and on again after `seconds`."""
        target = self._modems.one(modem)
        if target.faults.take(PowerFails) is not None:
            self._journal.write("power", modem=target.name, done=False)
            raise ValueError(f"the power of {target.name} can't be switched")
        self._journal.write("power", modem=target.name, done=True)
        cycled = self._modems.each("") if target.faults.take(SiblingsBounce) is not None else [target]
        for each in cycled:
            self._of(each).away(seconds)
            each.reboot()
        return {"cycled": [each.name for each in cycled]}

    def _swap(self, one: GsmModem, other: GsmModem, seconds: float) -> None:
        first, second = self._of(one), self._of(other)
        links = first.link, second.link
        first.away(seconds, links[1])
        second.away(seconds, links[0])
