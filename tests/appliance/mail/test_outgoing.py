import email
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.mail.outgoing import message_of

NOW = 1_700_000_000.0


def written(folder, body="hello", recipient="ann@example.org", number=7, **options):
    octets = message_of(number, "box@example.org", recipient, body, options, folder, NOW)
    assert b"\r\n" in octets and b"\n" not in octets.replace(b"\r\n", b"")
    return email.message_from_bytes(octets, policy=default)


def test_a_plain_letter(tmp_path):
    letter = written(tmp_path, "Grüße", subject="Ihr Termin", sender_name="Praxis Müller")
    assert letter["From"] == "Praxis Müller <box@example.org>"
    assert (letter["To"], letter["Subject"]) == ("ann@example.org", "Ihr Termin")
    assert letter["Date"].datetime.timestamp() == NOW
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter.get_content().strip() == "Grüße"


def test_html_comes_beside_its_plain_words(tmp_path):
    letter = written(tmp_path, "Hello", html="<p>Hello</p>")
    assert letter.get_content_type() == "multipart/alternative"
    assert letter.get_body(("plain",)).get_content().strip() == "Hello"
    assert letter.get_body(("html",)).get_content().strip() == "<p>Hello</p>"


def test_attachments_keep_name_kind_and_octets(tmp_path):
    (tmp_path / "1.pdf").write_bytes(b"%PDF-1.4 \r\n.\r\n\0\xff")
    kept = [{"file": "1.pdf", "name": "Fax für Sie.pdf", "type": "application/pdf"}]
    [attached] = written(tmp_path, attachments=kept).iter_attachments()
    assert (attached.get_filename(), attached.get_content_type()) == ("Fax für Sie.pdf", "application/pdf")
    assert attached.get_content() == b"%PDF-1.4 \r\n.\r\n\0\xff"


def test_an_attachment_that_is_gone_is_an_error(tmp_path):
    with pytest.raises(OSError):
        written(tmp_path, attachments=[{"file": "1.pdf", "name": "x", "type": "application/pdf"}])


def test_it_is_the_same_letter_at_every_try(tmp_path):
    first, again, other = written(tmp_path), written(tmp_path), written(tmp_path, number=8)
    assert first["Message-ID"] == again["Message-ID"] != other["Message-ID"]
    assert first["Message-ID"].endswith("@example.org>")


def test_no_header_is_slipped_in(tmp_path):
    evil = "hi\r\nBcc: eve@example.org\r\n\r\nbody"
    letter = written(tmp_path, subject=evil, sender_name=evil)
    assert letter["Bcc"] is None
    assert letter["Subject"] == "hi Bcc: eve@example.org body"


@given(body=st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.just("\n"), max_size=300))
def test_any_text_arrives(tmp_path_factory, body):
    letter = written(tmp_path_factory.getbasetemp(), body)
    assert letter.get_content().replace("\r\n", "\n").rstrip("\n") == body.rstrip("\n")
