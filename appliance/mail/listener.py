"""Takes mail in by SMTP (RFC 5321) for the box's accounts, and relays for nobody."""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from appliance.errors import BoxError, Forbidden, Invalid, NotFound, NotReady
from appliance.mail.incoming import letter_of
from appliance.office.desk import Actor
from appliance.office.letters import Letter
from appliance.outside import MailSettings

log = logging.getLogger(__name__)

IDLE = 300.0  # seconds (RFC 5321 4.5.3.2.7)
_OK = "250 2.0.0 taken"
_STATUSES: tuple[tuple[type[BoxError], str], ...] = (
    (NotFound, "550 5.1.1"),
    (Forbidden, "550 5.7.1"),
    (Invalid, "554 5.6.0"),
    (NotReady, "451 4.3.0"),
    (BoxError, "451 4.3.0"),
)

Login = Callable[[str, str, str], Actor]
"""Who it is, by name, password and address. Raises Unauthenticated."""


class Postbox(Protocol):
    """What becomes of mail. `login` is whoever logged in, None where nobody did."""

    def check(self, login: Actor | None, sender: str, recipient: str) -> None:
        """Raises NotFound, Forbidden, NotReady where it would not be taken."""

    def take(self, login: Actor | None, sender: str, recipient: str, letter: Letter) -> None:
        """It is on disk when this returns. Raises as `check`, Invalid."""


class Listener:
    """Listens where the settings say; `tls` for STARTTLS, then nothing is taken in the clear."""

    def __init__(self, settings: MailSettings, tls: ssl.SSLContext | None, postbox: Postbox, login: Login) -> None:
        host, _, port = settings.listen.rpartition(":")
        self._login = login
        self._controller = _AnyPort(
            _Handler(postbox),
            hostname=host,
            port=int(port),
            data_size_limit=settings.largest_mb * 1024 * 1024,
            tls_context=tls,
            require_starttls=tls is not None,
            authenticator=self._authenticate,
            auth_require_tls=tls is not None,
            auth_required=settings.listen_auth,
            timeout=IDLE,
            ident="modembox",
            enable_SMTPUTF8=False,
        )

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._controller.port)

    def start(self) -> None:
        """Listen. Raises NotReady where it can't."""
        try:
            self._controller.start()
        except OSError as error:
            self._controller.loop.close()  # which its thread leaves open
            raise NotReady(f"it can't take mail at {self._controller.hostname}:{self.port}: {error}") from error

    def stop(self) -> None:
        """Take no more."""
        self._controller.stop()

    def _authenticate(self, server: SMTP, session: Session, envelope: Envelope, way: str, data: Any) -> AuthResult:
        refused = AuthResult(success=False, handled=False)
        if not isinstance(data, LoginPassword):
            return refused
        try:
            name, password = data.login.decode(), data.password.decode()
            return AuthResult(success=True, auth_data=self._login(name, password, _address(session)))
        except (BoxError, UnicodeDecodeError):
            return refused


class _AnyPort(Controller):
    """Port 0 is any that is free."""

    def _trigger_server(self) -> None:
        if isinstance(self.server, asyncio.Server):
            self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


class _Handler:
    def __init__(self, postbox: Postbox) -> None:
        self._postbox = postbox

    async def handle_RCPT(  # noqa: N802  aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """One recipient at a time: what is said at the end holds for all of a message, and is true for one."""
        if envelope.rcpt_tos:
            return "452 4.5.3 one recipient at a time"
        check = partial(self._postbox.check, _who(session), _sender(envelope), address)
        answer = await _answer(check)
        if answer == _OK:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Taken when it is on disk."""
        [recipient] = envelope.rcpt_tos
        octets = envelope.content if isinstance(envelope.content, bytes) else b""

        def take() -> None:
            self._postbox.take(_who(session), _sender(envelope), recipient, letter_of(octets))

        return await _answer(take)


async def _answer(work: Callable[[], None]) -> str:
    """The work done beside the loop, and what to say of it."""
    try:
        await asyncio.get_running_loop().run_in_executor(None, work)
    except BoxError as error:
        code = next(code for kind, code in _STATUSES if isinstance(error, kind))
        return f"{code} {_line(str(error))}"
    except Exception:
        log.exception("mail could not be taken")
        return "451 4.3.0 the box failed; its log says how"
    return _OK


def _line(text: str) -> str:
    return "".join(each if " " <= each <= "~" else "?" for each in text)[:400]


def _who(session: Session) -> Actor | None:
    return session.auth_data if isinstance(session.auth_data, Actor) else None


def _sender(envelope: Envelope) -> str:
    """Empty for the null reverse-path of bounces, which aiosmtpd leaves in its brackets (RFC 5321 4.5.5)."""
    return "" if envelope.mail_from in (None, "<>") else str(envelope.mail_from)


def _address(session: Session) -> str:
    return str(session.peer[0]) if session.peer else ""
