"""Every paragraph with a check has a refusal in the tests, and every article a test of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from confederal.charter.articles import ARTICLES

HERE = Path(__file__).parent
TOLD = "\n".join(path.read_text(encoding="utf-8") for path in sorted(HERE.glob("test_*.py")))

CHECKED = [
    (article.name, paragraph.number)
    for article in ARTICLES
    for paragraph in article.paragraphs
    if " on " in paragraph.enforced or " about " in paragraph.enforced
]
"""Article and paragraph, where a check on acts or on matters enforces it."""


@pytest.mark.parametrize("name", [article.name for article in ARTICLES])
def test_an_article_has_a_test_of_its_name(name: str) -> None:
    assert (HERE / f"test_{name}.py").exists()


@pytest.mark.parametrize(("article", "number"), CHECKED)
def test_a_refusal_by_this_paragraph_is_told(article: str, number: int) -> None:
    assert f"{article} ¶{number}: " in TOLD
