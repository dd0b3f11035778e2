"""Contacts, texts and programs: each request with what it takes and what it refuses; lists and their filters."""

import pytest

CONTACT = {
    "phone": "+49 171/12-34.5",
    "first_name": "Ada",
    "last_name": "Lovelace",
    "email": "ada@example.org",
    "address": "12 St James's Square\nLondon".replace("\n", ", "),
    "custom1": "1",
    "custom2": "2",
    "custom3": "3",
    "description": "Ω",
}


def test_a_contact_is_made_read_changed_and_removed(alice, people):
    assert alice.post("/contacts", {**CONTACT, "contact_id": 99, "junk": []}).json == {"contact_id": 1}
    expected = {
        **CONTACT,
        "phone": "+491711234 5".replace(" ", ""),
        "contact_id": 1,
        "user_id": people["alice"].user_id,
    }
    assert alice.get("/contacts/1").json == expected
    changed = alice.put("/contacts/1", {"last_name": "King"})
    assert changed.json == {**expected, "last_name": "King"}
    assert alice.put("/contacts/1", {}).json == changed.json
    assert alice.delete("/contacts/1").json is True
    assert alice.get("/contacts/1").status == 404


def test_a_text_is_made_read_changed_and_removed(alice):
    body = {"name": "hi", "data": "Hello", "type": "unicode", "description": "d"}
    assert alice.post("/texts", body).json == {"text_id": 1}
    text = alice.get("/messages/texts/1").json
    assert {name: text[name] for name in body} == body
    assert (text["length"], text["encoding"], text["parts"], text["class"]) == (5, 2, 1, 0)
    assert alice.put("/messages/texts/1", {"type": "plain", "data": "x" * 161}).json["parts"] == 2
    assert alice.get("/texts/1").json["encoding"] == 0
    assert alice.delete("/messages/texts/1").json is True
    assert alice.get("/texts/1").status == 404


@pytest.mark.parametrize(("said", "kept"), [(1, 1), (2, 2), (4, 3), (8, 0), (0, None)])
def test_a_text_has_a_message_class(alice, spool, said, kept):
    alice.post("/texts", {"name": "flash", "data": "now", "class": said})
    assert alice.get("/texts/1").json["class"] == said
    assert spool.read().execute("SELECT class FROM texts").fetchone() == (kept,)


def test_binary_data_is_hex(alice):
    assert alice.post("/texts", {"name": "b", "data": "0001FF", "type": "binary"}).status == 200
    assert alice.get("/texts/1").json["encoding"] == 1
    assert alice.post("/texts", {"name": "b", "data": "hello", "type": "binary"}).status == 412
    assert alice.put("/texts/1", {"data": "xyz"}).status == 412
    assert alice.get("/texts/1").json["data"] == "0001FF"


def test_a_program_is_made_read_and_removed_with_its_children(alice):
    alice.post("/texts", {"name": "t", "data": "d"})
    assert alice.post("/programs/sendsms", {"name": "one", "text_id": 1}).json == {"program_id": 1}
    assert alice.post("/programs/sendsms", {"text_id": 1, "parent_id": 1}).json == {"program_id": 2}
    assert alice.post("/programs/sendsms", {"message": "inline", "parent_id": 2}).json == {"program_id": 3}
    first, second = alice.get("/programs/1").json, alice.get("/programs/2").json
    assert (first["name"], first["type"], first["text_id"], first["parent_id"]) == ("one", "sendsms", 1, None)
    assert (second["name"], second["parent_id"], second["data"]) == ("sendsms", 1, {"text_id": 1})
    assert alice.delete("/programs/1").json is True
    assert alice.get("/programs").json == []


def test_a_receivesms_program_belongs_to_an_account(alice, spool, people):
    spool.write(lambda db: db.execute("UPDATE accounts SET phone = '+49301' WHERE username = 'alice'"))
    assert alice.post("/programs/receivesms", {"name": "in", "account_id": 2}).status == 200
    assert alice.post("/programs/receivesms", {"phone": "+49301"}).status == 200
    assert alice.post("/programs/receivesms", {"account_id": "-1"}).status == 200  # her newest
    assert [row["account_id"] for row in alice.get("/programs/receivesms").json] == [2, 2, 2]
    assert alice.get("/programs/sendsms").json == []


