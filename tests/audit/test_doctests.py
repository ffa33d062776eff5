"""The examples in the docstrings of the room run, and every kind of decision and result has a plain word."""

import doctest

import pytest

from confederal.audit import words
from confederal.counting.methods import METHODS
from confederal.kernel.ballot import Way
from confederal.kernel.body import Key, Tie
from confederal.kernel.delegate import Position
from confederal.kernel.matters import MATTERS
from confederal.kernel.matters.election import Method
from confederal.kernel.matters.standard import Subject
from confederal.kernel.question import Result, Stage


def test_the_examples_run() -> None:
    assert doctest.testmod(words).failed == 0
    assert doctest.testmod(words).attempted >= 8


def test_every_kind_of_decision_has_its_plain_word_and_no_word_is_idle() -> None:
    assert {matter.word() for matter in MATTERS} == set(words.KINDS)


@pytest.mark.parametrize(
    ("register", "table"),
    [
        (Result, words.RESULTS),
        (Stage, words.STAGES),
        (Way, words.WAYS),
        (Position, words.POSITIONS),
        (Key, words.KEYS),
        (Tie, words.TIES),
        (Subject, words.SUBJECTS),
    ],
)
def test_every_word_of_the_record_has_a_plain_one(register: type, table: dict[str, str]) -> None:
    assert set(register) == set(table)  # type: ignore[call-overload]  # an enum is iterable


def test_elections_name_methods_that_count() -> None:
    assert Method.STV.value in METHODS
