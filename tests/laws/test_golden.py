"""Golden books re-read to identical digests: a change of the law that changes what was read shows itself here."""

from __future__ import annotations

import pytest
from tests.laws.golden import AGAIN, STORIES, GoldenBook, kept

from confederal.kernel import matters
from confederal.kernel.state import State
from confederal.rehearsal.digest import digest

BOOKS = kept()


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.name)
def test_a_golden_book_reads_to_the_same_state(book: GoldenBook) -> None:
    reading = book.reading()
    told = f"{book.name} reads differently. If the draft edition was meant to change: {AGAIN}, and say why in changes/"
    assert tuple(sorted(reading.struck)) == book.struck, told
    assert digest(reading.state) == book.state, told
    assert digest(book.reading(len(book.entries) // 2).state) == book.halfway, told


def test_every_story_is_kept() -> None:
    assert {book.name for book in BOOKS} == {"branch", "ember", "harbour", "tide", "kestrel", "fed"}
    assert len(STORIES) == 3


def test_the_golden_books_reach_what_they_are_kept_for() -> None:
    """Recalls, elections, ratification, leaving, a replay that is struck: a book that is all votes guards little."""
    said: set[type] = set()
    for book in BOOKS:
        state = book.reading().state
        assert state is not None
        said |= {type(question.matter) for question in state.questions.values()}
        assert book.struck == (len(book.entries) - 1,), "the replay at the end, and nothing else"
    assert {matters.Recall, matters.Election, matters.Joining, matters.Leaving, matters.Ratification} <= said
    assert len(said) >= 10


def test_a_digest_differs_wherever_a_state_differs() -> None:
    book = next(book for book in BOOKS if book.name == "ember")
    states: list[State | None] = [book.reading(size).state for size in range(1, len(book.entries))]
    digests = [digest(state) for state in states]
    assert len(set(digests)) == len(digests)
