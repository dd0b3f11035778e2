"""Accounts: what each request takes and refuses; subscriptions, owners and settings; numbers and extensions."""

import pytest

ACCOUNT = {
    "username": "desk",
    "first_name": "Ada",
    "last_name": "Lovelace",
    "phone": "+4930123",
    "email": "ada@example.org",
    "address": "12 St James's Square",
    "active": 1,
}


@pytest.fixture
def hers(alice):
    """The account that came with alice."""
    return alice.get("/accounts").json[0]["account_id"]


def program(client, account_id):
    return client.post("/programs/receivesms", {"account_id": account_id}).json["program_id"]


def programs(client):
    return [row["program_id"] for row in client.get("/programs").json]


def test_an_account_is_made_read_changed_and_removed(admin, people):
    made = admin.post("/accounts", {**ACCOUNT, "phone": "+49 30/123", "settings": {"coverpage": "sendcover"}})
    account_id = made.json["account_id"]
    path, owner = f"/accounts/{account_id}", people["admin"].user_id
    expected = {
        **ACCOUNT,
        "account_id": account_id,
        "type": "account",
        "settings": {"coverpage": "sendcover"},
        "user_id": owner,
        "created_by": owner,
    }
    assert admin.get(path).json == expected
    assert admin.put(path, {"last_name": "King", "active": 0}).json == {**expected, "last_name": "King", "active": 0}
    assert admin.delete(path).json is True
    assert admin.get(path).status == 404


def test_a_secret_is_neither_given_back_nor_kept(admin, spool):
    secrets = {"passwd": "very-secret-1", "passwd_pin": "very-secret-2"}
    account_id = admin.post("/accounts", {"username": "phone", **secrets}).json["account_id"]
    for reply in (admin.put(f"/accounts/{account_id}", secrets), admin.get("/accounts")):
        assert reply.status == 200 and b"very-secret" not in reply.body and b"passwd" not in reply.body
    assert not any("very-secret" in line for line in spool.read().iterdump())
    assert len(admin.get("/accounts", query={"passwd": "x", "username": "phone"}).json) == 1


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ({}, "username is missing"),
        ({"username": ""}, "username is missing"),
        ({"username": "x" * 65}, "username has more than 64"),
        ({"username": "x", "phone": "call me"}, "no phone number"),
        ({"username": "x", "type": "pigeon"}, "type must be one of"),
        ({"username": "x", "active": "perhaps"}, "active must be"),
        ({"username": "x", "settings": "coverpage"}, "settings must be an object"),
        ({"username": "x", "settings": {"coverpage": ["a"]}}, "settings.coverpage must be a string"),
        ({"username": "x", "settings": {str(each): "" for each in range(201)}}, "at most 200 settings"),
        ({"username": "alice"}, "account alice is there already"),
    ],
)
def test_what_does_not_hold_is_refused_and_nothing_is_made(admin, body, word):
    before = admin.get("/accounts").json
    refused = admin.post("/accounts", body)
    assert (refused.status, word in refused.json["error"]["message"]) == (412, True)
    assert admin.get("/accounts").json == before


def test_an_account_keeps_a_username(admin, hers):
    account_id = admin.post("/accounts", {"username": "desk"}).json["account_id"]
    assert admin.put(f"/accounts/{account_id}", {"username": ""}).status == 412
    assert admin.get(f"/accounts/{account_id}").json["username"] == "desk"


def test_a_username_is_taken_once_in_each_type(admin, hers):
    assert admin.post("/dids", {"username": "alice"}).status == 200
    taken = admin.post("/extensions", {"username": "101"}).json["account_id"]
    assert admin.post("/extensions", {"username": "101"}).status == 412
    assert admin.put(f"/accounts/{taken}", {"username": "101"}).status == 200
    assert admin.put(f"/accounts/{hers}", {"username": "admin"}).status == 412


