"""kill -9 at any moment, dozens of times, under load; tests/long does so by the hundred."""

from __future__ import annotations

from tests.acceptance.crash.campaign import Campaign


def test_F04_what_the_service_centre_saw_is_what_the_spool_says(tmp_path):
    tally = Campaign(tmp_path, seed=1).run(kills=24, whole=12)
    print(tally)
    assert tally.doubts >= tally.settled  # whether one is settled in so short a time is chance; tests/long asks for it
    assert tally.promised > 0
