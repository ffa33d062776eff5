"""Looks and manners that can be computed: contrast, nothing inline or of others, all words translatable, weight."""

from __future__ import annotations

import gzip
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Final

import pytest

WEB: Final = Path(__file__).parents[2] / "src" / "confederal" / "web"
STATIC: Final = WEB / "static" / "confederal"
TEMPLATES: Final = sorted(WEB.glob("**/templates/**/*.html"))
STYLES: Final = sorted(WEB.glob("**/static/**/*.css"))
SCRIPTS: Final = sorted(WEB.glob("**/static/**/*.js"))

GROUNDS: Final = ("paper", "surface", "sunken")
STATES: Final = ("voting", "good", "warn", "bad", "recall")
SOFT: Final = ("accent-soft", *(f"{state}-soft" for state in STATES))
TEXT_ON: Final = (
    *(("ink", ground) for ground in (*GROUNDS, *SOFT)),
    *(("ink-soft", ground) for ground in (*GROUNDS, *SOFT)),
    *(("accent", ground) for ground in (*GROUNDS, "accent-soft")),
    *(("accent-strong", ground) for ground in (*GROUNDS, "accent-soft")),
    *((state, ground) for state in STATES for ground in ("paper", "surface", f"{state}-soft")),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("surface", "bad"),
)
"""Every colour of text, and what it stands on: WCAG 2.2 asks for 4.5 (1.4.3)."""
EDGES_ON: Final = tuple(
    (edge, ground) for edge in ("edge", "focus", "accent") for ground in ("paper", "surface")
)
"""Borders of fields, the focus, lines of the map: 3 (1.4.11, 2.4.13)."""


def tokens(sheet: str) -> dict[str, str]:
    """The colours of the first `:root` of a sheet, by name."""
    root = re.search(r":root \{(.*?)\n\}", (STATIC / sheet).read_text(), re.DOTALL)
    assert root is not None
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", root[1]))


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it.

    >>> luminance("#ffffff")
    1.0
    """
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_the_formula_is_the_one_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == 21
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48  # the well-known grey that is just too light


@pytest.mark.parametrize("sheet", ["confederal.css", "dark.css"])
def test_every_text_can_be_read_on_its_ground(sheet: str) -> None:
    colours = tokens(sheet)
    pale = [(*pair, round(contrast(*(colours[name] for name in pair)), 2)) for pair in TEXT_ON]
    assert [each for each in pale if each[2] < 4.5] == []
    edges = [(*pair, round(contrast(*(colours[name] for name in pair)), 2)) for pair in EDGES_ON]
    assert [each for each in edges if each[2] < 3] == []


def test_both_schemes_have_the_same_colours() -> None:
    assert set(tokens("confederal.css")) == set(tokens("dark.css"))
    assert set(tokens("confederal.css")) == {name for pair in (*TEXT_ON, *EDGES_ON) for name in pair} | {
        "line"
    }


def test_every_token_that_is_used_exists() -> None:
    known = set(re.findall(r"(--[a-z0-9-]+):", (STATIC / "confederal.css").read_text()))
    used = {
        (sheet.name, name)
        for sheet in STYLES
        for name in re.findall(r"var\((--[a-z0-9-]+)", sheet.read_text())
    }
    assert {(sheet, name) for sheet, name in used if name not in known} == set()


def test_a_colour_is_named_in_one_place() -> None:
    """Outside the tokens, only what is meant for paper knows a colour of its own."""
    strange = []
    for sheet in STYLES:
        if sheet.name == "print.css":
            continue
        text = re.sub(r"@media print \{.*", "", re.sub(r":root \{.*?\n\}", "", sheet.read_text(), flags=re.DOTALL),
                      flags=re.DOTALL)  # fmt: skip
        strange += [(sheet.name, colour) for colour in re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[^{}]*;)", text)]
    assert strange == []


VOCABULARY: Final = (
    *("card", "cards", "stack", "cluster", "button", "tag", "notice", "hint", "field", "table-wrap", "bar"),
    *("steps", "trail", "empty", "why-not", "facts", "tabs", "who"),
)


@pytest.mark.parametrize("word", VOCABULARY)
def test_the_vocabulary_has_looks(word: str) -> None:
    assert re.search(rf"\.{word}\b[^{{}}]*\{{", (STATIC / "confederal.css").read_text())


class Page(HTMLParser):
    """What stands in a template once its tags are taken out: attributes, and words outside any translation."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        self.inside.append(tag)
        for name, value in names.items():
            if name == "style" or name.startswith(("on", "hx-on")):
                self.faults.append(f"<{tag} {name}>")
            if name in ("title", "alt", "placeholder", "aria-label", "aria-description") and words(value):
                self.faults.append(f"<{tag} {name}={value!r}>: not translatable")
            if (
                name in ("src", "href", "action", "srcset", "hx-get", "hx-post")
                and value
                and is_elsewhere(value)
            ):
                self.faults.append(f"<{tag} {name}={value!r}>: of others")
        if tag == "style" or (tag == "script" and not names.get("src")):
            self.faults.append(f"<{tag}> inline")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.inside:
            while self.inside.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if words(data) and not {"code", "pre", "kbd", "script", "style"} & set(self.inside):
            self.faults.append(f"{data.strip()!r}: not translatable")


