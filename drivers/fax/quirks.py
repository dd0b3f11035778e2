"""What fax modems of one family do in their own way; the defaults are the standard's behaviour."""

from __future__ import annotations

from dataclasses import dataclass

from drivers.at.script import Step
from drivers.at.syntax import Command

# Class 1 first, as T.30 is ours then: what became of each page is known, every coding and error correction there
# whatever the modem has of its own. 1.0 before 1, and 2.0 before 2, as they are standards that makers tested against.
# Where a host is too slow for class 1, whoever sets up the line says so.
SERVICE_CLASSES = ("1.0", "1", "2.0", "2")

INIT = (
    Step(Command("ATE0Q0V1")),
    Step(Command("ATX4"), required=False),  # tell BUSY and NO DIALTONE apart
    Step(Command("ATS0=0"), required=False),  # who answers is decided here
    Step(Command("AT+VCID=1"), required=False, on_error=(Command("AT#CID=1"),)),  # V.253 9.2.3
)
ATTENTION = Step(Command("AT"), timeout=1.0, attempts=5)


@dataclass(frozen=True, slots=True)
class FaxQuirks:
    """One family's deviations. Every value that is not a default names the modem that needs it where it is set.

    `service_classes` in the order of preference. `silence` are tens of milliseconds between our frames and our message
    (T.30 5.3.2.2), `quiet` of silence to hear before we answer. `adaptive`: use +FAR=1 where there is one.
    `finals`: results of a dial beyond V.250's. `restart` is followed by `init`. Times are in seconds.
    """

    init: tuple[Step, ...] = INIT
    attention: Step = ATTENTION
    command_timeout: float = 5.0
    service_classes: tuple[str, ...] = SERVICE_CLASSES
    before_class: tuple[Step, ...] = ()
    dial: str = "ATDT"
    dial_timeout: float = 65.0
    answer: str = "ATA"
    answer_timeout: float = 45.0
    hang_up: str = "ATH"
    hang_up_timeout: float = 10.0
    silence: int = 8
    quiet: int = 7
    adaptive: bool = True
    finals: tuple[str, ...] = ("NO DIAL TONE", "VOICE", "DELAYED", "BLACKLISTED")
    restart: str = "ATZ"
    restart_timeout: float = 10.0
