"""Programs that were written for ICTCore: as each of them asks, and as each reads the answer (spec/ICTCORE.md 17)."""

from __future__ import annotations

import base64
import json
import re

import pytest

from appliance.api import ictcore
from appliance.api.server import by_prefix
from appliance.api.serving import build
from appliance.domain import Service
from appliance.spool.arrivals import Arrival, arrive
from appliance.spool.inbound import Owner
from tests.appliance.media import samples

PASSWORD = "correct horse"
MAILBOX = "alice@example.org"
NUMBER = "+4930123456"
PDF = samples.pdf()
RUNNING = ("pending", "processing", "scheduled", "ready")


class Program:
    """One of them. `bare`: it needs a box with `scalar_replies`."""

    bare = False

    def __init__(self, box):
        self.box = box
        self.token = ""

    def login(self, path, body, **more):
        reply = self.box.post(path, body, **more)
        assert reply.status == 200, reply.body
        self.token = reply.json["token"]
        return reply.json


class N8n(Program):
    """The n8n node: Basic with an e-mail address, an id wherever it lies, a body only where something is in it."""

    def ask(self, method, path, body=None, **more):
        basic = base64.b64encode(f"{MAILBOX}:{PASSWORD}".encode()).decode()
        headers = {"Authorization": f"Basic {basic}", **more.pop("headers", {})}
        reply = self.box.request(method, f"/api{path}", body or None, headers=headers, **more)
        assert 200 <= reply.status < 300, reply.body
        return reply

    def made(self, path, body):
        reply = self.ask("POST", path, body).json
        return reply if isinstance(reply, int | str) else next(reply[key] for key in self._keys(path) if key in reply)

    @staticmethod
    def _keys(path):
        return (
            "document_id" if "documents" in path else "program_id" if "programs" in path else path[1:-1] + "_id",
            "id",
        )

    def send_fax(self):
        assert self.ask("GET", "/contacts").status == 200
        contact = self.made("/contacts", {"phone": NUMBER, "first_name": NUMBER})
        document = self.made("/messages/documents", {"name": "offer.pdf"})
        media, kind = f"/messages/documents/{document}/media", {"Content-Type": "application/pdf"}
        self.ask("PUT", media, PDF, headers=kind, accept="application/json, text/plain, */*")
        program = self.made("/programs/sendfax", {"name": "n8n fax offer.pdf", "document_id": document})
        sent = self.made("/transmissions", {"contact_id": str(contact), "program_id": program})
        self.ask("POST", f"/transmissions/{sent}/send")
        return sent

    def status(self, sent):
        return self.ask("GET", f"/transmissions/{sent}/status").json["status"].lower()


class Nest(Program):
    """The NestJS client: the token in both headers, objects alone, `{}` for nothing, JSON or nothing back."""

    def ask(self, method, path, body=None, headers=None):
        both = dict.fromkeys(("Authorization", "Authentication"), f"Bearer {self.token}")
        reply = self.box.request(method, f"/api{path}", body, headers={**both, **(headers or {})})
        assert reply.status == 200, reply.body
        return reply.json if reply.body else {}

    def send_fax(self):
        self.login("/api/authenticate", {"username": "alice", "password": PASSWORD, "client": "x"})
        contact = self.ask("POST", "/contacts", {"first_name": "Fax", "phone": NUMBER})["contact_id"]
        document = self.ask("POST", "/messages/documents", {"name": "offer"})["document_id"]
        self.ask("PUT", f"/messages/documents/{document}/media", PDF, {"Content-Type": "application/pdf"})
        program = self.ask("POST", "/programs/sendfax", {"name": "offer", "document_id": document})["program_id"]
        made = self.ask("POST", "/transmissions", {"contact_id": contact, "program_id": program})
        sent = next(made[key] for key in ("transmission_id", "text_id", "id") if key in made)
        self.ask("POST", f"/transmissions/{sent}/send", {})
        return sent

    def status(self, sent):
        reply = self.ask("GET", f"/transmissions/{sent}/status")
        return reply.get("Status") or reply.get("status")


