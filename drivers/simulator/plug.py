"""How a modem is plugged in: a pty that can be pulled out and put in again, under the same link or another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from drivers.simulator.loop import Loop
from drivers.simulator.verbs import Modems, Reply, Verb
from drivers.simulator.wire import Pacer, PtyWire

Bytes = Callable[[bytes], None]


class Plug:
    """One modem's. `links` is the directory for its link, `baud` paces both directions."""

    def __init__(self, loop: Loop, links: Path | None, baud: int | None) -> None:
        self._loop = loop
        self._links = links
        self._baud = baud
        self._wire: PtyWire | None = None
        self._outward: Bytes = _lost

    @property
    def port(self) -> str:
        """The path of the port, "" while it is pulled out."""
        return "" if self._wire is None else self._wire.name

    def send(self, data: bytes) -> None:
        """Bytes for the DTE; lost while it is pulled out."""
        self._outward(data)

    def put_in(self, link: str, receive: Bytes) -> None:
        """Have a port with that link; `receive` gets what the DTE writes. Raises ValueError where it has one."""
        if self._wire is not None:
            raise ValueError("it is plugged in")
        if "/" in link or not link:
            raise ValueError(f"a link is the name of a file, not {link!r}")
        wire = PtyWire(self._loop, None if self._links is None else self._links / link)
        self._outward = self._paced(wire.send)
        wire.listen(self._paced(receive))
        self._wire = wire

    def pull_out(self) -> None:
        """Have no port: who has it open gets a hang-up. Raises ValueError where it has none."""
        if self._wire is None:
            raise ValueError("it is pulled out")
        self._outward = _lost
        self._wire.close()
        self._wire = None

    def close(self) -> None:
        if self._wire is not None:
            self.pull_out()

    def _paced(self, passed: Bytes) -> Bytes:
        return passed if self._baud is None else Pacer(self._loop, self._baud, passed).put


class Plugs:
    """The verbs that plug modems in and out. They keep their power."""

    def __init__(self, modems: Modems, plugs: Mapping[str, Plug]) -> None:
        self._modems = modems
        self._plugs = plugs

    def verbs(self) -> Mapping[str, Verb]:
        return {"unplug": self._unplug, "plug": self._plug}

    def _unplug(self, modem: str) -> Reply:
        """The port goes away, as with an adapter that is pulled out."""
        self._plugs[self._modems.one(modem).name].pull_out()
        return {}

    def _plug(self, modem: str, link: str = "") -> Reply:
        """The port is there again, under its old link or another."""
        target = self._modems.one(modem)
        plug = self._plugs[target.name]
        plug.put_in(link or target.name, target.receive)
        return {"port": plug.port}


def _lost(data: bytes) -> None:
    """Nobody is at the other end."""
