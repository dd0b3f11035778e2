"""A program of its own, run confined: pictures.py picture|text SOURCE PDF MOST_PAGES makes a PDF of an image or a text,
pictures.py page TIFF PNG NUMBER WIDTH a picture of one page of a fax, from 0, so many dots wide, pictures.py cover
SOURCE TIFF a page of large letters, its first line a heading.

Exit status 3: refused, the reason is printed. 4: there is no font.
"""

from __future__ import annotations

import re
import sys
import textwrap
import unicodedata
import warnings
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont, ImageOps, ImageSequence

MOST_PIXELS = 50_000_000
FEWEST_PIXELS = 16  # each way
LONGEST_SIDE = 4573  # of a page at the finest that a fax goes
A4 = (8.27, 11.69)  # inches
DENSITY = (408, 391)  # of a page of text, so that a fax takes every dot, or every second or fourth
PAGE = (3456, 4573)
MARGIN = 300
COLUMNS, FONT_SIZE, LINE_HEIGHT = 80, 58, 72
LINES = (PAGE[1] - 2 * MARGIN) // LINE_HEIGHT
COVER_COLUMNS, COVER_FONT, COVER_LINE = 64, 74, 96
HEADING_FONT, HEADING_LINE, HEADING_COLUMNS = 220, 420, 20
COVER_LINES = (PAGE[1] - 2 * MARGIN - HEADING_LINE) // COVER_LINE
LABEL = re.compile(r"[^ :][^:]{0,14}: {2,12}")
UNDRAWABLE, CUT = "?", "..."
FONTS = (
    "/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf",
    "/usr/share/fonts/opentype/urw-base35/NimbusMonoPS-Regular.otf",  # comes with Ghostscript
)
REFUSED, NO_FONT = 3, 4

Page = tuple[Image.Image, tuple[float, float]]
"""With its dots an inch, across and down."""


class Refusal(Exception):
    """The reason is for people."""


def of_picture(source: Path) -> Iterator[Page]:
    """The pages of an image file."""
    with Image.open(source, formats=("TIFF", "PNG", "JPEG")) as image:
        for frame in ImageSequence.Iterator(image):
            yield _picture_page(frame)


def _picture_page(frame: Image.Image) -> Page:
    if min(frame.size) < FEWEST_PIXELS:
        raise Refusal(f"an image of {frame.width} x {frame.height} dots is too small to be a page")
    density = _density(frame)
    upright = ImageOps.exif_transpose(_flat(frame))
    smaller = max(max(upright.size) / LONGEST_SIDE, 1)
    if smaller > 1:
        upright = _flat(upright.convert("L") if upright.mode == "1" else upright)
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return upright, (density[0] / smaller, density[1] / smaller)


def _density(frame: Image.Image) -> tuple[float, float]:
    """As the image says, where a page comes of it; else such that it fits A4."""
    across, down = (float(each) for each in frame.info.get("dpi", (0, 0)))
    if 50 <= across <= 2400 and 50 <= down <= 2400:
        return across, down
    fitting = max(frame.width / A4[0], frame.height / A4[1])
    return fitting, fitting


def _flat(frame: Image.Image) -> Image.Image:
    """In black and white, grey or colours, on white where it can be seen through."""
    if frame.mode in ("1", "L", "RGB"):
        return frame
    if frame.mode.startswith("I;16") or frame.mode == "I":
        return frame.convert("I").point(lambda value: value / 256).convert("L")
    if not frame.has_transparency_data:
        return frame.convert("RGB")
    seen = frame.convert("RGBA")
    white = Image.new("RGB", seen.size, "white")
    white.paste(seen, mask=seen.getchannel("A"))
    return white


def of_text(source: Path) -> Iterator[Page]:
    """The pages of a text file, 80 columns in lines that are wrapped; a form feed begins a page."""
    font = _font()
    text = _decoded(source.read_bytes())
    _check_drawable(text, font)
    for lines in _in_pages(text):
        page = Image.new("1", PAGE, 1)
        draw = ImageDraw.Draw(page)
        for number, line in enumerate(lines):
            draw.text((MARGIN, MARGIN + number * LINE_HEIGHT), line, font=font, fill=0)
        yield page, DENSITY


def _decoded(octets: bytes) -> str:
    try:
        text = octets.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = octets.decode("cp1252", "replace")
    if not text.strip():
        raise Refusal("the text is empty")
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip()


