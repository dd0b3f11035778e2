"""kill -9 at any moment, hundreds of times, under load; tests/acceptance has the short form."""

from __future__ import annotations

import os
import random

import pytest

from tests.acceptance.crash.campaign import Campaign

SEED = int(os.environ.get("CRASH_SEED") or random.SystemRandom().randrange(1_000_000))  # told where it fails

pytestmark = pytest.mark.long


def test_F04_what_the_service_centre_saw_is_what_the_spool_says(tmp_path):
    tally = Campaign(tmp_path, SEED).run(kills=400, whole=8, images=4)
    print(f"seed {SEED}: {tally}")
    assert tally.doubts > tally.settled > 0
    assert tally.promised > 0
