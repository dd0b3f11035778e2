"""What the page asks of /box/v1 about faxes: a file becomes a document, is looked at, sent, and what came is read."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from appliance.domain import Outcome, Service, Verdict
from appliance.spool import faxes, queue
from appliance.spool.inbound import Owner
from tests.appliance.media import samples

NUMBER = "+49301234"


def uploaded(client, octets=None, kind="application/pdf", name="Minutes of May.pdf"):
    headers = {"Content-Type": kind, "Content-Disposition": f'attachment; filename="{name}"'}
    return client.post("/box/v1/documents", samples.pdf() if octets is None else octets, headers=headers)


@pytest.fixture
def document(alice):
    reply = uploaded(alice, samples.pdf([samples.HELLO] * 2))
    assert reply.status == 200, reply.body
    return reply.json


def send(client, document, number=NUMBER, key=None):
    headers = {"Idempotency-Key": key} if key else {}
    return client.post("/box/v1/faxes", {"number": number, "document_id": document["id"]}, headers=headers)


def test_a_file_becomes_a_document_in_one_request(alice, document):
    assert (document["name"], document["pages"], document["quality"]) == ("Minutes of May", 2, "fine")
    assert alice.get(f"/box/v1/documents/{document['id']}").json == document


def test_what_is_no_document_leaves_none(alice):
    reply = uploaded(alice, b"\x00\x01 nothing", "application/pdf")
    assert reply.status == 422
    assert alice.get("/documents").json == []


def test_its_pages_are_shown_as_they_are_sent(alice, document):
    for path, width in (("pages", 864), ("thumbnails", 160)):
        reply = alice.get(f"/box/v1/documents/{document['id']}/{path}/2")
        assert reply.headers["Content-Type"] == "image/png"
        with Image.open(io.BytesIO(reply.body)) as shown:
            assert shown.width == width
            assert shown.height == pytest.approx(width * 297 / 215, rel=0.05)
            assert shown.convert("L").getextrema()[0] < 200


@pytest.mark.parametrize("number", ["0", "3", "x", "-1", "9" * 30])
def test_other_pages_are_not_there(alice, document, number):
    assert alice.get(f"/box/v1/documents/{document['id']}/pages/{number}").status == 404


def test_it_is_given_away_as_pdf_and_as_it_is_faxed(alice, document):
    pdf, tiff = (alice.get(f"/box/v1/documents/{document['id']}/{form}") for form in ("pdf", "tiff"))
    assert pdf.body.startswith(b"%PDF-")
    assert tiff.body[:4] in (b"II*\0", b"MM\0*")
    assert tiff.headers["Content-Disposition"].endswith('.tif"') or "Minutes" in tiff.headers["Content-Disposition"]


def test_others_see_nothing_of_it(bob, document):
    for path in ("", "/pdf", "/tiff", "/pages/1", "/thumbnails/1"):
        assert bob.get(f"/box/v1/documents/{document['id']}{path}").status == 404
    assert send(bob, document).status == 404


def test_a_fax_is_sent_in_one_request(alice, document, routes):
    reply = send(alice, document, "+49 30 1234")
    assert reply.status == 200, reply.body
    row = reply.json
    assert (row["number"], row["standing"], row["direction"]) == (NUMBER, "active", "outbound")
    assert (row["pages"], row["confirmed"], row["document_id"]) == (2, 0, document["id"])
    assert alice.get("/box/v1/faxes").json == [row]
    assert alice.get("/box/v1/messages").json[0]["service"] == 2
    assert routes.woken == ("",)


def test_a_cover_page_is_counted(alice, document):
    body = {"number": NUMBER, "document_id": document["id"], "cover": "Best wishes"}
    assert alice.post("/box/v1/faxes", body).json["pages"] == 3


def test_the_same_key_makes_one_fax(alice, document):
    first, second = (send(alice, document, key="abc").json for _ in range(2))
    assert first["id"] == second["id"]
    assert send(alice, document, "+4912", key="abc").status == 409
    assert len(alice.get("/box/v1/faxes").json) == 1


@pytest.mark.parametrize("number", ["", "nobody", "+49\r\nATD1"])
def test_a_number_that_is_none_is_refused_and_leaves_nothing(alice, document, number):
    assert send(alice, document, number).status == 422
    assert alice.get("/box/v1/faxes").json == []


def test_no_line_no_fax(alice, document, routes):
    routes.ready = False
    assert send(alice, document).status == 503
    assert alice.get("/box/v1/faxes").json == []


def test_what_came_is_read_with_who_sent_it(alice, bob, people, spool, clock):
    def came(db) -> None:
        caller = faxes.Caller(NUMBER, "OFFICE 7")
        faxes.begin(db, "fax1", caller, Owner(people["alice"].user_id), clock())
        faxes.add_page(db, faxes.held(db)[0], "page-1.tif", {}, clock())
        (held,) = faxes.held(db)
        broken = Outcome(Verdict.INCOMPLETE, "FHS A0", "the call broke off after 1 page")
        faxes.finish(db, held, {"file": "a.pdf", "fax": "a.tif", "pages": 1}, broken, clock())

    spool.write(came)
    (row,) = alice.get("/box/v1/faxes", query={"direction": "inbound"}).json
    assert (row["number"], row["ident"], row["pages"], row["confirmed"]) == (NUMBER, "OFFICE 7", 1, 1)
    assert (row["standing"], row["cause_text"]) == ("incomplete", "the call broke off after 1 page")
    assert alice.get(f"/box/v1/documents/{row['document_id']}").json["pages"] == 1
    assert bob.get("/box/v1/faxes").json == []


@pytest.fixture
def calling(alice, document, spool, clock):
    """A fax that a line calls for: its claim."""
    send(alice, document)
    return spool.write(lambda db: queue.claim(db, "fax1", "", Service.FAX, ("",), clock()))


@pytest.mark.parametrize(("verb", "path"), [("POST", "/box/v1/transmissions/1/cancel"), ("DELETE", "/transmissions/1")])
def test_a_fax_in_its_call_is_cancelled_on_disk_and_its_line_is_told(alice, calling, routes, spool, clock, verb, path):
    assert alice.request(verb, path).json is True
    assert queue.called_off(spool.read(), calling.attempt_id)
    assert routes.called_off == ("fax1",)
    unanswered = Outcome(Verdict.UNANSWERED, "BUSY")
    spool.write(lambda db: queue.finish(db, calling, unanswered, None, clock()))
    (row,) = alice.get("/transmissions", query={"is_deleted": int(verb == "DELETE")}).json
    assert (row["status"], row["response"]) == ("failed", "cancelled: 0 of 2 pages confirmed")


def test_others_cancel_no_fax_of_hers(bob, calling, routes, spool):
    assert bob.post("/box/v1/transmissions/1/cancel").status == 404
    assert not queue.called_off(spool.read(), calling.attempt_id)
    assert routes.called_off == ()
