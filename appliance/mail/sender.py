"""The thread that sends mail: claims what waits in its lane, hands it over, writes down what came of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from appliance.domain import Claim, Outcome, Service, Verdict
from appliance.mail.outgoing import message_of
from appliance.outside import MailSettings
from appliance.retry import RetryPolicy, decide
from appliance.rounds import Rounds, until
from appliance.routing import MAIL
from appliance.spool import queue
from appliance.spool.listing import Connection
from appliance.spool.store import Spool

LONGEST_DELAY = 900.0  # seconds between two tries
MOST_DIALS = 100  # about a day of them
LONGEST_SLEEP = 600.0  # seconds without a look

_NOBODY = "it would come from nobody: give the account an e-mail address, or set the mail setting sender"

Deliver = Callable[[str, str, bytes], Outcome]
"""Hands a message from a mailbox to another; what became of it."""


class Sender(Rounds):
    """Sends by `deliver`; attachments are in the folder `media`. Only `wake` and `stop` may be called by others."""

    def __init__(
        self,
        spool: Spool,
        settings: MailSettings,
        deliver: Deliver,
        media: Path,
        clock: Callable[[], float] = time.time,
    ) -> None:
        super().__init__("mail", "mail waits")
        self._spool = spool
        self._settings = settings
        self._deliver = deliver
        self._media = media
        self._clock = clock
        self.condition = "nothing sent yet"

    def step(self) -> bool:
        """Send one; False where none waits."""
        claim = self._spool.write(lambda db: queue.claim(db, MAIL, "", Service.EMAIL, (MAIL,), self._clock()))
        if claim is None:
            return False
        outcome = self._send(claim)
        self.condition = outcome.text or outcome.cause or "sends"
        self._spool.write(lambda db: self._finish(db, claim, outcome))
        return True

    def rest(self) -> float:
        """Until a try is due."""
        return until(queue.next_due(self._spool.read()), self._clock(), LONGEST_SLEEP)

    def _send(self, claim: Claim) -> Outcome:
        sender = claim.options.get("sender") or self._settings.sender
        if not sender:
            return Outcome(
                Verdict.UNANSWERED, "", "nobody to be from: set the mail setting sender, or the account's e-mail"
            )
        try:
            about = (claim.transmission_id, sender, claim.party, claim.body, claim.options)
            message = message_of(*about, self._media, self._clock())
        except (OSError, ValueError, LookupError, TypeError) as error:
            return Outcome(Verdict.REJECTED, "", f"it can't be written: {error}")
        return self._deliver(sender, claim.party, message)

    def _finish(self, db: Connection, claim: Claim, outcome: Outcome) -> None:
        now = self._clock()
        policy = RetryPolicy(claim.tries_allowed, MOST_DIALS, LONGEST_DELAY, claim.doubt)
        queue.finish(db, claim, outcome, decide(policy, claim.tries, claim.dials, outcome, now), now)