def _in_pages(text: str) -> Iterator[list[str]]:
    for sheet in text.split("\f"):
        lines = (part for line in sheet.split("\n") for part in _wrapped(line.expandtabs(8)))
        yield from iter(lambda: list(islice(lines, LINES)), [])  # noqa: B023  used up before the next sheet


def _wrapped(line: str) -> list[str]:
    return textwrap.wrap(line, COLUMNS, replace_whitespace=False, drop_whitespace=False) or [""]


def cover(source: Path, tiff: Path) -> None:
    """Write the one page of a text of which any letter may be beyond us; what does not fit is left out, and told so."""
    font, heading = _font(COVER_FONT), _font(HEADING_FONT)
    title, *rest = _with_what_there_is(source.read_text("utf-8", "replace"), font).split("\n")
    lines = [part for line in rest for part in _under_its_label(line)]
    shown = lines if len(lines) <= COVER_LINES else [*lines[: COVER_LINES - 1], CUT]
    page = Image.new("1", PAGE, 1)
    draw = ImageDraw.Draw(page)
    draw.text((MARGIN, MARGIN), title[:HEADING_COLUMNS], font=heading, fill=0)
    for number, line in enumerate(shown):
        draw.text((MARGIN, MARGIN + HEADING_LINE + number * COVER_LINE), line, font=font, fill=0)
    page.save(tiff, "TIFF", compression="group4", dpi=DENSITY)


def _under_its_label(line: str) -> list[str]:
    label = LABEL.match(line)
    return textwrap.wrap(line, COVER_COLUMNS, subsequent_indent=" " * (label.end() if label else 0)) or [""]


def _with_what_there_is(text: str, font: ImageFont.FreeTypeFont) -> str:
    missing = bytes(font.getmask("\U0010ffff"))
    lacking = {each for each in set(text) if each not in " \n" and not _drawable(each, font, missing)}
    return "".join(UNDRAWABLE if each in lacking else each for each in text)


def _font(size: int = FONT_SIZE) -> ImageFont.FreeTypeFont:
    path = next((each for each in FONTS if Path(each).exists()), None)
    if path is None:
        raise FileNotFoundError("no font")
    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)


def _check_drawable(text: str, font: ImageFont.FreeTypeFont) -> None:
    missing = bytes(font.getmask("\U0010ffff"))
    wrong = [each for each in dict.fromkeys(text) if not each.isspace() and not _drawable(each, font, missing)]
    if wrong:
        raise Refusal(f"the text has letters that the box can't draw: {''.join(wrong[:20])}; send it as a PDF")


def _drawable(letter: str, font: ImageFont.FreeTypeFont, missing: bytes) -> bool:
    right_to_left = unicodedata.bidirectional(letter) in ("R", "AL")
    return letter.isprintable() and not right_to_left and bytes(font.getmask(letter)) != missing


MAKERS: Mapping[str, Callable[[Path], Iterator[Page]]] = {"picture": of_picture, "text": of_text}


def make(maker: str, source: Path, pdf: Path, most_pages: int) -> None:
    """Write the PDF, a page at a time. Raises Refusal."""
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    for number, (page, density) in enumerate(MAKERS[maker](source)):
        if number >= most_pages:
            raise Refusal(f"it has more than {most_pages} pages; the setting most_pages may be raised")
        page.save(pdf, "PDF", append=number > 0, dpi=density)


def show(source: Path, png: Path, number: int, width: int) -> None:
    """Write the picture of a page, as it looks on paper. Raises Refusal."""
    with Image.open(source, formats=("TIFF",)) as image:
        try:
            image.seek(number)
        except EOFError as beyond:
            raise Refusal(f"there is no page {number + 1}") from beyond
        across, down = _density(image)
        height = max(round(image.height / down * across * width / image.width), 1)
        image.convert("L").resize((width, height), Image.Resampling.BOX).save(png, "PNG", optimize=True)


def main(arguments: list[str]) -> int:
    """Its exit status."""
    maker, source, made, *numbers = arguments
    try:
        if maker == "cover":
            cover(Path(source), Path(made))
        elif maker == "page":
            show(Path(source), Path(made), *map(int, numbers))
        else:
            make(maker, Path(source), Path(made), int(numbers[0]))
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        return _told(f"the image has more than {MOST_PIXELS} dots")
    except Refusal as refusal:
        return _told(str(refusal))
    except FileNotFoundError:
        return NO_FONT
    return 0


def _told(reason: str) -> int:
    sys.stdout.write(reason)
    return REFUSED


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
