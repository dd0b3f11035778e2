import pytest

from appliance.errors import Forbidden, Invalid, NotFound
from appliance.spool.listing import exactly
from appliance.spool.people import ACCOUNTS


def test_a_user_comes_with_an_account_of_the_same_name(office, spool, people):
    account = ACCOUNTS.newest(spool.read(), exactly(user_id=people["bob"].user_id))
    assert (account.username, account.type, account.active) == ("bob", "account", 1)
    assert [user.username for user in office.people.users()] == ["admin", "alice", "bob"]


@pytest.mark.parametrize("name", ["", "a:b", "a\nb", "\x00"])
def test_a_username_must_go_into_basic_credentials(office, name):
    with pytest.raises(Invalid, match="username"):
        office.people.add_user(name, "long enough")


def test_a_username_is_taken_once(office, people):
    with pytest.raises(Invalid, match="alice is there already"):
        office.people.add_user("alice", "long enough")


def test_unknown_users_can_not_be_changed(office):
    with pytest.raises(NotFound, match="user 99"):
        office.people.set_password(99, "long enough")
    with pytest.raises(NotFound, match="user 99"):
        office.people.set_active(99, True)


def test_a_weak_password_changes_nothing(office, people):
    with pytest.raises(Invalid):
        office.people.change_password(people["alice"], "correct horse", "short")
    with pytest.raises(Forbidden):
        office.people.change_password(people["alice"], "wrong", "long enough")
    assert office.people.user(username="alice").tokens_after == 0


def test_the_password_is_not_in_the_spool(office, people, spool):
    office.people.set_password(people["alice"].user_id, "a secret to keep")
    assert not any("a secret to keep" in line for line in spool.read().iterdump())


def test_revocations_are_forgotten_when_their_tokens_have_expired(office, spool, clock):
    office.people.revoke("old", clock.now + 10)
    clock.now += 20
    office.people.revoke("new", clock.now + 10)
    assert spool.read().execute("SELECT token_id FROM revoked_tokens").fetchall() == [("new",)]
