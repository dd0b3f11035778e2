"""How what comes from the network is garbled on its way: character sets, USSD, PDUs. Rows of the table of faults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from drivers.simulator.choices import one_of

USSD_FORMS = ("charset", "plain", "packed", "ucs2")
CUTS = ("escape", "surrogate", "broken")
_PUSH = "0605040B8423F0"  # to port 2948, from 9200 (WAP-259)


def _pushed(content: str) -> str:
    data = _PUSH + content
    return "440B915155002000F0" + "0004" + "62112100000000" + f"{len(data) // 2:02X}" + data


NOISES: Mapping[str, str] = {
    "wap": _pushed("250601AE02056A0045C60C03676F6F2E6D650001"),  # service indication
    "mms": _pushed("2506226170706C69636174696F6E2F766E642E7761702E6D6D732D6D65737361676500AF848C828D90"),
    "truncated": "040B915155002000F0000062112100000000" + "1ED4F29C",
    "noise": "FF" * 16,
    "voicemail": "040B915155002000F000C86211210000000000",  # 23.038: message waiting, discard, voicemail, on
    "voicemail-off": "040B915155002000F000C06211210000000000",
    "voicemail-header": "440B915155002000F000006211210000000006040102800500",  # 23.040 9.2.3.24.2: five of them
}


@dataclass(frozen=True, slots=True)
class UssdCoded:
    """the network's USSD texts come as `form`: charset (as `+CSCS` says), plain, packed septets in hex, ucs2 in hex"""

    form: str = "packed"

    def __post_init__(self) -> None:
        one_of("form", self.form, USSD_FORMS)


@dataclass(frozen=True, slots=True)
class CodingLies:
    """`+CUSD` tells <dcs> `dcs`, whatever it is; less than 0: none"""

    dcs: int = 15


@dataclass(frozen=True, slots=True)
class CharsetsLacking:
    """`+CSCS` knows only `names` (separated by |), and starts with the first"""

    names: str = "IRA|UCS2"


@dataclass(frozen=True, slots=True)
class UssdInParts:
    """a USSD text comes as several `+CUSD` of `size` characters"""

    size: int = 20


@dataclass(frozen=True, slots=True)
class UssdEmptyFirst:
    """an empty `+CUSD` comes first, the text `seconds` later"""

    seconds: float = 0.05


@dataclass(frozen=True, slots=True)
class UssdReleased:
    """`+CUSD: 2,"Initiating Release",15` comes before the text"""


@dataclass(frozen=True, slots=True)
class CutBlindly:
    """the parts of a text put in with `sim sms` are cut `at` an escape or a surrogate pair; broken: a lone surrogate"""

    at: str = "escape"

    def __post_init__(self) -> None:
        one_of("at", self.at, CUTS)


@dataclass(frozen=True, slots=True)
class NoiseArrives:
    """at once a TPDU comes in: `kind` wap, mms, truncated, noise, voicemail, voicemail-off, voicemail-header"""

    kind: str = "mms"

    def __post_init__(self) -> None:
        one_of("kind", self.kind, tuple(NOISES))


@dataclass(frozen=True, slots=True)
class GarbageSaid:
    """at once the modem says bytes that are no text"""

    octets: str = "00FF1B7E80C00D0AFEFF0D0A"
