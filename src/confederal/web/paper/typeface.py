"""The typeface of the papers, read once a process.

A font file of six thousand shapes takes longer to read, and to cut to the shapes a document uses, than a page takes to
set. So each file is read once; every document gets a font that shares what never changes; and where a document keeps
to the common alphabets it is cut from a file that was cut to these before.
"""

from __future__ import annotations

from copy import copy
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Final

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fpdf import FPDF
from fpdf.fonts import SubsetMap, TTFFont

FONTS: Final = Path(__file__).parent / "fonts"
FAMILY: Final = "dejavu"
STYLES: Final = {"": "DejaVuSans.ttf", "B": "DejaVuSans-Bold.ttf"}
COMMON: Final = (
    range(0x20, 0x250),  # Latin
    range(0x370, 0x530),  # Greek and Cyrillic
    range(0x2000, 0x2070),  # dashes, quotation marks, the ellipsis
    range(0x20A0, 0x20C0),  # currencies
    range(0x2190, 0x2200),  # arrows
    (0x2122, 0x2212, 0x2260, 0x2264, 0x2265, 0x25A1, 0x2610, 0x2611, 0x2612, 0x2713),
)
"""The characters most documents keep to; any other document is cut from the whole file."""
UNPRINTED: Final = ("GDEF", "GPOS", "GSUB", "MATH", "FFTM", "kern", "gasp", "hdmx", "meta")
"""Tables that are not embedded in a document; what joins letters reads them from the file itself."""


def give(document: FPDF) -> None:
    """The document can be set in our typeface, regular and bold."""
    for number, style in enumerate(STYLES, len(document.fonts) + 1):
        font = copy(read(style))
        font.i = number
        font.missing_glyphs = []
        font.desc = copy(font.desc)
        font.subset = SubsetMap(font)
        font.ttfont = opened(whole(style))
        document.fonts[font.fontkey] = font


def cut(document: FPDF) -> None:
    """The document is written; what will be embedded is taken from the smallest file that has all it uses."""
    for style in STYLES:
        font = document.fonts[f"{FAMILY}{style}"]
        assert isinstance(font, TTFFont)
        file, names = common(style)
        if names.issuperset(font.subset.get_all_glyph_names()):
            font.ttfont = opened(file)


def opened(file: bytes) -> TTFont:
    return TTFont(BytesIO(file), recalcTimestamp=False, lazy=True)


@cache
def read(style: str) -> TTFFont:
    """The font of that style as it was read; it is only copied."""
    document = FPDF()
    document.add_font(FAMILY, style, FONTS / STYLES[style])
    font = document.fonts[f"{FAMILY}{style}"]
    assert isinstance(font, TTFFont)
    return font


@cache
def whole(style: str) -> bytes:
    return (FONTS / STYLES[style]).read_bytes()


@cache
def common(style: str) -> tuple[bytes, frozenset[str]]:
    """The font file of that style cut to the common characters, and the names of its shapes."""
    options = Options(glyph_names=True, notdef_outline=True, recommended_glyphs=True)
    options.drop_tables += UNPRINTED
    font = opened(whole(style))
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[character for part in COMMON for character in part])
    subsetter.subset(font)
    kept = BytesIO()
    font.save(kept)
    return kept.getvalue(), frozenset(font.getGlyphOrder())
