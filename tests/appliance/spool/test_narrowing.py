"""Lists narrowed to few rows: the same rows come as without, and they are found by an index."""

from __future__ import annotations

import copy
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.spool import narrowing, queue
from appliance.spool.connection import Connection
from appliance.spool.groups import GROUPS, MEMBERS, link
from appliance.spool.listing import Condition, Match, Page, exactly
from appliance.spool.migrate import migrate, schemas
from appliance.spool.people import ACCOUNTS, CONTACTS
from appliance.spool.programs import PROGRAMS
from appliance.spool.transmissions import TRANSMISSIONS

IN_TURN = [("draft", None), ("active", None), ("done", "sent"), ("done", "failed"), ("done", "in_doubt")]
STANDINGS = ["draft", "unsendable", "waiting", "active", "sent", "failed", "in_doubt", "cancelled"]
PARTS = st.one_of(
    st.sampled_from(
        ["", "1", "17", "171", "0171", "5551", "+4917155", "Ann", "nna", "ANNA", "ä", "Änn", '"', "'", "x y"]
    ),
    st.text("+0157 An\"'äÄ*-", max_size=5),
)
USERS = "INSERT INTO users (id, username, password_hash, created_at) VALUES (1, 'a', '', 0), (2, 'b', '', 0)"
TIMES = st.integers(0, 12)