@pytest.mark.parametrize(
    ("path", "body", "code", "word"),
    [
        ("/contacts", {}, 412, "phone is missing"),
        ("/contacts", {"phone": None}, 412, "phone is missing"),
        ("/contacts", {"phone": ""}, 412, "phone is empty"),
        ("/contacts", {"phone": "call me"}, 412, "no phone number"),
        ("/contacts", {"phone": "+1234567890123456789012"}, 412, "no phone number"),
        ("/contacts", {"phone": "123\r\nAT+CMGD=1"}, 412, "control characters"),
        ("/contacts", {"phone": "123\u0000"}, 412, "phone"),
        ("/contacts", {"phone": '123";+CMGD=1'}, 412, "no phone number"),
        ("/contacts", {"phone": "+49171\u001a"}, 412, "control characters"),
        ("/contacts", {"phone": ["+49"]}, 412, "phone must be a string"),
        ("/contacts", {"phone": "123", "first_name": "x" * 65}, 412, "first_name has more than 64"),
        ("/contacts", {"phone": "123", "email": {"a": 1}}, 412, "email must be a string"),
        ("/messages/texts", {"name": "n"}, 412, "data is missing"),
        ("/messages/texts", {"data": "d"}, 412, "name is missing"),
        ("/messages/texts", {"name": "n", "data": ""}, 412, "data is empty"),
        ("/messages/texts", {"name": " ", "data": "d"}, 412, "name is empty"),
        ("/messages/texts", {"name": "n", "data": "x" * 40_001}, 412, "more than 40000"),
        ("/messages/texts", {"name": "n", "data": "ü" * 30_000}, 412, "255"),
        ("/messages/texts", {"name": "n", "data": "d", "type": "morse"}, 412, "type must be one of"),
        ("/messages/texts", {"name": "n", "data": "d", "class": 3}, 412, "class must be one of"),
        ("/programs/sendsms", {}, 412, "text_id is missing"),
        ("/programs/sendsms", {"text_id": 7}, 404, "text 7"),
        ("/programs/sendsms", {"text_id": True}, 412, "text_id must be a whole number"),
        ("/programs/sendsms", {"message": "ü" * 30_000}, 412, "255"),
        ("/programs/sendsms", {"message": "x", "parent_id": 9}, 404, "program 9"),
        ("/programs/sendsms", {"message": "x", "account_id": 99}, 404, "account 99"),
        ("/programs/receivesms", {}, 412, "account_id is missing"),
        ("/programs/receivesms", {"account_id": 99}, 404, "account 99"),
        ("/programs/receivesms", {"phone": "+0000"}, 404, "account with phone +0000"),
        ("/programs/sendpigeon", {"text_id": 1}, 404, "No such path"),
        ("/programs/sendfax", {"document_id": 1}, 404, "document 1"),
        ("/programs/sendpigeon", {"document_id": 1}, 404, "No such path"),
    ],
)
def test_what_does_not_hold_is_refused_and_nothing_is_made(alice, spool, path, body, code, word):
    refused = alice.post(path, body)
    assert refused.status == code
    assert refused.json["error"]["code"] == code and word in refused.json["error"]["message"]
    for table in ("contacts", "texts", "programs", "events"):
        assert spool.read().execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)


def test_a_change_that_does_not_hold_changes_nothing(alice):
    alice.post("/contacts", CONTACT)
    before = alice.get("/contacts/1").json
    assert alice.put("/contacts/1", {"last_name": "King", "phone": "no"}).status == 412
    assert alice.get("/contacts/1").json == before


@pytest.mark.parametrize("collection", ["contacts", "messages/texts", "texts", "programs", "transmissions", "spools"])
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_unknown_records_are_not_found(alice, collection, method):
    assert alice.request(method, f"/{collection}/7", {}).status == 404


