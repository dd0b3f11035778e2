"""Programs that were written for SCG: as each SDK asks, and as each reads the answer (spec/SCG.md 2 to 4, 9, 11)."""

from __future__ import annotations

import http.client
import json
from urllib.parse import urlencode

import pytest

from appliance.api.scg import API
from appliance.domain import Line

CONTENT = "/scg-attachment/api/v1/messaging/attachments/{}/content"
BODY = "Grüße aus dem Modem"
_LISTS = ("address_list", "account_list", "device_list", "interest_list", "demographic_list")


@pytest.fixture(autouse=True)
def _line(configured):
    configured.add_line(Line("gsm1", number="+4915110"))


@pytest.fixture
def sender(app):
    return app.all("/messaging/sender_ids")[0]["id"]


def exchange(port, method, path, body=None, headers=None):
    """As it is: no header that is not given."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()


class Sdk:
    """What all have in common: a bearer token, and where the API is. `kind` is the type that they give JSON."""

    kind = "application/json"
    accept = "application/json"

    def __init__(self, app):
        self.app = app
        self.token = app.credentials.token

    def ask(self, method, path, body=None, *, base=API, kind=None):
        headers = {"Authorization": f"Bearer {self.token}", "Accept": self.accept}
        if body is not None:
            headers["Content-Type"] = kind or self.kind
        octets = json.dumps(body).encode() if isinstance(body, dict | list) else body
        return exchange(self.app.port, method, base + path, octets, headers)


class Python(Sdk):
    """Takes 200 and 204 alone, and parses what a 200 has; leaves out what is false; asks for a new token at a 401."""

    kind = "Application/json"
    accept = "*/*"
    refreshed = 0

    def _send(self, method, path, body=None, **more):
        status, _, octets = self.ask(method, path, body, **more)
        if status == 401 and self.refreshed < 3:
            self._refresh()
            return self._send(method, path, body, **more)
        assert status in (200, 204), (method, path, status, octets)
        return json.loads(octets) if status == 200 else None

    def _refresh(self):
        self.refreshed += 1
        known = self.app.credentials
        query = urlencode({"consumerkey": known.key, "consumersecret": known.secret, "oldtoken": self.token})
        status, _, octets = exchange(self.app.port, "GET", f"/saop-rest-data/v1/apptoken-refresh?{query}")
        assert status == 200
        self.token = json.loads(octets)["accessToken"]

    def create(self, path, **fields):
        return self._send("POST", path, {name: value for name, value in fields.items() if value})["id"]

    def get(self, path, identifier):
        return self._send("GET", f"{path}/{identifier}")

    def update(self, path, record):
        """All that it read, less what it takes for read-only; what is not set within lists is null."""
        taken = ("id", "created_date", "last_update_date", "last_updated_date", "version_number", "application_id")
        sent = {name: value for name, value in record.items() if name not in taken and value is not None}
        sent |= {name: [{**each, "unset": None} for each in sent[name]] for name in _LISTS if name in sent}
        self._send(
            "POST",
            f"{path}/{record['id']}",
            {**sent, "version_number": record["version_number"]},
            kind="application/json",
        )

    def delete(self, path, identifier):
        self._send("DELETE", f"{path}/{identifier}")

    def iterate(self, path, **filters):
        """Until the total or an empty page is reached; the first page is asked for without an offset."""
        offset = 0
        while True:
            query = urlencode({**filters, **({"offset": offset} if offset else {})}, doseq=True)
            page = self._send("GET", f"{path}?{query}")
            if not page["list"]:
                return
            for each in page["list"]:
                offset += 1
                yield each
            if int(page["total"]) <= offset:
                return

    def add(self, path, **ids):
        reply = self._send("POST", path, ids)
        assert not ("errors" in reply and any(reply["errors"])), reply

    def upload(self, attachment, octets):
        token = self._send("POST", f"/messaging/attachments/{attachment}/access_tokens", {})["id"]
        self._send("POST", CONTENT.format(token), octets, base="", kind="Application/octet-stream")

    def download(self, attachment):
        token = self._send("POST", f"/messaging/attachments/{attachment}/access_tokens", {})["id"]
        self.accept = "Application/octet-stream"
        status, _, octets = self.ask("GET", CONTENT.format(token), base="")
        assert status == 200
        return octets


class Node(Sdk):
    """Reads the first page alone, and takes it for all that `total` counts."""

    def call(self, method, path, body=None, **more):
        status, _, octets = self.ask(method, path, body, **more)
        assert 200 <= status < 300, (method, path, status, octets)
        return json.loads(octets) if octets else None

    def list(self, path):
        found = self.call("GET", path)
        return [found["list"][place] for place in range(found["total"])]

    def update(self, path, record):
        """The whole of it, less four; then it counts the version on by itself."""
        without = ("id", "application_id", "created_date", "last_updated_date")
        self.call(
            "POST", f"{path}/{record['id']}", {name: each for name, each in record.items() if name not in without}
        )
        record["version_number"] += 1

    def upload(self, attachment, text):
        token = self.call("POST", "/access_tokens", {"resource": "ATTACHMENT", "resource_id": attachment})["id"]
        head = (
            '----x\r\nContent-Disposition: form-data; name="file-upload"; filename="n.txt"; '
            f'size="{len(text)}";\r\nContent-Type: text/plain\r\nContent-Length: {len(text)}\r\n\r\n'
        )
        body = f"{head}{text}\r\n----x--\r\n".encode()
        self.call("POST", CONTENT.format(token), body, base="", kind="multipart/form-data; boundary=--x")
        return token


class Php(Sdk):
    """A slash before the query, two before another place, no token with what a token in the path opens."""

    def call(self, method, path, body=None, **more):
        status, _, octets = self.ask(method, path, body, **more)
        assert status in (200, 204), (method, path, status, octets)
        return json.loads(octets)

    def list(self, path):
        found, offset = [], 0
        while page := self.call("GET", f"{path}/?offset={offset}")["list"]:
            found += page
            offset += len(page)
        return found


@pytest.fixture
def python(app):
    return Python(app)


@pytest.fixture
def node(app):
    return Node(app)


@pytest.fixture
def php(app):
    return Php(app)


NESTED = {
    "address_list": [{"line1": "Main St 1", "city": "Springfield", "priority": "1"}],
    "account_list": [{"username": "ada", "domain": "example.org"}],
    "device_list": [{"msisdn": "+491711", "model": "T1"}],
    "interest_list": [{"code": "S", "name": "Sport", "score": "7"}],
    "demographic_list": [{"name": "age", "score": "3"}],
}


class TestPython:
    def test_a_contact_is_made_read_changed_listed_and_removed(self, python):
        made = python.create("/contacts", first_name="Ada", primary_mdn="+491711", voice_preference=None, **NESTED)
        contact = python.get("/contacts", made)
        assert contact["id"] == made
        for name, given in NESTED.items():
            assert [each.get(key) for each in contact[name] for key in each] == list(given[0].values()), name
        contact["first_name"] = "Grace"
        python.update("/contacts", contact)
        changed = python.get("/contacts", made)
        assert changed["first_name"] == "Grace" and changed["version_number"] == contact["version_number"] + 1
        assert changed["address_list"] == contact["address_list"]
        assert [each["id"] for each in python.iterate("/contacts", first_name="Grace")] == [made]
        python.delete("/contacts", made)
        assert list(python.iterate("/contacts")) == []
        assert python.ask("GET", f"/contacts/{made}")[0] == 404

    @pytest.mark.parametrize(
        "changed",
        [{"fast_access_3": "four"}, {"fast_access": {"fast_access_3": "four"}}, {"fast_access": {"fast_access_3": ""}}],
    )
    def test_an_attribute_that_was_read_twice_is_changed_where_it_was_written(self, python, changed):
        python.create("/contacts/fast_access", target_attribute="fast_access_3")
        contact = python.get("/contacts", python.create("/contacts", first_name="Ada", fast_access_3="three"))
        assert (contact["fast_access"], contact["fast_access_3"]) == ({"fast_access_3": "three"}, "three")
        python.update("/contacts", {**contact, **changed})
        found = python.get("/contacts", contact["id"])
        assert found.get("fast_access_3") == ("four" if "four" in str(changed) else None)

    def test_filters_are_said_as_python_writes_them(self, python, sender):
        path = "/messaging/message_requests"
        made = python.create(
            path, **{"from": f"sender_id:{sender}"}, to=["+491711", "+491712"], body=BODY, test_message_flag=True
        )
        for asked in (
            {"from": f"sender_id:{sender}"},
            {"test_message_flag": True},
            {"to": ["+491712"]},
            {"body": BODY, "pause_before_transmit": False},
        ):
            assert [each["id"] for each in python.iterate(path, **asked)] == [made], asked

    def test_all_pages_are_gone_through_and_a_list_of_values_is_one_of_them(self, python):
        made = [python.create("/contacts", first_name=f"n{each}") for each in range(7)]
        assert [each["id"] for each in python.iterate("/contacts", limit=3, sort="first_name")] == made
        found = python.iterate("/contacts", first_name=["n1", "n5"], sort="-first_name")
        assert [each["first_name"] for each in found] == ["n5", "n1"]
        assert list(python.iterate("/contacts", first_name="nobody")) == []

    def test_friends_are_put_into_a_group(self, python):
        group = python.create("/contact_groups", name="Friends")
        friends = [python.create("/contacts", first_name=name) for name in ("alice", "bob")]
        python.add(f"/contact_groups/{group}/contacts", contacts=friends)
        found = python.get("/contact_groups", group)
        assert (found["name"], found["member_count"], found["status"]) == ("Friends", 2, "Ready")
        assert [each["id"] for each in python.iterate(f"/contact_groups/{group}/contacts")] == friends
        with pytest.raises(AssertionError, match="Unknown document"):
            python.add(f"/contact_groups/{group}/contacts", contacts=["A" * 22])
        python.delete(f"/contact_groups/{group}/contacts", friends[0])
        python.update("/contact_groups", {**found, "description": "good ones"})
        python.delete("/contact_groups", group)
        assert python.ask("GET", f"/contact_groups/{group}")[0] == 404

    def test_friends_who_were_written_to_may_be_gone_at_once(self, python, sender):
        """The example of the Python SDK cleans up without waiting."""
        group = python.create("/contact_groups", name="Our Friends")
        friends = [python.create("/contacts", first_name=name, primary_mdn=f"+49171{name}") for name in "12"]
        python.add(f"/contact_groups/{group}/contacts", contacts=friends)
        made = python.create(
            "/messaging/message_requests", **{"from": sender}, to=[f"group:{group}"], body="Hello, friends"
        )
        python.delete("/contact_groups", group)
        for friend in friends:
            python.delete("/contacts", friend)
        found = python.iterate(f"/messaging/message_requests/{made}/messages")
        assert sorted((each["to_address"], each["state"]) for each in found) == [
            ("+491711", "CREATED"),
            ("+491712", "CREATED"),
        ]

    def test_a_test_message_goes_nowhere_and_its_request_completes(self, python, sender):
        made = python.create(
            "/messaging/message_requests",
            **{"from": f"sender_id:{sender}"},
            to=["+491711"],
            body=BODY,
            test_message_flag=True,
        )
        request = python.get("/messaging/message_requests", made)
        assert (request["body"], request["to"], request["state"]) == (BODY, ["+491711"], "COMPLETED")
        [message] = python.iterate(f"/messaging/message_requests/{made}/messages")
        assert (message["state"], message["to_address"], message["direction"]) == ("TEST", "+491711", "MT")
        assert isinstance(message["fragments_info"], list) and isinstance(message["created_date"], int)
        python.delete("/messaging/message_requests", made)
        assert python.ask("GET", f"/messaging/message_requests/{made}")[0] == 404

    def test_a_paused_request_is_resumed_and_cancelled(self, python, sender):
        path = "/messaging/message_requests"
        made = [
            python.create(path, **{"from": sender}, to=["+491711"], body="x", pause_before_transmit=True) for _ in "ab"
        ]
        assert {python.get(path, each)["state"] for each in made} <= {"PAUSED", "PREPARING"}
        python._send("POST", f"{path}/{made[0]}", {"state": "TRANSMITTING"})
        python._send("POST", f"{path}/{made[1]}", {"state": "CANCELED"})
        assert python.get(path, made[0])["state"] == "TRANSMITTING"
        assert python.get(path, made[1])["state"] == "CANCELED"

    def test_a_file_is_uploaded_renamed_and_downloaded(self, python):
        made = python.create("/messaging/attachments", name="cat", type="image/jpeg", filename="cat.jpg")
        python.upload(made, b"\xff\xd8cat")
        found = python.get("/messaging/attachments", made)
        assert (found["state"], found["size"], found["type"]) == ("UPLOADED", 5, "image/jpeg")
        python._send(
            "POST", f"/messaging/attachments/{made}", {"name": "dog", "version_number": found["version_number"]}
        )
        assert python.get("/messaging/attachments", made)["name"] == "dog"
        assert python.download(made) == b"\xff\xd8cat"

    def test_a_channel_takes_lines_and_gives_them_back(self, python, sender):
        channel = python.create("/messaging/channels", name="all", priority="HIGH", description="d")
        python.add(f"/messaging/channels/{channel}/sender_ids", sender_ids=[sender])
        assert [each["id"] for each in python.iterate(f"/messaging/channels/{channel}/sender_ids")] == [sender]
        python.update("/messaging/channels", {**python.get("/messaging/channels", channel), "description": "e"})
        python.delete(f"/messaging/channels/{channel}/sender_ids", sender)
        assert list(python.iterate(f"/messaging/channels/{channel}/sender_ids")) == []
        python.delete("/messaging/channels", channel)

    def test_templates_and_keywords_are_changed_without_a_version(self, python):
        template = python.create("/messaging/message_templates", designation="TEMPLATE", name="Hi", pattern="Hi ${who}")
        python._send("POST", f"/messaging/message_templates/{template}", {"pattern": "Hello ${who}"})
        assert python.get("/messaging/message_templates", template)["pattern"] == "Hello ${who}"
        keyword = python.create("/messaging/keywords", name="win", value="WIN", actions=["STORE"])
        python._send("POST", f"/messaging/keywords/{keyword}", {"description": "d"})
        assert python.get("/messaging/keywords", keyword)["actions"] == ["STORE"]

    def test_consent_is_kept_by_address_and_sender(self, python, sender):
        path = "/consent/contact_address_statuses"
        made = python.create(path, address_type="MDN", address="+491712", sender_id=sender, consent_status="OPTIN")
        found = python.get(path, made)
        assert found["consent_status"] == "OPTIN"
        python._send(
            "POST", f"{path}/{made}", {"consent_status": "BLACKLIST", "version_number": found["version_number"]}
        )
        assert python.get(path, made)["consent_status"] == "BLACKLIST"
        history = list(python.iterate("/consent/contact_address_history"))
        assert [(each["status"], each["source"]) for each in history][-1] == ("BLACKLIST", "COMPANY")

    def test_a_token_that_expired_is_replaced_on_the_way(self, python, office, clock):
        known = python.app.credentials
        python.token = office.applications.refresh(known.key, known.secret, "", 60).token
        clock.now += 61
        made = python.create("/contacts", first_name="Ada")
        assert python.get("/contacts", made)["first_name"] == "Ada"
        assert python.refreshed == 1


class TestNode:
    def test_a_list_holds_as_many_as_it_counts(self, node):
        for each in range(30):
            node.call("POST", "/contacts", {"first_name": f"n{each}"})
        assert len(node.list("/contacts")) == 30

    def test_what_was_read_is_posted_back_again_and_again(self, node):
        made = node.call("POST", "/contacts", {"first_name": "Ada", "primary_mdn": "+491711", **NESTED})["id"]
        contact = node.call("GET", f"/contacts/{made}")
        for name in ("Grace", "Joan", "Mary"):
            contact["first_name"] = name
            node.update("/contacts", contact)
        found = node.call("GET", f"/contacts/{made}")
        assert (found["first_name"], found["version_number"]) == ("Mary", contact["version_number"])

    @pytest.mark.parametrize("name", ["account_list", "customer_account_list"])
    def test_what_has_two_names_is_changed_by_either(self, node, name):
        made = node.call("POST", "/contacts", {"customer_account_list": [{"username": "ada"}]})["id"]
        contact = node.call("GET", f"/contacts/{made}")
        node.update("/contacts", {**contact, name: [{"username": "grace"}]})
        found = node.call("GET", f"/contacts/{made}")
        assert found["account_list"] == found["customer_account_list"] == [{"username": "grace"}]

    @pytest.mark.parametrize("name", ["check_whitelist", "check_white_list"])
    def test_a_flag_with_two_names_is_set_by_either(self, node, name):
        asked = {"class_id": "COMMERCIAL", "type_id": "LONGCODE", "address": "+4915119", "capabilities": ["SMS"]}
        made = node.call("POST", "/messaging/sender_ids", asked)["id"]
        for wanted in (True, False):
            sender = node.call("GET", f"/messaging/sender_ids/{made}")
            node.update("/messaging/sender_ids", {**sender, name: wanted})
            found = node.call("GET", f"/messaging/sender_ids/{made}")
            assert (found["check_whitelist"], found["check_white_list"]) == (wanted, wanted)

    def test_a_record_is_replaced_whole(self, node):
        made = node.call("POST", "/contacts", {"first_name": "Ada", "last_name": "L", "primary_mdn": "+491711"})["id"]
        node.call("PUT", f"/contacts/{made}", {"first_name": "Grace", "version_number": 1})
        found = node.call("GET", f"/contacts/{made}")
        assert found["first_name"] == "Grace" and "last_name" not in found and "primary_mdn" not in found

    def test_a_group_takes_contacts_under_another_id(self, node):
        group = node.call("POST", "/contact_groups", {"name": "g"})["id"]
        contact = node.call("POST", "/contacts", {"first_name": "Ada"})["id"]
        reply = node.call("POST", f"/contact_groups/{group}/contacts", {"contacts": [contact]})
        assert reply["id"] == group and not reply["errors"]

    def test_a_file_comes_in_a_form_whose_sizes_are_wrong(self, node):
        made = node.call("POST", "/messaging/attachments", {"name": "n.txt", "type": "text/plain", "filename": "n"})[
            "id"
        ]
        token = node.upload(made, BODY)
        assert exchange(node.app.port, "GET", CONTENT.format(token))[2].decode() == BODY
        found = node.call("GET", f"/messaging/attachments/{made}")
        assert (found["size"], found["type"], found["state"]) == (len(BODY.encode()), "text/plain", "UPLOADED")

    def test_three_at_once_find_that_their_token_ended(self, node):
        """The place is asked for without a slash, once with the token that ended, and whose it is beside it."""
        known, whose = node.app.credentials, {"int-companyId": "1", "int-appId": "7", "int-txnId": "1-7-1"}
        node.token = "ended"
        assert [node.ask("GET", "/contacts")[0] for _ in range(3)] == [401] * 3
        query = urlencode({"consumerkey": known.key, "consumersecret": known.secret, "oldtoken": node.token})
        status, _, octets = exchange(
            node.app.port, "GET", f"{API}apptoken-refresh?{query}", headers={"Accept": "application/json"}
        )
        assert status == 200
        token = json.loads(octets)["accessToken"]
        headers = {**whose, "Authorization": f"Bearer {token}", "Accept": "application/json"}
        assert [exchange(node.app.port, "GET", f"{API}/contacts", headers=headers)[0] for _ in range(3)] == [200] * 3

    def test_a_single_recipient_is_a_text(self, node, sender):
        made = node.call("POST", "/messaging/message_requests", {"from": sender, "to": "+491711", "body": "hi"})["id"]
        assert node.call("GET", f"/messaging/message_requests/{made}")["to"] == ["+491711"]

    def test_a_file_of_contacts_is_read_in(self, node):
        made = node.call("POST", "/messaging/attachments", {"name": "c.csv", "type": "text/csv", "filename": "c"})["id"]
        node.upload(made, "first_name,primary_mdn\r\nAda,+491711\r\n")
        job = node.call("POST", "/contactimport", {"import_attachment_id": made})["id"]
        assert node.call("GET", f"/contactimport/{job}")["state"] in ("CREATED", "RUNNING", "COMPLETED")


class TestPhp:
    def test_lists_end_with_an_empty_page(self, php):
        for each in range(3):
            php.call("POST", "/contacts", {"first_name": f"n{each}"}, kind="Application/json")
        assert [each["first_name"] for each in php.list("/contacts")] == ["n0", "n1", "n2"]

    def test_content_comes_and_goes_by_the_token_in_its_path(self, php):
        made = php.call("POST", "/messaging/attachments", {"name": "n", "type": "image/png"})["id"]
        token = php.call("POST", f"/messaging/attachments/{made}/access_tokens", b"null")["id"]
        place = f"/{CONTENT.format(token)}"
        kind = {"Content-Type": "Application/octet-stream"}
        assert exchange(php.app.port, "POST", place, b"png", kind)[0] == 200
        status, headers, octets = exchange(php.app.port, "GET", place)
        assert (status, headers["Content-Type"], octets) == (200, "image/png", b"png")

    def test_a_plus_that_nobody_encoded_finds_its_number(self, php):
        made = php.call("POST", "/contacts", {"primary_mdn": "+491711"})["id"]
        assert [each["id"] for each in php.call("GET", "/contacts?primary_mdn=+491711")["list"]] == [made]

    def test_put_takes_json_and_forms(self, php):
        made = php.call("POST", "/contact_groups", {"name": "a", "description": "d"})["id"]
        php.call("PUT", f"/contact_groups/{made}", {"name": "b"})
        assert "description" not in php.call("GET", f"/contact_groups/{made}")
        php.call("PUT", f"/contact_groups/{made}", b"name=c&description=e", kind="application/x-www-form-urlencoded")
        found = php.call("GET", f"/contact_groups/{made}")
        assert (found["name"], found["description"]) == ("c", "e")


class TestRubyAndCSharp:
    def test_a_token_is_asked_for_without_a_body(self, php):
        made = php.call("POST", "/messaging/attachments", {"name": "n"})["id"]
        headers = {"Authorization": f"Bearer {php.token}"}
        status, _, octets = exchange(
            php.app.port, "POST", f"{API}/messaging/attachments/{made}/access_tokens", None, headers
        )
        assert status == 200 and json.loads(octets)["id"]

    def test_times_are_numbers_where_they_are_there_and_left_out_where_not(self, php):
        made = php.call("POST", "/contacts", {"first_name": "Ada"})["id"]
        found = php.call("GET", f"/contacts/{made}")
        assert isinstance(found["created_date"], int) and found["created_date"] > 10**12
        assert "last_acquisition_date" not in found and None not in found.values()


class TestCurl:
    def test_numbers_come_quoted_and_what_is_not_set_as_null_or_nothing(self, php, sender):
        asked = {
            "from": f"sender_id:{sender}",
            "to": ["+491711"],
            "campaign_id": None,
            "program_id": None,
            "subject": None,
            "external_id": None,
            "attachments": None,
            "body": "hello",
            "consent_requirement": "NONE",
            "criteria": None,
            "scheduled_delivery_time": "",
            "scheduled_delivery_time_zone": None,
            "expiry_time": "",
            "test_message_flag": None,
            "pause_before_transmit": None,
            "pause_expiry_time": "",
            "price_threshold": None,
            "contact_delivery_address_priority": None,
            "content_type": None,
        }
        made = php.call("POST", "/messaging/message_requests", asked, kind="application/json;charset=UTF-8")["id"]
        assert php.call("GET", f"/messaging/message_requests/{made}")["state"] in (
            "PREPARING",
            "TRANSMITTING",
            "COMPLETED",
        )
        contact = php.call("POST", "/contacts", {"first_name": "Ada"})["id"]
        php.call("POST", f"/contacts/{contact}", {"first_name": "Grace", "version_number": "1"})
        assert php.call("POST", f"/contacts/{contact}/access_tokens", {"duration": "3600"})["id"]

    def test_a_status_is_of_a_longcode(self, php, sender):
        asked = {"address_type": "LONGCODE", "address": "+491713", "sender_id": sender}
        assert php.call("POST", "/consent/contact_address_statuses", asked)["id"]

    def test_a_rule_descends_into_the_text_of_attributes(self, php):
        php.call(
            "POST",
            "/contacts/fast_access",
            {
                "target_attribute": "fast_access_1",
                "target_attribute_name": "colour",
                "value_derivation_script": "$..extended_attributes.Favorite_Color",
            },
        )
        asked = {"first_name": "Ada", "extended_attributes": '{"Favorite_Color": "red"}'}
        made = php.call("POST", "/contacts", asked)["id"]
        found = php.call("GET", f"/contacts/{made}")
        assert (
            found["fast_access"] == {"colour": "red"} and found["extended_attributes"] == asked["extended_attributes"]
        )
        assert [each["id"] for each in php.call("GET", "/contacts?fast_access.colour=red")["list"]] == [made]

    def test_a_text_of_a_template(self, php, sender):
        php.call(
            "POST",
            "/messaging/message_templates",
            {"designation": "TEMPLATE", "name": "Test_Template", "pattern": "Hello ${name}, bye"},
        )
        body = '#set($name="Ada")\n#parse("Test_Template")'
        made = php.call(
            "POST",
            "/messaging/message_requests",
            {"from": sender, "to": ["+491711"], "body": body, "test_message_flag": True, "content_type": None},
        )["id"]
        [message] = php.call("GET", f"/messaging/message_requests/{made}/messages")["list"]
        assert message["body"] == "Hello Ada, bye"
