"""A sheet of paper: A4, black on white, large type, in one language, and tagged for those who have it read to them.

Everything printed is drawn by the few verbs here: headings, paragraphs, facts, tables, lines to write on, boxes to
tick, a code to scan. The same words at the same time give the same bytes. Names are made harmless before they are
set (`harmless`): no control characters, no turned direction of writing, no towers of accents.
"""

from __future__ import annotations

import logging
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Final, Literal

import segno
from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.prefs import ViewerPreferences

from confederal.web.paper import typeface
from confederal.web.paper.typeface import FAMILY

MARGIN: Final = 18.0
"""Millimetres of white on every side."""
FOOT: Final = 16.0
"""Millimetres kept for the foot of the page."""
SMALLEST: Final = 9.0
"""Points: nothing is set smaller."""
LONGEST: Final = 400
"""Characters of which surely no line holds more."""
NO_GLYPH: Final = "□"
"""Stands for a character the typeface has no shape for."""
ROOM: Final = 400
"""Characters of one name or title that are set; what is longer ends with an ellipsis."""

logging.getLogger("fpdf").setLevel(logging.ERROR)
logging.getLogger("fontTools").setLevel(logging.ERROR)  # both would name characters of people's names

Align = Literal["L", "R", "C"]


class Sheet(FPDF):
    """A document while it is written. Millimetres from the top left; sizes of type in points."""

    def __init__(self, title: str, *, language: str, at: int, landscape: bool = False) -> None:
        """A document of that title, in that language, dated `at` (UTC seconds)."""
        super().__init__(orientation="landscape" if landscape else "portrait", unit="mm", format="A4")
        typeface.give(self)
        self.alias_nb_pages("")  # no name of a member turns into a number of pages
        self.set_title(harmless(title))
        self.set_lang(language)
        self.set_creator("Confederal")
        self.set_producer("Confederal")
        self.set_creation_date(datetime.fromtimestamp(at, UTC))
        self.set_margins(MARGIN, MARGIN, MARGIN)
        self.set_auto_page_break(False)
        self.viewer_preferences = ViewerPreferences(display_doc_title=True)
        self.right_to_left: Final = language.partition("-")[0] in ("ar", "fa", "he", "ur")
        self.under: str = ""
        self.across: str = ""
        self._marks: dict[int, int] = {}
        self.c_margin = 0
        self.type(12)

    # Pages

    def leaf(self) -> None:
        """Begins a new page."""
        self.add_page()
        if self.across:
            self._watermark()
        self.set_xy(MARGIN, MARGIN)

    def room(self, height: float) -> bool:
        """Whether so many millimetres are left on this page."""
        return bool(self.y + height <= self.h - MARGIN - FOOT)

    def need(self, height: float) -> None:
        """Goes on to a new page where so many millimetres are not left."""
        if self.page == 0 or not self.room(height):
            self.leaf()

    @property
    def wide(self) -> float:
        """The width between the margins."""
        return float(self.w - 2 * MARGIN)

    def finished(self, foot: str) -> bytes:
        """The document as bytes. `foot` stands under every page, beside its number out of how many."""
        pages = self.page
        for page in range(1, pages + 1):
            self.page = page
            with self._artifact():
                self.type(
                    SMALLEST, bold=True
                )  # what a page last had is not what the library last had: say it anew
                self.type(SMALLEST)
                self.set_xy(MARGIN, self.h - MARGIN - 4)
                told = f"{page}/{pages}"
                self._set(fitting(self, foot, self.wide - 20), self.wide - 20, 5, "L")
                self.set_xy(self.w - MARGIN - 20, self.h - MARGIN - 4)
                self._set(told, 20, 5, "R")
        self.page = pages
        typeface.cut(self)
        return bytes(self.output())

    def _watermark(self) -> None:
        """Whom a list of people was printed for and when, large and pale across the page (P23)."""
        with self._artifact():
            self.type(26, bold=True)
            self.type(26 * min(1.0, self.w / max(1.0, width_of(self, harmless(self.across)))), bold=True)
            self.set_text_color(225)
            told = fitting(self, self.across, self.w)
            with self.rotation(50, self.w / 2, self.h / 2):
                self.set_xy(0, self.h / 2)
                self._set(told, self.w, 14, "C")
            self.set_text_color(0)
            self.type(12)

    # Type

    def type(self, size: float, *, bold: bool = False) -> None:
        """What follows is set in this size."""
        self.set_font(FAMILY, "B" if bold else "", max(size, SMALLEST))

    @property
    def line_height(self) -> float:
        """The height of one line in the present size."""
        return float(self.font_size) * 1.35

    def heading(self, words: str, level: int = 1) -> None:
        """A heading; the first of a document is of level 1."""
        size = {1: 24.0, 2: 16.0, 3: 13.0}[level]
        self.type(size, bold=True)
        self.need(self.line_height + 14)
        self.words(words, size, bold=True, tag=f"/H{level}", after=3 if level == 1 else 2)

    def words(
        self,
        text: str,
        size: float = 12,
        *,
        bold: bool = False,
        align: Align = "L",
        after: float = 3,
        inset: float = 0,
        tag: str = "/P",
        most: int = 0,
        right: bool | None = None,
    ) -> None:
        """A paragraph, over as many lines and pages as it takes; `most` lines at most where given.

        It runs from the right (`right`) where the document does or most of its letters do.
        """
        self.type(size, bold=bold)
        width = self.wide - inset
        lines = self.broken(text, width, most)
        right = self.right_to_left or mostly_right(text) if right is None else right
        height = self.line_height
        left = list(lines)
        while left:
            self.need(height)
            self.type(size, bold=bold)  # a new page may have set another
            fits = max(1, int((self.h - MARGIN - FOOT - self.y) / height))
            with self._tagged(tag):
                for line in left[:fits]:
                    self.set_x(MARGIN + inset)
                    self._set(line, width, height, self._side(align, right), right)
                    self.ln(height)
            left = left[fits:]
        self.ln(after)

    def broken(self, text: str, width: float, most: int = 0) -> list[str]:
        """A text as the lines it takes in the present size; the last of `most` ends with an ellipsis."""
        lines: list[str] = []
        for part in text.splitlines() or [""]:
            told = shapely(harmless(part, 3 * len(part)), self._shapes())
            found = broken(self, told, width)
            lines += found
        if most and len(lines) > most:
            lines = [*lines[: most - 1], fitting(self, " ".join(lines[most - 1 :]), width)]
        return lines

    def one_line(
        self, text: str, size: float = 12, *, bold: bool = False, align: Align = "L", after: float = 2
    ) -> None:
        """One line, shortened where it does not fit; it runs as the document does, whatever names stand in it."""
        self.words(text, size, bold=bold, align=align, after=after, most=1, right=self.right_to_left)

    def _side(self, align: Align, right: bool) -> Align:
        """Where a line begins: at the right where it is of a script written from there."""
        return "R" if right and align == "L" else align

    def _set(self, text: str, width: float, height: float, align: Align, right: bool | None = None) -> None:
        """Puts one line of text at the present place; letters of scripts written from the right are joined.

        `right`: whether the line as a whole runs from the right; else as the document does.
        """
        told = shapely(harmless(text, ROOM * 50), self._shapes())
        from_right = self.right_to_left if right is None else right
        shaped = needs_shaping(told)
        if shaped:
            self.set_text_shaping(True, direction="rtl" if from_right else "ltr")
            told = told if from_right else kept_apart(told)
        self.cell(width, height, told, align=align, new_x=XPos.RIGHT, new_y=YPos.TOP)
        if shaped:
            self.set_text_shaping(False)

    def _shapes(self) -> Any:
        return self.current_font.cmap  # type: ignore[union-attr]

    # Things on the page

    def facts(self, pairs: Sequence[tuple[str, str]], size: float = 12, *, label: float = 55) -> None:
        """Lines of a name and a value: `Quorum   12 of 60`."""
        for name, value in pairs:
            self.type(size)
            lines = self.broken(value, self.wide - label)
            self.type(size, bold=True)
            names = self.broken(name, label - 3)
            height = self.line_height
            for row in range(max(len(lines), len(names))):
                self.need(height)
                with self._tagged("/P"):
                    self.type(size, bold=True)
                    self.set_x(MARGIN)
                    if row < len(names):
                        self._set(names[row], label - 3, height, self._side("L", self.right_to_left))
                    self.type(size)
                    self.set_x(MARGIN + label)
                    if row < len(lines):
                        self._set(lines[row], self.wide - label, height, self._side("L", self.right_to_left))
                self.ln(height)
            self.ln(1)
        self.ln(2)

    def ruled(
        self,
        head: Sequence[str],
        rows: Sequence[Sequence[str]],
        shares: Sequence[float],
        *,
        size: float = 11,
        tall: float = 0,
        align: Sequence[Align] = (),
    ) -> None:
        """A ruled table; its head is repeated on every page. `shares` are the columns' parts of the width.

        A cell "☐" is a box to tick. `tall` is the least height of a row, for writing by hand.
        """
        widths = [self.wide * share / sum(shares) for share in shares]
        sides: Sequence[Align] = align or ["L"] * len(widths)

        def headed() -> None:
            self._row(head, widths, size, bold=True, tall=0, sides=sides)

        self.type(size, bold=True)
        self.need(3 * self.line_height + tall)
        headed()
        for row in rows:
            if not self.room(self._height(row, widths, size, tall)):
                self.leaf()
                headed()
            self._row(row, widths, size, bold=False, tall=tall, sides=sides)
        self.ln(4)

    def _height(self, row: Sequence[str], widths: Sequence[float], size: float, tall: float) -> float:
        self.type(size)
        lines = max(
            (len(self.broken(cell, wide - 4)) for cell, wide in zip(row, widths, strict=True)), default=1
        )
        return max(tall, lines * self.line_height + 2)

    def _row(
        self,
        row: Sequence[str],
        widths: Sequence[float],
        size: float,
        *,
        bold: bool,
        tall: float,
        sides: Sequence[Align],
    ) -> None:
        height = self._height(row, widths, size, tall)
        top = self.y
        x = MARGIN
        for cell, wide, side in zip(row, widths, sides, strict=True):
            with self._artifact():
                self.set_line_width(0.5 if bold else 0.2)
                self.rect(x, top, wide, height)
            if cell == "☐":
                self.box(x + wide / 2 - 2.5, top + height / 2 - 2.5, 5)
            elif cell:
                self.type(size, bold=bold)
                with self._tagged("/P"):
                    for number, line in enumerate(self.broken(cell, wide - 4)):
                        self.set_xy(x + 2, top + 1 + number * self.line_height)
                        self._set(line, wide - 4, self.line_height, self._side(side, self.right_to_left))
            x += wide
        self.set_xy(MARGIN, top + height)

    def box(self, x: float, y: float, side: float) -> None:
        """A box to tick or to write a number in."""
        with self._artifact():
            self.set_line_width(0.5)
            self.rect(x, y, side, side)

    def placed(
        self, words: str, x: float, y: float, wide: float, tall: float, size: float, *, bold: bool = False
    ) -> None:
        """One line of words at a place of the page."""
        self.type(size, bold=bold)
        with self._tagged("/P"):
            self.set_xy(x, y)
            self._set(words, wide, tall, "L")

    def framed(
        self, words: str, x: float, y: float, wide: float, tall: float, *, thick: bool = False
    ) -> None:
        """Words in a frame of their own."""
        with self._artifact():
            self.set_line_width(1.2 if thick else 0.2)
            inset = 0.6 if thick else 0
            self.rect(x + inset, y + inset, wide - 2 * inset, tall - 2 * inset)
        self.type(12, bold=thick)
        with self._tagged("/P"):
            self.set_xy(x, y)
            self._set(words, wide, tall, "C")
        self.set_xy(x, y)

    def to_fill(self, label: str, *, size: float = 12, wide: float = 0, gap: float = 11) -> None:
        """A name and a line to write on."""
        self.need(gap)
        self.type(size)
        self.ln(gap - self.line_height)
        room = wide or self.wide
        with self._tagged("/P"):
            self.set_x(MARGIN)
            told = fitting(self, label, room * 0.85)
            self._set(told, room, self.line_height, "L")
        self.type(size)
        begin = MARGIN + self.get_string_width(told) + 3
        with self._artifact():
            self.set_line_width(0.3)
            foot = self.y + self.line_height - 1
            self.line(begin, foot, MARGIN + room, foot)
        self.ln(self.line_height)

    def cut(self, x1: float, y1: float, x2: float, y2: float) -> None:
        """A dashed line along which one cuts."""
        with self._artifact():
            self.set_line_width(0.2)
            self.set_dash_pattern(dash=2, gap=2)
            self.line(x1, y1, x2, y2)
            self.set_dash_pattern()

    def rule(self) -> None:
        """A line across the page."""
        with self._artifact():
            self.set_line_width(0.4)
            self.line(MARGIN, self.y, self.w - MARGIN, self.y)
        self.ln(4)

    def to_scan(self, address: str, x: float, y: float, side: float, alternative: str) -> None:
        """A code to scan that leads to an address, with words for who cannot see it."""
        rows = [list(row) for row in segno.make(address, error="m", micro=False).matrix]
        quiet = 4
        dot = side / (len(rows) + 2 * quiet)
        with self._tagged("/Figure", alternative):
            self.set_fill_color(0)
            for down, row in enumerate(rows):
                for begin, end in runs(row):
                    self.rect(
                        x + (begin + quiet) * dot, y + (down + quiet) * dot, (end - begin) * dot, dot, "F"
                    )

    # Tags

    @contextmanager
    def _tagged(self, kind: str, alternative: str | None = None) -> Iterator[None]:
        """What is drawn meanwhile is one piece of the document's structure, in reading order."""
        mark = self._marks.get(self.page, 0)
        self._marks[self.page] = mark + 1
        _, parents = self.struct_builder.add_marked_content(
            page_number=self.page, struct_type=kind, mcid=mark, alt_text=alternative
        )
        self.pages[self.page].struct_parents = parents
        self._set_min_pdf_version("1.4")
        self._out(f"{kind} <</MCID {mark}>> BDC")
        yield
        self._out("EMC")

    @contextmanager
    def _artifact(self) -> Iterator[None]:
        """What is drawn meanwhile is not read aloud: lines, boxes, page numbers."""
        self._out("/Artifact BMC")
        yield
        self._out("EMC")


