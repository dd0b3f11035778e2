"""What documents and recordings do alike; over HTTP it is tried in tests/appliance/api/test_ictcore_media.py."""

import pytest

from appliance.domain import Upload
from appliance.errors import NotFound
from tests.appliance.media import samples


def upload(octets):
    return Upload("", "", iter([octets]))


@pytest.fixture
def recording(office, people):
    made = office.recordings.create(people["alice"], name="r")
    return office.recordings.replace(people["alice"], made, upload(samples.wav(samples.tone(9))))


def test_a_file_that_is_replaced_while_its_row_is_read_is_given_as_it_is_then(office, people, recording, monkeypatch):
    alice, read = people["alice"], office.recordings.read

    def replaced_in_between(actor, record_id):
        row = read(actor, record_id)
        monkeypatch.undo()
        office.recordings.replace(alice, recording, upload(samples.wav(samples.tone(10))))
        return row

    monkeypatch.setattr(office.recordings, "read", replaced_in_between)
    with office.recordings.download(alice, recording).content as content:
        assert content.read() == samples.wav(samples.tone(10))


def test_one_that_is_deleted_while_a_file_comes_in_keeps_nothing(office, people, recording, media, monkeypatch):
    alice, make = people["alice"], office.recordings._make

    def deleted_meanwhile(*arguments):
        made = make(*arguments)
        office.recordings.delete(alice, recording)
        return made

    monkeypatch.setattr(office.recordings, "_make", deleted_meanwhile)
    with pytest.raises(NotFound):
        office.recordings.replace(alice, recording, upload(samples.wav(samples.tone(10))))
    assert [each.name for each in media.iterdir()] == ["work"]


def test_a_file_that_is_lost_is_not_found(office, people, recording, media):
    office.recordings._shelf.remove([office.recordings.read(people["alice"], recording).file])
    with pytest.raises(NotFound):
        office.recordings.download(people["alice"], recording)
