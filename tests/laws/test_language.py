"""The law of no word: what the acts and matters can say, and that nobody can be appointed, commanded or measured."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

import pytest
from immutables import Map
from msgspec import Struct
from tests.laws.language import (
    BODY,
    COMMANDED,
    COUNTED_OF_ALL,
    NAMES,
    OFFICE,
    PERSON,
    TEXT,
    TOGETHER,
    faults_of,
    fields_in,
    own_fields,
)

import confederal
from confederal.charter.articles import ARTICLES, NAMED
from confederal.kernel import act as a
from confederal.kernel import after as afters
from confederal.kernel import attestation as says
from confederal.kernel import grounds
from confederal.kernel.identity import BodyId, Count, Digest, Id
from confederal.kernel.matters import MATTERS
from confederal.kernel.matters.matter import MatterBase
from confederal.kernel.member import Member
from confederal.kernel.state import State

ROOT = Path(confederal.__file__).parent
WORDS: tuple[type[Struct], ...] = get_args(says.Says)
EVERY: tuple[type[Struct], ...] = (*a.ACTS, *MATTERS, a.Payload)


# No word


def test_nobody_is_appointed_commanded_or_measured_by_any_word_of_the_language() -> None:
    assert faults_of((*a.ACTS, *MATTERS, *WORDS, a.Payload)) == []


def test_every_justification_is_of_a_field_there_is() -> None:
    there = {field.path for kind in EVERY for field in fields_in(kind)}
    listed = [path for paths in NAMES.values() for path in paths]
    assert sorted(set(listed) - there) == []
    assert len(listed) == len(set(listed)), "a field is listed under two names"
    assert {path.partition(":")[0] for path in COUNTED_OF_ALL} <= there
    kinds = {kind.__name__ for kind in (*a.ACTS, *MATTERS)} | {path.partition(".")[0] for path in there}
    assert set(TOGETHER) <= kinds


def test_every_name_but_a_texts_says_why_it_may_stand() -> None:
    assert [
        path for what, paths in NAMES.items() if what != TEXT for path, why in paths.items() if not why
    ] == []


class Appointed(a.Act, frozen=True, tag="appointed"):
    """A seed: somebody is put into an office by an act."""

    office: Id
    holder: Id


class Decreed(a.Act, frozen=True, tag="decreed"):
    """A seed: a body is told what to do."""

    to_body: BodyId
    text: Digest


class OutputRecorded(a.Act, frozen=True, tag="output_recorded"):
    """A seed: what one person makes in a day."""

    member: Id
    output: Count


class Leaning(StrEnum):
    """A seed: where somebody stands."""

    TENDENCY_A = "tendency_a"


class Interviewed(a.Act, frozen=True, tag="interviewed"):
    """A seed: an opinion under a harmless name."""

    leaning: Leaning


class Weighed(a.Act, frozen=True, tag="weighed"):
    """A seed: a vote with a weight that is not exact."""

    weight: float


SEEDED = {
    **NAMES,
    PERSON: {**NAMES[PERSON], "Appointed.holder": "a seed", "OutputRecorded.member": "a seed"},
    OFFICE: {**NAMES[OFFICE], "Appointed.office": "a seed"},
    COMMANDED: {"Decreed.to_body": "a seed"},
    TEXT: {**NAMES[TEXT], "Decreed.text": ""},
}
"""The table as somebody would have to write it who adds these acts and says honestly what they name."""


@pytest.mark.parametrize(
    ("seed", "fault"),
    [
        (Appointed, "Appointed names a person and an office: somebody could be appointed by it"),
        (Decreed, "Decreed tells another body what to do: that is a decree"),
        (OutputRecorded, "OutputRecorded.output measures a person"),
        (Interviewed, "Interviewed.leaning has the word 'tendency_a', which measures a person"),
        (Weighed, "Weighed.weight holds a FloatType: only exact and closed values are said"),
    ],
)
def test_a_language_seeded_with_such_an_act_fails_the_law(seed: type[a.Act], fault: str) -> None:
    assert faults_of((*a.ACTS, seed, *MATTERS, *WORDS, a.Payload), SEEDED) == [fault]


def test_a_new_act_fails_the_law_until_its_fields_are_listed() -> None:
    assert faults_of((*a.ACTS, Appointed, Decreed)) == [
        "Appointed.office holds a name and nobody has said what it names",
        "Appointed.holder holds a name and nobody has said what it names",
        "Decreed.to_body holds a digest and nobody has said what it names",
        "Decreed.text holds a digest and nobody has said what it names",
    ]


def test_an_appointment_inside_a_matter_is_found_too() -> None:
    class Nomination(MatterBase, frozen=True, tag="nomination"):
        post: Id
        person: Id

    seeded = {
        **NAMES,
        PERSON: {**NAMES[PERSON], "Nomination.person": "a seed"},
        OFFICE: {**NAMES[OFFICE], "Nomination.post": "a seed"},
    }
    assert faults_of((*MATTERS, Nomination), seeded) == [
        "Nomination names a person and an office: somebody could be appointed by it"
    ]


def test_no_act_but_a_word_and_its_proof_names_another_body() -> None:
    """What names other bodies is a decision about oneself, or a body's own word: there is no third kind."""
    named = {
        kind.__name__
        for kind in a.ACTS
        for field in own_fields(kind)
        if field.path in NAMES[BODY] and field.owner != "FoundingBody"
    }
    assert named == set()


