"""For every operation of SCG's guide outside /calling: a request that holds and one that does not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

LIST = ("list", "total", "limit", "offset")
RECORD = ("id", "created_date", "last_updated_date", "last_update_date", "version_number")
NOBODY = "AAAAAAAAAAAAAAAAAAAAAA"
"""An id of nothing."""


@dataclass(frozen=True)
class Case:
    """`good` is a body that holds, `gives` what is in the reply. `bad` is a body that does not hold, `wrong` a query;
    where there is neither, the record asked for is one that is not there. `refused`: the code of the error then."""

    gives: tuple[str, ...] = ("id",)
    good: Any = None
    bad: Any = None
    wrong: Any = None
    refused: tuple[int, str] = (400, "400")


def listing(**wrong: str) -> Case:
    """A list. Nobody's paging is wrong but what is no number."""
    return Case(LIST, wrong=wrong or {"limit": "many"})


NOT_ALLOWED = Case(refused=(403, "403"), good=False)
"""In the guide, and never allowed (spec/SCG.md 10)."""

_LONG = "x" * 5000
_STALE = {"version_number": 99}
_CLASSES, _TYPES = "/messaging/sender_id_classes", "/messaging/sender_id_types"
_TEMPLATES, _SENDERS, _CHANNELS = "/messaging/message_templates", "/messaging/sender_ids", "/messaging/channels"
_MESSAGES, _REQUESTS = "/messaging/messages", "/messaging/message_requests"
_ATTACHMENTS, _KEYWORDS = "/messaging/attachments", "/messaging/keywords"
_STATUSES = "/consent/contact_address_statuses"
_OF_CONTACT = "/contacts/{Contact_ID}"
_TOKENS, _PUSH = f"{_OF_CONTACT}/access_tokens", f"{_OF_CONTACT}/application_tokens"
_RULES, _GROUPS = "/contacts/fast_access", "/contact_groups"
_CLASS, _TYPE = f"{_CLASSES}/{{Class_ID}}", f"{_TYPES}/{{Type_ID}}"
_TEMPLATE, _SENDER = f"{_TEMPLATES}/{{Template_ID}}", f"{_SENDERS}/{{Sender_ID}}"
_CHANNEL, _MESSAGE = f"{_CHANNELS}/{{Channel_ID}}", f"{_MESSAGES}/{{Message_ID}}"
_REQUEST, _ATTACHMENT = f"{_REQUESTS}/{{MessageRequest_ID}}", f"{_ATTACHMENTS}/{{Attachment_ID}}"
_KEYWORD, _STATUS = f"{_KEYWORDS}/{{Keyword_ID}}", f"{_STATUSES}/{{AddressStatus_ID}}"
_RULE, _GROUP = f"{_RULES}/{{Rule_ID}}", f"{_GROUPS}/{{Group_ID}}"
_TOKEN, _PUSHED = f"{_TOKENS}/{{Contact_Access_Token_Id}}", f"{_PUSH}/{{Contact_Application_Token_Id}}"

