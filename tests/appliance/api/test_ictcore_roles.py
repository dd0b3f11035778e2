"""Roles and permissions: what there is, what a role gives, what may not be changed."""

import pytest


@pytest.fixture
def permission(admin):
    """permission(name): its id."""
    return lambda name: next(row["permission_id"] for row in admin.get("/permissions", query={"name": name}).json)


def test_there_are_two_roles_and_the_permissions(admin):
    assert [(row["role_id"], row["name"]) for row in admin.get("/roles").json] == [(1, "admin"), (2, "user")]
    rows = admin.get("/permissions").json
    assert (len(rows), rows[0]) == (135, {"permission_id": 1, "name": "api", "description": ""})
    assert admin.get("/permissions/1").json == rows[0]
    assert admin.get("/permissions/999").status == 404


@pytest.mark.parametrize(
    ("path", "query", "found"),
    [
        ("/roles", {"name": "us"}, ["user"]),
        ("/roles", {"name": "ser"}, []),
        ("/roles", {"role_id": "1"}, ["admin"]),
        ("/permissions", {"name": "campaign_st"}, ["campaign_start", "campaign_stop"]),
        ("/permissions", {"name": "api", "limit": "1", "offset": "1"}, ["api_access"]),
        ("/roles/2/permissions", {"name": "user"}, ["user_read", "user_password"]),
    ],
)
def test_filters(admin, path, query, found):
    assert [row["name"] for row in admin.get(path, query=query).json] == found


def test_a_role_is_made_filled_given_and_removed(admin, login, permission, people):
    role = admin.post("/roles", {"name": "clerk", "description": "Reads contacts"}).json["role_id"]
    path, bob = f"/roles/{role}", people["bob"].user_id
    assert admin.get(path).json == {"role_id": role, "name": "clerk", "description": "Reads contacts"}
    assert admin.put(f"{path}/permissions/{permission('contact_list')}").json["name"] == "clerk"
    admin.put(f"/users/{bob}/roles/{role}")
    admin.delete(f"/users/{bob}/roles/2")
    client = login("bob")
    assert (client.get("/contacts").status, client.get("/groups").status) == (200, 403)
    assert admin.delete(f"{path}/permissions/{permission('contact_list')}").status == 200
    assert client.get("/contacts").status == 403
    assert admin.put(path, {"name": "reader"}).json["name"] == "reader"
    held = admin.delete(path)
    assert (held.status, "1 users have that role" in held.body.decode()) == (423, True)
    admin.delete(f"/users/{bob}/roles/{role}")
    assert admin.delete(path).json is True
    assert admin.get(path).status == 404


@pytest.mark.parametrize("name", ["", "A", "a b", "_a", "a" * 65, "user"])
def test_a_name_that_will_not_do_is_refused(admin, name):
    assert admin.post("/roles", {"name": name}).status == 412
    assert len(admin.get("/roles").json) == 2


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("DELETE", "/roles/1", None),
        ("DELETE", "/roles/2", None),
        ("PUT", "/roles/1", {"name": "root"}),
        ("PUT", "/roles/1/permissions/1", None),
        ("DELETE", "/roles/1/permissions/1", None),
    ],
)
def test_what_every_box_needs_stays(admin, method, path, body):
    before = [admin.get("/roles").json, admin.get("/roles/1/permissions").json]
    assert admin.request(method, path, body).status == 423
    assert [admin.get("/roles").json, admin.get("/roles/1/permissions").json] == before


def test_what_users_get_may_be_changed(admin, alice, permission):
    assert admin.put("/roles/2", {"name": "user", "description": "Everybody"}).json["description"] == "Everybody"
    admin.delete(f"/roles/2/permissions/{permission('contact')}")
    assert alice.get("/contacts").status == 403


@pytest.mark.parametrize("path", ["/roles/9", "/roles/9/permissions/1", "/roles/2/permissions/999"])
@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_what_is_not_there_is_not_found(admin, method, path):
    assert admin.request(method, path, {}).status == 404
