import json

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from appliance.api.openapi import describe


@pytest.mark.parametrize("prefix", ["/api", "/box/v1"])
def test_the_document_holds(prefix, dialects):
    document = json.loads(json.dumps(describe(dialects[prefix])))
    OpenAPIV31SpecValidator(document).validate()
    operations = [each for path in document["paths"].values() for each in path.values()]
    assert len({each["operationId"] for each in operations}) == len(operations)


def test_it_is_served_without_credentials(anybody):
    for name in ("ictcore", "box"):
        reply = anybody.get(f"/openapi/{name}.json")
        assert reply.json["openapi"] == "3.1.0"
        assert reply.headers["Content-Type"] == "application/json"
    assert anybody.get("/openapi/other.json").json["error"]["code"] == 404
    assert anybody.get("/openapi").json["error"]["code"] == 404


def test_it_tells_what_the_table_tells(anybody):
    document = anybody.get("/openapi/ictcore.json").json
    contacts = document["paths"]["/contacts"]
    assert contacts["post"]["requestBody"]["content"]["application/json"]["schema"]["required"] == ["phone"]
    assert (
        "required"
        not in document["paths"]["/contacts/{contact_id}"]["put"]["requestBody"]["content"]["application/json"][
            "schema"
        ]
    )
    names = {each["name"] for each in contacts["get"]["parameters"]}
    assert {"phone", "first_name", "before", "limit", "offset"} <= names
    assert document["paths"]["/authenticate"]["post"]["security"] == []
    assert document["components"]["schemas"]["Transmission"]["properties"]["status"]["enum"] == [
        "completed",
        "failed",
        "invalid",
        "pending",
        "processing",
    ]


def test_the_guides_operations_of_this_part_are_all_there(anybody):
    served = {
        (method.upper(), path)
        for path, methods in anybody.get("/openapi/ictcore.json").json["paths"].items()
        for method in methods
    }
    assert set(GUIDE) <= served


GUIDE = [
    ("POST", "/authenticate"),
    ("GET", "/programs"),
    ("GET", "/programs/{program_id}"),
    ("DELETE", "/programs/{program_id}"),
    ("PUT", "/programs/{program_id}/transmissions"),
    ("GET", "/programs/{program_id}/transmissions"),
    ("POST", "/programs/receivesms"),
    ("POST", "/programs/sendsms"),
    ("POST", "/transmissions"),
    ("GET", "/transmissions"),
    ("GET", "/transmissions/{transmission_id}"),
    ("DELETE", "/transmissions/{transmission_id}"),
    ("POST", "/transmissions/{transmission_id}/send"),
    ("POST", "/transmissions/{transmission_id}/retry"),
    ("GET", "/transmissions/{transmission_id}/clone"),
    ("POST", "/contacts"),
    ("GET", "/contacts"),
    ("GET", "/contacts/{contact_id}"),
    ("PUT", "/contacts/{contact_id}"),
    ("DELETE", "/contacts/{contact_id}"),
    *(
        (method, f"/messages/{noun}s{rest}")
        for noun in ("document", "recording", "template")
        for method, rest in (
            ("POST", ""),
            ("GET", ""),
            ("GET", f"/{{{noun}_id}}"),
            ("PUT", f"/{{{noun}_id}}"),
            ("DELETE", f"/{{{noun}_id}}"),
            ("PUT", f"/{{{noun}_id}}/media"),
            ("GET", f"/{{{noun}_id}}/media"),
        )
    ),
    ("POST", "/messages/texts"),
    ("GET", "/messages/texts"),
    ("GET", "/messages/texts/{text_id}"),
    ("PUT", "/messages/texts/{text_id}"),
    ("DELETE", "/messages/texts/{text_id}"),
    ("GET", "/transmissions/{transmission_id}/status"),
    ("GET", "/transmissions/{transmission_id}/detail"),
    ("GET", "/transmissions/{transmission_id}/result"),
    ("GET", "/spools/{spool_id}/status"),
    ("GET", "/spools/{spool_id}/result"),
]
