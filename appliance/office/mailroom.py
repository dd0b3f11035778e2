"""What becomes of mail that comes in: kept for the account that it is for, or sent on as SMS or fax for its sender.

Each letter is taken once, however often its sender repeats it: it is known by its Message-ID.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass

from appliance.addresses import mailbox
from appliance.domain import Service
from appliance.errors import Forbidden, Invalid, NotFound
from appliance.office.desk import Actor, Desk
from appliance.office.faxing import Faxing
from appliance.office.filing import Filing
from appliance.office.letters import Letter
from appliance.office.people import owner_in
from appliance.office.transmissions import Transmissions
from appliance.outside import MailSettings
from appliance.spool.listing import Condition, Connection, Match, exactly
from appliance.spool.people import ACCOUNTS, Account
from appliance.spool.programs import PROGRAMS, Program

_MAY_SEND = ("program_create", "transmission_create", "transmission_send")
_NUMBER = re.compile(r"\+?[0-9]{1,20}")
_SIGNATURE = "\n-- \n"  # RFC 3676 4.3


@dataclass(frozen=True, slots=True)
class _Kept:
    """For an account of the box."""

    account: Account


@dataclass(frozen=True, slots=True)
class _Texted:
    """To a number, for the sender's account."""

    account: Account
    number: str


@dataclass(frozen=True, slots=True)
class _Faxed:
    """To a number, by the emailtofax program of the sender's account."""

    account: Account
    number: str
    program: Program


class Mailroom:
    """`settings` gives those of mail at any time."""

    def __init__(
        self,
        desk: Desk,
        transmissions: Transmissions,
        filing: Filing,
        faxing: Faxing,
        settings: Callable[[], MailSettings],
    ) -> None:
        self._desk = desk
        self._transmissions = transmissions
        self._filing = filing
        self._faxing = faxing
        self._settings = settings

    def check(self, login: Actor | None, sender: str, recipient: str) -> None:
        """Raises NotFound, Forbidden, NotReady where mail from that mailbox to that one would not be taken."""
        self._way(self._desk.read(), login, sender, recipient)

    def take(self, login: Actor | None, sender: str, recipient: str, letter: Letter) -> None:
        """All that is to be done with it is on disk when this returns. Raises as `check`, Invalid."""
        way = self._way(self._desk.read(), login, sender, recipient)
        key = "mail:" + hashlib.sha256(f"{letter.identifier}\0{sender}\0{recipient}".encode()).hexdigest()[:40]
        if isinstance(way, _Kept):
            self._filing.keep(way.account, sender, letter, key)
        elif isinstance(way, _Texted):
            self._text(way, letter, key)
        else:
            self._faxing.fax(owner_in(self._desk.read(), way.account.user_id), way.program, way.number, letter, key)

    def _way(self, db: Connection, login: Actor | None, sender: str, recipient: str) -> _Kept | _Texted | _Faxed:
        try:
            to, by = mailbox(recipient), mailbox(sender) if sender else ""
        except Invalid as error:
            raise NotFound(str(error)) from error
        number, _, domain = to.rpartition("@")
        settings = self._settings()
        on = {settings.sms_domain.lower(): Service.SMS, settings.domain.lower(): Service.FAX}
        service = on.get(domain) if domain and _NUMBER.fullmatch(number) else None
        if service is None:
            return self._kept(db, to)
        account = self._sender(db, login, by)
        self._desk.route(self._desk.party(service, number, ""), service)
        if service is Service.SMS:
            return _Texted(account, number)
        return _Faxed(account, number, _emailtofax(db, account))

    def _kept(self, db: Connection, recipient: str) -> _Kept:
        account = _account_of(db, recipient)
        if account is None:
            raise NotFound(f"nobody here has the mailbox {recipient}")
        return _Kept(account)

    def _sender(self, db: Connection, login: Actor | None, sender: str) -> Account:
        """The account that the mail is from. Raises Forbidden where there is none, or it is not the login's."""
        account = _account_of(db, sender) if sender else None
        if account is None:
            raise Forbidden(f"no account of this box has the mailbox {sender or '<>'}")
        if login is not None and account.user_id != login.user_id:
            raise Forbidden(f"{sender} is not yours")
        owner_in(db, account.user_id).need(_MAY_SEND)
        return account

    def _text(self, way: _Texted, letter: Letter, key: str) -> None:
        words = letter.text.partition(_SIGNATURE)[0].strip() or letter.subject
        if not words:
            raise Invalid("the mail says nothing")
        self._transmissions.create_and_send(
            owner_in(self._desk.read(), way.account.user_id),
            "sendsms",
            message=words,
            phone=way.number,
            account_id=way.account.id,
            title=letter.subject[:255],
            origin="emailtosms",
            request_key=key,
        )


def _account_of(db: Connection, address: str) -> Account | None:
    found = ACCOUNTS.newest(db, [*exactly(active=1), Condition("email", Match.SAME, address)])
    return found if found and found.user_id is not None else None


def _emailtofax(db: Connection, account: Account) -> Program:
    program = PROGRAMS.newest(db, exactly(type="emailtofax", account_id=account.id))
    if program is None:
        raise Forbidden(f"{account.email} has no emailtofax program")
    return program
