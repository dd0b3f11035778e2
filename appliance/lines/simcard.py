"""Getting a SIM ready: a PIN is entered once in its life unless a person sets another."""

from __future__ import annotations

import hashlib
import logging

from appliance.domain import Line
from appliance.spool import sims
from appliance.spool.store import Spool
from drivers.capabilities import PinState, Sim
from drivers.errors import CommandRefused, ModemError, NoAnswer, PortLost

log = logging.getLogger(__name__)

# PIN2 guards fixed dialling and charges, not messages.
USABLE = frozenset((PinState.READY, PinState.PIN2, PinState.PUK2))

# What is seen of a line whose SIM can't be used: state and what to do.
SEEN = {
    PinState.PIN: ("pin", "the SIM asks for its PIN: `modembox lines set {line} pin=...`"),
    PinState.PUK: ("puk", "the SIM is blocked and asks for its PUK: unblock it in a telephone"),
    PinState.ABSENT: ("sim_absent", "no SIM, or not seated"),
}

_BUSY = 14  # 27.007 9.2.1: SIM busy; the PIN was not looked at
_REFUSED = "it was refused before, and is not tried again"


def digest(key: str, pin: str) -> str:
    """Tells whether a PIN is the one that was refused, without keeping it."""
    return hashlib.scrypt(pin.encode(), salt=key.encode(), n=2**12, r=8, p=1, dklen=16).hex()


class SimCard:
    """The SIM of one modem, `key` naming it even while it is locked.

    After `make_ready`: `unlocked` where the PIN was entered, `refusal` tells why the PIN that is set won't do.
    """

    def __init__(self, spool: Spool, sim: Sim, line: Line, key: str) -> None:
        self.unlocked = False
        self.refusal = ""
        self._spool = spool
        self._sim = sim
        self._line = line
        self._key = key

    def make_ready(self) -> PinState:
        """The state that it is in then. Tries a PIN that was never refused, and that once. Raises ModemError.

        The try is on disk before it is made: a crash in between must not try again. Without a PIN in the settings
        what was refused is forgotten: so a person has it tried again.
        """
        state = self._sim.state()
        if state is not PinState.PIN:
            return state
        refused = sims.refused_pin(self._spool.read(), self._key)
        tried = digest(self._key, self._line.pin) if self._line.pin else ""
        if tried and tried == refused:
            self.refusal = _REFUSED
            return state
        if tried != refused:
            self._remember(tried)
        if not tried:
            return state
        self._unlock()
        return self._sim.state()

    def _unlock(self) -> None:
        try:
            self._sim.unlock(self._line.pin)
        except (NoAnswer, PortLost):
            raise
        except ModemError as error:
            if isinstance(error, CommandRefused) and error.cause.code == _BUSY:
                self._remember("")
                raise
            log.error("line %s: the PIN does not unlock the SIM, it is not tried again: %s", self._line.name, error)
            self.refusal = str(error)
            return
        self._remember("")
        self.unlocked = True

    def _remember(self, refused: str) -> None:
        self._spool.write(lambda db: sims.refuse_pin(db, self._key, refused))


def seen(line: str, state: PinState, refusal: str = "") -> tuple[str, str]:
    """The line state and the detail that people see; `refusal` is why the PIN that is set won't do."""
    if state is PinState.PIN and refusal:
        return "pin", f"the PIN that is set does not unlock the SIM: {refusal}"
    word, detail = SEEN.get(state, ("failed", f"the SIM says {state.value}"))
    return word, detail.format(line=line)
