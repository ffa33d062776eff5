"""A sentence is text like any other, and can be said again in another language."""

import copy
import doctest
import json
import pickle
import sqlite3

import msgspec
import pytest

from confederal import sentence
from confederal.kernel.objection import Objection
from confederal.sentence import all_of, listed, one_of, plural, say, translated

SPANISH = {
    "{who} needs {what}": "{what} necesita {who}",
    "{number} vote": "{number} voto",
    "{number} votes": "{number} votos",
    "{before} and {last}": "{before} y {last}",
    "{before} or {last}": "{before} o {last}",
    "by show of hands": "a mano alzada",
    "Nobody.": "Nadie.",
    "{wrong}": "{falsch}",
}


def spanish(one: str, many: str | None, number: int) -> str:
    pattern = one if many is None or number == 1 else many
    return SPANISH.get(pattern, pattern)


def test_the_examples_run() -> None:
    told = doctest.testmod(sentence)
    assert told.attempted
    assert not told.failed


def test_it_is_equal_to_its_words_sorted_and_hashed_as_they_are() -> None:
    made = say("{who} is here", who="Ana")
    assert made == "Ana is here"
    assert len({made, "Ana is here"}) == 1
    assert sorted([made, "Ana", "B"]) == ["Ana", "Ana is here", "B"]


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda one: pickle.loads(pickle.dumps(one))])
def test_it_survives_copies_and_pickles_with_what_it_remembers(again) -> None:  # type: ignore[no-untyped-def]
    made = plural(2, "{number} vote", "{number} votes")
    back = again(made)
    assert (back, back.pattern, back.many, back.number) == (
        "2 votes",
        "{number} vote",
        "{number} votes",
        2,
    )
    assert translated(back, spanish) == "2 votos"


def test_it_is_written_as_its_words_wherever_text_is_written() -> None:
    made = say("{who} is here", who="Ana")
    objection = Objection("open_books", 1, made, made, say("nothing"))
    told = msgspec.to_builtins(objection, enc_hook=str)
    assert json.loads(json.dumps(told))["words"] == "Ana is here"
    assert msgspec.json.decode(msgspec.json.encode(objection, enc_hook=str), type=Objection) == objection
    assert sqlite3.connect(":memory:").execute("select ?", (made,)).fetchone() == ("Ana is here",)


def test_values_are_translated_when_they_are_sentences_and_left_alone_when_they_are_names() -> None:
    made = say("{who} needs {what}", who="Nobody.", what=plural(1, "{number} vote", "{number} votes"))
    assert translated(made, spanish) == "1 voto necesita Nobody."
    assert translated(made, spanish, {"Nobody.": "Nieves"}.__getitem__) == "1 voto necesita Nieves"


def test_words_that_are_no_sentence_are_a_whole_pattern() -> None:
    assert translated("Nobody.", spanish) == "Nadie."
    assert translated("", lambda *_: "the head of the catalogue") == ""
    assert translated(listed([]), lambda *_: "the head of the catalogue") == ""


def test_lists_are_joined_in_the_readers_language() -> None:
    ways = [say("by show of hands"), "x", "y"]
    assert translated(all_of(ways), spanish) == "a mano alzada, x y y"
    assert translated(one_of(ways[:2]), spanish) == "a mano alzada o x"
    assert translated(listed(ways, "; "), spanish) == "a mano alzada; x; y"
    assert translated(all_of([]), spanish) == ""


def test_braces_in_what_somebody_wrote_are_signs_like_any_other() -> None:
    assert say("{title} is closed", title="{who}") == "{who} is closed"
    assert translated(say("{title} is closed", title="{who}"), spanish) == "{who} is closed"
    assert say("{} is no hole") == "{} is no hole"


def test_a_translation_with_a_hole_nobody_fills_is_not_shown() -> None:
    assert translated(say("{wrong}", wrong="right"), spanish) == "right"