@pytest.fixture(scope="module")
def rows():
    """Contacts of two owners and what was sent to them, some of it long ago, some to contacts that are gone."""
    import sqlite3

    db = sqlite3.connect(":memory:", isolation_level=None, factory=Connection)
    db.execute("PRAGMA foreign_keys = ON")
    migrate(db)
    db.execute(USERS)
    names = ["Anna", "Hannah", 'An"na', "Ännä", "anna 'x'", "", "x y", "Bo"]
    numbers = ["+4917155510", "017155511", "+49171555", "5551", "", "INFO", "+1*5#", "015551715551"]
    group = GROUPS.insert(db, {"name": "g", "created_at": 0.0})
    accounts = [
        ACCOUNTS.insert(db, {"user_id": 1, "username": str(each), "phone": each, "created_at": 0.0})
        for each in ("+491715", "")
    ]
    program = PROGRAMS.insert(db, {"name": "p", "type": "sendsms", "created_at": 0.0})
    for at in range(24):
        contact = {"phone": numbers[at % 8], "first_name": names[at % 7], "last_name": names[at % 5]}
        made = CONTACTS.insert(db, {**contact, "user_id": 1 + at % 2, "created_at": float(at // 2)})
        if at % 3:
            link(db, group, made)
        draft = queue.Draft(
            user_id=1 + at % 2,
            contact_id=made if at % 6 else None,
            account_id=accounts[at % 2],
            program_id=program if at % 4 else 99,
            party=numbers[at % 8],
        )
        standing(db, queue.create(db, draft, float(at // 2)), at)
    CONTACTS.update(db, 3, {"first_name": "Zoë", "phone": "+4930"})
    CONTACTS.delete(db, [5, 6])
    yield db
    db.close()


def standing(db, made, at):
    """Bring a draft into one of the standings, in turn."""
    state, verdict = [("draft", None), ("active", None), ("done", "sent"), ("done", "failed"), ("done", "in_doubt")][
        at % 5
    ]
    service, direction = (2, "inbound") if at % 7 == 0 else (4, "outbound")
    db.execute(
        "UPDATE transmissions SET state = ?, verdict = ?, service = ?, direction = ?, cause = ?, deleted = ?"
        " WHERE id = ?",
        (state, verdict, service, direction, "CMS 38" if verdict == "failed" else "", at % 11 == 0, made),
    )
    if state == "active":
        row = "INSERT INTO attempts (transmission_id, service, state, queued_at, line) VALUES (?, 4, ?, 0, ?)"
        db.execute(row, (made, ("queued", "waiting", "open")[at % 3], str(made)))


def plainly(table):
    """The same table without any help."""
    plain = copy.copy(table)
    plain._narrow, plain._looked_up_by, plain._total = {}, (), ""
    return plain


OF_CONTACTS = st.one_of(
    st.builds(Condition, st.sampled_from(["first_name", "last_name"]), st.just(Match.CONTAINS), PARTS),
    st.builds(Condition, st.just("phone"), st.just(Match.ENDS), PARTS),
    st.builds(Condition, st.just("created_at"), st.sampled_from([Match.FROM, Match.UNTIL]), TIMES),
    st.builds(Condition, st.sampled_from(["user_id", "id"]), st.just(Match.EXACT), st.integers(0, 4)),
    st.builds(Condition, st.just("phone"), st.just(Match.EXACT), st.sampled_from(["5551", "+4930", ""])),
)
OF_TRANSMISSIONS = st.one_of(
    st.builds(Condition, st.sampled_from(["contact_phone", "phones"]), st.just(Match.CONTAINS), PARTS),
    st.builds(Condition, st.just("created_at"), st.sampled_from([Match.FROM, Match.UNTIL]), TIMES),
    st.builds(
        Condition,
        st.sampled_from(["user_id", "contact_id", "program_id", "account_id", "campaign_id", "id"]),
        st.sampled_from([Match.EXACT, Match.EQUAL]),
        st.integers(0, 3),
    ),
    st.builds(
        Condition, st.just("standing"), st.just(Match.AMONG), st.lists(st.sampled_from(STANDINGS)).map(json.dumps)
    ),
    st.builds(Condition, st.just("direction"), st.just(Match.CONTAINS), st.sampled_from(["in", "OUT", "bound", "x"])),
    st.builds(Condition, st.just("service"), st.just(Match.BITS), st.integers(0, 8)),
    st.builds(Condition, st.just("deleted"), st.just(Match.EXACT), st.integers(0, 1)),
    st.just(Condition("response", Match.CONTAINS, "38")),
)


@settings(deadline=None, max_examples=60)
@given(st.lists(OF_CONTACTS, max_size=3), st.sampled_from([1, 2000]))
def test_contacts_are_the_same(rows, conditions, most):
    check(rows, CONTACTS, conditions, most)
    check(rows, MEMBERS, [*exactly(group_id=1), *conditions], most)


@settings(deadline=None, max_examples=60)
@given(st.one_of(PARTS, st.sampled_from(["a Z", "1 A", "oë ", " "])), st.sampled_from([1, 2000]))
def test_contacts_found_by_number_and_name_together_are_the_same(rows, value, most):
    check(rows, CONTACTS, [Condition("words", Match.CONTAINS, value)], most)


@settings(deadline=None, max_examples=60)
@given(st.lists(OF_TRANSMISSIONS, max_size=3), st.sampled_from([1, 2000]))
def test_transmissions_are_the_same(rows, conditions, most):
    check(rows, TRANSMISSIONS, conditions, most)


def check(rows, table, conditions, most):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(narrowing, "MOST", most)
        for page in (Page(), Page(limit=2, count=True), Page(limit=2, offset=1, count=True)):
            found, wanted = (each.find(rows, conditions, page) for each in (table, plainly(table)))
            assert found == wanted


def test_who_is_changed_or_gone_is_found_by_what_holds_now(db):
    def found(column, match, value):
        return [each.id for each in CONTACTS.find(db, [Condition(column, match, value)]).rows]

    made = CONTACTS.insert(db, {"phone": "+4917155", "first_name": "Anna", "created_at": 1.0})
    sent = queue.create(db, queue.Draft(contact_id=made, party="+4917155"), 1.0)
    CONTACTS.update(db, made, {"phone": "+4930123", "first_name": "Hanna"})
    assert found("first_name", Match.CONTAINS, "hann") == [made]
    assert (found("phone", Match.ENDS, "30123"), found("phone", Match.ENDS, "7155")) == ([made], [])
    CONTACTS.delete(db, [made])
    assert found("first_name", Match.CONTAINS, "hann") == []
    words = db.execute("SELECT rowid FROM contact_words WHERE contact_words MATCH ?", ('"han"',)).fetchall()
    assert words == []
    other = CONTACTS.insert(db, {"phone": "+4917155", "created_at": 1.0})
    shown = TRANSMISSIONS.find(db, [Condition("contact_phone", Match.CONTAINS, "+49")]).rows
    assert (other, [each.id for each in shown]) == (made + 1, [sent])


@given(
    st.lists(
        st.sampled_from(["contact", "transmission", "delete", "delete contact", "undelete", "give", "give contact"]),
        max_size=12,
    )
)
def test_totals_are_kept(rows_of_two, steps):
    db = rows_of_two()
    changes = {
        "contact": "INSERT INTO contacts (user_id, phone, created_at) VALUES (abs(random()) % 2 + 1, '1', 0)",
        "transmission": "INSERT INTO transmissions (user_id, direction, service, state, created_at)"
        " VALUES (nullif(abs(random()) % 3, 0), 'outbound', 4, 'draft', 0)",
        "delete": "UPDATE transmissions SET deleted = 1 WHERE id = (SELECT max(id) FROM transmissions)",
        "undelete": "UPDATE transmissions SET deleted = 0",
        "delete contact": "DELETE FROM contacts WHERE id = (SELECT max(id) FROM contacts)",
        "give": "UPDATE transmissions SET user_id = 2 WHERE id % 2",
        "give contact": "UPDATE contacts SET user_id = 1 WHERE id % 2",
    }
    for step in steps:
        db.execute(changes[step])
    for table, more in ((CONTACTS, ()), (TRANSMISSIONS, exactly(deleted=0))):
        for owner in ((), exactly(user_id=1), exactly(user_id=2)):
            found = table.find(db, [*owner, *more], Page(0, 0, count=True)).total
            assert found == plainly(table).find(db, [*owner, *more], Page(0, 0, count=True)).total
    db.close()


@pytest.fixture(scope="module")
def rows_of_two():
    import sqlite3

    def make():
        db = sqlite3.connect(":memory:", isolation_level=None, factory=Connection)
        migrate(db)
        db.execute(
            "INSERT INTO users (id, username, password_hash, created_at) VALUES (1, 'a', '', 0), (2, 'b', '', 0)"
        )
        return db

    return make


@pytest.mark.parametrize(
    ("table", "conditions", "index"),
    [
        (CONTACTS, exactly(user_id=1, phone="1"), "contacts_by_phone"),
        (CONTACTS, exactly(user_id=1, email="1"), "contacts_by_email"),
        (CONTACTS, exactly(user_id=1), "contacts_by_user"),
        (TRANSMISSIONS, exactly(user_id=1, deleted=0), "transmissions_by_user"),
        (TRANSMISSIONS, exactly(user_id=1, contact_id=1, program_id=1), "transmissions_by_contact"),
        (TRANSMISSIONS, exactly(user_id=1, program_id=1, account_id=1), "transmissions_by_program"),
        (TRANSMISSIONS, exactly(user_id=1, account_id=1, deleted=0), "transmissions_by_account"),
        (TRANSMISSIONS, [Condition("standing", Match.AMONG, '["failed"]')], "transmissions_unsent"),
        (
            TRANSMISSIONS,
            [Condition("standing", Match.AMONG, '["failed"]'), *exactly(user_id=1)],
            "transmissions_unsent",
        ),
        (TRANSMISSIONS, [Condition("response", Match.CONTAINS, "x")], "transmissions_unsent"),
        (TRANSMISSIONS, [Condition("direction", Match.CONTAINS, "inb")], "transmissions_inbound"),
        (TRANSMISSIONS, [Condition("service", Match.BITS, 2), *exactly(deleted=0)], "transmissions_by_service"),
        (TRANSMISSIONS, exactly(deleted=1), "transmissions_deleted"),
    ],
)
def test_the_first_of_a_page_are_found_without_sorting(db, table, conditions, index):
    steps = plan(db, table, conditions)
    assert any(index in each for each in steps)
    assert not [each for each in steps if "TEMP B-TREE" in each or each == f"SCAN {table.name}"]


@pytest.mark.parametrize(
    ("table", "conditions"),
    [
        (CONTACTS, [Condition("phone", Match.ENDS, "155")]),
        (CONTACTS, [Condition("first_name", Match.CONTAINS, "ann"), *exactly(user_id=1)]),
        (CONTACTS, [Condition("created_at", Match.FROM, 5.0)]),
        (MEMBERS, [Condition("last_name", Match.CONTAINS, "ann"), *exactly(user_id=1, group_id=1)]),
        (TRANSMISSIONS, [Condition("created_at", Match.FROM, 5.0), *exactly(user_id=1)]),
        (TRANSMISSIONS, [Condition("standing", Match.AMONG, '["draft", "waiting"]'), *exactly(user_id=1)]),
        (TRANSMISSIONS, [Condition("standing", Match.AMONG, '["active"]')]),
        (TRANSMISSIONS, [Condition("contact_phone", Match.CONTAINS, "155")]),
        (TRANSMISSIONS, [Condition("phones", Match.CONTAINS, "155")]),
    ],
)
def test_few_rows_are_looked_at(db, table, conditions):
    steps = plan(db, table, conditions)
    assert any(each.startswith("SEARCH contacts" if table is MEMBERS else f"SEARCH {table.name}") for each in steps)
    assert not [each for each in steps if each in (f"SCAN {table.name}", "SCAN members") or "_by_user" in each]


def plan(db, table, conditions):
    where, values = table._where(conditions, table._narrowed(db, conditions))
    statement = f"EXPLAIN QUERY PLAN SELECT {table._fields} FROM {table._source}{where}{table._order}"
    return [row[3] for row in db.execute(statement, [*values, 50, 0])]


def test_what_there_was_before_is_found_and_counted():
    import sqlite3

    db = sqlite3.connect(":memory:", isolation_level=None, factory=Connection)
    steps = schemas()
    since = next(version for version, script in sorted(steps.items()) if "contact_words" in script)
    migrate(db, {version: script for version, script in steps.items() if version < since})
    db.execute(USERS)
    db.execute("INSERT INTO contacts (user_id, phone, first_name, created_at) VALUES (2, '+4917155', 'Hannah', 0)")
    db.execute(
        "INSERT INTO transmissions (user_id, direction, service, state, deleted, created_at) VALUES"
        " (2, 'outbound', 4, 'draft', 0, 0), (NULL, 'outbound', 4, 'draft', 1, 0), (1, 'inbound', 4, 'done', 0, 0)"
    )
    migrate(db)
    assert len(CONTACTS.find(db, [Condition("first_name", Match.CONTAINS, "anna")]).rows) == 1
    assert len(CONTACTS.find(db, [Condition("phone", Match.ENDS, "155")]).rows) == 1
    totals = db.execute("SELECT name, user_id, count FROM totals WHERE name NOT LIKE '% of %' ORDER BY 1, 2").fetchall()
    assert totals == [("contacts", 2, 1), ("transmissions", 1, 1), ("transmissions", 2, 1)]
    db.close()
