"""The printed charter is what the articles say, and CHARTER.md is the printed charter."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import fields

from confederal.charter import printed
from confederal.charter.article import tag
from confederal.charter.articles import ARTICLES, NAMED
from confederal.kernel.act import ACTS
from confederal.kernel.body import Charter
from confederal.kernel.matters import MATTERS

CHARTER = Path(__file__).parents[2] / "CHARTER.md"


def test_charter_md_is_printed_from_the_articles() -> None:
    assert CHARTER.read_text(encoding="utf-8") == printed.charter() + "\n", (
        f"CHARTER.md is out of date; print it again: {printed.COMMAND}"
    )


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article.name)
def test_every_article_is_printed_with_every_paragraph_and_its_standing(article: object) -> None:
    text = printed.charter()
    known = next(each for each in ARTICLES if each is article)
    assert f"`{known.name}`, from " in text
    for paragraph in known.paragraphs:
        assert f"{paragraph.number}. {paragraph.words}\n   {printed.standing(paragraph)}\n" in text


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article.name)
def test_paragraphs_are_numbered_without_a_gap(article: object) -> None:
    known = next(each for each in ARTICLES if each is article)
    numbers = sorted(paragraph.number for paragraph in known.paragraphs)
    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article.name)
def test_a_paragraph_is_enforced_or_says_why_not_and_where_it_will_be(article: object) -> None:
    known = next(each for each in ARTICLES if each is article)
    for paragraph in known.paragraphs:
        assert bool(paragraph.enforced) != bool(paragraph.because)
        assert bool(paragraph.because) == bool(paragraph.room)


def test_every_act_and_every_matter_is_listed() -> None:
    text = printed.charter()
    assert [word for act in ACTS if f"| `{(word := tag(act))}` |" not in text] == []
    missing = [matter.word() for matter in MATTERS if f"`{matter.word()}`" not in text]
    assert missing == []


def test_every_number_of_a_charter_is_explained_with_its_bounds() -> None:
    names = {field.name for field in fields(Charter)}
    assert set(printed.MEANS) == names
    without = {name for name in names if not printed.bounds(name)}
    assert without <= {
        "between_meetings",
        "admission_by_assembly",
        "credentials_each_sitting",
        "delegation_key",
        "stray",
        "uncovered",
        "cap_votes",
        "currency",
    }


def test_an_article_reads_so() -> None:
    assert list(printed.one(NAMED["the_affected_decide_technology"])) == [
        "### The affected decide on technology",
        "",
        "A change of technology comes with a dossier on health and ecology, is decided by the section it "
        "affects, and is\nreviewed at a date.",
        "",
        "1. A change that affects a section is decided by that section, with its dossier, and reviewed.",
        "   *declares only*: dossiers are fed by hazards and conditions; until then the matter is refused, "
        "never half-effective; to be kept by: work",
        "",
        "`the_affected_decide_technology`, from R69, R71",
        "",
    ]


def test_a_matter_reads_so() -> None:
    recall = next(matter for matter in MATTERS if matter.word() == "recall")
    assert printed.row(recall) == (
        "| `recall` | Ends one seat. Decided by the constituency that elected it, by simple majority. "
        "| assemblies and councils | more than 1/2 of the votes cast, whatever the charter says "
        "| urgent | secret; delegates' votes are open |"
    )
