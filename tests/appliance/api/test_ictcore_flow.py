"""The main job, as the guide's clients do it."""

import base64

import pytest

PASSWORD = "correct horse"


def test_from_login_to_delivery_report(anybody, journal, routes):
    token = anybody.post("/api/authenticate", {"username": "alice", "password": PASSWORD}).json["token"]
    anybody.headers = {"Authentication": f"Bearer {token}"}
    contact = anybody.post("/api/contacts", {"phone": "+49 171 1234567", "first_name": "Ada"}).json
    text = anybody.post("/api/messages/texts", {"name": "hi", "data": "Hello Ada"}).json
    program = anybody.post("/api/programs/sendsms", {"name": "hi", **text}).json
    made = anybody.post("/api/transmissions", {"title": "hi", **contact, **program}).json
    assert made == {"transmission_id": 1, "text_id": 1}
    path = "/api/transmissions/1"
    assert anybody.get(f"{path}/status").json == {"Status": "pending", "status": "pending"}
    assert (anybody.get(f"{path}/detail").json, anybody.get(f"{path}/result").json) == ([], [])
    assert anybody.post(f"{path}/send").json == {"spool_id": 1}
    assert routes.woken == ("",)
    assert anybody.get(f"{path}/status").json["status"] == "processing"
    journal.end(1, "sent", delivered=True)
    assert anybody.get(f"{path}/status").json["status"] == "completed"
    assert anybody.get("/api/spools/1/status").json == {"status": "completed"}
    [spool] = anybody.get(f"{path}/detail").json
    assert [anybody.get(f"{path}/{name}").json for name in ("spools", "logs")] == [[spool], [spool]]
    assert spool["time_spool"] == 1_700_000_000 and spool["time_end"] == 1_700_000_004 and spool["response"] == ""
    steps = [(row["type"], row["name"], row["data"]) for row in anybody.get(f"{path}/result").json]
    assert steps == [
        ("application", "originate", "success"),
        ("application", "sms_send", "success"),
        ("info", "delivery", "delivered"),
    ]
    assert anybody.get("/api/spools/1/result").json == anybody.get(f"{path}/result").json
    delivery = anybody.get(f"{path}/result", query={"name": "delivery"}).json
    assert [row["data"] for row in delivery] == ["delivered"]


def test_the_whole_job_with_numeric_strings_and_basic_as_n8n_does_it(anybody):
    anybody.headers = {"Authorization": "Basic " + base64.b64encode(f"bob:{PASSWORD}".encode()).decode()}
    assert anybody.get("/api/contacts").status == 200
    anybody.post("/contacts", {"phone": 4917112345678, "first_name": "x"})
    anybody.post("/messages/texts", {"name": "n", "data": "d"})
    assert anybody.post("/programs/sendsms", {"text_id": "1"}).json == {"program_id": 1}
    assert anybody.get("/programs/1").json["name"] == "sendsms"
    made = anybody.post("/transmissions", {"contact_id": "1", "program_id": "1", "account_id": "3"})
    assert made.json["transmission_id"] == 1
    assert anybody.request("POST", "/transmissions/1/send").json == {"spool_id": 1}


def test_the_job_without_accept_and_content_type_as_the_go_client_does_it(login):
    client = login("alice")
    client.headers["Content-Type"] = ""
    assert client.post("/contacts", '{"phone": "4917112345678"}', accept=None).body == b"1"
    assert client.post("/messages/texts", '{"name": "n", "data": "d"}', accept=None).body == b"1"
    assert client.post("/programs/sendsms", '{"text_id": 1}', accept=None).body == b"1"
    assert client.post("/transmissions", '{"contact_id": 1, "program_id": 1}', accept=None).body == b"1"
    assert client.post("/transmissions/1/send", "{}", accept=None).body == b"1"
    assert client.get("/transmissions/1/status", accept=None).body == b'"processing"'
    [row] = client.get("/transmissions", accept=None).json
    assert (row["transmission_id"], row["contact"]["contact_id"]) == ("1", "1")


@pytest.mark.parametrize("method", ["PUT", "POST"])
@pytest.mark.parametrize("nested", [False, True])
def test_the_shortcut_of_a_program(alice, draft, method, nested):
    draft(alice)
    fields = {"contact_id": 1, "title": "short"}
    body = {"program_data": {}, "transmission_data": fields} if nested else fields
    made = alice.request(method, "/programs/1/transmissions", body)
    assert made.json == {"transmission_id": 2, "text_id": 2}
    assert alice.get("/transmissions/2").json["title"] == "short"
    assert [row["transmission_id"] for row in alice.get("/programs/1/transmissions").json] == [2, 1]


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_the_shortcut_that_makes_its_program(alice, method):
    body = {"program_data": {"content": "Hi there"}, "transmission_data": {"phone": "+49 171 99"}}
    assert alice.request(method, "/programs/sendsms/transmissions", body).json["transmission_id"] == 1
    assert alice.get("/programs/1").json["data"] == {"message": "Hi there"}
    assert alice.get("/transmissions/1").json["contact_phone"] == "+4917199"


def test_the_shortcut_makes_no_program_where_it_makes_no_transmission(alice):
    assert alice.post("/programs/sendsms/transmissions", {"content": "Hi"}).status == 412
    assert alice.get("/programs").json == []


def test_a_phone_makes_a_contact_once(alice, draft):
    draft(alice)
    for _ in range(2):
        alice.post("/transmissions", {"program_id": 1, "phone": "0171/555", "email": "a@b.example"})
    assert [row["phone"] for row in alice.get("/contacts").json] == ["+491711234567", "0171555"]
    assert alice.get("/contacts/2").json["email"] == "a@b.example"


def test_an_idempotency_key_makes_one_transmission(alice, bob, draft):
    draft(alice)
    key = {"Idempotency-Key": "order 7"}
    body = {"program_id": 1, "contact_id": 1}
    made = [alice.post("/transmissions", body, headers=key).json["transmission_id"] for _ in range(3)]
    assert made == [2, 2, 2]
    draft(bob)
    assert bob.post("/transmissions", {"program_id": 2, "contact_id": 2}, headers=key).json["transmission_id"] == 4


def test_what_came_in_is_read_as_a_stored_text(alice, people, journal):
    made = journal.came_in(people["alice"].user_id, "+491718", "Grüße")
    row = alice.get(f"/transmissions/{made}").json
    assert (row["direction"], row["status"], row["contact_phone"]) == ("inbound", "completed", "+491718")
    steps = alice.get(f"/transmissions/{made}/results", query={"name": "text"}).json
    assert [step["type"] for step in steps] == ["message"]
    text = alice.get(f"/messages/texts/{steps[0]['data']}").json
    assert (text["data"], text["name"]) == ("Grüße", "from +491718")
    assert alice.get(f"/transmissions/{made}/result", query={"name": "text"}).json == steps
    for verb in ("send", "retry"):
        assert alice.post(f"/transmissions/{made}/{verb}").status == 423
    assert alice.get(f"/transmissions/{made}/clone").status == 423


def test_a_stored_text_grows_with_its_message(alice, people, journal, spool):
    made = journal.came_in(people["alice"].user_id, "+491718", "first part", "sms.incomplete")
    [kept] = alice.get(f"/transmissions/{made}/result", query={"name": "text"}).json
    spool.write(lambda db: db.execute("UPDATE transmissions SET body = 'first part, second part'"))
    [again] = alice.get(f"/transmissions/{made}/result", query={"name": "text"}).json
    assert again["data"] == kept["data"]
    assert alice.get(f"/texts/{kept['data']}").json["data"] == "first part, second part"
