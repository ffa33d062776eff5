"""Hands off other bodies: R19, R53."""

from __future__ import annotations

from tests.charter.mill import decided_above, delegates, federation, mill, voting, why

from confederal.kernel import act as a
from confederal.kernel import matters
from confederal.kernel.ballot import Way
from confederal.kernel.body import Uncovered


def test_what_a_council_decides_changes_no_other_record() -> None:
    """¶1"""
    world = federation(("mill", "bakery"), uncovered=Uncovered.FREE)
    before = world.state("mill")
    decided_above(world, matters.Resolution())
    after = world.state("mill")
    told = [(name, getattr(after, name)) for name in ("members", "roll", "seats", "charter", "decisions")]
    assert told == [(name, getattr(before, name)) for name, _ in told]


def test_a_section_is_created_once_and_dissolved_if_there_is_one() -> None:
    """¶2"""
    world = mill(6, sections={"day": 3, "night": 3})

    def asking(called: str, *, dissolves: bool) -> list[str]:
        return why(
            world.say("mill", "m1", a.QuestionRaised("Sections", matters.Constituency(called, dissolves)))
        )

    assert asking("day", dissolves=False) == [
        "hands_off_other_bodies ¶2: section day → create one there is not, or dissolve one there is"
    ]
    assert asking("dawn", dissolves=True) == [
        "hands_off_other_bodies ¶2: section dawn → create one there is not, or dissolve one there is"
    ]
    assert asking("dawn", dissolves=False) == []
    assert asking("day", dissolves=True) == []


def test_a_section_is_not_dissolved_while_a_question_of_it_is_open() -> None:
    """¶2"""
    world = mill(6, sections={"day": 3, "night": 3})
    step = world.done("mill", "m4", a.QuestionRaised("Out", matters.Strike("lamps", of="night")))
    dissolve = a.QuestionRaised("One shift", matters.Constituency("night", dissolves=True))
    assert why(world.say("mill", "m1", dissolve)) == [
        "hands_off_other_bodies ¶2: question 6 is open in it → decide that question first"
    ]
    assert why(world.say("mill", "m4", a.Withdrawn(step))) == []
    assert why(world.say("mill", "m1", dissolve)) == []


def test_who_votes_on_an_open_question_is_frozen() -> None:
    """¶3"""
    world = mill()
    step = voting(world, matters.Resolution(), Way.NAMED, hours=48)
    lines = tuple(a.StandingLine(f"n{number}") for number in range(20))
    world.enrol("mill", lines)
    rule = world.state("mill").questions[step].rule
    assert rule is not None
    assert len(rule.register) == 7
    assert len(world.state("mill").register(None, world.now)) == 27


def test_a_council_has_no_sections_to_elect_in() -> None:
    """¶4"""
    world = federation(("mill", "bakery"))
    place = delegates(world)["mill"]
    theirs = matters.Election("delegate", 1, 30, of="night")
    assert why(world.say("fed", place, a.QuestionRaised("Their officers", theirs))) == [
        "seats_by_election ¶2: delegates to nobody → name a council we belong to or asked to join",
        "hands_off_other_bodies ¶4: section night → a council has no sections: bodies elect their own",
    ]
