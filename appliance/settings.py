"""What the box is: settings and lines, in one JSON file that a person can read, edit and put on the SD card."""

from __future__ import annotations

import dataclasses
import fcntl
import json
import threading
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tinydb import Query, TinyDB
from tinydb.storages import Storage

from appliance import classes, durable
from appliance.checks import Check, amount, checked, each, matching, pattern, truth, whole
from appliance.classes import SenderClass
from appliance.domain import OF_A_SIM, Line, Service
from appliance.errors import Conflict, Invalid, NotFound
from appliance.outside import (
    MAIL_CHECKS,
    MQTT_CHECKS,
    TRANSLATION_CHECKS,
    MailSettings,
    MqttSettings,
    TranslationSettings,
)


@dataclass(frozen=True, slots=True)
class BoxSettings:
    """Of the whole box. Times in seconds.

    `incomplete_after`: how long the missing parts of an inbound message are waited for. `hand_over`: unsent work of a
    dead modem goes to another line. `languages`: 23.038 national tables that may be used to shorten a message.
    `queue_limit`: transmissions that may wait for a line. `plain_http`: serve without TLS beyond loopback too.
    `canary_hours`: each line at which nothing came in for so long is texted by another, 0: never; the line counts as
    receiving no more where that does not come within `canary_bound_minutes`.
    `keep_events_days`: how long what happened step by step is kept, 0: for ever; messages and what became of them stay.
    `public_url`: where the box is reached by whoever has a message from it, so that tracked links lead there; '' for
    nowhere. `largest_upload_mb`: of a document, a recording, an attachment. `most_pages` of a document,
    `longest_recording`; `conversion_time`: how long the making of them may take. `private_targets`: events may be
    posted to addresses of private networks and of the box itself.
    """

    name: str = "modembox"
    reports: bool = True
    incomplete_after: int = 86_400
    hand_over: bool = True
    languages: tuple[int, ...] = ()
    queue_limit: int = 100_000
    plain_http: bool = False
    scalar_replies: bool = False
    canary_hours: int = 0
    canary_bound_minutes: int = 15
    keep_events_days: int = 90
    largest_upload_mb: int = 20
    most_pages: int = 200
    longest_recording: int = 3600
    conversion_time: int = 120
    public_url: str = ""
    private_targets: bool = False


# Those of the box that one that runs does not look at again.
READ_AT_START = frozenset(
    {
        "reports",
        "languages",
        "queue_limit",
        "plain_http",
        "scalar_replies",
        "largest_upload_mb",
        "most_pages",
        "longest_recording",
        "conversion_time",
    }
)


