"""A time that was told finds what it was told of, in every list (spec/SCG.md 4)."""

from __future__ import annotations

import pytest

from appliance.domain import Line
from tests.appliance.api.scg_records import Ids

LISTS = {
    "/messaging/message_templates": "Template_ID",
    "/messaging/sender_ids": "Sender_ID",
    "/messaging/channels": "Channel_ID",
    "/messaging/messages": "Message_ID",
    "/messaging/message_requests": "MessageRequest_ID",
    "/messaging/attachments": "Attachment_ID",
    "/messaging/keywords": "Keyword_ID",
    "/access_tokens": "AccessToken_ID",
    "/consent/contact_address_statuses": "AddressStatus_ID",
    "/consent/contact_address_history": "AddressStatus_ID",
    "/contacts": "Contact_ID",
    "/contacts/{Contact_ID}/access_tokens": "Contact_Access_Token_Id",
    "/contacts/{Contact_ID}/application_tokens": "Contact_Application_Token_Id",
    "/contacts/fast_access": "Rule_ID",
    "/contact_groups": "Group_ID",
    "/contactimport": "Job_ID",
}
MOMENT = 1_700_000_000.1236


@pytest.fixture
def ids(app, configured, clock):
    clock.now = MOMENT
    configured.add_line(Line("gsm1", number="+4915110"))
    return Ids(app)


@pytest.mark.parametrize("path", LISTS)
def test_what_was_made_is_found_by_its_times(app, ids, path):
    assert ids[LISTS[path]]
    path = path.replace("{Contact_ID}", ids["Contact_ID"])
    record = app.all(path)[-1]
    told = [(name, at) for name, at in record.items() if name.endswith("_date") and at]
    assert told
    for name, at in told:
        for given, finds in ((f"{at}", True), (f"[{at},{at}]", True), (f"({at},]", False), (f"[,{at})", False)):
            listed = [each["id"] for each in app.all(f"{path}?{name}={given}")]
            assert (record["id"] in listed) is finds, (name, given)
