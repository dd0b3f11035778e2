"""The station that transmits with error correction: a page until every frame of it has arrived (T.30 annex A)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from drivers.fax import timers
from drivers.fax.call import Call
from drivers.fax.dis import Dcs
from drivers.fax.ecm import PartialPage, blocks_of, decode_request, encode_block, encode_continue
from drivers.fax.frames import Fcf, Frame
from drivers.fax.rates import Modulation
from drivers.fax.steps import CodedPage, Steps, Transmit
from drivers.fax.termination import Termination

_REQUESTS = 4  # PPRs for a block, until CTC or EOR (A.4.3)
_TO_BLOCK = frozenset((Fcf.MCF, Fcf.PPR, Fcf.RNR, Fcf.PIP, Fcf.PIN, Fcf.RTN, Fcf.RTP))
_TO_CONTINUE = frozenset((Fcf.CTR,))
_TO_END = frozenset((Fcf.ERR, Fcf.RNR))


class Correction:
    """Sends page `number` of a call. `modulations` are the present one and those that are slower."""

    def __init__(self, call: Call, modulations: tuple[Modulation, ...], number: int) -> None:
        self.modulations = modulations
        self._call = call
        self._number = number
        self._short_training = True

    @property
    def _dcs(self) -> Dcs:
        assert self._call.dcs is not None
        return self._call.dcs

    def send(self, page: CodedPage) -> Steps[Frame | None]:
        """The response to the last block, or to one that ended the page: MCF, PIP, PIN, ERR, None where none came."""
        blocks = blocks_of(page.octets, self._dcs)
        response = None
        for number, block in enumerate(blocks):
            after = page.after if number == len(blocks) - 1 else None
            response = yield from self._send_block(PartialPage(after, self._number, number, len(block)), block)
            if response is None or response.fcf is not Fcf.MCF:
                break
        return response

    def _send_block(self, partial: PartialPage, block: tuple[bytes, ...]) -> Steps[Frame | None]:
        wanted: Iterable[int] = range(len(block))
        requests = 0
        while True:
            response = yield from self._send_frames(partial, {number: block[number] for number in wanted})
            if response is None or response.fcf is not Fcf.PPR:
                return response
            wanted = decode_request(response.fif, len(block)) or range(len(block))
            requests += 1
            if requests == _REQUESTS:
                if len(self.modulations) == 1:
                    return (yield from self._give_up(partial))
                if not (yield from self._continue_slower()):
                    return None
                requests = 0

    def _send_frames(self, partial: PartialPage, frames: dict[int, bytes]) -> Steps[Frame | None]:
        call = self._call
        call.if_dropped = Termination.TRANSMIT_C
        modulation = self._dcs.modulation
        yield Transmit(modulation, encode_block(frames, modulation), self._short_training)
        self._short_training = True
        call.if_dropped = Termination.TRANSMIT_D_RESPONSE_LOST
        signal = Frame(Fcf.PPS, replace(partial, frames=len(frames)).encode())
        return (yield from self._until_ready((yield from call.ask(lambda: call.say(signal), _TO_BLOCK)), _TO_BLOCK))

    def _until_ready(self, response: Frame | None, expected: frozenset[Fcf]) -> Steps[Frame | None]:
        """Ask a far end that says RNR until it is ready, as long as T5."""
        call, end = self._call, self._call.clock() + timers.T5.seconds
        while response and response.fcf is Fcf.RNR:
            if call.clock() > end:
                return None
            response = yield from call.ask(lambda: call.say(Frame(Fcf.RR)), expected)
        return response

    def _continue_slower(self) -> Steps[bool]:
        """CTC: the rest of the block with the next slower modulation."""
        call, self.modulations = self._call, self.modulations[1:]
        call.dcs = replace(self._dcs, modulation=self.modulations[0])
        self._short_training = False
        signal = Frame(Fcf.CTC, encode_continue(call.dcs))
        response = yield from call.ask(lambda: call.say(signal), _TO_CONTINUE)
        return response is not None and response.fcf is Fcf.CTR

    def _give_up(self, partial: PartialPage) -> Steps[Frame | None]:
        """EOR: the rest of the block will not come."""
        call = self._call
        signal = Frame(Fcf.EOR, partial.encode_end())
        return (yield from self._until_ready((yield from call.ask(lambda: call.say(signal), _TO_END)), _TO_END))
