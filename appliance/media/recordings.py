"""Recordings: WAV, MP3 and GSM 06.10 to what a telephone line carries, WAV of 8 kHz, mono, 16 bit (sox)."""

from __future__ import annotations

import wave
from dataclasses import dataclass
from pathlib import Path

from appliance.errors import Invalid, NotReady
from appliance.media.confined import Bounds, run

RATE = 8000
SOUND, _JOINED = "sound.wav", "joined.wav"
# The names are ours and the type is said: sox takes "|command" for a pipe, and guesses at what it does not know.
_SOX = ("sox", "-V1", "--no-show-progress")
_TELEPHONE = ("-t", "wav", "-r", str(RATE), "-c", "1", "-b", "16", "-e", "signed-integer")


@dataclass(frozen=True, slots=True)
class Sound:
    """A WAV of so many `seconds`, rounded up."""

    path: Path
    seconds: int


def sound_of(source: Path, kind: str, longest: int, bounds: Bounds) -> Sound:
    """The recording, beside its source; `kind` as `kinds` tells, `longest` in seconds. Raises Invalid, NotReady."""
    sound = source.with_name(SOUND)
    cut = ("trim", "0", str(longest + 1))
    ended = run([*_SOX, "-t", kind, source.name, *_TELEPHONE, sound.name, *cut], source.parent, bounds)
    if "no handler" in ended.said:
        raise NotReady("this needs sox to know MP3: apt-get install libsox-fmt-mp3")
    if ended.status:
        raise Invalid(f"the {kind.upper()} is broken")
    return _measured(sound, longest)


def joined(first: Path, second: Path, longest: int, bounds: Bounds) -> Sound:
    """Two recordings, one after the other, beside the second. Raises Invalid, NotReady."""
    together = second.with_name(_JOINED)
    ended = run([*_SOX, str(first), second.name, *_TELEPHONE, together.name], second.parent, bounds)
    if ended.status:
        raise Invalid("the recordings can't be joined")
    return _measured(together, longest)


def _measured(sound: Path, longest: int) -> Sound:
    with wave.open(str(sound), "rb") as file:
        frames = file.getnframes()
    if not frames:
        raise Invalid("there is no sound in it")
    if frames > longest * RATE:
        raise Invalid(f"it is longer than {longest} seconds; the setting longest_recording may be raised")
    return Sound(sound, -(-frames // RATE))
