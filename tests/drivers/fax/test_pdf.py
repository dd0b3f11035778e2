"""Facsimile pages as a PDF, read back by Ghostscript."""

from __future__ import annotations

import subprocess
from pathlib import Path

from PIL import Image

from drivers.fax.page import PageFormat, Resolution
from drivers.fax.pdf import encode_pdf
from drivers.fax.sheet import Sheet
from drivers.fax.tiff import Document, encode_tiff
from tests.drivers.fax.pages import rows_of, text_page

SHEETS = tuple(
    Sheet(PageFormat(resolution=resolution), text_page(1728, rows))
    for resolution, rows in ((Resolution.FINE, 196), (Resolution.STANDARD, 98))
)


def coded(folder: Path) -> bytes:
    (folder / "it.tif").write_bytes(encode_tiff(SHEETS))
    document = Document(folder / "it.tif")
    return encode_pdf(document.coded(number) for number in range(document.pages))


def test_it_shows_the_same_dots_in_the_same_size(tmp_path: Path) -> None:
    (tmp_path / "it.pdf").write_bytes(coded(tmp_path))
    command = ["gs", "-q", "-dSAFER", "-dBATCH", "-dNOPAUSE", "-sDEVICE=tiffg4", "-r204x196", "-sOutputFile=out.tif"]
    ended = subprocess.run([*command, "it.pdf"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert ended.stdout + ended.stderr == ""
    with Image.open(tmp_path / "out.tif") as shown:
        assert shown.n_frames == 2
        assert shown.size == (1728, 196)
        assert rows_of(shown) == SHEETS[0].rows
        shown.seek(1)
        assert shown.size == (1728, 196)