# The tables cover the union


def test_what_follows_is_told_for_every_act_but_the_founding() -> None:
    assert set(afters.AFTER) == set(a.ACTS) - {a.Founded}


def test_what_it_points_at_is_told_for_every_act_but_the_founding() -> None:
    assert set(grounds.GROUNDS) == set(a.ACTS) - {a.Founded}


def test_what_waits_for_a_second_person_is_told_when_confirmed() -> None:
    proposed = {kind for kind, follows in afters.AFTER.items() if follows is afters.AFTER[a.Invited]}
    assert proposed <= set(afters.WHEN_CONFIRMED)
    assert set(afters.WHEN_CONFIRMED) - proposed <= {a.AttestationShown}, "waits only in some cases"


def test_every_word_of_another_body_is_in_the_tables() -> None:
    assert set(afters.WHEN_SHOWN) == set(WORDS)
    assert set(grounds.SHOWN_GROUNDS) <= set(WORDS)


def test_what_matters_point_at_is_told_of_matters_there_are() -> None:
    assert set(grounds.MATTER_GROUNDS) <= set(MATTERS)


def test_every_act_and_matter_is_frozen_closed_and_has_one_word() -> None:
    tags = [kind.__struct_config__.tag for kind in (*a.ACTS, *MATTERS)]
    for kind in (*a.ACTS, *MATTERS):
        assert kind.__struct_config__.frozen
        assert kind.__struct_config__.forbid_unknown_fields
    for family in (a.ACTS, MATTERS, WORDS):
        words = [kind.__struct_config__.tag for kind in family]
        assert len(words) == len(set(words))
    assert not {
        tag for tag in tags if re.search("appoint|dismiss|decree|dissolve|command|nominat|order", str(tag))
    }


def test_what_one_says_at_the_tellers_table_is_never_a_tellers_own_business() -> None:
    assert set(a.Assistable.__args__).isdisjoint(
        {a.Founded, a.FoundingConfirmed, a.Confirmed, a.CountTold, a.CountConfirmed, a.Assisted, a.Invited}
    )


# What is kept of a person


KEPT_OF_A_PERSON = {
    "id": "the pseudonym",
    "standing": "whether they vote",
    "since": "from when: weights count members of standing",
    "ground": "the step they came in by",
    "section": "where they vote",
    "entry": "the digest of their row in the sealed register",
    "key": "what they sign with",
    "acts_for_employer_until": "declared by themselves; voting waits (R46)",
    "leaves_at": "expelled, under appeal",
    "section_since": "in a section one votes on what was raised after one came to it",
    "votes_from": "who joins votes when one ordinary notice has run",
    "contested": "they contested what the keepers said",
    "off_roll_at": "keepers say they left; they may contest it",
}

