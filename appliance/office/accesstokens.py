"""Access tokens: short-lived secrets that open one attachment each, without a login (spec/SCG.md 9, 40-41)."""

from __future__ import annotations

import dataclasses

from appliance.domain import Download, Upload
from appliance.errors import Invalid, NotFound
from appliance.office.attachments import Attachments, attachment_in, theirs
from appliance.office.desk import Actor, Desk
from appliance.spool import attachments
from appliance.spool.attachments import ACCESS_TOKENS, MESSAGE_ATTACHMENTS, AccessToken, MessageAttachment
from appliance.spool.listing import Condition, Connection, Found, Page, exactly

LIFE = 3600.0  # seconds, where nobody says
LONGEST_LIFE = 366 * 86_400.0
_REMEMBERED = 86_400.0  # seconds that an expired one is still listed


class NoSuchToken(NotFound):
    """That access token is unknown, or it has expired."""


class AccessTokens:
    """Each application's own."""

    def __init__(self, desk: Desk, attachments: Attachments) -> None:
        self._desk = desk
        self._attachments = attachments

    def create(
        self, actor: Actor, attachment_id: int, duration: float | None = None, expires_at: float | None = None
    ) -> str:
        """Make one for an attachment, for `duration` seconds or until `expires_at`; its secret, which nobody can ask
        for again. Raises NotFound, Invalid."""
        now = self._desk.clock()
        until = expires_at if expires_at is not None else now + (LIFE if duration is None else duration)
        if not now < until <= now + LONGEST_LIFE:
            raise Invalid("an access token lives for a year at most, and not in the past")
        return self._desk.write(lambda db: issue_in(db, actor, attachment_id, until, now))

    def find(self, actor: Actor, where: tuple[Condition, ...], page: Page) -> Found[AccessToken]:
        """Those that match."""
        return ACCESS_TOKENS.find(self._desk.read(), [*theirs(actor), *where], page)

    def read(self, actor: Actor, token: str) -> AccessToken:
        """One by its secret. Raises NotFound."""
        return dataclasses.replace(_of(self._desk.read(), token, actor), secret=token)

    def read_row(self, actor: Actor, record_id: int) -> AccessToken:
        """One by its number. Raises NotFound."""
        return _row(self._desk.read(), actor, record_id)

    def delete(self, actor: Actor, record_id: int) -> None:
        """Have it open nothing any more. Raises NotFound."""
        self._desk.write(lambda db: ACCESS_TOKENS.delete(db, [_row(db, actor, record_id).id]))

    def upload(self, token: str, upload: Upload) -> int:
        """Fill the attachment that it opens; the attachment's id. Raises NotFound, TooLarge, Invalid, NotReady."""
        opened = self._opened(self._desk.read(), token)
        return self._attachments.fill_by(upload, lambda db: _attachment(db, opened.id))

    def download(self, token: str) -> Download:
        """The file of the attachment that it opens. Raises NotFound, also before the first upload."""
        return self._attachments.given(lambda: self._opened(self._desk.read(), token))

    def _opened(self, db: Connection, token: str) -> MessageAttachment:
        found = _of(db, token)
        if found.expires_at <= self._desk.clock():
            raise NoSuchToken()
        return _attachment(db, found.attachment_id)


def issue_in(db: Connection, actor: Actor, attachment_id: int, until: float, now: float) -> str:
    """Make a token for an attachment of the actor's, in a transaction under way; its secret. Raises NotFound."""
    attachments.forget_tokens(db, now - _REMEMBERED)
    secret = attachments.secret()
    row = {"attachment_id": attachment_in(db, actor, attachment_id).id, "token_hash": attachments.digest(secret)}
    ACCESS_TOKENS.insert(db, {**row, **actor.owner, "expires_at": until, "created_at": now})
    return secret


def _of(db: Connection, token: str, actor: Actor | None = None) -> AccessToken:
    whose = theirs(actor) if actor else ()
    found = ACCESS_TOKENS.newest(db, [*whose, *exactly(token_hash=attachments.digest(token))])
    if found is None:
        raise NoSuchToken()
    return found


def _row(db: Connection, actor: Actor, record_id: int) -> AccessToken:
    return ACCESS_TOKENS.get(db, "access token", [*theirs(actor), *exactly(id=record_id)])


def _attachment(db: Connection, attachment_id: int) -> MessageAttachment:
    return MESSAGE_ATTACHMENTS.get(db, "attachment", exactly(id=attachment_id))
