"""What a step with the messages of a request came to: when the next one is due."""

from __future__ import annotations

import pytest

from appliance.office.asking import Made


@pytest.mark.parametrize(
    ("filled", "until", "again"),
    [
        ((20.0, 10.0, 30.0), 10.0, 10.0),
        ((None, 10.0), 10.0, None),
        ((10.0, None), 10.0, None),
        ((None,), None, None),
        ((), None, None),
    ],
)
def test_a_lane_of_which_nobody_knows_when_it_has_room_is_looked_at_any_time(filled, until, again):
    made = Made()
    for number, moment in enumerate(filled):
        made.fill(f"gsm{number}", moment)
    assert (made.until, made.again) == (until, again)


def test_where_there_is_more_for_another_lane_nothing_is_waited_for():
    made = Made(more=True)
    made.fill("gsm1", 10.0)
    assert made.again is None
