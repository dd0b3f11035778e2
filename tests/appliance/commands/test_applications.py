"""`modembox application`: who may speak SCG."""

from __future__ import annotations

import pytest


def names(modembox) -> dict[str, tuple[str, str]]:
    return {row["name"]: (row["user"], row["active"]) for row in modembox("application", "list", "--json").json}


def test_there_are_none_at_first(modembox):
    assert modembox("application", "list").out == ("no applications yet: modembox application add NAME --user USER\n")


def test_one_is_let_in_by_what_is_told_once(modembox, data):
    told = modembox("application", "add", "monitor", "--user", "admin", "--json").json
    assert sorted(told) == ["key", "secret", "token"]
    assert names(modembox) == {"monitor": ("admin", "yes")}
    assert data.office(lambda office, actor: office.applications.actor(told["token"]).username) == "admin"
    assert told["secret"] not in modembox("application", "list").out


def test_people_are_told_the_same(modembox):
    lines = modembox("application", "add", "monitor", "--user", "admin").out.splitlines()
    assert lines[0] == "application monitor; this is told once:"
    assert [line.split()[0] for line in lines[1:]] == ["token", "key", "secret"]


def test_it_is_kept_out_let_in_renewed_and_ended(modembox, data):
    def holds(token):
        return data.office(lambda office, actor: office.applications.actor(token)) is not None

    token = modembox("application", "add", "monitor", "--user", "admin", "--json").json["token"]
    modembox("application", "disable", "monitor")
    assert not holds(token)
    modembox("application", "enable", "monitor")
    assert holds(token)
    fresh = modembox("application", "renew", "monitor", "--json").json["token"]
    assert holds(fresh) and not holds(token)
    modembox("application", "remove", "monitor")
    assert not holds(fresh) and names(modembox) == {}


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("add", "x", "--user", "nobody"), "user nobody"),
        (("add", "a\nb", "--user", "admin"), "printable"),
        (("renew", "x"), "application x"),
        (("remove", "x"), "application x"),
    ],
)
def test_what_can_not_be_is_refused(modembox, arguments, complaint):
    done = modembox("application", *arguments)
    assert (done.status, done.out) == (1, "") and complaint in done.err
    assert names(modembox) == {}
