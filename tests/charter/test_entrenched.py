"""The law is entrenched: R55."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.charter.mill import MILL, delegates, founding, mill, why, would
from tests.charter.test_united_front import committee

from confederal.kernel import act as a
from confederal.kernel import matters
from confederal.kernel.body import Charter, Form, Kind
from confederal.kernel.identity import DAY
from confederal.kernel.matters.standard import Subject, Unit
from confederal.kernel.words import KINDS
from confederal.stories.world import World


def becoming(charter: Charter) -> a.QuestionRaised:
    return a.QuestionRaised("Our numbers", matters.CharterChange(charter))


def test_a_body_changes_its_numbers_inside_their_bounds() -> None:
    """¶1"""
    world = mill()
    assert why(world.say("mill", "m1", becoming(replace(MILL, petition="1/2")))) == [
        "entrenched ¶1: petition is 1/2 → petition: at most 1/5"
    ]
    assert why(world.say("mill", "m1", becoming(replace(MILL, petition="1/10")))) == []


def test_every_number_out_of_bounds_is_told() -> None:
    """¶1"""
    world = mill()
    wrong = replace(MILL, petition="1/2", notice_days=1, term_days=4000)
    assert why(world.say("mill", "m1", becoming(wrong))) == [
        "entrenched ¶1: notice_days is 1 → notice_days: 2 to 30",
        "entrenched ¶1: term_days is 4000 → term_days: 7 to 730",
        "entrenched ¶1: petition is 1/2 → petition: at most 1/5",
    ]


def test_its_kind_form_and_sections_stay() -> None:
    """¶1"""
    world = mill()
    assert why(world.say("mill", "m1", becoming(replace(MILL, form=Form.UNION)))) == [
        "entrenched ¶1: from a workplace to a union → found another body"
    ]
    assert why(world.say("mill", "m1", becoming(replace(MILL, sections=("day",))))) == [
        "entrenched ¶1: the sections differ → create and dissolve sections by their own decision"
    ]
    council = replace(MILL, kind=Kind.COUNCIL, form=Form.FEDERATION, ratified=("standard",), offices=())
    assert why(world.say("mill", "m1", becoming(council))) == [
        "entrenched ¶1: from an assembly to a council → found another body",
        "entrenched ¶1: from a workplace to a federation → found another body",
    ]


def test_the_same_charter_is_no_change() -> None:
    """¶1"""
    world = mill()
    assert why(world.say("mill", "m1", becoming(MILL))) == [
        "entrenched ¶1: the same charter → change something"
    ]


def test_a_carried_change_is_in_force() -> None:
    """¶1"""
    world = mill()
    world.decide("mill", matters.CharterChange(replace(MILL, notice_days=9)), "Nine days")
    assert world.state("mill").charter.notice_days == 9


def test_a_body_moves_to_an_edition_there_is_by_its_own_decision() -> None:
    """¶2"""
    world = mill()
    nowhere = a.QuestionRaised("Move", matters.EditionMove("2027"))
    ours = a.QuestionRaised("Move", matters.EditionMove("draft"))
    assert why(world.say("mill", "m1", nowhere)) == ["entrenched ¶2: 2027 → one of: draft"]
    assert why(world.say("mill", "m1", ours)) == ["entrenched ¶2: draft → nothing: it is ours"]


LATER = [kind for kind in matters.MATTERS if not kind.finished]


@pytest.mark.parametrize("kind", LATER)
def test_what_is_not_finished_is_refused_and_never_half_in_force(kind: type[matters.MatterBase]) -> None:
    """¶3"""
    world = mill()
    refused = why(world.say("mill", "m1", a.QuestionRaised("Later", kind())))  # type: ignore[arg-type]
    assert refused == [
        f"entrenched ¶3: {KINDS[kind.word()]} is not in this edition "
        "→ put it as a general resolution, which binds nobody to a form"
    ]


def test_a_body_is_founded_under_an_edition_there_is() -> None:
    """¶4"""
    assert why(founding(World(), edition="2027")) == ["entrenched ¶4: 2027 → one of: draft"]
    assert why(founding(World(), edition="draft")) == []


def test_a_body_closes_itself_down_at_two_meetings() -> None:
    """¶5"""
    world = mill(notice_days=7)
    other = world.decide("mill", matters.Resolution(), "A canteen")
    first = world.decide("mill", matters.ClosingDown(), "We close, first meeting")
    second = a.QuestionRaised("We close", matters.ClosingDown(first.id))
    assert why(world.say("mill", "m1", a.QuestionRaised("We close", matters.ClosingDown(other.id)))) == [
        f"entrenched ¶5: step {other.id} did not announce it → announce it by a first decision"
    ]
    world.now = world.state("mill").decisions[first.id].at + 7 * DAY - 1
    assert why(world.say("mill", "m1", second)) == ["entrenched ¶5: too soon after the first → wait 7 days"]
    world.now += 1
    assert why(world.say("mill", "m1", second)) == []


def test_a_choice_is_among_two_options_or_more() -> None:
    """¶6"""
    world = mill()

    def choosing(*among: str) -> list[str]:
        return why(world.say("mill", "m1", a.QuestionRaised("Which", matters.Choice(among))))

    assert choosing() == ["entrenched ¶6: none → two options or more, each named once"]
    assert choosing("tea") == ["entrenched ¶6: tea → two options or more, each named once"]
    assert choosing("tea", "tea") == ["entrenched ¶6: tea, tea → two options or more, each named once"]
    assert choosing("tea", "abstain") == [
        "entrenched ¶6: tea, abstain → two options or more, each named once"
    ]
    assert choosing("tea", "coffee") == []


def test_a_choice_is_among_24_options_at_most() -> None:
    """¶6"""
    world = mill()
    options = tuple(f"option-{number}" for number in range(25))
    assert why(world.say("mill", "m1", a.QuestionRaised("Which", matters.Choice(options)))) == [
        "entrenched ¶6: 25 options → 24 at most: nobody can weigh more against each other"
    ]
    assert why(world.say("mill", "m1", a.QuestionRaised("Which", matters.Choice(options[:24])))) == []


def test_the_sides_on_which_bodies_sit_are_kept() -> None:
    """¶1"""
    world = committee()
    place = delegates(world)["mill"]
    charter = world.state("fed").charter
    assert why(world.say("fed", place, becoming(replace(charter, sides=("cnt", "poum"))))) == [
        "entrenched ¶1: sides cnt, poum → keep the sides on which bodies sit"
    ]
    assert why(world.say("fed", place, becoming(replace(charter, sides=("cnt", "ugt", "poum"))))) == []


def test_the_currency_does_not_change_under_an_amount() -> None:
    """¶7"""
    world = mill()
    charter = world.state("mill").charter
    dollars = a.QuestionRaised("Dollars", matters.CharterChange(replace(charter, currency="USD")))
    floor = matters.Standard(Subject.PAY_HOUR, 1500, Unit.MINOR_UNITS, 90)
    assert would(world, "mill", "m1", dollars) == []
    step = world.raise_and_support("mill", floor, "A floor")
    refused = ["entrenched ¶7: “A floor” is in EUR → decide it, or let it end, first"]
    assert would(world, "mill", "m1", dollars) == refused
    world.put("mill", step)
    assert would(world, "mill", "m1", dollars) == refused
    rest = replace(charter, notice_days=charter.notice_days + 1)
    assert would(world, "mill", "m1", a.QuestionRaised("Notice", matters.CharterChange(rest))) == []
    world.later(days=91)
    assert why(world.say("mill", "m1", dollars)) == []
    assert would(world, "mill", "m1", a.QuestionRaised("A floor again", floor)) == [
        "entrenched ¶7: “Dollars” would change the currency → decide that first"
    ]
    hours = matters.Standard(Subject.HOURS_WEEK, 2100, Unit.MINUTES, 90)
    assert would(world, "mill", "m1", a.QuestionRaised("Hours", hours)) == []
