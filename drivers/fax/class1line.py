"""The line behind a class 1 modem: frames and messages out and in, with the silences between them (T.31, T.30 5.3)."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from drivers.at.online import OnlineChat
from drivers.at.syntax import Command, Connect, FinalResult
from drivers.errors import NoAnswer
from drivers.fax import class1commands as commands
from drivers.fax import timers
from drivers.fax.class1commands import TRANSMIT_FRAMES
from drivers.fax.class1reception import Reception
from drivers.fax.dle import END, shielded
from drivers.fax.frames import Fcf
from drivers.fax.quirks import FaxQuirks
from drivers.fax.steps import Collect, Collected, Heard, LineDropped, Listen, Reply, Send, Transmit

_CHUNK = 512  # octets written at a time: between two, what the modem says is heard
_CONNECT = 10.0  # seconds to a CONNECT that does not wait for the far end
_FRAME = 10.0  # seconds of a preamble and the longest frame
_BUFFERED = 20.0  # seconds that a message may take beyond its time
_QUIET = 2.0  # seconds that a far end may go on behind its frames or message
_LATE = 2.0  # seconds after a command, from which on the far end may be about to repeat it
_X = 0x01

Step = Send | Listen | Transmit | Collect


class Line:
    """Performs the steps of the line. `answered`: the CONNECT of +FTH=3 has come with the call, else that of +FRH=3."""

    def __init__(
        self, chat: OnlineChat, quirks: FaxQuirks, *, answered: bool, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._chat = chat
        self._clock = clock
        self._reception = Reception(chat, quirks.check_sequence, clock)
        self._reception.connected = not answered
        self._frames_begun = answered
        self._silence = commands.silence(quirks.silence)
        self._quiet = commands.quiet(quirks.quiet)
        self._training_delay = quirks.training_delay
        self._we_spoke = False
        self._command_at: float | None = None  # when frames were heard that nothing has answered yet
        self._writing = False

    def perform(self, step: Step) -> Reply:
        """The reply to a step; see `steps`. Raises LineDropped, NoAnswer, PortLost, CallAborted."""
        return _PERFORMED[type(step)](self, step)

    def leave(self) -> None:
        """Have the modem end what it is at, in the middle of a step. Raises NoAnswer, PortLost."""
        if self._writing:
            self._chat.data_write(END)
            self._chat.after_data(TRANSMIT_FRAMES, _BUFFERED)
        else:
            self._chat.interrupt()

    def listen(self, step: Listen) -> Heard:
        """A train of frames."""
        self._we_spoke = False
        heard = self._reception.listen(step.timeout)
        if heard.frames or heard.damaged:
            self._command_at = self._clock()
        return heard

    def collect(self, step: Collect) -> Collected:
        """A message."""
        self._we_spoke, self._command_at = False, None
        return self._reception.collect(step)

    def send(self, step: Send) -> None:
        """The frames of a train."""
        self._let_repeat()
        if not self._frames_begun:
            self._fall_silent()
            self._begin(TRANSMIT_FRAMES)
        self._frames_begun, self._we_spoke, self._command_at = False, True, None
        *first, last = step.frames
        for frame in first:
            if isinstance(self._put(frame), FinalResult):
                self._begin(TRANSMIT_FRAMES)
        if isinstance(self._put(last), Connect):  # the modem doesn't go by the final bit
            self._put(b"")

    def _put(self, frame: bytes) -> Connect | FinalResult:
        self._chat.data_write(shielded(frame) + END)
        return _well(self._chat.after_data(TRANSMIT_FRAMES, _FRAME))

    def transmit(self, step: Transmit) -> None:
        """A message as it is."""
        self._fall_silent()
        self._we_spoke, self._command_at = True, None
        command = commands.transmit(step.modulation, short_training=step.short_training)
        data = shielded(step.octets) + END
        self._begin(command)
        if self._training_delay:
            self._chat.pause(self._training_delay)
        self._chat.remark(f"sends {len(step.octets)} octets")
        with self._chat.sending():
            self._writing = True
            for at in range(0, len(data), _CHUNK):
                self._write(data[at : at + _CHUNK])
            self._writing = False
            _well(self._chat.after_data(command, step.modulation.seconds(len(data)) + _BUFFERED))

    def _write(self, data: bytes) -> None:
        """In the middle of a message, a modem has nothing to say but that the line is gone."""
        said = self._chat.carry(data)
        if said:
            self._writing = False
            self._chat.noted(said)
            raise LineDropped

    def _begin(self, command: Command) -> None:
        if not isinstance(self._chat.result(command, _CONNECT), Connect):
            raise LineDropped

    def _fall_silent(self) -> None:
        """Between two signals, whoever made the first (T.30 5.3.2.2)."""
        if self._we_spoke:
            _well(self._chat.result(self._silence, _BUFFERED))
            return
        try:
            _well(self._chat.result(self._quiet, _QUIET))
        except NoAnswer:
            self._chat.interrupt()

    def _let_repeat(self) -> None:
        """Who is late answers the command when it is repeated, rather than to speak while the far end does."""
        if self._command_at is None or self._clock() - self._command_at < _LATE:
            return
        self._chat.remark("late: the far end may repeat its command first")
        heard = self.listen(Listen(timers.T4_MANUAL.longest))
        if any(frame[2:3] and frame[2] | _X == Fcf.DCN | _X for frame in heard.frames):
            raise LineDropped


def _well(result: Connect | FinalResult) -> Connect | FinalResult:
    """The same. Raises LineDropped where the modem refuses: it is on hook."""
    if isinstance(result, FinalResult) and not result.ok:
        raise LineDropped
    return result


_PERFORMED: Mapping[type[object], Callable[[Line, Any], Reply]] = {
    Send: Line.send,
    Listen: Line.listen,
    Transmit: Line.transmit,
    Collect: Line.collect,
}
