"""A record of every kind, as a program that speaks SCG makes it."""

from __future__ import annotations

import itertools
import re

from tests.appliance.api.scg_cases import KEYWORD, PUSH, STATUS, TEMPLATE


class Ids(dict):
    """Ids of records, by what stands for them in the guide's paths; each record is made when it is first named."""

    def __init__(self, app):
        super().__init__()
        self.app = app
        self.numbers = itertools.count()
        self.job = "import"

    def __missing__(self, name):
        self[name] = MAKERS[name](self)
        return self[name]

    def made_by_the_guide(self, path, body):
        return self.app.new(path, filled(body, self))


def _csv(ids):
    path = f"/scg-attachment/api/v1/messaging/attachments/{ids['AccessToken_ID']}/content"
    assert ids.app.post(path, b"first_name,primary_mdn\nAda,+491711\n").status == 200
    return ids["Attachment_ID"]


def _job(ids):
    if ids.job == "export":
        return ids.app.new("/contactexport", {})
    return ids.app.new("/contactimport", {"import_attachment_id": _csv(ids)})


def _member(ids):
    contact = ids.app.new("/contacts", {"first_name": "Ada", "primary_mdn": "+491711"})
    assert ids.app.post(f"/contact_groups/{ids['Group_ID']}/contacts", {"contacts": [contact]}).json["errors"] == {}
    return contact


def _message(ids):
    request = {"from": ids["Sender_ID"], "to": "+491711", "body": "hello", "test_message_flag": True}
    made = ids.app.new("/messaging/message_requests", request)
    return ids.app.all(f"/messaging/message_requests/{made}/messages")[0]["id"]


def _parent(ids):
    """The last line, put up for whoever wants it."""
    line = ids.app.all("/messaging/sender_ids")[-1]["id"]
    assert ids.app.post(f"/messaging/sender_ids/{line}", {"ownership": "PREPROVISIONED"}).status == 200
    return line


_FILE = {"name": "a", "type": "text/csv", "filename": "a.csv"}
MAKERS = {
    "Class_ID": lambda ids: ids.app.all("/messaging/sender_id_classes")[0]["id"],
    "Type_ID": lambda ids: ids.app.all("/messaging/sender_id_types")[0]["id"],
    "Template_ID": lambda ids: ids.app.new(
        "/messaging/message_templates", {**TEMPLATE, "name": f"First{next(ids.numbers)}"}
    ),
    "Sender_ID": lambda ids: ids.app.all("/messaging/sender_ids")[0]["id"],
    "Parent_ID": _parent,
    "Channel_ID": lambda ids: ids.app.new("/messaging/channels", {"name": "first"}),
    "Message_ID": _message,
    "MessageRequest_ID": lambda ids: ids.app.new(
        "/messaging/message_requests",
        {"from": ids["Sender_ID"], "to": ["+491711"], "body": "hello", "pause_before_transmit": True},
    ),
    "Attachment_ID": lambda ids: ids.app.new(
        "/messaging/attachments", {"name": "a", "type": "text/csv", "filename": "a.csv"}
    ),
    "AccessToken_ID": lambda ids: ids.app.new(f"/messaging/attachments/{ids['Attachment_ID']}/access_tokens", {}),
    "AddressStatus_ID": lambda ids: ids.made_by_the_guide(
        "/consent/contact_address_statuses", {**STATUS, "address": f"+49179{next(ids.numbers)}"}
    ),
    "Contact_ID": _member,
    "Contact_Access_Token_Id": lambda ids: ids.app.new(f"/contacts/{ids['Contact_ID']}/access_tokens", {}),
    "Contact_Application_Token_Id": lambda ids: ids.app.new(f"/contacts/{ids['Contact_ID']}/application_tokens", PUSH),
    "Rule_ID": lambda ids: ids.app.new(
        "/contacts/fast_access", {"target_attribute": f"fast_access_{3 + next(ids.numbers) % 18}"}
    ),
    "Group_ID": lambda ids: ids.app.new("/contact_groups", {"name": "first"}),
    "Keyword_ID": lambda ids: ids.app.new("/messaging/keywords", {**KEYWORD, "name": "first", "value": "FIRST"}),
    "Job_ID": _job,
}


def filled(body, ids):
    """With the ids that it names."""
    if isinstance(body, str):
        return re.sub(r"\{([A-Z]\w+)\}", lambda match: ids[match[1]], body)
    if isinstance(body, dict):
        return {name: filled(value, ids) for name, value in body.items()}
    return [filled(each, ids) for each in body] if isinstance(body, list) else body
