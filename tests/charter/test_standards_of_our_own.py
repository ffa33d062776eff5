"""Standards of our own: R22, R23."""

from __future__ import annotations

import pytest
from tests.charter.mill import COUNCIL, mill, why

from confederal.charter import settings
from confederal.kernel import act as a
from confederal.kernel import matters
from confederal.kernel.matters.resolution import Scope
from confederal.kernel.matters.standard import Subject


@pytest.mark.parametrize("scope", [Scope.DISCIPLINE, Scope.WORK_ORGANISATION])
def test_a_rule_of_discipline_or_of_the_work_has_a_last_day(scope: Scope) -> None:
    """¶1"""
    world = mill()
    for days in (0, 731):
        rule = a.QuestionRaised("A rule", matters.Resolution(scope, sunset_days=days))
        assert why(world.say("mill", "m1", rule)) == [
            f"standards_of_our_own ¶1: ends in {days} days → 1 to 730 days; it can be adopted again"
        ]
    assert why(world.say("mill", "m1", a.QuestionRaised("A rule", matters.Resolution(scope, 730)))) == []


def test_other_resolutions_may_last() -> None:
    """¶1"""
    assert why(mill().say("mill", "m1", a.QuestionRaised("A name", matters.Resolution()))) == []


def test_a_rule_stops_applying_after_its_last_day() -> None:
    """¶1"""
    world = mill()
    rule = matters.Resolution(Scope.WORK_ORGANISATION, sunset_days=30)
    question = world.decide("mill", rule, "Turns at the saw")
    world.later(days=29)
    assert world.state("mill").decisions[question.id].in_force(world.now)
    world.later(days=1)
    assert not world.state("mill").decisions[question.id].in_force(world.now)


def test_a_federation_that_would_not_ask_its_bodies_cannot_be_founded() -> None:
    """¶2"""
    from msgspec.structs import replace

    assert [name for name, *_ in settings.faults(replace(COUNCIL, ratified=()))] == ["ratified"]
    assert list(settings.faults(COUNCIL)) == []


def test_a_standard_is_never_about_a_person() -> None:
    """¶3"""
    assert {subject.value for subject in Subject} == {
        "pay_hour",
        "hours_week",
        "hours_rest",
        "staffing",
        "safety",
        "ecology",
    }
