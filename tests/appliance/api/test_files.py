"""A file in a request, however it is wrapped, and a file as the reply."""

import base64
import io
from email.message import Message

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.api import files
from appliance.domain import Download
from appliance.errors import Invalid

PDF = b"%PDF-1.4\r\n--not the end\r\n" + bytes(range(256)) * 300
FORM = {"CONTENT_TYPE": "multipart/form-data; boundary=XyZ"}


def environ(body, said=None, **more):
    return {"wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(said or len(body)), **more}


def taken(body, **more):
    upload = files.upload(environ(body, **more))
    return upload.kind, upload.name, b"".join(upload.pieces(10**6))


def form(content, boundary=b"XyZ", head=b'Content-Disposition: form-data; name="file"; filename="a b.pdf"'):
    framed = b"--" + boundary + b"\r\n" + head + b"\r\nContent-Type: application/pdf\r\n\r\n"
    return framed + content + b"\r\n--" + boundary + b"--\r\n"


def data_url(content, kind=b"application/pdf"):
    return b"data:" + kind + b";base64," + base64.b64encode(content)


def test_a_raw_body_is_the_file():
    assert taken(PDF, CONTENT_TYPE="Application/PDF; x=y") == ("application/pdf", "", PDF)


def test_its_name_may_be_said():
    disposition = "attachment; filename*=UTF-8''gr%C3%BC%C3%9Fe.pdf"
    assert taken(b"x", HTTP_CONTENT_DISPOSITION=disposition)[1] == "grüße.pdf"


@pytest.mark.parametrize("charset", ["utf-8", "latin-1"])
def test_its_name_may_be_said_as_it_is(charset):
    disposition = 'attachment; filename="grüße.pdf"'.encode(charset).decode("latin-1")
    assert taken(b"x", HTTP_CONTENT_DISPOSITION=disposition)[1] == "grüße.pdf"


@pytest.mark.parametrize("kind", ["", "application/octet-stream", "application/x-www-form-urlencoded"])
def test_a_type_that_says_nothing_is_none(kind):
    assert taken(PDF, CONTENT_TYPE=kind)[0] == ""


def test_an_empty_body_is_an_empty_file():
    assert taken(b"") == ("", "", b"")


@pytest.mark.parametrize("said", ["application/pdf", FORM["CONTENT_TYPE"], ""])
def test_a_form_is_taken_off_whatever_is_said(said):
    assert taken(form(PDF), CONTENT_TYPE=said) == ("application/pdf", "a b.pdf", PDF)


def test_a_text_that_begins_like_a_form_is_a_text():
    text = b"--dashes\r\nOf: old\r\n\r\nbody"
    assert taken(text, CONTENT_TYPE="text/plain") == ("text/plain", "", text)


@given(content=st.binary(max_size=300), boundary=st.text("-ab", min_size=1, max_size=4).map(str.encode))
def test_any_content_comes_out_of_a_form_as_it_went_in(content, boundary):
    end = b"\r\n--" + boundary
    before = content.partition(end)[0]
    assert taken(form(content, boundary))[2] == before


@given(st.binary(max_size=200), st.lists(st.integers(1, 40), max_size=8))
def test_pieces_change_nothing(content, cuts):
    body = iter((b"\r\n" + content + b"\r\n--XyZ--").hex(" ").split())
    pieces = [bytes.fromhex("".join(each for _, each in zip(range(cut), body, strict=False))) for cut in cuts]
    pieces.append(bytes.fromhex("".join(body)))
    end = b"\r\n--XyZ"
    assert b"".join(files._until(end, iter(pieces))) == (b"\r\n" + content + end).partition(end)[0]


@pytest.mark.parametrize(
    "head", [b"Content-Disposition: form-data", b"content-disposition:", b"CONTENT-DISPOSITION: ;;="]
)
def test_a_form_without_a_name(head):
    assert taken(form(b"x", head=head)) == ("application/pdf", "", b"x")


def test_a_form_that_does_not_end_is_refused():
    with pytest.raises(Invalid, match="broke off"):
        taken(form(PDF)[:-8])


@given(st.binary(max_size=500))
def test_a_data_url_carries_its_type(content):
    assert taken(data_url(content), CONTENT_TYPE="base64") == ("application/pdf", "", content)


@pytest.mark.parametrize(
    "url",
    [
        data_url(PDF),
        data_url(PDF, b"application/pdf;charset=x"),
        b" \r\n" + data_url(PDF)[:-4] + b"\r\n" + data_url(PDF)[-4:] + b"\n",
        data_url(PDF).rstrip(b"="),
    ],
)
def test_data_urls_as_clients_write_them(url):
    assert taken(url, CONTENT_TYPE=" Base64 ")[2] == PDF


@pytest.mark.parametrize(
    "body", [b"", b"JVBERi0=", b"data:;base64,a", b"data:a/b;base64,!!!!", b"data:a/b;base64,QQ==QQ=="]
)
def test_what_is_no_data_url_is_refused(body):
    with pytest.raises(Invalid, match="base64"):
        taken(body, CONTENT_TYPE="base64")


def test_a_body_that_is_shorter_than_was_said_is_refused():
    with pytest.raises(Invalid, match="broke off"):
        taken(PDF, said=len(PDF) + 1)


def test_a_chunked_body_is_read_to_its_end():
    assert taken(PDF, said="0", **{"wsgi.input_terminated": True})[2] == PDF


class Broken:
    def read(self, size):
        raise ValueError("Bad chunked transfer size")


@pytest.mark.parametrize("how", [{"CONTENT_LENGTH": "5"}, {"wsgi.input_terminated": True}])
def test_a_broken_wire_is_refused(how):
    with pytest.raises(Invalid, match="broke off"):
        files.upload({"wsgi.input": Broken(), **how})


def test_no_more_is_taken_than_is_allowed():
    upload = files.upload(environ(PDF))
    with pytest.raises(Invalid, match="larger than 1000 bytes"):
        list(upload.pieces(1000))


def disposition_of(name):
    said = Message()
    said["Content-Disposition"] = files.described(Download(name, "a/b", 0, io.BytesIO()))["Content-Disposition"]
    return said


@given(st.text())
def test_a_name_is_never_a_path_nor_a_second_header(name):
    said = disposition_of(name)
    given_name = said.get_filename()
    assert given_name and not set(given_name) & set('/\\"\r\n\0') and not given_name.startswith(".")
    assert said["Content-Disposition"].isascii() and said["Content-Disposition"].isprintable()
    assert said.get_content_disposition() == "attachment"


def test_a_name_keeps_its_letters():
    assert disposition_of("Grüße 1.pdf")["Content-Disposition"] == (
        "attachment; filename=\"Gr__e 1.pdf\"; filename*=UTF-8''Gr%C3%BC%C3%9Fe%201.pdf"
    )
    assert disposition_of("plain.pdf")["Content-Disposition"] == 'attachment; filename="plain.pdf"'


def test_the_reply_says_type_and_length():
    described = files.described(Download("a.pdf", "application/pdf", 7, io.BytesIO(b"1234567")))
    assert (described["Content-Type"], described["Content-Length"]) == ("application/pdf", "7")