class TestFilters:
    PHONES = ("+491711111111", "+491722222222", "01731111111")

    @pytest.fixture(autouse=True)
    def _contacts(self, alice, clock):
        for number, phone in enumerate(self.PHONES):
            clock.now = 1_700_000_000.0 + number
            alice.post("/contacts", {"phone": phone, "first_name": f"Name{number}", "email": f"{number}@x.example"})

    @pytest.mark.parametrize(
        ("query", "ids"),
        [
            ({}, [1, 2, 3]),
            ({"contact_id": "2"}, [2]),
            ({"email": "1@x.example"}, [2]),
            ({"email": "x.example"}, []),
            ({"first_name": "nAME"}, [1, 2, 3]),
            ({"first_name": "2"}, [3]),
            ({"phone": "1111111"}, [1, 3]),
            ({"phone": " 1111111"}, [1, 3]),
            ({"phone": "+49171"}, []),
            ({"phone": "%"}, []),
            ({"phone": "' OR '1'='1"}, []),
            ({"after": "1700000001"}, [2, 3]),
            ({"before": "1700000001"}, [1, 2]),
            ({"after": "1700000001", "phone": "111"}, [3]),
            ({"created_by": "2"}, [1, 2, 3]),
            ({"user_id": "1"}, []),
            ({"unknown": "x"}, [1, 2, 3]),
            ({"first_name": ""}, [1, 2, 3]),
            ({"limit": "1"}, [1]),
            ({"limit": "1", "offset": "2"}, [3]),
            ({"limit": "0"}, []),
        ],
    )
    def test_contacts(self, alice, query, ids):
        assert [row["contact_id"] for row in alice.get("/contacts", query=query).json] == ids

    @pytest.mark.parametrize(
        "query", [{"contact_id": "x"}, {"after": "now"}, {"limit": "-1"}, {"limit": "many"}, {"offset": "1e3"}]
    )
    def test_filters_of_the_wrong_type_are_refused(self, alice, query):
        assert alice.get("/contacts", query=query).status == 412

    @pytest.mark.parametrize(
        ("query", "total"),
        [({}, "3"), ({"limit": 1}, None), ({"limit": 1, "count": 1}, "3"), ({"limit": 2, "offset": 2}, "3")],
    )
    def test_the_total_is_told_where_it_is_known_or_asked_for(self, alice, query, total):
        assert alice.get("/contacts", query=query).headers.get("X-Total-Count") == total

    def test_who_asks_for_all_learns_how_many_were_left_out(self, alice, monkeypatch):
        monkeypatch.setattr("appliance.api.serving.LONGEST_PAGE", 2)
        found = alice.get("/contacts")
        assert (len(found.json), found.headers["X-Total-Count"]) == (2, "3")


class TestTransmissionFilters:
    @pytest.fixture(autouse=True)
    def _transmissions(self, alice, draft, sent, journal, people):
        draft(alice, title="First", phone="+491711")
        sent(alice, title="second", phone="+491722")
        sent(alice, title="third", phone="+491733")
        journal.end(3, "failed", "CMS 38")
        journal.came_in(people["alice"].user_id, "+491744", "hi")

    @pytest.mark.parametrize(
        ("query", "ids"),
        [
            ({}, [4, 3, 2, 1]),
            ({"title": "FIR"}, [1]),
            ({"direction": "in"}, [4]),
            ({"direction": "outbound", "service_flag": "4"}, [3, 2, 1]),
            ({"service_flag": "2"}, []),
            ({"status": "pending"}, [1]),
            ({"status": "process"}, [2]),
            ({"status": "failed"}, [3]),
            ({"status": "completed"}, [4]),
            ({"status": "nonsense"}, []),
            ({"response": "38"}, [3]),
            ({"contact_phone": "722"}, [2]),
            ({"phone": "744"}, [4]),
            ({"program_id": "2"}, [2]),
            ({"contact_id": "1"}, [1]),
            ({"transmission_id": "4"}, [4]),
            ({"account_id": "2"}, [3, 2, 1]),
            ({"user_id": "3"}, []),
            ({"email": "x"}, []),
            ({"limit": "2"}, [4, 3]),
        ],
    )
    @pytest.mark.parametrize("path", ["/transmissions", "/smses"])
    def test_transmissions(self, alice, path, query, ids):
        if path == "/smses" and query.get("service_flag") == "2":
            return
        assert [row["transmission_id"] for row in alice.get(path, query=query).json] == ids

    def test_attempts(self, alice):
        assert [row["spool_id"] for row in alice.get("/transmissions/3/detail", query={"status": "failed"}).json] == [2]
        assert alice.get("/transmissions/3/spools", query={"status": "completed"}).json == []
        assert alice.get("/transmissions/3/detail", query={"spool_id": 1}).json == []

    def test_results(self, alice):
        rows = alice.get("/spools/2/results", query={"type": "error"}).json
        assert [row["data"] for row in rows] == ["CMS 38"]
        assert alice.get("/spools/2/result", query={"data": "cms"}).json == rows

    def test_texts_and_programs(self, alice):
        alice.put("/texts/2", {"name": "special"})
        assert [row["text_id"] for row in alice.get("/texts", query={"name": "SPEC"}).json] == [2]
        assert [row["program_id"] for row in alice.get("/programs", query={"program_id": 3}).json] == [3]
        assert len(alice.get("/programs", query={"type": "send"}).json) == 3
