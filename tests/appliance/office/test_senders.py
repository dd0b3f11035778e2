"""Sender ids: the box's lines and what is asked for, had, changed, switched and given back."""

from dataclasses import replace

import pytest

from appliance.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from appliance.office import senders as uses
from appliance.spool.listing import Condition, Match, Page


@pytest.fixture
def use(office):
    return office.senders


@pytest.fixture
def line(use, lines, people):
    """The sender id of line gsm1."""
    lines(number="+15550001001")
    (found,) = use.find(people["alice"], (), Page()).rows
    return found.id


@pytest.fixture
def free(use, line, people):
    """The same, which can be had."""
    use.update(people["admin"], line, ownership="PREPROVISIONED")
    return line


def test_a_line_is_a_sender_id_that_everybody_sees(use, line, people):
    found = use.read(people["bob"], line)
    assert (found.name, found.address, found.ownership, found.state) == ("gsm1", "+15550001001", "SHARED", "ACTIVE")
    assert (found.type_id, found.class_id, found.carries) == ("LONGCODE", "COMMERCIAL", ("SMS",))
    assert (found.country, found.operators, found.version) == ("US", ("SIMNET",), 1)


@pytest.mark.parametrize(
    ("seen", "state"),
    [("ready", "ACTIVE"), ("paused", "ACTIVE"), ("starting", "IMPLEMENTED"), ("absent", "BROKEN"), ("pin", "BROKEN")],
)
def test_its_state_is_what_is_seen_of_the_line(use, lines, people, seen, state):
    lines(state=seen)
    assert use.find(people["alice"], (), Page()).rows[0].state == state


def test_it_is_the_same_one_as_the_guides_provider(use, line, office, people):
    (provider,) = office.providers.find(people["admin"], (), Page()).rows[:1]
    assert (provider.id, provider.name) == (line, "gsm1")


def test_who_may_change_lines_switches_one_off_and_on(use, line, people, configured):
    use.update(people["admin"], line, state="INACTIVE")
    assert not configured.line("gsm1").active
    assert use.read(people["alice"], line).state == "INACTIVE"
    use.update(people["admin"], line, state="ACTIVE", expected=2)
    assert configured.line("gsm1").active
    assert use.read(people["alice"], line).version == 3
    assert configured.told == 2


def test_who_may_not_changes_nothing(use, line, people, configured):
    with pytest.raises(Forbidden, match="provider_update"):
        use.update(people["alice"], line, state="INACTIVE")
    assert configured.line("gsm1").active
    assert configured.told == 0


def test_a_change_of_what_somebody_else_changed_meanwhile(use, line, people, configured):
    with pytest.raises(Stale):
        use.update(people["admin"], line, state="INACTIVE", expected=7)
    assert configured.line("gsm1").active


def test_what_is_given_back_as_it_was_read_is_no_change(use, line, people):
    use.update(
        people["alice"], line, state="ACTIVE", name="gsm1", ownership="SHARED", templates=[], class_id="COMMERCIAL"
    )
    assert use.read(people["alice"], line).version == 1


def test_what_is_kept_beside_the_line(use, line, people):
    kept = {
        "name": "Main",
        "class_id": "ALERT",
        "consent_managed_by": "SCG",
        "check_white_list": True,
        "keep_sender_address": "YES",
        "templates": [7, 9],
    }
    use.update(people["admin"], line, **kept)
    found = use.read(people["alice"], line)
    assert {name: getattr(found, name) for name in kept} == {**kept, "templates": (7, 9), "check_white_list": 1}


def test_the_number_of_a_line_is_its_setting(use, line, people, configured):
    use.update(people["admin"], line, address="+15550009999")
    assert configured.line("gsm1").number == "+15550009999"
    configured.change_line("gsm1", number="+15550008888")
    assert use.read(people["alice"], line).address == "+15550008888"


def test_a_copy_has_no_secrets_of_the_line(use, line, people, spool):
    use.update(people["admin"], line, credentials="secret", consent_managed_by="SCG")
    mine = use.create(people["alice"], parent_id=line)
    assert use.read(people["alice"], mine).consent_managed_by == "SCG"
    assert use.read(people["alice"], mine).credentials == ""


@pytest.mark.parametrize("wrong", [{"class_id": "SPAM"}, {"ownership": "PRIVATE"}, {"address": "nobody"}])
def test_what_does_not_hold_changes_nothing(use, line, people, wrong):
    with pytest.raises(Invalid):
        use.update(people["admin"], line, name="Main", **wrong)
    assert use.read(people["alice"], line).name == "gsm1"


