"""Whatever comes as a body: a clear refusal in the envelope, nothing changed, and the next request served."""

import json
import socket

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=5), inside, max_size=3),
    max_leaves=5,
)
FIELDS = ["phone", "first_name", "name", "data", "type", "class", "text_id", "message", "program_id", "contact_id"]
PATHS = ["/contacts", "/texts", "/programs/sendsms", "/programs/receivesms", "/transmissions", "/authenticate"]
QUICK = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.fixture
def calm(monkeypatch):
    from appliance import passwords

    monkeypatch.setattr(passwords, "matches", lambda password, stored: False)


@QUICK
@given(path=st.sampled_from(PATHS), body=st.dictionaries(st.sampled_from(FIELDS), JSON) | JSON)
def test_any_json_is_answered_in_the_envelope_or_taken(alice, calm, path, body):
    reply = alice.post(path, json.dumps(body), headers={"Content-Type": "application/json"})
    assert reply.status in (200, 401, 404, 412, 429), (body, reply.body)
    if reply.status != 200:
        assert reply.json["error"]["code"] == reply.status


@QUICK
@given(
    path=st.sampled_from(PATHS), body=st.binary(), kind=st.sampled_from(["", "application/json", "text/csv", "a/b;c"])
)
def test_any_octets_are_answered_in_the_envelope(alice, calm, path, body, kind):
    reply = alice.post(path, body, headers={"Content-Type": kind})
    assert reply.status in (401, 404, 412, 429), (body, reply.body)
    assert reply.json["error"]["code"] == reply.status


@QUICK
@given(
    query=st.dictionaries(st.sampled_from(["phone", "contact_id", "limit", "offset", "count", "after", "x"]), st.text())
)
def test_any_query_is_answered(alice, query):
    safe = {name: value.encode("utf-8", "replace").decode() for name, value in query.items()}
    assert alice.get("/contacts", query=safe).status in (200, 412)


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b'"text"',
        b"7",
        b"null",
        b"{'phone': '1'}",
        b'{"phone": "1",}',
        b'{"phone": NaN}',
        b'{"phone": 12.5}',
        b'{"phone": Infinity}',
        b"[" * 200_000,
        b'{"a":' * 100_000,
        b'{"phone": ' + b"9" * 100_000 + b"}",
        b'{"phone": "\xff\xfe"}',
        b'{"phone": "1" "x"}',
        b'\xef\xbb\xbf{"phone"',
        b'{"phone": "\\ud800"}',
        b'{"first_name": "a\\u0000b", "phone": "1"}',
        b"phone=",
    ],
)
def test_bodies_that_are_no_object_that_can_be_read(alice, spool, body):
    refused = alice.post("/contacts", body, headers={"Content-Type": "application/json"})
    assert (refused.status, refused.json["error"]["code"]) == (412, 412)
    assert spool.read().execute("SELECT count(*) FROM contacts").fetchone() == (0,)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json; charset=utf-8", b'{"phone": "123"}'),
        ("APPLICATION/JSON", b'{"phone": "123"}'),
        ("", b' \r\n{"phone": 123}\n'),
        ("", b'{"phone": 123.0}'),
        ("text/plain", b'{"phone": "123"}'),
        ("application/x-www-form-urlencoded", b"phone=123&first_name=A%20B"),
        ("application/x-www-form-urlencoded; charset=utf-8", b"phone=123"),
        ("application/x-www-form-urlencoded", b'{"phone": "123"}'),
        ("application/json", b'{"phone": "1", "phone": "123"}'),
    ],
)
def test_bodies_as_clients_send_them(alice, kind, body):
    assert alice.post("/contacts", body, headers={"Content-Type": kind}).status == 200
    assert alice.get("/contacts/1").json["phone"] == "123"


@pytest.mark.parametrize("body", [None, "", "{}", "''", "[]", "x" * 1000, "\0"])
@pytest.mark.parametrize("kind", ["application/json", "", "text/plain"])
def test_a_request_that_takes_nothing_minds_no_body(alice, draft, body, kind):
    draft(alice)
    assert alice.post("/transmissions/1/send", body, headers={"Content-Type": kind}).json == {"spool_id": 1}


def test_too_many_parameters_are_refused(alice):
    form = "&".join(f"a{number}=1" for number in range(500))
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    assert alice.post("/contacts", form + "&phone=1", headers=kind).status == 412
    assert alice.get("/contacts?" + form).status == 412


@pytest.mark.parametrize("size", [1024 * 1024 + 1, 3 * 1024 * 1024])
def test_a_body_that_is_too_large_is_refused(alice, spool, size):
    body = b'{"phone": "123", "x": "' + b"x" * size + b'"}'
    refused = alice.post("/contacts", body)
    assert refused.status == 412 and "larger than 1048576" in refused.json["error"]["message"]
    assert spool.read().execute("SELECT count(*) FROM contacts").fetchone() == (0,)


def test_a_large_body_within_the_limit_is_read(alice):
    body = {"phone": "123", "junk": "x" * 1_000_000}
    assert alice.post("/contacts", body).status == 200


def chunks(*pieces):
    return iter(pieces)


def test_a_chunked_body_is_read(alice):
    assert alice.post("/contacts", chunks(b'{"phone":', b' "123"}')).json == {"contact_id": 1}


def test_a_chunked_body_that_is_too_large_is_refused(alice):
    refused = alice.post("/contacts", chunks(b'{"x": "', *[b"x" * 65_536] * 20, b'"}'))
    assert refused.status == 412


class Wire:
    """One connection, octet by octet."""

    def __init__(self, port, token):
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=10)
        self._file = self._socket.makefile("rb")
        self._token = token

    def ask(self, head, body=b""):
        head = f"{head}\r\nHost: box\r\nAuthorization: {self._token}\r\n".encode()
        self._socket.sendall(head + body)
        status = int(self._file.readline().split()[1])
        length, closing = 0, False
        while (line := self._file.readline()) not in (b"\r\n", b""):
            name, _, value = line.decode().strip().partition(": ")
            length = int(value) if name.lower() == "content-length" else length
            closing = closing or (name.lower(), value.lower()) == ("connection", "close")
        return status, self._file.read(length), closing

    def close(self):
        self._file.close()
        self._socket.close()


@pytest.fixture
def wire(alice):
    wire = Wire(alice.port, alice.headers["Authorization"])
    yield wire
    wire.close()


def test_a_connection_goes_on_after_a_body_that_nobody_asked_for(wire):
    body = b'GET /evil HTTP/1.1\r\n{"a": 1}'
    for _ in range(3):
        status, _, closing = wire.ask("GET /contacts HTTP/1.1", b"Content-Length: %d\r\n\r\n" % len(body) + body)
        assert (status, closing) == (200, False)


def test_a_connection_goes_on_after_chunks_that_nobody_asked_for(wire):
    piece = b"GET /evil HTTP/1.1\r\n\r\n"
    body = b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n" % (len(piece), piece)
    for _ in range(3):
        status, _, closing = wire.ask("GET /nothing HTTP/1.1", body)
        assert (status, closing) == (404, False)


def test_a_connection_ends_where_a_body_is_endless(wire):
    status, body, closing = wire.ask("POST /contacts HTTP/1.1", b"Content-Length: 99999999999\r\n\r\n{}")
    assert (status, closing) == (412, True)
    assert json.loads(body)["error"]["code"] == 412


def test_a_connection_ends_where_chunks_are_broken(wire):
    status, body, closing = wire.ask("POST /contacts HTTP/1.1", b"Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n")
    assert (status, closing) == (412, True)
    assert json.loads(body)["error"]["code"] == 412
