"""What SCG's message requests make of templates, languages and links, through the whole box to the air."""

from __future__ import annotations

import http.client
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from appliance.commands import data
from tests.appliance.translation.libre import LibreTranslate, listening

SCG = "scg-external-api/api/v1"
ADA, BOB = "+15550002001", "+15550002002"
PHONE = {"User-Agent": "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36"}


@pytest.fixture
def libre() -> Iterator[LibreTranslate]:
    with listening() as server:
        yield server


@pytest.fixture
def post(world: Any) -> Any:
    """post(path, body): what SCG answers."""
    return lambda path, body: world.http("POST", path, body, dialect=SCG)


def follow(url: str) -> tuple[int, str | None]:
    """As a phone does: the status, and where it is sent on to."""
    place = urlsplit(url)
    connection = http.client.HTTPConnection(str(place.hostname), place.port, timeout=30)
    connection.request("GET", place.path, headers=PHONE)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status, answer.headers["Location"]


def test_a_template_goes_out_to_each_in_their_language_with_links_of_their_own(
    world: Any, libre: LibreTranslate, post: Any
) -> None:
    world.settings.change_translation(url=libre.url)
    box = world.box()
    world.settings.change_box(public_url=box.address)
    contacts = [
        post("contacts", {"primary_mdn": number, "first_name": name, "preferred_language": language})["id"]
        for number, name, language in ((ADA, "Ada", "de"), (BOB, "Bob", "en"))
    ]
    pattern = 'Dear ${first_name}, ${what}: #track("https://shop.example/offer")'
    post("messaging/message_templates", {"designation": "TEMPLATE", "name": "Offer", "pattern": pattern})
    body = '#set($what="an offer")\n#parse("Offer")'
    request = post(
        "messaging/message_requests", {"to": [f"contact:{each}" for each in contacts], "body": body, "translate": True}
    )["id"]
    world.await_air(count=2)
    said = {record["destination"]: record["text"] for record in world.journal()}
    short = re.escape(box.address) + r"/l/\w{11}"
    assert re.fullmatch(rf"\[de\] Dear Ada, an offer: {short}", said[ADA])
    assert re.fullmatch(rf"Dear Bob, an offer: {short}", said[BOB])
    assert follow(said[ADA].rpartition(" ")[2]) == (302, "https://shop.example/offer")
    assert follow(f"{box.address}/l/AAAAAAAAAAA")[0] == 404
    found = world.http("GET", f"messaging/message_requests/{request}", dialect=SCG)
    assert (found["translations_count"], found["translations_failed_count"]) == (1, 0)
    assert (found["translations_performed_count"], found["recipient_count"], found["converted_count"]) == (1, 2, 1)
    messages = world.http("GET", f"messaging/message_requests/{request}/messages", dialect=SCG)["list"]
    message = next(each for each in messages if each["to_address"] == ADA)
    assert (message["state"], message["conversion_info_source"]) == ("CONVERTED", "SCG/URL")
    assert (message["language"], message["body"]) == ("de", said[ADA])
    assert [asked["q"] for asked in libre.asked] == ["Dear Ada, an offer: https://shop.example/offer"]


def test_what_is_being_translated_when_the_box_stops_goes_once_when_it_is_back(
    world: Any, libre: LibreTranslate, post: Any
) -> None:
    libre.fault = "silent"
    world.settings.change_translation(url=libre.url)
    world.box()
    asked = {"to": [ADA], "body": "hello", "translate": True, "dst_language": "de"}
    post("messaging/message_requests", asked)
    post("messaging/message_requests", {"to": [BOB], "body": "no need"})
    assert libre.heard.wait(30)
    world.await_air(destination=BOB)
    world.stop()
    libre.fault = ""
    world.box()
    world.await_air(destination=ADA)
    assert sorted(world.submitted()) == ["[de] hello", "no need"]


def test_a_kill_while_a_text_is_translated_costs_nobody_a_message(
    world: Any, libre: LibreTranslate, killed: Any
) -> None:
    libre.fault = "silent"
    world.settings.change_translation(url=libre.url)
    with killed(world), data.opened(world.data) as beside:
        beside.office.requests.create(
            beside.operator, recipients=(ADA, BOB), body="hello", translate=True, dst_language="de"
        )
        world.turn(0)
        assert libre.heard.wait(30)
    libre.fault = ""
    world.box()
    world.await_air(count=2)
    assert sorted((each["destination"], each["text"]) for each in world.journal()) == [
        (ADA, "[de] hello"),
        (BOB, "[de] hello"),
    ]
    assert [asked["q"] for asked in libre.asked] == ["hello", "hello"]


def test_a_server_that_fails_is_told_of_in_each_message(world: Any, libre: LibreTranslate, post: Any) -> None:
    libre.fault = "garbage"
    world.settings.change_translation(url=libre.url)
    world.box()
    asked = {"to": [ADA], "body": "hello", "translate": True, "dst_language": "de"}
    request = post("messaging/message_requests", asked)["id"]
    world.await_air(destination=ADA)
    found = world.http("GET", f"messaging/message_requests/{request}", dialect=SCG)
    assert (found["translations_count"], found["translations_failed_count"]) == (0, 1)
    assert found["translations_performed_count"] == 1
    (message,) = world.http("GET", f"messaging/message_requests/{request}/messages", dialect=SCG)["list"]
    assert message["failedTranslation"] == f"what 127.0.0.1:{libre.server_port} answers is no translation"
    assert message["failed_translation"] == message["failedTranslation"]
