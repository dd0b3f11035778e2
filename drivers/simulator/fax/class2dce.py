"""A class 2 or 2.0 modem on a line of the exchange that carries audio, so it faxes with machines outside."""

from __future__ import annotations

from collections.abc import Callable, Collection

from drivers.simulator.fax.afflicted import Afflicted
from drivers.simulator.fax.class2modem import Class2Modem, Switch
from drivers.simulator.fax.exchange import Cause
from drivers.simulator.fax.failures import LINE_FAULTS
from drivers.simulator.fax.noise import Noise
from drivers.simulator.fax.softline import SoftLine
from drivers.simulator.fax.spandsp import SILENCE, library
from drivers.simulator.loop import Clock


class Class2Dce(Class2Modem):
    """See AudioParty. It never holds its DTE; only faults of the line strike it."""

    page = 0
    strikes: Collection[type[object]] = LINE_FAULTS

    def __init__(
        self,
        number: str,
        clock: Clock,
        exchange: Switch,
        *,
        send: Callable[[bytes], None],
        hold: Callable[[bool], None] = lambda held: None,
    ) -> None:
        """Raises SpandspMissing."""
        library()
        super().__init__(number, clock, exchange, send=send)
        self._soft: SoftLine | None = None
        self._afflicted = Afflicted()
        self.faults = self._afflicted.faults

    @property
    def party(self) -> Class2Dce:
        return self

    def receive(self, data: bytes) -> None:
        """What the DTE says."""
        self.feed(data)

    def recover(self) -> None:
        """There is nothing to recover from."""

    def close(self) -> None:
        if self._soft is not None:
            self._soft.close()

    def connected(self) -> None:
        """See Party."""
        self._soft = self._line = SoftLine(answers=self._answering)
        super().connected()

    def cleared(self, cause: Cause) -> None:
        """See Party."""
        super().cleared(cause)
        self._afflicted.over()
        self._release()

    def hung_up(self) -> None:
        """See Dte."""
        super().hung_up()
        self._afflicted.over()
        self._release()

    def _release(self) -> None:
        """Not at once: it may be what has just been heard that ends the call."""
        soft, self._soft = self._soft, None
        if soft is not None:
            self._port.soon(soft.close)

    @property
    def moves(self) -> bool:
        return self._soft is None or self._soft.busy

    @property
    def in_message(self) -> bool:
        return self._soft is not None and self._soft.in_message

    def noise(self, way: str) -> Noise | None:
        return self._afflicted.noise(way)

    def transmit(self) -> bytes:
        return SILENCE if self._soft is None else self._soft.transmit()

    def receive_audio(self, frame: bytes) -> None:
        if self._soft is not None:
            self._soft.receive(frame)

    def heard(self, page: int, seconds: float, told: int) -> None:
        """The connection may fail now."""
        if self._afflicted.drops(page, seconds, told):
            self._exchange.drop(self)
