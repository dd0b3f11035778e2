"""ICTCore's messages with files, over HTTP: documents, recordings, templates (spec/ICTCORE.md 5.5, 11)."""

import base64
import io
import wave
import zipfile

import pytest

from appliance.errors import NotReady
from appliance.media import confined
from appliance.media.confined import Bounds
from appliance.media.documents import QUALITIES
from appliance.media.workshop import Limits
from tests.appliance.media import samples

PDF = {"Content-Type": "application/pdf"}
WAV = {"Content-Type": "audio/wav"}
NEW = {
    "document": {"name": "offer", "description": "of May"},
    "recording": {"name": "greeting", "description": "of May"},
    "template": {"name": "mail", "description": "of May", "subject": "Hi", "body": "<p>Hi</p>"},
}
FILES = {
    "document": (samples.pdf(), "application/pdf", "offer.pdf"),
    "recording": (samples.wav(samples.tone(8001)), "audio/wav", "greeting.wav"),
    "template": (b"<p>anything</p>", "text/html", "mail.html"),
}
NOUNS = pytest.mark.parametrize("noun", NEW)
TWO_SECONDS = samples.wav(samples.tone(8001))


@pytest.fixture
def limits():
    return Limits(upload=2_000_000, pages=3, seconds=5, bounds=Bounds(seconds=60))


@pytest.fixture
def make():
    """make(client, noun): a record without a file; its path."""

    def create(client, noun, **more):
        made = client.post(f"/messages/{noun}s", {**NEW[noun], **more}).json
        return f"/messages/{noun}s/{made[f'{noun}_id']}"

    return create


@pytest.fixture
def upload(make):
    """upload(client, noun): a record with the file of FILES; its path."""

    def put(client, noun, **more):
        path = make(client, noun, **more)
        octets, kind, _ = FILES[noun]
        assert client.put(f"{path}/media", octets, headers={"Content-Type": kind}).status == 200
        return path

    return put


@pytest.fixture
def kept(media):
    """kept(): the files there are, by noun, and none under way."""

    def names():
        assert not list((media / "work").glob("*"))
        return sorted(each.name.partition("-")[0] for each in media.iterdir() if each.name != "work")

    return names


@NOUNS
@pytest.mark.parametrize("root", ["/messages/", "/", "/api/messages/", "/api/"])
def test_a_record_from_its_making_to_its_end(alice, noun, root):
    every = f"{root}{noun}s"
    made = alice.post(every, NEW[noun])
    assert made.json == {f"{noun}_id": 1}
    read = alice.get(f"{every}/1").json
    assert {**read, **NEW[noun]} == read
    assert [each[f"{noun}_id"] for each in alice.get(every).json] == [1]
    changed = alice.put(f"{every}/1", {"name": "other"}).json
    assert (changed["name"], changed["description"]) == ("other", "of May")
    assert alice.delete(f"{every}/1").json is True
    assert alice.get(f"{every}/1").status == 404
    assert alice.get(every).json == []


@NOUNS
def test_a_name_is_needed(alice, noun):
    for name in ({"name": ""}, {"name": "  "}, {"name": "x" * 129}, {"name": None}):
        refused = alice.post(f"/messages/{noun}s", {**NEW[noun], **name})
        assert refused.status == 412 and "name" in refused.json["error"]["message"]
    assert alice.get(f"/messages/{noun}s").json == []


@NOUNS
def test_a_name_is_not_taken_away(alice, noun, make):
    path = make(alice, noun)
    assert alice.put(path, {"name": " "}).status == 412
    assert alice.get(path).json["name"] == NEW[noun]["name"]


@pytest.mark.parametrize("missing", ["subject", "body"])
def test_a_template_needs_what_makes_a_mail(alice, missing):
    fields = {name: value for name, value in NEW["template"].items() if name != missing}
    refused = alice.post("/messages/templates", fields)
    assert refused.status == 412 and f"{missing} is missing" in refused.json["error"]["message"]


@NOUNS
def test_others_see_nothing_of_it(alice, bob, admin, noun, upload):
    path = upload(alice, noun)
    octets, kind, _ = FILES[noun]
    assert bob.get(f"/messages/{noun}s").json == []
    for reply in (
        bob.get(path),
        bob.put(path, {"name": "mine"}),
        bob.delete(path),
        bob.get(f"{path}/media"),
        bob.put(f"{path}/media", octets, headers={"Content-Type": kind}),
        bob.post(f"{path}/media", octets, headers={"Content-Type": kind}),
    ):
        assert reply.status == 404
    assert admin.get(path).json["name"] == NEW[noun]["name"]


