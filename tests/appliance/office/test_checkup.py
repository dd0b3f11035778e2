"""Who is told of what is wrong."""

from __future__ import annotations

import pytest

from appliance.office.checkup import Checkup
from appliance.office.desk import Actor
from appliance.office.findings import Facts, LineFacts
from appliance.spool.listing import Page

FACTS = Facts("/data", running=True, now=0.0, lines=[LineFacts("gsm1", "puk"), LineFacts("gsm2", "sim_absent")])
ALL, NONE = frozenset(("provider",)), frozenset(("api_access",))


@pytest.mark.parametrize(
    ("grants", "page", "told", "total"),
    [
        (ALL, Page(), ["clock-unset", "puk-needed", "sim-absent"], 3),
        (NONE, Page(), ["puk-needed", "sim-absent"], 2),
        (ALL, Page(limit=1, offset=1), ["puk-needed"], 3),
    ],
)
def test_who_steers_hears_of_the_box_and_everybody_of_its_lines(
    grants: frozenset[str], page: Page, told: list[str], total: int
) -> None:
    found = Checkup(lambda: FACTS).find(Actor(1, "somebody", grants), (), page)
    assert [each.code for each in found.rows] == told
    assert found.total == total