def test_one_that_is_asked_for_waits_for_a_line(use, lines, people):
    made = use.create(people["alice"], address="+1 555 000 1002", name="Wanted", carries=["SMS"])
    found = use.read(people["alice"], made)
    assert (found.state, found.ownership, found.carries) == ("PENDING_IMPLEMENTATION", "PRIVATE", ("SMS",))
    with pytest.raises(NotFound):
        use.read(people["bob"], made)
    with pytest.raises(Conflict, match="no line"):
        use.update(people["alice"], made, state="ACTIVE")
    lines("gsm2", number="+15550001002")
    found = use.read(people["alice"], made)
    assert (found.state, found.name) == ("ACTIVE", "Wanted")
    use.delete(people["alice"], made)
    with pytest.raises(NotFound):
        use.read(people["alice"], made)


def test_one_that_can_be_had_belongs_to_who_took_it(use, free, people):
    mine = use.purchase(people["alice"], free)
    found = use.read(people["alice"], mine)
    assert (found.ownership, found.parent_id, found.address, found.state) == (
        "PRIVATE",
        free,
        "+15550001001",
        "ACTIVE",
    )
    taken = use.read(people["bob"], free)
    assert (taken.ownership, taken.version) == ("PURCHASED", 3)
    with pytest.raises(Conflict, match="PURCHASED"):
        use.purchase(people["bob"], free)
    with pytest.raises(NotFound):
        use.read(people["bob"], mine)
    use.delete(people["alice"], mine)
    assert use.read(people["bob"], free).ownership == "PREPROVISIONED"


def test_its_owner_switches_a_copy_and_not_the_line(use, free, people, configured):
    mine = use.purchase(people["alice"], free)
    use.update(people["alice"], mine, state="INACTIVE")
    assert use.read(people["alice"], mine).state == "INACTIVE"
    assert configured.line("gsm1").active
    use.update(people["alice"], mine, state="ACTIVE")
    assert use.read(people["alice"], mine).state == "ACTIVE"


def test_a_copy_of_a_shared_one_is_had_beside_others(use, line, people):
    first, second = (use.create(people[name], parent_id=line, name=f"by {name}") for name in ("alice", "bob"))
    assert use.read(people["alice"], first).name == "by alice"
    assert use.read(people["bob"], second).address == "+15550001001"
    with pytest.raises(Conflict, match="PRIVATE"):
        use.purchase(people["alice"], first)


def test_there_is_nothing_to_have_of_what_is_not_there(use, people):
    with pytest.raises(NotFound):
        use.purchase(people["alice"], 99)


def test_a_line_leaves_the_dialect_and_not_the_box(use, line, people, configured):
    with pytest.raises(Forbidden):
        use.delete(people["alice"], line)
    use.delete(people["admin"], line)
    assert use.read(people["alice"], line).state == "PENDING_DELETE"
    assert configured.line("gsm1").active
    use.update(people["admin"], line, state="ACTIVE")
    assert use.read(people["alice"], line).state == "ACTIVE"


def test_another_application_does_not_see_what_one_has(use, line, people):
    one, other = (replace(people["alice"], application_id=number) for number in (1, 2))
    made = use.create(one, parent_id=line)
    assert use.read(one, made).application_id == 1
    assert use.read(people["alice"], made).id == made
    with pytest.raises(NotFound):
        use.read(other, made)


def test_lists_are_narrowed(use, lines, people):
    lines("gsm1", number="+15550001001")
    lines("gsm2", "failed", number="+491711234567")
    where = (Condition("state", Match.EXACT, "BROKEN"), Condition("carries", Match.CONTAINS, "SMS"))
    assert [each.name for each in use.find(people["alice"], where, Page()).rows] == ["gsm2"]


def test_a_line_that_is_gone_is_no_sender_id(use, line, people, configured):
    configured.remove_line("gsm1")
    with pytest.raises(NotFound):
        use.read(people["alice"], line)


def test_what_a_user_had_can_be_had_again_once_they_are_gone(use, free, people, office):
    mine = use.purchase(people["bob"], free)
    office.users.delete(people["admin"], people["bob"].user_id)
    assert use.read(people["alice"], free).ownership == "PREPROVISIONED"
    with pytest.raises(NotFound):
        use.read(people["alice"], mine)
    assert use.purchase(people["alice"], free)


def test_nobody_has_very_many(use, line, people, monkeypatch):
    monkeypatch.setattr(uses, "MOST", 2)
    for _ in range(2):
        last = use.create(people["alice"], address="+15550001234")
    with pytest.raises(Conflict, match="give some back"):
        use.create(people["alice"], parent_id=line)
    assert use.create(people["bob"], parent_id=line)
    use.delete(people["alice"], last)
    assert use.create(people["alice"], parent_id=line)