class Go(Program):
    """The Go client: no Accept header, an empty Content-Type, a form that calls itself a PDF, the whole body an int."""

    def post(self, path, body, kind=""):
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": kind, "Accept-Encoding": "gzip"}
        reply = self.box.post(f"/api/{path}", body, headers=headers, accept=None)
        assert reply.status == 200, reply.body
        return reply.body

    def made(self, path, **body):
        return int(self.post(path, json.dumps(body)))

    def send_fax(self):
        self.login("/api/authenticate", {"username": "alice", "password": PASSWORD}, accept=None)
        contact = self.made("contacts", phone=NUMBER, first_name="Fax", last_name="", email="")
        document = self.made("documents", name="offer", description="")
        head = b'--b1\r\nContent-Disposition: form-data; name="file"; filename="filename.txt"\r\n'
        form = head + b"Content-Type: application/octet-stream\r\n\r\n" + PDF + b"\r\n--b1--\r\n"
        self.post(f"documents/{document}/media", form, "application/pdf")
        program = self.made("programs/sendfax", document_id=document)
        sent = self.made("transmissions", title="offer", contact_id=str(contact), program_id=str(program))
        self.post(f"transmissions/{sent}/send", "null")
        return sent

    def status(self, sent):
        reply = self.box.get("/api/transmissions", headers={"Authorization": f"Bearer {self.token}"}, accept=None)
        (row,) = (row for row in reply.json if int(row["transmission_id"]) == sent)
        assert all(isinstance(row[name], str) for name in ("last_run", "status", "contact_phone"))
        assert int(row["last_run"]) == 1_700_000_000
        return row["status"]


class Browser(Program):
    """Asks first whether it may, as a page of another origin must (CORS), and reads only what it may."""

    bare = True
    prefix = "/api"
    accept = "*/*"

    def ask(self, method, path, body=None, **headers):
        headers = {"Authorization": f" Bearer {self.token}"} | {
            name.replace("_", "-"): headers[name] for name in headers
        }
        wanted = {"Access-Control-Request-Method": method, "Access-Control-Request-Headers": ",".join(headers).lower()}
        first = self.box.request("OPTIONS", self.prefix + path, headers={"Origin": "http://gui.example", **wanted})
        allowed = {name: _listed(first.headers[f"Access-Control-Allow-{name}"]) for name in ("Methods", "Headers")}
        assert first.status == 200 and method.lower() in allowed["Methods"]
        assert {each.lower() for each in headers} <= allowed["Headers"]
        headers["Origin"] = "http://gui.example"
        reply = self.box.request(method, self.prefix + path, body, headers=headers, accept=self.accept)
        assert reply.headers["Access-Control-Allow-Origin"] == "*"
        assert reply.status == 200, reply.body
        return reply

    def json(self, method, path, body=""):
        text = json.dumps(body) if body != "" else ""
        return self.ask(method, path, text, Content_Type="application/json").json

    def number(self, path, body):
        made = self.json("POST", path, body)
        assert isinstance(made, int)
        return made


