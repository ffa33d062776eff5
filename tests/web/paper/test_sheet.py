"""A sheet of paper: what is set on it, and what names can do to it."""

from __future__ import annotations

import doctest
import re

import pytest
from tests.web.paper.reading import pages, text

from confederal.web.paper import attendance, decision, setting, sheet
from confederal.web.paper.sheet import Sheet, harmless

HOSTILE = [
    "\u202egnirts\u202c",
    "{nb} \\( ) <script>",
    "\x00\x07\x1b[31m\r\nBcc: x",
    "ا" * 300,
    "Z" + "\u0301" * 400,
    "👩🏽‍🔧 😀 漢字",
    "\ud800lone",
    "w" * 5000,
    "",
    " ",
    "\u2066שרה\u2069 مريم",
]


@pytest.mark.parametrize("module", [sheet, setting, attendance, decision])
def test_the_examples_hold(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]


def begun() -> Sheet:
    paper = Sheet("Title", language="es", at=1_767_225_600)
    paper.leaf()
    return paper


def test_words_come_out_as_they_went_in_and_pages_are_numbered() -> None:
    paper = begun()
    paper.heading("Überschrift Ω")
    paper.words("Línea " * 900)
    told = paper.finished("foot")
    assert "Überschrift Ω" in text(told)
    assert text(told).count("Línea") == 900
    assert [page.split("\n")[-1] for page in pages(told)] == ["1/2", "2/2"]
    assert [page.split("\n")[-2] for page in pages(told)] == ["foot", "foot"]


def test_the_document_says_its_title_and_language_and_is_tagged() -> None:
    paper = begun()
    paper.heading("Head")
    paper.words("Words")
    paper.to_scan("https://example.org/", 20, 100, 30, "leads there")
    told = paper.finished("foot")
    assert b"/Lang (es)" in told
    assert b"/MarkInfo <</Marked true>>" in told
    assert b"/S /H1" in told
    assert b"/S /P" in told
    assert b"/S /Figure" in told
    assert b"/Alt " in told
    assert b"DisplayDocTitle true" in told


def test_the_same_words_at_the_same_time_are_the_same_bytes() -> None:
    def printed(at: int) -> bytes:
        paper = Sheet("Title", language="en", at=at)
        paper.leaf()
        paper.words("Words مريم")
        return paper.finished("foot")

    assert printed(5) == printed(5)
    assert printed(5) != printed(6)


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_breaks_a_sheet(name: str, caplog: pytest.LogCaptureFixture) -> None:
    paper = begun()
    paper.across = name
    paper.leaf()
    paper.heading(name or "-")
    paper.words(name)
    paper.one_line(name)
    paper.facts([(name, name)])
    paper.ruled(["a", "b"], [[name, name]] * 3, [1, 1])
    paper.to_fill(name)
    told = pages(paper.finished(name))
    assert len(told) >= 2
    assert not caplog.records  # a library would have logged characters of the name
    assert all(page.split("\n")[-1].endswith(f"/{len(told)}") for page in told)


def test_a_name_can_neither_turn_the_writing_nor_climb_over_other_lines() -> None:
    assert harmless("a\u202eb\u2067c") == "abc"
    assert harmless("e" + "\u0301" * 50).count("\u0301") <= 2
    assert len(harmless("x" * 1000)) == 400


def test_scripts_written_from_the_right_are_joined_and_turned() -> None:
    paper = begun()
    paper.words("مريم")
    told = paper.finished("-")
    plain = begun()
    for letter in reversed("مريم"):
        plain.placed(letter, 20, 20, 10, 6, 12)
    alone = plain.finished("-")
    assert pages(told)[0].split("\n")[:4] == list("ميرم")  # the last letter of the word stands leftmost
    assert glyphs(told) != glyphs(alone)  # and joined letters have other shapes than lonely ones


def test_a_number_beside_a_name_from_the_right_stays_on_its_side() -> None:
    paper = begun()
    paper.one_line("9 Ana, 6 אב, 4 Ben")
    told = "".join(pages(paper.finished("-"))[0].split("\n")[:-2])
    assert told.replace("\u200e", "") == "9 Ana, 6 בא, 4 Ben"


def glyphs(pdf: bytes) -> list[bytes]:
    """The widths of the shapes of the upright face."""
    return re.findall(rb"/W \[ 0 \[([^\]]*)\]", pdf)[:1]


def test_what_the_typeface_lacks_is_a_box_not_a_gap() -> None:
    paper = begun()
    paper.words("a漢b")
    assert "a□b" in text(paper.finished("-"))


def test_a_text_without_a_space_is_set_in_time() -> None:
    paper = begun()
    paper.words("w" * 50_000)
    assert sum(page.count("w") for page in pages(paper.finished("-"))) == 50_000


def test_a_long_table_repeats_its_head() -> None:
    paper = begun()
    paper.ruled(["Head", "Other"], [[str(number), "☐"] for number in range(120)], [1, 1])
    told = pages(paper.finished("-"))
    assert len(told) > 2
    assert all("Head" in page for page in told)
