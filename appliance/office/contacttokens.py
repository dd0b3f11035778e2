"""A contact's tokens (spec/SCG.md 9): access tokens for its own devices, application tokens of push services."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from appliance.errors import Conflict, Invalid
from appliance.office.desk import Actor, Desk
from appliance.office.profiles import NamedBy, profile_in
from appliance.office.versions import revise
from appliance.spool import contacttokens
from appliance.spool.contacttokens import ACCESS_TOKENS, APPLICATION_TOKENS, AccessToken, ApplicationToken
from appliance.spool.listing import Condition, Connection, Found, Match, Page, exactly

MOST = 1000  # of each kind that a contact may have
LASTS = 3600  # seconds, where nobody says
LONGEST = 10 * 366 * 86_400

Token = int | str


class ContactAccessTokens:
    """Of a contact. One is named by its number, or by the secret that it is; those whose time is over are gone."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def create(self, actor: Actor, by: NamedBy, duration: int | None = None) -> str:
        """Make one that is good for `duration` seconds; its secret, which nobody can ask for again.

        Raises NotFound, Invalid, Conflict.
        """
        now, secret = self._desk.clock(), contacttokens.secret()
        good = {"token_hash": contacttokens.digest(secret), "expires_at": now + _lasting(duration)}

        def make(db: Connection) -> None:
            contact_id = profile_in(db, actor, by).id
            contacttokens.forget(db, contact_id, now)
            if contacttokens.how_many(db, ACCESS_TOKENS, contact_id) >= MOST:
                raise Conflict(f"a contact has at most {MOST} access tokens")
            ACCESS_TOKENS.insert(db, {**good, **actor.owner, "contact_id": contact_id, "created_at": now})

        self._desk.write(make)
        return secret

    def find(self, actor: Actor, by: NamedBy, where: tuple[Condition, ...], page: Page) -> Found[AccessToken]:
        """Those that match. Raises NotFound."""
        db = self._desk.read()
        return ACCESS_TOKENS.find(db, [*self._good(db, actor, by), *where], page)

    def read(self, actor: Actor, by: NamedBy, token: Token) -> AccessToken:
        """One of them. Raises NotFound."""
        found = self._get(self._desk.read(), actor, by, token)
        return replace(found, secret=token) if isinstance(token, str) else found

    def renew(
        self, actor: Actor, by: NamedBy, token: Token, expected: int | None = None, duration: int | None = None
    ) -> Token:
        """Let it be good for `duration` seconds from now. Raises NotFound, Invalid, Stale."""
        now = self._desk.clock()
        changes = {"expires_at": now + _lasting(duration)}
        self._desk.write(lambda db: revise(db, ACCESS_TOKENS, self._get(db, actor, by, token), changes, expected, now))
        return token

    def delete(self, actor: Actor, by: NamedBy, token: Token) -> Token:
        """Take it back. Raises NotFound."""
        self._desk.write(lambda db: ACCESS_TOKENS.delete(db, [self._get(db, actor, by, token).id]))
        return token

    def _good(self, db: Connection, actor: Actor, by: NamedBy) -> list[Condition]:
        there = exactly(contact_id=profile_in(db, actor, by).id)
        return [*actor.own("contact"), *there, Condition("expires_at", Match.AFTER, self._desk.clock())]

    def _get(self, db: Connection, actor: Actor, by: NamedBy, token: Token) -> AccessToken:
        named = exactly(token_hash=contacttokens.digest(token)) if isinstance(token, str) else exactly(id=token)
        return ACCESS_TOKENS.get(db, "that access token", [*self._good(db, actor, by), *named])


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
