"""Users: what each request takes and refuses; who may change whom; roles and permissions of a user."""

import base64

import pytest

SECRET = "a long secret"
USER = {
    "username": "carol",
    "first_name": "Carol",
    "last_name": "Shaw",
    "phone": "0049 30 1",
    "email": "carol@example.org",
    "address": "Street 1",
    "company": "Activision",
    "country_id": 49,
    "timezone_id": 3600,
    "language_id": "de",
    "active": 1,
}


@pytest.fixture
def carol(admin):
    """Her id."""
    return admin.post("/users", {**USER, "passwd": SECRET}).json["user_id"]


@pytest.fixture
def permission(admin):
    """permission(name): its id."""
    return lambda name: next(row["permission_id"] for row in admin.get("/permissions", query={"name": name}).json)


@pytest.fixture
def manager(admin, login, permission):
    """One who manages users, sees everybody, and is no administrator."""
    body = {"username": "mallory", "password": SECRET}
    user_id = admin.post("/users", body).json["user_id"]
    for name in ("user", "user_admin", "role", "permission"):
        assert admin.put(f"/users/{user_id}/permissions/{permission(name)}").status == 200
    client = login("mallory")
    client.user_id = user_id
    return client


def basic(anybody, name, password):
    credentials = base64.b64encode(f"{name}:{password}".encode()).decode()
    return anybody.get("/contacts", headers={"Authorization": f"Basic {credentials}"}).status


def may_log_in(anybody, name, password=SECRET):
    return anybody.post("/authenticate", {"username": name, "password": password}).status == 200


def test_a_user_is_made_read_changed_and_removed(admin, anybody, carol):
    expected = {**USER, "user_id": carol, "role_id": 2}
    assert admin.get(f"/users/{carol}").json == expected
    assert may_log_in(anybody, "carol")
    assert admin.put(f"/users/{carol}", {"company": "", "timezone_id": -39600}).json == {
        **expected,
        "company": "",
        "timezone_id": -39600,
    }
    assert admin.put(f"/users/{carol}", {}).json["first_name"] == "Carol"
    assert admin.delete(f"/users/{carol}").json is True
    assert admin.get(f"/users/{carol}").status == 404
    assert not may_log_in(anybody, "carol")


def test_a_user_comes_with_an_account(admin, carol):
    (account,) = admin.get(f"/users/{carol}/accounts").json
    assert (account["username"], account["type"], account["active"]) == ("carol", "account", 1)
    assert admin.get(f"/users/{carol}/accounts", query={"type": "did"}).json == []


def test_no_password_ever_comes_out(admin, carol, spool):
    replies = [
        admin.get("/users"),
        admin.get(f"/users/{carol}"),
        admin.put(f"/users/{carol}/password", {"password": SECRET}),
        admin.put(f"/users/{carol}", {"passwd": SECRET}),
    ]
    for reply in replies:
        assert reply.status == 200
        assert not any(word in reply.body for word in (SECRET.encode(), b"passw", b"scrypt"))
    assert not any(SECRET in line for line in spool.read().iterdump())


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"username": None}, "username is missing"),
        ({"username": ""}, "username is printable"),
        ({"username": "a:b"}, "no colon"),
        ({"username": "alice"}, "user alice is there already"),
        ({"email": "taken@example.org"}, "another user's"),
        ({"passwd": None}, "password is missing"),
        ({"passwd": "short"}, "8 to 256"),
        ({"timezone_id": 50401}, "offset from UTC"),
        ({"timezone_id": "UTC"}, "timezone_id must be a whole number"),
        ({"language_id": "deu"}, "language_id has more than 2"),
        ({"active": 2}, "active must be"),
    ],
)
def test_what_does_not_hold_is_refused_and_nobody_is_made(admin, people, change, word):
    admin.put(f"/users/{people['bob'].user_id}", {"email": "taken@example.org"})
    before = [admin.get(path).json for path in ("/users", "/accounts")]
    refused = admin.post("/users", {**USER, "passwd": SECRET, **change})
    assert (refused.status, word in refused.json["error"]["message"]) == (412, True)
    assert [admin.get(path).json for path in ("/users", "/accounts")] == before


def test_a_username_is_taken_by_an_account_too(admin):
    admin.post("/accounts", {"username": "dave"})
    refused = admin.post("/users", {"username": "dave", "password": SECRET})
    assert (refused.status, "account dave" in refused.body.decode()) == (412, True)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"username": "caroline"}, "keeps the username"),
        ({"email": "taken@example.org"}, "another user's"),
        ({"password": "short"}, "8 to 256"),
    ],
)
def test_a_change_that_does_not_hold_changes_nothing(admin, anybody, carol, people, change, word):
    admin.put(f"/users/{people['bob'].user_id}", {"email": "taken@example.org"})
    refused = admin.put(f"/users/{carol}", {"company": "Atari", **change})
    assert (refused.status, word in refused.json["error"]["message"]) == (412, True)
    assert admin.get(f"/users/{carol}").json["company"] == "Activision"
    assert may_log_in(anybody, "carol")


