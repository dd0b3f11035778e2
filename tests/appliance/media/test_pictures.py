"""The program that is run confined, called as a function."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.media import pictures
from tests.appliance.media import samples


@pytest.fixture
def made(tmp_path, capsys):
    """made("picture", octets): exit status and words."""

    def make(maker, octets, most=10):
        source, pdf = tmp_path / "source", tmp_path / "paper.pdf"
        source.write_bytes(octets)
        return pictures.main([maker, str(source), str(pdf), str(most)]), capsys.readouterr().out

    return make


def test_it_tells_what_it_refuses(made):
    assert made("picture", samples.picture("PNG", (2, 2))) == (3, "an image of 2 x 2 dots is too small to be a page")
    assert made("picture", samples.picture("PNG", (20, 20))) == (0, "")
    assert made("text", b" ") == (3, "the text is empty")


def test_without_a_font(made, monkeypatch):
    monkeypatch.setattr(pictures, "FONTS", ())
    assert made("text", b"text")[0] == 4


def test_a_photo_lies_as_it_was_taken(tmp_path):
    """EXIF orientation 6: the camera was turned."""
    exif = samples.Image.Exif()
    exif[0x0112] = 6
    (tmp_path / "photo").write_bytes(samples.picture("JPEG", (400, 300), exif=exif))
    [(page, _)] = pictures.of_picture(tmp_path / "photo")
    assert page.size == (300, 400)


def test_what_is_finer_than_any_fax_is_made_smaller(tmp_path):
    (tmp_path / "scan").write_bytes(samples.picture("PNG", (9146, 4000), "1", dpi=(600, 600)))
    [(page, density)] = pictures.of_picture(tmp_path / "scan")
    assert page.size == (4573, 2000)
    assert density == pytest.approx((300, 300), abs=0.1)


@pytest.mark.parametrize("dpi", [None, (0, 0), (1, 1), (72_000, 72)])
def test_without_a_density_that_holds_it_fits_a_page(tmp_path, dpi):
    how = {} if dpi is None else {"dpi": dpi}
    (tmp_path / "image").write_bytes(samples.picture("TIFF", (827, 100), **how))
    [(_, density)] = pictures.of_picture(tmp_path / "image")
    assert density == pytest.approx((100, 100))


@given(st.text(st.characters(codec="latin-1"), max_size=400), st.integers(0, 3))
@settings(deadline=None)
def test_no_line_is_lost_or_too_long(text, feeds):
    pages = list(pictures._in_pages(text + "\f" * feeds))
    lines = [line for page in pages for line in page]
    assert all(len(line) <= pictures.COLUMNS for line in lines)
    assert all(1 <= len(page) <= pictures.LINES for page in pages)
    assert len(pages) >= feeds + 1
    kept = "".join(lines)
    assert all(kept.count(each) >= text.count(each) for each in set(text) if each.isalnum())


@pytest.mark.parametrize(
    ("octets", "text"),
    [
        ("grüße".encode(), "grüße"),
        ("\ufeffgrüße".encode(), "grüße"),
        ("grüße".encode("cp1252"), "grüße"),
        (b"a\r\nb\rc\n\n", "a\nb\nc"),
    ],
)
def test_texts_as_people_write_them(octets, text):
    assert pictures._decoded(octets) == text


@pytest.fixture
def covered(tmp_path):
    """covered(words): the cover page of them."""

    def draw(words):
        source, tiff = tmp_path / "words", tmp_path / "cover.tif"
        source.write_text(words, "utf-8", "surrogatepass")
        assert pictures.main(["cover", str(source), str(tiff)]) == 0
        with pictures.Image.open(tiff) as image:
            assert getattr(image, "n_frames", 1) == 1
            return image.convert("1")

    return draw


def test_a_cover_page_is_one_page_whatever_stands_on_it(covered):
    blank = covered("")
    assert blank.size == pictures.PAGE and blank.getextrema() == (255, 255)
    for words in ("x" * 8000, "x\n" * 4000, "\n" * 8000 + "x", "שלום\u202e\U000e0041\ud800\x00"):
        left, top, right, bottom = pictures.ImageOps.invert(covered(words).convert("L")).getbbox()
        assert left > 200 and top > 200
        assert right < pictures.PAGE[0] - 200 and bottom < pictures.PAGE[1] - 200


def test_a_letter_that_can_t_be_drawn_is_told_to_be_one(covered):
    assert covered("a\nbשc").tobytes() == covered("a\nb?c").tobytes()


def test_a_cover_page_that_is_cut_says_so(covered):
    lines = "\n".join("x" * pictures.COVER_LINES)
    assert covered(f"\n{lines}\nx").tobytes() == covered(f"\n{lines[:-1]}...").tobytes()
    assert covered(f"\n{lines}").tobytes() != covered(f"\n{lines[:-1]}...").tobytes()


def test_what_is_long_goes_on_under_its_beginning():
    assert pictures._under_its_label("To:    " + "word " * 20)[1] == " " * 7 + "word " * 8 + "word"
    assert pictures._under_its_label("one: " + "word " * 20)[1].startswith("word")
    assert pictures._under_its_label("") == [""]
