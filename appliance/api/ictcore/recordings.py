"""ICTCore's recordings (spec/ICTCORE.md 5.5, 8, 11)."""

from __future__ import annotations

from appliance.api.dialect import NUMBER, OPTIONAL_NUMBER, Field, Many, Operation, Shape, constant, text
from appliance.api.ictcore.fields import COMMON, WORDS, file_name, filters, read_only
from appliance.api.ictcore.media import Noun, media_operations
from appliance.media.kinds import RECORDING_TYPES
from appliance.office import Office
from appliance.spool.listing import Match

RECORDING = Shape(
    "Recording",
    read_only("recording_id", "id", NUMBER),
    Field("name", "name", text(128), required=True),
    Field("description", "description", text(255)),
    Field("type", "type", text(32)),
    file_name(".wav"),
    read_only("length", "length", NUMBER),
    read_only("codec", "", constant("pcm")),
    read_only("channel", "", constant(1)),
    read_only("sample", "", constant(8000)),
    read_only("bitrate", "", constant(16)),
    read_only("user_id", "user_id", OPTIONAL_NUMBER),
)

RECORDING_FILTERS = (
    *filters(Match.EXACT, NUMBER, recording_id="id"),
    *filters(Match.CONTAINS, WORDS, name="name", type="type", description="description"),
    *COMMON,
)

_NOUN = Noun("recording", RECORDING, Many(RECORDING, RECORDING_FILTERS), RECORDING_TYPES, ("audio/wav",))


def operations(office: Office) -> tuple[Operation, ...]:
    """Its rows of the table."""
    return media_operations(_NOUN, office.recordings)