@pytest.mark.parametrize(("path", "kind"), [("/dids", "did"), ("/extensions", "extension")])
def test_numbers_and_extensions_are_accounts_of_that_type(admin, path, kind):
    made = admin.post(path, {"phone": "+49 30 77", "type": "account", "user_id": 3}).json["account_id"]
    row = admin.get(f"{path}/{made}").json
    assert (row["type"], row["username"], row["phone"], row["user_id"]) == (kind, "+493077", "+493077", 1)
    assert [each["account_id"] for each in admin.get(path).json] == [made]
    assert [each["account_id"] for each in admin.get(path, query={"type": "account"}).json] == [made]
    assert admin.put(f"{path}/{made}", {"first_name": "Hall", "type": "account"}).json["type"] == kind
    assert admin.delete(f"{path}/{made}").json is True
    assert admin.get(path).json == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["admin", "alice", "bob", "desk"]),
        ({"username": "ALI"}, ["alice"]),
        ({"phone": "30123"}, ["desk"]),
        ({"email": "example"}, ["desk"]),
        ({"first_name": "ad"}, ["desk"]),
        ({"last_name": "x"}, []),
        ({"type": "did"}, []),
        ({"account_id": "2"}, ["alice"]),
        ({"user_id": "3"}, ["bob"]),
        ({"created_by": "1"}, ["admin", "desk"]),
        ({"before": "1"}, []),
        ({"limit": "1", "offset": "1"}, ["alice"]),
    ],
)
def test_filters(admin, query, found):
    admin.post("/accounts", ACCOUNT)
    assert [row["username"] for row in admin.get("/accounts", query=query).json] == found


def test_a_user_changes_their_own_account_and_makes_none(alice, hers):
    assert alice.put(f"/accounts/{hers}", {"phone": "+49301"}).json["phone"] == "+49301"
    assert alice.post("/accounts", {"username": "more"}).status == 403
    assert alice.delete(f"/accounts/{hers}").status == 403


def test_only_who_makes_numbers_changes_one(admin, alice, people):
    did = admin.post("/dids", {"phone": "+49301"}).json["account_id"]
    admin.put(f"/accounts/{did}/users/{people['alice'].user_id}")
    assert alice.put(f"/accounts/{did}", {"phone": "+49 301", "first_name": "Ada"}).status == 200
    refused = alice.put(f"/accounts/{did}", {"phone": "+49302"})
    assert (refused.status, "account_create" in refused.body.decode()) == (403, True)
    assert admin.put(f"/accounts/{did}", {"phone": "+49302"}).status == 200


class TestPrograms:
    def test_a_program_is_told_to_work_for_an_account(self, admin, alice, hers):
        first = program(admin, 1)
        assert admin.put(f"/accounts/{hers}/programs/{first}").json["account_id"] == hers
        row = admin.get(f"/programs/{first}").json
        assert (row["account_id"], row["data"]) == (hers, {"account_id": hers})
        assert admin.put(f"/accounts/{hers}/programs/{first}").status == 200

    @pytest.mark.parametrize("kind", ["faxtoemail", "receivefax", "receiveemail", "emailtofax"])
    def test_every_program_that_receives_may_be_subscribed_to(self, admin, alice, hers, kind):
        alice.put(f"/accounts/{hers}", {"email": "alice@example.org", "phone": "+49301"})
        assert admin.put(f"/accounts/{hers}/programs/{kind}").json["account_id"] == hers
        assert kind in [row["type"] for row in alice.get("/programs", query={"account_id": hers}).json]
        assert alice.delete(f"/accounts/{hers}/programs").status == 200
        assert alice.get("/programs").json == []

    def test_a_type_makes_a_new_one_of_the_accounts_owner(self, admin, alice, hers, people):
        assert admin.put(f"/accounts/{hers}/programs/receivesms").json["account_id"] == hers
        (row,) = alice.get("/programs").json
        assert (row["type"], row["account_id"], row["user_id"]) == ("receivesms", hers, people["alice"].user_id)

    @pytest.mark.parametrize(
        ("method", "which", "status"),
        [
            ("PUT", "99", 404),
            ("PUT", "pigeon", 404),
            ("PUT", "sendsms", 412),
            ("DELETE", "99", 404),
            ("DELETE", "receivesms", 404),
        ],
    )
    def test_what_is_not_there_or_lacks_something_is_refused(self, alice, hers, method, which, status):
        assert alice.request(method, f"/accounts/{hers}/programs/{which}").status == status
        assert programs(alice) == []

    def test_programs_are_removed_by_id_by_type_and_all(self, alice, admin, hers):
        one, two, three = (program(alice, hers) for _ in range(3))
        other = alice.post("/programs/sendsms", {"message": "hi", "account_id": hers}).json["program_id"]
        apart = program(admin, 1)
        path = f"/accounts/{hers}/programs"
        assert alice.delete(f"{path}/{two}").json["account_id"] == hers
        assert programs(alice) == [one, three, other]
        assert alice.delete(f"{path}/{apart}").status == 404
        assert alice.delete(f"{path}/receivesms").status == 200
        assert programs(alice) == [other]
        assert alice.delete(path).json["account_id"] == hers
        assert alice.delete(path).status == 200
        assert programs(admin) == [apart]


