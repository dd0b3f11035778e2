"""What fax modems of one family do in their own way; the defaults are the standard's behaviour."""

from __future__ import annotations

from dataclasses import dataclass

from drivers.at.script import Step
from drivers.at.syntax import Command
from drivers.fax.class2quirks import AS_MOST, Class2Quirks

# Class 1 first, as T.30 is ours then: what became of each page is known, every coding and error correction there
# whatever the modem has of its own. 1.0 before 1, and 2.0 before 2, as they are standards that makers tested against.
# Where a host is too slow for class 1, whoever sets up the line says so.
SERVICE_CLASSES = ("1.0", "1", "2.0", "2")


def one_of(*commands: str) -> tuple[Step, ...]:
    """The first that the modem takes; it may refuse them all."""
    first, *others = (Command(each) for each in commands)
    return (Step(first, required=False, on_error=tuple(others)),)


# A call that a crash has left open is over, or else its line stays engaged. Results in words; BUSY and NO DIALTONE told
# apart; who answers is decided here; a call is waited for as long as T0 of T.30, where many modems give up after 30
# seconds; nobody hears it; a port that is closed ends it.
BASICS = (
    Step(Command("ATE0Q0V1")),
    Step(Command("ATH"), timeout=10.0, required=False),
    *(step for each in ("ATX4", "ATS0=0", "ATS7=60", "ATM0", "AT&D2") for step in one_of(each)),
)
INIT = (*BASICS, *one_of("AT+VCID=1", "AT#CID=1"))  # V.253 9.2.3
ATTENTION = Step(Command("AT"), timeout=1.0, attempts=5)


@dataclass(frozen=True, slots=True)
class FaxQuirks:
    """One family's deviations. Every value that is not a default names the modem that needs it where it is set.

    `service_classes` in the order of preference; `after_class` follows +FCLASS at each call. `silence` are tens of
    milliseconds between our frames and our message (T.30 5.3.2.2), `quiet` of silence to hear before we answer.
    `adaptive`: use +FAR=1 where there is one. `check_sequence`: octets behind a frame that is received.
    `training_delay`: from the CONNECT of a message to its data. `class2` is for classes 2 and 2.0. `finals`: results of
    a dial beyond V.250's. Times are in seconds.
    """

    init: tuple[Step, ...] = INIT
    attention: Step = ATTENTION
    command_timeout: float = 5.0
    service_classes: tuple[str, ...] = SERVICE_CLASSES
    after_class: tuple[Step, ...] = ()
    dial: str = "ATDT"
    dial_timeout: float = 65.0
    answer: str = "ATA"
    answer_timeout: float = 45.0
    hang_up: str = "ATH"
    hang_up_timeout: float = 10.0
    silence: int = 8
    quiet: int = 7
    adaptive: bool = True
    check_sequence: int = 2
    training_delay: float = 0.0
    class2: Class2Quirks = AS_MOST
    finals: tuple[str, ...] = ("NO DIAL TONE", "VOICE", "DELAYED", "BLACKLISTED")
    restart: str = "ATZ"
    restart_timeout: float = 10.0
