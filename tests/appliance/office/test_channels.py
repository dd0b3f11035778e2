"""Channels and the sender ids in them."""

import pytest

from appliance import identifiers
from appliance.errors import NotFound, Stale
from appliance.spool.listing import Page


@pytest.fixture
def use(office):
    return office.channels


@pytest.fixture
def channel(use, people):
    return use.create(people["alice"], name="News", priority="HIGH", templates=[3])


@pytest.fixture
def senders(office, lines, people):
    """The sender ids of two lines."""
    lines("gsm1")
    lines("gsm2")
    return [each.id for each in office.senders.find(people["alice"], (), Page()).rows]


def ids(numbers):
    return [identifiers.encode("sender", each) for each in numbers]


def test_made_changed_and_removed(use, channel, people):
    found = use.read(people["alice"], channel)
    assert (found.name, found.priority, found.ownership, found.version) == ("News", "HIGH", "PRIVATE", 1)
    use.update(people["alice"], channel, expected=1, priority="LOW")
    found = use.read(people["alice"], channel)
    assert (found.name, found.priority, found.message_templates, found.version) == ("News", "LOW", "[3]", 2)
    with pytest.raises(Stale):
        use.update(people["alice"], channel, expected=1, priority="HIGH")
    use.delete(people["alice"], channel)
    assert use.find(people["alice"], (), Page()).rows == ()
    with pytest.raises(NotFound):
        use.read(people["alice"], channel)


def test_what_a_replacement_leaves_out_is_as_it_was_made(use, channel, people):
    use.update(people["alice"], channel, name="Other", priority=None, description=None, role=None, templates=None)
    found = use.read(people["alice"], channel)
    assert (found.name, found.priority, found.message_templates) == ("Other", "NORMAL", "[]")


def test_another_users_is_not_there(use, channel, people):
    for do in (use.read, use.delete, use.remove):
        with pytest.raises(NotFound):
            do(people["bob"], channel)
    with pytest.raises(NotFound):
        use.add(people["bob"], channel, [])


def test_the_good_are_added_and_the_others_told(use, channel, senders, people, routes):
    refused = use.add(people["alice"], channel, [*ids(senders), "nonsense", *ids([99])]).errors
    assert refused == {each: f"Unknown document: {each}" for each in ("nonsense", *ids([99]))}
    assert [each.id for each in use.senders(people["alice"], channel, (), Page()).rows] == senders
    assert routes.woken == (f"channel:{channel}",)


def test_one_without_a_line_is_refused(use, channel, office, people):
    wanted = office.senders.create(people["alice"], address="+15550007777")
    (refused,) = use.add(people["alice"], channel, ids([wanted])).errors.values()
    assert "PENDING_IMPLEMENTATION" in refused
    assert use.senders(people["alice"], channel, (), Page()).rows == ()


def test_taken_out_one_some_or_all(use, channel, senders, people):
    use.add(people["alice"], channel, ids(senders))
    use.remove_one(people["alice"], channel, senders[0])
    with pytest.raises(NotFound):
        use.remove_one(people["alice"], channel, senders[0])
    assert use.remove(people["alice"], channel, senders=ids(senders)).errors == {
        ids(senders)[0]: f"Unknown document: {ids(senders)[0]}"
    }
    use.add(people["alice"], channel, ids(senders))
    assert use.remove(people["alice"], channel).errors == {}
    assert use.senders(people["alice"], channel, (), Page()).rows == ()


def test_a_channel_that_is_deleted_still_carries_what_was_sent_from_it(use, channel, senders, people, spool):
    from appliance.spool import channels

    use.add(people["alice"], channel, ids(senders))
    use.delete(people["alice"], channel)
    assert channels.lanes_of(spool.read(), "gsm1") == [f"channel:{channel}"]
