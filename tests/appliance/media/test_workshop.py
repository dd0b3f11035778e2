import threading

import pytest

from appliance.errors import Invalid, NotReady
from appliance.media.confined import Bounds, run
from appliance.media.workshop import MOST_WAITING, Limits, Workshop
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


class Busy:
    """A workshop whose turn somebody holds until the test is over."""

    def __init__(self, seconds):
        self.workshop = Workshop(Limits(bounds=Bounds(seconds=seconds)))
        self.done, inside = threading.Event(), threading.Event()
        self.others = [threading.Thread(target=self.hold, args=(inside,))]
        self.others[0].start()
        inside.wait(30)

    def hold(self, inside):
        with self.workshop.turn():
            inside.set()
            self.done.wait(30)

    def end(self):
        self.done.set()
        for each in self.others:
            each.join()


@pytest.fixture
def busy(request):
    busy = Busy(request.param)
    yield busy
    busy.end()
    with busy.workshop.turn():
        pass


@pytest.mark.parametrize("busy", [0.05], indirect=True)
def test_one_converts_at_a_time(busy):
    with pytest.raises(NotReady, match="other files are being converted"), busy.workshop.turn():
        pass


@pytest.mark.parametrize("busy", [60], indirect=True)
def test_few_wait_for_their_turn(busy, monkeypatch):
    """Whoever is one too many is told at once; the others have their turn."""
    waiting = threading.Semaphore(0)
    acquire = busy.workshop._waiting.acquire

    def counted(blocking):
        got = acquire(blocking=blocking)
        waiting.release()
        return got

    monkeypatch.setattr(busy.workshop._waiting, "acquire", counted)
    for _ in range(MOST_WAITING):
        busy.others.append(threading.Thread(target=busy.hold, args=(threading.Event(),)))
        busy.others[-1].start()
        waiting.acquire(timeout=30)
    with pytest.raises(NotReady, match="other files are being converted"), busy.workshop.turn():
        pass
