"""The station that receives: phases B to E from its DIS or DTC on (T.30 5.2, figure 5-2)."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import replace

from drivers.fax import timers
from drivers.fax.call import Call, Train
from drivers.fax.dis import Dcs
from drivers.fax.ecm import decode_continue
from drivers.fax.frames import Fcf, Frame, FrameError
from drivers.fax.rates import training_succeeded
from drivers.fax.receipt import Answer, Receipt
from drivers.fax.sender import Sender
from drivers.fax.steps import Admit, Collect, Collected, Reply, Step, Steps
from drivers.fax.termination import Termination

_PATIENCE = 30  # commands in a row without a page, or some of it

State = Callable[[], Generator[Step, Reply, "State | Termination"]]
Next = State | Termination


class Receiver:
    """Receives a document. `opening` are the frames that identify us, a DIS or a DTC the last of them."""

    def __init__(self, call: Call, opening: tuple[Frame, ...]) -> None:
        self._call = call
        self._opening = opening
        self._receipt = Receipt(call)
        self._deadline = call.clock() + timers.T1.seconds
        self._admitted = False
        self._short_training = True
        self._patience = _PATIENCE
        self._commands: Mapping[Fcf, Callable[[Frame], Steps[Next]]] = {
            **dict.fromkeys(self._receipt.commands, self._answer),
            Fcf.DCS: self._train,
            Fcf.DTC: self._polled,
            Fcf.CTC: self._continue,
        }

    def run(self) -> Steps[Termination]:
        """Raises LineDropped."""
        state: Next = self._identify
        while not isinstance(state, Termination):
            state = yield from state()
        return state

    def _identify(self) -> Steps[Next]:
        """Say who we are, until T1 has run out."""
        call = self._call
        if call.clock() > self._deadline:
            expired = Termination.NO_COMMAND_AFTER_EOM if call.dcs else Termination.NO_ANSWER
            return (yield from call.hang_up(expired))
        yield from call.say(*self._opening)
        train = yield from call.hear(timers.T4.seconds)
        if train.damaged and not train.final:  # by now there may be a training check on the line
            train = yield from call.hear(timers.T4.seconds)
        return (yield from self._obey(train, self._identify, self._identify))

    def _identify_again(self) -> Steps[Next]:
        self._deadline = self._call.clock() + timers.T1.seconds
        return (yield from self._identify())

    def _await_command(self) -> Steps[Next]:
        return (yield from self._await(self._await_command, self._page_missing))

    def _await_training(self) -> Steps[Next]:
        """After RTN to EOM some stations train again, and some wait for a DIS."""
        return (yield from self._await(self._await_training, self._identify_again))

    def _await_end(self) -> Steps[Next]:
        """The document is complete: the far end says DCN, or EOP again."""
        self._call.if_dropped = Termination.NORMAL
        return (yield from self._await(self._await_end, self._ended))

    def _await(self, again: State, otherwise: State) -> Steps[Next]:
        train = yield from self._call.hear(timers.T2.seconds)
        if train.damaged and not train.final:
            yield from self._call.say(Frame(Fcf.CRP))
        return (yield from self._obey(train, again, otherwise))

    def _page_missing(self) -> Steps[Next]:
        return (yield from self._call.hang_up(Termination.PAGE_NOT_RECEIVED))

    def _ended(self) -> Steps[Next]:
        yield from ()
        return Termination.NORMAL

    def _obey(self, train: Train, again: State, otherwise: State) -> Steps[Next]:
        """Do as a command says; what is none is waited for `again`, and `otherwise` holds where nothing came."""
        self._patience -= 1
        if not self._patience:
            return (yield from self._call.hang_up(Termination.RECEIVE_D_COMMAND_INVALID))
        if train.final and train.final.fcf in self._commands:
            return (yield from self._commands[train.final.fcf](train.final))
        return again if train.frames or train.damaged else otherwise

    def _train(self, command: Frame) -> Steps[Next]:
        """DCS, and the training check that follows."""
        call = self._call
        call.if_dropped = Termination.RECEIVE_B
        if not (yield from self._is_admitted(polls=False)):
            return (yield from call.hang_up(Termination.ABORTED))
        try:
            dcs = Dcs.decode(command.fif)
        except FrameError:
            return (yield from self._fail_training())
        training = bytearray()
        how = yield Collect(dcs.modulation, timers.T4.longest, training.extend)
        if how is Collected.V21:
            return self._await_command
        if not training_succeeded(bytes(training), dcs.modulation):
            return (yield from self._fail_training())
        call.dcs, self._short_training = dcs, True
        self._receipt.begin(dcs)
        yield from call.say(Frame(Fcf.CFR))
        return self._collect

    def _fail_training(self) -> Steps[Next]:
        yield from self._call.say(Frame(Fcf.FTT))
        return self._await_command

    def _is_admitted(self, *, polls: bool) -> Steps[bool]:
        """Whether the far end may go on; asked once."""
        if not self._admitted:
            self._admitted = (yield Admit(self._call.far, polls)) is True
        return self._admitted

    def _polled(self, _command: Frame) -> Steps[Next]:
        """DTC: the far end wants our document, and we become the transmitter."""
        if not self._call.dis.document_waits:
            return (yield from self._call.hang_up(Termination.INCOMPATIBLE))
        if not (yield from self._is_admitted(polls=True)):
            return (yield from self._call.hang_up(Termination.ABORTED))
        return (yield from Sender(self._call).run())

    def _collect(self) -> Steps[Next]:
        """A page, or some of its frames."""
        call, page = self._call, self._receipt.page
        assert call.dcs
        assert page
        call.if_dropped = Termination.RECEIVE_C
        page.begin()
        how = yield Collect(call.dcs.modulation, timers.T2.seconds, page.feed, self._short_training)
        if how is Collected.ENDED:
            self._patience, self._short_training = _PATIENCE, True
            page.end()
        call.if_dropped = Termination.RECEIVE_D
        return self._await_command

    def _continue(self, command: Frame) -> Steps[Next]:
        """CTC: the far end goes on correcting, at another rate and with long training."""
        if not self._call.dcs:
            return self._await_command
        try:
            modulation = decode_continue(command.fif)
        except FrameError:
            return self._await_command
        self._call.dcs, self._short_training = replace(self._call.dcs, modulation=modulation), False
        yield from self._call.say(Frame(Fcf.CTR))
        return self._collect

    def _answer(self, command: Frame) -> Steps[Next]:
        """A command after a page."""
        try:
            answer = yield from self._receipt.commands[command.fcf](command)
        except FrameError:
            answer = None
        if answer is None:
            return self._await_command
        yield from self._receipt.give(answer)
        return self._following(answer)

    def _following(self, answer: Answer) -> State:
        """Where a response leads to, by what comes after the page."""
        match answer.response.fcf, answer.after:
            case Fcf.RTN, Fcf.EOM:
                return self._await_training
            case (Fcf.RTN | Fcf.RNR, _) | (Fcf.RTP, Fcf.MPS):
                return self._await_command
            case _, Fcf.EOM:
                return self._identify_again
            case _, Fcf.EOP:
                return self._await_end
            case _:
                return self._collect