@NOUNS
def test_without_credentials_nothing_is_served(anybody, noun):
    for method, path in (("POST", ""), ("GET", ""), ("GET", "/1"), ("PUT", "/1/media"), ("GET", "/1/media")):
        assert anybody.request(method, f"/messages/{noun}s{path}").status == 401


@NOUNS
def test_an_unknown_id_is_not_found(alice, noun, kept, media):
    path, (octets, kind, _) = f"/messages/{noun}s/7", FILES[noun]
    assert alice.get(path).status == alice.delete(path).status == alice.put(path, {}).status == 404
    for method in ("PUT", "POST"):
        refused = alice.request(method, f"{path}/media", octets, headers={"Content-Type": kind})
        assert (refused.status, refused.json["error"]["code"]) == (404, 404)
    assert alice.get(f"{path}/media").status == 404
    assert not media.exists()


@NOUNS
def test_before_an_upload_there_is_no_file(alice, noun, make):
    path = make(alice, noun)
    refused = alice.get(f"{path}/media")
    assert refused.status == 404 and "no file yet" in refused.json["error"]["message"]
    assert not alice.get(path).json.get("file_name")


@NOUNS
@pytest.mark.parametrize("method", ["PUT", "POST"])
@pytest.mark.parametrize("accept", ["application/json", "*/*"])
def test_what_is_uploaded_comes_back(alice, noun, make, method, accept):
    path, (octets, kind, name) = make(alice, noun), FILES[noun]
    sent = alice.request(method, f"{path}/media", octets, headers={"Content-Type": kind})
    assert sent.json == {f"{noun}_id": 1}
    reply = alice.get(f"{path}/media", accept=accept)
    assert (reply.status, reply.body) == (200, octets)
    assert reply.headers["Content-Type"] == kind
    assert reply.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert alice.get(path.removeprefix("/messages") + "/media").body == octets


@NOUNS
def test_a_bare_client_gets_a_bare_id(alice, noun, make):
    octets, kind, _ = FILES[noun]
    reply = alice.put(f"{make(alice, noun)}/media", octets, headers={"Content-Type": kind}, accept=None)
    assert reply.body == b"1"


@NOUNS
@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_an_empty_upload_is_refused(alice, noun, upload, method):
    path = upload(alice, noun)
    for body in (None, b"", "data:application/pdf;base64,"):
        headers = {"Content-Type": "base64" if body else "application/pdf"}
        refused = alice.request(method, f"{path}/media", body, headers=headers)
        assert refused.status == 412 and "empty" in refused.json["error"]["message"]
    assert alice.get(f"{path}/media").body == FILES[noun][0]


@NOUNS
def test_an_upload_that_is_too_large_is_refused(alice, noun, upload, kept):
    path = upload(alice, noun)
    before = kept()
    refused = alice.put(f"{path}/media", bytes(2_000_001), headers={"Content-Type": FILES[noun][1]})
    assert refused.status == 412 and "larger than 2000000" in refused.json["error"]["message"]
    assert alice.get(f"{path}/media").body == FILES[noun][0] and kept() == before


@NOUNS
def test_a_file_that_is_replaced_or_deleted_is_gone(alice, noun, upload, kept):
    path, (octets, kind, _) = upload(alice, noun), FILES[noun]
    before = kept()
    assert alice.put(f"{path}/media", octets, headers={"Content-Type": kind}).status == 200
    assert kept() == before
    alice.delete(path)
    assert kept() == []


@pytest.mark.parametrize(
    ("noun", "kinds"), [("document", "PDF, TIFF, PNG, JPEG or plain text"), ("recording", "WAV, MP3 or GSM 06.10")]
)
@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_what_can_t_be_converted_is_refused_and_changes_nothing(alice, noun, kinds, upload, kept, method):
    path = upload(alice, noun)
    before, row = kept(), alice.get(path).json
    refused = alice.request(method, f"{path}/media", b"PK\3\4" + bytes(99), headers={"Content-Type": "application/zip"})
    assert refused.status == 412 and kinds in refused.json["error"]["message"]
    assert alice.get(f"{path}/media").body == FILES[noun][0]
    assert alice.get(path).json == row and kept() == before