KEYED_BY_PERSON = {
    "confirmed": "founders who confirmed",
    "founders": "who founded",
    "members": "see KEPT_OF_A_PERSON",
    "roll": "one vote each",
    "rolls": "one vote each, by section",
    "timed": "whose vote depends on the clock",
    "invitations": "cards not yet used",
    "recoveries": "keys being replaced",
    "seats": "whom the electors put where",
    "live": "which seats are held",
    "served": "terms in offices of power (R44)",
    "reports": "by seat",
    "places": "delegates' seats, no person's id",
    "guests": "seats of sister bodies, no person's id",
    "live_places": "which delegates' seats are held",
    "taken": "delegates' seats at a sitting",
    "keys": "whose key",
    "personal": "by the digest of a text: whose it is, so that they may have it erased",
}
"""Every part of the reading that a person's pseudonym leads to."""


def test_nothing_more_is_kept_of_a_member_than_is_listed() -> None:
    assert set(Member.__struct_fields__) == set(KEPT_OF_A_PERSON)


def test_no_path_leads_from_a_person_to_output_pace_attendance_or_opinion() -> None:
    """Invariant 9: every part of the state is either listed as a person's, or holds nothing by person."""
    apersonal = {
        "opened", "fallen",
        "body", "charter", "edition", "host_key", "brings", "size", "time", "founded_at", "closed_at", "counters",
        "pending", "questions", "open_questions", "sittings", "last_assembly", "decisions", "bodies", "delegations",
        "floor_seated", "mandates", "affiliations", "made", "shown", "guidance", "erased", "told", "newest", "denied",
        "said", "binding", "texts", "peers",
    }  # fmt: skip
    assert set(State.__struct_fields__) == apersonal | set(KEYED_BY_PERSON)


def test_a_secret_vote_leaves_no_name_in_the_reading() -> None:
    """A count by box holds marks and numbers; who told it is named, who voted is not."""
    from confederal.kernel.ballot import HandCount, Tally

    assert set(Tally.__struct_fields__) == {"mark", "votes"}
    assert set(HandCount.__struct_fields__) == {
        "step", "way", "section", "tallies", "spoilt", "told_by", "roll", "confirmed_by", "corrects",
    }  # fmt: skip


# No float reaches a decision


@pytest.mark.parametrize("room", ["kernel", "charter", "counting"])
def test_no_float_in_the_rooms_that_decide(room: str) -> None:
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}: {ast.unparse(node)[:60]}"
        for path in sorted((ROOT / room).rglob("*.py"))
        if path.name not in DRAWN
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant | ast.Call) and makes_a_float(node)
    ]
    assert found == []


DRAWN = {
    "rendering.py": "widths of bars in a drawing of a finished count",
    "methods.py": "how near a misspelt name is to a method's: told to people, never to a count",
}
"""Files of the counting room that draw or describe and count nothing."""


def makes_a_float(node: ast.Constant | ast.Call) -> bool:
    if isinstance(node, ast.Constant):
        return isinstance(node.value, float)
    return isinstance(node.func, ast.Name) and node.func.id == "float"


def test_no_inexact_division_in_kernel_and_charter() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}: {ast.unparse(node)[:60]}"
        for room in ("kernel", "charter")
        for path in sorted((ROOT / room).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div) and not joins_a_path(node)
    ]
    assert found == []


def joins_a_path(node: ast.BinOp) -> bool:
    """Where the templates of charters lie."""
    return any(word in ast.unparse(node) for word in ("files(", "folder()"))


