"""Values follow contacts and rules, a few at a time, whatever happens in between."""

import pytest

from appliance.office import Office, fastaccess
from appliance.spool import fastaccess as rows
from appliance.spool.listing import Page
from appliance.spool.store import Spool
from tests.appliance.conftest import SimpleCarrier

COLOR = {"slot": 3, "name": "color", "script": "$..color"}


@pytest.fixture
def alice(people, monkeypatch):
    monkeypatch.setattr(fastaccess, "AT_ONCE", 2)
    monkeypatch.setattr(fastaccess, "STEPS", 1)
    return people["alice"]


@pytest.fixture
def crowd(office, alice):
    """Five contacts, each with its color."""
    return [office.profiles.create(alice, extended_attributes=f'{{"color": "c{each}"}}') for each in range(5)]


def colors(office, actor):
    return [each.fast_access_3 for each in office.profiles.find(actor, (), Page()).rows]


def rounds(office):
    """Until nothing is left; how many it took."""
    taken = 1
    while office.fast_access(0.0) == 0.0:
        taken += 1
    return taken


def test_a_sweep_takes_a_few_at_a_time(office, alice, crowd):
    office.fast_access.create(alice, **COLOR)
    assert colors(office, alice) == [None] * 5
    assert office.fast_access(7.0) == 7.0
    assert colors(office, alice) == ["c0", "c1", None, None, None]
    assert rounds(office) == 3
    assert colors(office, alice) == ["c0", "c1", "c2", "c3", "c4"]


def test_a_sweep_goes_on_after_a_crash(office, alice, crowd, spool, media):
    office.fast_access.create(alice, **COLOR)
    office.fast_access(0.0)
    again = Office(spool, SimpleCarrier(), media)
    assert rounds(again) == 3
    assert colors(again, alice) == ["c0", "c1", "c2", "c3", "c4"]


class Crash(BaseException):
    """The power went."""


@pytest.mark.parametrize("at", range(6))
def test_a_crash_at_any_commit_loses_nothing(office, alice, crowd, spool, media, monkeypatch, at):
    office.fast_access.create(alice, **COLOR)
    passed = []

    def reach():
        passed.append(1)
        if len(passed) == at + 1:
            raise Crash

    def write(work):
        reach()
        done = Spool.write(spool, work)
        reach()
        return done

    with monkeypatch.context() as broken, pytest.raises(Crash):
        broken.setattr(spool, "write", write)
        office.profiles.update(alice, crowd[4], extended_attributes='{"color": "new"}')
        rounds(office)
    assert len(passed) == at + 1
    again = Office(spool, SimpleCarrier(), media)
    again.profiles.update(alice, crowd[4], extended_attributes='{"color": "new"}')
    rounds(again)
    assert colors(again, alice) == ["c0", "c1", "c2", "c3", "new"]
    assert rows.sweeps(spool.read()) == () and rows.due(spool.read(), 9) == []


def test_a_rule_that_changes_meanwhile_is_begun_anew(office, alice, crowd, spool):
    rule = office.fast_access.create(alice, **COLOR)
    office.fast_access(0.0)
    office.fast_access.update(alice, rule, script="$.external_id")
    rounds(office)
    assert colors(office, alice) == [None] * 5


def test_what_was_derived_by_older_rules_is_not_written(office, alice, crowd, spool, monkeypatch):
    rule = office.fast_access.create(alice, **COLOR)
    write = spool.write

    def late(work):
        monkeypatch.undo()
        office.fast_access.update(alice, rule, script="$.external_id")
        return write(work)

    monkeypatch.setattr(spool, "write", late)
    office.fast_access(0.0)
    assert colors(office, alice) == [None] * 5
    assert len(rows.sweeps(spool.read())) == 1


def test_a_contact_that_changes_meanwhile_is_derived_again(office, alice, crowd, spool, monkeypatch):
    office.fast_access.create(alice, **COLOR)
    rounds(office)
    write = spool.write
    monkeypatch.setattr(office.fast_access, "settle", lambda contact_id: None)
    office.profiles.update(alice, crowd[0], extended_attributes='{"color": "then"}')

    def late(work):
        monkeypatch.setattr(spool, "write", write)
        office.profiles.update(alice, crowd[0], extended_attributes='{"color": "now"}')
        return write(work)

    monkeypatch.setattr(spool, "write", late)
    office.fast_access(0.0)
    assert colors(office, alice)[0] == "then"
    rounds(office)
    assert colors(office, alice)[0] == "now"


def test_contacts_made_on_any_way_follow(office, alice, spool):
    office.fast_access.create(alice, slot=3, script="$.primary_mdn")
    rounds(office)
    group = office.groups.create(alice, name="g")
    from appliance.contactlist import Row

    office.imports.read_in(alice, group, [Row(1, {"phone": "0301"}, "")], dict)
    office.contacts.create(alice, phone="0302")
    rounds(office)
    assert colors(office, alice) == ["0301", "0302"]


def test_what_costs_too_much_is_told_of_and_left_out(office, alice, caplog):
    wide = "[" + ",".join("[[1]]" for _ in range(1500)) + "]"
    office.fast_access.create(alice, slot=3, script="$..*..*..*..zz")
    made = office.profiles.create(alice, extended_attributes=wide)
    assert f"contact {made}: its fast access attributes cost too much" in caplog.text
    assert colors(office, alice) == [None]


def test_one_that_costs_much_leaves_the_others_to_the_next_round(office, alice, crowd, monkeypatch):
    monkeypatch.setattr(fastaccess, "STEP_WORK", 1)
    office.fast_access.create(alice, **COLOR)
    assert rounds(office) == 6


def test_it_looks_again_where_there_are_scripts(office, alice):
    assert office.fast_access(0.0) is None
    rule = office.fast_access.create(alice, **COLOR)
    rounds(office)
    assert office.fast_access(7.0) == 67.0
    office.fast_access.update(alice, rule, script="")
    rounds(office)
    assert office.fast_access(7.0) is None


def test_nothing_is_done_for_who_has_no_rules(office, alice, crowd, spool, monkeypatch):
    monkeypatch.setattr(spool, "write", lambda work: pytest.fail("it wrote"))
    assert office.fast_access(0.0) is None
