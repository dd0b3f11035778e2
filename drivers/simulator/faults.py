"""What can be made to go wrong, as one table; the ids are those of the list of field faults."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from drivers.simulator import garbling, mishaps
from drivers.simulator.choices import one_of
from drivers.simulator.fax import failures
from drivers.simulator.manners import STANDARD_PROMPT

PROMPTS: Mapping[str, str] = {
    "standard": STANDARD_PROMPT,
    "bare": "\r\n>",
    "alone": "> ",
    "crlf": "\r\n>\r\n",
    "lines": "\r\n> \r\n",
}
INTRUDERS = (
    "RING",
    '+CMTI: "SM",1',
    "^RSSI: 18",
    "^BOOT: 24588720,0,0,0,88",
    "OVER-VOLTAGE WARNNING",
    '+CUSD: 0,"Balance 12.34",15',
)


@dataclass(frozen=True, slots=True)
class PromptShaped:
    """the prompt in another shape (standard, bare, alone, crlf, lines), `late` seconds, bytes `split` apart"""

    shape: str = "bare"
    split: float = 0.0
    late: float = 0.0

    def __post_init__(self) -> None:
        one_of("shape", self.shape, tuple(PROMPTS))


@dataclass(frozen=True, slots=True)
class PromptMissing:
    """the prompt never comes; the modem waits for text all the same"""


@dataclass(frozen=True, slots=True)
class Stuck:
    """at once in text entry, as a crashed program leaves it: the next command is eaten as text to `destination`"""

    destination: str = "+15559999999"
    text: str = ""


@dataclass(frozen=True, slots=True)
class AnswerLost:
    """the network takes the message, `+CMGS:` never comes"""


@dataclass(frozen=True, slots=True)
class AnswerLate:
    """the network takes the message, `+CMGS:` comes `delay` seconds later"""

    delay: float = 61.0


@dataclass(frozen=True, slots=True)
class ReportLate:
    """the status report comes `delay` seconds later than usual"""

    delay: float = 60.0


@dataclass(frozen=True, slots=True)
class Interleaved:
    """unsolicited `lines` (separated by |; `family`: the modem's own) before and between the lines of every response,
    and before the prompt
    """

    lines: str = "|".join(INTRUDERS)


@dataclass(frozen=True, slots=True)
class Storm:
    """at once `rate` unsolicited lines a second for `seconds`"""

    rate: float = 50.0
    seconds: float = 600.0
    line: str = "^RSSI: 18"


@dataclass(frozen=True, slots=True)
class BlackHole:
    """the modem hears nothing and says nothing for `seconds` (0: until cleared)"""

    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class HalfOpen:
    """the modem obeys but nothing it says arrives, for `seconds` (0: until cleared)"""

    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class PartsShuffled:
    """the parts of a message put in with `sim sms` in this `order` (such as 1,3,2,2: one twice, one may lack), the last
    of them `late` seconds later
    """

    order: str = "2,1"
    late: float = 0.0


@dataclass(frozen=True, slots=True)
class StorageFull:
    """nothing can be stored, and `+CPMS` says so; `urc` is sent when a message is held back, {memory} in it names the
    store
    """

    urc: str = "+SMMEMFULL"


@dataclass(frozen=True, slots=True)
class DeleteFails:
    """`+CMGD` answers `+CMS ERROR: code`; `slot` 0 means every slot"""

    slot: int = 0
    code: int = 320


@dataclass(frozen=True, slots=True)
class WrongMemory:
    """each `+CPMS` leaves mem1 on `memory`"""

    memory: str = "ME"


@dataclass(frozen=True, slots=True)
class WrongStoreTold:
    """`+CMTI` and `+CDSI` name `memory` whatever the store"""

    memory: str = "ME"


@dataclass(frozen=True, slots=True)
class NoIndexTold:
    """`+CMTI: ,-1` in place of store and index"""


@dataclass(frozen=True, slots=True)
class DeleteLies:
    """`+CMGD` answers OK and deletes nothing"""


@dataclass(frozen=True, slots=True)
class BothWays:
    """a message goes out as `+CMT` and is stored too"""


@dataclass(frozen=True, slots=True)
class Redelivered:
    """the service centre delivers again what was confirmed"""


@dataclass(frozen=True, slots=True)
class SubmitRefused:
    """`+CMGS` ends with that error: `domain` CMS, CME or ERROR, or `text` as it stands (such as +CMS ERROR: odd)"""

    code: int = 500
    domain: str = "CMS"
    text: str = ""

    def __post_init__(self) -> None:
        one_of("domain", self.domain, ("CMS", "CME", "ERROR"))


@dataclass(frozen=True, slots=True)
class ReportEarly:
    """the status report comes before the `+CMGS:` of its message"""


@dataclass(frozen=True, slots=True)
class ForeignReport:
    """a report comes first that fits no message: TP-MR is `offset` higher, TP-RA `recipient`"""

    offset: int = 100
    recipient: str = "+15557777777"


@dataclass(frozen=True, slots=True)
class ReferenceSet:
    """at once: the next TP-MR is `reference`, so that it wraps from 255 to 0"""

    reference: int = 254


FAULTS: Mapping[str, type[Any]] = {
    "F01": PromptShaped,
    "F01.missing": PromptMissing,
    "F02": Stuck,
    "F03": AnswerLost,
    "F03.late": AnswerLate,
    "F03.report": ReportLate,
    "F04": AnswerLost,
    "F05": Interleaved,
    "F06": Storm,
    "F07": BlackHole,
    "F07.halfopen": HalfOpen,
    "F08": mishaps.HungUp,
    "F09": mishaps.Renumbered,
    "F09.swap": mishaps.OrderSwapped,
    "F09.clone": mishaps.Cloned,
    "F10": mishaps.ModeSwitched,
    "F11": mishaps.Absent,
    "F12": mishaps.PowerFails,
    "F12.siblings": mishaps.SiblingsBounce,
    "F13": PartsShuffled,
    "F14": StorageFull,
    "F14.delete": DeleteFails,
    "F14.mem1": WrongMemory,
    "F15": WrongStoreTold,
    "F15.noindex": NoIndexTold,
    "F16": DeleteLies,
    "F16.both": BothWays,
    "F16.again": Redelivered,
    "F17": SubmitRefused,
    "F18": garbling.UssdCoded,
    "F18.dcs": garbling.CodingLies,
    "F18.cscs": garbling.CharsetsLacking,
    "F18.parts": garbling.UssdInParts,
    "F18.empty": garbling.UssdEmptyFirst,
    "F18.release": garbling.UssdReleased,
    "F18.cut": garbling.CutBlindly,
    "F19": garbling.NoiseArrives,
    "F19.bytes": garbling.GarbageSaid,
    "F20": mishaps.BrownOut,
    "F21": mishaps.Grabbed,
    "F21.stolen": mishaps.Stolen,
    "F22": mishaps.RingsOn,
    "F22.carrier": mishaps.CarrierLost,
    "F22.submit": mishaps.CallAtPrompt,
    "F26": ReportEarly,
    "F26.foreign": ForeignReport,
    "F26.wrap": ReferenceSet,
    **failures.FAULTS,
    "F33": mishaps.ReceivesNothing,
    "F34": mishaps.SmsDomainDead,
    "F34.csms": mishaps.NoSmsService,
    "F34.cgsms": mishaps.OtherSmsDomain,
}


def make(name: str, options: Mapping[str, Any]) -> Any:
    """The fault of that name; option values may be text. Raises ValueError that names what is known."""
    kind = FAULTS.get(name)
    if kind is None:
        raise ValueError(f"no fault {name!r}; there are {', '.join(FAULTS)}")
    fields = {field.name: field for field in dataclasses.fields(kind)}
    unknown = sorted(set(options) - set(fields))
    if unknown:
        known = ", ".join([*fields, "after", "count"])
        raise ValueError(f"fault {name} has no option {', '.join(unknown)}; it has {known}")
    return kind(**{key: _converted(name, key, value, fields[key].default) for key, value in options.items()})


def catalogue() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Name, summary and options with their defaults, of every fault."""
    for name, kind in FAULTS.items():
        options = {field.name: field.default for field in dataclasses.fields(kind)}
        yield name, " ".join((kind.__doc__ or "").split()), options


def _converted(name: str, option: str, value: Any, default: Any) -> Any:
    kind = type(default)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError(f"fault {name}: {option} is a {kind.__name__}")
    try:
        return kind(value)
    except ValueError as reason:
        raise ValueError(f"fault {name}: {option} is a {kind.__name__}, not {value!r}") from reason
