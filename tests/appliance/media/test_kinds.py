import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.errors import Invalid
from appliance.media.kinds import HEAD, document_kind, pdf_start, recording_kind
from tests.appliance.media import samples

GSM = bytes([0xD5]) + bytes(32)


@pytest.mark.parametrize("said", ["", "application/pdf", "image/png", "audio/wav", "text/plain"])
@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (samples.pdf(), "pdf"),
        (b"junk\r\n" * 100 + samples.pdf(), "pdf"),
        (samples.picture("TIFF"), "tif"),
        (b"MM\0*" + bytes(100), "tif"),
        (samples.picture("PNG"), "png"),
        (samples.picture("JPEG"), "jpg"),
    ],
)
def test_a_document_is_what_it_begins_like_whatever_it_is_called(head, kind, said):
    assert document_kind(head[:HEAD], said) == kind


@pytest.mark.parametrize("text", ["plain\n", "tab\tand\ffeed\r\n", "Привет, мир! Это факс.\n" * 20, "\ufeffmarked"])
@pytest.mark.parametrize("said", ["", "text/plain"])
def test_a_text_is_what_has_no_controls(text, said):
    assert document_kind(text.encode()[:HEAD], said) == "txt"


@pytest.mark.parametrize(
    ("head", "said"),
    [
        (b"plain", "application/pdf"),
        (b"{}", "application/json"),
        (b"<html>", "text/html"),
        (b"%!PS\nshowpage", "application/postscript"),
        (b"PK\3\4" + bytes(30), ""),
        (b"a\0b", "text/plain"),
        (b"x" * 1025 + b"%PDF-1.4\0", ""),
        (samples.wav(b"ab"), "application/pdf"),
        (b"GIF89a\1\0\1\0", "image/gif"),
        (b"II+\0\x08\0\0\0", "image/tiff"),
    ],
)
def test_other_documents_are_refused_with_those_that_are_not(head, said):
    with pytest.raises(Invalid, match="PDF, TIFF, PNG, JPEG or plain text") as refusal:
        document_kind(head, said)
    assert said in str(refusal.value)


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (samples.wav(b"ab"), "wav"),
        (b"ID3\4" + bytes(20), "mp3"),
        (b"\xff\xfb\x90\x64" + bytes(20), "mp3"),
        (b"\xff\xe3\x18\xc4" + bytes(20), "mp3"),
        (GSM * 4, "gsm"),
    ],
)
def test_recordings(head, kind):
    assert recording_kind(head, "") == kind


@pytest.mark.parametrize(
    "head", [b"", b"RIFF0000AVI ", b"\xff\xfb\xf0\0", b"\xff\xfb\x0c\0", b"\xff\xfb\0\0", GSM * 3, b"OggS", b"fLaC"]
)
def test_other_recordings_are_refused_with_those_that_are_not(head):
    with pytest.raises(Invalid, match=r"WAV, MP3 or GSM 06.10.*audio/x"):
        recording_kind(head, "audio/x")


@given(st.binary(max_size=64), st.sampled_from(["", "text/plain", "application/pdf"]))
def test_any_octets_are_of_a_kind_or_refused(head, said):
    for tell, known in ((document_kind, "pdf tif png jpg txt"), (recording_kind, "wav mp3 gsm")):
        try:
            assert tell(head, said) in known.split()
        except Invalid as refusal:
            assert "is none of them" in str(refusal)


@given(st.integers(0, 1100))
def test_a_pdf_begins_within_the_first_kibibyte(junk):
    assert pdf_start(b"x" * junk + b"%PDF-") == (junk if junk <= 1024 else -1)
