"""Whatever is asked of SCG, Schemathesis finds the answer documented, and never a failure of the box."""

from __future__ import annotations

import pytest
import schemathesis
from schemathesis.generation import GenerationMode

from appliance.api.scg import API
from appliance.domain import Line
from tests.appliance.api.scg_records import Ids
from tests.appliance.api.test_openapi_answers import quick, tried

__all__ = ["quick"]

KINDS = {
    "contact": "Contact_ID",
    "contact_key": "Contact_ID",
    "group": "Group_ID",
    "message": "Message_ID",
    "request": "MessageRequest_ID",
    "sender": "Sender_ID",
    "channel": "Channel_ID",
    "template": "Template_ID",
    "attachment": "Attachment_ID",
    "keyword": "Keyword_ID",
    "status": "AddressStatus_ID",
    "rule": "Rule_ID",
    "contact_import": "Job_ID",
    "contact_export": "Job_ID",
    "application_token": "Contact_Application_Token_Id",
    "token": "AccessToken_ID",
    "contact_token": "Contact_Access_Token_Id",
    "class": "Class_ID",
    "type": "Type_ID",
}
"""By what it is called in a path of the box: what it is in the guide."""

SERVED = {"scg": API}


@pytest.fixture
def document(server, anybody, quick):
    """document(name): that of a part, ready to be tried."""

    def of(name):
        found = schemathesis.openapi.from_dict(anybody.get(f"/openapi/{name}.json").json)
        found.config.update(base_url=f"http://127.0.0.1:{server.port}{SERVED[name]}")
        return found

    return of


@pytest.fixture
def records(program, configured):
    """records(operation): the ids of what its path names, made for it."""
    configured.add_line(Line("gsm1", number="+4915110"))
    configured.add_line(Line("gsm2", number="+4915111"))
    ids = Ids(program("admin"))

    def made(operation):
        ids.job = "export" if "contactexport" in operation.path else "import"
        if operation.path.endswith("_tokens"):  # a contact has only so many
            ids.clear()
        named = {each.name: KINDS[each.name] for each in operation.path_parameters}
        found = {name: ids[kind] for name, kind in named.items()}
        if operation.method == "delete" or "Job_ID" in named.values():
            ids.clear()
        return found

    return made


@pytest.mark.parametrize(
    ("mode", "often"),
    [
        (GenerationMode.POSITIVE, 2),
        (GenerationMode.NEGATIVE, 1),
        *(pytest.param(mode, 100, marks=pytest.mark.long) for mode in GenerationMode),
    ],
)
@pytest.mark.parametrize("name", SERVED)
def test_every_answer_is_documented(document, records, name, mode, often, subtests):
    for operation in document(name).get_all_operations():
        with subtests.test(operation.ok().label):
            tried(operation.ok(), mode, records(operation.ok()), often)
