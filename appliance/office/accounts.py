"""Accounts: local identities (a user's own, a number, an extension), what they are subscribed to, whose they are."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from appliance.errors import Invalid, NotFound
from appliance.office import programs
from appliance.office.desk import Actor, Desk
from appliance.office.people import check_name
from appliance.spool import references
from appliance.spool.listing import Condition, Connection, Found, Page, exactly
from appliance.spool.people import ACCOUNT, ACCOUNTS, DID, USERS, Account
from appliance.spool.programs import PROGRAMS, family

_MOST_SETTINGS = 200


class Accounts:
    """Each owner's own. All raise NotFound for one that the actor can't see."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def create(self, actor: Actor, **fields: Any) -> int:
        """Make an account of `type`; its id. It is called as its phone or email where it has no `username`.

        Raises Invalid for a phone that is no number, and where there is one of that type and username already.
        """
        row = {"type": ACCOUNT, **self._checked(fields), "user_id": actor.user_id, "created_at": self._desk.clock()}
        row["username"] = row.get("username") or row.get("phone") or row.get("email")
        if not row["username"]:
            raise Invalid("username is missing, and so are phone and email")

        def change(db: Connection) -> int:
            check_name(db, row["type"], row["username"])
            return ACCOUNTS.insert(db, {**row, "settings": _merged("{}", row.get("settings", {}))})

        return self._desk.write(change)

    def find(self, actor: Actor, where: tuple[Condition, ...], page: Page) -> Found[Account]:
        """Those that match."""
        return ACCOUNTS.find(self._desk.read(), [*actor.own("account"), *where], page)

    def read(self, actor: Actor, account_id: int) -> Account:
        """One of them."""
        return account_in(self._desk.read(), actor, account_id)

    def update(self, actor: Actor, account_id: int, **fields: Any) -> Account:
        """Change what is given, `settings` key by key, null removing one; the account as it is then. Raises Invalid.

        Raises Forbidden for the number of a did: who has it gets what a line receives, so it takes account_create.
        """
        checked = self._checked(fields)

        def change(db: Connection) -> Account:
            account = account_in(db, actor, account_id)
            if account.type == DID and checked.get("phone", account.phone) != account.phone:
                actor.need(("account_create",))
            if not checked.get("username", account.username):
                raise Invalid("username is empty")
            if checked.get("username", account.username) != account.username:
                check_name(db, account.type, checked["username"])
            fresh = {"settings": _merged(account.settings, checked["settings"])} if "settings" in checked else {}
            ACCOUNTS.update(db, account_id, {**checked, **fresh})
            return account_in(db, actor, account_id)

        return self._desk.write(change)

    def delete(self, actor: Actor, account_id: int) -> None:
        """Remove it and its programs; what was carried for it stays."""
        self._desk.write(lambda db: _remove(db, account_in(db, actor, account_id)))

    def subscribe(self, actor: Actor, account_id: int, program: int | str) -> Account:
        """Let a program work for the account: what it says of an account is this one.

        A type's name instead of an id makes a new one, the account's owner's. Raises NotFound, Invalid.
        """

        def change(db: Connection) -> Account:
            account = account_in(db, actor, account_id)
            if isinstance(program, str):
                owner = replace(actor, user_id=account.user_id or actor.user_id)
                programs.create_in(db, self._desk, owner, program, {"account_id": account.id})
            else:
                programs.point_in(db, actor, program, account.id)
            return account

        return self._desk.write(change)

    def unsubscribe(self, actor: Actor, account_id: int, program: int | str) -> Account:
        """Remove one of the account's programs, or all of a type. Raises NotFound where it has none such."""
        which = exactly(type=program) if isinstance(program, str) else exactly(id=program)

        def change(db: Connection) -> Account:
            account = account_in(db, actor, account_id)
            if not _drop_programs(db, (*which, *exactly(account_id=account.id))):
                raise NotFound(f"program {program} of account {account_id}")
            return account

        return self._desk.write(change)

    def unsubscribe_all(self, actor: Actor, account_id: int) -> Account:
        """Remove all of the account's programs, of which there may be none."""

        def change(db: Connection) -> Account:
            account = account_in(db, actor, account_id)
            _drop_programs(db, exactly(account_id=account.id))
            return account

        return self._desk.write(change)

    def assign(self, actor: Actor, account_id: int, user_id: int) -> Account:
        """Make it another user's; its programs end. Raises NotFound."""

        def change(db: Connection) -> Account:
            account = account_in(db, actor, account_id)
            user = USERS.get(db, f"user {user_id}", [*actor.own("user"), *exactly(id=user_id)])
            return _hand_over(db, account, user.id)

        return self._desk.write(change)

    def dissociate(self, actor: Actor, account_id: int) -> Account:
        """Make it nobody's, free to assign; its programs end."""
        return self._desk.write(lambda db: _hand_over(db, account_in(db, actor, account_id), None))

    def setting(self, actor: Actor, account_id: int, name: str) -> str:
        """One of its settings. Raises NotFound where it is not set."""
        found: dict[str, str] = json.loads(self.read(actor, account_id).settings)
        if name not in found:
            raise NotFound(f"setting {name} of account {account_id}")
        return found[name]

    def set(self, actor: Actor, account_id: int, name: str, value: str | None = None) -> str:
        """Set one of its settings; its value. Raises Invalid where there is none."""
        self.read(actor, account_id)
        if value is None:
            raise Invalid("value is missing")
        self.update(actor, account_id, settings={name: value})
        return value

    def unset(self, actor: Actor, account_id: int, name: str) -> None:
        """Forget one of its settings. Raises NotFound where it is not set."""
        self.setting(actor, account_id, name)
        self.update(actor, account_id, settings={name: None})

    def _checked(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        # A passwd lets a SIP phone register: nothing does here, so it is not kept.
        kept = {name: value for name, value in fields.items() if name not in ("passwd", "passwd_pin")}
        return {**kept, "phone": self._desk.carrier.dialable(kept["phone"])} if kept.get("phone") else kept


def account_in(db: Connection, actor: Actor, account_id: int) -> Account:
    """The account, where the actor may see it. Raises NotFound."""
    return ACCOUNTS.get(db, f"account {account_id}", [*actor.own("account"), *exactly(id=account_id)])


def disown(db: Connection, account: Account) -> None:
    """What becomes of an account whose user goes: their own goes with them, others become free to assign."""
    if account.type == ACCOUNT:
        _remove(db, account)
    else:
        _hand_over(db, account, None)


def _remove(db: Connection, account: Account) -> None:
    _drop_programs(db, exactly(account_id=account.id))
    references.release(db, "accounts", account.id)
    ACCOUNTS.delete(db, [account.id])


def _hand_over(db: Connection, account: Account, user_id: int | None) -> Account:
    _drop_programs(db, exactly(account_id=account.id))
    ACCOUNTS.update(db, account.id, {"user_id": user_id})
    return replace(account, user_id=user_id)


def _drop_programs(db: Connection, conditions: tuple[Condition, ...]) -> int:
    """Remove the programs that match, and their children; how many matched."""
    found = PROGRAMS.find(db, conditions).rows
    for program in found:
        PROGRAMS.delete(db, family(db, program.id))
    return len(found)


def _merged(kept: str, fresh: Mapping[str, str | None]) -> str:
    merged = {**json.loads(kept), **fresh}
    if len(merged) > _MOST_SETTINGS:
        raise Invalid(f"an account has at most {_MOST_SETTINGS} settings")
    return json.dumps({name: value for name, value in merged.items() if value is not None}, ensure_ascii=False)
