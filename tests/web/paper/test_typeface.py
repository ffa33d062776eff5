"""The typeface is read once, and no document sees what another used of it."""

from __future__ import annotations

import pytest
from fontTools.ttLib import TTFont

from confederal.web.paper import typeface
from confederal.web.paper.sheet import Sheet

PLAIN, JOINED = "Añb цвет ελ ☐ – text", "شركة تعاونية مرحبا Añb"


def printed(text: str) -> bytes:
    sheet = Sheet("Title", language="en", at=1_767_830_400)
    sheet.leaf()
    sheet.words(text)
    return sheet.finished("foot")


def test_a_document_is_the_same_whatever_was_printed_before() -> None:
    first, joined = printed(PLAIN), printed(JOINED)
    printed("Ωß∞ → other letters")
    assert printed(PLAIN) == first
    assert printed(JOINED) == joined


@pytest.mark.parametrize(("text", "cut"), [(PLAIN, True), (JOINED, False)])
def test_a_document_is_cut_from_the_smallest_file_that_has_its_letters(text: str, cut: bool) -> None:
    sheet = Sheet("Title", language="en", at=1_767_830_400)
    sheet.leaf()
    sheet.words(text)
    typeface.cut(sheet)
    font = sheet.fonts["dejavu"].ttfont  # type: ignore[union-attr]
    assert isinstance(font, TTFont)
    assert (len(font.getGlyphOrder()) < 2500) is cut
    assert set(sheet.fonts["dejavu"].subset.get_all_glyph_names()) <= set(font.getGlyphOrder())  # type: ignore[union-attr]


@pytest.mark.parametrize("style", sorted(typeface.STYLES))
def test_what_is_embedded_has_the_shapes_of_the_whole_file(style: str) -> None:
    """Cutting to the common alphabets changes no outline."""
    file, names = typeface.common(style)
    cut, whole = typeface.opened(file), typeface.opened(typeface.whole(style))
    assert len(names) > 900
    for name in ("A", "eacute", "uni0446", "alpha", "Euro", "uni2610"):
        assert name in names, name
        assert cut["glyf"][name].getCoordinates(cut["glyf"]) == whole["glyf"][name].getCoordinates(
            whole["glyf"]
        )
        assert cut["hmtx"][name] == whole["hmtx"][name]
