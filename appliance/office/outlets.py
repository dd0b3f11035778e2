"""The box's own ways out as ICTCore's providers have them: each line, and the mail server.

What the settings say of one is read there and changed there, so that it counts in routing at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from appliance.classes import BUILT_IN, SenderClass
from appliance.domain import Line, Service
from appliance.errors import Invalid
from appliance.outside import MailSettings, TranslationSettings
from appliance.routing import MAIL
from appliance.spool.providers import Provider

KANNEL, SENDMAIL, FREESWITCH = 2, 4, 8
"""ICTCore's gateway_flag: for SMS, for mail, for voice and fax."""

_LINE_TYPES = ((Service.SMS, "gsm", KANNEL), (Service.FAX, "fax", FREESWITCH), (Service(0), "pots", FREESWITCH))
_CALLED = {"service_flag": "services", "active": "active", "weight": "weight", "prefix": "prefixes"}
_OF_MAIL = frozenset(("host", "port", "username", "password"))
_MAIL = "@mail"  # no line's name


class Configuration(Protocol):
    """What use cases read of the settings, and change; a change is on disk when the call returns."""

    def lines(self) -> Sequence[Line]:
        """Every configured line."""

    def change_line(self, name: str, /, **changes: Any) -> Line:
        """Change some settings of one. Raises NotFound, Invalid, Conflict, and then changes nothing."""

    def sender_classes(self) -> Sequence[SenderClass]:
        """What senders may be for."""

    def mail(self) -> MailSettings:
        """By which server the box sends."""

    def change_mail(self, **changes: Any) -> MailSettings:
        """Change some of that. Raises Invalid and then changes nothing."""

    def translation(self) -> TranslationSettings:
        """By which server texts are translated."""

    def public_url(self) -> str:
        """Where the box is reached by whoever has a message from it, '' for nowhere."""

    def private_targets(self) -> bool:
        """Whether events may be posted to addresses of private networks."""


class Unconfigured:
    """Settings with nothing in them, and no place for anything."""

    def lines(self) -> Sequence[Line]:
        """None."""
        return ()

    def change_line(self, name: str, /, **changes: Any) -> Line:
        """Can't be: there is none."""
        raise Invalid("there are no settings")

    def sender_classes(self) -> Sequence[SenderClass]:
        """Those that every box has."""
        return BUILT_IN

    def mail(self) -> MailSettings:
        """No server."""
        return MailSettings()

    def change_mail(self, **changes: Any) -> MailSettings:
        """Can't be."""
        raise Invalid("there are no settings")

    def translation(self) -> TranslationSettings:
        """No server."""
        return TranslationSettings()

    def public_url(self) -> str:
        """Nowhere."""
        return ""

    def private_targets(self) -> bool:
        """They may not."""
        return False


@dataclass(frozen=True, slots=True)
class Outlet:
    """A way out: its `name`, what it is known by when it was renamed, and how to `show` it and `change` it.

    `show(row)` completes a provider's row. `change(changes)` takes those fields of a provider that are named in
    `settings`, raising Invalid.
    """

    name: str
    imei: str
    place: str
    settings: frozenset[str]
    show: Callable[[Provider], Provider]
    change: Callable[[Mapping[str, Any]], object]


def outlets(configuration: Configuration) -> dict[str, Outlet]:
    """Every way out that is configured, by name."""
    found = [_of_line(configuration, line) for line in configuration.lines()]
    if configuration.mail().host:
        found.append(_of_mail(configuration))
    return {each.name: each for each in found}


def _of_line(configuration: Configuration, line: Line) -> Outlet:
    def show(row: Provider) -> Provider:
        kind, flag = next((kind, flag) for service, kind, flag in _LINE_TYPES if service in line.services)
        return replace(
            row,
            type=kind,
            name=line.name,
            gateway_flag=flag if row.gateway_flag is None else row.gateway_flag,
            service_flag=int(line.services),
            host=line.port,
            prefix=",".join(line.prefixes),
            weight=line.weight,
            active=int(line.active),
        )

    def change(changes: Mapping[str, Any]) -> object:
        if line.imei and changes.get("service_flag", 0) & Service.FAX:  # it would be queued for, and never go
            raise Invalid(f"{line.name} is a GSM modem: its service_flag is of voice 1 and sms 4")
        settings = {_CALLED[name]: _line_setting(name, value) for name, value in changes.items()}
        return configuration.change_line(line.name, **settings)

    return Outlet(line.name, line.imei, "" if line.imei else line.port, frozenset(_CALLED), show, change)


def _line_setting(name: str, value: Any) -> Any:
    if name == "prefix":
        return [each.strip() for each in value.split(",") if each.strip()]
    if name == "service_flag" and value & Service.EMAIL:
        raise Invalid("service_flag of a line is of voice 1, fax 2 and sms 4")
    return bool(value) if name == "active" else value


def _of_mail(configuration: Configuration) -> Outlet:
    mail = configuration.mail()

    def show(row: Provider) -> Provider:
        flag = SENDMAIL if row.gateway_flag is None else row.gateway_flag
        return replace(
            row,
            type="smtp",
            name=MAIL,
            gateway_flag=flag,
            service_flag=int(Service.EMAIL),
            host=mail.host,
            port=mail.port,
            username=mail.username,
        )

    def change(changes: Mapping[str, Any]) -> object:
        return configuration.change_mail(**changes)

    return Outlet(_MAIL, "", "", _OF_MAIL, show, change)
