"""The composition root: the one place where the box is put together."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import logging
import secrets
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from appliance import routing
from appliance.api import box as box_dialect
from appliance.api import ictcore, links, pages, scg
from appliance.api.auth import Auth, signing_key
from appliance.api.dialect import Dialect
from appliance.api.limiter import LoginLimiter
from appliance.api.scg.keeper import Keeper
from appliance.api.server import TlsFiles, WebServer, Wsgi, is_loopback, serve
from appliance.api.serving import build, built_late
from appliance.assembly import office_of
from appliance.checkup import Running, facts_of
from appliance.control import ControlServer
from appliance.errors import Invalid, NotReady
from appliance.housekeeping import Housekeeping
from appliance.lines.canary import Canaries
from appliance.lines.chores import Chores
from appliance.lines.manager import Lines
from appliance.lines.recorder import RECORDINGS
from appliance.lines.surroundings import STANDARD, Surroundings
from appliance.mail.edge import Mail
from appliance.mqtt.edge import Mqtt
from appliance.office import Office, tracking
from appliance.office.arrivals import Arrivals
from appliance.office.checkup import Checkup
from appliance.office.findings import Facts
from appliance.office.retention import Retention
from appliance.settings import BoxSettings, Settings
from appliance.spool import line_states
from appliance.spool.inbound import Heard
from appliance.spool.listing import Connection
from appliance.spool.recovery import recover
from appliance.spool.store import Spool
from appliance.translation.edge import Translation
from appliance.webhooks.edge import Webhooks

log = logging.getLogger(__name__)

DATABASE = "spool.sqlite"
SETTINGS = "box.json"
CONTROL = "box.sock"
MEDIA = "media"
ADMIN = "admin"


class Box:
    """A whole box on the data folder `data`. `modems` are the ports it serves; with none, all that it finds.

    `spool` and, once it was started, `office` are for programs that have a box inside themselves.
    """

    office: Office

    def __init__(
        self,
        data: Path,
        host: str,
        port: int,
        modems: Sequence[str] = (),
        surroundings: Surroundings = STANDARD,
    ) -> None:
        self._clock = surroundings.clock
        self._data = data
        self._host = host
        self._port = port
        self._settings = Settings(data / SETTINGS)
        self.spool = Spool(data / DATABASE)
        arrivals = Arrivals(self._numbers, self._clock)
        surroundings = dataclasses.replace(surroundings, recordings=data / RECORDINGS, media=data / MEDIA)
        self._lines = Lines(self.spool, self._settings, arrivals.owner, modems, surroundings, self._due, self._hear)
        self._webhooks = Webhooks(self.spool, self._settings, self._clock)
        self._canaries = Canaries(self.spool, self._settings, self._lines)
        self._housekeeping = Housekeeping(
            Chores(self.spool, self._settings, self._lines),
            self._canaries,
            self._schedules,
            self._campaigns,
            self._requests,
            self._contact_files,
            self._orphans,
            self._reactions,
            self._webhooks.look,
            Retention(self.spool, lambda: self._settings.box().keep_events_days).run,
            self._values,
            clock=self._clock,
        )
        self._mqtt = Mqtt(self.spool, self._settings, self._lines.ussd)
        self._mail = Mail(self.spool, self._settings, data / MEDIA, self._mail_tls, self._clock)
        self._translation = Translation(self.spool, self._settings, self._due, self._clock)
        self._control = ControlServer(data / CONTROL, self._verbs())
        self._server: WebServer | None = None
        self._begun = contextlib.ExitStack()

    @property
    def address(self) -> str:
        """Where it serves, as a URL."""
        assert self._server is not None
        return self._server.address

    def start(self, password: str | None = None) -> str | None:
        """Serve. Returns the first administrator's password where one was made up, to be told once.

        What an earlier run left open is settled before anything is sent. Raises NotReady, Invalid, and then all that
        was begun is ended.
        """
        try:
            return self._start(password)
        except BaseException:
            self.stop()
            raise

    def _start(self, password: str | None) -> str | None:
        self._begun.callback(self.spool.close)
        self.spool.open()
        self.spool.write(lambda db: recover(db, self._clock()))
        self.office = office = office_of(
            self.spool,
            self._settings,
            self._data / MEDIA,
            self._lines.facts,
            self._wake,
            self._clock,
            self._due,
            self._reload,
            self._lines.call_off,
        )
        office.orphans.remove_all()
        made = self._first_administrator(office, password)
        self._begun.callback(self._mqtt.stop)
        self._mqtt.start(office)
        self._begun.callback(self._webhooks.stop)
        self._webhooks.start(office.telling.fan_out)
        self._begun.callback(self._mail.stop)
        auth = Auth(office.people, signing_key(self._data / "token.key"), self._clock)
        self._mail.start(office.mailroom, auth.named)
        self._begun.callback(self._translation.stop)
        self._translation.start()
        self._begun.callback(self._lines.stop)
        self._lines.start()
        self._begun.callback(self._housekeeping.stop)
        self.spool.listen(self._told)
        self._housekeeping.start()
        self._begun.callback(self._control.stop)
        self._control.start()
        self._server = self._serve(office, auth)
        self._begun.callback(self._server.stop)
        return made

    def await_lines(self, patience: float) -> None:
        """Return when every port that was named serves its line, or else after `patience` seconds."""
        changed = threading.Event()
        self.spool.listen(changed.set)
        deadline = time.monotonic() + patience
        while not self._lines.ready() and (left := deadline - time.monotonic()) > 0:
            changed.wait(left)
            changed.clear()

    def stop(self) -> None:
        """Take no more requests, let every line end its step, close the files."""
        self._begun.close()

    def _serve(self, office: Office, auth: Auth) -> WebServer:
        scalar = self._settings.box().scalar_replies
        dialects = (ictcore.dialect(office, auth, scalar), box_dialect.dialect(office, auth, Checkup(self._facts)))
        guide, own = (build(dialect, auth) for dialect in dialects)
        others = functools.cache(partial(scg.dialects, office, LoginLimiter(self._clock)))
        keeper = Keeper(office.applications, auth)

        def part(place: str) -> Wsgi:
            return build(others()[place], keeper)

        def described() -> Iterator[Dialect]:
            yield from dialects
            yield from others().values()

        page = {"/": pages.at_root(guide), "/ui": pages.app()}
        apps = {
            **page,
            "/api": guide,
            "/box/v1": own,
            tracking.PREFIX: links.app(office.tracking),
            **{each: built_late(partial(part, each)) for each in scg.PLACES},
            **box_dialect.about(described(), self._healthy),
        }
        try:
            return serve(apps, self._host, self._port, self._tls(self._settings.box()))
        except OSError as error:
            raise NotReady(f"it can't listen at {self._host}:{self._port}: {error}") from error

    def _tls(self, settings: BoxSettings) -> TlsFiles | None:
        if is_loopback(self._host) or settings.plain_http:
            return None
        return self._own_tls()

    def _own_tls(self) -> TlsFiles:
        from appliance.api.certificate import own_certificate, own_names  # noqa: PLC0415  14 MB, for TLS alone

        return own_certificate(self._data, own_names(), datetime.now(UTC))

    def _mail_tls(self) -> ssl.SSLContext:
        files, context = self._own_tls(), ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(files.certificate, files.key)
        return context

    def _first_administrator(self, office: Office, password: str | None) -> str | None:
        if office.people.users():
            return None
        chosen = password or secrets.token_urlsafe(12)
        office.people.add_user(ADMIN, chosen, role="admin", must_change=not password)
        return None if password else chosen

    def _numbers(self, db: Connection, line: str) -> frozenset[str]:
        """Every number that a line is known by: as configured, and as its SIM tells."""
        try:
            configured = {each.number for each in self._settings.lines() if each.name == line}
        except Invalid as error:  # somebody is at the file: what came in is taken in all the same
            log.warning("the settings can't be read: %s", error)
            configured = set()
        seen = line_states.get(db, line)
        return frozenset(configured | {seen.number if seen else ""}) - {""}

    def _hear(self, db: Connection, heard: Heard) -> Mapping[str, object]:
        return self.office.hearing(db, heard)

    def _healthy(self) -> bool:
        return self._housekeeping.is_alive()

    def _campaigns(self, now: float) -> float | None:
        return self.office.expansion(now)

    def _requests(self, now: float) -> float | None:
        return self.office.dispatch(now)

    def _values(self, now: float) -> float | None:
        return self.office.fast_access(now)

    def _told(self) -> None:
        office = self.office
        if office.expansion.waits or office.dispatch.waits or office.reactions.waits:
            self._due()

    def _due(self) -> None:
        self._housekeeping.poke()

    def _reactions(self, now: float) -> None:
        self.office.reactions.run(now)

    def _contact_files(self, now: float) -> float | None:
        jobs = (self.office.contact_imports, self.office.contact_exports)
        return min((due for each in jobs if (due := each.run(now, scg.contact_rows)) is not None), default=None)

    def _orphans(self, now: float) -> float | None:
        return self.office.orphans.run(now)

    def _schedules(self, now: float) -> float | None:
        return self.office.schedules.run(now)

    def _wake(self, lane: str) -> None:
        self._housekeeping.poke()
        if lane == routing.MAIL:
            self._mail.wake()
        elif lane == routing.TRANSLATION:
            self._translation.wake()
        else:
            self._lines.wake(lane)

    def _verbs(self) -> dict[str, Callable[..., Any]]:
        return {
            "wake": self._wake_all,
            "reload": self._reload,
            "ussd": self._lines.ussd,
            "balance": self._lines.balance,
            "mqtt": self._mqtt.condition,
            "mail": self._mail.condition,
            "translation": self._translation.condition,
            "about": lambda: dataclasses.asdict(self._running()),
            "canary": self._canaries.ask,
        }

    def _facts(self) -> Facts:
        return facts_of(self._data, self.spool, self._settings, self._clock(), self._running())

    def _running(self) -> Running:
        tls = self._server is not None and self.address.startswith("https:")
        return Running(self._mqtt.condition(), tls)

    def _reload(self) -> None:
        self._lines.reload()
        self._mqtt.reload()
        self._mail.reload()
        self._translation.reload()
        self._webhooks.reload()
        self._housekeeping.poke()

    def _wake_all(self) -> None:
        self._housekeeping.poke()
        self._lines.wake()
        self._mail.wake()
        self._translation.wake()
        self._mqtt.wake()
        self._webhooks.wake()
