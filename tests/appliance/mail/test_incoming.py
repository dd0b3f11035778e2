from email.message import EmailMessage
from email.policy import SMTP

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.errors import Invalid
from appliance.mail.incoming import MOST_PARTS, letter_of


def composed(text="hello", html=None, *enclosures, **headers):
    message = EmailMessage(SMTP)
    for name, value in {"Message-ID": "<1@example.org>", "Subject": "s", **headers}.items():
        message[name] = value
    message.set_content(text)
    if html is not None:
        message.add_alternative(html, subtype="html")
    for name, kind, octets in enclosures:
        main, _, sub = kind.partition("/")
        message.add_attachment(octets, maintype=main, subtype=sub, filename=name)
    return message.as_bytes()


def test_a_plain_letter():
    letter = letter_of(composed("Grüße\nAnn\n", Subject="Für Sie"))
    assert (letter.identifier, letter.subject) == ("<1@example.org>", "Für Sie")
    assert (letter.text, letter.html, letter.enclosures) == ("Grüße\nAnn", "", ())
    assert not letter.automatic


def test_a_letter_in_html_alone_has_words_all_the_same():
    octets = b"Content-Type: text/html; charset=utf-8\r\n\r\n<style>p{}</style><p>Hello<br>Ann &amp; Bo</p>\r\n"
    letter = letter_of(octets)
    assert letter.text == "Hello\nAnn & Bo"
    assert "<p>" in letter.html


def test_what_is_enclosed_comes_as_it_was():
    page = b"%PDF-1.4\r\n.\r\n\0\xff"
    letter = letter_of(composed("hello", "<p>hello</p>", ("Fax für Sie.pdf", "application/pdf", page)))
    [enclosed] = letter.enclosures
    assert (enclosed.name, enclosed.kind, enclosed.octets) == ("Fax für Sie.pdf", "application/pdf", page)
    assert letter.text == "hello"


def test_a_letter_without_a_name_is_known_by_its_content():
    nameless = b"Subject: s\r\n\r\nhello\r\n"
    assert letter_of(nameless).identifier == letter_of(nameless).identifier
    assert letter_of(nameless).identifier != letter_of(nameless + b"!").identifier


@pytest.mark.parametrize("headers", [{"Auto-Submitted": "auto-replied"}, {"Precedence": "bulk"}])
def test_what_a_program_sent_is_told_apart(headers):
    assert letter_of(composed(**headers)).automatic
    assert not letter_of(composed(**{"Auto-Submitted": "no"})).automatic


def test_a_header_is_one_line():
    letter = letter_of(b"Subject: =?utf-8?q?a=0D=0AB=3A_c?=\r\nMessage-ID: <1@x>\r\n\r\nx\r\n")
    assert "\r" not in letter.subject and "\n" not in letter.subject


def test_too_many_parts_are_refused():
    parts = [("x", "text/plain", b"x")] * MOST_PARTS
    with pytest.raises(Invalid, match="parts"):
        letter_of(composed("hello", None, *parts))


@given(st.binary(max_size=400))
def test_any_octets_are_a_letter_or_refused(octets):
    try:
        letter = letter_of(octets)
    except Invalid:
        return
    assert "\0" not in letter.text and letter.subject.isprintable() and letter.identifier


@given(st.binary(max_size=200))
def test_any_broken_mime_is_a_letter_or_refused(octets):
    head = b'Content-Type: multipart/mixed; boundary="b"\r\nSubject: =?x?q?' + octets[:20] + b"\r\n\r\n--b\r\n"
    try:
        letter_of(head + octets + b"\r\n--b\r\n" + octets + b"\r\n--b--\r\n")
    except Invalid:
        return
