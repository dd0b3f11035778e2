"""Getting a SIM ready: a PIN is entered once in its life unless a person sets another."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable

from appliance.domain import Line
from appliance.spool import sims
from appliance.spool.store import Spool
from drivers.capabilities import PinState, Sim
from drivers.errors import CommandRefused

log = logging.getLogger(__name__)

# What is seen of a line whose SIM is not ready: state and what to do.
SEEN = {
    PinState.PIN: ("pin", "the SIM asks for its PIN: set it with `modembox lines set NAME pin=....`"),
    PinState.PUK: ("puk", "the SIM is blocked and asks for its PUK: unblock it in a telephone"),
    PinState.ABSENT: ("sim_absent", "no SIM, or not seated"),
}


def digest(key: str, pin: str) -> str:
    """Tells whether a PIN is the one that was refused, without keeping it."""
    return hashlib.scrypt(pin.encode(), salt=key.encode(), n=2**12, r=8, p=1, dklen=16).hex()


class SimCard:
    """The SIM of one modem, `key` naming it even while it is locked."""

    def __init__(self, spool: Spool, sim: Sim, line: Line, key: str) -> None:
        self._spool = spool
        self._sim = sim
        self._line = line
        self._key = key

    def make_ready(self) -> PinState:
        """READY, or the state that it stays in. Tries a PIN that was never refused, and that once.

        The try is on disk before it is made: a crash in between must not try again. Raises ModemError.
        """
        state = self._sim.state()
        if state is not PinState.PIN or not self._line.pin:
            return state
        tried = digest(self._key, self._line.pin)
        if sims.refused_pin(self._spool.read(), self._key) == tried:
            return state
        self._spool.write(lambda db: sims.refuse_pin(db, self._key, tried))
        try:
            self._sim.unlock(self._line.pin)
        except CommandRefused as refused:
            log.error("line %s: the SIM refused its PIN (%s); it is not tried again", self._line.name, refused.cause)
            return self._sim.state()
        self._spool.write(lambda db: sims.refuse_pin(db, self._key, ""))
        return self._sim.state()


def seen(state: PinState, describe: Callable[[PinState], str] = lambda state: state.value) -> tuple[str, str]:
    """The line state and the detail that people see."""
    return SEEN.get(state, ("failed", f"the SIM says {describe(state)}"))
