"""One station's procedure against a partner that the test plays, step by step."""

from __future__ import annotations

from collections.abc import Callable

from drivers.fax.call import Call
from drivers.fax.dis import Dis
from drivers.fax.frames import Frame, encode_train
from drivers.fax.identification import Identification
from drivers.fax.steps import Collect, Collected, Heard, LineDropped, Listen, Reply, Send, Step, Steps, Transmit
from drivers.fax.termination import Termination
from tests.drivers.fax.link import Desk

TRAIN_SECONDS = 1.2


class Dialogue:
    """`desk` answers what is not of the line. Each method takes the step that the station must be at."""

    def __init__(
        self,
        procedure: Callable[[Call], Steps[Termination]],
        desk: Desk,
        dis: Dis | None = None,
        own: Identification | None = None,
    ) -> None:
        self.now = 0.0
        self.desk = desk
        self.call = Call(own or Identification("+49 1"), dis or Dis(), lambda: self.now)
        self.termination: Termination | None = None
        self.step: Step | None = None
        self._steps = procedure(self.call)
        self._go(lambda: next(self._steps))

    def _go(self, go_on: Callable[[], Step]) -> None:
        try:
            step = go_on()
            while not isinstance(step, (Send, Listen, Transmit, Collect)):
                step = self._steps.send(self.desk.reply(step))
            self.step = step
        except StopIteration as stop:
            self.step, self.termination = None, stop.value

    def _reply(self, reply: Reply) -> None:
        self._go(lambda: self._steps.send(reply))

    def said(self) -> list[Frame]:
        assert isinstance(self.step, Send), self.step
        frames = [Frame.decode(octets) for octets in self.step.frames]
        self.now += TRAIN_SECONDS
        self._reply(None)
        return frames

    def says(self) -> str:
        """The names of the frames that are sent."""
        return " ".join(frame.fcf.name for frame in self.said())

    def hears(self, *frames: Frame, x: bool = False, damaged: bool = False) -> None:
        assert isinstance(self.step, Listen), self.step
        self.now += TRAIN_SECONDS
        self._reply(Heard(encode_train(frames, x=x), damaged))

    def hears_damage(self) -> None:
        assert isinstance(self.step, Listen), self.step
        self.now += TRAIN_SECONDS
        self._reply(Heard(damaged=True))

    def hears_nothing(self) -> None:
        assert isinstance(self.step, Listen), self.step
        self.now += self.step.timeout
        self._reply(Heard())

    def transmits(self) -> Transmit:
        assert isinstance(self.step, Transmit), self.step
        step = self.step
        self.now += step.modulation.seconds(len(step.octets))
        self._reply(None)
        return step

    def collects(self, octets: bytes) -> Collect:
        assert isinstance(self.step, Collect), self.step
        step = self.step
        self.now += step.modulation.seconds(len(octets))
        step.sink(octets)
        self._reply(Collected.ENDED)
        return step

    def collects_none(self, how: Collected) -> None:
        assert isinstance(self.step, Collect), self.step
        self.now += self.step.timeout if how is Collected.SILENCE else 1
        self._reply(how)

    def drops(self) -> None:
        self._go(lambda: self._steps.throw(LineDropped()))
