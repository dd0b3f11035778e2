"""What modems of one family do in their own way; the defaults are the standard's behaviour."""

from __future__ import annotations

from dataclasses import dataclass

from drivers.at.script import Step
from drivers.at.syntax import Command
from drivers.capabilities import PinState

# Refused where the SIM still wants its PIN, so each is tried and none is required; sent again after every restart.
INIT = (
    Step(Command("ATE0"), required=False),
    Step(Command("AT+CMEE=1"), required=False, on_error=(Command("AT+CMEE=0"),)),
    Step(Command("AT+CREG=2"), required=False, on_error=(Command("AT+CREG=1"),)),
    Step(Command("AT+CGREG=2"), required=False, on_error=(Command("AT+CGREG=1"),)),
    Step(Command("AT+CEREG=2"), required=False, on_error=(Command("AT+CEREG=1"),)),
    Step(Command("AT+COPS=3,0"), required=False),
    Step(Command("AT+CRC=1"), required=False),
    Step(Command("AT+CLIP=1"), timeout=15.0, required=False),
    Step(Command('AT+CSCS="GSM"'), required=False, on_error=(Command('AT+CSCS="IRA"'),)),
    Step(Command("AT+CUSD=1"), timeout=15.0, required=False),
)


def optional(*commands: str | Command) -> tuple[Step, ...]:
    """Init steps that a modem may refuse."""
    return tuple(Step(Command(each) if isinstance(each, str) else each, required=False) for each in commands)


ATTENTION = Step(Command("AT"), timeout=1.0, attempts=5)


@dataclass(frozen=True, slots=True)
class Quirks:
    """One family's deviations. Every value that is not a default names the modem that needs it where it is set.

    Times are in seconds. Tables are tried in order until the modem takes one entry; an empty one leaves the thing out.
    `acknowledge` are the forms of +CNMA in PDU mode (27.005 4.7): without one nothing is routed past the storage.
    `more_messages` are the +CMMS modes (27.005 3.5.6), `indication_modes` the +CNMI <mode> values (3.4.1), best first.
    `memories` orders where received messages are to be stored; `unswept` are no places for them, or aliases of others.
    `storage_full`, `restarts` and `sim_lines` are unsolicited words beyond the standards: a name before its colon, or
    a whole line. `words` mean nothing to us; `finals` end a command with an error, beyond those of V.250 and 27.007.
    `please_wait` are codes of +CMS ERROR and +CME ERROR that refuse a message for the moment only.
    """

    init: tuple[Step, ...] = INIT
    attention: Step = ATTENTION
    command_timeout: float = 5.0
    submit_timeout: float = 60.0
    prompt_timeout: float = 10.0
    storage_timeout: float = 25.0
    list_timeout: float = 120.0
    pin_timeout: float = 30.0
    ussd_grace: float = 5.0
    acknowledge: tuple[str, ...] = ("AT+CNMA", "AT+CNMA=0")
    more_messages: tuple[int, ...] = (2, 1)
    indication_modes: tuple[int, ...] = (2, 1, 3, 0)
    memories: tuple[str, ...] = ("SM", "ME", "MT")
    unswept: frozenset[str] = frozenset({"BM"})
    registration: tuple[str, ...] = ("CREG", "CGREG", "CEREG")
    iccid: tuple[Command, ...] = (
        Command("AT+CRSM=176,12258,0,0,10", ("+CRSM:",)),
        Command("AT+CCID", ("+CCID:", "ICCID:"), bare=True),
    )
    pin_tries: tuple[Command, ...] = (Command('AT+CPINR="SIM PIN"', ("+CPINR:",)),)
    hang_up: tuple[str, ...] = ("AT+CHUP", "ATH")
    restart: str = "AT+CFUN=1,1"
    restart_timeout: float = 10.0
    storage_full: tuple[str, ...] = ()
    restarts: tuple[str, ...] = ()
    sim_lines: tuple[tuple[str, PinState], ...] = ()
    words: tuple[str, ...] = ()
    finals: tuple[str, ...] = ()
    please_wait: frozenset[int] = frozenset()

    @property
    def unsolicited(self) -> tuple[str, ...]:
        """Every start of a line of its own words, for telling them from the answers to commands."""
        return (*self.storage_full, *self.restarts, *(line for line, _ in self.sim_lines), *self.words)
