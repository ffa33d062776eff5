"""The words of these pages: their examples run, and members never read the words of the code."""

from __future__ import annotations

import doctest
import re
from pathlib import Path
from types import ModuleType

import pytest

from confederal.kernel.ballot import Way
from confederal.kernel.body import Base
from confederal.kernel.delegate import Position
from confederal.kernel.matters import MATTERS
from confederal.kernel.question import Result, Stage
from confederal.web.questions import forms, kinds, raising, search, words
from confederal.web.talk import files

HERE = Path(words.__file__).parents[1]

NEVER = re.compile(
    r"\b(question|matter|carried|fallen|constituents?|sittings?|minute book|attestations?|entry|entries|charter|"
    r"settings?|mandates?|ratif\w+|articles?|sealed|tabled|derogation)\b",
    re.IGNORECASE,
)
"""Words of the code for which members have others (DESIGN §6)."""


@pytest.mark.parametrize("module", [words, search, raising, forms, files])
def test_the_examples_run(module: ModuleType) -> None:
    told = doctest.testmod(module)
    assert told.attempted
    assert not told.failed


@pytest.mark.parametrize(
    ("register", "table"),
    [
        (Way, words.WAYS),
        (Position, words.POSITIONS),
        (Result, words.RESULTS),
        (Stage, words.STAGES),
        (Base, words._BASES),
    ],
)
def test_every_word_of_the_record_has_a_plain_one(register: type, table: dict[object, object]) -> None:
    assert set(register) == set(table)  # type: ignore[call-overload]  # an enum is iterable


def test_every_kind_of_decision_is_offered_comes_by_itself_or_is_named_as_later() -> None:
    by_themselves = {"mandate", "ratification", "amendment", "proposal"}
    offered = {kind.word for kind in kinds.BY_KEY.values()}
    later = set(kinds.LATER)
    assert offered | later | by_themselves == {matter.word() for matter in MATTERS}
    assert all(kind.key in kinds.BY_KEY for kind in kinds.BY_KEY.values())
    assert {key for one in kinds.NO_WORDS for key in one.kinds} <= set(kinds.BY_KEY)
    assert set(kinds.PROPOSABLE) <= set(kinds.BY_KEY)


def said_in(path: Path) -> str:
    """What a template says to people: its strings to be translated, without what stands for values."""
    text = path.read_text()
    told = " ".join(re.findall(r"{% translate [\"'](.*?)[\"']", text))
    blocks = " ".join(re.findall(r"{% blocktranslate.*?%}(.*?){% endblocktranslate %}", text, re.DOTALL))
    return re.sub(r"{[{%].*?[%}]}", " ", f"{told} {blocks}")


@pytest.mark.parametrize("subject", ["questions", "ballots", "talk"])
def test_no_page_says_a_word_of_the_code(subject: str) -> None:
    found = {
        path.name: NEVER.findall(said_in(path)) for path in (HERE / subject / "templates").rglob("*.html")
    }
    assert not {name: told for name, told in found.items() if told}


def test_no_form_says_a_word_of_the_code() -> None:
    told: list[tuple[str, str]] = []
    for path in HERE.glob("questions/*.py"):
        for said in re.findall(r"(?:\b_|lazy|gettext)\(\s*((?:\"[^\"]*\"\s*)+)", path.read_text()):
            told.extend((path.name, word) for word in NEVER.findall(said))
    assert not told