class Gui(Browser):
    """The web interface: a log-in by e-mail, claims read out of the token, numbers bare, lists for everything."""

    accept = "application/json"

    def send_fax(self):
        session = self.login("/api/authenticate", {"email": MAILBOX, "password": PASSWORD})
        claims = _claims(self.token)
        assert (claims["username"], str(claims["user_id"]), claims["is_admin"]) == ("alice", session["user_id"], "0")
        document = self.number("/documents", {"name": "offer", "description": ""})
        self.accept = "*/*"
        self.ask("POST", f"/documents/{document}/media", PDF, Content_Type="application/pdf")
        self.accept = "application/json"
        program = self.number("/programs/sendfax", {"document_id": str(document)})
        fax = {"program_id": program, "title": "offer", "phone": NUMBER, "try_allowed": "1", "contact_id": None}
        sent = self.number("/transmissions", fax)
        self.json("POST", f"/transmissions/{sent}/send")
        return sent

    def status(self, sent):
        rows = self.json("GET", "/transmissions?service_flag=2&direction=outbound")
        (row,) = (row for row in rows if row["transmission_id"] == str(sent))
        assert (row["contact_phone"], row["username"]) == (NUMBER, "alice")
        assert (row["contact"]["phone"], int(row["last_run"])) == (NUMBER, 1_700_000_000)
        return row["status"]

    def saved(self, path):
        """What a file is called and holds that is given to be saved."""
        reply = self.ask("GET", path, Content_Type="application/json")
        exposed = _listed(reply.headers["Access-Control-Expose-Headers"])
        assert "content-disposition" in exposed
        return re.search(r'filename="([^"]+)"', reply.headers["Content-Disposition"])[1], reply.body


class Extension(Browser):
    """The browser extension: a file as a data: URL, `*/*`, ids put into the next address as they came."""

    def send_fax(self):
        self.login("/api/authenticate", {"username": "alice", "password": PASSWORD}, accept="*/*")
        self.accept = "application/json, text/javascript, */*; q=0.01"
        document = self.number("/documents", {"name": "offer", "description": ""})
        self.accept = "*/*"
        url = "data:application/pdf;base64," + base64.b64encode(PDF).decode()
        self.ask("POST", f"/documents/{document}/media", url, Content_Type="base64")
        program = self.number("/programs/sendfax", {"document_id": str(document)})
        fax = {"program_id": program, "title": "offer", "try_allowed": "3", "phone": NUMBER}
        sent = self.number("/transmissions", fax)
        self.json("POST", f"/transmissions/{sent}/send", {"transmission_id": sent})
        return sent

    def status(self, sent):
        assert self.json("GET", f"/transmissions/{sent}")["try_allowed"] == "3"
        return self.json("GET", f"/transmissions/{sent}/status")


class Script(Program):
    """A script on curl: it sends on as an id whatever came, and fields that say nothing."""

    bare = True

    def post(self, path, body):
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        reply = self.box.post(f"/api/{path}", json.dumps(body), headers=headers, accept="*/*")
        return reply.body.decode()

    def send_fax(self):
        self.login("/api/authenticate", {"username": "alice", "password": PASSWORD}, accept="*/*")
        contact, document = self.post("contacts", {"phone": NUMBER}), self.post("documents", {"name": "offer"})
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/x-www-form-urlencoded"}
        self.box.put(f"/api/messages/documents/{document}/media", PDF, headers=headers, accept="*/*")
        program = self.post("programs/sendfax", {"document_id": int(document)})
        says_nothing = {name: name for name in ("title", "origin", "direction", "status", "response")}
        about = {"tenant_id": 1, "service_flag": 1, "contact_id": int(contact), "program_id": program}
        sent = self.post("transmissions", {**says_nothing, **about})
        self.post(f"transmissions/{sent}/send", [])
        return sent

    def status(self, sent):
        headers = {"Authorization": f"Bearer {self.token}"}
        rows = self.box.get("/api/transmissions?service_flag=2&direction=outbound", headers=headers, accept="*/*").json
        return next(row["status"] for row in rows if row["transmission_id"] == sent)


