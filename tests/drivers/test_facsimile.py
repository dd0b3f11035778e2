from __future__ import annotations

from drivers.facsimile import asked
from drivers.fax.dis import Dis
from drivers.fax.frames import Fcf
from drivers.fax.identification import Identification
from drivers.fax.page import PageFormat
from drivers.fax.steps import Admit, CodedPage, Confirmed, Deliver, NextFormat, NextPage


class Desk:
    """A station that notes what it is asked."""

    def __init__(self) -> None:
        self.heard: list[object] = []

    def format(self, step: NextFormat) -> PageFormat:
        self.heard.append(step)
        return PageFormat()

    def page(self, step: NextPage) -> CodedPage:
        self.heard.append(step)
        return CodedPage(b"", Fcf.EOP)

    def confirmed(self, step: Confirmed) -> None:
        self.heard.append(step)

    def admit(self, step: Admit) -> bool:
        self.heard.append(step)
        return not step.polls

    def deliver(self, step: Deliver) -> Fcf:
        self.heard.append(step)
        return Fcf.MCF


def test_each_step_of_the_station_s_is_its_to_answer() -> None:
    desk, far = Desk(), Identification("+1 555")
    steps = [NextFormat(0, Dis()), Confirmed(0), Admit(far, polls=False), Admit(far, polls=True)]
    assert [asked(desk, step) for step in steps] == [PageFormat(), None, True, False]
    assert desk.heard == steps
