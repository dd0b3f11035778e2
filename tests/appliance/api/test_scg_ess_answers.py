"""Every answer of /ess/v1 is one that its document tells of, whatever is asked."""

from __future__ import annotations

import pytest
import schemathesis
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis import GenerationMode

from appliance.identifiers import encode
from appliance.spool.listing import Page
from appliance.spool.webhooks import DELIVERIES
from tests.appliance.api.test_openapi_answers import quick, tried  # noqa: F401  a fixture

TOPIC = "SCG-Message"


@pytest.fixture
def ids(office, people, journal, spool):
    """ids(dead): a target, a subscription and a delivery, made for an operation."""
    use, admin = office.telling, people["admin"]

    def make(dead):
        target = use.configurations.create(admin, address="https://example.org/").id
        subscription = use.subscriptions.create(admin, TOPIC, target)
        journal.came_in(admin.user_id, "+491711", "hello")
        while use.fan_out.step():
            pass
        newest = DELIVERIES.find(spool.read(), (), Page()).rows[-1].id
        if dead:
            spool.write(lambda db: DELIVERIES.update(db, newest, {"state": "failed", "ended_at": 1.7e9}))
        return {
            "topic": TOPIC,
            "configuration": encode("delivery_configuration", target),
            "subscription": encode("subscription", subscription),
            "delivery": encode("delivery", newest),
            "del-cfg-id": encode("delivery_configuration", target),
            "addr": "https://example.org/events",
            "evt-tp": "",
            "match-crt": "to_address LIKE '+49%'",
        }

    return make


@pytest.mark.parametrize(
    ("mode", "often"),
    [
        (GenerationMode.POSITIVE, 2),
        *(pytest.param(mode, 50, marks=pytest.mark.long) for mode in GenerationMode),
    ],
)
def test_every_answer_is_documented(server, anybody, quick, ids, mode, often, subtests):  # noqa: F811
    told = anybody.get("/openapi/scg-events.json").json
    OpenAPIV31SpecValidator(told).validate()
    document = schemathesis.openapi.from_dict(told)
    document.config.update(base_url=f"http://127.0.0.1:{server.port}/ess/v1")
    for each in document.get_all_operations():
        operation = each.ok()
        with subtests.test(operation.label):
            tried(operation, mode, ids("dead" in operation.path), often)
