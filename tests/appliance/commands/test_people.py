"""`modembox user`: who may use the box."""

from __future__ import annotations

import pytest

SECRET = "a new password"


def users(modembox) -> dict[str, tuple[str, str]]:
    return {row["username"]: (row["roles"], row["active"]) for row in modembox("user", "list", "--json").json}


def test_those_that_there_are(modembox):
    assert users(modembox) == {"admin": ("admin user", "yes")}
    assert modembox("user", "list").out.splitlines()[1].split() == ["1", "admin", "admin", "user", "yes"]


def test_a_user_with_a_password_from_a_pipe(modembox, data):
    done = modembox("user", "add", "alice", "--password-stdin", stdin=f"{SECRET}\n")
    assert (done.status, done.out) == (0, "made user alice\n")
    assert users(modembox)["alice"] == ("user", "yes")
    assert not data.office(lambda office, actor: office.people.user(username="alice")).must_change


def test_an_administrator_with_a_fresh_password(modembox, data):
    done = modembox("user", "add", "bob", "--admin")
    assert done.status == 0
    assert len(done.out.split()[-1]) >= 12
    assert users(modembox)["bob"] == ("admin user", "yes")
    assert data.office(lambda office, actor: office.people.user(username="bob")).must_change


@pytest.mark.parametrize(
    ("arguments", "stdin", "complaint"),
    [
        (("add", "admin", "--password-stdin"), SECRET, "there already"),
        (("add", "carol", "--password-stdin"), "short", "8 to 256"),
        (("add", "carol", "--password-stdin"), "", "8 to 256"),
        (("add", "ca:rol", "--password-stdin"), SECRET, "no colon"),
        (("add", "ca\x1brol", "--password-stdin"), SECRET, "printable"),
        (("add", "", "--password-stdin"), SECRET, "printable"),
        (("password", "nobody", "--password-stdin"), SECRET, "user nobody"),
        (("disable", "nobody"), "", "user nobody"),
        (("enable", "nobody"), "", "user nobody"),
        (("disable", "admin"), "", "the last administrator"),
        (("revoke", "admin", "admin"), "", "the last administrator"),
        (("grant", "admin", "king"), "", "there are admin, user"),
        (("grant", "nobody", "user"), "", "user nobody"),
    ],
)
def test_bad_input_changes_nothing(modembox, data, arguments, stdin, complaint):
    before = data.everything()
    done = modembox("user", *arguments, stdin=stdin)
    assert done.status == 1
    assert complaint in done.err
    assert SECRET not in done.err + done.out
    assert data.everything() == before


def test_a_password_is_set_and_ends_the_users_sessions(modembox, data):
    def tokens_after(office, actor) -> float:
        return office.people.user(username="admin").tokens_after

    before = data.office(tokens_after)
    done = modembox("user", "password", "admin", "--password-stdin", stdin=f"{SECRET}\r\n")
    assert (done.status, done.out) == (0, "set the password of admin\n")
    assert data.office(tokens_after) > before


def test_kept_out_and_let_in_again(modembox):
    modembox("user", "add", "alice", "--password-stdin", stdin=SECRET)
    assert modembox("user", "disable", "alice").out == "alice is kept out\n"
    assert users(modembox)["alice"] == ("user", "no")
    assert modembox("user", "enable", "alice").out == "alice is let in\n"
    assert users(modembox)["alice"] == ("user", "yes")


def test_a_role_is_given_and_taken(modembox):
    modembox("user", "add", "alice", "--password-stdin", stdin=SECRET)
    assert modembox("user", "grant", "alice", "admin").out == "alice has the role admin\n"
    assert users(modembox)["alice"] == ("admin user", "yes")
    assert modembox("user", "revoke", "admin", "admin").out == "admin has the role admin no more\n"
    assert users(modembox)["admin"] == ("user", "yes")
    assert modembox("user", "revoke", "alice", "user").status == 0
    assert users(modembox)["alice"] == ("admin", "yes")


def test_a_verb_is_needed(modembox):
    assert modembox("user", data=None).status == 2


def test_it_works_beside_a_box_that_writes(modembox, data):
    data.use(lambda spool: modembox("user", "add", "alice", "--password-stdin", stdin=SECRET))
    assert "alice" in users(modembox)
