"""Every operation of every dialect: who lacks a permission is refused, and another's records are not there for them.

The tables are walked, so an operation that is new is tried too; one with a new kind of record needs a row in
`conftest.py`.
"""

import base64
import re

import pytest

from appliance.api.dialect import Many, Shape

UNGUARDED = {("POST", "/api/authenticate/cancel"), ("POST", "/box/v1/logout"), ("POST", "/box/v1/password")}
"""Who may do no more than log in may still log out and change their password."""

SHARED = {"/box/v1/lines", "/box/v1/findings", "/api/roles", "/api/permissions", "/api/providers"}
"""Lists of what belongs to nobody."""

COMMON = {"role_id", "permission_id", "provider_id"}
"""What belongs to nobody."""


@pytest.fixture
def operations(dialects):
    return [(prefix, operation) for prefix, dialect in dialects.items() for operation in dialect.operations]


@pytest.fixture
def every_permission(spool):
    return {name for (name,) in spool.read().execute("SELECT name FROM permissions")}


@pytest.fixture
def grant(spool, people):
    """grant(permissions): bob holds these and no others."""
    bob = people["bob"].user_id

    def give(permissions):
        def change(db):
            db.execute("DELETE FROM user_roles WHERE user_id = ?", (bob,))
            db.execute("DELETE FROM user_permissions WHERE user_id = ?", (bob,))
            db.executemany("INSERT INTO user_permissions VALUES (?, ?)", [(bob, each) for each in sorted(permissions)])

        spool.write(change)

    return give


@pytest.fixture
def bob(anybody):
    """By name and password, as what is tried ends tokens."""
    anybody.headers["Authorization"] = "Basic " + base64.b64encode(b"bob:correct horse").decode()
    return anybody


def _ask(client, prefix, operation, ids=None, body=None):
    path = re.sub(r"\{(\w+)\}", lambda name: str((ids or {}).get(name[1], 999)), operation.path)
    return client.request(operation.method, prefix + path, None if operation.method == "GET" else body or {})


def _body(operation):
    """Something in each field that is required."""
    fields = operation.takes.fields if isinstance(operation.takes, Shape) else ()
    return {each.name: each.kind.schema.get("enum", ["1"])[0] for each in fields if each.takes and each.required}


def _name(prefix, operation):
    return (operation.method, prefix + operation.path)


def test_every_operation_names_permissions_that_there_are(operations, every_permission):
    unguarded = {_name(*each) for each in operations if not each[1].needs and not each[1].public}
    assert unguarded == UNGUARDED
    assert {need for _, operation in operations for need in operation.needs} <= every_permission | {"program_update"}


def test_who_lacks_one_permission_is_refused(operations, every_permission, grant, bob):
    for prefix, operation in operations:
        for need in operation.needs:
            grant(every_permission - {need, need.partition("_")[0]})
            refused = _ask(bob, prefix, operation)
            assert (refused.status, need in refused.body.decode()) == (403, True), _name(prefix, operation)


def test_who_has_just_the_permissions_is_let_in(operations, grant, bob):
    for prefix, operation in operations:
        grant(operation.needs)
        assert _ask(bob, prefix, operation).status not in (401, 403, 500), _name(prefix, operation)


def test_who_has_no_permissions_may_only_leave(operations, grant, bob):
    grant(())
    answers = {_name(*each): _ask(bob, *each).status for each in operations if not each[1].public}
    assert {name for name, status in answers.items() if status != 403} == UNGUARDED


def test_anothers_records_are_not_there(operations, every_permission, grant, alice, bob, makers):
    grant({each for each in every_permission if not each.endswith("_admin")})
    for prefix, operation in operations:
        names = re.findall(r"\{(\w+)\}", operation.path)
        if names and names[0] not in COMMON:
            ids = {name: makers[name](alice) if name.endswith("_id") else "1" for name in names}
            assert _ask(bob, prefix, operation, ids, _body(operation)).status == 404, _name(prefix, operation)


def test_anothers_records_are_in_no_list(operations, every_permission, grant, alice, bob, journal, people, makers):
    grant({each for each in every_permission if not each.endswith("_admin")})
    for make in makers.values():
        make(alice)
    journal.came_in(people["alice"].user_id, "+491799", "hello")
    for prefix, operation in operations:
        if isinstance(operation.gives, Many) and "{" not in operation.path and prefix + operation.path not in SHARED:
            hers, his = (_ask(each, prefix, operation).json for each in (alice, bob))
            if isinstance(hers, list):  # she may not see all users
                assert not [row for row in his if row in hers], _name(prefix, operation)


def test_whoever_may_see_all_of_a_kind_sees_it(grant, alice, bob, makers):
    contact_id = makers["contact_id"](alice)
    grant({"contact", "group"})
    assert bob.get(f"/contacts/{contact_id}").status == 404
    grant({"contact", "group_admin"})
    assert bob.get(f"/contacts/{contact_id}").status == 404
    grant({"contact", "contact_admin"})
    assert bob.get(f"/contacts/{contact_id}").status == 200


@pytest.mark.parametrize("granted", ["contact", "contact_list"])
def test_a_family_gives_its_members(grant, bob, granted):
    grant({granted})
    assert bob.get("/contacts").status == 200


def test_what_is_taken_away_is_gone_at_once(grant, bob):
    assert bob.get("/contacts").status == 200
    grant(())
    assert bob.get("/contacts").status == 403
