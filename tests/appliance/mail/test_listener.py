"""The box's listener, spoken to by clients that we did not write."""

import smtplib
import ssl

import pytest

from appliance.errors import Forbidden, Invalid, NotFound, NotReady, Unauthenticated
from appliance.mail.listener import Listener
from appliance.office.desk import Actor
from appliance.outside import MailSettings

PASSWORD = "correct horse"
LETTER = b"Subject: hello\r\n\r\nGood morning\r\n"


class Postbox:
    """Takes all but what it is told to refuse, by recipient."""

    def __init__(self):
        self.refusals = {"eve@example.org": NotFound("nobody of that name")}
        self.at_the_end = {}
        self.taken = []

    def check(self, login, sender, recipient):
        if recipient in self.refusals:
            raise self.refusals[recipient]

    def take(self, login, sender, recipient, letter):
        if recipient in self.at_the_end:
            raise self.at_the_end[recipient]
        self.taken.append((login and login.username, sender, recipient, letter.subject, letter.text))


@pytest.fixture
def postbox():
    return Postbox()


@pytest.fixture
def listening(postbox, certificate):
    running = []

    def start(tls=False, auth=False, largest_mb=1):
        context = None
        if tls:
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            context.load_cert_chain(certificate)
        settings = MailSettings(listen="127.0.0.1:0", listen_auth=auth, largest_mb=largest_mb)
        running.append(Listener(settings, context, postbox, login))
        running[-1].start()
        return running[-1].port

    yield start
    for each in running:
        each.stop()


def login(name, password, address):
    if password != PASSWORD:
        raise Unauthenticated()
    return Actor(7, name)


@pytest.fixture
def connect(listening):
    def connected(**how):
        client = smtplib.SMTP("127.0.0.1", listening(**how), timeout=20)
        client.ehlo()
        return client

    return connected


def test_a_letter_is_taken(connect, postbox):
    with connect() as client:
        assert client.sendmail("ann@example.org", ["front@example.org"], LETTER) == {}
    assert postbox.taken == [(None, "ann@example.org", "front@example.org", "hello", "Good morning")]


def test_a_bounce_comes_from_nobody(connect, postbox):
    with connect() as client:
        assert client.sendmail("", ["front@example.org"], LETTER) == {}
    assert [each[1] for each in postbox.taken] == [""]


@pytest.mark.parametrize(
    ("error", "code"), [(NotFound("x"), 550), (Forbidden("x"), 550), (NotReady("x"), 451), (RuntimeError("x"), 451)]
)
def test_who_is_not_served_is_told_so_at_once(connect, postbox, error, code):
    postbox.refusals["bob@example.org"] = error
    with connect() as client, pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        client.sendmail("ann@example.org", ["bob@example.org"], LETTER)
    assert refused.value.recipients["bob@example.org"][0] == code
    assert postbox.taken == []


@pytest.mark.parametrize(("error", "code"), [(Invalid("x\r\n250 y"), 554), (NotReady("full"), 451)])
def test_what_can_not_be_taken_is_said_at_the_end_in_one_line(connect, postbox, error, code):
    postbox.at_the_end["bob@example.org"] = error
    with connect() as client, pytest.raises(smtplib.SMTPDataError) as refused:
        client.sendmail("ann@example.org", ["bob@example.org"], LETTER)
    assert refused.value.smtp_code == code and b"\n" not in refused.value.smtp_error


def test_a_second_recipient_comes_in_a_second_transaction(connect, postbox):
    with connect() as client:
        refused = client.sendmail("ann@example.org", ["a@example.org", "b@example.org"], LETTER)
        assert refused["b@example.org"][0] == 452
        client.sendmail("ann@example.org", ["b@example.org"], LETTER)
    assert [each[2] for each in postbox.taken] == ["a@example.org", "b@example.org"]


def test_a_letter_that_is_too_large_is_refused(connect, postbox):
    with connect() as client, pytest.raises(smtplib.SMTPResponseException) as refused:
        client.mail("ann@example.org")
        client.rcpt("front@example.org")
        code, said = client.data(b"x\r\n" * 700_000)
        raise smtplib.SMTPResponseException(code, said)
    assert refused.value.smtp_code == 552
    assert postbox.taken == []


def test_it_announces_how_large_a_letter_may_be(connect):
    with connect(largest_mb=3) as client:
        assert client.esmtp_features["size"] == str(3 * 1024 * 1024)


def test_with_tls_nothing_is_taken_in_the_clear(connect, postbox, certificate):
    with connect(tls=True) as client:
        assert client.mail("ann@example.org")[0] == 530
        client.starttls(context=ssl.create_default_context(cafile=certificate))
        client.sendmail("ann@example.org", ["front@example.org"], LETTER)
    assert len(postbox.taken) == 1


def test_users_log_in(connect, postbox, certificate):
    with connect(tls=True, auth=True) as client:
        client.starttls(context=ssl.create_default_context(cafile=certificate))
        with pytest.raises(smtplib.SMTPSenderRefused):
            client.sendmail("ann@example.org", ["front@example.org"], LETTER)
        with pytest.raises(smtplib.SMTPAuthenticationError):
            client.login("alice", "wrong")
        client.login("alice", PASSWORD)
        client.sendmail("ann@example.org", ["front@example.org"], LETTER)
    assert postbox.taken[0][0] == "alice"


def test_a_port_that_is_taken_is_said(listening, postbox):
    settings = MailSettings(listen=f"127.0.0.1:{listening()}")
    with pytest.raises(NotReady, match="can't take mail"):
        Listener(settings, None, postbox, login).start()
