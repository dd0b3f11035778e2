"""Files and rows after a power cut: a file without its row goes, a row never lacks its file."""

import json
import os

import pytest

from appliance.domain import Upload
from appliance.media.shelf import Shelf
from tests.appliance.media import samples


class PowerCut(BaseException):
    pass


def upload(octets):
    return Upload("", "", iter([octets]))


@pytest.fixture
def document(office, people):
    """document(): a document with a file; its id."""

    def make():
        made = office.documents.create(people["alice"], name="d")
        return office.documents.replace(people["alice"], made, upload(samples.pdf()))

    return make


def files(media):
    return {each.name for each in media.iterdir() if each.name != "work"}


def cut(monkeypatch, owner, name):
    def off(*arguments, **more):
        raise PowerCut

    monkeypatch.setattr(owner, name, off)


def test_a_cut_between_the_files_and_their_row(office, people, document, media, monkeypatch):
    """What nobody removed, as after a cut, is removed at the next start; the former pages are untouched."""
    made, before = document(), files(media)
    with monkeypatch.context() as dark:
        dark.setattr(Shelf, "remove", lambda shelf, names: None)
        cut(dark, office.documents, "_change")
        with pytest.raises(PowerCut):
            office.documents.replace(people["alice"], made, upload(samples.picture("PNG")))
    assert len(files(media)) == 4
    office.orphans.remove_all()
    assert files(media) == before
    assert office.documents.read(people["alice"], made).type == "pdf"


def test_a_cut_between_the_row_and_its_former_files(office, people, document, media, monkeypatch):
    made, before = document(), files(media)
    with monkeypatch.context() as dark:
        cut(dark, Shelf, "remove")
        with pytest.raises(PowerCut):
            office.documents.replace(people["alice"], made, upload(samples.picture("PNG")))
    office.orphans.remove_all()
    left = office.documents.read(people["alice"], made)
    assert left.type == "png" and files(media) == {left.file, left.fax} and not files(media) & before


def test_what_all_nouns_name_stays(office, people, document, media):
    alice = people["alice"]
    document()
    recording = office.recordings.create(alice, name="r")
    office.recordings.replace(alice, recording, upload(samples.wav(samples.tone(9))))
    template = office.templates.create(alice, name="t", subject="s", body="b")
    for _ in range(2):
        office.templates.append(alice, template, upload(b"x"))
    before = files(media)
    office.orphans.remove_all()
    assert files(media) == before and len(before) == 5


@pytest.mark.parametrize("state", ["queued", "waiting", "open"])
def test_what_is_about_to_be_sent_stays_until_it_is(office, people, document, media, spool, journal, state):
    """A mail or a fax names its files from the moment it is asked to go: replacing the content does not take them."""
    made, former = document(), files(media)
    fax = office.documents.read(people["alice"], made).fax
    options = json.dumps({"fax": fax})
    fields = "(direction, service, options, state, created_at) VALUES ('outbound', 2, ?, 'active', 0)"
    sent = journal._do(f"INSERT INTO transmissions {fields}", options)
    begun = "INSERT INTO attempts (transmission_id, service, state, queued_at) VALUES (?, 2, ?, 0)"
    journal._do(begun, sent, state)
    office.documents.replace(people["alice"], made, upload(samples.picture("PNG")))
    office.orphans.remove_all()
    assert files(media) & former == {fax}
    journal._do("UPDATE attempts SET state = 'ended'")
    office.orphans.remove_all()
    assert not files(media) & former and len(files(media)) == 2


def test_once_a_day_what_is_old_and_lost_is_removed(office, media):
    media.mkdir()
    lost, now = media / "document-1-00.pdf", 1_700_000_000.0

    def stays(at, written):
        lost.touch()
        os.utime(lost, (written, written))
        office.orphans.run(at)
        return lost.exists()

    assert stays(now, now - 3000)
    assert stays(now + 80_000, now)
    assert not stays(now + 86_400, now)


def test_the_clock_may_jump_back(office):
    assert office.orphans.run(1_700_000_000.0) == 1_700_086_400.0
    assert office.orphans.run(1_700_000_100.0) == 1_700_086_400.0
    assert office.orphans.run(100.0) == 86_500.0
