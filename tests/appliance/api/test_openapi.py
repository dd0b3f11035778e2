import json
from pathlib import Path

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


def test_every_operation_of_the_guide_is_described(anybody):
    served = {
        (method.upper(), path)
        for path, methods in anybody.get("/openapi/ictcore.json").json["paths"].items()
        for method in methods
    }
    guide = Path(__file__).with_name("ictcore_operations.tsv").read_text().splitlines()
    assert {tuple(line.split("\t")) for line in guide} <= served
