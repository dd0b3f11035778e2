"""A record of every kind, as its owner makes it."""

from __future__ import annotations

import pytest

_MAIL = {"name": "hers", "subject": "hello", "body": "<p>hello</p>"}


def _sms(client):
    program = client.post("/programs/sendsms", {"message": "hello"}).json
    return client.post("/transmissions", {**program, "phone": "+491711"}).json["transmission_id"]


def _campaign(client):
    parts = {name: MAKERS[name](client) for name in ("program_id", "group_id")}
    return client.post("/campaigns", parts).json["campaign_id"]


MAKERS = {
    "contact_id": lambda client: client.post("/contacts", {"phone": "+4917"}).json["contact_id"],
    "group_id": lambda client: client.post("/groups", {"name": "hers"}).json["group_id"],
    "text_id": lambda client: client.post("/texts", {"name": "hers", "data": "hello"}).json["text_id"],
    "document_id": lambda client: client.post("/documents", {"name": "hers"}).json["document_id"],
    "recording_id": lambda client: client.post("/recordings", {"name": "hers"}).json["recording_id"],
    "template_id": lambda client: client.post("/templates", _MAIL).json["template_id"],
    "program_id": lambda client: client.post("/programs/sendsms", {"message": "hello"}).json["program_id"],
    "transmission_id": _sms,
    "spool_id": lambda client: client.post(f"/transmissions/{_sms(client)}/send").json["spool_id"],
    "campaign_id": _campaign,
    "account_id": lambda client: client.get("/accounts").json[0]["account_id"],
    "user_id": lambda client: client.get("/accounts").json[0]["user_id"],
    "role_id": lambda client: 2,
    "permission_id": lambda client: 1,
    "name": lambda client: "coverpage",
    "schedule_id": lambda client: client.put(f"/transmissions/{_sms(client)}/schedule").json["schedule_id"],
}


@pytest.fixture
def makers():
    """By the name of its id: makes a record with a client, and gives the id."""
    return MAKERS
