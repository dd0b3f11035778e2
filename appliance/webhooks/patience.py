"""When a try that went wrong is followed by the next one, and when it is given up: about two days."""

from __future__ import annotations

from http import HTTPStatus

from appliance.spool.deliveries import Missed
from appliance.spool.webhooks import Configuration, Delivery
from appliance.webhooks.posting import Answer

FIRST = 2.0  # seconds
LONGEST = 4 * 3600.0
TWO_DAYS = 2 * 86_400.0
MOST = 24  # tries: 2, 4, 8 .. seconds, then 4 hours each, make two days
IN_ORDER = 3  # tries for which what follows waits; then others go past what an answering target does not take
_DOWN = frozenset(
    (
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.BAD_GATEWAY,
        HTTPStatus.SERVICE_UNAVAILABLE,
        HTTPStatus.GATEWAY_TIMEOUT,
    )
)


def delay(tries: int) -> float:
    """Seconds after so many tries that went wrong, from 1."""
    return min(FIRST * 2.0 ** min(tries - 1, 30), LONGEST)


def weighed(configuration: Configuration, delivery: Delivery, answer: Answer, now: float) -> Missed:
    """What becomes of a delivery whose try went wrong.

    A target that does not answer, or says that it can't now, is left alone, and what waits for it keeps its order. So
    it is for the first tries of what it answers to and does not take; after those it is this delivery that waits.
    """
    tries = delivery.attempts + 1
    if tries >= MOST:
        return Missed(answer.status, answer.text, None, None)
    if answer.status is None or answer.status in _DOWN or tries < IN_ORDER:
        rest = max(delay(configuration.failures + 1), min(answer.after, LONGEST))
        return Missed(answer.status, answer.text, delivery.due, now + rest)
    return Missed(answer.status, answer.text, now + delay(tries), None)
