"""Mail in and out of the whole box, with clients and servers that we did not write."""

from __future__ import annotations

import email
import queue
import shutil
import subprocess
from collections.abc import Callable, Iterator
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller

OUTSIDE = "0015550002000"  # a plus would be an option to swaks
PATIENCE = 30.0


class Receiver:
    """Puts what it takes into a queue."""

    def __init__(self) -> None:
        self.letters: queue.Queue[tuple[list[str], bytes]] = queue.Queue()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.letters.put((envelope.rcpt_tos, envelope.content))
        return "250 taken"


class AnyPort(Controller):
    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@pytest.fixture
def receiver() -> Iterator[tuple[Receiver, int]]:
    handler = Receiver()
    controller = AnyPort(handler, hostname="127.0.0.1", port=0)
    controller.start()
    yield handler, controller.port
    controller.stop()


@pytest.fixture
def swaks(world: Any) -> Callable[..., str]:
    """Sends a mail to the box's listener; what was said."""
    path = shutil.which("swaks") or pytest.fail("swaks is missing: apt-get install swaks")

    def send(recipient: str, *more: str, sender: str = "front@example.org") -> str:
        server = f"127.0.0.1:{world.running._mail.port}"
        command = [path, "--server", server, "--from", sender, "--to", recipient, *more]
        done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=PATIENCE)
        return done.stdout + done.stderr

    return send


@pytest.fixture
def account(world: Any) -> Callable[..., int]:
    """Gives the administrator's account a mailbox; its id."""

    def change(**row: str) -> int:
        (mine,) = world.http("GET", "accounts")
        return int(world.http("PUT", f"accounts/{mine['account_id']}", row)["account_id"])

    return change


def test_an_e_mail_becomes_an_sms_on_the_air(
    world: Any, swaks: Callable[..., str], account: Callable[..., int]
) -> None:
    world.settings.change_mail(listen="127.0.0.1:0", sms_domain="sms.box.test")
    world.box()
    account(email="front@example.org")
    said = swaks(f"{OUTSIDE}@sms.box.test", "--body", "Server 3 is down", "--h-Subject", "alarm")
    assert "250 2.0.0 taken" in said
    [record] = world.await_air()
    assert (record["destination"], record["text"]) == (OUTSIDE, "Server 3 is down")


def test_a_stranger_gets_nothing_through(world: Any, swaks: Callable[..., str], account: Callable[..., int]) -> None:
    world.settings.change_mail(listen="127.0.0.1:0", sms_domain="sms.box.test")
    world.box()
    account(email="front@example.org")
    assert "550 5.7.1" in swaks(f"{OUTSIDE}@sms.box.test", sender="eve@example.org")
    assert "550 5.1.1" in swaks("someone@elsewhere.test")
    assert world.submitted() == []


def test_a_mail_with_an_attachment_is_kept_and_fetched(
    world: Any, swaks: Callable[..., str], account: Callable[..., int], tmp_path: Any
) -> None:
    world.settings.change_mail(listen="127.0.0.1:0")
    world.box()
    account(email="front@example.org")
    (tmp_path / "note.txt").write_text("Good morning")
    swaks(
        "front@example.org", "--attach", f"@{tmp_path / 'note.txt'}", "--h-Subject", "a note", sender="ann@example.org"
    )
    [came] = world.http("GET", "emails?direction=inbound")
    assert (came["contact_email"], came["account_email"]) == ("ann@example.org", "front@example.org")
    [step] = world.http("GET", f"transmissions/{came['transmission_id']}/result?name=template")
    template = world.http("GET", f"messages/templates/{step['data']}")
    assert (template["subject"], template["attachment"]) == ("a note", "note.txt")
    assert world.octets("GET", f"messages/templates/{step['data']}/media") == b"Good morning"


def test_a_template_goes_out_as_mail_with_its_tokens_and_attachment(
    world: Any, receiver: tuple[Receiver, int], account: Callable[..., int]
) -> None:
    handler, port = receiver
    world.settings.change_mail(host="127.0.0.1", port=port, security="none", sender="box@example.org")
    world.box()
    account(first_name="Front", last_name="Desk")
    fields = {"name": "t", "subject": "For [transmission:contact:first_name]", "body": "<p>Hello</p>"}
    template = world.http("POST", "messages/templates", fields)
    world.octets("PUT", f"messages/templates/{template}/media", b"%PDF-1.4 x", "application/pdf")
    ann = {"first_name": "Ann", "phone": "+15550001", "email": "ann@example.org"}
    contact = world.http("POST", "contacts", ann)
    program = world.http("POST", "programs/sendemail", {"template_id": template})
    made = world.http("POST", "transmissions", {"program_id": program, "contact_id": contact})
    world.http("POST", f"transmissions/{made}/send")
    recipients, octets = handler.letters.get(timeout=PATIENCE)
    letter = email.message_from_bytes(octets, policy=default)
    assert recipients == ["ann@example.org"]
    assert (letter["Subject"], letter["From"]) == ("For Ann", "Front Desk <box@example.org>")
    assert [each.get_content() for each in letter.iter_attachments()] == [b"%PDF-1.4 x"]
    world.await_standing(made, "sent")
    assert world.http("GET", f"transmissions/{made}/status") == "completed"
