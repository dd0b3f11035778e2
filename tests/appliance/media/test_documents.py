"""Documents through Ghostscript: what comes out is read by Pillow and by poppler, which know nothing of us."""

import contextlib
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from appliance.errors import Invalid, NotReady
from appliance.media import documents
from appliance.media.confined import Bounds, run
from appliance.media.documents import QUALITIES, fax_of, joined, pdf_of
from tests.appliance.media import samples

AMPLE = Bounds(seconds=60)
STANDARD = QUALITIES["standard"]


@pytest.fixture
def work(tmp_path):
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


@pytest.fixture
def source(work):
    def put(octets):
        path = work / "source"
        path.write_bytes(octets)
        return path

    return put


@pytest.fixture
def faxed(source, work):
    """faxed(octets, kind): the fax of a file."""

    def make(octets, kind="pdf", quality=STANDARD, most=10, bounds=AMPLE):
        return fax_of(pdf_of(source(octets), kind, most, bounds), work, quality, most, bounds)

    return make


def frames(path):
    with Image.open(path) as tiff:
        for number in range(tiff.n_frames):
            tiff.seek(number)
            yield tiff.convert("L")


def pages_of(pdf):
    told = subprocess.run(["pdfinfo", pdf], capture_output=True, check=True, text=True).stdout
    return int(next(line.split()[1] for line in told.splitlines() if line.startswith("Pages:")))


def black(page):
    return page.histogram()[0]


@pytest.mark.parametrize("name", QUALITIES)
def test_a_page_is_as_wide_as_t4_has_the_line(faxed, name):
    quality = QUALITIES[name]
    with Image.open(faxed(samples.pdf(), quality=quality).path) as page:
        assert page.size == (quality.width, quality.height)
        assert page.info["compression"] == "group3" and page.mode == "1"
        assert tuple(map(round, page.info["dpi"])) == (quality.resolution_x, quality.resolution_y)
        assert 100 < black(page.convert("L")) < page.width * page.height / 20


