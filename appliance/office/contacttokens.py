"""A contact's tokens (spec/SCG.md 9): access tokens for its own devices, application tokens of push services.

An access token's id is the token itself, so that it can be listed and given back: see docs/decisions.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from appliance.errors import Conflict, Invalid
from appliance.office.desk import Actor, Desk
from appliance.office.profiles import NamedBy, profile_in
from appliance.office.versions import revise
from appliance.spool import contacttokens
from appliance.spool.contacttokens import ACCESS_TOKENS, APPLICATION_TOKENS, AccessToken, ApplicationToken
from appliance.spool.listing import Condition, Connection, Found, Match, Page, exactly

MOST = 100  # of each kind that a contact may have
LASTS = 3600  # seconds, where nobody says
LONGEST = 10 * 366 * 86_400
_OCTETS = 16  # 22 characters


class ContactAccessTokens:
    """Of a contact. Those whose time is over are gone."""

    def __init__(self, desk: Desk, secret: Callable[[int], str] = secrets.token_urlsafe) -> None:
        self._desk = desk
        self._secret = secret

    def create(self, actor: Actor, by: NamedBy, duration: int | None = None) -> str:
        """Make one that is good for `duration` seconds; the token. Raises NotFound, Invalid, Conflict."""
        now = self._desk.clock()
        row = {**actor.owner, "token": self._secret(_OCTETS), "expires_at": now + _lasting(duration), "created_at": now}

        def make(db: Connection) -> None:
            contact_id = profile_in(db, actor, by).id
            contacttokens.forget(db, contact_id, now)
            if contacttokens.how_many(db, ACCESS_TOKENS, contact_id) >= MOST:
                raise Conflict(f"a contact has at most {MOST} access tokens")
            ACCESS_TOKENS.insert(db, {**row, "contact_id": contact_id})

        self._desk.write(make)
        return str(row["token"])

    def find(self, actor: Actor, by: NamedBy, where: tuple[Condition, ...], page: Page) -> Found[AccessToken]:
        """Those that match. Raises NotFound."""
        db = self._desk.read()
        return ACCESS_TOKENS.find(db, [*self._good(db, actor, by), *where], page)

    def read(self, actor: Actor, by: NamedBy, token: str) -> AccessToken:
        """One of them. Raises NotFound."""
        return self._get(self._desk.read(), actor, by, token)

    def renew(
        self, actor: Actor, by: NamedBy, token: str, expected: int | None = None, duration: int | None = None
    ) -> str:
        """Let it be good for `duration` seconds from now; the token. Raises NotFound, Invalid, Stale."""
        now = self._desk.clock()
        changes = {"expires_at": now + _lasting(duration)}
        self._desk.write(lambda db: revise(db, ACCESS_TOKENS, self._get(db, actor, by, token), changes, expected, now))
        return token

    def delete(self, actor: Actor, by: NamedBy, token: str) -> str:
        """Take it back; the token. Raises NotFound."""
        self._desk.write(lambda db: ACCESS_TOKENS.delete(db, [self._get(db, actor, by, token).id]))
        return token

    def _good(self, db: Connection, actor: Actor, by: NamedBy) -> list[Condition]:
        there = exactly(contact_id=profile_in(db, actor, by).id)
        return [*actor.own("contact"), *there, Condition("expires_at", Match.AFTER, self._desk.clock())]

    def _get(self, db: Connection, actor: Actor, by: NamedBy, token: str) -> AccessToken:
        return ACCESS_TOKENS.get(db, "that access token", [*self._good(db, actor, by), *exactly(token=token)])


def _lasting(duration: int | None) -> int:
    if duration is None:
        return LASTS
    if not 0 < duration <= LONGEST:
        raise Invalid(f"duration must be from 1 to {LONGEST} seconds")
    return duration


class ContactApplicationTokens:
    """Of a contact."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def create(self, actor: Actor, by: NamedBy, **fields: Any) -> int:
        """Make one; its id. Raises NotFound, Conflict."""

        def make(db: Connection) -> int:
            contact_id = profile_in(db, actor, by).id
            if contacttokens.how_many(db, APPLICATION_TOKENS, contact_id) >= MOST:
                raise Conflict(f"a contact has at most {MOST} application tokens")
            owner = {**actor.owner, "contact_id": contact_id, "created_at": self._desk.clock()}
            return APPLICATION_TOKENS.insert(db, {**fields, **owner})

        return self._desk.write(make)

    def find(self, actor: Actor, by: NamedBy, where: tuple[Condition, ...], page: Page) -> Found[ApplicationToken]:
        """Those that match. Raises NotFound."""
        db = self._desk.read()
        return APPLICATION_TOKENS.find(db, [*_of(db, actor, by), *where], page)

    def read(self, actor: Actor, by: NamedBy, token_id: int) -> ApplicationToken:
        """One of them. Raises NotFound."""
        return _application_token(self._desk.read(), actor, by, token_id)

    def update(self, actor: Actor, by: NamedBy, token_id: int, expected: int | None = None, **fields: Any) -> int:
        """Change what is given; its id. Raises NotFound, Stale."""
        now = self._desk.clock()

        def change(db: Connection) -> None:
            found = _application_token(db, actor, by, token_id)
            revise(db, APPLICATION_TOKENS, found, fields, expected, now)

        self._desk.write(change)
        return token_id

    def delete(self, actor: Actor, by: NamedBy, token_id: int) -> int:
        """Remove it; its id. Raises NotFound."""
        self._desk.write(lambda db: APPLICATION_TOKENS.delete(db, [_application_token(db, actor, by, token_id).id]))
        return token_id


def _of(db: Connection, actor: Actor, by: NamedBy) -> list[Condition]:
    return [*actor.own("contact"), *exactly(contact_id=profile_in(db, actor, by).id)]


def _application_token(db: Connection, actor: Actor, by: NamedBy, token_id: int) -> ApplicationToken:
    wanted = [*_of(db, actor, by), *exactly(id=token_id)]
    return APPLICATION_TOKENS.get(db, f"application token {token_id}", wanted)