class Fetching(Program):
    """Clients on fetch and requests: POST for files, the address of the account, the status in the transmission."""

    accept = "application/json"

    def ask(self, method, path, body=None, kind="application/json"):
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": kind}
        reply = self.box.request(method, f"/api/{path}", body, headers=headers, accept=self.accept)
        if reply.status == 401:
            self.login("/api/authenticate", {"username": "alice", "password": PASSWORD})
            return self.ask(method, path, body, kind)
        assert reply.status == 200, reply.body
        return reply.json

    def made(self, path, **body):
        keys = ("document_id", "contact_id", "program_id", "transmission_id", "id")
        reply = self.ask("POST", path, body)
        return reply if isinstance(reply, int) else next(reply[key] for key in keys if reply.get(key) is not None)

    def send_fax(self):
        document = self.made("documents", name="offer.pdf")
        self.ask("POST", f"documents/{document}/media", PDF, "application/pdf")
        contact = self.made("contacts", first_name="Fax recipient", phone=NUMBER)
        program = self.made("programs/sendfax", name="Fax", document_id=document)
        mine = self.ask("GET", "accounts")[0]["account_id"]
        about = {"contact_id": contact, "program_id": program, "account_id": mine, "direction": "outbound"}
        sent = self.made("transmissions", title="Fax", **about)
        self.ask("POST", f"transmissions/{sent}/send")
        return sent

    def status(self, sent):
        return self.ask("GET", f"transmissions/{sent}")["status"]


class Requesting(Fetching):
    """The same in Python, which says that it takes anything."""

    accept = "*/*"


PROGRAMS = (N8n, Nest, Go, Gui, Extension, Script, Fetching, Requesting)


def _listed(header):
    return {each.strip().lower() for each in header.split(",")}


def _claims(token):
    payload = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))


@pytest.fixture
def program(anybody, web, office, auth, admin, people):
    """program(kind): one of them, at a box as it needs it; alice has an e-mail address."""

    def start(kind):
        assert admin.put(f"/users/{people['alice'].user_id}", {"email": MAILBOX}).status == 200
        if kind.bare:
            app = build(ictcore.dialect(office, auth, scalar_replies=True), auth)
            web.plug.app = by_prefix({"/": app, "/api": app})
        return kind(anybody)

    return start


@pytest.mark.parametrize("kind", PROGRAMS)
def test_a_fax_is_sent_and_followed_to_its_end(program, alice, journal, kind):
    client = program(kind)
    sent = client.send_fax()
    assert client.status(sent) == "processing"
    journal.end(int(sent), "sent")
    assert client.status(sent) == "completed"
    found = alice.get(f"/transmissions/{sent}", query={"format": "json"}, accept="application/json").json
    assert (str(found["service_flag"]), found["contact_phone"], found["direction"]) == ("2", NUMBER, "outbound")
    assert int(alice.get("/documents/1").json["pages"]) == 1


def test_n8n_stops_asking_when_a_fax_has_failed(program, journal):
    n8n = program(N8n)
    sent = n8n.send_fax()
    assert n8n.status(sent) in RUNNING
    journal.end(sent, "unanswered", text="busy")
    assert n8n.status(sent) not in RUNNING
    assert n8n.ask("GET", f"/transmissions/{sent}").json["response"] == "busy"


def test_n8n_does_the_rest_of_what_it_offers(program):
    n8n = program(N8n)
    contact = n8n.made("/contacts", {"phone": NUMBER, "last_name": "King"})
    assert n8n.ask("PUT", f"/contacts/{contact}", {}).json["last_name"] == "King"
    assert n8n.ask("PUT", f"/contacts/{contact}", {"phone": "0301"}).json["phone"] == "0301"
    group = n8n.made("/groups", {"name": "all"})
    n8n.ask("PUT", f"/contacts/{contact}/link/{group}")
    listed = [
        n8n.ask("GET", f"{path}?phone=0301&unknown=x").json for path in ("/contacts", f"/groups/{group}/contacts")
    ]
    assert [[row["contact_id"] for row in rows] for rows in listed] == [[contact], [contact]]
    program_id = n8n.made("/programs/sendsms", {"message": "News"})
    campaign = n8n.ask("POST", "/campaigns", {"program_id": str(program_id), "group_id": str(group), "cpm": 10}).json
    path = f"/campaigns/{campaign['campaign_id']}"
    assert [n8n.ask("PUT", f"{path}/{verb}").json for verb in ("start", "stop")] == [True, True]
    assert n8n.ask("GET", path).json["status"] == "paused"
    assert [n8n.ask("DELETE", each).json for each in (path, f"/groups/{group}", f"/contacts/{contact}")] == [True] * 3
    assert n8n.ask("GET", "/statistics").json["contact_total"] == 0
    assert [n8n.ask("GET", path).json for path in ("/faxes", "/calls", "/emails")] == [[], [], []]


