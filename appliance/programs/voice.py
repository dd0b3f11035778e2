"""voicemessage plays a recording to whoever answers, voicetts speaks a text; forward passes a call on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from appliance.domain import Direction, Service
from appliance.errors import Conflict, Invalid
from appliance.programs.kind import Kind, Message, Own
from appliance.programs.receiving import says_nothing
from appliance.programs.tokens import Facts, render
from appliance.spool.contents import RECORDINGS, TEXTS
from appliance.spool.listing import Connection, exactly
from appliance.spool.people import ACCOUNTS
from appliance.spool.programs import Program

_LONGEST_DELAY = 60  # seconds between a text and its repetition


def _check_recording(db: Connection, own: Own, given: Mapping[str, Any]) -> dict[str, Any]:
    wanted = given.get("recording_id")
    if wanted is None:
        raise Invalid("recording_id is missing")
    return {"recording_id": RECORDINGS.get(db, f"recording {wanted}", [*own("recording"), *exactly(id=wanted)]).id}


def _play(db: Connection, program: Program, facts: Facts) -> Message:
    recording = RECORDINGS.newest(db, exactly(id=program.parameters["recording_id"]))
    if recording is None:
        raise Conflict("its recording was deleted")
    if not recording.file:
        raise Conflict(f"recording {recording.id} has no sound: upload its file first")
    return Message("", {"recording_id": recording.id, "file": recording.file, "length": recording.length})


def _check_text(db: Connection, own: Own, given: Mapping[str, Any]) -> dict[str, Any]:
    delay = given.get("delay") or 0
    if not 0 <= delay <= _LONGEST_DELAY:
        raise Invalid(f"delay is from 0 to {_LONGEST_DELAY} seconds")
    if given.get("text_id") is not None:
        found = TEXTS.get(db, f"text {given['text_id']}", [*own("text"), *exactly(id=given["text_id"])])
        return {"text_id": found.id, "delay": delay}
    if (given.get("text") or "").strip():
        return {"text": given["text"], "delay": delay}
    raise Invalid("text is missing")


def _speak(db: Connection, program: Program, facts: Facts) -> Message:
    parameters = program.parameters
    words = parameters.get("text")
    if words is None:
        text = TEXTS.newest(db, exactly(id=parameters["text_id"]))
        if text is None:
            raise Conflict("its text was deleted")
        words = text.data
    return Message(render(words, facts), {"delay": parameters["delay"]})


def _check_forward(db: Connection, own: Own, given: Mapping[str, Any]) -> dict[str, Any]:
    kept = {}
    for name, kind in (("did_id", "did"), ("extension_id", "extension")):
        if given.get(name) is None:
            raise Invalid(f"{name} is missing")
        wanted = [*own("account"), *exactly(id=given[name], type=kind)]
        kept[name] = ACCOUNTS.get(db, f"{kind} {given[name]}", wanted).id
    return {**kept, "account_id": kept["did_id"]}


VOICEMESSAGE = Kind("voicemessage", Service.VOICE, Direction.OUTBOUND, _check_recording, _play)
VOICETTS = Kind("voicetts", Service.VOICE, Direction.OUTBOUND, _check_text, _speak)
FORWARD = Kind("forward", Service.VOICE, Direction.INBOUND, _check_forward, says_nothing)
