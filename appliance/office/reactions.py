"""Programs answer what happens: whose fax came or went is told by mail, once for each event, whatever crashes."""

from __future__ import annotations

import logging
from typing import Any

from appliance.domain import Verdict
from appliance.errors import BoxError
from appliance.office.desk import Desk
from appliance.office.notifying import Notifying
from appliance.spool import cursors, events, reactions
from appliance.spool.contents import DOCUMENTS
from appliance.spool.listing import Connection, exactly
from appliance.spool.programs import PROGRAMS
from appliance.spool.reactions import Cue
from appliance.spool.transmissions import TRANSMISSIONS, TransmissionView

log = logging.getLogger(__name__)

READER = "programs"
SAVE_BEHIND = 10_000  # events that nobody answers, until the cursor is moved on disk


class Reactions:
    """While `waits`, there is a program that answers events."""

    def __init__(self, desk: Desk, notifying: Notifying) -> None:
        self._desk = desk
        self._notifying = notifying
        self._seen: int | None = None
        self._saved = 0
        self.waits = False

    def run(self, now: float) -> None:
        """Answer what has happened since."""
        if self._seen is None:
            self._seen = self._saved = self._desk.write(lambda db: cursors.begin(db, READER))
        self.waits = reactions.anybody(self._desk.read())
        newest = events.newest(self._desk.read())
        while self.waits and (cues := reactions.after(self._desk.read(), self._seen)):
            for cue in cues:
                self._answer(cue)
        self._seen = max(self._seen, newest)
        if self._seen - self._saved > SAVE_BEHIND:
            self._desk.write(lambda db: cursors.move(db, READER, newest))
            self._saved = self._seen

    def _answer(self, cue: Cue) -> None:
        try:
            lane = self._desk.write(lambda db: self._answer_in(db, cue))
        except BoxError as error:  # what can't be told now is not told later: it is in the lists all the same
            log.warning("the event %d of transmission %d: %s", cue.event_id, cue.transmission_id, error)
            lane = self._desk.write(lambda db: cursors.move(db, READER, cue.event_id))
        self._seen = self._saved = cue.event_id
        if lane is not None:
            self._desk.wake(lane)

    def _answer_in(self, db: Connection, cue: Cue) -> str | None:
        cursors.move(db, READER, cue.event_id)
        program = PROGRAMS.newest(db, exactly(id=cue.program_id))
        view = TRANSMISSIONS.newest(db, exactly(id=cue.transmission_id))
        if program is None or view is None:
            return None
        document = DOCUMENTS.newest(db, exactly(id=_document_id(db, view)))
        facts = {"party": view.party, "title": view.title, "pages": view.parts or (document.pages if document else 0)}
        reason = " ".join(each for each in (view.cause_text, view.cause) if each) or (view.verdict or "")
        enclosed = []
        if cue.kind == events.FAX_RECEIVED and document is not None:
            enclosed = [{"file": document.file, "name": f"{document.name}.pdf", "type": "application/pdf"}]
        about = {"fax": {**facts, "reason": reason}}
        return self._notifying.tell_in(db, program, _notice(cue, view), about, enclosed)


def _notice(cue: Cue, view: TransmissionView) -> str:
    if cue.kind == events.FAX_RECEIVED:
        return "faxtoemail_faxreceived"
    if cue.kind == events.TRANSMISSION_CREATED:
        return "emailtofax_emailreceived"
    return "emailtofax_faxsent" if view.verdict == Verdict.SENT else "emailtofax_faxfailed"


def _document_id(db: Connection, view: TransmissionView) -> Any:
    """Of what came in it is told with it, of what goes out by its program."""
    kept = view.facts.get("document_id")
    if kept is not None:
        return kept
    program = PROGRAMS.newest(db, exactly(id=view.program_id))
    return program.parameters.get("document_id") if program else None
