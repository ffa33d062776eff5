"""What the language cannot say, shown from the unions themselves; and a seeded verb is seen."""

from __future__ import annotations

import pytest

from confederal.charter.articles import NAMED
from confederal.kernel import act as a
from confederal.kernel.identity import Id
from confederal.stories.attempts import tried
from confederal.stories.bottle import ATTEMPTS, Bottle
from confederal.stories.language import UNIONS, said_with, words
from confederal.stories.vocabulary import breach, vocabulary


class ManagerAppointed(a.Act, frozen=True, tag="manager_appointed"):
    """A verb that must never be added."""

    who: Id


@pytest.fixture(scope="module")
def bottle() -> Bottle:
    return Bottle()


def test_no_verb_of_any_code_is_in_the_language() -> None:
    for code, row in vocabulary().codes.items():
        assert said_with(row.verbs) == [], code


def test_a_seeded_verb_is_seen(bottle: Bottle) -> None:
    seeded = (*UNIONS, ManagerAppointed)
    verbs = vocabulary().codes["I4"].verbs
    assert said_with(verbs, seeded) == ["manager_appointed"]
    names = vocabulary().codes["I4"].attempts
    assert breach(bottle, "I4", names).impossible
    assert not breach(bottle, "I4", names, seeded).impossible


def test_the_words_are_those_of_the_unions() -> None:
    known = set(words())
    assert {"recall", "question_raised", "elected", "pay_hour", "parity"} <= known


@pytest.mark.parametrize("name", sorted(ATTEMPTS))
def test_every_attempt_is_refused_and_writes_nothing(bottle: Bottle, name: str) -> None:
    result = tried(bottle.world, ATTEMPTS[name](bottle))
    assert result.refused, result.what
    assert result.objections


def test_every_code_has_an_attempt_of_its_own_articles(bottle: Bottle) -> None:
    for code, row in vocabulary().codes.items():
        assert row.attempts, code
        assert set(row.articles) <= set(NAMED), code
        assert breach(bottle, code, row.attempts).impossible, code


def test_the_codes_are_those_of_the_domain() -> None:
    assert set(vocabulary().codes) == {f"I{number}" for number in range(1, 21)}


def test_every_phrase_means_attempts_there_are() -> None:
    for phrase in vocabulary().words:
        assert set(phrase.attempts) <= set(ATTEMPTS), phrase.pattern


def test_an_accepted_attempt_is_no_refusal(bottle: Bottle) -> None:
    """The attempts differ from what is received by one thing: what they try."""
    branch = bottle.world.what_if()
    from confederal.stories.attempts import Attempt
    from confederal.stories.bottle import COUNCIL

    manual = a.GuidancePublished("manual", "A manual", "0" * 64)
    result = tried(branch, Attempt("to publish a manual", COUNCIL, bottle.secretary, manual))
    assert not result.refused
    assert "ACCEPTED" in result.words