@pytest.mark.parametrize(("noun", "package"), [("document", "ghostscript"), ("recording", "sox")])
def test_without_its_tools_the_box_says_what_to_install(alice, noun, package, make, kept, monkeypatch):
    path = make(alice, noun)
    monkeypatch.setenv("PATH", "/nowhere")
    refused = alice.put(f"{path}/media", FILES[noun][0])
    assert refused.status == 423 and f"apt-get install {package}" in refused.json["error"]["message"]
    assert kept() == []


@pytest.mark.parametrize("noun", ["document", "recording"])
def test_while_another_file_is_converted_one_may_have_to_come_again(alice, noun, office, make, monkeypatch):
    def busy():
        raise NotReady("other files are being converted")

    monkeypatch.setattr(office.documents._workshop, "turn", busy)
    assert alice.put(f"{make(alice, noun)}/media", FILES[noun][0]).status == 423


def test_a_file_that_takes_too_long_is_refused(alice, make, kept, monkeypatch):
    awaited = confined._awaited
    monkeypatch.setattr(confined, "_awaited", lambda process, seconds: awaited(process, 0.001))
    refused = alice.put(f"{make(alice, 'document')}/media", samples.pdf(), headers=PDF)
    assert refused.status == 412 and "takes longer than" in refused.json["error"]["message"]
    assert kept() == []


# Documents


def test_a_document_tells_of_its_pages(alice, upload):
    path = upload(alice, "document")
    told = alice.get(path).json
    assert (told["file_name"], told["type"], told["pages"], told["quality"]) == ("offer.pdf", "pdf", 1, "standard")
    assert (told["size_x"], told["size_y"]) == (1728, 1143)
    assert (told["resolution_x"], told["resolution_y"]) == (204, 98)
    assert alice.get("/documents").json == [told]


def test_before_its_pages_there_is_nothing_to_tell(alice, make):
    told = alice.get(make(alice, "document", quality="fine")).json
    assert (told["file_name"], told["type"], told["pages"], told["quality"]) == ("", "", 0, "fine")
    assert (told["size_x"], told["size_y"], told["resolution_x"], told["resolution_y"]) == (0, 0, 0, 0)


@pytest.mark.parametrize(
    ("octets", "headers", "kind", "pages"),
    [
        (samples.picture("TIFF"), {"Content-Type": "image/tif"}, "tif", 1),
        (samples.picture("PNG"), {"Content-Type": "image/png"}, "png", 1),
        (samples.picture("JPEG"), {"Content-Type": "image/jpg"}, "jpg", 1),
        (b"some words\fmore", {"Content-Type": "text/plain; charset=utf-8"}, "txt", 2),
        (samples.pdf(), {}, "pdf", 1),
        (samples.pdf(), {"Content-Type": "application/octet-stream"}, "pdf", 1),
        (samples.picture("PNG"), {"Content-Type": "application/pdf"}, "png", 1),
        (b"junk" + samples.pdf(), PDF, "pdf", 1),
    ],
)
def test_any_document_comes_back_as_pdf(alice, make, octets, headers, kind, pages):
    path = make(alice, "document")
    assert alice.put(f"{path}/media", octets, headers=headers).status == 200
    told = alice.get(path).json
    assert (told["type"], told["pages"], told["file_name"]) == (kind, pages, "offer.pdf")
    assert alice.get(f"{path}/media").body.startswith(b"%PDF-")


def test_a_data_url_is_a_file(alice, make):
    path = make(alice, "document")
    url = b"data:application/pdf;base64," + base64.b64encode(samples.pdf())
    assert alice.put(f"{path}/media", url, headers={"Content-Type": "base64"}).status == 200
    assert alice.get(f"{path}/media").body == samples.pdf()


def test_the_framing_of_a_form_is_taken_off(alice, make):
    """As a client does that announces application/pdf (spec/ICTCORE.md 11)."""
    path = make(alice, "document")
    head = b'--abc\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
    assert alice.put(f"{path}/media", head + samples.pdf() + b"\r\n--abc--\r\n", headers=PDF).status == 200
    assert alice.get(f"{path}/media").body == samples.pdf()