def test_n8n_downloads_a_document_though_it_says_that_it_takes_json(program):
    n8n = program(N8n)
    n8n.send_fax()
    assert n8n.ask("GET", "/documents/1/media").body == PDF


def test_the_gui_keeps_a_file_under_its_name(program):
    gui = program(Gui)
    gui.send_fax()
    assert gui.saved("/documents/1/media") == ("offer.pdf", PDF)
    name, sample = gui.saved("/groups/sample/csv")
    assert name.endswith(".csv") and sample.count(b",") > 8


def test_the_gui_shows_and_keeps_a_fax_that_came_in(program, people, spool):
    gui = program(Gui)
    gui.send_fax()
    about = (Service.FAX, "fax1", "key", NUMBER, "Fax", "", "receivefax", {"document_id": 1}, 1)
    owner = Owner(people["alice"].user_id, 2, 1)
    spool.write(lambda db: arrive(db, Arrival(*about), owner, 1_700_000_009.0))
    (row,) = gui.json("GET", "/transmissions?service_flag=2&direction=inbound")
    assert (row["contact_phone"], row["status"], row["last_run"]) == (NUMBER, "completed", "1700000009")
    (kept,) = gui.json("GET", f"/transmissions/{row['transmission_id']}/results?name=document")
    assert gui.saved(f"/documents/{kept['data']}/media") == ("offer.pdf", PDF)
    told = gui.json("GET", f"/transmissions/{row['transmission_id']}/results?type=info")
    assert [(each["name"], each["data"]) for each in told] == [("pages", "1")]


def test_the_gui_runs_a_campaign(program):
    gui = program(Gui)
    gui.login("/api/authenticate", {"email": MAILBOX, "password": PASSWORD})
    group, sms = gui.number("/groups", {"name": "all"}), gui.number("/programs/sendsms", {"message": "News"})
    csv = gui.ask("POST", f"/groups/{group}/csv", b'"+491711","Ada"\n', Content_Type="text/csv").json
    assert (csv["group_id"], csv["imported"]) == (str(group), "1")
    made = gui.number("/campaigns", {"program_id": sms, "group_id": str(group), "cpm": "2", "try_allowed": "1"})
    for verb in ("start", "stop"):
        assert gui.json("PUT", f"/campaigns/{made}/{verb}") is True
    gui.json("POST", f"/campaigns/{made}/start/schedule", {"delay": "60"})
    assert gui.json("DELETE", f"/campaigns/{made}/schedule/cancel") is True
    kept = gui.json("GET", f"/campaigns/{made}")
    assert gui.json("PUT", f"/campaigns/{made}", {**kept, "cpm": "5"})["cpm"] == "5"
    assert gui.json("GET", "/statistics")["campaign_total"] == "1"
    assert gui.json("POST", "/authenticate/cancel") is True


