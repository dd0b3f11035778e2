"""Attachments: what is kept of a file, whose it is, and what a cut at any moment leaves."""

import dataclasses

import pytest

from appliance.domain import Upload
from appliance.errors import Invalid, NotFound, Stale, TooLarge
from appliance.media.workshop import Limits
from appliance.office import attachments
from appliance.spool.listing import Page


@pytest.fixture
def limits():
    return Limits(upload=1000)


@pytest.fixture
def alice(people):
    return people["alice"]


@pytest.fixture
def program(alice):
    """program(number): alice's application of that number."""
    return lambda number: dataclasses.replace(alice, application_id=number)


def upload(*pieces):
    return Upload("", "", iter(pieces))


def files(media):
    return {each.name for each in media.iterdir() if each.name != "work"}


def test_one_is_made_then_filled(office, alice, media):
    made = office.attachments.create(alice, name="n", type="text/plain", filename="n.txt")
    before = office.attachments.read(alice, made)
    assert (before.state, before.size, before.version, before.updated_at) == ("CREATED", None, 1, before.created_at)
    assert office.attachments.fill(alice, made, upload(b"Hel", b"lo")) == made
    after = office.attachments.read(alice, made)
    assert (after.state, after.size, after.version, files(media)) == ("UPLOADED", 5, 2, {after.file})
    given = office.attachments.download(alice, made)
    with given.content as content:
        assert (given.name, given.kind, given.length, content.read()) == ("n.txt", "text/plain", 5, b"Hello")


def test_one_without_a_file_has_none_to_give(office, alice):
    made = office.attachments.create(alice)
    with pytest.raises(NotFound, match="no content yet"):
        office.attachments.download(alice, made)


@pytest.mark.parametrize("said", ["text", "text/plain\r\nX: y", "", "a/b;c"])
def test_a_type_that_is_none_goes_out_as_octets(office, alice, said):
    made = office.attachments.make(alice, [b"x"], type=said)
    given = office.attachments.download(alice, made)
    given.content.close()
    assert given.kind == "application/octet-stream"


def test_a_second_file_takes_the_place_of_the_first(office, alice, media):
    made = office.attachments.make(alice, [b"one"], name="x")
    office.attachments.fill(alice, made, upload(b"second"))
    with office.attachments.open(alice, made) as content:
        assert content.read() == b"second"
    assert len(files(media)) == 1


@pytest.mark.parametrize(("pieces", "error"), [([b"x" * 1001], TooLarge), ([b"x"] * 1001, TooLarge), ([], Invalid)])
def test_what_is_too_large_or_nothing_leaves_no_trace(office, alice, media, pieces, error):
    made = office.attachments.make(alice, [b"one"])
    before = files(media)
    with pytest.raises(error):
        office.attachments.fill(alice, made, upload(*pieces))
    with pytest.raises(error):
        office.attachments.make(alice, pieces)
    assert office.attachments.read(alice, made).size == 3
    assert office.attachments.find(alice, (), Page()).total == 1 and files(media) == before


def test_each_application_has_its_own(office, program, people, alice):
    mine = office.attachments.make(program(1), [b"x"])
    shared = office.attachments.make(alice, [b"x"])
    assert [each.id for each in office.attachments.find(program(1), (), Page()).rows] == [mine, shared]
    assert [each.id for each in office.attachments.find(program(2), (), Page()).rows] == [shared]
    for stranger in (program(2), people["bob"]):
        with pytest.raises(NotFound):
            office.attachments.download(stranger, mine)
        with pytest.raises(NotFound):
            office.attachments.fill(stranger, mine, upload(b"y"))


def test_what_a_user_leaves_behind_is_seen_by_who_sees_all_documents(office, people, alice):
    made = office.attachments.make(alice, [b"x"])
    token = office.access_tokens.create(alice, made)
    office.users.delete(people["admin"], alice.user_id)
    assert office.attachments.read(people["admin"], made).user_id is None
    assert [each.attachment_id for each in office.access_tokens.find(people["admin"], (), Page()).rows] == [made]
    with pytest.raises(NotFound):
        office.attachments.read(people["bob"], made)
    office.attachments.delete(people["admin"], made)
    with pytest.raises(NotFound):
        office.access_tokens.download(token)


def test_a_change_of_an_older_version_is_refused(office, alice):
    made = office.attachments.create(alice, name="n", type="text/plain")
    office.attachments.change(alice, made, expected=1, name="m")
    with pytest.raises(Stale):
        office.attachments.change(alice, made, expected=1, name="o")
    found = office.attachments.read(alice, made)
    assert (found.name, found.type, found.version) == ("m", "text/plain", 2)


def test_one_that_is_deleted_goes_with_its_file_and_tokens(office, alice, media):
    made = office.attachments.make(alice, [b"x"])
    token = office.access_tokens.create(alice, made)
    office.attachments.delete(alice, made)
    assert not files(media)
    for ask in (office.attachments.read, office.attachments.delete):
        with pytest.raises(NotFound):
            ask(alice, made)
    with pytest.raises(NotFound):
        office.access_tokens.download(token)


def test_a_cut_between_a_file_and_its_row_leaves_what_the_sweep_takes(office, alice, media, monkeypatch):
    made = office.attachments.make(alice, [b"one"])
    kept = files(media)
    with monkeypatch.context() as dark:
        dark.setattr(attachments, "put_in", lambda *given: 1 / 0)
        dark.setattr("appliance.media.shelf.Shelf.remove", lambda shelf, names: None)
        with pytest.raises(ZeroDivisionError):
            office.attachments.fill(alice, made, upload(b"two"))
    assert len(files(media)) == 2
    office.orphans.remove_all()
    assert files(media) == kept


def test_a_job_fills_one_in_the_transaction_of_its_end(office, alice, spool):
    made = office.attachments.create(alice)
    with office.attachments.brought(upload(b"rows")) as file:
        spool.write(lambda db: attachments.put_in(db, attachments.attachment_in(db, alice, made), file, 5.0))
    assert office.attachments.read(alice, made).size == 4


def test_what_a_message_may_take_along(office, alice, program, spool):
    text, image = (
        office.attachments.make(alice, [b"x"], type=kind) for kind in ("text/Plain; charset=utf-8", "image/png")
    )
    usable = attachments.usable_in
    db = spool.read()
    assert [each.id for each in usable(db, alice, [image, text, image])] == [image, text]
    assert usable(db, alice, [image], ["image/*"]) and usable(db, alice, [text], ["TEXT/plain"], ["image/*"])
    refused = {
        "takes no attachment of type image/png": (alice, [text, image], ["text/*"]),
        "type text/Plain": (alice, [text], [], ["text/plain"]),
        "no content yet": (alice, [office.attachments.create(alice, name="n")]),
        "not there": (program(2), [office.attachments.make(program(1), [b"x"])]),
    }
    for why, asked in refused.items():
        with pytest.raises(Invalid, match=why):
            usable(db, *asked)
