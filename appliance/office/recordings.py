"""Recordings: what is played in a call."""

from __future__ import annotations

from pathlib import Path

from appliance.media.shelf import Shelf
from appliance.media.workshop import Workshop
from appliance.office.desk import Desk
from appliance.office.filed import Filed, Made
from appliance.office.orphans import Orphans
from appliance.spool.contents import RECORDINGS, Recording


class Recordings(Filed[Recording]):
    """Each has a WAV as a telephone line carries it, from its first upload on."""

    def __init__(self, desk: Desk, shelf: Shelf, workshop: Workshop, orphans: Orphans) -> None:
        super().__init__(desk, RECORDINGS, "recording", shelf, workshop, orphans, ".wav", "audio/wav")

    def _make(self, record: Recording, source: Path, said: str, former: Path | None) -> Made:
        tape = self._workshop.tape(source, said, former)
        return Made({"file": tape.wav}, {"type": tape.kind, "length": tape.seconds})
