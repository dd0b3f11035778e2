"""How many contacts an application sees is known without a look at each."""

import pytest

from appliance.spool.listing import Condition, Match, Page, exactly
from appliance.spool.profiles import PROFILES


@pytest.fixture
def known(db):
    """Of alice (1) and bob (2), made by nobody and by applications 5 to 7."""
    names = {1: "alice", 2: "bob"}
    for number, name in names.items():
        db.execute("INSERT INTO users (id, username, password_hash, created_at) VALUES (?, ?, '', 0)", (number, name))
    for user_id, application_id in ((1, None), (1, 5), (1, 6), (1, 6), (1, 7), (2, None), (2, 5)):
        values = {"user_id": user_id, "application_id": application_id, "phone": "1", "created_at": 0.0}
        PROFILES.insert(db, values)
    return db


@pytest.mark.parametrize(
    ("conditions", "total"),
    [
        ((), 7),
        (exactly(user_id=1), 5),
        ((*exactly(user_id=1), Condition("application_id", Match.OURS, 6)), 3),
        ((*exactly(user_id=1), Condition("application_id", Match.OURS, 9)), 1),
        ((*exactly(user_id=2), Condition("application_id", Match.OURS, 5)), 2),
        ((Condition("application_id", Match.OURS, 5),), 4),
        ((*exactly(user_id=1, phone="1"), Condition("application_id", Match.OURS, 6)), 3),
        ((*exactly(user_id=1, phone="2"), Condition("application_id", Match.OURS, 6)), 0),
    ],
)
def test_the_total_is_that_of_the_rows(known, conditions, total):
    found = PROFILES.find(known, conditions, Page(limit=1, count=True))
    assert (found.total, PROFILES.count(known, conditions)) == (total, total)
    assert len(PROFILES.find(known, conditions).rows) == total
