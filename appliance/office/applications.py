"""Programs that speak for a user and are kept apart: their key and secret, their tokens (spec/SCG.md 2).

Secrets and tokens are random and long, so that a plain digest of them is all that need be kept.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, replace

from appliance.errors import Invalid, Taken, Unauthenticated
from appliance.office.desk import Actor, Desk, actor_of
from appliance.spool import applications
from appliance.spool.applications import APPLICATIONS, Application, Token
from appliance.spool.listing import Connection, exactly
from appliance.spool.people import USERS

VALIDITY = 30 * 86_400
"""Seconds that a token holds where nobody says."""

_LONGEST_NAME = 64
_LONGEST_VALIDITY = 10 * 365 * 86_400
_SHOWN = 24  # octets of randomness in what a program shows


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a program needs to know, told once."""

    key: str
    secret: str
    token: str


@dataclass(frozen=True, slots=True)
class Issued:
    """A token and for how many seconds it holds, 0 for ever."""

    token: str
    validity: int


class Applications:
    """Made and ended by whoever runs the box."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def add(self, name: str, username: str) -> Credentials:
        """Let a program speak for that user, with a token that does not expire. Raises Invalid, NotFound, Taken."""
        if not name.strip() or not name.isprintable() or len(name) > _LONGEST_NAME:
            raise Invalid(f"a name is printable, not empty and at most {_LONGEST_NAME} characters long")
        key, secret = (secrets.token_urlsafe(_SHOWN) for _ in range(2))

        def change(db: Connection) -> str:
            user = USERS.get(db, f"user {username}", exactly(username=username))
            if APPLICATIONS.newest(db, exactly(name=name)):
                raise Taken(f"application {name}")
            now = self._desk.clock()
            row = {"user_id": user.id, "name": name, "consumer_key": key, "secret_hash": _digest(secret)}
            return _issue(db, APPLICATIONS.insert(db, {**row, "created_at": now}), 0, now).token

        return Credentials(key, secret, self._desk.write(change))

    def all(self) -> tuple[Application, ...]:
        """Every one."""
        return APPLICATIONS.find(self._desk.read()).rows

    def renew(self, name: str) -> Credentials:
        """A new secret and token; the old ones hold no more. Raises NotFound."""
        secret = secrets.token_urlsafe(_SHOWN)

        def change(db: Connection) -> Credentials:
            known = _named(db, name)
            applications.revoke(db, known.id)
            APPLICATIONS.update(db, known.id, {"secret_hash": _digest(secret)})
            return Credentials(known.consumer_key, secret, _issue(db, known.id, 0, self._desk.clock()).token)

        return self._desk.write(change)

    def set_active(self, name: str, active: bool) -> None:
        """Let it in, or keep it out. Raises NotFound."""
        self._desk.write(lambda db: APPLICATIONS.update(db, _named(db, name).id, {"active": int(active)}))

    def remove(self, name: str) -> None:
        """End it; what it made stays its user's. Raises NotFound."""
        self._desk.write(lambda db: APPLICATIONS.delete(db, [_named(db, name).id]))

    def actor(self, token: str) -> Actor | None:
        """Who shows that token, None where it does not hold."""
        db = self._desk.read()
        found = applications.token(db, _digest(token))
        if found is None or not found.holds(self._desk.clock()):
            return None
        return actor_in(db, found.application_id)

    def refresh(self, key: str, secret: str, token: str, validity: int | None) -> Issued:
        """A token of the application with that key and secret: `token` while it holds, else a new one.

        `validity` in seconds, 0 for one that does not expire. Raises Unauthenticated, Invalid.
        """
        if validity is not None and not 0 <= validity <= _LONGEST_VALIDITY:
            raise Invalid(f"validity is from 0 to {_LONGEST_VALIDITY} seconds")

        def change(db: Connection) -> Issued:
            known, now = _proven(db, key, secret), self._desk.clock()
            shown = applications.token(db, _digest(token))
            if shown and shown.application_id == known.id and shown.holds(now):
                return Issued(token, 0 if shown.expires_at is None else round(shown.expires_at - now))
            return _issue(db, known.id, VALIDITY if validity is None else validity, now)

        return self._desk.write(change)


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


def _named(db: Connection, name: str) -> Application:
    return APPLICATIONS.get(db, f"application {name}", exactly(name=name))


def actor_in(db: Connection, application_id: int) -> Actor | None:
    """An application asking, None where it or its user is kept out."""
    known = APPLICATIONS.newest(db, exactly(id=application_id, active=1))
    user = USERS.newest(db, exactly(id=known.user_id, active=1)) if known else None
    return replace(actor_of(user), application_id=application_id) if user else None


def _proven(db: Connection, key: str, secret: str) -> Application:
    known = APPLICATIONS.newest(db, exactly(consumer_key=key, active=1))
    stored = known.secret_hash if known else bytes(hashlib.sha256().digest_size)
    if not hmac.compare_digest(stored, _digest(secret)) or known is None:
        raise Unauthenticated("wrong consumer key or secret")
    return known


def _issue(db: Connection, application_id: int, validity: int, now: float) -> Issued:
    fresh = secrets.token_urlsafe(_SHOWN)
    applications.issue(db, _digest(fresh), Token(application_id, now, now + validity if validity else None))
    return Issued(fresh, validity)
