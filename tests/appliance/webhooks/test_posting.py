"""One event as it is posted, to a listener that reads it as an application does."""

from __future__ import annotations

import base64
import hashlib
import hmac
import socket
import threading

import pytest

from appliance.webhooks.dialling import dial
from appliance.webhooks.posting import LARGEST_ANSWER, Answer, post, stamp


def _dial(target, deadline):
    return dial(target, True, deadline)


@pytest.fixture
def send(told):
    """send(..): post the first delivery to a target with these fields."""

    def go(address="", timeout=10.0, **more):
        told.target(address, **more)
        told.told()
        return post(told.configuration(), told.deliveries()[0], _dial, timeout)

    return go


@pytest.mark.parametrize("status", ["200 OK", "201 Created", "202 Accepted", "204 No Content", "299 Whatever"])
def test_any_2xx_is_delivered(send, listener, status):
    listener.answers = [status]
    assert send().delivered


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "307 Again", "400 Bad", "404 Not Found", "500 Oh no"])
def test_nothing_else_is_and_nobody_follows_a_redirect(send, listener, status):
    listener.answers = [status]
    answer = send()
    assert not answer.delivered
    assert answer.status == int(status[:3]) and status[4:] in answer.text
    assert [each.path for each in listener.posts] == ["/events"]


def test_what_is_posted(send, listener, told):
    send()
    (found,) = listener.posts
    assert found.headers["CONTENT_TYPE"] == "application/json; charset=UTF-8"
    assert found.headers["CONTENT_LENGTH"] == str(len(found.body))
    whole = found.json
    assert sorted(whole) == ["attempt", "event", "event-id", "event_id", "topic"]
    assert (whole["topic"], whole["attempt"], whole["event-id"]) == ("SCG-Message", 1, whole["event_id"])
    assert len(whole["event-id"]) == 22
    event = whole["event"]
    assert sorted(event) == ["evt-tp", "fld-val-list", "timestamp"]
    assert (event["evt-tp"], event["timestamp"]) == ("mo_message_received", "2023-11-14T22:13:23.000Z")
    assert event["fld-val-list"]["message_body"] == "hello 0"
    assert found.headers["HTTP_X_ESS_EVENT_KEY"] == event["fld-val-list"]["message_id"]
    assert found.headers["HTTP_X_ESS_EVENT_TIMESTAMP"] == event["timestamp"]


def test_it_is_signed(send, listener):
    send()
    (found,) = listener.posts
    signed = found.headers["HTTP_X_ESS_EVENT_TIMESTAMP"].encode() + found.body
    wanted = hmac.new(b"s" * 16, signed, hashlib.sha256).hexdigest()
    assert found.headers["HTTP_X_ESS_SIGNATURE"] == f"sha256={wanted}"


def test_who_posts_shows_name_and_password_where_that_is_asked_for(send, listener):
    send(auth="BASIC", username="me", password="wörd")
    scheme, _, pair = listener.posts[0].headers["HTTP_AUTHORIZATION"].partition(" ")
    assert (scheme, base64.b64decode(pair).decode()) == ("Basic", "me:wörd")


def test_a_text_in_any_script_arrives(told, listener):
    told.target()
    told.told(text="Grüße 你好 🎉")
    assert post(told.configuration(), told.deliveries()[0], _dial).delivered
    assert listener.posts[0].json["event"]["fld-val-list"]["message_body"] == "Grüße 你好 🎉 0"


class Odd:
    """A server of one connection that says what it is told to, and may stay silent then."""

    def __init__(self, says=b"", stays=False, drips=False):
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        self._says, self._stays, self._drips = says, stays, drips
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._serve)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        self._thread.join()
        self._server.close()

    def _serve(self):
        with self._server.accept()[0] as peer:
            peer.settimeout(10.0)
            peer.recv(65536)
            try:
                peer.sendall(self._says)
                while self._drips and not self._over.wait(0.02):
                    peer.sendall(b"x")
                if self._stays:
                    self._over.wait(10.0)
            except OSError:
                pass


@pytest.mark.parametrize(
    "says",
    [
        b"HTTP/1.0 200 OK\r\n\r\n" + b"x" * (4 * LARGEST_ANSWER),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\n" + b"x" * (4 * LARGEST_ANSWER),
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * (4 * LARGEST_ANSWER),
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
    ],
)
def test_what_follows_the_head_does_not_matter(send, says):
    with Odd(says) as odd:
        assert send(f"http://127.0.0.1:{odd.port}/").delivered


@pytest.mark.parametrize(
    ("says", "why"),
    [
        (b"", "closed"),
        (b"SSH-2.0-OpenSSH\r\n", "SSH"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 20_000, "headers"),
    ],
)
def test_what_is_no_answer_is_none(send, says, why):
    with Odd(says) as odd:
        answer = send(f"http://127.0.0.1:{odd.port}/")
    assert answer.status is None and why in answer.text


def test_a_target_that_keeps_silent_is_given_up(send):
    with Odd(stays=True) as odd:
        answer = send(f"http://127.0.0.1:{odd.port}/", timeout=0.2)
    assert answer == Answer(None, "it did not answer in time")


@pytest.mark.parametrize("says", [b"", b"HTTP/1.1 200 OK\r\nX: "])
def test_so_is_one_that_answers_a_letter_at_a_time(send, says):
    with Odd(says, drips=True) as odd:
        answer = send(f"http://127.0.0.1:{odd.port}/", timeout=0.2)
    assert answer == Answer(None, "it did not answer in time")


def test_a_private_target_is_not_called(told):
    told.target("http://localhost:1/")
    told.told()
    answer = post(told.configuration(), told.deliveries()[0], lambda target, deadline: dial(target, False, deadline))
    assert answer.status is None and "private_targets" in answer.text


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120.0),
        ("Wed, 01 Jan 2020 00:00:00 GMT", 0.0),
        ("Wed, 01 Jan 99999999999 00:00:00 GMT", 0.0),
        ("soon", 0.0),
        ("", 0.0),
    ],
)
def test_a_target_says_when_it_wants_to_be_asked_again(send, header, seconds):
    with Odd(f"HTTP/1.1 503 Busy\r\nRetry-After: {header}\r\nContent-Length: 0\r\n\r\n".encode()) as odd:
        answer = send(f"http://127.0.0.1:{odd.port}/")
    assert (answer.status, answer.after) == (503, seconds)


def test_times_are_iso():
    assert stamp(1_512_062_266.615) == "2017-11-30T17:17:46.615Z"