# The articles


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article.name)
def test_every_article_has_words_and_every_paragraph_is_enforced_or_says_why_not(article: Any) -> None:
    assert len(article.words) > 40
    assert article.sources
    numbers = [paragraph.number for paragraph in article.paragraphs]
    assert sorted(numbers) == list(range(1, len(numbers) + 1)), "paragraphs are numbered through"
    for paragraph in article.paragraphs:
        assert paragraph.words.endswith("."), paragraph.words
        if paragraph.enforced:
            assert not paragraph.because
        else:
            assert paragraph.because, f"¶{paragraph.number} is neither enforced nor declared"
            assert paragraph.room, f"¶{paragraph.number} names no room"


def test_every_article_of_the_folder_is_in_the_charter_once() -> None:
    files = {path.stem for path in (ROOT / "charter" / "articles").glob("*.py")} - {"__init__"}
    assert set(NAMED) == files
    assert len(ARTICLES) == len(NAMED)


def test_every_enforcement_that_is_named_exists() -> None:
    gone = [
        f"{article.name} ¶{paragraph.number}: {name}"
        for article in ARTICLES
        for paragraph in article.paragraphs
        for name in places_named(paragraph.enforced)
        if not stands(name)
    ]
    assert gone == []


def places_named(enforced: str) -> Iterator[str]:
    """The dotted names in what is said of a paragraph's enforcement."""
    return iter(re.findall(r"\b[A-Za-z_]+(?:\.[A-Za-z_]+)+\b", enforced))


ROOMS = ("confederal", "confederal.kernel", "confederal.charter")


def stands(name: str) -> bool:
    """Whether a dotted name leads somewhere: a module and what is in it, or a class and its field."""
    head, *rest = name.split(".")
    starts: list[Any] = [module for room in ROOMS if (module := module_called(f"{room}.{head}")) is not None]
    starts += [thing for module in kernel_modules() if (thing := getattr(module, head, None)) is not None]
    return any(leads(start, rest) for start in starts)


def leads(thing: Any, rest: list[str]) -> bool:
    for name in rest:
        inside = getattr(thing, name, None)
        if inside is None and isinstance(thing, ModuleType):
            inside = module_called(f"{thing.__name__}.{name}")
        if inside is None:
            return name in getattr(thing, "__struct_fields__", ()) or hasattr(thing, name)
        thing = inside
    return True


def module_called(name: str) -> ModuleType | None:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError:
        return None


def kernel_modules() -> list[ModuleType]:
    names = [path.stem for path in (ROOT / "kernel").glob("*.py") if path.stem != "__init__"]
    return [importlib.import_module(f"confederal.kernel.{name}") for name in names]


def test_every_objection_cites_a_paragraph_there_is_in_its_very_words() -> None:
    cited = list(citations())
    assert len(cited) > 8
    wrong = [
        f"{where}: {article} ¶{paragraph}: {words}"
        for where, article, paragraph, words in cited
        if article not in NAMED
        or words not in [each.words for each in NAMED[article].paragraphs if each.number == paragraph]
    ]
    assert wrong == []


def citations() -> Iterator[tuple[str, str, int, str]]:
    """Every objection written out in the code: where, article, paragraph, words."""
    for path in sorted(ROOT.rglob("*.py")):
        source = path.read_text()
        if "confederal.kernel.objection" not in source:
            continue
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Objection":
                match [value.value for value in node.args[:3] if isinstance(value, ast.Constant)]:
                    case [str(article), int(paragraph), str(words)]:
                        yield f"{path.relative_to(ROOT)}:{node.lineno}", article, paragraph, words
                    case _:
                        pass


def test_no_article_can_be_skipped_by_a_person_or_a_body() -> None:
    """Checks are looked up by the kind of act alone: there is no list of those to whom a law does not apply."""
    from confederal.charter import articles

    assert isinstance(articles.CHECKS, dict)
    assert all(isinstance(kind, type) for kind in articles.CHECKS)
    assert set(articles.CHECKS) <= set(a.ACTS)
    assert set(articles.MATTER_CHECKS) == set(MATTERS)


def test_the_map_of_a_state_cannot_be_written_to() -> None:
    assert isinstance(State.__struct_defaults__[0], int)
    assert not hasattr(Map(), "__setitem__")
