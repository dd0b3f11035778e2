import contextlib
import gc
import http.client
import io
import logging
import socket
import ssl
import threading
from datetime import UTC, datetime

import pytest

from appliance.api.certificate import own_certificate
from appliance.api.server import _Chunked, by_prefix, is_loopback, serve


def say(words):
    def app(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [f"{words} {environ['SCRIPT_NAME']} {environ['PATH_INFO']}".encode()]

    return app


def call(app, path):
    found = []
    body = app({"PATH_INFO": path, "REQUEST_METHOD": "GET", "REMOTE_ADDR": ""}, lambda *each: found.append(each[0]))
    return found[0][:3], b"".join(body).decode()


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/api/contacts", "api /api /contacts"),
        ("/api", "api /api /"),
        ("/api/", "api /api /"),
        ("/apish", "root  /apish"),
        ("/box/v1/lines/", "box /box/v1 /lines"),
        ("/box", "root  /box"),
        ("/", "root  /"),
        ("", "root  /"),
    ],
)
def test_the_longest_prefix_takes_a_path(path, said):
    app = by_prefix({"/": say("root"), "/api": say("api"), "/box/v1": say("box")})
    assert call(app, path) == ("200", said)


def test_a_path_under_no_prefix_is_not_found():
    assert call(by_prefix({"/api": say("api")}), "/other")[0] == "404"


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("127.0.0.1", True),
        ("127.8.9.1", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.168.1.4", False),
        ("box.local", False),
        ("", False),
    ],
)
def test_what_only_this_machine_reaches(host, local):
    assert is_loopback(host) is local


@pytest.fixture
def served():
    servers = []

    def start(tls=None, host="127.0.0.1", port=0, app=None):
        server = serve({"/": app or say("hello")}, host, port, tls)
        servers.append(server)
        return server

    yield start
    for server in servers:
        server.stop()


def test_a_free_port_is_picked_and_told(served):
    server = served()
    assert server.address == f"http://127.0.0.1:{server.port}" and server.port > 0
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
    connection.request("GET", "/x")
    assert connection.getresponse().read() == b"hello  /x"
    connection.close()


@pytest.mark.parametrize("path", ["/x/y", "//x/y", "///x////y//", "//x//y?from=//z", "/x/y/"])
def test_slashes_in_a_row_are_one(served, path):
    connection = http.client.HTTPConnection("127.0.0.1", served().port, timeout=5)
    with contextlib.closing(connection):
        for _ in range(2):
            connection.request("GET", path)
            assert connection.getresponse().read() == b"hello  /x/y"


def test_an_address_that_is_taken_is_an_error_at_once(served):
    with pytest.raises(OSError):
        served(port=served().port)


@pytest.fixture
def certificate(tmp_path):
    return own_certificate(tmp_path, ("localhost", "127.0.0.1"), datetime.now(UTC))


def ask_tls(server, certificate):
    context = ssl.create_default_context(cafile=certificate.certificate)
    context.verify_flags |= ssl.VERIFY_X509_STRICT  # as Python 3.13 has it by default
    connection = http.client.HTTPSConnection("127.0.0.1", server.port, timeout=5, context=context)
    connection.request("GET", "/x")
    answer = connection.getresponse().read()
    connection.close()
    return answer


def test_tls_with_the_boxs_own_certificate(served, certificate):
    server = served(certificate)
    assert server.address.startswith("https://")
    assert ask_tls(server, certificate) == b"hello  /x"


def test_a_silent_client_does_not_hold_up_the_others(served, certificate):
    server = served(certificate)
    silent = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(3)]
    assert ask_tls(server, certificate) == b"hello  /x"
    for each in silent:
        each.close()


def all_of(client):
    """What comes until the server hangs up."""
    answer = b""
    with contextlib.suppress(ConnectionError):
        while piece := client.recv(4096):
            answer += piece
    return answer


@pytest.mark.parametrize("said", [b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"SSH-2.0-someone\r\n", b"\x00" * 64])
def test_what_is_no_tls_gets_nothing_but_an_end_at_once(served, certificate, said):
    """At once: while it is not hung up on it holds one of the few threads that serve."""
    server = served(certificate)
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as plain:
        plain.sendall(said)
        answer = all_of(plain)
    assert b"hello" not in answer and b"HTTP" not in answer
    assert ask_tls(server, certificate) == b"hello  /x"


@pytest.mark.parametrize("secured", [False, True])
def test_who_leaves_before_the_answer_is_out_leaves_nothing_behind(served, certificate, secured):
    """A complaint at the collection of what was not sent would fail the test."""
    answered = threading.Event()

    def app(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        try:
            while True:
                yield bytes(1 << 20)
        finally:
            answered.set()

    server = served(certificate if secured else None, app=app)
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as plain:
        trusting = ssl.create_default_context(cafile=certificate.certificate)
        client = trusting.wrap_socket(plain, server_hostname="localhost") if secured else plain
        client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert client.recv(64).startswith(b"HTTP/1.1 200")
        client.close()
    assert answered.wait(5)
    server.stop()
    gc.collect()


def test_F32_the_access_log_has_no_query_header_or_body(served, caplog):
    server = served()
    with caplog.at_level(logging.DEBUG, "appliance.api.server"):
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
        connection.request("POST", "/path?token=SECRET", "SECRET", {"Authorization": "Bearer SECRET"})
        connection.getresponse().read()
        connection.close()
    assert "/path" in caplog.text and "200" in caplog.text
    assert "SECRET" not in caplog.text


class EndlessChunk:
    """One chunk of a terabyte; `largest` is the most that was asked of it at once."""

    largest = 0

    def readline(self, size):
        return b"10000000000;more\r\n"[:size]

    def read(self, size):
        self.largest = max(self.largest, size)
        return b"x" * min(size, 4096)


def test_a_chunk_is_never_held_whole():
    wire = EndlessChunk()
    chunked = _Chunked(wire, None)
    assert sum(len(chunked.read(10_000)) for _ in range(100)) == 1_000_000
    assert wire.largest <= 65_536


@pytest.mark.parametrize("wrong", [b"", b"x\r\n", b"3\r\nabcd\r\n", b"3\r\nab", b"3\r\nabc", b"1" * 300])
def test_chunks_that_do_not_hold_are_an_error(wrong):
    with pytest.raises(ValueError):
        _Chunked(io.BytesIO(wrong), None).read(100)


def test_chunks_are_put_together_again():
    chunked = _Chunked(io.BytesIO(b"3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n"), None)
    assert (chunked.read(4), chunked.read(4), chunked.read(4)) == (b"abcd", b"e", b"")
