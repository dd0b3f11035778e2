"""How a modem is plugged in: a pty, and a TCP port where asked for, that can be pulled out and put in again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from drivers.simulator.loop import Loop, Timer
from drivers.simulator.socketwire import SocketWire
from drivers.simulator.wire import Pacer, PtyWire

Bytes = Callable[[bytes], None]


class Plug:
    """One modem's. `name` is its link in the directory `links`, `baud` paces both directions, `address` is host and
    port to listen at as well; `receive` gets what the DTE writes.
    """

    def __init__(
        self, loop: Loop, name: str, links: Path | None, baud: int | None, address: tuple[str, int] | None
    ) -> None:
        self._loop = loop
        self.link = name
        self._links = links
        self._baud = baud
        self._address = address
        self._wire: PtyWire | None = None
        self._socket: SocketWire | None = None
        self._outward: Bytes = _lost
        self._pending: list[tuple[Timer, Callable[[], None]]] = []
        self._grabbed = False
        self.receive: Bytes = _lost

    @property
    def port(self) -> str:
        """The path of the port, "" while it is pulled out."""
        return "" if self._wire is None else self._wire.name

    @property
    def url(self) -> str:
        """The same port on the network; "" where there is none."""
        return "" if self._socket is None else self._socket.url

    def send(self, data: bytes) -> None:
        """Bytes for the DTE; lost while it is pulled out."""
        self._outward(data)

    def hold(self, held: bool) -> None:
        """While `held`, what the DTE says stays with it: CTS is off. Over TCP the connection fills up."""
        if self._wire is not None:
            self._wire.hold(held)
        if self._socket is not None:
            self._socket.hold(held)

    def put_in(self, link: str = "", receive: Bytes | None = None) -> None:
        """Have a port, linked as before or as `link`; with `receive` something else is at its end, which is silent.

        Raises ValueError where it has one.
        """
        if self._wire is not None:
            raise ValueError("it is plugged in")
        self._check(link)
        self.link = link or self.link
        self._wire = wire = PtyWire(self._loop, None if self._links is None else self._links / self.link)
        if self._grabbed:
            wire.lock()
        heard = self._paced(receive or self.receive)
        wire.listen(heard)
        sinks = [wire.send, *self._serve(heard)]
        self._outward = _lost if receive else self._paced(lambda data: _to_all(sinks, data))

    def pull_out(self) -> None:
        """Have no port: who has it open gets a hang-up. Raises ValueError where it has none."""
        if self._wire is None:
            raise ValueError("it is pulled out")
        self._outward = _lost
        self._wire.close()
        self._wire = None
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def away(self, seconds: float, link: str = "") -> None:
        """Pull it out where it is in, and put it in `seconds` later (0: at `restore`), as before or as `link`.

        Raises ValueError for a link that can't be.
        """
        self._check(link)
        if self._wire is not None:
            self.pull_out()
        self._later(seconds, lambda: self._back(link))

    def masquerade(self, seconds: float, strange: float) -> None:
        """As `away`, but it is back as something silent first, for `strange` seconds."""
        if self._wire is not None:
            self.pull_out()
        self._later(seconds, lambda: self._be_strange(strange))

    def grab(self, seconds: float) -> None:
        """Another program gets the port before all others, for `seconds` (0: until `restore`)."""
        self._grabbed = True
        if self._wire is not None:
            self.pull_out()
        self.put_in()
        self._later(seconds, self._release)

    def restore(self) -> None:
        """What was to happen later happens now."""
        pending, self._pending = self._pending, []
        for timer, call in pending:
            timer.cancel()
            call()
        if self._pending:
            self.restore()

    def close(self) -> None:
        for timer, _ in self._pending:
            timer.cancel()
        if self._wire is not None:
            self.pull_out()

    def _check(self, link: str) -> None:
        if "/" in link:
            raise ValueError(f"a link is the name of a file, not {link!r}")
        taken = self._links is not None and (self._links / link).exists() and not (self._links / link).is_symlink()
        if link and taken:
            raise ValueError(f"{link} is there and no symlink")

    def _back(self, link: str) -> None:
        if self._wire is None:
            self.put_in(link)

    def _be_strange(self, seconds: float) -> None:
        if self._wire is None:
            self.put_in(receive=_lost)
            self._later(seconds, lambda: self.away(seconds))

    def _release(self) -> None:
        self._grabbed = False
        if self._wire is not None:
            self._wire.unlock()

    def _later(self, seconds: float, call: Callable[[], None]) -> None:
        """`call` in `seconds`, or at `restore`, whichever is first; 0 at `restore` only."""
        due = (Timer(0.0, _nothing), call)

        def run() -> None:
            if due in self._pending:
                self._pending.remove(due)
                call()

        if seconds:
            due = (self._loop.later(seconds, run), call)
        self._pending.append(due)

    def _serve(self, heard: Bytes) -> list[Bytes]:
        """What the TCP port sends by, where there is one; it stays the same when it is put in again."""
        if self._address is None:
            return []
        self._socket = SocketWire(self._loop, *self._address)
        self._address = self._address[0], self._socket.port
        self._socket.listen(heard)
        return [self._socket.send]

    def _paced(self, passed: Bytes) -> Bytes:
        return passed if self._baud is None else Pacer(self._loop, self._baud, passed).put


def _to_all(sinks: list[Bytes], data: bytes) -> None:
    for sink in sinks:
        sink(data)


def _lost(data: bytes) -> None:
    """Nobody is at the other end."""


def _nothing() -> None:
    """For a timer that never runs."""
