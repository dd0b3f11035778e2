"""What the box is connected to: an MQTT broker, a mail server, a translation server; and where it takes mail in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from appliance.checks import Check, matching, one_of, truth, whole


@dataclass(frozen=True, slots=True)
class MqttSettings:
    """Which broker the box is on; none while `host` is empty.

    `port` 0 stands for 1883, or 8883 with `tls`. `ca` is a file with the certificates to trust, '' for those of the
    system. `version`: 5, or 3 for 3.1.1. `base`: where its topics are, '' for modembox/ and the box's name.
    `discovery`: tell Home Assistant, at `discovery_prefix`. `alias`: also speak sms2mqtt's topics, under this prefix.
    `user`: whose rights commands have, '' for the first administrator.
    """

    host: str = ""
    port: int = 0
    username: str = ""
    password: str = ""
    tls: bool = False
    ca: str = ""
    version: int = 5
    base: str = ""
    discovery: bool = True
    discovery_prefix: str = "homeassistant"
    alias: str = ""
    user: str = ""


@dataclass(frozen=True, slots=True)
class MailSettings:
    """By which server the box sends mail, none while `host` is empty; and where it takes mail in.

    `security`: starttls, tls from the first byte, or none. `port` 0 stands for 587, 465 or 25. `ca` is a file with the
    certificates to trust, '' for those of the system. `sender`: the mailbox that mail comes from where its account has
    none. `listen`: HOST:PORT at which mail comes in, none while empty; `listen_tls` offers STARTTLS there and takes
    nothing without it; with `listen_auth` only users of the box may send to it. `domain`: mail to NUMBER@domain goes
    out as fax; `sms_domain`: to NUMBER@sms_domain as SMS. `largest_mb`: what comes in may have as many megabytes.
    """

    host: str = ""
    port: int = 0
    security: str = "starttls"
    username: str = ""
    password: str = ""
    ca: str = ""
    sender: str = ""
    listen: str = ""
    listen_tls: bool = False
    listen_auth: bool = False
    domain: str = ""
    sms_domain: str = ""
    largest_mb: int = 25


@dataclass(frozen=True, slots=True)
class TranslationSettings:
    """Which server translates texts, as LibreTranslate does; none while `url` is empty.

    `url`: http:// or https://, with or without /translate at its end. `api_key`: what it may want. `seconds`: how long
    one text may take; after that, and another try or two, the message goes out as it was written.
    """

    url: str = ""
    api_key: str = ""
    seconds: int = 10


_PRINTABLE = r"[^\x00-\x1f\x7f]"
_HOST = matching(r"[^\s\x00-\x1f\x7f]{0,255}", "a host's name or address")
_FILE = matching(rf"{_PRINTABLE}{{0,255}}", "the path of a file")
_DOMAIN = matching(r"([A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})*)?", "a domain")
_TOPIC = r"(?!\$)[^/+#\x00-\x1f\x7f]+(?:/[^/+#\x00-\x1f\x7f]+)*"
_A_TOPIC = "levels between single slashes, without + and #, not starting with $"
MQTT_CHECKS: Mapping[str, Check] = {
    "host": _HOST,
    "port": whole(0, 65_535),
    "username": matching(rf"{_PRINTABLE}{{0,255}}", "a user's name at the broker"),
    "password": matching(rf"{_PRINTABLE}{{0,255}}", "a password at the broker"),
    "tls": truth,
    "ca": _FILE,
    "version": one_of(3, 5),
    "base": matching(rf"({_TOPIC})?", _A_TOPIC),
    "discovery": truth,
    "discovery_prefix": matching(_TOPIC, _A_TOPIC),
    "alias": matching(rf"({_TOPIC})?", _A_TOPIC),
    "user": matching(rf"{_PRINTABLE}{{0,255}}", "a user's name"),
}
MAIL_CHECKS: Mapping[str, Check] = {
    "host": _HOST,
    "port": whole(0, 65_535),
    "security": matching("starttls|tls|none", "starttls, tls or none"),
    "username": matching(rf"{_PRINTABLE}{{0,255}}", "a user's name at the mail server"),
    "password": matching(rf"{_PRINTABLE}{{0,255}}", "a password at the mail server", secret=True),
    "ca": _FILE,
    "sender": matching(r"([^@\s<>]{1,64}@[A-Za-z0-9.-]{1,255})?", "a mailbox"),
    "listen": matching(r"([^\s:]{1,255}:\d{1,5})?", "HOST:PORT"),
    "listen_tls": truth,
    "listen_auth": truth,
    "domain": _DOMAIN,
    "sms_domain": _DOMAIN,
    "largest_mb": whole(1, 1000),
}
TRANSLATION_CHECKS: Mapping[str, Check] = {
    "url": matching(
        r"(https?://[A-Za-z0-9._\[\]:-]{1,255}(/[!-~]{0,255})?)?", "http:// or https://, a host and a path"
    ),
    "api_key": matching(rf"{_PRINTABLE}{{0,255}}", "a key for the translation server", secret=True),
    "seconds": whole(1, 120),
}
