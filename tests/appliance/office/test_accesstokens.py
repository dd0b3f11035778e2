"""Access tokens: what they open, for how long, and that the box does not keep them."""

import dataclasses

import pytest

from appliance.domain import Upload
from appliance.errors import Invalid, NotFound
from appliance.office.accesstokens import NoSuchToken
from appliance.spool.listing import Page


@pytest.fixture
def alice(people):
    return people["alice"]


@pytest.fixture
def attachment(office, alice):
    return office.attachments.make(alice, [b"one"], type="text/plain", filename="n.txt")


def test_a_token_takes_and_gives_the_file_more_than_once(office, alice, attachment):
    token = office.access_tokens.create(alice, attachment)
    assert len(token) == 22
    for content in (b"two", b"three"):
        assert office.access_tokens.upload(token, Upload("", "", iter([content]))) == attachment
        given = office.access_tokens.download(token)
        with given.content as file:
            assert (file.read(), given.kind) == (content, "text/plain")


def test_a_token_is_over_when_its_time_is(office, alice, attachment, clock):
    hour = office.access_tokens.create(alice, attachment)
    minute = office.access_tokens.create(alice, attachment, duration=60)
    moment = office.access_tokens.create(alice, attachment, expires_at=clock.now + 30)
    for token, life in ((moment, 30), (minute, 30), (hour, 3540)):
        office.access_tokens.download(token).content.close()
        clock.now += life
        with pytest.raises(NoSuchToken):
            office.access_tokens.download(token)
        with pytest.raises(NoSuchToken):
            office.access_tokens.upload(token, Upload("", "", iter([b"x"])))
    clock.now += 86_401
    office.access_tokens.create(alice, attachment)
    assert office.access_tokens.find(alice, (), Page()).total == 1


@pytest.mark.parametrize("wanted", [{"duration": 0}, {"duration": -1}, {"duration": 400 * 86_400}, {"expires_at": 1.0}])
def test_a_life_that_is_none(office, alice, attachment, wanted):
    with pytest.raises(Invalid):
        office.access_tokens.create(alice, attachment, **wanted)
    assert office.access_tokens.find(alice, (), Page()).total == 0


def test_the_secret_is_not_kept(office, alice, attachment, spool):
    token = office.access_tokens.create(alice, attachment)
    assert token not in "\n".join(spool.read().iterdump())
    (listed,) = office.access_tokens.find(alice, (), Page()).rows
    assert listed.secret is None and office.access_tokens.read(alice, token).secret == token
    assert office.access_tokens.read_row(alice, listed.id) == listed


def test_a_token_of_another_is_not_there(office, alice, people, attachment):
    other = dataclasses.replace(alice, application_id=1)
    mine = office.attachments.make(other, [b"x"])
    token = office.access_tokens.create(other, mine)
    row = office.access_tokens.read(other, token).id
    for stranger in (dataclasses.replace(alice, application_id=2), people["bob"]):
        for ask, asked in (
            (office.access_tokens.create, mine),
            (office.access_tokens.read, token),
            (office.access_tokens.read_row, row),
            (office.access_tokens.delete, row),
        ):
            with pytest.raises(NotFound):
                ask(stranger, asked)


def test_a_token_that_was_taken_back_opens_nothing(office, alice, attachment):
    taken, kept = (office.access_tokens.create(alice, attachment) for _ in range(2))
    office.access_tokens.delete(alice, office.access_tokens.read(alice, taken).id)
    office.access_tokens.download(kept).content.close()
    for token in (taken, "", "x" * 22):
        with pytest.raises(NoSuchToken):
            office.access_tokens.download(token)
