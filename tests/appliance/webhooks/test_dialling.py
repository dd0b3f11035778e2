"""Connections to targets: which addresses, and for how long."""

from __future__ import annotations

import contextlib
import io
import socket
import ssl
import threading
from datetime import UTC, datetime

import pytest

from appliance.api.certificate import own_certificate
from appliance.targets import target_of
from appliance.webhooks import dialling
from appliance.webhooks.dialling import Deadline, Refused, Stream, dial, resolved


@pytest.fixture
def port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def asked(url, addresses, private=False):
    return dial(target_of(url), private, Deadline(10.0), lambda host, port: addresses)


@pytest.mark.parametrize(
    "addresses", [["127.0.0.1"], ["::1"], ["10.1.2.3", "169.254.169.254"], ["::ffff:127.0.0.1"], []]
)
def test_private_addresses_are_refused(addresses, port):
    with pytest.raises(Refused, match="private_targets"):
        asked(f"http://example.org:{port}/", addresses)


def test_an_address_that_is_named_itself_is_refused_too(port):
    with pytest.raises(Refused):
        dial(target_of(f"http://127.0.0.1:{port}/"), False, Deadline(10.0))


def test_the_setting_allows_them(port):
    with asked(f"http://example.org:{port}/", ["127.0.0.1"], private=True) as connection:
        assert connection.getpeername()[1] == port


def test_of_several_only_the_public_ones_are_called(monkeypatch):
    called = []
    monkeypatch.setattr(socket, "create_connection", lambda address, timeout: called.append(address))
    asked("http://example.org/", ["127.0.0.1", "8.8.8.8"])
    assert called == [("8.8.8.8", 80)]


def test_a_name_is_resolved_once_and_what_was_looked_at_is_called(monkeypatch):
    """A name that answers with another address the next time gains nothing."""
    called, answers = [], iter((["8.8.8.8"], ["127.0.0.1"]))
    monkeypatch.setattr(socket, "create_connection", lambda address, timeout: called.append(address))
    dial(target_of("http://example.org/"), False, Deadline(10.0), lambda host, port: next(answers))
    assert called == [("8.8.8.8", 80)]


def test_the_next_address_is_tried(port):
    with asked(f"http://example.org:{port}/", ["127.0.0.2", "127.0.0.1"], private=True) as connection:
        assert connection.getpeername() == ("127.0.0.1", port)


def test_nobody_there():
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(OSError, match="refused"):
        asked(f"http://example.org:{port}/", ["127.0.0.1"], private=True)


@pytest.fixture
def tls(tmp_path):
    """A port that speaks TLS with a certificate for `box.example`; and what vouches for that."""
    files = own_certificate(tmp_path, ["box.example"], datetime.now(UTC))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(files.certificate, files.key)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def shake():
            with server.accept()[0] as peer:
                peer.settimeout(10.0)
                with contextlib.suppress(OSError):
                    context.wrap_socket(peer, server_side=True).close()

        thread = threading.Thread(target=shake)
        thread.start()
        yield server.getsockname()[1], ssl.create_default_context(cafile=files.certificate)
        thread.join()


def test_tls_with_a_certificate_that_nobody_vouches_for(tls):
    with pytest.raises(ssl.SSLCertVerificationError):
        asked(f"https://box.example:{tls[0]}/", ["127.0.0.1"], private=True)


@pytest.mark.parametrize("name", ["box.example", "box.example."])
def test_tls_with_one_that_holds(tls, monkeypatch, name):
    monkeypatch.setattr(dialling, "_trust", lambda: tls[1])
    with asked(f"https://{name}:{tls[0]}/", ["127.0.0.1"], private=True) as connection:
        assert connection.version().startswith("TLS")


def test_tls_with_one_for_another(tls, monkeypatch):
    monkeypatch.setattr(dialling, "_trust", lambda: tls[1])
    with pytest.raises(ssl.SSLCertVerificationError):
        asked(f"https://other.example:{tls[0]}/", ["127.0.0.1"], private=True)


def test_a_deadline_comes():
    now = [0.0]
    deadline = Deadline(10.0, lambda: now[0])
    assert deadline.left() == 10.0 and deadline.left(5.0) == 5.0
    now[0] = 4.0
    assert deadline.left() == 6.0
    deadline.shorten(1.0)
    assert deadline.left() == 1.0
    now[0] = 5.0
    with pytest.raises(TimeoutError):
        deadline.left()


def test_a_stream_ends_where_it_is_long_enough():
    mine, theirs = socket.socketpair()
    with mine, theirs:
        theirs.sendall(b"x" * 100)
        stream = io.BufferedReader(Stream(mine, Deadline(10.0), 60))
        assert stream.read() == b"x" * 60


def test_this_machine_is_resolved():
    assert "127.0.0.1" in resolved("localhost", 80)
