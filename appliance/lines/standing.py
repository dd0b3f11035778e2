"""How a line stands, told where it has changed: people see it, routing goes by it."""

from __future__ import annotations

from dataclasses import replace

from appliance.lines.home import Home
from appliance.spool import line_states
from appliance.spool.line_states import LineState
from drivers.capabilities import Network, Registration, SimIdentity

MEMORY_FULL = "memory_full"
KEEPS_NONE = "its memory for messages is full: what comes in waits at the network"
TAKES_NONE = "its memory for messages is full: it takes none to send"
SIGNAL_STEP = 6  # dB that a change must have to be worth a row on the SD card


class Standing:
    """`seen` is what was told last; where that can't be written it stays what it was. `full`: that the modem's memory
    is, "" where it has room.
    """

    def __init__(self, home: Home, seen: LineState) -> None:
        self.seen = seen
        self.full = ""
        self._home = home

    @property
    def ready(self) -> bool:
        """Whether messages can go out now."""
        return self.seen.state == "ready"

    @property
    def usable(self) -> bool:
        """Whether the network takes messages, though a limit may hold some or all of them."""
        return self.seen.state in ("ready", "paused") or (self.seen.state == MEMORY_FULL and self.full != TAKES_NONE)

    def say(self, state: str, detail: str = "", **facts: object) -> None:
        """Record what is seen of the line, where it has changed."""
        now = replace(self.seen, state=state, detail=detail, **facts)  # type: ignore[arg-type]
        if now != self.seen:
            self._home.spool.write(lambda db: line_states.save(db, now, self._home.surroundings.clock()))
            self.seen = now
            self._home.due()

    def begin(self, sim: SimIdentity, number: str) -> None:
        """A line that failed shows so until it is ready, not as starting over and over."""
        self.say(*self._kept("failed", "starting"), iccid=sim.iccid, imsi=sim.imsi, number=sim.number or number)

    def held(self, why: str) -> None:
        """A limit holds the line, or ("") none does any more."""
        if self.seen.state == "paused" or (why and not self.full):
            self.say("paused" if why else "ready", why)

    def memory(self, full: str) -> None:
        """The modem's memory is full, for that reason of the above, or ("") has room."""
        self.full = full
        if full and self.seen.state in ("ready", "paused", MEMORY_FULL):
            self.say(MEMORY_FULL, full)
        elif not full and self.seen.state == MEMORY_FULL:
            self.say("ready")

    def look(self, registration: Registration, network: Network) -> None:
        """What the network says, and how well it is heard. Raises ModemError."""
        word = registration.state.name.lower()
        dbm = self._worth_telling(network.signal().dbm)
        if registration.sms:
            how = (MEMORY_FULL, self.full) if self.full else self._kept("paused", "ready")
            self.say(*how, registration=word, signal_dbm=dbm, operator=network.operator())
        else:
            self.say("not_registered", f"the network says {word}", registration=word, signal_dbm=dbm)

    def _kept(self, state: str, otherwise: str) -> tuple[str, str]:
        return (state, self.seen.detail) if self.seen.state == state else (otherwise, "")

    def _worth_telling(self, dbm: int | None) -> int | None:
        known = self.seen.signal_dbm
        return dbm if dbm is None or known is None or abs(dbm - known) >= SIGNAL_STEP else known
