"""A program may no more than the user whose it is."""

import pytest

from appliance.api.scg import API
from appliance.api.scg.permissions import needed


@pytest.mark.parametrize(
    ("method", "path", "permissions"),
    [
        ("GET", "/contacts", ("contact_list",)),
        ("POST", "/contacts", ("contact_create",)),
        ("GET", "/contacts/{contact}", ("contact_read",)),
        ("POST", "/contacts/{contact}", ("contact_update",)),
        ("PUT", "/contacts/{contact}", ("contact_update",)),
        ("DELETE", "/contacts/{contact}", ("contact_delete",)),
        ("POST", "/contact_groups/{group}/contacts", ("group_update",)),
        ("GET", "/contact_groups/{group}/contacts/{contact}", ("group_read",)),
        ("DELETE", "/contact_groups/{group}/contacts/{contact}", ("group_update",)),
        ("GET", "/messaging/message_requests/{request}/messages", ("transmission_read",)),
        ("POST", "/messaging/message_requests", ("transmission_create",)),
        ("GET", "/contactexport/{contact_export}", ("contact_read",)),
        ("GET", "/messaging/sender_ids", ()),
        ("GET", "/messagingly", ()),
    ],
)
def test_each_operation_needs_what_the_same_thing_needs_elsewhere(method, path, permissions):
    assert needed(method, path) == permissions


def test_a_program_is_refused_what_its_user_may_not(app, spool, scg_dialects):
    spool.write(lambda db: db.execute("DELETE FROM role_permissions"))
    guarded = [each for each in scg_dialects[API].operations if each.needs and "{" not in each.path]
    assert guarded
    for each in guarded:
        reply = app.request(each.method, each.path, {})
        assert (reply.status, reply.json["error_code"]) == (403, "403"), each.path
        assert each.needs[0] in reply.json["error_description"]


def test_who_shows_no_token_learns_nothing_of_what_is_there(anybody):
    """A program asks for a new token at 401 alone, so that goes before whether the record is there."""
    assert anybody.get(f"{API}/contacts/nonsense").status == 401
