"""What goes wrong around a modem: its port, its power, other programs, calls, the air. Rows of the table of faults."""

from __future__ import annotations

from dataclasses import dataclass

from drivers.simulator.choices import one_of

# When something strikes: as a command comes, in place of the prompt, once the network has the message.
OCCASIONS = ("command", "prompt", "text")
FATES = ("held", "eaten")
CURES = ("none", "restart")


@dataclass(frozen=True, slots=True)
class HungUp:
    """the port hangs up (EIO at the DTE, over TCP a reset) `on` a command, the prompt or the text that the network has
    taken; it is back after `seconds` (0: when cleared)
    """

    on: str = "command"
    seconds: float = 1.0

    def __post_init__(self) -> None:
        one_of("on", self.on, OCCASIONS)


@dataclass(frozen=True, slots=True)
class Renumbered:
    """at once: the port goes away and is back as `link` after `seconds` (0: when cleared)"""

    link: str = "ttyUSB9"
    seconds: float = 1.0


@dataclass(frozen=True, slots=True)
class OrderSwapped:
    """at once: the ports of this modem and of `other` go away, and are back under each other's name after `seconds` (0:
    when cleared)
    """

    other: str = "gsm1"
    seconds: float = 1.0


@dataclass(frozen=True, slots=True)
class Cloned:
    """the modem tells `imei`, that of a twin; without one it tells none"""

    imei: str = ""


@dataclass(frozen=True, slots=True)
class ModeSwitched:
    """at once: the port goes away for `seconds`, is back as something that speaks no AT, after `strange` seconds goes
    away once more and is right then (0: when cleared)
    """

    seconds: float = 20.0
    strange: float = 5.0


@dataclass(frozen=True, slots=True)
class Absent:
    """at once: the port is not there for `seconds` (0: until cleared); the modem keeps its power"""

    seconds: float = 600.0


@dataclass(frozen=True, slots=True)
class PowerFails:
    """`sim power` is refused and switches nothing"""


@dataclass(frozen=True, slots=True)
class SiblingsBounce:
    """`sim power` takes power and port from every other modem too, for as long"""


@dataclass(frozen=True, slots=True)
class BrownOut:
    """the modem loses power `on` a command, the prompt or the text that the network has taken; `seconds` later (0:
    when cleared) it has started and says `lines` (separated by |), or what its family says; `none`: nothing, as with
    automatic baud rate
    """

    on: str = "command"
    lines: str = ""
    seconds: float = 0.5

    def __post_init__(self) -> None:
        one_of("on", self.on, OCCASIONS)


@dataclass(frozen=True, slots=True)
class Grabbed:
    """at once: the port hangs up, and another program has it before anybody else, for `seconds` (0: until cleared)"""

    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Stolen:
    """what the modem says goes to another program that reads along"""


@dataclass(frozen=True, slots=True)
class RingsOn:
    """at once: `number` calls and never gives up; it doesn't even say so when cleared"""

    number: str = "+15550002000"


@dataclass(frozen=True, slots=True)
class CarrierLost:
    """`NO CARRIER` before and between the lines of every response, and before the prompt"""


@dataclass(frozen=True, slots=True)
class CallAtPrompt:
    """`number` calls before the prompt, and gives up before the answer"""

    number: str = "+15550002000"


@dataclass(frozen=True, slots=True)
class SmsDomainDead:
    """registered for LTE only (`+CREG: 0`, `+CEREG: 1`); messages are refused with `+CMS ERROR: code`, none comes in"""

    code: int = 331


@dataclass(frozen=True, slots=True)
class NoSmsService:
    """`+CSMS` tells of no message service at all"""


@dataclass(frozen=True, slots=True)
class OtherSmsDomain:
    """messages go out only while `+CGSMS` is `service`; else they are refused with `+CMS ERROR: code`"""

    service: int = 2
    code: int = 331


@dataclass(frozen=True, slots=True)
class ReceivesNothing:
    """registered and sending, but nothing comes in: messages and reports are `held` by the service centre, or `eaten`
    (`fate`): confirmed to it, never told; until cleared, or with `cure` restart until the modem restarts
    """

    fate: str = "held"
    cure: str = "none"

    def __post_init__(self) -> None:
        one_of("fate", self.fate, FATES)
        one_of("cure", self.cure, CURES)
