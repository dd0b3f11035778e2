"""A whole box with a fax line: documents go out page by page, come in and are told of, by the words that clients know.

The fax modem is in memory; those behind a port are the drivers' and the simulator's business.
"""

from __future__ import annotations

import base64
import http.client
import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from appliance.box import SETTINGS, Box
from appliance.domain import Line, Service
from appliance.lines import worker
from appliance.lines.surroundings import Surroundings
from appliance.office.letters import Enclosure, Letter
from appliance.settings import Settings
from appliance.spool import events
from drivers.capabilities import IncomingCall
from drivers.fax.pdf import encode_pdf
from drivers.fax.tiff import Document, encode_tiff
from tests.appliance.lines.fax.modems import FINE, MemoryFaxModem, busy, sheet
from tests.appliance.lines.fax.modems import Line as Wire
from tests.drivers.fax.link import Desk

PASSWORD, PORT = "correct horse", "/dev/fax0"
OURS, THEIRS = "+4930999", "+49305678"
PATIENCE = 30.0


class Outlet:
    """A port with the modem in memory."""

    def __init__(self, modem: MemoryFaxModem) -> None:
        self.modem = modem

    def open_modem(self, **given: Any) -> MemoryFaxModem:
        return self.modem

    def close(self) -> None: ...


class House:
    """A box with one fax line, and a client who is its administrator."""

    def __init__(self, folder: Path, lines: tuple[Line, ...]) -> None:
        self.folder = folder
        self.settings = Settings(folder / SETTINGS)
        for line in lines:
            self.settings.add_line(line)
        self.box = Box(folder, "127.0.0.1", 0, [PORT], Surroundings(reopen_after=(3600.0,)))
        self._told = threading.Condition()
        self.box.spool.listen(self._tell)
        self.box.start(PASSWORD)

    def _tell(self) -> None:
        with self._told:
            self._told.notify_all()

    def ask(self, method: str, path: str, body: Any = None, kind: str = "application/json") -> tuple[int, Any]:
        octets = body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
        login = base64.b64encode(f"admin:{PASSWORD}".encode()).decode()
        connection = http.client.HTTPConnection(urlsplit(self.box.address).netloc, timeout=PATIENCE)
        headers = {"Authorization": f"Basic {login}", "Content-Type": kind, "Accept": "application/json"}
        connection.request(method, f"/api/{path}", octets, headers)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        told = answer.getheader("Content-Type", "")
        return answer.status, json.loads(content) if told.startswith("application/json") else content

    def made(self, path: str, body: Any, name: str) -> int:
        status, found = self.ask("POST", path, body)
        assert status == 200, found
        return int(found[name])

    def document(self, octets: bytes, kind: str = "application/pdf") -> tuple[int, int, Any]:
        made = self.made("messages/documents", {"name": "Minutes"}, "document_id")
        return made, *self.ask("PUT", f"messages/documents/{made}/media", octets, kind)

    def transmission(self, document: int, number: str = THEIRS, **more: Any) -> int:
        program = self.made("programs/sendfax", {"name": "fax", "document_id": document}, "program_id")
        return self.made("transmissions", {"program_id": program, "phone": number, **more}, "transmission_id")

    def results(self, transmission: int) -> list[tuple[str, str, str]]:
        rows = self.ask("GET", f"transmissions/{transmission}/results")[1]
        return [(row["type"], row["name"], row["data"]) for row in rows]

    def all(self, kind: str) -> list[events.Event]:
        return [each for each in events.after(self.box.spool.read(), 0) if each.kind == kind]

    def until(self, kind: str, many: int = 1) -> list[events.Event]:
        with self._told:
            assert self._told.wait_for(lambda: len(self.all(kind)) >= many, PATIENCE), kind
        return self.all(kind)


@pytest.fixture
def modem(monkeypatch: pytest.MonkeyPatch) -> MemoryFaxModem:
    modem = MemoryFaxModem()
    monkeypatch.setattr(worker, "open_url", lambda url, baud: Outlet(modem))
    return modem


@pytest.fixture
def house(tmp_path: Path, modem: MemoryFaxModem) -> Iterator[Callable[..., House]]:
    houses: list[House] = []

    def build(**line: Any) -> House:
        about = {"port": PORT, "number": OURS, "services": Service.FAX, **line}
        houses.append(House(tmp_path, (Line("fax1", **about),)))
        return houses[-1]

    yield build
    for one in houses:
        one.box.stop()


def pdf(folder: Path, pages: int = 2) -> bytes:
    path = folder / "made.tif"
    path.write_bytes(encode_tiff(sheet(number) for number in range(pages)))
    document = Document(path)
    return encode_pdf(document.coded(number) for number in range(pages))


def test_a_document_goes_out_page_by_page(house: Any, modem: Any, tmp_path: Path) -> None:
    one = house()
    document, status, _ = one.document(pdf(tmp_path))
    assert status == 200
    made = one.transmission(document)
    assert one.ask("POST", f"transmissions/{made}/send")[0] == 200
    one.until(events.TRANSMISSION_DONE)
    assert modem.fax.dialled == [THEIRS]
    assert len(modem.fax.far.desk.kept) == 2
    assert modem.fax.far.desk.admitted[0].far.ident == OURS
    assert one.ask("GET", f"transmissions/{made}/status")[1]["status"] == "completed"
    assert one.results(made) == [
        ("application", "originate", "success"),
        ("info", "page", "1 of 2"),
        ("info", "page", "2 of 2"),
        ("application", "fax_send", "success"),
    ]
    (spool,) = one.ask("GET", f"transmissions/{made}/spools")[1]
    assert (spool["status"], spool["amount"]) == ("completed", 2)