def runs(row: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The dark stretches of a row: from, up to.

    >>> list(runs([1, 1, 0, 1]))
    [(0, 2), (3, 4)]
    """
    begin: int | None = None
    for place, dark in enumerate([*row, 0]):
        if dark and begin is None:
            begin = place
        elif not dark and begin is not None:
            yield begin, place
            begin = None


def harmless(text: str, most: int = ROOM) -> str:
    """A text that can be set on one line: no control characters, none that turn or hide writing, few accents each.

    >>> harmless("a\\x00b\\n c\\u202ed\\u200b")
    'ab cd'
    >>> harmless("abc", most=2)
    'a…'
    """
    told: list[str] = []
    accents = 0
    for character in unicodedata.normalize("NFC", text):
        kind = unicodedata.category(character)
        if kind.startswith("C") and not character.isspace():
            continue  # control, format (bidi, zero width), surrogates, private use, unassigned
        accents = accents + 1 if kind in ("Mn", "Me") else 0
        if accents > 2 or (character.isspace() and told and told[-1] == " "):
            continue
        told.append(" " if character.isspace() else character)
        if len(told) > most:
            return "".join(told[: most - 1]).rstrip() + "…"
    return "".join(told).strip()


def shapely(text: str, shapes: Any) -> str:
    """The text with a box for every character the typeface has no shape for."""
    return "".join(character if ord(character) in shapes else NO_GLYPH for character in text)


def needs_shaping(text: str) -> bool:
    """Whether a text has letters that are joined or written from the right."""
    return any(unicodedata.bidirectional(character) in ("R", "AL", "AN", "NSM") for character in text)


LEFT_TO_RIGHT: Final = "\u200e"
"""The mark that ends a name written from the right, so that the number after it is not drawn to its other side."""


def kept_apart(text: str) -> str:
    """A line written from the left, with a mark after each stretch written from the right.

    >>> kept_apart("6 אב, 4 x") == f"6 אב{LEFT_TO_RIGHT}, 4 x"
    True
    """
    told: list[str] = []
    end: int | None = None
    for character in f"{text}\n":
        direction = unicodedata.bidirectional(character)
        if end is not None and direction in ("L", "EN", "B"):
            told.insert(end, LEFT_TO_RIGHT)
            end = None
        told.append(character)
        if direction in ("R", "AL"):
            end = len(told)
    return "".join(told[:-1])


def mostly_right(text: str) -> bool:
    """Whether most letters of a text are of scripts written from the right.

    >>> mostly_right("אבג x"), mostly_right("3 אב reached the quota"), mostly_right("12")
    (True, False, False)
    """
    directions = [unicodedata.bidirectional(character) for character in text]
    right = sum(direction in ("R", "AL") for direction in directions)
    return right > directions.count("L")


def width_of(sheet: Sheet, text: str) -> float:
    """The width of a text in the present size, letter by letter; scripts whose letters join are a little narrower."""
    return float(sheet.get_string_width(text))


def broken(sheet: Sheet, text: str, width: float) -> list[str]:
    """A text as lines no wider than that, broken at spaces; a word that is too long is broken anywhere."""
    lines: list[str] = []
    present = ""
    for word in text.split(" "):
        longer = f"{present} {word}" if present else word
        if width_of(sheet, longer) <= width:
            present = longer
            continue
        if present:
            lines.append(present)
        present = word
        while len(present) > 1 and (len(present) > LONGEST or width_of(sheet, present) > width):
            fits = most_that_fits(sheet, present, width)
            lines.append(present[:fits])
            present = present[fits:]
    return [*lines, present]


def most_that_fits(sheet: Sheet, word: str, width: float) -> int:
    """How many letters of a word fit into a width; at least one."""
    least, most = 1, min(len(word), LONGEST)
    while least < most:
        middle = (least + most + 1) // 2
        if width_of(sheet, word[:middle]) <= width:
            least = middle
        else:
            most = middle - 1
    return least


def fitting(sheet: Sheet, text: str, width: float) -> str:
    """The text, with an ellipsis where it is too wide for one line."""
    told = shapely(harmless(text, ROOM * 50), sheet._shapes())
    if len(told) <= LONGEST and width_of(sheet, told) <= width:
        return told
    return told[: most_that_fits(sheet, told, width - width_of(sheet, "…"))].rstrip() + "…"
