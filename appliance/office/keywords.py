"""Keywords: each application's own, and those built in, which nobody changes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from appliance.errors import Conflict, Forbidden, Invalid, NotFound
from appliance.office import matching
from appliance.office.composing import compose_reply
from appliance.office.desk import Actor, Desk
from appliance.office.senders import Senders
from appliance.office.versions import revise
from appliance.patterns import PatternError
from appliance.spool import keywords
from appliance.spool.keywords import INSENSITIVE, KEYWORDS, RESERVED, Keyword
from appliance.spool.listing import Condition, Connection, Found, Match, Page, exactly

NOUN = "keyword"
ACTIONS = ("OPTOUT", "OPTIN", "STORE")
MOST = 1000  # that a user has: each text that comes in is compared with all of them


class Keywords:
    """Everybody sees those built in."""

    def __init__(self, desk: Desk, senders: Senders) -> None:
        self._desk = desk
        self._senders = senders

    def create(self, actor: Actor, **fields: Any) -> int:
        """Make one; its id. Raises Invalid, Forbidden for one built in, Conflict where there are too many."""
        self._senders.check(actor, fields.get("sender_id"))

        def change(db: Connection) -> int:
            row = {**_checked(db, actor, fields), **actor.owner, "created_at": self._desk.clock()}
            if KEYWORDS.count(db, exactly(user_id=actor.user_id)) >= MOST:
                raise Conflict(f"there are {MOST} keywords")
            value = row.get("value") or ""
            made = KEYWORDS.insert(db, {**row, "name": row.get("name") or value, "value": value})
            return _check_whole(_get(db, actor, made)).id

        return self._desk.write(change)

    def find(self, actor: Actor, where: tuple[Condition, ...], page: Page) -> Found[Keyword]:
        """Those that match."""
        return KEYWORDS.find(self._desk.read(), [*_seen(actor), *where], page)

    def read(self, actor: Actor, keyword_id: int) -> Keyword:
        """One of them. Raises NotFound."""
        return _get(self._desk.read(), actor, keyword_id)

    def update(self, actor: Actor, keyword_id: int, expected: int | None = None, **fields: Any) -> int:
        """Change what is given; its id. `expected` is the version that this is based on.

        Raises NotFound, Forbidden for one built in, Stale, Invalid.
        """
        self._senders.check(actor, fields.get("sender_id"))

        def change(db: Connection) -> int:
            keyword = _changeable(db, actor, keyword_id)
            changes = _checked(db, actor, fields)
            revise(db, KEYWORDS, keyword, changes, expected, self._desk.clock())
            return _check_whole(_get(db, actor, keyword_id)).id

        return self._desk.write(change)

    def delete(self, actor: Actor, keyword_id: int) -> int:
        """Remove it; its id. Raises NotFound, Forbidden for one built in."""
        self._desk.write(lambda db: KEYWORDS.delete(db, [_changeable(db, actor, keyword_id).id]))
        return keyword_id


def _seen(actor: Actor) -> tuple[Condition, ...]:
    """Their own, those of the user whom they ask for, and those built in."""
    users = Condition("user_id", Match.OURS, actor.user_id)
    made = () if actor.application_id is None else (Condition("application_id", Match.OURS, actor.application_id),)
    return (users, *made)


def _get(db: Connection, actor: Actor, keyword_id: int) -> Keyword:
    return KEYWORDS.get(db, f"{NOUN} {keyword_id}", [*_seen(actor), *exactly(id=keyword_id)])


def _changeable(db: Connection, actor: Actor, keyword_id: int) -> Keyword:
    keyword = _get(db, actor, keyword_id)
    if keyword.type == RESERVED:
        raise Forbidden(f"{keyword.name} is built in, nobody changes it")
    return keyword


def _checked(db: Connection, actor: Actor, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields as they are kept. Raises Invalid, Forbidden."""
    row = {name: value for name, value in fields.items() if name != "type"}
    if fields.get("type") == RESERVED:
        raise Forbidden("those built in are built in")
    if row.get("value"):
        _check_value(db, row["value"])
    if row.get("reply_template"):
        _check_template(db, actor, row["reply_template"])
    if "actions" in row:
        row["actions"] = json.dumps(_actions(row["actions"] or ()))
    if "sensitivity" in row:
        row["sensitivity"] = row["sensitivity"] or INSENSITIVE
    return row


def _check_value(db: Connection, value: str) -> None:
    try:
        matching.check(value)
    except PatternError as error:
        raise Invalid(f"value: {error}") from error
    taken = matching.words_of(keywords.reserved(db)).get(matching.plain(value))
    if taken is not None:
        raise Invalid(f"{value} is reserved: it is what {taken.name} is asked for with")


def _check_template(db: Connection, actor: Actor, name: str) -> None:
    """Raises Invalid where there is none of that name; what its values are is known when it answers."""
    try:
        compose_reply(db, actor, name, {})
    except NotFound as error:
        raise Invalid(f"reply_template: there is no {error.detail}") from error
    except Invalid:
        return


def _actions(given: Iterable[str]) -> list[str]:
    found = [each for part in given for each in part.upper().split()]
    unknown = sorted(set(found) - set(ACTIONS))
    if unknown:
        raise Invalid(f"actions are {', '.join(ACTIONS)}, not {', '.join(unknown)}")
    if {"OPTOUT", "OPTIN"} <= set(found):
        raise Invalid("actions can't be OPTOUT and OPTIN together")
    return list(dict.fromkeys(found))


def _check_whole(keyword: Keyword) -> Keyword:
    """The keyword. Raises Invalid where it would never be found."""
    if not keyword.value:
        raise Invalid("value is missing")
    if keyword.valid_from is not None and keyword.valid_to is not None and keyword.valid_to < keyword.valid_from:
        raise Invalid("valid_to is before valid_from")
    return keyword