def test_the_gui_gives_a_user_a_number_that_is_mailed(program, people):
    gui = program(Gui)
    gui.login("/api/authenticate", {"username": "admin", "password": PASSWORD})
    user = gui.number("/users", {"username": "carol", "password": "longer than 8", "phone": 49301, "active": 1})
    for role in gui.json("GET", "/roles"):
        gui.json("PUT" if role["name"] == "user" else "DELETE", f"/users/{user}/roles/{role['role_id']}", str(user))
    assert [role["name"] for role in gui.json("GET", f"/users/{user}/roles")] == ["user"]
    carol = gui.json("GET", f"/users/{user}")
    changed = {**carol, "email": "carol@example.org", "password": "another one 9", "confirmPassword": "another one 9"}
    assert gui.json("PUT", f"/users/{user}", changed)["email"] == "carol@example.org"
    gui.json("PUT", f"/users/{user}/password", changed)
    number = gui.number("/dids", {"title": "front", "phone": "4930999", "first_name": "front", "active": 1})
    did = gui.json("GET", f"/accounts/{number}")
    assert gui.json("PUT", f"/accounts/{number}/users/{user}", {**did, "user_id": user})["user_id"] == str(user)
    assert [row["phone"] for row in gui.json("GET", f"/users/{user}/accounts?type=did")] == ["4930999"]
    mailed = {**did, "email": "carol@example.org", "service_name": "faxtoemail"}
    gui.json("PUT", f"/accounts/{number}", mailed)
    gui.json("PUT", f"/accounts/{number}/programs/faxtoemail", mailed)
    assert [row["account_id"] for row in gui.json("GET", "/programs/faxtoemail")] == [str(number)]
    gui.number("/programs/faxtoemail", mailed)
    gui.json("PUT", f"/accounts/{number}/settings/emailtofax_coversheet", {"data": "body"})
    assert gui.json("GET", f"/accounts/{number}/settings/emailtofax_coversheet") == "body"
    gui.json("DELETE", f"/accounts/{number}/programs")
    assert gui.json("DELETE", f"/accounts/{number}/users")["user_id"] is None
    assert gui.json("GET", f"/accounts?linkdid_id={number}&type=did")[0]["account_id"] == str(number)
    assert gui.json("DELETE", f"/accounts/{number}") is True


def test_the_rust_client_has_one_header_and_reads_the_codes(anybody, people, alice, draft, routes):
    token = anybody.post("/api/authenticate", {"username": "alice", "password": PASSWORD}, accept="*/*").json["token"]
    anybody.headers = {"Authentication": f"Bearer {token}"}
    draft(alice)

    def code(method, path, body=None):
        return anybody.request(method, f"/api{path}", body, accept="*/*").status

    assert [anybody.get(f"/api/{path}", accept="*/*").json[0] != {} for path in ("transmissions", "accounts")]
    assert code("POST", "/transmissions", {}) == code("POST", "/programs/sendfax", {"name": "fax"}) == 412
    document = anybody.post("/api/messages/documents", {"name": "offer"}).json["document_id"]
    assert code("POST", f"/messages/documents/{document}/media", {}) == 412
    assert code("GET", "/transmissions/99") == 404
    routes.ready = False
    assert code("POST", "/transmissions/1/send", {}) == 423
    assert code("DELETE", "/users/1") == 403
    assert code("DELETE", "/transmissions/1") == 200
    anybody.headers = {"Authentication": "Bearer nonsense"}
    assert code("GET", "/transmissions") == 401


KEPT = (
    ("/contacts", "contact_id"),
    ("/groups", "group_id"),
    ("/campaigns", "campaign_id"),
    ("/messages/texts", "text_id"),
    ("/messages/documents", "document_id"),
    ("/messages/recordings", "recording_id"),
    ("/messages/templates", "template_id"),
    ("/accounts", "account_id"),
    ("/users", "user_id"),
    ("/providers", "provider_id"),
)


@pytest.mark.parametrize("accept", ["application/json", "text/plain"])
def test_a_form_may_send_back_the_record_that_it_was_filled_from(admin, makers, accept):
    sip = {"name": "sip", "type": "sip", "host": "10.0.0.8", "prefix": 9}
    makers = {**makers, "provider_id": lambda client: client.post("/providers", sip).json["provider_id"]}
    for path, name in KEPT:
        kept = f"{path}/{makers[name](admin)}"
        record = admin.get(kept, accept=accept).json
        again = admin.put(kept, record, accept=accept)
        assert (again.status, again.json) == (200, record), path
