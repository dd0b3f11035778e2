"""The thread that has texts translated: what waits is asked for, one after the other, outside any transaction."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

from appliance.rounds import Rounds, until
from appliance.spool import requests, translations
from appliance.spool.listing import Connection
from appliance.spool.store import Spool
from appliance.spool.translations import Translation, TranslationState
from appliance.translation.server import Translated, Untranslated

DELAYS = (2.0, 10.0)  # seconds before the second and the third try
QUIET = 60.0  # seconds for which a server that did not answer a text at all is not asked for others
LONGEST_SLEEP = 600.0


class Translator(Protocol):
    """What translates."""

    def translate(self, text: str, source: str, target: str) -> Translated | Untranslated:
        """Ask for it."""

    def hang_up(self) -> None:
        """End what is under way."""


class Worker(Rounds):
    """Asks `server` for what waits in the spool; `told` is called after each end. Others may `wake` and `stop` it."""

    def __init__(
        self,
        spool: Spool,
        server: Translator,
        told: Callable[[], None],
        clock: Callable[[], float] = time.time,
    ) -> None:
        super().__init__("translation", "translation waits")
        self._spool = spool
        self._server = server
        self._told = told
        self._clock = clock
        self._served = 0
        self._silent_until = 0.0
        self._silence = ""
        self.condition = "nothing translated yet"

    def stop(self) -> None:
        """End, leaving what is under way for the next time."""
        self._ended.set()
        self._server.hang_up()
        super().stop()

    def step(self) -> bool:
        """Have one translated; False where none is due."""
        now = self._clock()
        found = translations.following(self._spool.read(), self._served, now)
        if found is None:
            return False
        self._served = found.request_id
        if why := self._hopeless(found, now):
            self._end(found, TranslationState.FAILED, why)
            return True
        if not self._spool.write(lambda db: _begin(db, found)):
            return True
        answer = self._server.translate(found.text, found.source, found.target)
        if not self._ended.is_set():
            self._finish(found, answer)
        return True

    def _hopeless(self, found: Translation, now: float) -> str:
        """Why it is not worth asking; '' where it is."""
        if now < self._silent_until:
            return self._silence
        return "the box stopped each time while it was translated" if found.tries > len(DELAYS) else ""

    def rest(self) -> float:
        """Until another try is due."""
        return until(translations.next_due(self._spool.read()), self._clock(), LONGEST_SLEEP)

    def _finish(self, found: Translation, answer: Translated | Untranslated) -> None:
        if isinstance(answer, Translated):
            self.condition = "translates"
            self._end(found, TranslationState.DONE, answer.text)
            return
        self.condition = answer.why
        if answer.passing and found.tries < len(DELAYS):
            later = self._clock() + DELAYS[found.tries]
            self._spool.write(lambda db: translations.again(db, found.id, later))
            return
        if answer.passing:
            self._silent_until, self._silence = self._clock() + QUIET, answer.why
        self._end(found, TranslationState.FAILED, answer.why)

    def _end(self, found: Translation, state: TranslationState, result: str) -> None:
        self._spool.write(lambda db: translations.end(db, found.id, state, result))
        self._told()


def _begin(db: Connection, found: Translation) -> bool:
    """Whether it is still to be translated: its request may have ended since it was found."""
    begun = translations.begin(db, found.id)
    requests.count_translations(db, found.request_id, 0, 0, int(begun))
    return begun
