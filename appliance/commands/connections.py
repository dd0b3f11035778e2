"""`modembox mqtt`, `modembox mail` and `modembox translation`: what the box is connected to."""

from __future__ import annotations

import argparse
import dataclasses
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from appliance.box import CONTROL
from appliance.commands import place
from appliance.commands.assignments import assigned, tell_box
from appliance.commands.data import opened
from appliance.commands.table import add_json, plain, show_json
from appliance.control import ask
from appliance.errors import Invalid, NotReady, NotSetUp
from appliance.mail.smarthost import Smarthost
from appliance.outside import MailSettings, MqttSettings, TranslationSettings
from appliance.settings import Settings

_WORD = "Hello"


@dataclass(frozen=True, slots=True)
class _Connection:
    """A thing of `kind` settings, known by `name`: how its settings are read and changed, and what is said of it.

    `place` is the setting that names the far end, `hidden` the one that nobody is shown.
    """

    name: str
    kind: type[MqttSettings] | type[MailSettings] | type[TranslationSettings]
    read: Callable[[Settings], MqttSettings | MailSettings | TranslationSettings]
    change: Callable[..., object]
    about: str
    example: str
    off: str
    place: str = "host"
    hidden: str = "password"


_MQTT = _Connection(
    "mqtt",
    MqttSettings,
    Settings.mqtt,
    Settings.change_mqtt,
    "The MQTT broker that the box is on; none until `modembox mqtt set host=...`.",
    "host=10.0.0.2",
    "leave the broker; what happens from then on is not told there later",
)
_MAIL = _Connection(
    "mail",
    MailSettings,
    Settings.mail,
    Settings.change_mail,
    "The mail server that the box sends by, and where it takes mail in; neither until `modembox mail set ...`.",
    "host=mail.example.org sender=box@example.org",
    "send no more mail; what waits for it stays",
)
_TRANSLATION = _Connection(
    "translation",
    TranslationSettings,
    Settings.translation,
    Settings.change_translation,
    "The server, one that speaks as LibreTranslate does, that translates messages whose request asks for it; none until"
    " `modembox translation set url=...`.",
    "url=http://10.0.0.2:5000",
    "translate no more; such messages go out as they were written, and say so",
    place="url",
    hidden="api_key",
)


def add_mqtt(parser: argparse.ArgumentParser) -> None:
    """The verbs of `mqtt`."""
    _add(parser, _MQTT)


def add_mail(parser: argparse.ArgumentParser) -> None:
    """The verbs of `mail`."""
    checking = _add(parser, _MAIL).add_parser("check", help="connect to the mail server and log in, send nothing")
    checking.set_defaults(action=_check)
    place.add_data(checking)


def add_translation(parser: argparse.ArgumentParser) -> None:
    """The verbs of `translation`."""
    checking = _add(parser, _TRANSLATION).add_parser("check", help="have a word translated")
    checking.add_argument("--from", dest="source", default="en", metavar="LANGUAGE", help="default: en")
    checking.add_argument("--to", dest="target", default="de", metavar="LANGUAGE", help="default: de")
    checking.set_defaults(action=_check_translation)
    place.add_data(checking)


def _add(parser: argparse.ArgumentParser, connection: _Connection) -> Any:
    fields = ", ".join(field.name for field in dataclasses.fields(connection.kind))
    parser.description = connection.about
    parser.epilog = f"Settings: {fields}."
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    showing = verbs.add_parser("show", help="the settings, and how it stands")
    add_json(showing)
    showing.set_defaults(action=_show)
    setting = verbs.add_parser("set", help="change settings; a running box follows at once")
    about = f"such as {connection.example}; see `{connection.name} -h`"
    setting.add_argument("settings", nargs="*", metavar="SETTING=VALUE", help=about)
    secret = connection.hidden.replace("_", "-")
    setting.add_argument(
        f"--{secret}-stdin", dest="secret_stdin", action="store_true", help=f"read the {secret} from standard input"
    )
    setting.set_defaults(action=_set)
    off = verbs.add_parser("off", help=connection.off)
    off.set_defaults(action=_off)
    for verb in (showing, setting, off):
        verb.set_defaults(connection=connection)
        place.add_data(verb)
    return verbs


def _settings(arguments: argparse.Namespace) -> Settings:
    with opened(place.data_of(arguments)) as data:
        return data.settings


def _condition(arguments: argparse.Namespace) -> str:
    try:
        return str(ask(place.data_of(arguments) / CONTROL, arguments.connection.name))
    except NotReady:
        return "the box is not running"


def _show(arguments: argparse.Namespace) -> int:
    connection = arguments.connection
    found = dataclasses.asdict(connection.read(_settings(arguments)))
    shown = {**found, connection.hidden: "****" if found[connection.hidden] else "", "condition": _condition(arguments)}
    if arguments.json:
        show_json(shown)
        return 0
    for name, value in shown.items():
        print(f"{name:>16}: {plain(value)}")
    return 0


def _set(arguments: argparse.Namespace) -> int:
    changes = assigned(arguments.connection.kind, arguments.settings)
    if arguments.secret_stdin:
        changes[arguments.connection.hidden] = sys.stdin.readline().rstrip("\r\n")
    if not changes:
        raise Invalid("there is nothing to set: name a SETTING=VALUE")
    arguments.connection.change(_settings(arguments), **changes)
    tell_box(arguments)
    return 0


def _off(arguments: argparse.Namespace) -> int:
    arguments.connection.change(_settings(arguments), **{arguments.connection.place: ""})
    tell_box(arguments)
    return 0


def _check(arguments: argparse.Namespace) -> int:
    settings = _settings(arguments).mail()
    if not settings.host:
        raise NotSetUp("no mail server is named: `modembox mail set host=... sender=...`")
    trouble = Smarthost(settings).check()
    if trouble:
        raise NotReady(f"{settings.host}: {trouble}")
    print(f"{settings.host} takes mail from this box")
    return 0


def _check_translation(arguments: argparse.Namespace) -> int:
    settings = _settings(arguments).translation()
    if not settings.url:
        raise NotSetUp("no translation server is named: `modembox translation set url=...`")
    from appliance.translation.server import Server, Untranslated  # noqa: PLC0415  an HTTP client, for this alone

    answer = Server(settings).translate(_WORD, arguments.source, arguments.target)
    if isinstance(answer, Untranslated):
        raise NotReady(answer.why)
    print(f"{_WORD} ({arguments.source}): {plain(answer.text)} ({arguments.target})")
    return 0
