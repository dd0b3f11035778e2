import threading

import pytest

from appliance.errors import Invalid, NotReady
from appliance.media.confined import Bounds, run
from appliance.media.workshop import Limits, Workshop
from tests.appliance.media import samples


@pytest.fixture
def workshop():
    return Workshop(Limits(pages=3, seconds=3))


@pytest.fixture
def source(tmp_path):
    def put(octets):
        (tmp_path / "work").mkdir(exist_ok=True)
        path = tmp_path / "work" / "source"
        path.write_bytes(octets)
        return path

    return put


def test_a_document_behind_another(workshop, source, tmp_path):
    first = workshop.paper(source(samples.pdf()), "application/pdf", None, "standard")
    assert (first.kind, first.pages) == ("pdf", 1)
    former = first.pdf.rename(tmp_path / "former.pdf")
    whole = workshop.paper(source(samples.picture("PNG")), "", former, "fine")
    assert (whole.kind, whole.pages) == ("png", 2)
    with pytest.raises(Invalid, match="more than 3 pages"):
        workshop.paper(source(samples.pdf([samples.HELLO] * 3)), "", former, "standard")


def test_what_is_locked_is_not_left_out_behind_another(workshop, source, tmp_path):
    former = tmp_path / "former.pdf"
    former.write_bytes(samples.pdf())
    secret = ("-sUserPassword=a", "-sOwnerPassword=b", "-dEncryptionR=3", "-dKeyLength=128")
    command = ["gs", "-q", "-dBATCH", "-dNOPAUSE", "-sDEVICE=pdfwrite", *secret, "-o", "locked.pdf", "former.pdf"]
    assert run(command, tmp_path, Bounds()).status == 0
    with pytest.raises(Invalid, match="password"):
        workshop.paper(source((tmp_path / "locked.pdf").read_bytes()), "", former, "standard")


def test_a_recording_behind_another(workshop, source, tmp_path):
    first = workshop.tape(source(samples.wav(samples.tone(8001))), "audio/wav", None)
    assert (first.kind, first.seconds) == ("wav", 2)
    former = first.wav.rename(tmp_path / "former.wav")
    assert workshop.tape(source(samples.wav(samples.tone(8000))), "", former).seconds == 3
    with pytest.raises(Invalid, match="longer than 3 seconds"):
        workshop.tape(source(samples.wav(samples.tone(16_000))), "", former)


def test_one_converts_at_a_time():
    workshop = Workshop(Limits(bounds=Bounds(seconds=0.05)))
    inside, done = threading.Event(), threading.Event()

    def hold():
        with workshop.turn():
            inside.set()
            done.wait(30)

    other = threading.Thread(target=hold)
    other.start()
    inside.wait(30)
    try:
        with pytest.raises(NotReady, match="other files are being converted"), workshop.turn():
            pass
    finally:
        done.set()
        other.join()
    with workshop.turn():
        pass