NAMES: Final = re.compile(r"\bConfederal\b|\bCSV\b|\bPDF\b|\bQR\b|&\w+;|/[\w/-]+/")


def words(text: str | None) -> bool:
    """Whether there is a word in a text: two letters in a row that are no name of ours, of a format, no address."""
    return re.search(r"[^\W\d_]{2}", NAMES.sub("", text or "")) is not None


def is_elsewhere(address: str) -> bool:
    return re.match(r"(https?:)?//", address) is not None


def bare(template: str) -> str:
    """A template without its tags, variables, comments and everything that is translated."""
    text = re.sub(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", "", template, flags=re.DOTALL)
    text = re.sub(r"\{% blocktrans(late)?\b.*?\{% endblocktrans(late)? %\}", "", text, flags=re.DOTALL)
    text = re.sub(r"\{% block (page_class|live) %\}.*?\{% endblock %\}", "", text, flags=re.DOTALL)
    text = re.sub(r"\{% (static|url)\b.*?%\}|\{\{.*?\}\}", "…", text, flags=re.DOTALL)
    return re.sub(r"\{%.*?%\}", "", text, flags=re.DOTALL)


def faults_in(template: str) -> list[str]:
    """What a template must not have."""
    page = Page()
    page.feed(bare(template))
    page.close()
    return page.faults


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.relative_to(WEB).as_posix())
def test_nothing_is_inline_nothing_is_of_others_and_every_word_can_be_translated(template: Path) -> None:
    assert faults_in(template.read_text()) == []


@pytest.mark.parametrize(
    "template",
    [
        '<p style="color: red">{{ words }}</p>',
        "<button onclick='go()'>{{ words }}</button>",
        "<script>go()</script>",
        "<script nonce='{{ csp_nonce }}'>go()</script>",
        '<script src="https://cdn.example.org/x.js"></script>',
        '<img alt="{{ x }}" src="//example.org/x.png">',
        "<p>{% if open %}Open{% endif %}</p>",
        '<input placeholder="Your name">',
        "<style>p { color: red }</style>",
    ],
)
def test_each_of_these_would_be_found(template: str) -> None:
    assert len(faults_in(template)) == 1


def test_what_is_in_order_is_left_in_peace() -> None:
    template = """{% load i18n %}<p>{% translate "Open" %} · {{ count }} <code>confederal verify</code></p>
    {% blocktranslate count n=n %}one{% plural %}many{% endblocktranslate %}
    <script src="{% static 'x.js' %}"></script>"""
    assert faults_in(template) == []


def compressed(paths: list[Path]) -> int:
    """How many bytes files weigh on their way."""
    return sum(len(gzip.compress(path.read_bytes(), 6)) for path in paths)


def test_a_first_visit_is_light() -> None:
    assert compressed(SCRIPTS) <= 60_000
    assert compressed(SCRIPTS + STYLES + sorted(STATIC.glob("*.svg"))) <= 150_000


def test_what_others_wrote_comes_with_its_licence() -> None:
    for name, licence in (("htmx.min.js", "BSD"), ("sse.js", "BSD"), ("noble-ed25519.js", "MIT")):
        assert (STATIC / name).is_file()
        assert licence in (STATIC / f"{name.split('.')[0]}.LICENSE").read_text()


def test_no_style_sheet_asks_another_host() -> None:
    for sheet in STYLES:
        assert "@import" not in sheet.read_text()
        assert "url(" not in sheet.read_text().replace("url(data:", "")


PHYSICAL: Final = re.compile(
    r"(?:margin|padding|border)-(?:left|right)|(?<![-\w])(?:left|right):|(?:text-align|float): (?:left|right)"
)


def test_the_pages_can_be_read_from_right_to_left() -> None:
    """Sides are named as start and end; a shorthand of four lengths has the same on both sides."""
    for sheet in sorted(STATIC.glob("*.css")):
        text = sheet.read_text()
        assert PHYSICAL.findall(text) == [], sheet.name
        for lengths in re.findall(r"(?:margin|padding|inset): ([^;]+);", text):
            each = re.findall(r"[\w-]+\([^()]*(?:\([^()]*\)[^()]*)*\)|[^\s]+", lengths)
            assert len(each) < 4 or each[1] == each[3], (sheet.name, lengths)
