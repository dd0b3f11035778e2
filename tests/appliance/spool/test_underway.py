"""What goes through a group."""

import json

import pytest

from appliance.spool import campaigns, underway
from appliance.spool.campaigns import CAMPAIGNS, CampaignStatus
from appliance.spool.groups import GROUPS


@pytest.fixture
def group(db):
    return GROUPS.insert(db, {"name": "all", "created_at": 1.0})


def request(db, targets, **row):
    db.execute(
        "INSERT INTO message_requests (state, open, prepared, created_at, updated_at) VALUES ('PREPARING', ?, ?, 1, 1)",
        (row.get("open", 1), row.get("prepared", 0)),
    )
    db.execute(
        "INSERT INTO request_contents (id, recipients, targets, body) VALUES (last_insert_rowid(), '[]', ?, '')",
        (json.dumps(targets),),
    )


@pytest.mark.parametrize(
    ("status", "going", "begun"),
    [
        (CampaignStatus.RUNNING, "campaign 1", "campaign 1"),
        (CampaignStatus.PAUSED, None, "campaign 1"),
        (CampaignStatus.COMPLETED, None, None),
    ],
)
def test_a_campaign(db, group, status, going, begun):
    row = {"program_id": 1, "group_id": group, "cpm": 2, "tries_allowed": 1, "created_at": 1.0}
    campaigns.set_status(db, CAMPAIGNS.insert(db, row), status, 1.0)
    assert (underway.going(db, group), underway.begun(db, group)) == (going, begun)
    assert underway.begun(db, group + 1) is None


@pytest.mark.parametrize(
    ("targets", "row", "going"),
    [
        ([["mdn", "+49"], ["group", 1]], {}, "message request 1"),
        ([["contact", 1]], {}, None),
        ([["group", 2]], {}, None),
        ([["group", 1]], {"prepared": 1}, None),
        ([["group", 1]], {"open": 0}, None),
    ],
)
def test_a_message_request(db, group, targets, row, going):
    request(db, targets, **row)
    assert underway.going(db, group) == underway.begun(db, group) == going
