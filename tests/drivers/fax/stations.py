"""A station for drivers: a Desk, asked as drivers ask."""

from __future__ import annotations

from drivers.fax.frames import Fcf
from drivers.fax.page import PageFormat
from drivers.fax.steps import Admit, CodedPage, Confirmed, Deliver, NextFormat, NextPage, Step
from tests.drivers.fax.link import Desk


class DeskStation:
    """`desk` answers."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def format(self, step: NextFormat) -> PageFormat:
        layout = self._asked(step)
        assert isinstance(layout, PageFormat)
        return layout

    def page(self, step: NextPage) -> CodedPage:
        page = self._asked(step)
        assert isinstance(page, CodedPage)
        return page

    def confirmed(self, step: Confirmed) -> None:
        self._asked(step)

    def admit(self, step: Admit) -> bool:
        return self._asked(step) is True

    def deliver(self, step: Deliver) -> Fcf:
        verdict = self._asked(step)
        assert isinstance(verdict, Fcf)
        return verdict

    def _asked(self, step: Step) -> object:
        return self.desk.reply(step)
