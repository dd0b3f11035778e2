"""What is wrong with the box, told to those whom it concerns."""

from __future__ import annotations

from collections.abc import Callable

from appliance.office.advice import findings
from appliance.office.desk import Actor
from appliance.office.findings import Facts, Finding
from appliance.spool.listing import Condition, Found, Page

STEERS = "provider_update"


class Checkup:
    """`facts` gives what is known of the box now."""

    def __init__(self, facts: Callable[[], Facts]) -> None:
        self._facts = facts

    def find(self, actor: Actor, where: tuple[Condition, ...], page: Page) -> Found[Finding]:
        """What is found, what needs a person first; who may not steer the lines hears of these only."""
        all_of_it = actor.may(STEERS)
        found = [each for each in findings(self._facts()) if all_of_it or each.line]
        return Found(tuple(found[page.offset : page.offset + page.limit]), len(found))