def test_pages_are_put_behind_those_there_are(alice, upload):
    path = upload(alice, "document")
    assert alice.post(f"{path}/media", samples.picture("PNG"), headers={"Content-Type": "image/png"}).status == 200
    told = alice.get(path).json
    assert (told["pages"], told["type"]) == (2, "png")
    assert alice.get(f"{path}/media").body.startswith(b"%PDF-")
    alice.put(f"{path}/media", samples.pdf(), headers=PDF)
    assert alice.get(path).json["pages"] == 1


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_too_many_pages_are_refused(alice, upload, method):
    path = upload(alice, "document")
    refused = alice.request(method, f"{path}/media", samples.pdf([samples.HELLO] * 4), headers=PDF)
    assert refused.status == 412 and "more than 3 pages" in refused.json["error"]["message"]
    assert alice.get(path).json["pages"] == 1


@pytest.mark.parametrize(
    "octets",
    [
        samples.pdf([]),
        samples.pdf()[:-30],
        samples.posing(b"{} loop"),
        samples.picture("PNG", (1, 1)),
        samples.picture("JPEG")[:200],
    ],
)
def test_files_that_are_no_pages_are_refused(alice, upload, kept, octets):
    path = upload(alice, "document")
    before = kept()
    assert alice.put(f"{path}/media", octets).status == 412
    assert alice.get(f"{path}/media").body == samples.pdf() and kept() == before


@pytest.mark.parametrize("quality", QUALITIES)
def test_a_quality_of_its_own(alice, upload, office, people, quality):
    path = upload(alice, "document", quality=quality)
    told = alice.get(path).json
    assert (told["resolution_x"], told["size_y"]) == (QUALITIES[quality].resolution_x, QUALITIES[quality].height)
    assert page_of(office, people) == (told["size_x"], told["size_y"])


def page_of(office, people):
    document = office.documents.read(people["alice"], 1)
    with samples.Image.open(office.documents._shelf.path(document.fax)) as fax:
        return fax.size


def test_another_quality_is_another_fax(alice, upload, office, people, kept):
    path = upload(alice, "document")
    changed = alice.put(path, {"quality": "Fine", "name": "better"}).json
    assert (changed["quality"], changed["name"], changed["size_y"], changed["pages"]) == ("fine", "better", 2286, 1)
    assert page_of(office, people) == (1728, 2286)
    assert kept() == ["document", "document"]
    assert alice.put(path, {"quality": "fine"}).json == changed


def test_a_quality_may_be_chosen_before_there_are_pages(alice, make):
    path = make(alice, "document")
    assert alice.put(path, {"quality": "super"}).json["quality"] == "super"


def test_a_quality_that_can_t_be_had_changes_nothing(alice, upload, monkeypatch):
    path = upload(alice, "document")
    before = alice.get(path).json
    assert alice.put(path, {"quality": "best"}).status == 412
    monkeypatch.setenv("PATH", "/nowhere")
    assert alice.put(path, {"quality": "fine", "name": "new"}).status == 423
    assert alice.get(path).json == before


# Recordings


