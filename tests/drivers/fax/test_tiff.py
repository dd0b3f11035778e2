from pathlib import Path

import pytest
from PIL import Image
from PIL.TiffImagePlugin import TiffImageFile

from drivers.fax.page import PageFormat, Resolution, Width
from drivers.fax.sheet import Sheet
from drivers.fax.tiff import Document, DocumentError, encode_tiff
from tests.drivers.fax.pages import text_page

SHEETS = (
    Sheet(PageFormat(), text_page(1728, 300)),
    Sheet(PageFormat(Width.B4, Resolution.FINE), text_page(2048, 200), bad=3, longest_bad=2),
    Sheet(PageFormat(Width.A3, Resolution.R16), text_page(4864, 150)),
    Sheet(PageFormat(resolution=Resolution.R300), text_page(2592, 150)),
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "fax.tif"
    path.write_bytes(encode_tiff(SHEETS))
    return path


def test_pages_come_back(file: Path) -> None:
    document = Document(file)
    assert document.pages == len(SHEETS)
    for number, sheet in enumerate(SHEETS):
        assert document.format(number) == sheet.format
        assert document.sheet(number).rows == sheet.rows


def test_the_file_is_of_class_f(file: Path) -> None:
    with TiffImageFile(file) as image:
        image.seek(1)
        tags = {tag: image.tag_v2[tag] for tag in (254, 259, 262, 266, 282, 283, 296, 326, 327, 328)}
    assert tags == {254: 2, 259: 4, 262: 0, 266: 1, 282: 204, 283: 196, 296: 2, 326: 3, 327: 1, 328: 2}


@pytest.mark.parametrize("compression", ["group3", "group4", "packbits", "raw", "tiff_lzw"])
def test_any_compression_is_read(tmp_path: Path, compression: str) -> None:
    picture = Image.frombytes("1", (1728, 300), b"".join(SHEETS[0].rows), "raw", "1;I")
    picture.save(tmp_path / "a.tif", compression=compression, dpi=(204, 98))
    assert Document(tmp_path / "a.tif").sheet(0) == SHEETS[0]


def test_grey_is_diffused(tmp_path: Path) -> None:
    Image.new("L", (1728, 300), 128).save(tmp_path / "a.tif", dpi=(204, 196))
    rows = Document(tmp_path / "a.tif").sheet(0).rows
    black = sum(int.from_bytes(row).bit_count() for row in rows)
    assert black == pytest.approx(1728 * 300 / 2, rel=0.05)


def test_a_file_that_does_not_say_how_dense_it_is_counts_as_fine(tmp_path: Path) -> None:
    Image.new("1", (1728, 300), 1).save(tmp_path / "a.tif")
    assert Document(tmp_path / "a.tif").format(0) == PageFormat(resolution=Resolution.FINE)


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
@pytest.mark.parametrize("octets", [b"", b"%PDF-1.4", b"II*\0\x08\0\0\0\xff\xff"])
def test_what_is_no_tiff_is_refused(tmp_path: Path, octets: bytes) -> None:
    path = tmp_path / "a.tif"
    path.write_bytes(octets)
    with pytest.raises(DocumentError, match="can't be read"):
        Document(path)


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
def test_a_file_that_breaks_off_is_refused(file: Path) -> None:
    document = Document(file)
    octets = file.read_bytes()
    file.write_bytes(octets[: len(octets) // 3])
    with pytest.raises(DocumentError, match="can't be read"):
        document.sheet(3)


def test_a_page_without_rows_is_refused() -> None:
    with pytest.raises(ValueError, match="without rows"):
        encode_tiff([Sheet(PageFormat(), ())])
