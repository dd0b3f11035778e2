"""The facsimile procedure (ITU-T T.30) of a whole call, as generators of steps: see `steps` for who performs them.

Phase A, the call and its tones, is the performer's; each of these begins with phase B and ends with phase E. They give
how the call ended; what became of the pages is in the `Call`. A page counts as sent when MCF, RTP or PIP has come for
it, and as received when it has been delivered.
"""

from __future__ import annotations

from dataclasses import replace

from drivers.fax.call import Call
from drivers.fax.dis import Dis
from drivers.fax.frames import Fcf, Frame
from drivers.fax.receiver import Receiver
from drivers.fax.sender import Sender
from drivers.fax.steps import LineDropped, Steps
from drivers.fax.termination import Termination


def send(call: Call) -> Steps[Termination]:
    """The calling station that transmits a document."""
    return _until_dropped(call, _send(call))


def poll(call: Call) -> Steps[Termination]:
    """The calling station that asks for a document."""
    return _until_dropped(call, _poll(call))


def answer(call: Call) -> Steps[Termination]:
    """The called station: receives a document, or transmits its own to a far end that polls."""
    opening = (*call.own.frame(Fcf.CSI), Frame(Fcf.DIS, call.dis.encode()))
    return _until_dropped(call, Receiver(call, opening).run())


def _until_dropped(call: Call, steps: Steps[Termination]) -> Steps[Termination]:
    try:
        return (yield from steps)
    except LineDropped:
        return call.if_dropped


def _send(call: Call) -> Steps[Termination]:
    far = yield from call.identified(Fcf.DIS)
    if far is None:
        return (yield from call.hang_up(Termination.NO_ANSWER))
    if not far.receives:
        return (yield from call.hang_up(Termination.INCOMPATIBLE))
    return (yield from Sender(call).run())


def _poll(call: Call) -> Steps[Termination]:
    far = yield from call.identified(Fcf.DIS)
    if far is None:
        return (yield from call.hang_up(Termination.NO_ANSWER))
    if not far.document_waits:
        return (yield from call.hang_up(Termination.INCOMPATIBLE))
    return (yield from Receiver(call, _dtc(call, far)).run())


def _dtc(call: Call, far: Dis) -> tuple[Frame, ...]:
    """DTC, with CIG, and SEP and PWD where the far end takes them."""
    selection = tuple(call.own.frame(Fcf.SEP)) if far.selective_polling else ()
    password = tuple(call.own.frame(Fcf.PWD)) if far.password else ()
    dtc = replace(
        call.dis,
        document_waits=False,
        subaddress=False,
        selective_polling=bool(selection),
        password=bool(password),
    )
    return (*password, *selection, *call.own.frame(Fcf.CIG), Frame(Fcf.DTC, dtc.encode()))
