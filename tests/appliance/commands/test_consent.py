"""`modembox consent`: who declined."""

from __future__ import annotations

PHONE = "+491711234567"


def known(modembox):
    return [(row["address"], row["line"], row["status"]) for row in modembox("consent", "list", "--json").json]


def test_the_owner_says_it_and_takes_it_back(modembox):
    assert modembox("consent", "list").out == "nobody has declined or agreed\n"
    assert modembox("consent", "set", PHONE, "optout").out == f"{PHONE} is OPTOUT\n"
    assert known(modembox) == [(PHONE, "all", "OPTOUT")]
    assert modembox("consent", "set", "0171 1234567", "NONE").status == 0
    assert known(modembox) == []


def test_who_texts_them_is_told_why_that_does_not_go(modembox):
    modembox("consent", "set", PHONE, "optout")
    done = modembox("send", PHONE, "hello")
    assert (done.status, done.out) == (1, "")
    assert f"{PHONE} has opted out; it is 1 in `modembox spool`" in done.err
    assert "rejected" in modembox("spool").out


def test_what_was_said_to_a_line_is_shown_with_it(modembox, data):
    def make(office, actor):
        office.desk.write(lambda db: db.execute("INSERT INTO providers (id, outlet, created_at) VALUES (9, 'gsm1', 0)"))
        row = "INSERT INTO consents (user_id, address, tail, sender_id, status, created_at) VALUES (1, ?, ?, 9, ?, 0)"
        office.desk.write(lambda db: db.execute(row, (PHONE, "1234567", "OPTOUT")))

    data.office(make)
    assert known(modembox) == [(PHONE, "gsm1", "OPTOUT")]
    modembox("consent", "set", PHONE, "NONE")
    assert known(modembox) == []


def test_what_does_not_hold_is_refused(modembox):
    assert modembox("consent", "set", " ", "OPTOUT").status == 1
    assert known(modembox) == []