def test_emails_that_are_empty_are_not_the_same(admin, carol, people):
    for user_id in (carol, people["bob"].user_id):
        assert admin.put(f"/users/{user_id}", {"email": ""}).json["email"] == ""
    assert admin.put(f"/users/{carol}", {"username": "carol", "role_id": 1}).json["role_id"] == 2


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["admin", "alice", "bob", "carol"]),
        ({"username": "carol"}, ["carol"]),
        ({"username": "car"}, []),
        ({"email": "carol@example.org"}, ["carol"]),
        ({"first_name": "Carol", "last_name": "Shaw"}, ["carol"]),
        ({"phone": "0049 30 1"}, ["carol"]),
        ({"user_id": "2"}, ["alice"]),
        ({"before": "1"}, []),
        ({"limit": "2", "offset": "1"}, ["alice", "bob"]),
    ],
)
def test_filters(admin, carol, query, found):
    assert [row["username"] for row in admin.get("/users", query=query).json] == found


def test_a_user_sees_and_changes_themselves_alone(alice, people):
    own, other = people["alice"].user_id, people["bob"].user_id
    assert alice.get(f"/users/{own}").json["username"] == "alice"
    assert [alice.get(f"/users/{other}{path}").status for path in ("", "/accounts", "/roles")] == [404, 404, 404]
    assert alice.put(f"/users/{other}/password", {"password": SECRET}).status == 404
    assert alice.get("/users").status == 403
    assert alice.put(f"/users/{own}", {"first_name": "Alice"}).status == 403
    assert [row["name"] for row in alice.get(f"/users/{own}/roles").json] == ["user"]


def test_a_password_that_is_set_ends_all_tokens(alice, anybody, people, clock):
    clock.now += 1
    assert alice.put(f"/users/{people['alice'].user_id}/password", {"password": SECRET}).json["username"] == "alice"
    assert alice.get("/contacts").status == 401
    assert (may_log_in(anybody, "alice"), may_log_in(anybody, "alice", "correct horse")) == (True, False)


@pytest.mark.parametrize("body", [{}, {"password": ""}, {"password": "short"}, {"password": 5}])
def test_no_password_is_refused(admin, carol, anybody, body):
    assert admin.put(f"/users/{carol}/password", body).status == 412
    assert may_log_in(anybody, "carol")


def test_who_is_kept_out_is_kept_out_at_once(admin, alice, anybody, people):
    path = f"/users/{people['alice'].user_id}"
    assert alice.get("/contacts").status == 200
    assert basic(anybody, "alice", "correct horse") == 200
    assert admin.put(path, {"active": 0}).json["active"] == 0
    assert alice.get("/contacts").status == 401
    assert basic(anybody, "alice", "correct horse") == 401
    assert not may_log_in(anybody, "alice", "correct horse")
    admin.put(path, {"active": 1})
    assert alice.get("/contacts").status == 200


def test_what_a_user_leaves_is_there_for_administrators(admin, alice, people):
    user_id = people["alice"].user_id
    did = admin.post("/dids", {"phone": "+49301"}).json["account_id"]
    admin.put(f"/accounts/{did}/users/{user_id}")
    alice.post("/programs/receivesms", {"account_id": did})
    contact = alice.post("/contacts", {"phone": "+49302"}).json["contact_id"]
    sms = alice.post("/programs/sendsms", {"message": "hi"}).json
    transmission = alice.post("/transmissions", {**sms, "contact_id": contact}).json["transmission_id"]
    alice.put(f"/transmissions/{transmission}/schedule")
    assert admin.delete(f"/users/{user_id}").status == 200
    assert admin.get(f"/contacts/{contact}").json["user_id"] is None
    assert admin.get(f"/accounts/{did}").json["user_id"] is None
    assert admin.get("/accounts", query={"username": "alice"}).json == []
    assert [row["type"] for row in admin.get("/programs").json] == ["sendsms"]
    assert admin.get(f"/transmissions/{transmission}").status == 200
    assert admin.get("/schedules").json == []
    assert admin.post("/users", {"username": "alice", "password": SECRET}).status == 200


class TestTheLastAdministrator:
    @pytest.mark.parametrize(
        ("method", "path", "body"),
        [("DELETE", "", None), ("PUT", "", {"active": 0}), ("DELETE", "/roles/1", None)],
    )
    def test_stays_until_there_is_another(self, admin, carol, method, path, body):
        before = admin.get("/users/1").json
        refused = admin.request(method, f"/users/1{path}", body)
        assert (refused.status, "last administrator" in refused.body.decode()) == (423, True)
        assert admin.get("/users/1").json == before
        assert admin.put(f"/users/{carol}/roles/1").status == 200
        assert admin.request(method, f"/users/1{path}", body).status == 200

    def test_one_that_is_kept_out_does_not_count(self, admin, carol):
        admin.put(f"/users/{carol}/roles/1")
        admin.put(f"/users/{carol}", {"active": 0})
        assert admin.delete("/users/1").status == 423