class DurableJSONStorage(Storage):
    """A JSON file replaced whole, for its owner alone: it holds PINs."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> dict[str, dict[str, Any]] | None:
        try:
            content = self._path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        try:
            return json.loads(content)  # type: ignore[no-any-return]
        except json.JSONDecodeError as error:
            raise Invalid(f"{self._path} is not JSON: {error}") from error

    def write(self, data: dict[str, dict[str, Any]]) -> None:
        text = json.dumps(data, indent=2, ensure_ascii=False) + "\n"
        durable.replace(self._path, text.encode())


_SETTLED = 2_000_000_000  # nanoseconds


def _stamp(path: Path) -> tuple[int, ...] | None:
    """What changes with the file; None where it changed so lately that its time may not tell the next change apart."""
    try:
        found = path.stat()
    except OSError:
        return None
    settled = time.time_ns() - found.st_mtime_ns > _SETTLED
    return (found.st_ino, found.st_size, found.st_mtime_ns) if settled else None


def _services(name: str, value: Any) -> Service:
    return Service(whole(0, 15)(name, value))


_AS_MADE = Line("")
_NAME = matching(r"[a-z0-9][a-z0-9_-]{0,31}", "1 to 32 of a-z, 0-9, - and _, not starting with - or _")
_PRINTABLE = r"[^\x00-\x1f\x7f]"
_LINE_CHECKS: Mapping[str, Check] = {
    "name": _NAME,
    "imei": matching(r"(\d{14,16})?", "an IMEI of 14 to 16 digits"),
    "port": matching(rf"{_PRINTABLE}{{0,255}}", "a port's path or URL"),
    "number": matching(r"(\+?\d{1,20})?", "a phone number"),
    "services": _services,
    "active": truth,
    "pin": matching(r"(\d{4,8})?", "a PIN of 4 to 8 digits", secret=True),
    "weight": whole(1, 1000),
    "prefixes": each(matching(r"\+?\d{1,15}", "the first digits of a phone number")),
    "per_minute": whole(0, 100_000),
    "per_hour": whole(0, 1_000_000),
    "per_day": whole(0, 10_000_000),
    "per_month": whole(0, 100_000_000),
    "recipients_per_month": whole(0, 10_000_000),
    "balance_ussd": matching(r"([*#][0-9A-Za-z*#+]{1,159})?", "a USSD code such as *100#"),
    "balance_sms_to": matching(r"(\+?\d{1,20})?", "a phone number"),
    "balance_sms_text": matching(rf"{_PRINTABLE}{{0,160}}", "a text of at most 160 characters"),
    "balance_sms_from": matching(rf"{_PRINTABLE}{{0,20}}", "a sender's number or name"),
    "balance_pattern": pattern(1),
    "balance_below": amount(0.0, 1e12),
    "balance_every_hours": whole(0, 8760),
    "balance_every_parts": whole(0, 1_000_000),
    "power_command": each(matching(rf"{_PRINTABLE}{{1,255}}", "an argument of a command")),
    "baud": whole(300, 4_000_000),
    "rings": whole(0, 20),
    "fax_class": matching(r"(1|1\.0|2|2\.0)?", "a service class of facsimile: 1, 1.0, 2 or 2.0"),
}
_BOX_CHECKS: Mapping[str, Check] = {
    "name": _NAME,
    "reports": truth,
    "incomplete_after": whole(60, 30 * 86_400),
    "hand_over": truth,
    "languages": each(whole(1, 13)),
    "queue_limit": whole(1, 100_000_000),
    "plain_http": truth,
    "scalar_replies": truth,
    "canary_hours": whole(0, 720),
    "canary_bound_minutes": whole(1, 1440),
    "keep_events_days": whole(0, 36_500),
    "largest_upload_mb": whole(1, 1000),
    "most_pages": whole(1, 10_000),
    "longest_recording": whole(1, 86_400),
    "conversion_time": whole(1, 3600),
    "public_url": matching(
        r"(https?://[A-Za-z0-9.\[\]:-]{1,255}(/[A-Za-z0-9._~-]{1,255})*)?", "http:// or https://, a host"
    ),
    "private_targets": truth,
}


def line_of(document: Mapping[str, Any]) -> Line:
    """A Line from its JSON form. Raises Invalid naming the field that does not hold."""
    if "name" not in document:
        raise Invalid("a line needs a name")
    return _coherent(Line(**checked(_LINE_CHECKS, document)))


def _coherent(line: Line) -> Line:
    """Raises Invalid where its settings contradict each other."""
    if line.balance_ussd and line.balance_sms_to:
        raise Invalid("balance_ussd and balance_sms_to: the balance is asked for in one way, make the other empty")
    if line.balance_sms_to and not line.balance_sms_text:
        raise Invalid("balance_sms_to needs balance_sms_text, the words that ask for the balance")
    return line


def _fit(line: Line, changed: Collection[str]) -> Line:
    """Raises Invalid where what was `changed` is of no use to it."""
    asked = [name for name in OF_A_SIM if name in changed or "services" in changed]
    idle = [name for name in asked if getattr(line, name) != getattr(_AS_MADE, name)]
    if idle and line.services == Service.FAX:
        raise Invalid(f"{', '.join(idle)}: {line.name} is a fax line, it has no SIM with limits and a balance")
    return line


class Settings:
    """The settings file. Any thread may call; a change is on disk when the call returns."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._database: TinyDB | None = None
        self._lines: tuple[tuple[int, ...], tuple[Line, ...]] | None = None

    def _open(self) -> TinyDB:
        if self._database is None:
            self._database = TinyDB(self._path, storage=DurableJSONStorage)
        return self._database

    @contextmanager
    def _exclusive(self) -> Iterator[None]:
        """Against other threads and other processes: a change reads the file, then writes it."""
        with self._lock, self._path.with_suffix(".json.lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def box(self) -> BoxSettings:
        """The box's settings, defaults where none is set."""
        return BoxSettings(**checked(_BOX_CHECKS, self._only("box")))

    def change_box(self, **changes: Any) -> BoxSettings:
        """Set some of the box's settings. Raises Invalid and changes nothing where one does not hold."""
        settings = dataclasses.replace(self.box(), **checked(_BOX_CHECKS, changes))
        self._keep("box", dataclasses.asdict(settings))
        return settings

    def mqtt(self) -> MqttSettings:
        """Which broker the box is on."""
        return MqttSettings(**checked(MQTT_CHECKS, self._only("mqtt")))

    def change_mqtt(self, **changes: Any) -> MqttSettings:
        """Set some of them. Raises Invalid and changes nothing where one does not hold."""
        settings = dataclasses.replace(self.mqtt(), **checked(MQTT_CHECKS, changes))
        self._keep("mqtt", dataclasses.asdict(settings))
        return settings

    def mail(self) -> MailSettings:
        """By which mail server the box sends, and where it takes mail in."""
        return MailSettings(**checked(MAIL_CHECKS, self._only("mail")))

    def change_mail(self, **changes: Any) -> MailSettings:
        """Set some of them. Raises Invalid and changes nothing where one does not hold."""
        settings = dataclasses.replace(self.mail(), **checked(MAIL_CHECKS, changes))
        self._keep("mail", dataclasses.asdict(settings))
        return settings

    def translation(self) -> TranslationSettings:
        """By which server texts are translated."""
        return TranslationSettings(**checked(TRANSLATION_CHECKS, self._only("translation")))

    def change_translation(self, **changes: Any) -> TranslationSettings:
        """Set some of them. Raises Invalid and changes nothing where one does not hold."""
        settings = dataclasses.replace(self.translation(), **checked(TRANSLATION_CHECKS, changes))
        self._keep("translation", dataclasses.asdict(settings))
        return settings

    def public_url(self) -> str:
        """Where the box is reached by whoever has a message from it, '' for nowhere."""
        return self.box().public_url

    def sender_classes(self) -> tuple[SenderClass, ...]:
        """What senders may be for: those that every box has, then others, each as it is set."""
        with self._lock:
            documents = {each["name"]: each for each in self._open().table("classes").all()}
        made = {each.name: each for each in classes.BUILT_IN}
        new = (SenderClass(name) for name in documents if name not in made)
        return tuple(
            dataclasses.replace(each, **checked(classes.CHECKS, documents.get(each.name, {})))
            for each in (*made.values(), *new)
        )

    def change_sender_class(self, name: str, /, **changes: Any) -> SenderClass:
        """Set some of what one says; one that is not there is made. Raises Invalid and changes nothing."""
        document = checked(classes.CHECKS, {**changes, "name": name})
        with self._exclusive():
            self._open().table("classes").upsert(document, Query().name == name)
        return next(each for each in self.sender_classes() if each.name == name)

    def private_targets(self) -> bool:
        """Whether events may be posted to addresses of private networks."""
        return self.box().private_targets

    def _only(self, table: str) -> Mapping[str, Any]:
        """The one document of a table, empty where nothing was ever set."""
        with self._lock:
            documents = self._open().table(table).all()
        return documents[0] if documents else {}

    def _keep(self, table: str, document: Mapping[str, Any]) -> None:
        with self._exclusive():
            kept = self._open().table(table)
            store = kept.update if len(kept) else kept.insert
            store(document)

    def lines(self) -> tuple[Line, ...]:
        """Every configured line, in the order of their making."""
        with self._lock:
            stamp = _stamp(self._path)
            if stamp is None or self._lines is None or self._lines[0] != stamp:
                found = tuple(line_of(document) for document in self._open().table("lines").all())
                self._lines = None if stamp is None else (stamp, found)
                return found
            return self._lines[1]

    def line(self, name: str) -> Line:
        """The line of that name. Raises NotFound."""
        for line in self.lines():
            if line.name == name:
                return line
        raise NotFound(f"line {name}")

    def add_line(self, line: Line) -> Line:
        """Make a line. Raises Conflict where its name, or the IMEI it is bound to, is taken."""
        checked = _fit(line_of(dataclasses.asdict(line)), ("services",))
        if any(other.name == line.name or (line.imei and other.imei == line.imei) for other in self.lines()):
            raise Conflict(f"line {line.name} or its modem is there already")
        with self._exclusive():
            self._open().table("lines").insert(dataclasses.asdict(checked))
        return checked

    def change_line(self, name: str, /, **changes: Any) -> Line:
        """Change a line's settings but its name. Raises NotFound, Invalid, Conflict, and then changes nothing."""
        before = self.line(name)
        changed = checked(_LINE_CHECKS, changes)
        if changed.get("name", name) != name:
            raise Invalid("a line keeps its name: its messages are queued for it by that")
        if any(other.name != name and other.imei == changed.get("imei") != "" for other in self.lines()):
            raise Conflict(f"another line has the modem with IMEI {changed['imei']}")
        _fit(_coherent(dataclasses.replace(before, **changed)), changed)
        with self._exclusive():
            self._open().table("lines").update(changed, Query().name == name)
        return self.line(name)

    def remove_line(self, name: str) -> None:
        """Forget a line. Raises NotFound."""
        self.line(name)
        with self._exclusive():
            self._open().table("lines").remove(Query().name == name)