class TestOwners:
    def test_another_owner_and_the_programs_end(self, admin, alice, bob, hers, people):
        program(alice, hers)
        assert admin.put(f"/accounts/{hers}/users/{people['bob'].user_id}").json["user_id"] == people["bob"].user_id
        assert alice.get(f"/accounts/{hers}").status == 404
        assert bob.get(f"/accounts/{hers}").status == 200
        assert programs(admin) == []

    def test_nobodys_and_free_to_assign(self, admin, alice, hers):
        program(alice, hers)
        assert admin.delete(f"/accounts/{hers}/users").json["user_id"] is None
        assert programs(admin) == []
        assert alice.get("/accounts").json == []
        assert [row["account_id"] for row in admin.get("/accounts", query={"username": "alice"}).json] == [hers]

    @pytest.mark.parametrize("path", ["/accounts/{}/users/99", "/accounts/99/users/1"])
    def test_whoever_is_not_there_gets_nothing(self, admin, alice, hers, path):
        program(alice, hers)
        assert admin.put(path.format(hers)).status == 404
        assert len(programs(alice)) == 1

    def test_users_give_nothing_away(self, alice, hers, people):
        assert alice.put(f"/accounts/{hers}/users/{people['bob'].user_id}").status == 403
        assert alice.delete(f"/accounts/{hers}/users").status == 403


class TestSettings:
    @pytest.mark.parametrize(
        ("body", "value"),
        [({"value": "sendcover"}, "sendcover"), ({"data": "sendcover"}, "sendcover"), ({"value": 5}, "5")],
    )
    def test_a_setting_is_set_read_and_forgotten(self, alice, hers, body, value):
        path = f"/accounts/{hers}/settings/coverpage"
        assert alice.get(path).status == 404
        assert alice.put(path, body).json == {"value": value}
        assert alice.get(path).json == {"value": value}
        assert alice.get(f"/accounts/{hers}").json["settings"] == {"coverpage": value}
        assert alice.delete(path).json is True
        assert (alice.get(path).status, alice.delete(path).status) == (404, 404)

    @pytest.mark.parametrize(
        ("body", "kind", "value"),
        [
            ("sendcover", "text/plain", "sendcover"),
            ('"sendcover"', "application/json", "sendcover"),
            ("17", "application/json", "17"),
            ("Grüße\nan alle".encode(), "text/plain", "Grüße\nan alle"),
        ],
    )
    def test_the_body_may_be_the_value(self, alice, hers, body, kind, value):
        reply = alice.put(f"/accounts/{hers}/settings/coverpage", body, headers={"Content-Type": kind})
        assert reply.json == {"value": value}

    @pytest.mark.parametrize("body", [None, "", {}, {"value": None}, {"value": []}, "{", {"value": "x" * 4097}])
    def test_no_value_is_refused(self, alice, hers, body):
        assert alice.put(f"/accounts/{hers}/settings/coverpage", body).status == 412
        assert alice.get(f"/accounts/{hers}").json["settings"] == {}

    def test_settings_are_merged_key_by_key(self, alice, hers):
        path = f"/accounts/{hers}"
        alice.put(path, {"settings": {"a": "1", "b": "2"}})
        assert alice.put(path, {"settings": {"b": "3", "a": None, "Ω": ""}}).json["settings"] == {"b": "3", "Ω": ""}
        assert alice.put(path, {"first_name": "Ada"}).json["settings"] == {"b": "3", "Ω": ""}
        assert alice.get(f"{path}/settings/%CE%A9").json == {"value": ""}
