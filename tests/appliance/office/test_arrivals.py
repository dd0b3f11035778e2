"""Whose a message is that came in."""

from __future__ import annotations

import pytest

from appliance.domain import Service
from appliance.office.arrivals import Arrivals
from appliance.spool.inbound import Owner
from appliance.spool.listing import Page
from appliance.spool.people import ACCOUNTS, CONTACTS
from appliance.spool.programs import PROGRAMS

SENDER, NUMBER = "+4917012345678", "+15550001001"


@pytest.fixture
def numbers():
    """Of each line."""
    return {"gsm1": frozenset({NUMBER, "5550001001"})}


@pytest.fixture
def owner(spool, clock, numbers):
    """owner(line, sender): whose it is."""
    arrivals = Arrivals(lambda db, line: numbers.get(line, frozenset()), clock)
    return lambda line="gsm1", sender=SENDER: spool.write(lambda db: arrivals.owner(db, sender, line))


@pytest.fixture
def account(spool, people):
    """account(name, ..): changes that user's account; its id."""

    def change(name: str, **fields: object) -> int:
        def work(db) -> int:
            found = next(one for one in ACCOUNTS.find(db).rows if one.username == name)
            ACCOUNTS.update(db, found.id, fields)
            return found.id

        return spool.write(work)

    return change


@pytest.fixture
def receiving(spool, clock, people):
    """receiving(name, account): a receivesms program of that account."""

    def make(name: str, account_id: int, kind: str = "receivesms") -> int:
        row = {"user_id": people[name].user_id, "name": kind, "type": kind, "account_id": account_id, "created_at": 1.0}
        return spool.write(lambda db: PROGRAMS.insert(db, row))

    return make


@pytest.mark.parametrize("number", [NUMBER, "5550001001"])
def test_the_account_that_has_the_lines_number_gets_it(owner, account, people, number):
    alices = account("alice", phone=number)
    found = owner()
    assert (found.user_id, found.account_id) == (people["alice"].user_id, alices)


def test_where_nobody_has_it_it_is_the_first_administrators(owner, account, people):
    account("alice", phone="+49")
    assert owner().user_id == people["admin"].user_id
    assert owner("gsm9").user_id == people["admin"].user_id


def test_an_account_that_is_switched_off_gets_nothing(owner, account, people):
    account("alice", phone=NUMBER, active=0)
    assert owner().user_id == people["admin"].user_id


def test_where_there_is_nobody_it_is_nobodys(owner):
    assert owner() == Owner()


def test_where_no_administrator_is_let_in_it_is_nobodys(owner, spool, people):
    spool.write(lambda db: db.execute("UPDATE users SET active = 0 WHERE username = 'admin'"))
    assert owner() == Owner()


def test_the_accounts_newest_program_is_given(owner, account, receiving):
    alices = account("alice", phone=NUMBER)
    assert owner().program_id is None
    receiving("alice", alices)
    newest = receiving("alice", alices)
    receiving("alice", alices, "sendsms")
    receiving("bob", account("bob"))
    assert owner().program_id == newest


def test_an_unknown_sender_becomes_a_contact_once(owner, account, spool, people):
    account("alice", phone=NUMBER)
    first, again = owner(), owner()
    assert (first.facts, again.facts) == ({"contact_new": first.contact_id}, {})
    assert again.contact_id == first.contact_id
    (contact,) = CONTACTS.find(spool.read()).rows
    assert (contact.phone, contact.user_id) == (SENDER, people["alice"].user_id)


def test_a_known_sender_is_that_contact(owner, account, office, people):
    account("alice", phone=NUMBER)
    made = office.contacts.create(people["alice"], phone=SENDER, first_name="Ada")
    assert owner().contact_id == made


def test_a_contact_of_another_user_is_not_shown_to_this_one(owner, account, office, people):
    account("alice", phone=NUMBER)
    bobs = office.contacts.create(people["bob"], phone=SENDER)
    assert owner().contact_id != bobs


def test_a_sender_without_a_number_is_no_contact(owner, account, spool):
    account("alice", phone=NUMBER)
    assert owner(sender="").contact_id is None
    assert CONTACTS.find(spool.read()).rows == ()


@pytest.mark.parametrize(
    ("made", "taken"), [(("receivefax",), 0), (("faxtoemail", "receivefax"), 0), (("receivesms",), None)]
)
def test_a_fax_goes_by_the_program_for_faxes_that_does_most(made, taken, spool, clock, account, receiving, people):
    alices = account("alice", phone=NUMBER)
    programs = [receiving("alice", alices, kind) for kind in made]
    arrivals = Arrivals(lambda db, line: frozenset({NUMBER}), clock)
    found = spool.write(lambda db: arrivals.owner(db, SENDER, "fax1", Service.FAX))
    assert found.program_id == (None if taken is None else programs[taken])
    assert found.is_contact_new


def test_who_has_purchased_the_line_gets_it_where_no_account_has_its_number(owner, account, office, people, lines):
    lines("gsm1", number=NUMBER)
    (line,) = office.senders.find(people["admin"], (), Page()).rows
    office.senders.update(people["admin"], line.id, ownership="PREPROVISIONED")
    assert owner().user_id == people["admin"].user_id
    mine = office.senders.purchase(people["bob"], line.id)
    assert owner().user_id == people["bob"].user_id
    account("alice", phone=NUMBER)
    assert owner().user_id == people["alice"].user_id
    account("alice", phone="+49")
    office.senders.delete(people["bob"], mine)
    assert owner().user_id == people["admin"].user_id
