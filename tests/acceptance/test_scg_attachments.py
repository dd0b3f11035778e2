"""A picture that goes along with a text: a link over the air, and whoever opens it gets the picture (spec/SCG.md 9)."""

from __future__ import annotations

import http.client
import json
from typing import Any
from urllib.parse import urlsplit

SCG, CONTENT = "scg-external-api/api/v1", "scg-attachment/api/v1/messaging/attachments"
OUTSIDE = "+15550002000"
PHONE = {"User-Agent": "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36"}
FORM = "multipart/form-data; boundary=XX"


def fetched(url: str) -> tuple[int, http.client.HTTPMessage, bytes]:
    """As a phone does."""
    place = urlsplit(url)
    connection = http.client.HTTPConnection(str(place.hostname), place.port, timeout=30)
    connection.request("GET", place.path, headers=PHONE)
    answer = connection.getresponse()
    found = answer.status, answer.headers, answer.read()
    connection.close()
    return found


def test_a_picture_goes_as_a_link(world: Any) -> None:
    box = world.box()
    world.settings.change_box(public_url=box.address)

    def post(path: str, body: Any) -> str:
        made: str = world.http("POST", path, body, dialect=SCG)["id"]
        return made

    picture = bytes(range(256)) * 400
    made = post("messaging/attachments", {"name": "cat", "type": "image/jpeg", "filename": "cat.jpg"})
    token = post(f"messaging/attachments/{made}/access_tokens", {})
    part = b'--XX\r\nContent-Disposition: form-data; name="file-upload"; filename="cat.jpg"; size="9";\r\n\r\n'
    form = part + picture + b"\r\n--XX--\r\n"
    told = world.octets("POST", f"{token}/content", form, FORM, dialect=CONTENT)
    assert json.loads(told) == {"id": made}
    post("messaging/message_requests", {"to": [OUTSIDE], "body": "Our cat", "attachments": [made]})
    (record, *_) = world.await_air()
    text, _, link = record["text"].partition("\n")
    assert (text, link.startswith(f"{box.address}/l/")) == ("Our cat", True)
    status, headers, _ = fetched(link)
    assert status == 302
    status, headers, content = fetched(str(headers["Location"]))
    assert (status, content, headers["Content-Type"]) == (200, picture, "image/jpeg")
    world.until(lambda: world.http("GET", "messaging/messages", dialect=SCG)["list"][0]["state"] == "CONVERTED")
    (sent,) = world.http("GET", "messaging/messages", dialect=SCG)["list"]
    assert (sent["attachments"], sent["conversion_info_source"]) == ([made], "SCG/URL")
    world.http("DELETE", f"messaging/attachments/{made}", dialect=SCG)
    assert fetched(f"{box.address}/{CONTENT}/{token}/content")[0] == 404
