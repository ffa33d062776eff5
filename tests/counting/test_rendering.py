"""The sheet as people and programs get it."""

import csv
import io
import json
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from inline_snapshot import snapshot
from tests.counting import elections

from confederal.counting import METHODS, Ballots, Method, count, rendering

BALLOTS = Ballots.of(
    [(("Ana", "Ben"), 6), (("Eva",), 3), (("Ben",), 1)], title="Two <delegates> & a spare", seats=2
)


def test_the_text_of_a_sheet() -> None:
    assert rendering.as_text(count("scottish-stv", BALLOTS)) == snapshot("""\
Two <delegates> & a spare
Scottish single transferable vote

Papers: 10 valid, 0 invalid
Seats: 2
Quota: 4

Elected: Ana, Eva

                   Stage 1  Stage 2  Stage 3
Ana                      6*       4        4
Ben                      1  2.99998        0-
Eva                      3        3        3*
Non-transferable         0  0.00002        3
(* elected, - left out)


What happened
  Ana reached the quota of 4 at stage 1, with 6 votes.
  Ana had 2 votes above the quota; each of their papers goes on at a value of 0.33333.
  Ben had the fewest votes, 2.99998, and was left out.
  Eva was elected at stage 3 without the quota, with 3 votes: there were no more candidates than vacancies.

Checksum 1d4e5cf50ff411c7e3f4de6fe02fdde4338759388d2ff40fe8cf1efd12f2feef
""")


def test_the_json_is_stable_and_exact() -> None:
    told = json.loads(rendering.as_json_text(count("scottish-stv", BALLOTS), ids=["1", "2", "3"]))
    assert {
        key: told[key] for key in ("method", "seats", "quota", "elected", "elected_ids", "tied", "valid")
    } == {
        "method": "scottish-stv",
        "seats": 2,
        "quota": "4",
        "elected": ["Ana", "Eva"],
        "elected_ids": ["1", "3"],
        "tied": [],
        "valid": 10,
    }
    assert told["stages"][1]["totals"] == {"Ana": "4", "Ben": "2.99998", "Eva": "3"}
    assert told["stages"][1]["transfers"] == {"Ana": "-2", "Ben": "1.99998"}
    assert told["stages"][1]["non_transferable"] == "0.00002"
    assert told["checksum"] == count("scottish-stv", BALLOTS).checksum
    assert told["explanation"]


def test_a_tie_in_json() -> None:
    told = rendering.as_json(count("scottish-stv", Ballots.of([(("Ana",), 2), (("Ben",), 2)]), seats=1))
    assert told["tied"] == ["Ana", "Ben"]
    assert "a lot must choose 1 of the 2" in told["tie"]
    assert told["elected"] == []


def test_the_checksum_is_over_everything_but_the_words() -> None:
    """Whoever has the JSON can work it out again with any JSON and SHA-256."""
    from hashlib import sha256

    sheet = count("scottish-stv", BALLOTS)
    told = json.loads(rendering.as_json_text(sheet))
    for name in ("title", "election", "tie", "elected_ids", "explanation", "checksum"):
        told.pop(name)
    for stage in told["stages"]:
        stage.pop("words")
    text = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    assert sha256(text.encode()).hexdigest() == sheet.checksum


def test_the_csv_has_a_row_a_candidate_and_stage() -> None:
    sheet = count("scottish-stv", BALLOTS)
    rows = list(csv.DictReader(io.StringIO(rendering.as_csv(sheet))))
    assert len(rows) == len(sheet.stages) * 4
    (ben,) = (row for row in rows if row["stage"] == "2" and row["candidate"] == "Ben")
    assert (ben["total"], ben["change"]) == ("2.99998", "1.99998")


class Tags(HTMLParser):
    """Checks that every tag that is opened is closed, and gathers the words."""

    VOID = ("meta", "br", "link")

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_the_page_can_be_followed_and_carries_no_markup_of_others() -> None:
    page = rendering.as_html(count("scottish-stv", BALLOTS))
    reader = Tags()
    reader.feed(page)
    assert reader.open == []
    assert "Two <delegates> & a spare" in reader.words
    assert "<delegates>" not in page
    assert page.count('scope="col"') == 4
    assert page.count('scope="row"') == 4
    assert "<script" not in page
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")
    assert "+1.99998" in reader.words


@pytest.mark.parametrize("method", METHODS.values(), ids=lambda method: method.name)
@settings(max_examples=15, deadline=None)
@given(data=some.data())
def test_every_sheet_of_every_method_can_be_shown(method: Method, data: some.DataObject) -> None:
    ballots = elections.ballots(method, data.draw(elections.papers_for(method)))
    sheet = count(method.name, ballots, **elections.settings(method, 2))
    assert sheet.checksum in rendering.as_text(sheet)
    picture = rendering.as_svg(sheet)
    if picture:
        ElementTree.fromstring(picture)
    reader = Tags()
    reader.feed(rendering.as_html(sheet))
    assert reader.open == []
    json.dumps(rendering.as_json(sheet))
    assert rendering.as_csv(sheet).startswith("stage,")


def test_the_picture_says_totals_as_the_sheet_does_and_keeps_its_size() -> None:
    """As decimals of the law, not as fractions; and on a telephone it is moved, not shrunk."""
    sheet = count("scottish-stv", BALLOTS)
    picture = rendering.as_svg(sheet)
    assert "<title>Ben: 2.99998</title>" in picture
    root = ElementTree.fromstring(picture)
    assert root.attrib["viewBox"] == f"0 0 {root.attrib['width']} {root.attrib['height']}"
    page = rendering.as_html(sheet)
    assert f'aria-label="Picture of the transfers">{picture}</div>' in page
    assert "max-width:100%" not in rendering.STYLE
    assert "<main>" in page
