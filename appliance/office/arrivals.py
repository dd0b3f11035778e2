"""Whose a message is that came in: the account of its line's number, that account's program, a sender's contact."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from appliance.domain import Service
from appliance.spool import people, senders
from appliance.spool.inbound import Owner
from appliance.spool.listing import Connection, exactly
from appliance.spool.people import ACCOUNTS, CONTACTS, USERS, Account
from appliance.spool.programs import PROGRAMS, Program
from appliance.spool.roles import ADMIN

# Of an account that has both, the one that does more.
_RECEIVING: Mapping[Service, tuple[str, ...]] = {
    Service.SMS: ("receivesms",),
    Service.FAX: ("faxtoemail", "receivefax"),
}


class Arrivals:
    """`numbers(line)` gives every number that a line is known by: as configured, and as its SIM tells."""

    def __init__(self, numbers: Callable[[Connection, str], frozenset[str]], clock: Callable[[], float]) -> None:
        self._numbers = numbers
        self._clock = clock

    def owner(self, db: Connection, sender: str, line: str, service: Service = Service.SMS) -> Owner:
        """The ids of the user, account, contact and program. An unknown sender becomes a contact.

        Where no account has the line's number it is for who has purchased the line's sender id, or else for the first
        administrator.
        """
        account = self._account(db, line)
        if account is None:
            return Owner()
        program = _program(db, account, service)
        contact_id, is_new = self._contact(db, account.user_id, sender)
        return Owner(account.user_id, account.id, contact_id, program.id if program else None, is_new)

    def _account(self, db: Connection, line: str) -> Account | None:
        for number in sorted(self._numbers(db, line)):
            account = people.account_of_number(db, number)
            if account is not None:
                return account
        first = next(iter(USERS.find(db, exactly(role_id=ADMIN, active=1)).rows), None)
        users = (senders.purchaser(db, line), first.id if first else None)
        accounts = (ACCOUNTS.newest(db, exactly(user_id=each, active=1)) for each in users if each is not None)
        return next((account for account in accounts if account is not None), None)

    def _contact(self, db: Connection, user_id: int | None, sender: str) -> tuple[int | None, bool]:
        """Its id, and whether it was made just now."""
        if user_id is None or not sender:
            return None, False
        known = people.contact_of_number(db, user_id, sender)
        row = {"user_id": user_id, "phone": sender, "created_at": self._clock()}
        return (known.id, False) if known else (CONTACTS.insert(db, row), True)


def _program(db: Connection, account: Account, service: Service) -> Program | None:
    found = (PROGRAMS.newest(db, exactly(type=each, account_id=account.id)) for each in _RECEIVING[service])
    return next(filter(None, found), None)
