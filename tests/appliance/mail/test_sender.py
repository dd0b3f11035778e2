"""What waits in the mail's lane goes once, and what became of it is written down."""

import email
import threading

import pytest

from appliance.domain import Direction, Outcome, Service, Verdict
from appliance.mail.sender import Sender
from appliance.outside import MailSettings
from appliance.routing import MAIL
from appliance.spool import queue
from appliance.spool.listing import exactly
from appliance.spool.queue import Draft
from appliance.spool.recovery import recover
from appliance.spool.transmissions import TRANSMISSIONS


class Host:
    """Answers as it is told, SENT where it is told nothing."""

    def __init__(self):
        self.answers = []
        self.taken = []
        self.heard = threading.Event()

    def deliver(self, sender, recipient, message):
        self.taken.append((sender, recipient, message))
        self.heard.set()
        return self.answers.pop(0) if self.answers else Outcome(Verdict.SENT)


@pytest.fixture
def host():
    return Host()


@pytest.fixture
def sender(spool, host, tmp_path, clock):
    made = Sender(spool, MailSettings(host="x", sender="box@example.org"), host.deliver, tmp_path, clock)
    yield made
    made.stop()


@pytest.fixture
def letter(spool, clock):
    def make(**options):
        def change(db):
            draft = Draft(direction=Direction.OUTBOUND, service=Service.EMAIL, party="ann@example.org", tries_allowed=2)
            made = queue.create(db, draft, clock.now)
            way = {"parts": 0, "concat_reference": 0, "lane": MAIL, "not_before": None, "now": clock.now}
            queue.enqueue(db, made, party="ann@example.org", body="hello", options={"subject": "s", **options}, **way)
            return made

        return spool.write(change)

    return make


@pytest.fixture
def stands(spool):
    def look(made):
        view = TRANSMISSIONS.get(spool.read(), "transmission", exactly(id=made))
        return view.standing, view.cause, view.cause_text

    return look


def test_what_waits_goes_once(sender, letter, host, stands):
    made = letter()
    assert sender.step() is True
    assert sender.step() is False
    [(mailbox, recipient, message)] = host.taken
    assert (mailbox, recipient) == ("box@example.org", "ann@example.org")
    assert b"Subject: s" in message
    assert stands(made)[0] == "sent"


def test_it_comes_from_the_accounts_mailbox_where_there_is_one(sender, letter, host):
    letter(sender="desk@example.org")
    sender.step()
    assert host.taken[0][0] == "desk@example.org"


def test_what_nobody_would_send_waits_and_says_why(sender, letter, host, spool, stands, tmp_path, clock):
    homeless = Sender(spool, MailSettings(host="x"), host.deliver, tmp_path, clock)
    made = letter()
    homeless.step()
    assert (host.taken, stands(made)[0]) == ([], "waiting")


def test_a_busy_server_is_asked_again_later_and_burns_no_try(sender, letter, host, stands, clock):
    host.answers = [Outcome(Verdict.UNANSWERED, "SMTP 451", "greylisted")] * 3
    made = letter()
    for _ in range(4):
        assert sender.step() is True
        assert sender.step() is False
        clock.now += 900
    assert (stands(made)[0], len(host.taken)) == ("sent", 4)
    assert len({email.message_from_bytes(message)["Message-ID"] for _, _, message in host.taken}) == 1


@pytest.mark.parametrize("verdict", [Verdict.REJECTED, Verdict.IN_DOUBT])
def test_what_was_refused_or_is_in_doubt_is_not_sent_again(sender, letter, host, stands, clock, verdict):
    host.answers = [Outcome(verdict, "SMTP 550", "no")]
    made = letter()
    sender.step()
    clock.now += 86_400
    assert sender.step() is False
    assert stands(made) == (verdict.value, "SMTP 550", "no")


def test_an_attachment_that_is_gone_holds_up_nobody(sender, letter, host, stands):
    broken = letter(attachments=[{"file": "gone", "name": "x", "type": "a/b"}])
    good = letter()
    assert sender.step() and sender.step()
    assert (stands(broken)[0], stands(good)[0]) == ("rejected", "sent")
    assert "can't be written" in stands(broken)[2]


def test_a_crash_while_it_was_handed_over_leaves_a_doubt(spool, letter, stands, clock):
    made = letter()
    spool.write(lambda db: queue.claim(db, MAIL, "", Service.EMAIL, (MAIL,), clock.now))
    spool.write(lambda db: recover(db, clock.now))
    assert stands(made)[0] == "in_doubt"


def test_the_thread_wakes_for_work_and_ends(sender, letter, host):
    sender.start()
    letter()
    sender.wake()
    assert host.heard.wait(20)
    sender.stop()
    assert not sender.is_alive()


def test_the_thread_comes_back_for_what_waits_for_its_time(spool, letter, host, tmp_path):
    import time

    host.answers = [Outcome(Verdict.UNANSWERED, "SMTP 451", "busy")]
    sender = Sender(spool, MailSettings(host="x", sender="a@b"), host.deliver, tmp_path, time.time)
    again = threading.Event()
    host.deliver_once = host.deliver
    sender._deliver = lambda *what: (host.deliver(*what), again.set() if len(host.taken) == 2 else None)[0]
    letter()
    sender.start()
    assert again.wait(20)
    sender.stop()


def test_a_disk_that_takes_nothing_does_not_end_it(sender, letter, host, spool, monkeypatch):
    tried = threading.Event()

    def full(work):
        tried.set()
        raise OSError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr("appliance.rounds.AFTER_TROUBLE", 0.01)
        patch.setattr(spool, "write", full)
        sender.start()
        assert tried.wait(20)
        assert sender.is_alive()
    letter()
    sender.wake()
    assert host.heard.wait(20)
