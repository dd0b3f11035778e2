"""A box without modems: spool, office and web server, and a client that speaks as the tests say."""

import functools
import http.client
import json
import re
import shutil
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlencode

import pytest

from appliance.api import box, ictcore, links, scg
from appliance.api.auth import Auth
from appliance.api.limiter import LoginLimiter
from appliance.api.scg.keeper import Keeper
from appliance.api.server import WebServer, by_prefix
from appliance.api.serving import build
from appliance.domain import Line
from appliance.errors import Invalid, NotReady, Unserved
from appliance.lines.facts import facts_of
from appliance.media.workshop import Limits
from appliance.office import Office, tracking
from appliance.office.checkup import Checkup
from appliance.office.desk import actor_of
from appliance.office.findings import Facts, LineFacts
from appliance.settings import Settings
from appliance.spool import events, line_states
from appliance.spool.line_states import LineState
from appliance.spool.store import Spool

PASSWORD = "correct horse"


@dataclass
class SimpleMeasure:
    encoding: str
    parts: int
    units_left: int


class SimpleCarrier:
    """7 bit or UCS2 by whether the text is ASCII; enough for what the office asks."""

    def dialable(self, number):
        digits = re.sub(r"[ ()./-]", "", number)
        if not re.fullmatch(r"\+?[0-9]{1,20}", digits):
            raise Invalid(f"{number!r} is no phone number")
        return digits

    def measure(self, body, options):
        if options.get("binary"):
            try:
                return self._parts("DATA8", len(bytes.fromhex(body)), 140)
            except ValueError as error:
                raise Invalid(str(error)) from error
        if body.isascii() and options.get("encoding") != "UCS2":
            return self._parts("GSM7", len(body), 160)
        return self._parts("UCS2", len(body), 70)

    def _parts(self, encoding, length, each):
        parts = -(-length // each)
        if parts > 255:
            raise Invalid(f"{parts} parts, more than 255")
        return SimpleMeasure(encoding, parts, parts * each - length)

    def beyond(self, body, options):
        return "".join(each for each in dict.fromkeys(body) if not each.isascii())


class Clock:
    now = 1_700_000_000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(scope="session")
def blank(tmp_path_factory):
    """A spool that nothing is in: the schema's steps are taken once, not for every test."""
    path = tmp_path_factory.mktemp("blank") / "spool.sqlite"
    spool = Spool(path)
    spool.open()
    spool.close()
    return path


@pytest.fixture
def spool(tmp_path, blank):
    spool = Spool(shutil.copyfile(blank, tmp_path / "spool.sqlite3"))
    spool.open()
    yield spool
    spool.close()


class Routes:
    """The lane of a number is its prefix's; `ready` false: no line will do; `unserved` numbers are nobody's."""

    ready = True
    lanes: ClassVar[dict] = {}
    unserved = ()
    woken = ()
    called_off = ()

    def route(self, number, service):
        if not self.ready:
            raise NotReady("no line serves SMS")
        if number in self.unserved:
            raise Unserved(f"no line serves {number}")
        return next((lane for prefix, lane in self.lanes.items() if number.startswith(prefix)), "")

    def wake(self, lane):
        self.woken = (*self.woken, lane)

    def call_off(self, line):
        self.called_off = (*self.called_off, line)


@pytest.fixture
def routes():
    return Routes()


class Configured(Settings):
    """The settings of a box; `told` counts how often it was told of a change."""

    told = 0

    def tell(self):
        self.told += 1


@pytest.fixture
def configured(tmp_path):
    settings = Configured(tmp_path / "box.json")
    settings.change_mail(domain="fax.example.org", sms_domain="sms.example.org")
    return settings


@pytest.fixture
def media(tmp_path):
    """The folder of files."""
    return tmp_path / "media"


@pytest.fixture
def limits():
    """Of files."""
    return Limits()


@pytest.fixture
def office(spool, clock, routes, configured, media, limits):
    return Office(
        spool,
        SimpleCarrier(),
        media,
        clock=clock,
        wake=routes.wake,
        route=routes.route,
        options={"status_report": True},
        limits=limits,
        configuration=configured,
        reconfigured=configured.tell,
        call_off=routes.call_off,
        line_facts=lambda: facts_of(spool, configured, clock()),
    )


@pytest.fixture(scope="session")
def password_digest():
    from appliance import passwords

    return passwords.digest(PASSWORD)


@pytest.fixture
def people(office, password_digest, monkeypatch):
    """admin, alice and bob, by name; all with PASSWORD."""
    from appliance import passwords

    with monkeypatch.context() as quick:
        quick.setattr(passwords, "digest", lambda password: password_digest)
        ids = {name: office.people.add_user(name, PASSWORD, role) for name, role in ROLES.items()}
    return {name: actor_of(office.people.user(id=user_id)) for name, user_id in ids.items()}


ROLES = {"admin": "admin", "alice": "user", "bob": "user"}


@dataclass
class Reply:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def json(self):
        return json.loads(self.body)


class Client:
    """Sends what it is told over a socket of its own. JSON and `Accept: application/json` unless told otherwise."""

    def __init__(self, port, headers=None):
        self.port = port
        self.headers = headers or {}

    def request(self, method, path, body=None, *, headers=None, query=None, accept="application/json"):
        sent = {**self.headers, **(headers or {})}
        if accept is not None:
            sent["Accept"] = accept
        if isinstance(body, dict | list):
            body, sent = json.dumps(body), {"Content-Type": "application/json", **sent}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request(method, path + ("?" + urlencode(query) if query else ""), body, sent)
            answer = connection.getresponse()
            return Reply(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    def get(self, path, **more):
        return self.request("GET", path, **more)

    def post(self, path, body=None, **more):
        return self.request("POST", path, body, **more)

    def put(self, path, body=None, **more):
        return self.request("PUT", path, body, **more)

    def delete(self, path, **more):
        return self.request("DELETE", path, **more)


class Program(Client):
    """Speaks SCG: its paths are those of the guide, and /scg-attachment and the like where they are named."""

    def __init__(self, port, headers, credentials):
        super().__init__(port, headers)
        self.credentials = credentials

    def request(self, method, path, body=None, **more):
        outside = path.startswith(("/scg-", "/saop-", "/ess/", "/apptoken", "/api", "/box"))
        return super().request(method, path if outside else scg.API + path, body, **more)

    def new(self, path, body=None, **more):
        """Make a record; its id."""
        reply = self.post(path, body, **more)
        assert reply.status == 200, reply.body
        return reply.json["id"]

    def all(self, path, **query):
        """A list's records."""
        reply = self.get(path, query=query)
        assert reply.status == 200, reply.body
        return reply.json["list"]


@pytest.fixture
def auth(office, clock):
    return Auth(office.people, b"k" * 32, clock)


class Plug:
    """The app of the test that runs, behind a web server that outlives it: cheroot takes half a second to stop."""

    app = None

    def __call__(self, environ, start_response):
        return self.app(environ, start_response)


@pytest.fixture(scope="session")
def web():
    plug = Plug()
    server = WebServer(plug, "127.0.0.1", 0, None, threads=1)  # each opens the spool of each test
    server.start()
    server.plug = plug
    yield server
    server.stop()


@pytest.fixture
def dialects(office, auth):
    """The guide's and the box's own, by prefix."""
    facts = Facts("/data", running=True, now=0.0, lines=[LineFacts("gsm1", "absent", "its modem is not there")])
    own = box.dialect(office, auth, Checkup(lambda: facts))
    return {"/api": ictcore.dialect(office, auth), "/box/v1": own}


@pytest.fixture
def scg_parts(office):
    """scg_parts(): SCG's parts by prefix, made when they are first asked for."""
    return functools.cache(lambda: scg.dialects(office, LoginLimiter(office.desk.clock)))


@pytest.fixture
def scg_dialects(scg_parts):
    """SCG's parts, by prefix."""
    return scg_parts()


class Late:
    """An app that is built when it is first asked: most tests speak one dialect, and building one takes a while."""

    def __init__(self, make):
        self._make = functools.cache(make)

    def __call__(self, environ, start_response):
        return self._make()(environ, start_response)


@pytest.fixture
def apps(dialects, scg_parts, office, auth, people):
    keeper = Keeper(office.applications, auth)
    built = {prefix: Late(functools.partial(build, each, auth)) for prefix, each in dialects.items()}
    built |= {prefix: Late(lambda prefix=prefix: build(scg_parts()[prefix], keeper)) for prefix in scg.PLACES}
    built[tracking.PREFIX] = links.app(office.tracking)
    spoken = (each for parts in (lambda: dialects, scg_parts) for each in parts().values())
    return {"/": built["/api"], **built, **box.about(spoken, lambda: True)}


@pytest.fixture
def server(web, apps):
    web.plug.app = by_prefix(apps)
    return web


@pytest.fixture
def anybody(server):
    return Client(server.port)


@pytest.fixture
def login(server, auth, office):
    """login(name): a client with that user's token."""

    def client(name):
        token = auth._token(office.people.user(username=name))
        return Client(server.port, {"Authorization": f"Bearer {token}"})

    return client


@pytest.fixture
def program(server, office, people):
    """program(user, name): an application of that user; speaks SCG below its base path with a token that holds."""

    def client(username="alice", name="app"):
        credentials = office.applications.add(name, username)
        headers = {"Authorization": f"Bearer {credentials.token}"}
        return Program(server.port, headers, credentials)

    return client


@pytest.fixture
def app(program):
    """An application of alice's."""
    return program()


@pytest.fixture
def alice(login):
    return login("alice")


@pytest.fixture
def bob(login):
    return login("bob")


@pytest.fixture
def admin(login):
    return login("admin")


class Journal:
    """Puts transmissions into states that only lines bring about, and tells events."""

    def __init__(self, spool):
        self._spool = spool

    def _do(self, statement, *values):
        return self._spool.write(lambda db: db.execute(statement, values).lastrowid)

    def wait(self, transmission_id):
        self._do("UPDATE attempts SET state = 'waiting', not_before = 9e9 WHERE transmission_id = ?", transmission_id)

    def open(self, transmission_id, line="gsm1"):
        statement = "UPDATE attempts SET state = 'open', line = ?, started_at = 1700000001 WHERE transmission_id = ?"
        self._do(statement, line, transmission_id)

    def end(self, transmission_id, verdict, cause="", text="", delivered=False):
        statement = (
            "UPDATE attempts SET state = 'ended', verdict = ?, cause = ?, cause_text = ?, line = 'gsm1',"
            " started_at = 1700000001, ended_at = 1700000004"
            " WHERE transmission_id = ? AND state <> 'ended' RETURNING id"
        )
        attempt = self._spool.write(
            lambda db: db.execute(statement, (verdict, cause, text, transmission_id)).fetchone()
        )
        statement = "UPDATE transmissions SET state = 'done', verdict = ?, cause = ?, cause_text = ? WHERE id = ?"
        self._do(statement, verdict, cause, text, transmission_id)
        ids = {"transmission_id": transmission_id, "attempt_id": attempt[0]}
        facts = {"verdict": verdict, "cause": cause, "text": text}
        self.tell("attempt.started", ids)
        self.tell("transmission.done", ids, {name: value for name, value in facts.items() if value})
        if delivered:
            self.tell("sms.delivered", ids)

    def part(self, transmission_id, number, state):
        self._do(
            "INSERT INTO parts (id, transmission_id, number, attempt_id, state, sim, tail, report_wanted, at)"
            " VALUES (?, ?, ?, 1, ?, 'sim', '', 1, 0)",
            transmission_id * 256 + number,
            transmission_id,
            number,
            state,
        )

    def came_in(self, user_id, sender, text, kind="sms.received"):
        made = self._do(
            "INSERT INTO transmissions (user_id, direction, service, party, body, state, verdict, created_at)"
            " VALUES (?, 'inbound', 4, ?, ?, 'done', 'sent', 1700000002)",
            user_id,
            sender,
            text,
        )
        self.tell(kind, {"transmission_id": made})
        return made

    def tell(self, kind, ids, data=None):
        self._spool.write(lambda db: events.append(db, 1_700_000_003.0, kind, line="gsm1", data=data, **ids))


@pytest.fixture
def journal(spool):
    return Journal(spool)


@pytest.fixture
def draft():
    """draft(client): a transmission of a new contact, text and program; its id."""

    def make(client, text="hello", phone="+491711234567", **more):
        ids = {"contact_id": client.post("/contacts", {"phone": phone}).json["contact_id"]}
        text_id = client.post("/messages/texts", {"name": "t", "data": text}).json["text_id"]
        program = client.post("/programs/sendsms", {"name": "p", "text_id": text_id}).json
        return client.post("/transmissions", {**ids, **program, **more}).json["transmission_id"]

    return make


@pytest.fixture
def sent(draft):
    """sent(client): a transmission that was asked to go; its id."""

    def make(client, **more):
        transmission_id = draft(client, **more)
        assert client.post(f"/transmissions/{transmission_id}/send").status == 200
        return transmission_id

    return make


@pytest.fixture
def lines(configured, spool, clock):
    """lines(name, state, **settings): a line of the box that is seen so."""

    def add(name="gsm1", state="ready", **settings):
        configured.add_line(Line(name, **settings))
        seen = LineState(name, state, operator="SIMNET")
        spool.write(lambda db: line_states.save(db, seen, clock.now))

    return add