def sound_of(reply):
    assert reply.headers["Content-Type"] == "audio/wav"
    with wave.open(io.BytesIO(reply.body)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (8000, 1, 2)
        return file.getnframes()


def test_a_recording_tells_of_its_sound(alice, upload):
    told = alice.get(upload(alice, "recording")).json
    assert (told["file_name"], told["type"], told["length"]) == ("greeting.wav", "wav", 2)
    assert (told["codec"], told["channel"], told["sample"], told["bitrate"]) == ("pcm", 1, 8000, 16)


def test_a_recording_comes_back_as_a_line_carries_it(alice, make):
    path = make(alice, "recording")
    stereo = samples.wav(samples.tone(44_100, 2), channels=2, rate=44_100)
    assert alice.put(f"{path}/media", stereo, headers={"Content-Type": "audio/x-wav"}).status == 200
    assert sound_of(alice.get(f"{path}/media")) == 8000
    assert alice.get(path).json["length"] == 1


def test_sound_is_put_behind_what_there_is(alice, upload):
    path = upload(alice, "recording")
    assert alice.post(f"{path}/media", TWO_SECONDS, headers=WAV).status == 200
    assert sound_of(alice.get(f"{path}/media")) == 16_002
    assert alice.get(path).json["length"] == 3
    refused = alice.post(f"{path}/media", samples.wav(samples.tone(30_000)), headers=WAV)
    assert refused.status == 412 and "longer than 5 seconds" in refused.json["error"]["message"]
    assert alice.get(path).json["length"] == 3


@pytest.mark.parametrize("octets", [samples.wav(b""), samples.wav(b"ab" * 99, rate=0), b"ID3" + bytes(99)])
def test_files_that_are_no_sound_are_refused(alice, upload, octets):
    path = upload(alice, "recording")
    assert alice.put(f"{path}/media", octets, headers=WAV).status == 412
    assert alice.get(path).json["length"] == 2


# Templates


def test_a_template_tells_of_its_attachments(alice, upload):
    path = upload(alice, "template", body_alt="Hi")
    told = alice.get(path).json
    assert (told["subject"], told["body"], told["body_alt"], told["length"]) == ("Hi", "<p>Hi</p>", "Hi", 9)
    assert told["attachment"] == "mail.html"


def test_attachments_are_put_beside_those_there_are(alice, upload, kept):
    path = upload(alice, "template")
    named = {"Content-Type": "image/png", "Content-Disposition": 'attachment; filename="../logo.png"'}
    for _ in range(2):
        assert alice.post(f"{path}/media", b"png", headers=named).json == {"template_id": 1}
    assert alice.get(path).json["attachment"] == "mail.html, logo.png, logo.png"
    reply = alice.get(f"{path}/media")
    assert reply.headers["Content-Type"] == "application/zip"
    assert reply.headers["Content-Disposition"] == 'attachment; filename="mail.zip"'
    with zipfile.ZipFile(io.BytesIO(reply.body)) as inside:
        assert inside.namelist() == ["1-mail.html", "2-logo.png", "3-logo.png"]
        assert inside.read("2-logo.png") == b"png"
    assert kept() == ["template"] * 3
    alice.put(f"{path}/media", b"one", headers=named)
    assert (alice.get(f"{path}/media").body, kept()) == (b"one", ["template"])


def test_a_template_has_so_many_attachments_and_no_more(alice, make, kept):
    path = make(alice, "template")
    for _ in range(20):
        assert alice.post(f"{path}/media", b"x").status == 200
    refused = alice.post(f"{path}/media", b"x")
    assert refused.status == 412 and "at most 20 attachments" in refused.json["error"]["message"]
    assert len(kept()) == 20


@pytest.mark.parametrize(
    ("headers", "name", "kind"),
    [
        ({"Content-Type": "text/plain"}, "mail.txt", "text/plain"),
        ({}, "mail.bin", "application/octet-stream"),
        ({"Content-Type": "nonsense"}, "mail.bin", "application/octet-stream"),
        ({"Content-Disposition": 'attachment; filename="a.pdf"'}, "a.pdf", "application/pdf"),
        ({"Content-Disposition": 'attachment; filename="C:\\\\x\\\\a.pdf"'}, "a.pdf", "application/pdf"),
        ({"Content-Disposition": "attachment; filename=.."}, "mail.bin", "application/octet-stream"),
    ],
)
def test_an_attachment_has_a_safe_name_and_a_type(alice, make, headers, name, kind):
    path = make(alice, "template")
    alice.put(f"{path}/media", b"x", headers=headers)
    reply = alice.get(f"{path}/media")
    assert reply.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert reply.headers["Content-Type"] == kind
    assert reply.headers["X-Content-Type-Options"] == "nosniff"


# Lists


@NOUNS
def test_lists_are_narrowed(alice, noun, make, clock):
    make(alice, noun, name="first", description="red")
    clock.now += 100
    make(alice, noun, name="second", type="odd")

    def found(**query):
        return [each[f"{noun}_id"] for each in alice.get(f"/messages/{noun}s", query=query).json]

    assert found(name="IRS") == [1]
    assert found(description="re") == [1]
    assert found(type="od") == [2]
    assert found(**{f"{noun}_id": 2}) == [2]
    assert found(after=1_700_000_050) == [2] and found(before=1_700_000_050) == [1]
    assert found(user_id=2) == [1, 2] and found(created_by=1) == []
    assert found(name="s", description="of May") == [2]
    assert found(nonsense="x") == [1, 2]


def test_templates_are_found_by_their_words(alice, make):
    make(alice, "template", subject="Offer", body="<b>cheap</b>", body_alt="good")
    for query in ({"subject": "off"}, {"body": "CHEAP"}, {"body_alt": "oo"}):
        assert len(alice.get("/templates", query=query).json) == 1
    assert alice.get("/templates", query={"body": "dear"}).json == []
