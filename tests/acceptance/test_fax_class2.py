"""Fax lines with modems that speak T.30 themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.acceptance.test_F28_fax import SECOND_LINE, FaxWorld
from tests.peers.pages import rows_in

pytestmark = pytest.mark.peer


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Callable[[str], FaxWorld]]:
    made: list[FaxWorld] = []

    def build(fax_class: str) -> FaxWorld:
        world = FaxWorld(tmp_path, 0, 2, fax_class)
        made.append(world)
        world.simulation.start()
        world.box()
        return world

    yield build
    for world in made:
        world.close()


@pytest.mark.parametrize("fax_class", ["2", "1,2"])
def test_a_page_goes_from_one_line_to_the_other(house: Callable[[str], FaxWorld], fax_class: str) -> None:
    world = house(fax_class)
    sent = world.fax(SECOND_LINE)
    world.await_standing(sent, "sent")
    assert world.await_event("fax.received").data["pages"] == 1


def test_a_document_is_at_the_far_end_page_by_page(house: Callable[[str], FaxWorld]) -> None:
    world = house("2")
    sent = world.fax(pages=2)
    world.await_standing(sent, "sent")
    (record,) = world.calls(1)
    assert (record["ok"], record["pages"]) == (True, 2)
    assert len(rows_in(world.faxes / "fax0001.tif")) == 2
