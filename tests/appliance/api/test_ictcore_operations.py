"""Every operation of ICTCore's guide is served, does what it says, and refuses what does not hold."""

from __future__ import annotations

import re
import wave
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

GUIDE = [
    tuple(line.split("\t")) for line in Path(__file__).with_name("ictcore_operations.tsv").read_text().splitlines()
]
NOT_THERE = 987_654


def sound() -> bytes:
    octets = BytesIO()
    with wave.open(octets, "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(b"\0\0" * 4000)
    return octets.getvalue()


def page() -> bytes:
    octets = BytesIO()
    Image.new("1", (1728, 1143), 1).save(octets, "TIFF", compression="group4")
    return octets.getvalue()


@dataclass(frozen=True)
class Raw:
    """A body that is no JSON."""

    octets: bytes
    kind: str


@dataclass(frozen=True)
class Case:
    """`good` is a body that holds, `gives` what the reply has: keys of an object or of a list's first row, or itself.

    `bad` is a body that does not hold; where there is none, the record or the page asked for is one that is not there.
    """

    gives: Any
    good: Any = None
    bad: Any = None
    refused: int = 412


CONTACT = ("contact_id", "first_name", "last_name", "phone", "email", "address", "custom1", "custom2", "custom3")
GROUP = ("group_id", "id", "name", "description", "contact_total")
DOCUMENT = ("document_id", "name", "description", "type", "pages", "quality")
RECORDING = ("recording_id", "name", "description", "type", "length")
TEMPLATE = ("template_id", "name", "subject", "body", "body_alt", "type", "length")
TEXT = ("text_id", "name", "data", "type", "description", "length", "class", "encoding")
PROGRAM = ("program_id", "name", "type", "parent_id", "data")
TRANSMISSION = (
    "transmission_id",
    "title",
    "origin",
    "contact_id",
    "program_id",
    "account_id",
    "service_flag",
    "status",
)
SPOOL = ("spool_id", "time_spool", "time_start", "time_connect", "time_end", "status", "response", "transmission_id")
RESULT = ("spool_result_id", "spool_id", "type", "name", "data")
CAMPAIGN = ("campaign_id", "program_id", "group_id", "cpm", "try_allowed", "account_id", "status", "contact_total")
ACCOUNT = (
    "account_id",
    "username",
    "first_name",
    "last_name",
    "phone",
    "email",
    "address",
    "active",
    "type",
    "settings",
)
USER = (
    "user_id",
    "username",
    "first_name",
    "last_name",
    "phone",
    "email",
    "address",
    "company",
    "active",
    "timezone_id",
)
PROVIDER = ("provider_id", "name", "gateway_flag", "service_flag", "host", "port", "prefix", "weight", "type", "active")

ACCOUNT_OF_HERS = {"account_id": "{account_id}"}
A_DELAY, NO_DELAY = {"delay": 3600}, {"delay": "soon"}
CASES = {
    ("POST", "/authenticate"): Case(
        ("token",), {"username": "alice", "password": "correct horse"}, {"username": "alice", "password": "no"}, 401
    ),
    ("GET", "/programs"): Case([PROGRAM]),
    ("GET", "/programs/{program_id}"): Case(PROGRAM),
    ("DELETE", "/programs/{program_id}"): Case(True),
    ("PUT", "/programs/{program_id}/transmissions"): Case(("transmission_id",), {"contact_id": "{contact_id}"}, {}),
    ("GET", "/programs/{program_id}/transmissions"): Case([TRANSMISSION]),
    ("POST", "/programs/emailtofax"): Case(("program_id",), {"name": "p", **ACCOUNT_OF_HERS}, {"name": "p"}),
    ("POST", "/programs/faxtoemail"): Case(("program_id",), {"name": "p", **ACCOUNT_OF_HERS}, {"name": "p"}),
    ("POST", "/programs/receiveemail"): Case(("program_id",), {"name": "p", **ACCOUNT_OF_HERS}, {"name": "p"}),
    ("POST", "/programs/receivefax"): Case(("program_id",), {"name": "p", **ACCOUNT_OF_HERS}, {"name": "p"}),
    ("POST", "/programs/receivesms"): Case(("program_id",), {"name": "p", **ACCOUNT_OF_HERS}, {"name": "p"}),
    ("POST", "/programs/sendemail"): Case(
        ("program_id",), {"name": "p", "template_id": "{template_id}"}, {"name": "p"}
    ),
    ("POST", "/programs/sendfax"): Case(("program_id",), {"document_id": "{document_id}"}, {"name": "p"}),
    ("POST", "/programs/sendsms"): Case(("program_id",), {"name": "p", "text_id": "{text_id}"}, {"name": "p"}),
    ("POST", "/programs/voicemessage"): Case(("program_id",), {"recording_id": "{recording_id}"}, {"name": "p"}),
    ("POST", "/programs/voicetts"): Case(("program_id",), {"text": "Good morning"}, {"name": "p"}),
    ("POST", "/transmissions"): Case(
        ("transmission_id", "text_id"),
        {"program_id": "{program_id}", "contact_id": "{contact_id}"},
        {"contact_id": "{contact_id}"},
    ),
    ("GET", "/transmissions"): Case([TRANSMISSION]),
    ("GET", "/transmissions/{transmission_id}"): Case(TRANSMISSION),
    ("DELETE", "/transmissions/{transmission_id}"): Case(True),
    ("POST", "/transmissions/{transmission_id}/send"): Case(("spool_id",)),
    ("POST", "/transmissions/{transmission_id}/retry"): Case(("spool_id",)),
    ("PUT", "/transmissions/{transmission_id}/schedule"): Case(("schedule_id",), A_DELAY, NO_DELAY),
    ("DELETE", "/transmissions/{transmission_id}/schedule"): Case(True),
    ("GET", "/transmissions/{transmission_id}/clone"): Case(("transmission_id",)),
    ("POST", "/contacts"): Case(
        ("contact_id",), {"first_name": "Ann", "phone": "+491711234568"}, {"first_name": "Ann"}
    ),
    ("GET", "/contacts"): Case([CONTACT]),
    ("GET", "/contacts/{contact_id}"): Case(CONTACT),
    ("PUT", "/contacts/{contact_id}"): Case(CONTACT, {"first_name": "Bea"}, {"phone": "none"}),
    ("DELETE", "/contacts/{contact_id}"): Case(True),
    ("PUT", "/contacts/{contact_id}/link/{group_id}"): Case(CONTACT),
    ("DELETE", "/contacts/{contact_id}/link/{group_id}"): Case(CONTACT),
    ("POST", "/groups"): Case(("group_id", "id"), {"name": "patients"}, {"description": "none"}),
    ("GET", "/groups"): Case([GROUP]),
    ("GET", "/groups/{group_id}"): Case(GROUP),
    ("PUT", "/groups/{group_id}"): Case(GROUP, {"name": "staff"}, {"name": ["staff"]}),
    ("DELETE", "/groups/{group_id}"): Case(True),
    ("GET", "/groups/{group_id}/contacts"): Case([CONTACT]),
    ("POST", "/groups/{group_id}/csv"): Case(
        ("group_id",), Raw(b'"+491711234569","Cy"\n', "text/csv"), Raw(b"", "text/csv")
    ),
    ("GET", "/groups/{group_id}/csv"): Case(b'"+491711234567"'),
    ("GET", "/groups/sample/csv"): Case(b'","'),
    ("POST", "/campaigns"): Case(
        ("campaign_id",), {"program_id": "{program_id}", "group_id": "{group_id}", "cpm": 10}, {"cpm": 10}
    ),
    ("GET", "/campaigns"): Case([CAMPAIGN]),
    ("PUT", "/campaigns/{campaign_id}"): Case(CAMPAIGN, {"cpm": 20}, {"cpm": "fast"}),
    ("GET", "/campaigns/{campaign_id}"): Case(CAMPAIGN),
    ("DELETE", "/campaigns/{campaign_id}"): Case(True),
    ("PUT", "/campaigns/{campaign_id}/start"): Case(True),
    ("PUT", "/campaigns/{campaign_id}/stop"): Case(True),
    ("POST", "/campaigns/{campaign_id}/start/schedule"): Case(("schedule_id",), A_DELAY, NO_DELAY),
    ("POST", "/campaigns/{campaign_id}/stop/schedule"): Case(("schedule_id",), A_DELAY, NO_DELAY),
    ("POST", "/campaigns/{campaign_id}/schedule"): Case(True),
    ("POST", "/messages/documents"): Case(("document_id",), {"name": "d"}, {}),
    ("GET", "/messages/documents"): Case([DOCUMENT]),
    ("GET", "/messages/documents/{document_id}"): Case(DOCUMENT),
    ("PUT", "/messages/documents/{document_id}"): Case(DOCUMENT, {"description": "x"}, {"quality": "best"}),
    ("DELETE", "/messages/documents/{document_id}"): Case(True),
    ("PUT", "/messages/documents/{document_id}/media"): Case(
        ("document_id",), Raw(page(), "image/tiff"), Raw(b"GIF89a", "image/gif")
    ),
    ("GET", "/messages/documents/{document_id}/media"): Case(b"%PDF-"),
    ("POST", "/messages/recordings"): Case(("recording_id",), {"name": "r"}, {}),
    ("GET", "/messages/recordings"): Case([RECORDING]),
    ("GET", "/messages/recordings/{recording_id}"): Case(RECORDING),
    ("PUT", "/messages/recordings/{recording_id}"): Case(RECORDING, {"description": "x"}, {"name": "x" * 500}),
    ("DELETE", "/messages/recordings/{recording_id}"): Case(True),
    ("PUT", "/messages/recordings/{recording_id}/media"): Case(
        ("recording_id",), Raw(sound(), "audio/wav"), Raw(b"RIFF", "audio/wav")
    ),
    ("GET", "/messages/recordings/{recording_id}/media"): Case(b"RIFF"),
    ("POST", "/messages/templates"): Case(
        ("template_id",), {"name": "t", "subject": "s", "body": "<p>b</p>"}, {"name": "t", "subject": "s"}
    ),
    ("GET", "/messages/templates"): Case([TEMPLATE]),
    ("GET", "/messages/templates/{template_id}"): Case(TEMPLATE),
    ("PUT", "/messages/templates/{template_id}"): Case(TEMPLATE, {"subject": "x"}, {"subject": {"x": 1}}),
    ("DELETE", "/messages/templates/{template_id}"): Case(True),
    ("PUT", "/messages/templates/{template_id}/media"): Case(
        ("template_id",), Raw(b"<p>hello</p>", "text/html"), Raw(b"", "text/html")
    ),
    ("GET", "/messages/templates/{template_id}/media"): Case(b"<b>attached</b>"),
    ("POST", "/messages/texts"): Case(("text_id",), {"name": "t", "data": "hello"}, {"name": "t"}),
    ("GET", "/messages/texts"): Case([TEXT]),
    ("GET", "/messages/texts/{text_id}"): Case(TEXT),
    ("PUT", "/messages/texts/{text_id}"): Case(TEXT, {"data": "good bye"}, {"type": "fancy"}),
    ("DELETE", "/messages/texts/{text_id}"): Case(True),
    ("GET", "/transmissions/{transmission_id}/status"): Case(("Status", "status")),
    ("GET", "/transmissions/{transmission_id}/detail"): Case([SPOOL]),
    ("GET", "/transmissions/{transmission_id}/result"): Case([RESULT]),
    ("GET", "/spools/{spool_id}/status"): Case(("status",)),
    ("GET", "/spools/{spool_id}/result"): Case([RESULT]),
    ("POST", "/accounts"): Case(("account_id",), {"username": "desk", "phone": "+4930123"}, {"username": "x" * 100}),
    ("GET", "/accounts"): Case([ACCOUNT]),
    ("GET", "/accounts/{account_id}"): Case(ACCOUNT),
    ("PUT", "/accounts/{account_id}"): Case(ACCOUNT, {"first_name": "Ann"}, {"active": "maybe"}),
    ("DELETE", "/accounts/{account_id}"): Case(True),
    ("PUT", "/accounts/{account_id}/programs/{program_id}"): Case(ACCOUNT),
    ("DELETE", "/accounts/{account_id}/programs/{program_id}"): Case(ACCOUNT),
    ("DELETE", "/accounts/{account_id}/programs"): Case(ACCOUNT),
    ("PUT", "/accounts/{account_id}/users/{user_id}"): Case(ACCOUNT),
    ("DELETE", "/accounts/{account_id}/users"): Case(ACCOUNT),
    ("GET", "/accounts/{account_id}/settings/{name}"): Case(("value",)),
    ("PUT", "/accounts/{account_id}/settings/{name}"): Case(("value",), {"value": "body"}, {}),
    ("DELETE", "/accounts/{account_id}/settings/{name}"): Case(True),
    ("POST", "/users"): Case(("user_id",), {"username": "carol", "passwd": "long enough 1"}, {"username": "carol"}),
    ("GET", "/users"): Case([USER]),
    ("GET", "/users/{user_id}"): Case(USER),
    ("PUT", "/users/{user_id}"): Case(USER, {"company": "Clinic"}, {"active": "maybe"}),
    ("DELETE", "/users/{user_id}"): Case(True),
    ("PUT", "/users/{user_id}/password"): Case(USER, {"password": "longer than 8"}, {"password": "x"}),
    ("PUT", "/users/{user_id}/roles/{role_id}"): Case(USER),
    ("DELETE", "/users/{user_id}/roles/{role_id}"): Case(USER),
    ("PUT", "/users/{user_id}/permissions/{permission_id}"): Case(USER),
    ("DELETE", "/users/{user_id}/permissions/{permission_id}"): Case(USER),
    ("POST", "/providers"): Case(
        ("provider_id",), {"name": "sip1", "type": "sip", "host": "10.0.0.9"}, {"name": "sip1"}
    ),
    ("GET", "/providers"): Case([PROVIDER]),
    ("PUT", "/providers/{provider_id}"): Case(PROVIDER, {"weight": 5}, {"weight": "heavy"}),
    ("GET", "/providers/{provider_id}"): Case(PROVIDER),
    ("DELETE", "/providers/{provider_id}"): Case(True),
}


@pytest.fixture
def ids(admin, people, sent, journal):
    """One of everything, by the name that its id has in a path; all is the administrator's."""

    def make(path, body, name):
        return admin.post(path, body).json[name]

    made = {
        "contact_id": make("/contacts", {"first_name": "Bo", "phone": "+491711234567"}, "contact_id"),
        "group_id": make("/groups", {"name": "all"}, "group_id"),
        "text_id": make("/messages/texts", {"name": "t", "data": "hello"}, "text_id"),
        "document_id": make("/messages/documents", {"name": "d"}, "document_id"),
        "recording_id": make("/messages/recordings", {"name": "r"}, "recording_id"),
        "template_id": make("/messages/templates", {"name": "t", "subject": "s", "body": "b"}, "template_id"),
        "account_id": make("/accounts", {"username": "front", "phone": "+4930999"}, "account_id"),
        "provider_id": make("/providers", {"name": "sip", "type": "sip", "host": "10.0.0.8"}, "provider_id"),
        "user_id": people["bob"].user_id,
        "role_id": 1,
        "permission_id": admin.get("/permissions").json[0]["permission_id"],
        "name": "emailtofax_coversheet",
    }
    made["program_id"] = make("/programs/sendsms", {"text_id": made["text_id"]}, "program_id")
    about = {"program_id": made["program_id"], "contact_id": made["contact_id"]}
    made["transmission_id"] = make("/transmissions", about, "transmission_id")
    made["campaign_id"] = make(
        "/campaigns", {"program_id": made["program_id"], "group_id": made["group_id"]}, "campaign_id"
    )
    admin.put(f"/contacts/{made['contact_id']}/link/{made['group_id']}")
    return made


def sent_and_ended(admin, ids, journal):
    ids["spool_id"] = admin.post(f"/transmissions/{ids['transmission_id']}/send").json["spool_id"]
    journal.end(ids["transmission_id"], "sent")


def uploaded(kind, octets, media):
    def upload(admin, ids, journal):
        path = f"/messages/{kind}s/{ids[f'{kind}_id']}/media"
        assert admin.put(path, octets, headers={"Content-Type": media}).status == 200

    return upload


def started(admin, ids, journal):
    admin.put(f"/campaigns/{ids['campaign_id']}/start")


def subscribed(admin, ids, journal):
    admin.put(f"/accounts/{ids['account_id']}/programs/{ids['program_id']}")


def set_up(admin, ids, journal):
    admin.put(f"/accounts/{ids['account_id']}/settings/{ids['name']}", {"value": "body"})


FIRST = {
    ("GET", "/transmissions/{transmission_id}/detail"): sent_and_ended,
    ("GET", "/transmissions/{transmission_id}/result"): sent_and_ended,
    ("GET", "/spools/{spool_id}/status"): sent_and_ended,
    ("GET", "/spools/{spool_id}/result"): sent_and_ended,
    ("GET", "/messages/documents/{document_id}/media"): uploaded("document", page(), "image/tiff"),
    ("GET", "/messages/recordings/{recording_id}/media"): uploaded("recording", sound(), "audio/wav"),
    ("GET", "/messages/templates/{template_id}/media"): uploaded("template", b"<b>attached</b>", "text/html"),
    ("PUT", "/campaigns/{campaign_id}/stop"): started,
    ("DELETE", "/accounts/{account_id}/programs/{program_id}"): subscribed,
    ("GET", "/accounts/{account_id}/settings/{name}"): set_up,
    ("DELETE", "/accounts/{account_id}/settings/{name}"): set_up,
}
"""What must have happened before."""


def filled(body, ids):
    """A body with the ids that it names."""
    if not isinstance(body, dict):
        return body
    return {
        key: ids[value[1:-1]] if isinstance(value, str) and value.startswith("{") else value
        for key, value in body.items()
    }


def ask(client, method, path, body):
    if isinstance(body, Raw):
        return client.request(method, path, body.octets, headers={"Content-Type": body.kind})
    return client.request(method, path, body)


def check(reply, gives):
    if isinstance(gives, bytes):
        assert gives in reply.body
    elif gives is True:
        assert reply.json is True
    else:
        given, keys = (reply.json[0], gives[0]) if isinstance(gives, list) else (reply.json, gives)
        assert set(keys) <= set(given)


def test_the_guide_has_110_operations_and_each_has_its_case():
    assert len(GUIDE) == len(set(GUIDE)) == 110
    assert set(CASES) == set(GUIDE)


def test_each_is_a_row_of_its_own_so_that_its_permissions_are_tried(dialects):
    """By test_serving_permissions.py, which walks the table."""
    assert set(GUIDE) <= {(row.method, row.path) for row in dialects["/api"].operations if row.needs or row.public}


@pytest.mark.parametrize("base", ["", "/api"])
def test_each_is_served_at_both_places(anybody, base):
    """Without credentials they say 401, what is not there says 404."""
    for method, path in GUIDE:
        status = anybody.request(method, base + path.format_map(Ones())).status
        assert status == (412 if path == "/authenticate" else 401), (method, path)
    assert anybody.get(base + "/nonsense").status == 404


class Ones(dict):
    def __missing__(self, name):
        return "x" if name == "name" else "1"


@pytest.mark.parametrize(("method", "path"), GUIDE)
def test_it_does_what_it_says(admin, ids, journal, method, path):
    case = CASES[method, path]
    FIRST.get((method, path), lambda *_: None)(admin, ids, journal)
    reply = ask(admin, method, path.format(**ids), filled(case.good, ids))
    assert reply.status == 200, reply.body
    check(reply, case.gives)


@pytest.mark.parametrize(("method", "path"), GUIDE)
def test_what_does_not_hold_is_refused_and_said(admin, ids, method, path):
    case = CASES[method, path]
    if case.bad is not None:
        reply, status = ask(admin, method, path.format(**{"spool_id": 1, **ids}), filled(case.bad, ids)), case.refused
    elif "{" in path:
        gone = dict.fromkeys((*ids, "spool_id"), NOT_THERE) | {"name": "nothing"}
        reply, status = ask(admin, method, path.format(**gone), filled(case.good, ids)), 404
    elif method == "GET" and isinstance(case.gives, list):
        reply, status = admin.get(path, query={"limit": "many"}), 412
    else:
        reply, status = admin.post(path), 404  # nothing can fail to hold but the method
    assert reply.status == status, reply.body
    assert reply.json["error"]["code"] == status
    assert reply.json["error"]["message"]


def test_each_of_several_ids_must_be_there(admin, ids, spool):
    several = [(method, path) for method, path in GUIDE if path.count("_id}") > 1]
    dump = list(spool.read().iterdump())
    for method, path in several:
        for name in re.findall(r"\w+_id", path):
            refused = admin.request(method, path.format(**{**ids, name: NOT_THERE}))
            assert refused.status == 404, (method, path, name)
    assert len(several) == 9 and list(spool.read().iterdump()) == dump
