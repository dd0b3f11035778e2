"""What a class 1 modem hears: frames and messages (T.31 8.3)."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

from drivers.at.online import OnlineChat
from drivers.at.syntax import Command, FinalResult
from drivers.errors import NoAnswer
from drivers.fax import class1commands as commands
from drivers.fax.class1commands import RECEIVE_FRAMES, Meaning
from drivers.fax.dle import Unshielder
from drivers.fax.steps import Collect, Collected, Heard, LineDropped

_FRAME = 8.0  # seconds, of the longest frame at 300 bit/s, and what lies in buffers
_BETWEEN = 4.0  # seconds from one frame to the end of the next
_STALL = 5.0  # seconds without an octet while the carrier is there
_RESULT = 10.0  # seconds to what follows data
_AGAIN = 0.1  # seconds before frames are asked for again
_MESSAGE_AGAIN = 0.02  # the same for a message, as the training of V.29 takes a quarter of a second
_ECHO = 0.3  # seconds in which another carrier may be what the line gives back of our own
_FINAL = 0x10
_LINE = b"\r\n"
_ENDED = re.compile(rb"\r\n(?:NO CARRIER|OK|ERROR)\r\n\Z")  # in place of DLE ETX
_LONGEST_RESULT = 16


class Reception:
    """`check_sequence`: so many octets are behind a frame. `connected`: the CONNECT of +FRH=3 has come already.

    Raises LineDropped, NoAnswer, PortLost.
    """

    def __init__(self, chat: OnlineChat, check_sequence: int = 2, clock: Callable[[], float] = time.monotonic) -> None:
        self._check_sequence = check_sequence
        self.connected = False
        self._chat = chat
        self._clock = clock

    def listen(self, timeout: float) -> Heard:
        """A train of frames, that begins within so many seconds."""
        frames: list[bytes] = []
        damaged, until = False, self._clock() + timeout
        while self._frames_come(until):
            frame = self._frame()
            if frame is None:
                continue
            damaged |= not frame
            frames += [frame] if frame else []
            if frame[1:2] and frame[1] & _FINAL:
                return Heard(tuple(frames), damaged)
            until = self._clock() + _BETWEEN
        return Heard(tuple(frames), damaged or bool(frames))

    def _frames_come(self, until: float) -> bool:
        connected, self.connected = self.connected, False
        return connected or self._carrier(RECEIVE_FRAMES, until) is Meaning.CARRIER

    def _frame(self) -> bytes | None:
        """The frame behind a CONNECT, b"" where it is damaged, None where the carrier has gone without one."""
        octets, first = bytearray(), self._chat.octets(_STALL)
        if first.startswith(_LINE):  # libspandsp2 leaves DLE ETX out then
            self._chat.after_data(RECEIVE_FRAMES, _RESULT, first)
            return None
        rest = self._data(first, self._chat.octets, octets.extend, self._clock() + _FRAME)
        if rest is None:
            return b""
        closing = self._chat.after_data(RECEIVE_FRAMES, _RESULT, rest)
        whole = isinstance(closing, FinalResult) and closing.ok
        return bytes(octets[: len(octets) - self._check_sequence]) if whole else b""

    def collect(self, step: Collect) -> Collected:
        """A message."""
        command = commands.receive(step.modulation, short_training=step.short_training)
        match self._carrier(command, self._clock() + step.timeout):
            case Meaning.CARRIER:
                self._message(command, step.sink)
                return Collected.ENDED
            case Meaning.FRAMES:
                self.connected = True
                return Collected.V21
            case Meaning.OTHER:
                return Collected.V21
        return Collected.SILENCE

    def _message(self, command: Command, sink: Callable[[bytes], None]) -> None:
        read = self._chat.unrecorded
        rest = self._data(read(_STALL), read, sink)
        if rest is not None:
            self._chat.noted(rest)
            self._chat.after_data(command, _RESULT, rest)

    def _data(
        self,
        data: bytes,
        read: Callable[[float], bytes],
        sink: Callable[[bytes], None],
        until: float = float("inf"),
    ) -> bytes | None:
        """Give `sink` the octets behind a CONNECT, the first of them `data`; what came behind their end.

        None where no end came, and the modem was told to give up.
        """
        unshielder, latest = Unshielder(), b""
        while data and self._clock() <= until:
            latest = (latest + data)[-_LONGEST_RESULT:]
            sink(unshielder.feed(data))
            if unshielder.ended:
                return unshielder.rest
            data = read(_STALL)
        if ended := _ENDED.search(latest):
            return ended.group()
        self._chat.remark("data without end")
        self._chat.interrupt()
        return None

    def _carrier(self, command: Command, until: float) -> Meaning:
        """Wait for a carrier, again and again where the modem doesn't wait itself."""
        began, refused = self._clock(), False
        again = _AGAIN if command is RECEIVE_FRAMES else _MESSAGE_AGAIN
        while (left := until - self._clock()) > 0:
            try:
                result = self._chat.result(command, left)
            except NoAnswer:
                self._chat.interrupt()
                break
            found = commands.meaning(result, self._chat.told)
            if found in (Meaning.CARRIER, Meaning.FRAMES):
                return found
            if found is Meaning.OTHER and command is not RECEIVE_FRAMES and self._clock() - began >= _ECHO:
                return found
            if found is Meaning.REFUSED and refused:
                raise LineDropped
            refused = found is Meaning.REFUSED
            self._chat.pause(again)
        return Meaning.NOT_YET
