"""Two drivers of class 2 or 2.0 on a line that damages and drops: both agree on the pages, whatever befalls."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

import pytest

from drivers.fax.page import PageFormat, Resolution, Width
from drivers.fax.steps import Step
from tests.drivers.fax.class2lines import Lines
from tests.drivers.fax.pages import text_page
from tests.drivers.fax.stations import DeskStation

PAGES = (text_page(1728, 90), text_page(1728, 60), text_page(1728, 120), text_page(1728, 40))
STANDARD, FINE = PageFormat(), PageFormat(Width.A4, Resolution.FINE)
DOCUMENT = tuple(zip(PAGES, (STANDARD, FINE, FINE, STANDARD), strict=True))


@pytest.fixture(params=["2", "2.0"])
def service_class(request: pytest.FixtureRequest) -> Iterator[str]:
    yield str(request.param)


class Unlucky(DeskStation):
    """The connection may fail whenever it is asked something."""

    def __init__(self, lines: Lines, station: DeskStation, dice: random.Random, likely: float) -> None:
        super().__init__(station.desk)
        self._lines, self._dice, self._likely = lines, dice, likely

    def _asked(self, step: Step) -> object:
        if self._dice.random() < self._likely:
            self._lines.now(self._drop)
        return super()._asked(step)

    def _drop(self) -> None:
        if self._lines.exchange.busy(self._lines.caller.modem):
            self._lines.exchange.drop(self._lines.caller.modem)


def agree(service_class: str, seed: int) -> None:
    """One call."""
    dice = random.Random(seed)
    ecm, errors, drops = dice.random() < 0.5, dice.choice((0, 3, 40)), dice.choice((0, 0.05, 0.2))
    lines = Lines(service_class)
    noise = random.Random(seed + 1)

    def damaged(octets: bytes) -> bytes:
        spoilt = bytearray(octets)
        for _ in range(noise.randrange(errors + 1)):
            spoilt[noise.randrange(len(spoilt))] ^= 1 << noise.randrange(8)
        return bytes(spoilt)

    try:
        lines.corrupt = damaged
        caller, callee = lines.caller, lines.callee
        for line in (caller, callee):
            line.fax.prepare()
        caller.call.dis = replace(caller.call.dis, ecm=ecm)
        caller.desk.document = DOCUMENT
        answered = lines.answer(Unlucky(lines, callee.station, dice, drops))
        caller.fax.send(callee.number, caller.call, Unlucky(lines, caller.station, random.Random(seed + 2), drops))
        answered.result(60)
        confirmed, received = caller.call.confirmed, callee.call.received
        assert received == len(callee.desk.kept)
        assert caller.desk.confirmed == list(range(confirmed))
        assert confirmed <= received <= confirmed + 1, (seed, confirmed, received)
        assert confirmed in (received, caller.call.in_doubt), seed
        if ecm or not errors:
            assert [page.rows.rows for page in callee.desk.kept] == list(PAGES[:received]), seed
    finally:
        lines.close()


@pytest.mark.parametrize("seed", range(6))
def test_both_agree(service_class: str, seed: int) -> None:
    agree(service_class, seed)


@pytest.mark.long
def test_both_agree_in_hundreds_of_calls(service_class: str) -> None:
    for seed in range(100, 500):
        agree(service_class, seed)
