"""What the procedure asks of the one who performs it, and the replies: T.30 without input, output or a clock.

A procedure is a generator that yields steps and is sent each one's reply. It is performed so:

    steps = t30.send(call)
    step = next(steps)
    while True:
        step = steps.send(perform(step))     # until StopIteration, whose value is a Termination

    Send        -> None       V.21: a preamble of flags, the frames, silence
    Listen      -> Heard      V.21: what comes, up to a frame that is final
    Transmit    -> None       silence of SILENCE, training, the octets, silence
    Collect     -> Collected  training, then octets into the sink until the carrier is gone
    NextFormat  -> PageFormat of a page that is to be sent, before DCS
    NextPage    -> CodedPage  the page itself, after CFR: note that it may go out from here on
    Confirmed   -> None       a page has been confirmed by the far end
    Admit       -> bool       whether to take what the far end wants to send, or to give what it asks for
    Deliver     -> Fcf        a page has come: MCF when it is kept for good, RTN when it is to be sent again

Where the line drops, throw LineDropped into the generator; it ends as ever. Whatever is raised otherwise passes
through, and the call's record tells what is known until then.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import TypeVar

from drivers.fax.decoder import ReceivedRows
from drivers.fax.dis import Dcs, Dis
from drivers.fax.frames import Fcf
from drivers.fax.identification import Identification
from drivers.fax.page import PageFormat
from drivers.fax.rates import Modulation


class LineDropped(Exception):
    """The connection is gone."""


@dataclass(frozen=True, slots=True)
class Send:
    """Frames of one train, as `Frame.encode` makes them; the modem adds check sequences."""

    frames: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Listen:
    """Wait up to `timeout` seconds for a train of frames to begin; then hear it to its end."""

    timeout: float


@dataclass(frozen=True, slots=True)
class Transmit:
    """Send octets as they are: a training check, a page, or flags and frames of error correction."""

    modulation: Modulation
    octets: bytes
    short_training: bool = False


@dataclass(frozen=True, slots=True)
class Collect:
    """Wait up to `timeout` seconds for the carrier; then give `sink` the octets as they come."""

    modulation: Modulation
    timeout: float
    sink: Callable[[bytes], None]
    short_training: bool = False


@dataclass(frozen=True, slots=True)
class NextFormat:
    """Page `number`, from 0, will be negotiated with a far end that can do `far`."""

    number: int
    far: Dis


@dataclass(frozen=True, slots=True)
class NextPage:
    """Page `number`, from 0, is wanted as `dcs` says. Asked again for a page that must be sent again."""

    number: int
    dcs: Dcs


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Page `number` has arrived."""

    number: int


@dataclass(frozen=True, slots=True)
class Admit:
    """The far end has said who it is and what it wants: to send (`polls` false), or to be sent a document."""

    far: Identification
    polls: bool


@dataclass(frozen=True, slots=True)
class ReceivedPage:
    """Page `number`, from 0: its `rows`, coded as `dcs` says in `octets`; `good` by the rule of copy quality."""

    number: int
    dcs: Dcs
    octets: bytes
    rows: ReceivedRows
    good: bool


@dataclass(frozen=True, slots=True)
class Deliver:
    """The reply is MCF, RTP or RTN; RNR, with error correction only, asks for this page again in a while."""

    page: ReceivedPage


Step = Send | Listen | Transmit | Collect | NextFormat | NextPage | Confirmed | Admit | Deliver


@dataclass(frozen=True, slots=True)
class Heard:
    """Frames whose check sequence was right, without it; none where none came in time. `damaged`: there was more."""

    frames: tuple[bytes, ...] = ()
    damaged: bool = False


class Collected(enum.Enum):
    """How a Collect ended."""

    ENDED = enum.auto()  # the carrier came and is gone
    V21 = enum.auto()  # there are frames instead: +FCERROR
    SILENCE = enum.auto()  # nothing came in time


@dataclass(frozen=True, slots=True)
class CodedPage:
    """The octets of a page, and what follows it: MPS, EOP, or EOM where the next page has another format."""

    octets: bytes
    after: Fcf


Reply = Heard | Collected | PageFormat | CodedPage | bool | Fcf | None

T = TypeVar("T")
Steps = Generator[Step, Reply, T]
