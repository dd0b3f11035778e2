"""The line at the top of each page that says when, by whom and which page of how many (as 47 CFR 68.318(d) asks)."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from drivers.fax.page import PageFormat, Resolution
from drivers.fax.sheet import placed, rows_of

_DENSITY = Resolution.R16.value  # it is drawn in these dots an inch, and brought to the page's
_HEIGHT = 56
_FONT_SIZE = 40
_MARGIN = 80
_GAP = "    "
_FONTS = (
    Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"),
    Path("/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf"),
)


@dataclass(frozen=True, slots=True)
class TagLine:
    """`when` in local time; the `sender`'s name and `number`, '' where there is none."""

    when: datetime
    sender: str = ""
    number: str = ""

    def text(self, page: int, pages: int) -> str:
        """For page number `page`, from 1, of `pages`."""
        fields = (f"{self.when:%Y-%m-%d %H:%M}", self.sender, self.number, f"page {page} of {pages}")
        return _GAP.join(field for field in fields if field)

    def rows(self, page: int, pages: int, page_format: PageFormat) -> tuple[bytes, ...]:
        """Rows to put on top of a page of that format."""
        drawn = _drawn(self.text(page, pages), PageFormat(page_format.width, Resolution.R16).pels)
        return rows_of(placed(drawn, _DENSITY, page_format, drawn.height))


@lru_cache(4)
def _drawn(text: str, pels: int) -> Image.Image:
    image = Image.new("1", (pels, _HEIGHT), 1)
    font, written = _font(text)
    ImageDraw.Draw(image).text((_MARGIN, 2), written, fill=0, font=font, stroke_width=1)
    return image


def _font(text: str) -> tuple[ImageFont.FreeTypeFont | ImageFont.ImageFont, str]:
    """A font that has every letter, or else Pillow's own and the text as far as that has it."""
    for path in _FONTS:
        if path.exists():
            return ImageFont.truetype(path, _FONT_SIZE), text
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return ImageFont.load_default(_FONT_SIZE), plain
