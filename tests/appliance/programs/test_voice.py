import pytest

from appliance.errors import Conflict, Invalid, NotFound
from appliance.programs.voice import VOICEMESSAGE, VOICETTS
from appliance.spool.contents import RECORDINGS, TEXTS
from appliance.spool.people import ACCOUNTS


def test_a_recording_is_played(spool, program, office, people):
    made = office.recordings.create(people["alice"], name="r")
    kept = program("voicemessage", recording_id=made)
    with pytest.raises(Conflict, match="upload its file first"):
        VOICEMESSAGE.render(spool.read(), kept, {})
    spool.write(lambda db: RECORDINGS.update(db, made, {"file": "recording-1.wav", "length": 3}))
    message = VOICEMESSAGE.render(spool.read(), kept, {})
    assert message.options == {"recording_id": made, "file": "recording-1.wav", "length": 3}
    spool.write(lambda db: RECORDINGS.delete(db, [made]))
    with pytest.raises(Conflict, match="recording was deleted"):
        VOICEMESSAGE.render(spool.read(), kept, {})


def test_a_text_is_spoken_with_its_tokens(spool, program):
    made = program("voicetts", text="Hello [transmission:contact:first_name]", delay=2)
    message = VOICETTS.render(spool.read(), made, {"transmission": {"contact": {"first_name": "Ann"}}})
    assert (message.body, message.options) == ("Hello Ann", {"delay": 2})


def test_a_stored_text_is_spoken_as_it_is_then(spool, program, office, people):
    text = office.texts.create(people["alice"], name="t", data="one")
    made = program("voicetts", text_id=text)
    office.texts.update(people["alice"], text, data="two")
    assert VOICETTS.render(spool.read(), made, {}).body == "two"
    spool.write(lambda db: TEXTS.delete(db, [text]))
    with pytest.raises(Conflict, match="text was deleted"):
        VOICETTS.render(spool.read(), made, {})


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("voicemessage", {}),
        ("voicetts", {}),
        ("voicetts", {"text": "  "}),
        ("voicetts", {"text": "x", "delay": -1}),
        ("voicetts", {"text": "x", "delay": 61}),
        ("forward", {}),
        ("forward", {"did_id": 1}),
    ],
)
def test_what_is_missing_is_said(program, kind, fields):
    with pytest.raises((Invalid, NotFound)):
        program(kind, **fields)


def test_a_call_is_forwarded_from_a_did_to_an_extension(spool, program, people):
    def account(kind):
        row = {"user_id": people["alice"].user_id, "type": kind, "username": kind, "created_at": 0.0}
        return spool.write(lambda db: ACCOUNTS.insert(db, row))

    did, extension = account("did"), account("extension")
    made = program("forward", did_id=did, extension_id=extension)
    assert (made.account_id, made.parameters["extension_id"]) == (did, extension)
    with pytest.raises(NotFound, match="extension"):
        program("forward", did_id=did, extension_id=did)