class TestRolesAndPermissions:
    def test_a_role_is_given_and_taken(self, admin, login, carol):
        hers = login("carol")
        assert hers.get("/users").status == 403
        assert admin.put(f"/users/{carol}/roles/1").json["role_id"] == 1
        assert admin.put(f"/users/{carol}/roles/1").status == 200
        assert [row["name"] for row in admin.get(f"/users/{carol}/roles").json] == ["admin", "user"]
        assert [row["role_id"] for row in admin.get(f"/users/{carol}/roles", query={"name": "us"}).json] == [2]
        assert hers.get("/users").status == 200
        assert admin.delete(f"/users/{carol}/roles/1").json["role_id"] == 2
        assert admin.delete(f"/users/{carol}/roles/1").status == 200
        assert hers.get("/users").status == 403

    def test_a_permission_is_given_and_taken(self, admin, login, carol, permission):
        hers, path = login("carol"), f"/users/{carol}/permissions/{permission('user_list')}"
        assert admin.put(path).json["username"] == "carol"
        assert [row["name"] for row in admin.get(f"/users/{carol}/permissions").json] == ["user_list"]
        assert [row["username"] for row in hers.get("/users").json] == ["carol"]
        assert admin.delete(path).json["user_id"] == carol
        assert admin.delete(path).status == 200
        assert hers.get("/users").status == 403

    @pytest.mark.parametrize("path", ["/users/{}/roles/99", "/users/{}/permissions/999", "/users/99/roles/1"])
    @pytest.mark.parametrize("method", ["PUT", "DELETE"])
    def test_what_is_not_there_is_not_found(self, admin, carol, method, path):
        assert admin.request(method, path.format(carol)).status == 404

    def test_a_new_user_may_have_another_role(self, admin):
        made = admin.post("/users", {"username": "dora", "password": SECRET, "role_id": 1}).json["user_id"]
        assert [row["name"] for row in admin.get(f"/users/{made}/roles").json] == ["admin"]
        assert admin.post("/users", {"username": "emil", "password": SECRET, "role_id": 9}).status == 404


class TestNobodyRaisesThemselves:
    def test_by_a_role(self, manager):
        refused = manager.put(f"/users/{manager.user_id}/roles/1")
        assert (refused.status, "nobody raises their own" in refused.body.decode()) == (403, True)
        assert manager.get(f"/users/{manager.user_id}").json["role_id"] == 2

    def test_by_a_permission(self, manager, permission):
        path = f"/users/{manager.user_id}/permissions"
        assert manager.put(f"{path}/{permission('provider_update')}").status == 403
        assert manager.put(f"{path}/{permission('user_list')}").status == 200  # of what they hold already

    def test_by_what_their_role_gives(self, manager, permission):
        path = f"/roles/2/permissions/{permission('provider_update')}"
        refused = manager.put(path)
        assert (refused.status, "nobody raises their own" in refused.body.decode()) == (403, True)

    def test_by_a_new_user_above_them(self, manager):
        body = {"username": "puppet", "password": SECRET, "role_id": 1}
        assert manager.post("/users", body).status == 403
        assert manager.post("/users", {**body, "role_id": 2}).status == 200

    def test_by_another_user(self, manager, people, permission):
        path = f"/users/{people['bob'].user_id}"
        assert manager.put(f"{path}/roles/1").status == 403
        assert manager.put(f"{path}/permissions/{permission('provider_update')}").status == 403
        assert manager.put(f"{path}/permissions/{permission('user_list')}").status == 200

    @pytest.mark.parametrize(
        ("method", "path", "body"),
        [
            ("PUT", "/password", {"password": SECRET}),
            ("PUT", "", {"password": SECRET}),
            ("PUT", "", {"email": "mine@example.org"}),
            ("DELETE", "", None),
            ("DELETE", "/roles/1", None),
        ],
    )
    def test_by_reaching_for_an_administrator(self, manager, admin, method, path, body):
        refused = manager.request(method, f"/users/1{path}", body)
        assert (refused.status, "a permission that you lack" in refused.body.decode()) == (403, True)
        assert admin.get("/users/1").status == 200

    def test_an_administrator_gives_what_is_not_theirs_but_not_to_themselves(self, admin, login, people, permission):
        admin.delete("/users/1/roles/2")
        assert admin.put(f"/users/{people['bob'].user_id}/permissions/{permission('campaign')}").status == 200
        assert admin.put(f"/users/1/permissions/{permission('campaign')}").status == 403
        assert admin.put("/users/1/roles/2").status == 403

    def test_a_password_in_a_change_takes_its_own_permission(self, admin, login, permission, people):
        own = f"/users/{people['bob'].user_id}"
        admin.put(f"{own}/permissions/{permission('user_update')}")
        admin.delete(f"{own}/roles/2")
        bob = login("bob")
        refused = bob.put(own, {"first_name": "Bob", "password": SECRET})
        assert (refused.status, "user_password" in refused.body.decode()) == (403, True)
        assert admin.get(own).json["first_name"] == ""
