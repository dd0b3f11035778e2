"""What is known of a box and its lines, and what may be found wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0
_UNITS = ((DAY, "days"), (HOUR, "hours"), (MINUTE, "minutes"))


@dataclass(frozen=True, slots=True)
class LineFacts:
    """What is seen of a line. `since`: seconds that it has stood so.

    `refused`: the cause that all its latest attempts met, "" for none. `rests`: the SIM is left alone for what the
    network said. `full`: how often its memory for messages was full within an hour. `receiving`:
    whether the last text to itself came, None where none was sent. `balance` of its SIM is `low`.
    """

    name: str
    state: str
    detail: str = ""
    registration: str = ""
    signal_dbm: int | None = None
    has_pin: bool = False
    since: float = 0.0
    refused: str = ""
    rests: bool = False
    full: int = 0
    receiving: bool | None = None
    balance: float = 0.0
    low: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a box. Times are Unix time; `certificate_ends` is 0 where no TLS is served.

    `broken`: why the settings can't be read. `broker` is the MQTT broker's host, `mqtt` how the connection stands.
    `target`: what fails for the longest of those that events are posted to.
    """

    folder: str
    running: bool
    now: float
    lines: Sequence[LineFacts] = ()
    broken: str = ""
    last_event: float = 0.0
    in_doubt: int = 0
    free: int = 10**12
    size: int = 0
    read_only: bool = False
    broker: str = ""
    mqtt: str = ""
    certificate_ends: float = 0.0
    recordings: Sequence[str] = ()
    dead_letters: int = 0
    target: str = ""
    target_down_since: float = 0.0
    target_trouble: str = ""

    @property
    def megabytes(self) -> int:
        """Free on the disk."""
        return self.free // 1_000_000

    @property
    def clock(self) -> str:
        """What it says."""
        return f"{datetime.fromtimestamp(self.now, UTC):%Y-%m-%d %H:%M} UTC"

    @property
    def until(self) -> str:
        """The day on which the certificate ends."""
        return f"{datetime.fromtimestamp(self.certificate_ends, UTC):%Y-%m-%d}"

    @property
    def doubtful(self) -> str:
        """How many messages are in doubt."""
        return "1 message is" if self.in_doubt == 1 else f"{self.in_doubt} messages are"

    @property
    def undelivered(self) -> str:
        """How many events could not be told."""
        return "1 event" if self.dead_letters == 1 else f"{self.dead_letters} events"

    @property
    def target_down_for(self) -> str:
        """How long, in minutes, hours or days."""
        seconds = self.now - self.target_down_since
        unit, name = next((each for each in _UNITS if seconds >= 2 * each[0]), _UNITS[-1])
        return f"{seconds / unit:.0f} {name}"


@dataclass(frozen=True, slots=True)
class Finding:
    """`needs_you`: nothing but a person can help; else it is good to know. `line` is "" for the box as a whole."""

    code: str
    line: str
    needs_you: bool
    what: str
    advice: str
    files: tuple[str, ...] = ()


Of = TypeVar("Of")


@dataclass(frozen=True, slots=True)
class Row(Generic[Of]):
    """`what` and `advice` are formatted with what it holds of, as `it`."""

    code: str
    holds: Callable[[Of], bool]
    what: str
    advice: str
    needs_you: bool = field(default=True, kw_only=True)

    def finding(self, it: Any, line: str = "", files: Sequence[str] = ()) -> Finding:
        """What there is to say of `it`."""
        what, advice = self.what.format(it=it), self.advice.format(it=it)
        return Finding(self.code, line, self.needs_you, what, advice, tuple(files))