TEMPLATE = {"designation": "TEMPLATE", "name": "Hello", "pattern": "Hello ${name}"}
SENDER = {"name": "new", "type_id": "LONGCODE", "class_id": "COMMERCIAL"}
KEYWORD = {"name": "win", "value": "WIN", "type": "COMPANY", "actions": "STORE"}
STATUS = {"address_type": "MDN", "address": "+491712", "sender_id": "{Sender_ID}", "consent_status": "OPTIN"}
RULE = {"target_attribute": "fast_access_2", "target_attribute_name": "colour", "value_derivation_script": "$..colour"}
PUSH = {"sender_id_address": "app", "message_delivery_provider": "GCM", "token": "t"}
REQUEST = {"from": "{Sender_ID}", "to": ["+491711"], "body": "hello", "test_message_flag": True}
CASES: dict[tuple[str, str], Case] = {
    ("GET", _CLASSES): listing(),
    ("GET", _CLASS): Case(("id", "name", "designation", "delivery_window")),
    ("GET", _TYPES): listing(),
    ("GET", _TYPE): Case(("id", "name", "capabilities", "allowed_mime_types")),
    ("GET", _TEMPLATES): listing(created_date="soon"),
    ("POST", _TEMPLATES): Case(good=TEMPLATE, bad={**TEMPLATE, "designation": "POEM"}),
    ("GET", _TEMPLATE): Case((*RECORD, "designation", "name", "pattern")),
    ("POST", _TEMPLATE): Case(good={"pattern": "Bye"}, bad={"pattern": "Bye", **_STALE}, refused=(409, "1001")),
    ("DELETE", _TEMPLATE): Case(),
    ("PUT", _TEMPLATE): Case(good=TEMPLATE, bad={"name": "only"}),
    ("GET", _SENDERS): listing(),
    ("POST", _SENDERS): Case(
        good={"name": "new", "type_id": "LONGCODE", "class_id": "COMMERCIAL"},
        bad={"name": _LONG},
        refused=(400, "1023"),
    ),
    ("POST", f"{_SENDERS}/purchase"): Case(good={"parent_id": "{Parent_ID}"}, bad={}),
    ("GET", _SENDER): Case(("id", "name", "state", "address", "capabilities", "type_id", "class_id")),
    ("POST", _SENDER): Case(good={"name": "front desk"}, bad={"state": "FLYING"}),
    ("DELETE", _SENDER): Case(),
    ("GET", _CHANNELS): listing(),
    ("POST", _CHANNELS): Case(good={"name": "all", "priority": "HIGH"}, bad={"name": "all", "priority": "URGENT"}),
    ("GET", _CHANNEL): Case((*RECORD, "name", "priority")),
    ("POST", _CHANNEL): Case(good={"priority": "low"}, bad={"priority": "low", **_STALE}, refused=(409, "1001")),
    ("DELETE", _CHANNEL): Case(),
    ("PUT", _CHANNEL): Case(good={"name": "other"}, bad={"name": "other", "priority": "URGENT"}),
    ("GET", f"{_CHANNEL}/sender_ids"): listing(),
    ("POST", f"{_CHANNEL}/sender_ids"): Case(("id", "errors"), {"sender_ids": ["{Sender_ID}"]}, {"sender_ids": 7}),
    ("DELETE", f"{_CHANNEL}/sender_ids"): Case(),
    ("GET", _MESSAGES): listing(created_date="[soon,]"),
    ("POST", _MESSAGES): NOT_ALLOWED,
    ("GET", _MESSAGE): Case((*RECORD, "direction", "state", "from_address", "to_address", "body", "fragments_info")),
    ("POST", _MESSAGE): Case(good={"state": "CONVERTED"}, bad={"state": "SENT"}),
    ("DELETE", _MESSAGE): Case(),
    ("GET", f"{_MESSAGE}/attachments"): listing(),
    ("POST", f"{_MESSAGE}/attachments"): NOT_ALLOWED,
    ("GET", _REQUESTS): listing(created_date="soon"),
    ("POST", _REQUESTS): Case(good=REQUEST, bad={**REQUEST, "to": ["+4917\r\nAT"]}),
    ("GET", _REQUEST): Case((*RECORD, "from", "to", "state", "body", "recipient_count", "sent_count", "failed_count")),
    ("POST", _REQUEST): Case(good={"state": "CANCELED"}, bad={"state": "FLYING"}),
    ("DELETE", _REQUEST): Case(),
    ("GET", f"{_REQUEST}/messages"): listing(),
    ("POST", f"{_REQUEST}/messages"): NOT_ALLOWED,
    ("GET", _ATTACHMENTS): listing(size="big"),
    ("POST", _ATTACHMENTS): Case(good={"name": "n", "type": "text/plain", "filename": "n.txt"}, bad={"name": ["n"]}),
    ("GET", _ATTACHMENT): Case((*RECORD, "name", "type", "filename", "state")),
    ("POST", _ATTACHMENT): Case(good={"name": "m"}, bad={"name": _LONG}, refused=(400, "1023")),
    ("DELETE", _ATTACHMENT): Case(),
    ("POST", f"{_ATTACHMENT}/access_tokens"): Case(good={}, bad={"duration": "long"}),
    ("GET", "/access_tokens"): listing(),
    ("POST", "/access_tokens"): Case(
        good={"resource": "ATTACHMENT", "resource_id": "{Attachment_ID}"}, bad={"resource": "ATTACHMENT"}
    ),
    ("GET", "/access_tokens/{AccessToken_ID}"): Case(("id", "expiry_time")),
    ("DELETE", "/access_tokens/{AccessToken_ID}"): Case(),
    ("GET", _STATUSES): listing(),
    ("POST", _STATUSES): Case(good=STATUS, bad={**STATUS, "consent_status": "MAYBE"}),
    ("GET", _STATUS): Case((*RECORD, "address", "address_type", "sender_id", "consent_status")),
    ("POST", _STATUS): Case(good={"consent_status": "BLACKLIST"}, bad={"consent_status": "MAYBE"}),
    ("DELETE", _STATUS): Case(),
    ("GET", "/consent/contact_address_history"): listing(timestamp="[soon,]"),
    ("GET", "/contacts"): listing(birth_date="[soon,]"),
    ("POST", "/contacts"): Case(good={"first_name": "Ada", "primary_mdn": "+491711"}, bad={"primary_mdn": "+49\r\nAT"}),
    ("GET", _OF_CONTACT): Case((*RECORD, "first_name", "primary_mdn")),
    ("POST", _OF_CONTACT): Case(good={"last_name": "L"}, bad={"last_name": "L", **_STALE}, refused=(409, "1001")),
    ("DELETE", _OF_CONTACT): Case(),
    ("PUT", _OF_CONTACT): Case(good={"first_name": "Grace"}, bad={"birth_date": "yesterday"}),
    ("GET", _TOKENS): listing(),
    ("POST", _TOKENS): Case(good={"duration": "3600"}, bad={"duration": "long"}),
    ("GET", _TOKEN): Case(("id", "expiry_time")),
    ("DELETE", _TOKEN): Case(),
    ("PUT", _TOKEN): Case(good={"duration": 60}, bad={"duration": "long"}),
    ("GET", _PUSH): listing(),
    ("POST", _PUSH): Case(good=PUSH, bad={**PUSH, "token": ["t"]}),
    ("GET", _PUSHED): Case(("id", "sender_id_address", "message_delivery_provider", "token")),
    ("POST", _PUSHED): Case(good={"token": "u"}, bad={"token": ["t"]}),
    ("DELETE", _PUSHED): Case(),
    ("PUT", _PUSHED): Case(good=PUSH, bad={**PUSH, "token": ["t"]}),
    ("GET", _RULES): listing(),
    ("POST", _RULES): Case(good=RULE, bad={**RULE, "target_attribute": "fast_access_21"}),
    ("GET", _RULE): Case((*RECORD, "target_attribute")),
    ("POST", _RULE): Case(good={"user_data": "mine"}, bad={"value_derivation_script": "$[?"}),
    ("DELETE", _RULE): Case(),
    ("GET", _GROUPS): listing(),
    ("POST", _GROUPS): Case(good={"name": "staff"}, bad={"name": "x", "criteria": "{"}, refused=(400, "1017")),
    ("GET", _GROUP): Case((*RECORD, "name", "type", "status", "member_count")),
    ("POST", _GROUP): Case(good={"description": "all"}, bad={"name": "x", **_STALE}, refused=(409, "1001")),
    ("DELETE", _GROUP): Case(),
    ("PUT", _GROUP): Case(good={"name": "everybody"}, bad={"description": "no name"}),
    ("GET", f"{_GROUP}/contacts"): listing(),
    ("POST", f"{_GROUP}/contacts"): Case(("id", "errors"), {"contacts": ["{Contact_ID}"]}, {"contacts": 7}),
    ("GET", f"{_GROUP}/contacts/{{Contact_ID}}"): Case((*RECORD, "primary_mdn")),
    ("DELETE", f"{_GROUP}/contacts/{{Contact_ID}}"): Case(),
    ("GET", _KEYWORDS): listing(),
    ("POST", _KEYWORDS): Case(good=KEYWORD, bad={**KEYWORD, "value": "(("}),
    ("GET", _KEYWORD): Case((*RECORD, "name", "value", "type", "actions")),
    ("POST", _KEYWORD): Case(good={"description": "d"}, bad={"value": "(("}),
    ("DELETE", _KEYWORD): Case(),
    ("PUT", _KEYWORD): Case(good=KEYWORD, bad={**KEYWORD, "case": "UPPER"}),
    ("GET", "/contactimport/{Job_ID}"): Case(("id", "state", "imported_count", "failed_count")),
    ("DELETE", "/contactimport/{Job_ID}"): Case(),
    ("GET", "/contactexport"): listing(),
    ("POST", "/contactexport"): Case(good={"contact_group_id": "{Group_ID}"}, bad={"contact_group_id": 7}),
    ("GET", "/contactexport/{Job_ID}"): Case(("id", "state", "exported_count")),
    ("DELETE", "/contactexport/{Job_ID}"): Case(),
}
