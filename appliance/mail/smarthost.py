"""Hands messages to the smarthost (RFC 5321, 3207, 4954), and says what became of each."""

from __future__ import annotations

import contextlib
import re
import smtplib
import ssl
from collections.abc import Iterator

from appliance.domain import Outcome, Verdict
from appliance.outside import MailSettings

TIMEOUT = 60.0  # seconds for any answer; RFC 5321 4.5.3.2 has minutes, for servers that search mail while one waits
AFTER_DATA = 600.0  # 4.5.3.2.6: who is asked again too early gets two
_PORTS = {"starttls": 587, "tls": 465, "none": 25}
_DOT = re.compile(rb"(?m)^\.")
_SENT = 250
_FINAL = 500


class Smarthost:
    """One server, as the settings name it."""

    def __init__(self, settings: MailSettings, timeout: float = TIMEOUT, after_data: float = AFTER_DATA) -> None:
        self._settings = settings
        self._timeout = timeout
        self._after_data = after_data

    def deliver(self, sender: str, recipient: str, message: bytes) -> Outcome:
        """Hand over a message, its lines ending in CRLF.

        SENT: the server took it. REJECTED: it never will. UNANSWERED: not now. IN_DOUBT: all was said, no answer came.
        """
        try:
            with self._connected() as server:
                return self._say(server, sender, recipient, message)
        except smtplib.SMTPAuthenticationError as error:
            return Outcome(
                Verdict.UNANSWERED, f"SMTP {error.smtp_code}", f"user and password: {_text(error.smtp_error)}"
            )
        except smtplib.SMTPResponseException as error:
            return _refusal(error.smtp_code, error.smtp_error)
        except (OSError, smtplib.SMTPException) as error:
            return Outcome(Verdict.UNANSWERED, "", f"{self._settings.host}: {error}")

    def check(self) -> str:
        """Connect and log in as for a message; "" where that goes well, else what is wrong."""
        try:
            with self._connected():
                return ""
        except (OSError, smtplib.SMTPException) as error:
            return str(error)

    @contextlib.contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        settings = self._settings
        port = settings.port or _PORTS[settings.security]
        if settings.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(settings.host, port, timeout=self._timeout, context=self._trust())
        else:
            server = smtplib.SMTP(settings.host, port, timeout=self._timeout)
        with contextlib.closing(server):
            if settings.security == "starttls":
                server.starttls(context=self._trust())
            server.ehlo_or_helo_if_needed()
            if settings.username:
                server.login(settings.username, settings.password)
            yield server

    def _trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self._settings.ca or None)

    def _say(self, server: smtplib.SMTP, sender: str, recipient: str, message: bytes) -> Outcome:
        steps = (("MAIL", f"FROM:<{sender}>", 2), ("RCPT", f"TO:<{recipient}>", 2), ("DATA", "", 3))
        for verb, about, expected in steps:
            code, said = server.docmd(verb, about)
            if code // 100 != expected:
                return _refusal(code, said)
        return self._hand_over(server, message)

    def _hand_over(self, server: smtplib.SMTP, message: bytes) -> Outcome:
        stuffed = _DOT.sub(b"..", message)
        ending = b"" if stuffed.endswith(b"\r\n") else b"\r\n"
        server.send(stuffed)
        try:
            assert server.sock is not None
            server.sock.settimeout(self._after_data)
            server.send(ending + b".\r\n")  # from here on nobody but the server knows
            code, said = server.getreply()
        except (OSError, smtplib.SMTPException) as error:
            return Outcome(Verdict.IN_DOUBT, "", f"{self._settings.host} did not answer at the end: {error}")
        if code != _SENT:
            return _refusal(code, said)
        with contextlib.suppress(OSError, smtplib.SMTPException):
            server.quit()
        return Outcome(Verdict.SENT, "", said.decode(errors="replace")[:80])


def _refusal(code: int, said: bytes | str) -> Outcome:
    verdict = Verdict.REJECTED if code >= _FINAL else Verdict.UNANSWERED
    return Outcome(verdict, f"SMTP {code}", _text(said))


def _text(said: bytes | str) -> str:
    text = said.decode(errors="replace") if isinstance(said, bytes) else said
    return " ".join(text.split())[:200]