@pytest.mark.parametrize("size", ["595 842", "612 792", "842 595", "1191 1684", "100 50", "30 3000"])
def test_any_paper_becomes_one_page_with_all_that_is_on_it(faxed, size):
    """The frame at the paper's edges lies whole on the page, as large as it can be."""
    width, height = map(int, size.split())
    thick = max(min(width, height) // 10, 1)
    fax = faxed(samples.pdf([b"%d w 0 0 %d %d re S" % (thick, width, height)], size))
    [page] = frames(fax.path)
    assert page.size == (1728, 1143) and fax.pages == 1
    left, top, right, bottom = ImageChops.invert(page).getbbox()
    assert right - left > 1680 or bottom - top > 1110
    for edge in ((left, top, left + 2, bottom), (right - 2, top, right, bottom), (left, top, right, top + 1)):
        assert black(page.crop(edge)) > 0.9 * (edge[2] - edge[0]) * (edge[3] - edge[1])


def test_pages_stay_in_order(faxed):
    fax = faxed(samples.pdf([b"0 0 %d 842 re f" % (100 * number) for number in range(1, 6)]))
    assert fax.pages == 5
    shares = [black(page) for page in frames(fax.path)]
    assert shares == sorted(shares) and len(set(shares)) == 5


def test_grey_is_told_by_dots(faxed):
    [page] = frames(faxed(samples.pdf([b"0.5 g 0 0 595 842 re f"])).path)
    assert 0.4 < black(page) / (1728 * 1143) < 0.6


@pytest.mark.parametrize(("name", "height"), [("standard", 1143), ("fine", 2286), ("super", 4573)])
def test_what_was_a_fax_stays_the_same_to_the_dot(faxed, name, height):
    noise = Image.effect_noise((1728, height), 200).convert("1")
    tiff = samples.pictures("TIFF", [noise], compression="group4", dpi=(204, QUALITIES[name].resolution_y))
    [page] = frames(faxed(tiff, "tif", QUALITIES[name]).path)
    assert ImageChops.difference(page, noise.convert("L")).getbbox() is None


@pytest.mark.parametrize(
    ("form", "kind", "mode"),
    [
        ("TIFF", "tif", "1"),
        ("TIFF", "tif", "L"),
        ("TIFF", "tif", "RGB"),
        ("TIFF", "tif", "CMYK"),
        ("PNG", "png", "RGBA"),
        ("PNG", "png", "P"),
        ("PNG", "png", "LA"),
        ("PNG", "png", "1"),
        ("PNG", "png", "I;16"),
        ("JPEG", "jpg", "RGB"),
        ("JPEG", "jpg", "L"),
        ("JPEG", "jpg", "CMYK"),
    ],
)
def test_pictures_of_any_make(faxed, work, form, kind, mode):
    image = samples.drawn((300, 400), "L")
    shown = image.point(lambda value: value * 257, "I").convert("I;16") if mode == "I;16" else image.convert(mode)
    [page] = frames(faxed(samples.pictures(form, [shown]), kind).path)
    assert 0 < black(page) < 1728 * 1143 / 10
    assert pages_of(work / documents.PAPER) == 1


def test_what_can_be_seen_through_is_white(faxed):
    [page] = frames(faxed(samples.pictures("PNG", [Image.new("RGBA", (300, 400), (0, 0, 0, 0))]), "png").path)
    assert black(page) == 0


def test_a_tiff_of_several_pages(faxed, work):
    sheets = [samples.drawn((1728, 1143 + number), "1") for number in range(3)]
    tiff = samples.pictures("TIFF", sheets, compression="group3", dpi=(204, 98))
    assert faxed(tiff, "tif").pages == 3
    assert pages_of(work / documents.PAPER) == 3


def test_a_text_is_written_out(faxed, work):
    fax = faxed("Grüße Привет αβγ 10 €\r\n".encode() + b"x" * 200 + b"\n\ttab\fsecond page\n", "txt")
    first, second = frames(fax.path)
    assert black(first) > black(second) > 50
    assert pages_of(work / documents.PAPER) == 2


def test_documents_are_joined(work, source):
    first = work / "first.pdf"
    first.write_bytes(samples.pdf([samples.HELLO] * 2))
    whole = joined(first, pdf_of(source(samples.picture("PNG")), "png", 10, AMPLE), AMPLE)
    assert pages_of(whole) == 3
    assert fax_of(whole, work, STANDARD, 10, AMPLE).pages == 3


def test_a_pdf_is_kept_as_it_came(source):
    octets = samples.pdf()
    assert pdf_of(source(octets), "pdf", 10, AMPLE).read_bytes() == octets
    assert pdf_of(source(b"--junk\r\n\r\n" + octets), "pdf", 10, AMPLE).read_bytes() == octets


def test_a_pdf_has_so_many_pages_and_no_more(faxed):
    assert faxed(samples.pdf([samples.HELLO] * 3), most=3).pages == 3
    with pytest.raises(Invalid, match="more than 3 pages; the setting most_pages"):
        faxed(samples.pdf([samples.HELLO] * 4), most=3)


def test_ten_thousand_pages_cost_no_more_than_the_limit(faxed, work):
    with pytest.raises(Invalid, match="more than 2 pages"):
        faxed(samples.pdf([samples.HELLO] * 10_000), most=2)
    assert len(list(frames(work / documents.FAX))) == 3


@pytest.mark.parametrize(
    ("kind", "many"),
    [("tif", samples.pictures("TIFF", [samples.drawn((50, 50))] * 4)), ("txt", b"page\f" * 3 + b"page")],
)
def test_pictures_and_texts_have_so_many_pages_and_no_more(faxed, kind, many):
    assert faxed(many, kind, most=4).pages == 4
    with pytest.raises(Invalid, match="more than 3 pages; the setting most_pages"):
        faxed(many, kind, most=3)


@pytest.fixture
def locked(work):
    """A PDF that asks for a password."""
    (work / "plain.pdf").write_bytes(samples.pdf())
    secret = ("-sUserPassword=secret", "-sOwnerPassword=owner", "-dEncryptionR=3", "-dKeyLength=128")
    command = ["gs", "-q", "-dBATCH", "-dNOPAUSE", "-sDEVICE=pdfwrite", *secret, "-o", "e.pdf", "plain.pdf"]
    assert run(command, work, AMPLE).status == 0
    return (work / "e.pdf").read_bytes()


def test_a_locked_pdf_is_refused(faxed, locked):
    with pytest.raises(Invalid, match="password"):
        faxed(locked)


@pytest.mark.parametrize(
    ("octets", "why"),
    [
        (samples.pdf([]), "no pages"),
        (samples.pdf()[:-20], "cut off"),
        (samples.pdf()[:300], "cut off"),
        (b"%PDF-1.7", "cut off"),
        (b"%PDF-1.4\n" + bytes(range(256)) * 50 + b"%%EOF", "broken"),
        (b"%PDF-1.4\n%%EOF", "broken"),
    ],
)
def test_broken_pdfs_are_refused(faxed, octets, why):
    with pytest.raises(Invalid, match=why):
        faxed(octets)


@pytest.mark.parametrize(
    ("octets", "kind", "why"),
    [
        (samples.picture("PNG", (1, 1)), "png", "1 x 1 dots"),
        (samples.picture("JPEG", (2000, 3)), "jpg", "2000 x 3 dots"),
        (samples.picture("PNG")[:100], "png", "broken"),
        (samples.picture("JPEG", (300, 300))[:-400], "jpg", "broken"),
        (samples.picture("TIFF")[:50], "tif", "broken"),
        (b"II*\0" + bytes(100), "tif", "broken"),
        (lambda: samples.pictures("PNG", [Image.new("1", (20_000, 20_000))]), "png", "more than 50000000 dots"),
        (lambda: samples.pictures("PNG", [Image.new("1", (7500, 7500))]), "png", "more than 50000000 dots"),
        (b"  \n\f\n", "txt", "empty"),
        ("漢字 مرحبا 😀 ok".encode(), "txt", "漢字مرحبا😀"),
        (b"bell\a", "txt", "can't draw"),
    ],
)
def test_pictures_and_texts_that_are_no_pages_are_refused(faxed, octets, kind, why):
    with pytest.raises(Invalid, match=why):
        faxed(octets() if callable(octets) else octets, kind)


# What PostScript can do to a box, in a file that calls itself a PDF: it is never run as PostScript.
HOSTILE = [
    b"{} loop",
    b"(/etc/passwd) (r) file 1000 string readstring pop = showpage",
    b"(%pipe%touch owned) (w) file showpage",
    b"(owned) (w) file dup (x) writestring closefile showpage",
    b"[ { 1000000 string } loop",
]


@pytest.mark.parametrize("program", HOSTILE)
def test_postscript_in_a_pdf_is_not_run(faxed, work, program):
    with pytest.raises(Invalid, match="broken"):
        faxed(samples.posing(program))
    assert not (work / "owned").exists()


@pytest.mark.parametrize("program", HOSTILE)
def test_were_it_run_it_would_get_nowhere(source, work, program):
    with pytest.raises(Invalid):
        fax_of(source(b"%!PS\n" + program), work, STANDARD, 10, Bounds(seconds=1))
    assert not (work / "owned").exists()


@pytest.mark.parametrize("target", [b"/etc/passwd", b"%pipe%touch owned", b"/dev/zero"])
def test_a_pdf_reads_no_other_file(faxed, work, target):
    """A content stream that lies in another file (ISO 32000-1 7.3.8.2): the page is blank, or refused."""
    octets = samples.pdf([b""], extra=b"/F (" + target + b") ")
    with contextlib.suppress(Invalid):
        assert [black(page) for page in frames(faxed(octets, bounds=Bounds(seconds=5)).path)] == [0]
    assert not (work / "owned").exists()


def test_a_page_that_takes_for_ever_is_ended(faxed):
    endless = b"/F 9 Tf " + b"BT 1 0 0 1 1 1 Tm (abcdefghijklmnopqrstuvwxyz) Tj ET " * 400_000
    with pytest.raises(Invalid, match=r"takes longer than 0\.3 seconds"):
        faxed(samples.pdf([endless]), bounds=Bounds(seconds=0.3))


def test_a_fax_that_grows_beyond_bounds_is_ended(faxed):
    grey = samples.pdf([b"0.5 g 0 0 595 842 re f"])
    with pytest.raises(Invalid, match="takes too much"):
        faxed(grey, quality=QUALITIES["ultra"], bounds=Bounds(seconds=60, file=1_000_000))


def test_without_ghostscript_it_says_what_to_install(faxed, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(NotReady, match="apt-get install ghostscript"):
        faxed(samples.pdf())


def test_without_a_font_it_says_what_to_install(faxed, monkeypatch, tmp_path):
    bare = tmp_path / "pictures.py"
    program = Path(documents.__file__).with_name("pictures.py").read_text()
    bare.write_text(program.replace("/usr/share/fonts", "/nowhere"))
    monkeypatch.setattr(documents, "_PICTURES", (sys.executable, "-I", str(bare)))
    with pytest.raises(NotReady, match="apt-get install fonts-dejavu-core"):
        faxed(b"text", "txt")
