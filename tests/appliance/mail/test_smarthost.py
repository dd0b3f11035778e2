"""What becomes of a message, said by a server that we did not write."""

import socket
import threading

import pytest

from appliance.domain import Verdict
from appliance.mail.smarthost import Smarthost
from appliance.outside import MailSettings

PASSWORD = "correct horse"
MESSAGE = b"Subject: hello\r\n\r\nline\r\n.hidden dot\r\nend\r\n"


def smarthost(server, **more):
    return Smarthost(MailSettings(host="localhost", port=server.port, **{"security": "none", **more}), 10, 10)


def deliver(server, **more):
    return smarthost(server, **more).deliver("box@example.org", "ann@example.org", MESSAGE).verdict


def test_it_hands_over_every_octet(mail_server):
    server = mail_server()
    assert deliver(server) is Verdict.SENT
    [letter] = server.letters
    assert (letter.mail_from, letter.rcpt_tos, letter.content) == ("box@example.org", ["ann@example.org"], MESSAGE)


@pytest.mark.filterwarnings("ignore:Requiring AUTH")  # the server of the test does not see that it is all inside TLS
@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_it_encrypts_and_logs_in(mail_server, certificate, security):
    server = mail_server(security, auth=True)
    secret = {"security": security, "ca": str(certificate), "username": "box", "password": PASSWORD}
    assert deliver(server, **secret) is Verdict.SENT
    assert server.users == ["box"]


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_it_trusts_no_certificate_that_it_does_not_know(mail_server, security):
    server = mail_server(security)
    outcome = smarthost(server, security=security).deliver("box@example.org", "ann@example.org", MESSAGE)
    assert (outcome.verdict, server.letters) == (Verdict.UNANSWERED, [])
    assert "certificate" in outcome.text.lower()


def test_it_never_goes_on_in_the_clear(mail_server):
    server = mail_server("none")
    assert deliver(server, security="starttls", username="box", password=PASSWORD) is Verdict.UNANSWERED
    assert (server.letters, server.users) == ([], [])


def test_a_wrong_password_is_said_and_tried_again(mail_server, certificate):
    server = mail_server("starttls", auth=True)
    settings = {"security": "starttls", "ca": str(certificate), "username": "box", "password": "wrong"}
    outcome = smarthost(server, **settings).deliver("box@example.org", "ann@example.org", MESSAGE)
    assert (outcome.verdict, outcome.cause) == (Verdict.UNANSWERED, "SMTP 535")
    assert "user and password" in outcome.text


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize(
    ("answer", "verdict"),
    [("451 4.7.1 greylisted", Verdict.UNANSWERED), ("550 5.1.1 nobody of that name", Verdict.REJECTED)],
)
def test_what_the_server_answers_is_the_cause(mail_server, step, answer, verdict):
    server = mail_server()
    server.answers[step] = answer
    outcome = smarthost(server).deliver("box@example.org", "ann@example.org", MESSAGE)
    assert (outcome.verdict, outcome.cause) == (verdict, f"SMTP {answer[:3]}")
    assert outcome.text == answer[4:]


def test_no_answer_at_the_very_end_leaves_it_in_doubt(mail_server):
    server = mail_server()
    server.answers["DATA"] = "hang up"
    assert deliver(server) is Verdict.IN_DOUBT


def test_a_server_that_hangs_up_amid_the_message_never_had_it():
    """It closes its end once it has said 354: the message is larger than what a socket holds."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve():
        peer, _ = listener.accept()
        with peer, peer.makefile("rb") as heard:
            peer.sendall(b"220 hello\r\n")
            for line in heard:
                peer.sendall(b"354 go on\r\n" if line.startswith(b"DATA") else b"250 OK\r\n")
                if line.startswith(b"DATA"):
                    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                    return

    thread = threading.Thread(target=serve)
    thread.start()
    settings = MailSettings(host="127.0.0.1", port=listener.getsockname()[1], security="none")
    outcome = Smarthost(settings, 10, 10).deliver("a@example.org", "b@example.org", b"x" * 50_000_000)
    thread.join()
    listener.close()
    assert outcome.verdict is Verdict.UNANSWERED


def test_nobody_there_is_not_now():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert deliver(MailSettings(port=port)) is Verdict.UNANSWERED


def test_a_check_connects_and_sends_nothing(mail_server, certificate):
    server = mail_server("starttls", auth=True)
    settings = {"security": "starttls", "ca": str(certificate), "username": "box"}
    assert smarthost(server, **settings, password=PASSWORD).check() == ""
    assert "535" in smarthost(server, **settings, password="wrong").check()
    assert server.letters == []
