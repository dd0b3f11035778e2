"""The station that transmits: phases B to E from a DIS or DTC on (T.30 5.2, figure 5-2)."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import replace

from drivers.fax import ecmsender
from drivers.fax.call import Call
from drivers.fax.dis import Dcs, Dis
from drivers.fax.frames import Fcf, Frame
from drivers.fax.negotiation import common_modulations, negotiate
from drivers.fax.page import PageFormat
from drivers.fax.rates import Modulation, training_check
from drivers.fax.steps import CodedPage, Confirmed, NextFormat, NextPage, Reply, Step, Steps, Transmit
from drivers.fax.termination import Termination

_MOST_REFUSALS = 3  # of one page, by RTN

_TO_TRAINING = frozenset((Fcf.CFR, Fcf.FTT))
_TO_PAGE = frozenset((Fcf.MCF, Fcf.RTP, Fcf.RTN, Fcf.PIP, Fcf.PIN))

_ARRIVED = frozenset((Fcf.MCF, Fcf.RTP, Fcf.PIP))
_REFUSED = frozenset((Fcf.RTN, Fcf.PIN, Fcf.ERR))

_UNANSWERED: Mapping[Fcf, Termination] = {
    Fcf.MPS: Termination.NO_RESPONSE_TO_MPS,
    Fcf.EOM: Termination.NO_RESPONSE_TO_EOM,
    Fcf.EOP: Termination.NO_RESPONSE_TO_EOP,
}
_MISANSWERED: Mapping[Fcf, Termination] = {
    Fcf.MPS: Termination.INVALID_RESPONSE_TO_MPS,
    Fcf.EOM: Termination.INVALID_RESPONSE_TO_EOM,
    Fcf.EOP: Termination.INVALID_RESPONSE_TO_EOP,
}

State = Callable[[], Generator[Step, Reply, "State | Termination"]]


class Sender:
    """Sends a document to a far end that has identified itself."""

    def __init__(self, call: Call) -> None:
        self._call = call
        self._page = 0
        self._refusals = 0
        self._modulations: tuple[Modulation, ...] = ()
        self._format = PageFormat()

    def run(self) -> Steps[Termination]:
        """Raises LineDropped."""
        state: State | Termination = self._negotiate
        while not isinstance(state, Termination):
            state = yield from state()
        return state

    @property
    def _far(self) -> Dis:
        assert self._call.far_dis is not None
        return self._call.far_dis

    @property
    def _dcs(self) -> Dcs:
        assert self._call.dcs is not None
        return self._call.dcs

    def _negotiate(self) -> Steps[State | Termination]:
        self._call.if_dropped = Termination.TRANSMIT_B
        wanted = yield NextFormat(self._page, self._far)
        assert isinstance(wanted, PageFormat)
        self._format = wanted
        common = common_modulations(self._call.dis, self._far)
        self._modulations = tuple(each for each in self._modulations if each in common) or common
        if not self._modulations:
            return (yield from self._call.hang_up(Termination.INCOMPATIBLE))
        return self._train

    def _train(self) -> Steps[State | Termination]:
        self._call.if_dropped = Termination.TRANSMIT_B
        self._call.dcs = self._chosen()
        response = yield from self._call.ask(self._command, _TO_TRAINING)
        if response is None:
            return (yield from self._call.hang_up(Termination.NO_RESPONSE_TO_DCS))
        match response.fcf:
            case Fcf.CFR:
                return self._send_page
            case Fcf.FTT:
                return (yield from self._fall_back(self._train, Termination.TRAINING_FAILED))
            case Fcf.DIS | Fcf.DTC:
                return (yield from self._call.hang_up(Termination.DCS_NOT_RECOGNISED))
            case _:
                return (yield from self._call.hang_up(Termination.TRANSMIT_B_RESPONSE_INVALID))

    def _chosen(self) -> Dcs:
        own, far = self._call.own, self._far
        return replace(
            negotiate(self._call.dis, far, self._format, self._modulations[0]),
            subaddress=far.subaddress and bool(own.subaddress),
            sender_identification=far.password and bool(own.sender_identification),
        )

    def _command(self) -> Steps[None]:
        """DCS with what goes along, and the training check."""
        own, dcs = self._call.own, self._dcs
        subaddress = own.frame(Fcf.SUB) if dcs.subaddress else ()
        sender = own.frame(Fcf.SID) if dcs.sender_identification else ()
        yield from self._call.say(*subaddress, *sender, *own.frame(Fcf.TSI), Frame(Fcf.DCS, dcs.encode()))
        yield Transmit(dcs.modulation, training_check(dcs.modulation))

    def _fall_back(self, state: State, last: Termination) -> Steps[State | Termination]:
        """Go on in `state` with the next slower modulation; where there is none, end."""
        self._modulations = self._modulations[1:]
        if not self._modulations:
            return (yield from self._call.hang_up(last))
        return state

    def _send_page(self) -> Steps[State | Termination]:
        call = self._call
        page = yield NextPage(self._page, self._dcs)
        assert isinstance(page, CodedPage)
        call.if_dropped, call.in_doubt = Termination.TRANSMIT_C, self._page
        if self._dcs.ecm:
            correction = ecmsender.Correction(call, self._modulations, self._page)
            response = yield from correction.send(page)
            self._modulations = correction.modulations
        else:
            yield Transmit(self._dcs.modulation, page.octets, short_training=True)
            call.if_dropped = Termination.TRANSMIT_D_RESPONSE_LOST
            response = yield from call.ask(lambda: call.say(Frame(page.after)), _TO_PAGE)
        return (yield from self._conclude(page.after, response))

    def _conclude(self, after: Fcf, response: Frame | None) -> Steps[State | Termination]:
        """The far end's word on a page."""
        if response is None:
            return (yield from self._call.hang_up(_UNANSWERED[after]))
        if response.fcf in _ARRIVED:
            yield from self._confirm()
        self._call.refused = response.fcf in _REFUSED
        return (yield from self._after_page(after, response.fcf))

    def _after_page(self, after: Fcf, response: Fcf) -> Steps[State | Termination]:
        match response:
            case Fcf.MCF:
                return (yield from self._go_on(after, self._send_page))
            case Fcf.RTP:
                return (yield from self._go_on(after, self._train))
            case Fcf.RTN:
                return (yield from self._refused())
            case Fcf.PIP | Fcf.PIN:
                return (yield from self._call.hang_up(Termination.TRANSMIT_INTERRUPTED))
            case Fcf.ERR:
                return (yield from self._call.hang_up(Termination.TRANSMIT_D))
            case _:
                return (yield from self._call.hang_up(_MISANSWERED[after]))

    def _confirm(self) -> Steps[None]:
        number, self._page, self._refusals = self._page, self._page + 1, 0
        self._call.confirmed, self._call.in_doubt = self._page, None
        yield Confirmed(number)

    def _go_on(self, after: Fcf, next_page: State) -> Steps[State | Termination]:
        match after:
            case Fcf.MPS:
                return next_page
            case Fcf.EOM:
                return self._begin_again
            case _:
                return (yield from self._call.hang_up(Termination.NORMAL))

    def _begin_again(self) -> Steps[State | Termination]:
        """Behind EOM, the far end identifies itself anew."""
        self._call.if_dropped = Termination.TRANSMIT_B
        if (yield from self._call.identified(Fcf.DIS, Fcf.DTC)) is None:
            return (yield from self._call.hang_up(Termination.TRANSMIT_B))
        return self._negotiate

    def _refused(self) -> Steps[State | Termination]:
        """RTN: the same page again, slower where that is possible."""
        self._refusals += 1
        if self._refusals == _MOST_REFUSALS:
            return (yield from self._call.hang_up(Termination.TRANSMIT_D))
        self._modulations = self._modulations[1:] or self._modulations
        return self._train