def test_a_busy_number_is_told_and_tried_again(house: Any, modem: Any, tmp_path: Path) -> None:
    one = house()
    modem.fax.script.append(busy())
    made = one.transmission(one.document(pdf(tmp_path, 1))[0])
    one.ask("POST", f"transmissions/{made}/send")
    (told,) = one.until(events.TRANSMISSION_RETRY)
    assert round(told.data["at"] - told.at) == 180
    assert (told.data["cause"], told.data["text"]) == ("BUSY", "the number is busy")
    assert one.ask("GET", f"transmissions/{made}/status")[1]["status"] == "pending"
    assert one.ask("GET", f"transmissions/{made}")[1]["try_allowed"] == 3


def test_a_fax_that_comes_in_is_a_document_and_goes_to_its_account_by_mail(
    house: Any, modem: Any, tmp_path: Path
) -> None:
    one = house()
    one.settings.change_mail(host="127.0.0.1", sender="box@example.org")
    (account,) = one.ask("GET", "accounts")[1]
    one.ask("PUT", f"accounts/{account['account_id']}", {"phone": OURS, "email": "front@example.org"})
    one.made("programs/faxtoemail", {"name": "in", "account_id": account["account_id"]}, "program_id")
    modem.fax.far.desk = Desk(((sheet().rows, FINE),))
    modem.put(IncomingCall(), IncomingCall(THEIRS))
    (told,) = one.until(events.FAX_RECEIVED)
    assert told.data["pages"] == 1
    document = {name: data for _, name, data in one.results(told.transmission_id)}["document"]
    assert one.ask("GET", f"messages/documents/{document}/media")[1].startswith(b"%PDF-")
    assert one.ask("GET", "contacts")[1][0]["phone"] == THEIRS
    one.until(events.TRANSMISSION_CREATED)
    (mail,) = one.ask("GET", "emails")[1]
    assert mail["contact_email"] == "front@example.org"


def test_a_call_that_breaks_off_says_so_in_its_results(house: Any, modem: Any) -> None:
    one = house()
    modem.fax.far.desk = Desk(tuple((sheet(number).rows, FINE) for number in range(3)))
    modem.fax.script.append(Wire(drops_at=1))
    modem.put(IncomingCall(THEIRS), IncomingCall(THEIRS))
    (told,) = one.until(events.FAX_RECEIVED)
    rows = one.results(told.transmission_id)
    assert ("application", "fax_receive", "error") in rows
    assert ("info", "pages", "2") in rows
    assert ("message", "document", "1") in rows


def test_without_a_fax_line_nothing_can_go(house: Any, tmp_path: Path) -> None:
    one = house(services=Service.SMS)
    made = one.transmission(one.document(pdf(tmp_path, 1))[0])
    assert one.ask("POST", f"transmissions/{made}/send")[0] == 423


@pytest.mark.parametrize(
    ("octets", "why"),
    [
        (b"not a PDF at all \x00\x01", "412"),
        (b"%PDF-1.4\n%%EOF", "412"),
        (b"", "412"),
    ],
)
def test_what_is_no_document_is_refused_and_nobody_is_called(octets: bytes, why: str, house: Any, modem: Any) -> None:
    one = house()
    document, status, _ = one.document(octets)
    assert str(status) == why
    made = one.transmission(document)
    assert one.ask("POST", f"transmissions/{made}/send")[0] in (412, 423)
    assert modem.fax.dialled == []


def test_F28_the_only_line_is_not_asked_to_call_itself(house: Any, modem: Any, tmp_path: Path) -> None:
    one = house()
    made = one.transmission(one.document(pdf(tmp_path, 1))[0], OURS.lstrip("+"))
    status, told = one.ask("POST", f"transmissions/{made}/send")
    assert status == 423
    assert "is the number of fax1, which can't fax to itself" in str(told)
    assert modem.fax.dialled == []


def test_a_number_that_is_none_is_refused_and_nobody_is_called(house: Any, modem: Any, tmp_path: Path) -> None:
    one = house()
    document, _, _ = one.document(pdf(tmp_path, 1))
    program = one.made("programs/sendfax", {"name": "fax", "document_id": document}, "program_id")
    for number in ("nobody", "+", "", "1;DROP", "+4930\r\nATD1", "*21#", "#", "1,2", "1W2"):
        assert one.ask("POST", "transmissions", {"program_id": program, "phone": number})[0] == 412
    assert modem.fax.dialled == []


def test_a_mail_goes_out_as_a_fax_and_its_sender_is_told(house: Any, modem: Any, tmp_path: Path) -> None:
    one = house()
    one.settings.change_mail(host="127.0.0.1", sender="box@example.org", domain="fax.example.org")
    (account,) = one.ask("GET", "accounts")[1]
    one.ask("PUT", f"accounts/{account['account_id']}", {"phone": OURS, "email": "front@example.org"})
    one.made("programs/emailtofax", {"name": "out", "account_id": account["account_id"]}, "program_id")
    enclosure = Enclosure("minutes.pdf", "application/pdf", pdf(tmp_path, 2))
    letter = Letter("<1@example.org>", "Minutes", "See there.", "", (enclosure,))
    one.box.office.mailroom.take(None, "front@example.org", "49305678@fax.example.org", letter)
    (fax,) = one.until(events.FAX_PAGE, many=2)[:1]
    assert modem.fax.dialled == ["49305678"]
    done = one.until(events.TRANSMISSION_DONE)
    assert done[0].transmission_id == fax.transmission_id
    one.until(events.TRANSMISSION_CREATED, many=3)
    titles = [each["title"] for each in one.ask("GET", "emails")[1]]
    assert sorted(titles) == ["emailtofax_emailreceived", "emailtofax_faxsent"]
